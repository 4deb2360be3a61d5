"""The two servers that are compared, each a process of its own on a fresh file."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from time import sleep
from typing import Any

from benchmarks.demo_rmas import DEMO, Body
from rma_service.db.engine import Database
from rma_service.db.migrate import migrate
from rma_service.domain.people import Principal, Role
from rma_service.usecases.first_people import add_first_people
from rma_service.usecases.importing import import_directory
from rma_service.usecases.passwords import Passwords
from rma_service.usecases.people import create_api_key
from rma_service.usecases.requests import import_requests

ROOT = Path(__file__).resolve().parents[1]
CAROL = Principal("U-CAROL", Role.PARTNER, "PA01", "Carol")
ATTEMPTS = 300
PAUSE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs, and how one speaks to it."""

    pid: int
    connection: HTTPConnection
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def post(self, rma: Body) -> Any:  # noqa: ANN401 - JSON
        """Open an RMA and give what is answered."""
        key = {"Idempotency-Key": os.urandom(8).hex(), "Content-Type": "application/json"}
        return self._answer("POST", self.path, json.dumps(rma), {**self.headers, **key})

    def get(self, number: str) -> Any:  # noqa: ANN401 - JSON
        """Read an RMA."""
        return self._answer("GET", f"{self.path}/{number}", None, self.headers)

    def _answer(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON
        self.connection.request(method, path, body, dict(headers))
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status not in {200, 201}:
            raise SystemExit(f"{method} {path} got {answer.status}: {text.decode()}")
        return json.loads(text)


def now() -> datetime:
    """Present instant."""
    return datetime.now(UTC)  # noqa: TID251 - a benchmark is an edge, like the command line


def standing_record(folder: str) -> Database:
    """Make a record that holds the demonstration network, its open requests and its people."""
    database = Database(f"sqlite:///{folder}/rma.db")
    migrate(database)
    read = import_directory(database, now, "benchmark", DEMO, now(), DEMO / "requests.csv")
    import_requests(database, now, "benchmark", read.requests)
    add_first_people(database, now, Passwords(), demo=True)
    return database


@contextmanager
def the_service(folder: str, database: Database) -> Iterator[Server]:
    """Serve a record as `rma serve` does; a partner's API key opens the door."""
    key = create_api_key(database, now, CAROL, "benchmark", timedelta(days=1), "live").text
    port = _free_port()
    environment = {"RMA_DATABASE_URL": f"sqlite:///{folder}/rma.db", "RMA_PORT": str(port)}
    with _running(["rma_service", "serve"], environment, f"{folder}/service.log") as pid:
        yield Server(pid, _connected(port), "/v1/rmas", {"Authorization": f"Bearer {key}"})


@contextmanager
def the_bare_endpoint(folder: str) -> Iterator[Server]:
    """Serve an endpoint that keeps RMAs and shows them, and does nothing else."""
    port = _free_port()
    command = ["benchmarks.bare_service", f"{folder}/bare.db", str(port)]
    with _running(command, {}, f"{folder}/bare.log") as pid:
        yield Server(pid, _connected(port), "/rmas")


@contextmanager
def _running(command: Sequence[str], environment: Mapping[str, str], log: str) -> Iterator[int]:
    with Path(log).open("wb") as told:
        process = subprocess.Popen(  # noqa: S603 - our own modules with fixed arguments
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=told,
            stderr=told,
        )
        try:
            yield process.pid
        finally:
            process.terminate()
            process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def _connected(port: int) -> HTTPConnection:
    """Connect as soon as a server listens."""
    connection = HTTPConnection("127.0.0.1", port)
    for _ in range(ATTEMPTS):
        try:
            connection.connect()
        except ConnectionRefusedError:
            sleep(PAUSE_SECONDS)
        else:
            return connection
    raise SystemExit(f"Nothing listens on port {port}.")
