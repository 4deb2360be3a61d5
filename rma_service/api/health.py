"""What machines ask: is the process alive, is it ready, what are its figures, what can it do."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from rma_service.api.models import Shown
from rma_service.api.problems import KINDS, problem_response
from rma_service.api.world import world_of
from rma_service.domain.errors import NotFound
from rma_service.usecases.health import figures, readiness

router = APIRouter(tags=["Health"])


class Alive(Shown):
    """The process answers."""

    alive: bool


class Ready(Shown):
    """The service can work, and what on."""

    ready: bool
    database: str
    revision: str | None
    wanted_revision: str
    library: str | None


class Kind(Shown):
    """A kind of problem."""

    type: str
    title: str
    status: int
    advice: str


@router.get("/livez", response_model=Alive)
async def get_livez() -> Response:
    """Whether the process answers, even when every thread of it is busy."""
    return JSONResponse({"alive": True})


@router.get("/readyz", response_model=Ready)
def get_readyz(request: Request) -> Response:
    """Whether requests can be served: the database answers and has the right tables."""
    found = Ready.model_validate(readiness(world_of(request).database))
    if found.ready:
        return JSONResponse(found.model_dump())
    wanted = f"The database has revision {found.revision}, not {found.wanted_revision}."
    return problem_response(request, "not-ready", wanted)


@router.get("/metrics", response_class=Response)
def get_metrics(request: Request) -> Response:
    """Requests, jobs, workers, plans and lines as figures, in the text format of Prometheus."""
    world = world_of(request)
    counted = figures(world.database, world.clock)
    body, media_type = request.app.state.metrics.text(counted)
    return Response(body, media_type=media_type)


@router.get("/v1/openapi.json", response_class=JSONResponse)
def get_openapi(request: Request) -> Response:
    """Describe this API, as docs/openapi.json does."""
    return JSONResponse(request.app.openapi())


@router.get("/v1/problems/{slug}", response_model=Kind)
def get_problem(slug: str) -> Response:
    """Describe a kind of problem: its `type` leads here."""
    kind = KINDS.get(slug)
    if kind is None:
        raise NotFound(slug)
    return JSONResponse(
        {"type": kind.uri, "title": kind.title, "status": kind.status, "advice": kind.advice}
    )
