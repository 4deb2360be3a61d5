"""The fixed cast in a fresh service: Ana, Ben, Carol of PA01, Dan of PA02 and Ada, with a clock."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import insert, select
from starlette.testclient import TestClient

from rma_service.db import tables
from rma_service.db.engine import Database
from rma_service.domain.people import Account
from rma_service.main import create_app
from rma_service.settings import Settings
from rma_service.usecases.first_people import CAST
from rma_service.usecases.passwords import Passwords
from rma_service.usecases.people import add_account

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
ORIGIN = "http://127.0.0.1:8000"
CHEAP_KIB = 64


@dataclass(slots=True)
class HandClock:
    """A clock that stands still until it is moved by hand."""

    at: datetime = AT

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **amount: float) -> None:
        self.at += timedelta(**amount)


@dataclass(slots=True)
class Service:
    """A service with the cast in it, and what it stands on."""

    database: Database
    clock: HandClock = field(default_factory=HandClock)
    passwords: Passwords = field(default_factory=lambda: Passwords(CHEAP_KIB))
    settings: Settings = field(default_factory=lambda: Settings(environment="test"))
    app: FastAPI = field(init=False)

    def __post_init__(self) -> None:
        with self.database.write() as tx:
            rows = [
                {"partner_id": partner, "name": partner, "countries": ["DE"], "active": True}
                for partner in ("PA01", "PA02")
            ]
            known = set(tx.execute(select(tables.partner.c.partner_id)).scalars())
            new = [row for row in rows if row["partner_id"] not in known]
            if new:
                tx.execute(insert(tables.partner), new)
        names = {principal.name.casefold(): principal for principal in CAST}
        with self.database.write() as tx:
            for name, principal in names.items():
                account = Account(name, self.passwords.hash(f"{name}-knows"), principal)
                add_account(tx, account, self.clock())
        self.app = create_app(self.settings, self.database, self.clock, self.passwords)

    def client(self, origin: str = ORIGIN) -> "Client":
        return Client(self, TestClient(self.app, base_url=origin, follow_redirects=False), origin)

    def signed_in(self, name: str) -> "Client":
        client = self.client()
        client.sign_in(name)
        return client

    def program_of(self, name: str) -> "Client":
        """A program that acts for a person with an API key."""
        made = self.signed_in(name).post("/v1/api-keys", {"label": "test", "days": 30})
        client = self.client()
        client.headers["Authorization"] = f"Bearer {made.json()['text']}"
        return client

    def stored(self) -> dict[str, int]:
        """How many rows each table has."""
        with self.database.read() as tx:
            return {
                name: len(tx.execute(select(table)).all())
                for name, table in tables.metadata.tables.items()
            }


_keys = count(1)


@dataclass(slots=True)
class Client:
    """Somebody who sends requests; every writing one under a key of its own."""

    service: Service
    http: TestClient
    origin: str
    headers: dict[str, str] = field(default_factory=dict)

    def sign_in(self, name: str, password: str | None = None) -> Response:
        body = {"name": name, "password": password or f"{name}-knows"}
        answer = self.post("/v1/session", body)
        if answer.status_code == 201:
            self.headers["X-CSRF-Token"] = answer.json()["csrf"]
        return answer

    def get(self, path: str, **headers: str) -> Response:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: object = None, **headers: str) -> Response:
        return self.send("POST", path, body, **headers)

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Response:
        """Send a request; headers are written with _ for -, and an empty one is left out."""
        standard = {"Origin": self.origin, "Idempotency-Key": f"key-{next(_keys)}"}
        if isinstance(body, bytes):
            standard["Content-Type"] = "application/json"
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        merged = {name: value for name, value in (standard | self.headers | given).items() if value}
        if isinstance(body, bytes):
            return self.http.request(method, path, content=body, headers=merged)
        if not path.startswith("/v1/") and isinstance(body, dict):
            return self.http.request(method, path, data=body, headers=merged)
        return self.http.request(method, path, json=body, headers=merged)


def problem(answer: Response) -> str:
    """Kind of problem that an answer is; it must be one in every part."""
    document = answer.json()
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    assert document["status"] == answer.status_code
    assert document["trace_id"] == answer.headers["x-request-id"]
    assert {"type", "title", "detail"} <= document.keys()
    return str(document["type"]).removeprefix("/v1/problems/")
