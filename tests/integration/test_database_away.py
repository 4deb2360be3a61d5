"""While PostgreSQL takes nobody in, everybody is told to come back; afterwards all is as before."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, make_url, text

from rma_service.db.engine import Database
from tests.cast import Service, problem

HTML = "text/html,application/xhtml+xml"
WISH = {"label": "while it was away"}


@contextmanager
def away(database_url: str, server_url: str) -> Iterator[None]:
    """End every connection to a database and take no new one in, for a while."""
    name = make_url(database_url).database
    engine = create_engine(
        server_url.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
        connection.execute(text(ended), {"name": name})
        try:
            yield
        finally:
            connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
    engine.dispose()


@pytest.mark.parametrize("dialect", ["postgresql"])  # SQLite is a file: nobody can be away
def test_programs_and_people_are_told_to_come_back_and_are_served_then(
    database: Database, database_url: str, postgresql_url: str
) -> None:
    service = Service(database)
    ana, nobody = service.signed_in("ana"), service.client()
    before = service.stored()
    with away(database_url, postgresql_url):
        for answer in (
            ana.get("/v1/me"),
            ana.post("/v1/api-keys", WISH, Idempotency_Key="away"),
            nobody.sign_in("ben"),
        ):
            assert (answer.status_code, problem(answer)) == (503, "busy")
            assert answer.headers["retry-after"] == "1"
            assert "FATAL" not in answer.text
        page = ana.get("/cases", Accept=HTML)
        assert (page.status_code, page.headers["retry-after"]) == (503, "1")
        assert page.headers["content-type"].startswith("text/html")
        assert nobody.get("/livez").status_code == 200
        ready = nobody.get("/readyz")
        assert ready.status_code == 503
        assert ready.headers["retry-after"] == "1"
    assert service.stored() == before
    assert ana.post("/v1/api-keys", WISH, Idempotency_Key="away").status_code == 201
    assert ana.get("/cases", Accept=HTML).status_code == 200
    assert nobody.sign_in("ben").status_code == 201
    assert json.loads(nobody.get("/readyz").text)["ready"]
