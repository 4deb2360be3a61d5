"""What stands around every page: who reads it, where they may go, and what browsers must obey."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rma_service.domain.access import ACCESS, may
from rma_service.domain.people import Principal
from rma_service.web.assets import asset_href
from rma_service.web.rendering import rendered
from rma_service.wording import Moment, moment

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Own files only, nothing inline, no frame around. Source: W3C Content Security Policy Level 3."""

PLACES = (
    ("/board", "Dispatch board"),
    ("/cases", "Cases"),
    ("/cases/new", "New RMA"),
    ("/what-if", "What if"),
    ("/network", "Network and stock"),
    ("/health", "Health"),
    ("/policies", "Policies"),
    ("/people", "People"),
)
"""Pages that the masthead leads to, in its order; shown to those whom the page lets in."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that a page says once; the tone is good, or a warning."""

    text: str
    tone: str = "good"


SAID = {
    "signed-out": Said("You are signed out."),
    "ended": Said(
        "Your session had ended, so that was not done. Sign in and send it again.", "warn"
    ),
    "complete": Said("The fault tag is noted. See below what follows."),
    "hand-over": Said("The unit is with its courier."),
    "ship": Said("The unit is on its way."),
    "deliver": Said("The delivery is noted. Warranty and return begin with it."),
    "receive": Said("The defective part is back."),
    "close": Said("The line is closed."),
    "reject": Said("The line is rejected."),
    "clock": Said("The clock log has it. What it moves was derived anew."),
    "priority": Said("The priority is changed. Every target that still runs was derived anew."),
    "cancel": Said("The RMA is canceled. Units that were held for it are free again."),
    "targets-confirmed": Said("The list is confirmed. Every case of it says what changed and why."),
    "relocated": Said("The move is noted. See below which site is owed what, and from when on."),
    "account-changed": Said("Done. It counts from the next request on."),
    "approved": Said("Approved. The units are reserved and every promise says so."),
}
"""What a page says once after something was done, by its word in the address."""


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """A link of the masthead; `here` when the page belongs to it."""

    href: str
    word: str
    here: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """What the frame of a page shows."""

    person: str
    name: str
    role: str
    csrf: str
    places: tuple[PlaceLink, ...]
    said: Said | None
    now: Moment

    def asset(self, name: str) -> str:
        """Address of a style sheet, script or picture."""
        return asset_href(name)


def page(
    request: Request,
    template: str,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: object,
) -> HTMLResponse:
    """A whole page, or a piece of one, as an answer that nobody else may keep."""
    html = rendered(template, shell=shell_of(request), **values)
    return HTMLResponse(
        html,
        status_code=status,
        headers={
            "Content-Security-Policy": CONTENT_SECURITY_POLICY,
            "Cache-Control": "no-store",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            **(headers or {}),
        },
    )


def go(href: str) -> RedirectResponse:
    """Lead on after a form, so that reloading does not send it again."""
    return RedirectResponse(href, status_code=303)


def lead_on(request: Request, href: str) -> Response:
    """Lead on as `go` does; a piece of a page that asks by itself takes the whole page along.

    Source: htmx 2 reference, response header HX-Redirect.
    """
    if "HX-Request" in request.headers:
        return Response(headers={"HX-Redirect": href})
    return go(href)


def shell_of(request: Request) -> Shell:
    """The frame for whoever asks."""
    principal: Principal | None = getattr(request.state, "principal", None)
    return Shell(
        person=principal.principal_id if principal else "",
        name=(principal.name or principal.principal_id) if principal else "",
        role=role_words(principal) if principal else "",
        csrf=getattr(request.state, "csrf", None) or "",
        places=places_of(principal, request.url.path) if principal else (),
        said=SAID.get(request.query_params.get("said", "")),
        now=moment(request.app.state.world.clock(), "UTC"),
    )


def places_of(principal: Principal, path: str) -> tuple[PlaceLink, ...]:
    """Links to every page that lets this principal in; at most one of them is here."""
    open_ones = [(href, word) for href, word in PLACES if may(principal, ACCESS["GET", href])]
    within = [href for href, _ in open_ones if path == href or path.startswith(f"{_root(href)}/")]
    here = max(within, key=len, default="")
    return tuple(PlaceLink(href, word, href == here) for href, word in open_ones)


def home_of(principal: Principal) -> str:
    """Where somebody begins: the first page that lets them in."""
    return places_of(principal, "")[0].href


def _root(href: str) -> str:
    """Address under which the pages of a place lie; plans lie beside the board that lists them."""
    return {"/board": "/plans", "/network": "/stock"}.get(href, href)


def role_words(principal: Principal) -> str:
    """What somebody does here, and for whom."""
    role = principal.role.value.capitalize()
    return f"{role} of {principal.partner_id}" if principal.partner_id else role
