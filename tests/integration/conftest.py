"""What tests of the running parts may ask for."""

import shutil
from collections.abc import Iterator

import pytest

from rma_service.db.engine import Database
from tests.cast import Service
from tests.databases import DIALECTS, administer


@pytest.fixture
def service(database: Database) -> Service:
    """Give a service with the cast in it, on each kind of database."""
    return Service(database)


@pytest.fixture(scope="module", params=DIALECTS)
def standing_service(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """Give one service to all tests of a module; for tests that leave nothing behind."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("standing") / "rma.db"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        url = f"sqlite:///{path}"
    else:
        server = request.getfixturevalue("postgresql_url")
        name = f"standing_{request.module.__name__.rpartition('.')[2]}"
        template = request.getfixturevalue("migrated_template")
        administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
        url = server.replace("/postgres?", f"/{name}?")
    database = Database(url)
    yield Service(database)
    database.close()
