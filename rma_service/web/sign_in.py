"""Signing in and out, and where somebody begins."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from rma_service.domain.errors import LockedOut, SignInRefused
from rma_service.usecases import people
from rma_service.usecases.first_people import demo_people
from rma_service.web.door import Posted, Visiting
from rma_service.web.faults import Fault
from rma_service.web.shell import go, home_of, page, role_words

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Demonstrator:
    """Somebody of the demonstration, as the sign-in page shows them."""

    name: str
    password: str
    who: str


@router.get("/")
def get_home(visit: Visiting) -> Response:
    """Lead everybody to where they begin."""
    return go(home_of(visit.principal))


@router.get("/sign-in")
def get_sign_in(request: Request) -> Response:
    """Ask for name and password."""
    return _asked(request, "", request.query_params.get("next", ""), ())


@router.post("/sign-in")
def post_sign_in(request: Request, form: Posted) -> Response:
    """Open a session and lead on to what was asked for."""
    world, name = request.app.state.world, form.text("name")
    old = request.cookies.get(world.session_cookie(request))
    try:
        opened = people.sign_in(
            world.database,
            world.clock,
            world.passwords,
            name,
            str(form.data.get("password", "")),
            old,
            world.address(request),
        )
    except LockedOut as refused:
        response = _asked(request, name, form.text("next"), (Fault(str(refused)),), 429)
        response.headers["Retry-After"] = str(refused.seconds)
        return response
    except SignInRefused as refused:
        return _asked(request, name, form.text("next"), (Fault(str(refused), "name"),), 401)
    response = go(own_address(form.text("next")) or home_of(opened.principal))
    world.keep_session(request, response, opened)
    return response


@router.post("/sign-out")
def post_sign_out(visit: Visiting) -> Response:
    """Close the session on the side of the server."""
    token = visit.request.state.session
    response = go("/sign-in?said=signed-out")
    if token:
        people.sign_out(*visit.means, token)
        visit.world.drop_session(visit.request, response)
    return response


def _asked(
    request: Request, name: str, onward: str, faults: tuple[Fault, ...], status: int = 200
) -> Response:
    return page(
        request,
        "sign_in.html.j2",
        status,
        name=name,
        next=own_address(onward),
        faults=faults,
        demo=_demonstrators(request),
    )


def _demonstrators(request: Request) -> tuple[Demonstrator, ...]:
    """People of the demonstration with their passwords, where they were set up on purpose."""
    if not request.app.state.world.settings.demo:
        return ()
    return tuple(
        Demonstrator(each.sign_in_name, each.password, role_words(each.principal))
        for each in demo_people()
    )


def own_address(onward: str) -> str:
    """An address of this service; anything that could lead elsewhere is dropped.

    Source: a path that begins with two slashes, or a slash and a backslash, names a host.
    """
    plain = onward.startswith("/") and not onward.startswith(("//", "/\\"))
    return onward if plain and onward.isprintable() else ""
