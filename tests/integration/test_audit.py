"""Whoever changes the past of an RMA, with the triggers out of the way, is found."""

from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from rma_service.db.engine import Database
from rma_service.domain.rma_request import RmaKey
from rma_service.usecases.audit import broken_chains
from rma_service.usecases.cases import history_of
from rma_service.usecases.rmas import cancel_rma
from tests.asking_the_cli import rma
from tests.small_record import ANA, CAROL, DAN, HandClock, fill, opened, request

ONE_MORE = "UPDATE stock SET on_hand = on_hand + 1 WHERE part_number = 'DIMM' AND depot_id = 'FRA1'"


@pytest.fixture
def record(database: Database, tmp_path: Path) -> Database:
    """Two RMAs with three events each: open, tell, cancel."""
    fill(database, tmp_path / "tiny", free=2)
    for by, site in ((CAROL, "S1"), (DAN, "S3")):
        rma = opened(database, request(site_id=site), by=by)
        cancel_rma(database, HandClock(), by, RmaKey(rma.rma_number), "Found one.")
    return database


def first_number(record: Database) -> str:
    with record.read() as tx:
        return str(
            tx.exec_driver_sql("SELECT rma_number FROM rma WHERE partner_id = 'PA01'").scalar_one()
        )


def tamper(record: Database, *statements: str) -> None:
    """Take the triggers away and change the past of Carol's RMA."""
    drop = {
        "sqlite": ("DROP TRIGGER event_no_update", "DROP TRIGGER event_no_delete"),
        "postgresql": ("DROP TRIGGER event_no_change ON event",),
    }[record.dialect]
    with record.write() as tx:
        for statement in (*drop, *statements):
            tx.exec_driver_sql(statement.replace("MINE", "partner_id = 'PA01'"))


def test_untouched_chains_hold(record: Database) -> None:
    assert broken_chains(record) == []


@pytest.mark.parametrize(
    ("statements", "sequence"),
    [
        (["UPDATE event SET actor = 'U-EVE' WHERE MINE AND sequence = 2"], 2),
        (["UPDATE event SET data = '{}' WHERE MINE AND sequence = 1"], 1),
        (["UPDATE event SET at = '2026-11-22 10:00:00+00:00' WHERE MINE AND sequence = 3"], 3),
        (["DELETE FROM event WHERE MINE AND sequence = 2"], 3),
        (["DELETE FROM event WHERE MINE AND sequence = 3"], 3),  # the tail: the version tells
        (["DELETE FROM event WHERE MINE"], 1),
        (
            [
                "UPDATE event SET sequence = 9 WHERE MINE AND sequence = 1",
                "UPDATE event SET sequence = 1 WHERE MINE AND sequence = 2",
                "UPDATE event SET sequence = 2 WHERE MINE AND sequence = 9",
            ],
            1,
        ),
        (
            [
                (
                    "INSERT INTO event SELECT partner_id, rma_number, 4, line_id, at, actor, kind, "
                    "data, hash, hash FROM event WHERE MINE AND sequence = 3"
                )
            ],
            4,
        ),
    ],
)
def test_a_changed_past_is_found(record: Database, statements: list[str], sequence: int) -> None:
    number = first_number(record)
    tamper(record, *statements)
    assert broken_chains(record) == [
        f"Event {sequence} of {number} is missing or was changed after it was recorded."
    ]
    assert history_of(record, ANA, number).broken_at == sequence


@pytest.mark.parametrize(
    "statement", ["UPDATE event SET actor = 'U-EVE'", "DELETE FROM event WHERE sequence = 3"]
)
def test_with_its_triggers_the_database_refuses(record: Database, statement: str) -> None:
    with (
        pytest.raises(DBAPIError, match="never changed or deleted"),
        record.write() as tx,
    ):
        tx.exec_driver_sql(statement)
    assert broken_chains(record) == []


def test_the_command_says_that_the_record_is_right(
    record: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert broken_chains(record) == []
    monkeypatch.setenv("RMA_DATABASE_URL", database_url)
    answer = rma("audit")
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert answer.stdout.startswith("Movements explain every counter")


def test_the_command_names_what_does_not_fit_and_ends_with_a_status_of_its_own(
    record: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tamper(
        record,
        "DELETE FROM event WHERE MINE AND sequence = 3",
        ONE_MORE,
    )
    monkeypatch.setenv("RMA_DATABASE_URL", database_url)
    answer = rma("audit")
    assert answer.exit_code == 4
    assert answer.stderr.splitlines() == [
        "Stock on hand of DIMM at FRA1 differs from its movements by 1.",
        f"Event 3 of {first_number(record)} is missing or was changed after it was recorded.",
    ]
    with record.write() as tx:  # every test leaves a ledger that is right
        tx.exec_driver_sql(ONE_MORE.replace("+", "-"))
