"""Whatever is raised becomes a problem document, or a page where a page was asked for."""

from collections.abc import Callable, Mapping

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from rma_service.api.problems import (
    KIND_OF_ERROR,
    KIND_OF_STATUS,
    KINDS,
    NOTHING_HERE,
    Problem,
    problem_response,
)
from rma_service.domain.errors import Conflicts, DomainError, Later, NotFound, Refused

MOST_FAULTS = 100
"""Faults that one answer points at; their number is told in any case."""


def install_error_handlers(app: FastAPI) -> None:
    """Let the application answer every refusal with a problem document."""
    handlers: Mapping[type[Exception], Callable[..., object]] = {
        DomainError: _domain_error,
        Problem: _problem,
        RequestValidationError: _invalid_request,
        HTTPException: _framework_refusal,
    }
    for raised, handler in handlers.items():
        app.add_exception_handler(raised, handler)  # type: ignore[arg-type] # each takes its own error


async def _domain_error(request: Request, error: DomainError) -> Response:
    slug = next(KIND_OF_ERROR[cls] for cls in type(error).__mro__ if cls in KIND_OF_ERROR)
    detail = NOTHING_HERE if isinstance(error, NotFound) else str(error)
    extensions: dict[str, object] = {}
    if isinstance(error, Refused):
        extensions["errors"] = [{"detail": sentence} for sentence in error.sentences]
    if isinstance(error, Conflicts):
        extensions["conflicts"] = list(error.conflicts)
    return problem_response(request, slug, detail, headers=_headers(slug, error), **extensions)


def _headers(slug: str, error: DomainError) -> dict[str, str]:
    if isinstance(error, Later):
        return {"Retry-After": str(error.seconds)}
    return {"WWW-Authenticate": "Bearer"} if KINDS[slug].status == 401 else {}  # noqa: PLR2004 - HTTP


async def _problem(request: Request, problem: Problem) -> Response:
    slug = problem.kind.slug
    headers = {"Connection": "close"} if slug == "body-too-slow" else {}
    return problem_response(request, slug, problem.detail, headers=headers, errors=problem.faults)


async def _invalid_request(request: Request, invalid: RequestValidationError) -> Response:
    faults = invalid.errors()
    detail = "1 thing is wrong." if len(faults) == 1 else f"{len(faults)} things are wrong."
    shown = [_fault(each) for each in faults[:MOST_FAULTS]]
    return problem_response(request, "invalid-request", detail, errors=shown)


def _fault(error: Mapping[str, object]) -> dict[str, str]:
    """Say where a value is and what is wrong with it, without repeating the value."""
    where, *path = (str(each) for each in _location(error))
    message = str(error["msg"]).removeprefix("Value error, ").rstrip(".") + "."
    if where == "body":
        pointer = "".join(f"/{each.replace('~', '~0').replace('/', '~1')}" for each in path)
        return {"pointer": pointer, "detail": message}
    return {"parameter": ".".join(path), "in": where, "detail": message}


def _location(error: Mapping[str, object]) -> tuple[object, ...]:
    location = error["loc"]
    return location if isinstance(location, tuple) else (location,)


async def _framework_refusal(request: Request, refusal: HTTPException) -> Response:
    slug = KIND_OF_STATUS.get(refusal.status_code, "malformed-body")
    if slug == "method-not-allowed":
        return not_allowed_method(request)
    detail = NOTHING_HERE if slug == "not-found" else f"{refusal.detail}."
    return problem_response(request, slug, detail)


def not_allowed_method(request: Request) -> Response:
    """Refuse a method, with every method that the address does know."""
    path = request.scope["path"]
    methods = {
        method
        for route in request.app.routes
        if route.path_regex.match(path)
        for method in getattr(route, "methods", None) or ()
    }
    known = sorted(methods | {"HEAD"} if "GET" in methods else methods)
    detail = f"This address knows {', '.join(known)}."
    return problem_response(
        request, "method-not-allowed", detail, headers={"Allow": ", ".join(known)}
    )
