"""Bodies that break off or never end, and more requests than can be served: bounded, and told."""

import asyncio
import json

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive, Scope, Send

from rma_service.api.body import read_body
from rma_service.api.frame import Frame
from rma_service.api.metrics import Metrics
from rma_service.api.problems import Problem
from rma_service.usecases.health import figures
from tests.asgi import GONE, answers, answers_of, awaited, part, scope
from tests.cast import Service

WISH = b'{"label": "broken off"}'
FORM = b"key=one"


def asked_as_ana(service: Service, path: str, media_type: str) -> Scope:
    """A writing request of a program of Ana's."""
    key = service.program_of("ana").headers["Authorization"]
    return scope(
        "POST", path, Authorization=key, Content_Type=media_type, Idempotency_Key="broken-off"
    )


@pytest.mark.parametrize(
    ("path", "media_type", "body"),
    [
        ("/v1/api-keys", "application/json", WISH),
        ("/board/plan", "application/x-www-form-urlencoded", FORM),
    ],
)
def test_a_body_that_breaks_off_does_nothing_even_if_it_could_be_read(
    service: Service, path: str, media_type: str, body: bytes
) -> None:
    asked = asked_as_ana(service, path, media_type)
    before = service.stored()
    assert answers(service.app, asked, [part(body, more=True), GONE]) == []
    assert service.stored() == before
    told, _ = service.app.state.metrics.text(figures(service.database, service.clock))
    assert f'method="POST",route="{path}",status="499"' in told.decode()


def test_a_body_that_never_ends_is_given_up() -> None:
    async def never() -> Message:
        await asyncio.Event().wait()
        return GONE

    async def read() -> bytes:
        return await read_body(Request(scope("POST", "/v1/rmas")), never, seconds=0.0)

    with pytest.raises(Problem) as refused:
        awaited(read())
    assert (refused.value.kind.slug, refused.value.kind.status) == ("body-too-slow", 408)


def test_somebody_who_goes_away_is_no_failure() -> None:
    async def read() -> bytes:
        async def gone() -> Message:
            return GONE

        return await read_body(Request(scope("POST", "/v1/rmas")), gone)

    with pytest.raises(ClientDisconnect):
        awaited(read())


def test_a_request_too_many_is_refused_at_once_and_the_next_one_is_served(service: Service) -> None:
    inside: list[list[Message]] = []

    async def inner(asked: Scope, _receive: Receive, send: Send) -> None:
        """Answer; the first request asks twice more while it is under way, at the one seat."""
        if asked["path"] == "/first":
            inside.append(await answers_of(frame, scope("GET", "/second", service.app), empty))
            inside.append(await answers_of(frame, scope("GET", "/livez", service.app), empty))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    empty = [part(b"", more=False)]
    frame = Frame(inner, Metrics(), most_at_once=1)
    assert answers(frame, scope("GET", "/first", service.app), empty)[0]["status"] == 200
    second, alive = inside
    assert second[0]["status"] == 503
    assert (b"retry-after", b"1") in second[0]["headers"]
    assert json.loads(second[1]["body"])["type"] == "/v1/problems/busy"
    assert alive[0]["status"] == 200
    assert answers(frame, scope("GET", "/third", service.app), empty)[0]["status"] == 200
