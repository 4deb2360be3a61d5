"""Targets and contracts of an earlier release, after the migration: nothing is made up for them."""

import pytest

from rma_service.db import migrate as steps
from rma_service.db import rmas
from rma_service.db import tables as t
from rma_service.db.engine import Database
from rma_service.domain.rma import State
from rma_service.usecases.target_changes import UNKNOWN
from tests.integration.test_db_migrated_data import migrated_to
from tests.record_rows import fill

HELD = """UPDATE rma_line SET received_at = NULL, target_kind = NULL, due_at = NULL, owed = NULL,
clause = NULL, confidence = NULL, miss_weight = NULL, late_weight = NULL, state = 'on_hold'
WHERE line_id = 'BL'"""


@pytest.fixture
def migrated(empty_database: Database) -> Database:
    """Give a record of an earlier release, migrated, with a target of line AL and none of BL."""
    migrated_to(empty_database, "0002")
    with empty_database.write() as tx:
        fill(tx)
        tx.exec_driver_sql("UPDATE rma_line SET policy_version = 'a-policy 1'")
        tx.exec_driver_sql(HELD)
    steps.migrate(empty_database)
    return empty_database


def test_of_older_targets_it_is_not_known_by_which_text_and_data_they_were_derived(
    migrated: Database,
) -> None:
    with migrated.read() as tx:
        (line,) = rmas.lines_in(tx, [State.OPEN])
    assert line.terms is not None
    assert line.terms.derived_by == ("a-policy 1", UNKNOWN, UNKNOWN, UNKNOWN)


def test_a_line_without_a_target_was_derived_by_nothing(migrated: Database) -> None:
    with migrated.read() as tx:
        (line,) = rmas.lines_in(tx, [State.ON_HOLD])
        row = tx.execute(t.rma_line.select().where(t.rma_line.c.line_id == "BL")).one()
    assert line.terms is None
    assert (row.rules_digest, row.holidays_version, row.tzdata_version) == (None, None, None)


def test_an_older_contract_has_no_readings_of_its_own(migrated: Database) -> None:
    with migrated.read() as tx:
        rows = tx.execute(t.contract.select()).all()
    assert [row.params for row in rows] == [{}, {}]
