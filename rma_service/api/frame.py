"""The outermost layer: a trace id for each request, headers, figures and one log line.

Whatever breaks inside ends here as a problem document; nothing that broke is shown.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from secrets import token_hex
from threading import BoundedSemaphore
from time import perf_counter

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rma_service.api.logs import where_of
from rma_service.api.metrics import Metrics
from rma_service.api.problems import problem_response
from rma_service.db.engine import DatabaseUnavailableError
from rma_service.domain.errors import Busy

TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
"""Source: W3C Trace Context, "traceparent"."""

NOTHING_LOADED = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
HEADERS = {
    "Content-Security-Policy": NOTHING_LOADED,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Headers of every answer, unless a page set its own. Source: OWASP Secure Headers Project."""

STRICT_TRANSPORT = "max-age=31536000"
RETRY_SECONDS = 1

MOST_AT_ONCE = 256
"""Requests that may be under way; a further one is refused at once."""

ALWAYS_ANSWERED = frozenset({"/livez", "/metrics"})
"""Addresses that must answer while the service is busy, so that one sees why."""

CLIENT_GONE = 499
"""Status in logs and figures where nobody was left to be answered."""


class Seats:
    """Places for requests that are under way."""

    def __init__(self, most: int) -> None:
        """Offer so many places."""
        self._free = BoundedSemaphore(most)

    @contextmanager
    def taken(self) -> Iterator[bool]:
        """Take a place for a while if one is free, and say whether."""
        seated = self._free.acquire(blocking=False)
        try:
            yield seated
        finally:
            if seated:
                self._free.release()


@dataclass(slots=True)
class Frame:
    """The application as the world sees it."""

    inner: ASGIApp
    metrics: Metrics
    most_at_once: int = MOST_AT_ONCE
    seats: Seats = field(init=False)

    def __post_init__(self) -> None:
        """Set the places up."""
        self.seats = Seats(self.most_at_once)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; other events pass."""
        if scope["type"] != "http":
            await self.inner(scope, receive, send)
            return
        exchange = _Exchange(scope, self.metrics)
        with self.seats.taken() as seated:
            free = seated or scope["path"] in ALWAYS_ANSWERED
            await exchange.run(self.inner if free else _refuse_seat, receive, send)


async def _refuse_seat(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise Busy("Too many requests are under way.", seconds=RETRY_SECONDS)


@dataclass(slots=True)
class _Exchange:
    """One request with its answer."""

    scope: Scope
    metrics: Metrics
    status: int = 0

    async def run(self, inner: ASGIApp, receive: Receive, send: Send) -> None:
        began = perf_counter()
        state = self.scope.setdefault("state", {})
        state["trace_id"] = _trace_id(Request(self.scope))
        with self.metrics.under_way.track_inprogress():
            await self._answer(inner, receive, self._dressed(send))
        self._tell(perf_counter() - began)

    async def _answer(self, inner: ASGIApp, receive: Receive, send: Send) -> None:
        """Pass the request on; HEAD is GET whose answer has no body."""
        head = self.scope["method"] == "HEAD"
        asked = {**self.scope, "method": "GET"} if head else self.scope
        try:
            await inner(asked, receive, send)
        except ClientDisconnect:
            self.status = self.status or CLIENT_GONE
        except Busy as busy:
            await self._say("busy", str(busy), receive, send)
        except DatabaseUnavailableError:
            self._log().warning("database_unavailable")
            await self._say("busy", "The database does not answer now.", receive, send)
        except Exception as fault:  # noqa: BLE001 - the last place where anything can be caught
            self._log().error("failed", error=type(fault).__name__, where=where_of(fault))
            await self._say("internal", "Something broke inside.", receive, send)

    async def _say(self, slug: str, detail: str, receive: Receive, send: Send) -> None:
        """Answer with a problem, unless an answer has begun: then there is no more to say."""
        if self.status:
            return
        response = problem_response(Request(self.scope), slug, detail)
        await response(self.scope, receive, send)

    def _dressed(self, send: Send) -> Send:
        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.status = message["status"]
                self._add_headers(MutableHeaders(scope=message))
            elif self.scope["method"] == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        return dressed

    def _add_headers(self, headers: MutableHeaders) -> None:
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        headers["X-Request-Id"] = self.scope["state"]["trace_id"]
        if self.scope["app"].state.world.is_secure(Request(self.scope)):
            headers["Strict-Transport-Security"] = STRICT_TRANSPORT

    def _tell(self, seconds: float) -> None:
        route = self.scope["state"].get("route", "unknown")
        self.metrics.answered(self.scope["method"], route, self.status, seconds)
        principal = self.scope["state"].get("principal")
        self._log().info(
            "answered",
            method=self.scope["method"] if self.scope["method"].isalpha() else "?",
            route=route,
            status=self.status,
            milliseconds=round(seconds * 1_000, 1),
            principal=principal.principal_id if principal else None,
        )

    def _log(self) -> structlog.typing.FilteringBoundLogger:
        log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
        return log.bind(trace_id=self.scope["state"]["trace_id"])


def _trace_id(request: Request) -> str:
    """Take the trace id of whoever calls, if it has the right form, else a new one."""
    match = TRACEPARENT.fullmatch(request.headers.get("traceparent", ""))
    return match.group(1) if match else token_hex(16)
