"""A database of an earlier release keeps its rows when it is brought to this one."""

from datetime import UTC, datetime

import pytest
from alembic import command

from rma_service.db import migrate as steps
from rma_service.db.engine import Database
from rma_service.db.jobs import load_job
from rma_service.domain.job import Job
from tests.catalog import catalog_of

OLD_JOB = """INSERT INTO job (job_id, kind, payload, result, state, due_at, lease_until, attempt,
error, created_by, created_at, finished_at) VALUES ('J-1', 'plan', '{"keep": ["L1"]}', NULL,
'running', '2026-11-23 09:00:00', '2026-11-23 09:05:00', 2, 'It broke.', 'U-ANA',
'2026-11-23 08:59:00', NULL)"""


def migrated_to(database: Database, revision: str) -> None:
    """Bring an empty database to an earlier release."""
    with database.write() as connection:
        config = steps._config()  # noqa: SLF001 - only tests stop at an earlier step
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


@pytest.fixture
def old_database(empty_database: Database) -> Database:
    """Give a database as the first release left it, with a job under way."""
    migrated_to(empty_database, "0001")
    with empty_database.write() as connection:
        connection.exec_driver_sql(OLD_JOB)
    return empty_database


def test_jobs_of_the_first_release_are_there_after_the_migration(old_database: Database) -> None:
    steps.migrate(old_database)
    with old_database.read() as connection:
        job = load_job(connection, "J-1")
    assert job == Job(
        job_id="J-1",
        kind="plan",
        payload={"keep": ["L1"]},
        result=None,
        state="running",
        due_at=datetime(2026, 11, 23, 9, tzinfo=UTC),
        lease_until=datetime(2026, 11, 23, 9, 5, tzinfo=UTC),
        attempt=2,
        error="It broke.",
        created_by="U-ANA",
        created_at=datetime(2026, 11, 23, 8, 59, tzinfo=UTC),
        finished_at=None,
        stage=None,
        steps_done=None,
        steps=None,
        handed_back=0,
    )


def test_a_migrated_database_has_the_tables_of_a_new_one(
    old_database: Database, database: Database
) -> None:
    with old_database.read() as connection:
        before = catalog_of(connection)
    steps.migrate(old_database)
    with old_database.read() as connection, database.read() as new:
        assert catalog_of(connection) == catalog_of(new) != before
