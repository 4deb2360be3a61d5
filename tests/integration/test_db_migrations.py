"""Migrations make the very tables that the code knows, and make all of them or none."""

from pathlib import Path

import pytest
from sqlalchemy import select

from rma_service.db import migrate as steps
from rma_service.db import tables as t
from rma_service.db.engine import Database, DatabaseUnavailableError
from rma_service.db.migrate import migrate, newest_revision, revision_of
from tests.catalog import catalog_of


def migrated_catalog(database: Database) -> dict[str, str]:
    with database.read() as connection:
        return catalog_of(connection)


def test_migrations_make_exactly_the_tables_that_the_code_knows(
    database: Database, empty_database: Database
) -> None:
    with empty_database.write() as connection:
        t.metadata.create_all(connection)
        made = catalog_of(connection)
    assert migrated_catalog(database) == made
    # Two empty catalogs would agree too: there are indexes and triggers beside every table.
    assert len(made) > 2 * len(t.metadata.tables)


@pytest.mark.parametrize(
    "change",
    [
        "DROP INDEX uq_reservation_open_line",
        "ALTER TABLE stock ADD COLUMN color TEXT",
    ],
)
def test_the_comparison_sees_a_missing_index_and_an_extra_column(
    change: str, database: Database, empty_database: Database
) -> None:
    with empty_database.write() as connection:
        t.metadata.create_all(connection)
        connection.exec_driver_sql(change)
        made = catalog_of(connection)
    assert migrated_catalog(database) != made


def test_a_database_knows_its_last_step_and_migrating_again_changes_nothing(
    empty_database: Database,
) -> None:
    with empty_database.read() as connection:
        assert revision_of(connection) is None
    migrate(empty_database)
    before = migrated_catalog(empty_database)
    migrate(empty_database)
    assert migrated_catalog(empty_database) == before
    with empty_database.read() as connection:
        assert revision_of(connection) == newest_revision() == "0005"
        assert connection.execute(select(t.plan_head)).all() == [(1, None)]


def test_a_step_that_fails_in_its_middle_leaves_nothing_behind(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # A copy of the steps whose SQL ends in a statement that no database understands.
    steps_folder = steps.STEPS
    for file in steps_folder.rglob("*"):
        if file.is_file() and "__pycache__" not in file.parts:
            copy = tmp_path / file.relative_to(steps_folder)
            copy.parent.mkdir(exist_ok=True)
            copy.write_bytes(file.read_bytes())
            if file.suffix == ".sql":
                copy.write_text(file.read_text() + "\n\nMAKE ME A TABLE\n")
    monkeypatch.setattr(steps, "STEPS", tmp_path)
    with pytest.raises(Exception, match="MAKE"):
        migrate(empty_database)
    with empty_database.read() as connection:
        assert catalog_of(connection) == {}
        assert revision_of(connection) is None


def test_a_database_of_a_later_release_is_told_of_and_left_alone(database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseUnavailableError, match="revision 9999, which this release"):
        migrate(database)
    with database.read() as connection:
        assert revision_of(connection) == "9999"
