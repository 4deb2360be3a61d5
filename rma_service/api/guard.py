"""The guard before every route of API and pages: who asks, may they, and is it sound.

It stands around each route as the application starts, so no route can be forgotten. Steps, in
order: credentials, role, origin and token of a session, body, idempotency key.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from urllib.parse import quote

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from rma_service.api.address import require_plain_request
from rma_service.api.body import again, form_field, read_body, require_form, require_json
from rma_service.api.problems import Problem, is_page
from rma_service.api.world import World, world_of
from rma_service.domain.access import ACCESS, Who, may
from rma_service.domain.errors import NotAllowed, NotSignedIn
from rma_service.domain.people import Principal
from rma_service.usecases import people

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
KEY = re.compile(r'"?([\x21\x23-\x7e]{1,255})"?')
WITHOUT_KEY = frozenset(
    {("POST", "/v1/session"), ("DELETE", "/v1/session"), ("POST", "/v1/rmas:preflight")}
)
"""Without an idempotency key: a session is nothing to repeat, and to check a request is to read."""

NO_CREDENTIALS = "Sign in, or send a valid API key."


class UnguardedRouteError(Exception):
    """A route has no row in the table of access."""


@dataclass(frozen=True, slots=True)
class Guard:
    """One route, and who may use it with each of its methods."""

    inner: ASGIApp
    template: str
    rows: Mapping[str, Who]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a sound request of somebody who may pass on to the route."""
        state = scope.setdefault("state", {})
        state["route"] = self.template
        require_plain_request(scope)
        request = Request(scope, receive)
        await _identify(request)
        principal: Principal | None = state["principal"]
        if not may(principal, self.rows[scope["method"]]):
            await _turn_away(request, principal)(scope, receive, send)
            return
        if scope["method"] not in SAFE_METHODS:
            receive = await self._require_sound(request, receive)
        await self.inner(scope, receive, send)

    async def _require_sound(self, request: Request, receive: Receive) -> Receive:
        body = await read_body(request, receive)
        media_type = request.headers.get("content-type", "")
        if is_page(request.scope["path"]):
            if body:
                require_form(media_type)
            form = Request(request.scope, again(body, receive))
            _require_same_site(request, await form_field(form, "csrf"))
        else:
            _require_same_site(request, "")
            if body:
                require_json(media_type, body)
            self._mark(request, body)
        return again(body, receive)

    def _mark(self, request: Request, body: bytes) -> None:
        """Note the idempotency key and the fingerprint of a writing request."""
        if (request.method, self.template) in WITHOUT_KEY:
            return
        key = KEY.fullmatch(request.headers.get("idempotency-key", ""))
        if key is None:
            right = "Idempotency-Key must be 1 to 255 visible ASCII characters."
            raise Problem("idempotency-key-missing", right)
        sent = (request.method, request.url.path, request.headers.get("if-match", ""))
        request.state.key = key.group(1)
        request.state.fingerprint = sha256(" ".join(sent).encode() + b"\n" + body).hexdigest()


def guard_routes(app: FastAPI) -> None:
    """Put a guard around every route, in the words of the table of access.

    Raises
    ------
    UnguardedRouteError
        When a route has no row.
    """
    missing = sorted({row for route in app.routes for row in rows_of(route)} - ACCESS.keys())
    if missing:
        raise UnguardedRouteError(f"Without a row in the table of access: {missing}.")
    for route in app.routes:
        rows = {method: ACCESS[method, path] for method, path in rows_of(route)}
        if isinstance(route, Mount | Route):
            route.app = Guard(route.app, route.path, rows)


def rows_of(route: object) -> list[tuple[str, str]]:
    """Give the rows that a route needs; a folder of files is read with GET."""
    if isinstance(route, Mount):
        return [("GET", route.path), ("HEAD", route.path)]
    if isinstance(route, Route):
        return [(method, route.path_format) for method in sorted(route.methods or ())]
    raise UnguardedRouteError(f"{route!r} is no route that a guard can stand around.")


async def _identify(request: Request) -> None:
    """Note who asks. An API key counts before a session, and then needs no token."""
    world, state = world_of(request), request.state
    state.principal, state.csrf, state.session = None, None, None
    header = request.headers.get("authorization")
    if header is not None:
        scheme, _, api_key = header.partition(" ")
        if scheme.lower() == "bearer":
            state.principal = await run_in_threadpool(_owner, world, api_key.strip())
        return
    token = request.cookies.get(world.session_cookie(request))
    if token:
        state.principal = await run_in_threadpool(_holder, world, token)
        state.session = token if state.principal else None
        state.csrf = people.csrf_token(token) if state.principal else None


def _owner(world: World, api_key: str) -> Principal | None:
    return people.recognize_api_key(world.database, _now(world), api_key)


def _holder(world: World, token: str) -> Principal | None:
    return people.recognize_session(world.database, _now(world), token)


def _now(world: World) -> datetime:
    return world.clock()


def _turn_away(request: Request, principal: Principal | None) -> ASGIApp:
    """Refuse: who is known lacks the role; who is not may sign in first."""
    if principal is not None:
        raise NotAllowed(f"The role {principal.role} does not include this.")
    if is_page(request.scope["path"]):
        return RedirectResponse(_sign_in_address(request), status_code=303)
    raise NotSignedIn(NO_CREDENTIALS)


def _sign_in_address(request: Request) -> str:
    """Where somebody signs in and comes back; a form that was not sent leads to its own page."""
    if request.method in SAFE_METHODS:
        asked = f"?{request.url.query}" if request.url.query else ""
        return f"/sign-in?next={quote(request.url.path + asked, safe='/')}"
    page, origin = request.headers.get("referer", ""), world_of(request).origin(request)
    path = page.removeprefix(origin).partition("?")[0] if page.startswith(f"{origin}/") else "/"
    return f"/sign-in?said=ended&next={quote(path, safe='/')}"


def _require_same_site(request: Request, in_form: str) -> None:
    """Refuse what another site made a browser send: by its origin, then by the token."""
    if "authorization" in request.headers:
        return
    if not _same_site(request):
        raise Problem("cross-site", "The request comes from another site.")
    if request.state.csrf is None:
        return
    token = request.headers.get("x-csrf-token") or in_form
    if not compare_digest(token.encode(), request.state.csrf.encode()):
        raise Problem("cross-site", "The request lacks the CSRF token of this session.")


def _same_site(request: Request) -> bool:
    """Whether a browser says that our own page sent this.

    Programs that say nothing may sign in; with a session one of the two headers must be there.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        return site in {"same-origin", "none"}
    if origin is not None:
        return origin == world_of(request).origin(request)
    return request.state.csrf is None
