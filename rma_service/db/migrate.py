"""Bring a database to the tables of this release."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from rma_service.db.engine import Connection, Database, DatabaseUnavailableError

STEPS = Path(__file__).with_name("migrations")
"""Folder of the steps, in Alembic's layout."""


def migrate(database: Database) -> None:
    """Run the steps that a database lacks, all of them or none.

    Raises
    ------
    DatabaseUnavailableError
        When the database cannot be reached, or has steps of a later release.
    """
    with database.write() as connection:
        config = _config()
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as unknown:
            raise DatabaseUnavailableError(
                f"The database has revision {revision_of(connection)}, which this release does "
                f"not know; its newest is {newest_revision()}: use the release that made it."
            ) from unknown


def require_newest(database: Database) -> None:
    """Refuse a database that lacks steps of this release, or has steps of a later one.

    Raises
    ------
    DatabaseUnavailableError
        With what to do.
    """
    with database.read() as connection:
        found = revision_of(connection)
    if found != newest_revision():
        raise DatabaseUnavailableError(
            f"The database has revision {found or 'none'} and this release needs "
            f"{newest_revision()}: run `rma migrate`."
        )


def newest_revision() -> str:
    """Name of the last step of this release."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def revision_of(connection: Connection) -> str | None:
    """Name of the last step that a database has taken; None: it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
