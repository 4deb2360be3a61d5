"""Whether the service can work: the database answers and has the tables of this release."""

from dataclasses import dataclass
from functools import cache

from rma_service.db.engine import Database
from rma_service.db.health import sqlite_library
from rma_service.db.migrate import newest_revision, revision_of


@dataclass(frozen=True, slots=True)
class Readiness:
    """What stands behind the word ready; the library is told of SQLite only."""

    database: str
    revision: str | None
    wanted_revision: str
    library: str | None

    @property
    def ready(self) -> bool:
        """Whether requests can be served."""
        return self.revision == self.wanted_revision


def readiness(database: Database) -> Readiness:
    """Ask the database what it is.

    Raises
    ------
    DatabaseUnavailableError
        When it does not answer.
    """
    with database.read() as tx:
        library = sqlite_library(tx) if database.dialect == "sqlite" else None
        return Readiness(database.dialect, revision_of(tx), _wanted(), library)


@cache
def _wanted() -> str:
    return newest_revision()
