"""What a route gets handed, and how its value becomes an answer: once, with a version, or paged."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeVar

from fastapi import Depends, Header
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from rma_service.api.guard import KEY
from rma_service.api.problems import Problem
from rma_service.api.world import World, world_of
from rma_service.db.engine import Database
from rma_service.domain.errors import NotSignedIn, StaleVersion
from rma_service.domain.once import Answer, Claim
from rma_service.domain.people import Principal
from rma_service.usecases.once import AlreadyAnswered, Once, done_once

T = TypeVar("T")

ETAG = re.compile(r'"v([1-9][0-9]{0,8})"')


@dataclass(frozen=True, slots=True)
class Call:
    """A request of somebody who may make it."""

    world: World
    request: Request
    principal: Principal

    @property
    def database(self) -> Database:
        """Where things are remembered."""
        return self.world.database

    @property
    def clock(self) -> Callable[[], datetime]:
        """What gives the present."""
        return self.world.clock

    @property
    def means(self) -> tuple[Database, Callable[[], datetime], Principal]:
        """What every use case takes first: where things are remembered, the clock, and who asks."""
        return self.database, self.clock, self.principal

    def claim(self) -> Claim:
        """Give the idempotency key of a writing request, with what marks the request."""
        state = self.request.state
        return Claim(
            self.principal.principal_id, state.key, state.route, state.fingerprint, self.clock()
        )


async def call_of(request: Request) -> Call:
    """Hand a reading route what it needs."""
    principal = request.state.principal
    if principal is None:
        raise NotSignedIn("Sign in, or send a valid API key.")
    return Call(world_of(request), request, principal)


async def writing_call_of(
    request: Request,
    idempotency_key: Annotated[  # noqa: ARG001 - the guard has read it; here it is described
        str,
        Header(
            pattern=f"^{KEY.pattern}$",
            description="A fresh key for every new request; the same one to repeat a request.",
        ),
    ],
) -> Call:
    """Hand a writing route what it needs."""
    return await call_of(request)


async def version_of(
    if_match: Annotated[
        str | None,
        Header(description='The ETag that was read, such as `"v3"`; without it: 428.'),
    ] = None,
) -> int:
    """Give the version that a request means to change.

    Raises
    ------
    StaleVersion
        When it is no ETag of ours, so that no version can be meant.
    """
    if if_match is None:
        raise Problem("version-missing", "If-Match must name the ETag that you read.")
    match = ETAG.fullmatch(if_match.strip())
    if match is None:
        raise StaleVersion('If-Match must be one ETag as it was read, such as "v3".')
    return int(match.group(1))


Reading = Annotated[Call, Depends(call_of)]
Writing = Annotated[Call, Depends(writing_call_of)]
Version = Annotated[int, Depends(version_of)]


def etag(version: int) -> str:
    """Give the ETag of a version."""
    return f'"v{version}"'


def answer(
    body: BaseModel, *, status: int = 200, location: str | None = None, version: int | None = None
) -> Answer:
    """Render a body, with where it is and which version it shows."""
    headers = {"Location": location, "ETag": etag(version) if version is not None else None}
    kept = tuple((name, value) for name, value in headers.items() if value is not None)
    return Answer(status, kept, body.model_dump_json().encode())


def answered(call: Call, given: Answer) -> Response:
    """Send an answer; a reader who has this version already gets none."""
    tags = call.request.headers.get("if-none-match", "")
    known = [tag.strip().removeprefix("W/") for tag in tags.split(",")]
    headers = dict(given.headers)
    if headers.get("ETag") in known:
        return Response(status_code=304, headers={"ETag": headers["ETag"]})
    return _response(given, {})


def answered_once(
    call: Call,
    render: Callable[[T], Answer],
    act: Callable[[Once[T]], T],
    shown: Callable[[T], Answer] | None = None,
) -> Response:
    """Do a writing request once; when it comes again, repeat the first answer word for word.

    What is shown may say more than what is kept, if it holds a secret.
    """
    kept: list[Answer] = []

    def rendered(value: T) -> Answer:
        kept.append(render(value))
        return kept[-1]

    try:
        value = done_once(call.database, call.claim(), rendered, act)
    except AlreadyAnswered as before:
        return _response(before.answer, {"Idempotent-Replayed": "true"})
    return _response(shown(value) if shown else kept[-1], {})


def _response(given: Answer, more: Mapping[str, str]) -> Response:
    headers = {**dict(given.headers), **more}
    return Response(given.body, given.status, headers, "application/json")
