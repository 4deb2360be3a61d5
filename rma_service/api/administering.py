"""What administrators do with the accounts of others."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from rma_service.api.door import Reading, Writing, answer, answered, answered_once
from rma_service.api.models import Line, Shown, Strict, example
from rma_service.api.paging import Page, paged, position, text_part
from rma_service.api.people import Key, Keys
from rma_service.domain.errors import SecretShownOnce
from rma_service.domain.once import Answer
from rma_service.domain.people import ApiKey, NewPerson, Person, Role
from rma_service.usecases import administering
from rma_service.usecases.once import Once
from rma_service.usecases.passwords import new_password

router = APIRouter(tags=["Administration"])

PERSON = "/v1/people/{user_id}"


class PersonWish(Strict):
    """Somebody who shall have an account; a partner belongs to a company, staff to none."""

    model_config = example(sign_in_name="eve", name="Eve", role="partner", partner_id="PA01")

    sign_in_name: Line
    name: Line
    role: Annotated[Role, Field(strict=False)]
    partner_id: Line | None = None


class Account(Shown):
    """Somebody with an account; a disabled one opens nothing."""

    user_id: str
    sign_in_name: str
    name: str
    role: Role
    partner_id: str | None
    created_at: datetime
    disabled_at: datetime | None


class MadeAccount(Account):
    """An account that was just made."""

    password: Annotated[str, Field(description="Of the service's making. It is shown this once.")]


class Accounts(Shown):
    """A page of accounts."""

    items: list[Account]


@router.get("/v1/people", response_model=Accounts)
def get_people(call: Reading, page: Annotated[Page, Query()]) -> Response:
    """Everybody with an account."""
    (after,) = position(call, page, text_part) or ("",)
    return paged(
        call,
        page,
        administering.list_people(call.database, after, page.limit + 1),
        key=lambda person: [person.user_id],
        body=lambda shown: Accounts(items=[Account.model_validate(each) for each in shown]),
    )


@router.post("/v1/people", status_code=201, response_model=MadeAccount)
def post_person(body: PersonWish, call: Writing) -> Response:
    """Give somebody an account. A repeated request is told that the password was shown."""
    password = new_password()
    new = NewPerson(body.sign_in_name, body.name, body.role, body.partner_id, password)

    def act(once: Once[Person]) -> Person:
        world = call.world
        return administering.add_somebody(
            world.database, world.clock, world.passwords, call.principal, new, once
        )

    def with_password(person: Person) -> Answer:
        shown = MadeAccount(**_account(person).model_dump(), password=password)
        return answer(shown, status=201, location=f"/v1/people/{person.user_id}")

    response = answered_once(call, _made, act, shown=with_password)
    if "Idempotent-Replayed" in response.headers:
        raise SecretShownOnce("The first request with this Idempotency-Key made the account.")
    return response


@router.get(PERSON, response_model=Account)
def get_person(user_id: str, call: Reading) -> Response:
    """One person with an account."""
    return answered(call, _shown(administering.person_of(call.database, user_id)))


@router.post(f"{PERSON}/disabling", response_model=Account)
def post_disabling(user_id: str, call: Writing) -> Response:
    """Close an account: its sessions end, and its API keys open nothing while it is closed."""
    return answered_once(
        call, _shown, lambda once: administering.disable_person(*call.means, user_id, once)
    )


@router.post(f"{PERSON}/enabling", response_model=Account)
def post_enabling(user_id: str, call: Writing) -> Response:
    """Open an account again; API keys that were not revoked act again, ended sessions do not."""
    return answered_once(
        call, _shown, lambda once: administering.enable_person(*call.means, user_id, once)
    )


@router.delete(f"{PERSON}/sessions", response_model=Account)
def delete_sessions(user_id: str, call: Writing) -> Response:
    """End every session of a person, who must sign in again."""
    return answered_once(
        call, _shown, lambda once: administering.end_sessions(*call.means, user_id, once)
    )


@router.get(f"{PERSON}/api-keys", response_model=Keys)
def get_keys_of_person(user_id: str, call: Reading, page: Annotated[Page, Query()]) -> Response:
    """API keys of a person, without their secrets."""
    (after,) = position(call, page, text_part) or ("",)
    return paged(
        call,
        page,
        administering.keys_of(call.database, user_id, after, page.limit + 1),
        key=lambda key: [key.key_id],
        body=lambda shown: Keys(items=[Key.model_validate(key) for key in shown]),
    )


@router.delete(f"{PERSON}/api-keys/{{key_id}}", response_model=Key)
def delete_key_of_person(user_id: str, key_id: str, call: Writing) -> Response:
    """Revoke an API key of a person; it is refused from the next request on."""

    def act(once: Once[ApiKey]) -> ApiKey:
        return administering.revoke_key(*call.means, user_id, key_id, once)

    return answered_once(call, lambda key: answer(Key.model_validate(key)), act)


def _account(person: Person) -> Account:
    return Account.model_validate(person)


def _shown(person: Person) -> Answer:
    return answer(_account(person))


def _made(person: Person) -> Answer:
    return answer(_account(person), status=201, location=f"/v1/people/{person.user_id}")
