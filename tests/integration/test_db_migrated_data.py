"""A database of an earlier release keeps its rows when it is brought to this one."""

from datetime import UTC, date, datetime

import pytest
from alembic import command
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from rma_service.db import migrate as steps
from rma_service.db import tables as t
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


OLD_CONTRACT = (
    "INSERT INTO partner (partner_id, name, countries, active) VALUES ('PA', 'Acme', '[]', true)",
    (
        "INSERT INTO site (site_id, partner_id, customer, city, country, timezone, active) "
        "VALUES ('S1', 'PA', 'Acme', 'Mainz', 'DE', 'Europe/Berlin', true)"
    ),
    (
        "INSERT INTO contract (contract_id, partner_id, site_id, policy, service_level, starts_on, "
        "ends_on, retention_service, active) "
        "VALUES ('C1', 'PA', 'S1', 'care', 'gold', '2024-01-01', '2027-12-31', false, true)"
    ),
    (
        "INSERT INTO installed_base (partner_id, site_id, platform, quantity, contract_id) "
        "VALUES ('PA', 'S1', 'X1', 2, 'C1')"
    ),
)


def test_a_contract_of_before_keeps_its_days_and_another_one_needs_none(
    empty_database: Database,
) -> None:
    migrated_to(empty_database, "0004")
    with empty_database.write() as connection:
        for statement in OLD_CONTRACT:
            connection.exec_driver_sql(statement)
    steps.migrate(empty_database)
    later = OLD_CONTRACT[2].replace("'C1'", "'C2'").replace("'2024-01-01', '2027-12-31'", "%s")
    with empty_database.write() as connection:
        connection.exec_driver_sql(later.replace("%s", "NULL, NULL"))
    with pytest.raises(IntegrityError), empty_database.write() as connection:
        connection.exec_driver_sql(  # what a table of before refused is refused still
            later.replace("'C2'", "'C3'").replace("%s", "'2024-01-02', '2024-01-01'")
        )
    with empty_database.read() as connection:
        rows = connection.execute(select(t.contract).order_by(t.contract.c.contract_id)).all()
        base = connection.execute(select(t.installed_base)).all()
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    assert [(row.contract_id, row.starts_on, row.order_facts) for row in rows] == [
        ("C1", date(2024, 1, 1), None),
        ("C2", None, None),
    ]
    assert [row.contract_id for row in base] == ["C1"]
