"""The application: routes of API and pages, each behind the guard, in one frame."""

from collections.abc import Callable
from copy import copy
from datetime import datetime
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from starlette.routing import BaseRoute

from rma_service.api import health, people
from rma_service.api.errors import install_error_handlers
from rma_service.api.frame import Frame
from rma_service.api.guard import guard_routes
from rma_service.api.metrics import Metrics
from rma_service.api.openapi import describe
from rma_service.api.world import World
from rma_service.db.engine import Database
from rma_service.settings import Settings
from rma_service.usecases.passwords import Passwords
from rma_service.web.error_page import error_page

TITLE = "RMA service"


class Application(FastAPI):
    """The service behind its doors; the description of the API is made once."""

    def openapi(self) -> dict[str, Any]:
        """Describe the API."""
        if self.openapi_schema is None:
            self.openapi_schema = describe(self, TITLE, version("rma-service"))
        return self.openapi_schema


def create_app(
    settings: Settings,
    database: Database,
    clock: Callable[[], datetime],
    passwords: Passwords | None = None,
) -> FastAPI:
    """Put the service together.

    Raises
    ------
    UnguardedRouteError
        When a route has no row in the table of access.
    """
    app = Application(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    metrics = Metrics()
    app.state.world = World(settings, database, clock, passwords or Passwords())
    app.state.metrics = metrics
    app.state.error_page = error_page
    app.router.routes.extend(_routes())
    install_error_handlers(app)
    guard_routes(app)
    app.add_middleware(Frame, metrics=metrics)
    return app


def _routes() -> list[BaseRoute]:
    """Give every route, of the API first; copies, as each application guards its own."""
    routers = (health.router, people.router)
    return [copy(route) for router in routers for route in router.routes]
