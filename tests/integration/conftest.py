"""What tests of the running parts may ask for."""

import pytest

from rma_service.db.engine import Database
from tests.cast import Service


@pytest.fixture
def service(database: Database) -> Service:
    """Give a service with the cast in it, on each kind of database."""
    return Service(database)
