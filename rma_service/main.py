"""The application: routes of API and pages, each behind the guard, in one frame."""

from collections.abc import Callable
from contextlib import closing
from copy import copy
from datetime import datetime
from importlib.metadata import version
from signal import SIGTERM, signal
from socket import socket
from typing import Any

from fastapi import FastAPI
from starlette.routing import BaseRoute
from uvicorn import Config, Server

from rma_service.api import (
    administering,
    dispatch,
    health,
    jobs,
    lists,
    people,
    policies,
    relocations,
    rmas,
    targets,
    what_if,
)
from rma_service.api.errors import install_error_handlers
from rma_service.api.frame import Frame
from rma_service.api.guard import guard_routes
from rma_service.api.logs import log_as_json
from rma_service.api.metrics import Metrics
from rma_service.api.openapi import describe
from rma_service.api.world import World
from rma_service.db.engine import Database
from rma_service.listening import address_of, listening
from rma_service.settings import Settings
from rma_service.terminal.process import end_in_own_time
from rma_service.usecases.basis import policies_in_use
from rma_service.usecases.first_people import add_first_people
from rma_service.usecases.passwords import Passwords
from rma_service.web.error_page import error_page
from rma_service.web.pages import page_routes
from rma_service.worker import Worker

TITLE = "RMA service"

GRACE_SECONDS = 5
"""How long requests under way may go on when the server is told to stop [s]."""


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
    doors = (
        health,
        people,
        rmas,
        targets,
        relocations,
        lists,
        policies,
        dispatch,
        jobs,
        what_if,
        administering,
    )
    api = [route for door in doors for route in door.router.routes]
    return [copy(route) for route in (*api, *page_routes())]


def serve(
    settings: Settings,
    database: Database,
    clock: Callable[[], datetime],
    tell: Callable[[str], None],
) -> None:
    """Serve until somebody stops it; what is new for the person who started it is told.

    On SQLite a worker runs beside it in a thread; on PostgreSQL workers are processes of their
    own, unless the settings ask for one here. Leases keep workers out of each other's jobs.

    Raises
    ------
    FaultyInput
        When the port is taken, or a policy file has a fault.
    """
    policies_in_use()
    with closing(listening(settings, "rma serve")) as listener:
        _tell_first_people(settings, database, clock, tell)
        log_as_json()
        ready = f"Serving {address_of(settings)} - stop with Ctrl-C."
        serve_on(listener, settings, database, clock, lambda: tell(ready))


def serve_on(
    listener: socket,
    settings: Settings,
    database: Database,
    clock: Callable[[], datetime],
    tell_ready: Callable[[], None],
) -> None:
    """Serve on a port that is taken already, with a worker where it needs one, until stopped."""
    app = create_app(settings, database, clock)
    tell_ready()
    if database.dialect == "sqlite" or settings.with_worker:
        with Worker(database, clock).working():
            _run(app, listener)
    else:
        _run(app, listener)


def _tell_first_people(
    settings: Settings,
    database: Database,
    clock: Callable[[], datetime],
    tell: Callable[[str], None],
) -> None:
    for person in add_first_people(database, clock, Passwords(), demo=settings.demo):
        principal = person.principal
        role = (
            f"{principal.role} of {principal.partner_id}"
            if principal.partner_id
            else principal.role
        )
        tell(f"Sign in as {person.sign_in_name} with {person.password} ({role}).")


def _run(app: FastAPI, listener: socket) -> None:
    config = Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    end_in_own_time()
    before = signal(SIGTERM, _stopped)  # the server raises it again when it has stopped
    try:
        Server(config).run(sockets=[listener])
    except (KeyboardInterrupt, _StoppedError):
        return
    finally:
        signal(SIGTERM, before)


class _StoppedError(Exception):
    """Somebody asked the server to end."""


def _stopped(_number: int, _frame: object) -> None:
    raise _StoppedError
