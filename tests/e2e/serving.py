"""The service as a person meets it: a real server on a free port, over the demonstration."""

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

from playwright.sync_api import Page
from uvicorn import Config, Server

from rma_service.db.engine import Database
from rma_service.db.migrate import migrate
from rma_service.main import create_app
from rma_service.settings import Settings
from rma_service.usecases.first_people import add_first_people
from rma_service.usecases.importing import DEMO_AT, import_directory
from rma_service.usecases.passwords import Passwords
from rma_service.usecases.requests import import_requests
from rma_service.worker import Worker

OPENED = ("RMA26110001", "RMA26110002", "RMA26110009", "RMA26110012", "RMA26110023")
"""RMAs that are open when a test begins: enough to plan, and few enough to plan fast."""

START_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs, and the address under which it does."""

    address: str
    database: Database
    clock: Callable[[], datetime]


def fill(path: Path, demo_directory: Path) -> None:
    """Make a database with the demonstration network, some open RMAs and the cast."""
    database = Database(f"sqlite:///{path}")
    migrate(database)
    done = import_directory(
        database, _start, "test", demo_directory, requests=demo_directory / "requests.csv"
    )
    rows = [row for row in done.requests if row.rma_number in OPENED]
    import_requests(database, _start, "test", rows)
    add_first_people(database, _start, Passwords(), demo=True)
    database.close()


@contextmanager
def serving(template: Path, folder: Path) -> Iterator[Served]:
    """Serve a copy of a database, with its worker, until the block ends.

    The clock begins at the instant that the demonstration is written for, and then goes on.
    """
    path = folder / "rma.db"
    shutil.copy(template, path)
    database, began = Database(f"sqlite:///{path}"), perf_counter()

    def clock() -> datetime:
        return DEMO_AT + timedelta(seconds=perf_counter() - began)

    listener = socket.create_server(("127.0.0.1", 0))
    app = create_app(Settings(demo=True), database, clock)
    server = Server(Config(app, log_config=None, access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    worker = Worker(database, clock)
    thread.start()
    worker.start()
    try:
        _wait_for(server)
        yield Served(f"http://127.0.0.1:{listener.getsockname()[1]}", database, clock)
    finally:
        worker.stop()
        server.should_exit = True
        thread.join()
        listener.close()
        database.close()


def sign_in(page: Page, served: Served, name: str) -> None:
    """Sign in as one of the cast, with the password that the demonstration tells everybody."""
    page.goto(f"{served.address}/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(f"demo-{name}")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()


def _start() -> datetime:
    return DEMO_AT


def _wait_for(server: Server) -> None:
    for _ in range(START_SECONDS * 20):
        if server.started:
            return
        threading.Event().wait(0.05)
    raise TimeoutError("The server did not start.")
