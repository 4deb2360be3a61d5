"""Empty databases of this release, one for each test; the ledger must be right when a test ends."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from rma_service.db.engine import Database
from rma_service.db.ledger import ledger_faults
from rma_service.db.migrate import migrate
from tests import postgres

DIALECTS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """Give the URL of a server; without its programs, tests skip, and fail where CI is set."""
    if postgres.programs() is None:
        reason = "no PostgreSQL programs: install requirements/dev.txt or set RMA_PG_BIN"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make one SQLite file with all tables, to be copied."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def migrated_template(postgresql_url: str) -> str:
    """Make one PostgreSQL database with all tables, to be copied; gives its name."""
    administer(postgresql_url, "CREATE DATABASE migrated_template")
    database = Database(postgresql_url.replace("/postgres?", "/migrated_template?"))
    migrate(database)
    database.close()
    return "migrated_template"


_numbers = count(1)


def administer(url: str, statement: str) -> None:
    """Run a statement that cannot stand inside a transaction."""
    engine = create_engine(
        url.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    """Name each kind of database in turn."""
    return str(request.param)


@pytest.fixture
def empty_database(
    dialect: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Database]:
    """Give a database without tables."""
    if dialect == "sqlite":
        opened = Database(f"sqlite:///{tmp_path / 'empty.db'}")
        yield opened
        opened.close()
        return
    with _of_postgresql(request.getfixturevalue("postgresql_url"), "template1") as url:
        opened = Database(url)
        yield opened
        opened.close()


@pytest.fixture
def database_url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the URL of a fresh database with all tables and no rows."""
    with fresh_url(request, dialect, tmp_path) as url:
        yield url


@contextmanager
def fresh_url(request: pytest.FixtureRequest, dialect: str, folder: Path) -> Iterator[str]:
    """Make a database with all tables and no rows for a while; an SQLite file is in the folder."""
    if dialect == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), folder / "rma.db")
        yield f"sqlite:///{folder / 'rma.db'}"
        return
    template = request.getfixturevalue("migrated_template")
    with _of_postgresql(request.getfixturevalue("postgresql_url"), template) as url:
        yield url


@contextmanager
def _of_postgresql(server_url: str, template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    administer(server_url, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server_url.replace("/postgres?", f"/{name}?")
    administer(server_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Give a fresh database; whatever the test did, movements must explain the counters."""
    opened = Database(database_url)
    yield opened
    with opened.read() as connection:
        faults = ledger_faults(connection)
    opened.close()
    assert faults == []
