"""Sessions and API keys."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from rma_service.api.door import Reading, Writing, answer, answered, answered_once
from rma_service.api.models import PLAIN, Line, Shown, Strict, example
from rma_service.api.paging import Page, paged, position, text_part
from rma_service.api.world import world_of
from rma_service.domain.errors import NotSignedIn, SecretShownOnce
from rma_service.domain.once import Answer
from rma_service.domain.people import ApiKey, Principal, Role
from rma_service.usecases import people
from rma_service.usecases.once import Once
from rma_service.usecases.people import NewKey

router = APIRouter(tags=["People"])


class Credentials(Strict):
    """What somebody signs in with."""

    name: Annotated[str, Field(min_length=1, max_length=200, pattern=PLAIN, examples=["carol"])]
    password: Annotated[str, Field(min_length=1, max_length=1_000)]


class Person(Shown):
    """Somebody who is signed in."""

    principal_id: str
    name: str
    role: Role
    partner_id: str | None


class Session(Shown):
    """A session that was opened; its token is in the cookie only."""

    person: Person
    csrf: Annotated[str, Field(description="Send it as X-CSRF-Token with every writing request.")]
    expires_at: datetime


class KeyWish(Strict):
    """A key to make."""

    model_config = example(label="stock report", days=90)

    label: Line
    days: Annotated[int, Field(ge=1, le=366, description="Days until it expires.")] = 90


class Key(Shown):
    """An API key, without its secret."""

    key_id: str
    label: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class MadeKey(Key):
    """An API key that was just made."""

    text: Annotated[str, Field(description="The whole key. It is shown this once.")]


class Keys(Shown):
    """A page of API keys."""

    items: list[Key]


@router.post("/v1/session", status_code=201, response_model=Session)
def post_session(body: Credentials, request: Request) -> Response:
    """Sign in with name and password; the answer sets the cookie of a new session."""
    world = world_of(request)
    old = request.cookies.get(world.session_cookie(request))
    signed_in = people.sign_in(
        world.database,
        world.clock,
        world.passwords,
        body.name,
        body.password,
        old,
        world.address(request),
    )
    shown = Session(
        person=_person(signed_in.principal),
        csrf=signed_in.csrf,
        expires_at=signed_in.expires_at,
    )
    response = Response(shown.model_dump_json(), 201, media_type="application/json")
    world.keep_session(request, response, signed_in)
    return response


@router.delete("/v1/session", status_code=204)
def delete_session(call: Reading) -> Response:
    """Sign out: the session ends on the side of the server."""
    token = call.request.state.session
    if token is None:
        raise NotSignedIn("An API key has no session; revoke the key instead.")
    people.sign_out(*call.means, token)
    response = Response(status_code=204)
    call.world.drop_session(call.request, response)
    return response


@router.get("/v1/me", response_model=Person)
def get_me(call: Reading) -> Response:
    """Who is signed in, in which role, and for which partner."""
    return answered(call, answer(_person(call.principal)))


@router.get("/v1/api-keys", response_model=Keys)
def get_api_keys(call: Reading, page: Annotated[Page, Query()]) -> Response:
    """Your own API keys, without their secrets."""
    (after,) = position(call, page, text_part) or ("",)
    rows = people.list_api_keys(call.database, call.principal, after, page.limit + 1)
    return paged(
        call,
        page,
        rows,
        key=lambda row: [row.key_id],
        body=lambda shown: Keys(items=[_key(row) for row in shown]),
    )


@router.post("/v1/api-keys", status_code=201, response_model=MadeKey)
def post_api_key(body: KeyWish, call: Writing) -> Response:
    """Make an API key that acts for you. A repeated request is told that the secret was shown."""

    def act(once: Once[NewKey]) -> NewKey:
        life, environment = timedelta(days=body.days), call.world.settings.environment
        return people.create_api_key(*call.means, body.label, life, environment, once)

    response = answered_once(call, _without_secret, act, shown=_with_secret)
    if "Idempotent-Replayed" in response.headers:
        raise SecretShownOnce("The first request with this Idempotency-Key made the key.")
    return response


@router.get("/v1/api-keys/{key_id}", response_model=Key)
def get_api_key(key_id: str, call: Reading) -> Response:
    """One of your own API keys."""
    return answered(call, answer(_key(people.api_key_of(call.database, call.principal, key_id))))


@router.delete("/v1/api-keys/{key_id}", response_model=Key)
def delete_api_key(key_id: str, call: Writing) -> Response:
    """Revoke one of your own API keys; it is refused from the next request on."""

    def act(once: Once[ApiKey]) -> ApiKey:
        return people.revoke_api_key(*call.means, key_id, once)

    return answered_once(call, lambda key: answer(_key(key)), act)


def _person(principal: Principal) -> Person:
    return Person.model_validate(principal)


def _key(key: ApiKey) -> Key:
    return Key.model_validate(key)


def _without_secret(made: NewKey) -> Answer:
    return answer(_key(made.key), status=201, location=f"/v1/api-keys/{made.key.key_id}")


def _with_secret(made: NewKey) -> Answer:
    body = MadeKey(**_key(made.key).model_dump(), text=made.text)
    return answer(body, status=201, location=f"/v1/api-keys/{made.key.key_id}")
