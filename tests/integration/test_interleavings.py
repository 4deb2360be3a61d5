"""Two transactions of PostgreSQL meet in the middle of each other, and neither undoes the other."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from rma_service.db.engine import Database
from rma_service.db.ledger import ledger_faults
from rma_service.domain.errors import Conflicts
from rma_service.domain.rma import State
from rma_service.domain.rma_request import RmaKey
from rma_service.usecases.approval import approve_plan
from rma_service.usecases.cases import rma_of
from rma_service.usecases.importing import import_directory
from rma_service.usecases.rmas import cancel_rma
from rma_service.usecases.running import book_arrivals
from tests.databases import fresh_url
from tests.interleaving import stopped_before, until_blocked
from tests.small_record import ANA, CAROL, HandClock, fill, opened, planned, shelf

SHELVES_LOCKED = "FROM stock ORDER BY stock.depot_id, stock.part_number FOR NO KEY UPDATE"


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give a fresh database of PostgreSQL; its ledger must be right in the end."""
    with fresh_url(request, "postgresql", tmp_path) as url:
        opened_here = Database(url)
        yield opened_here
        with opened_here.read() as tx:
            faults = ledger_faults(tx)
        opened_here.close()
    assert faults == []


def test_a_unit_that_is_let_go_during_an_import_is_free_afterwards(
    database: Database, tmp_path: Path
) -> None:
    folder, clock = tmp_path / "tiny", HandClock()
    fill(database, folder, free=1)
    rma = opened(database)
    approve_plan(database, clock, ANA, planned(database).plan_version)
    assert shelf(database) == (1, 1)
    again = lambda: import_directory(database, clock, "U-ADA", folder)  # noqa: E731 - it is short
    with stopped_before(SHELVES_LOCKED, again):
        cancel_rma(database, clock, CAROL, RmaKey(rma.rma_number), "Found one.")
    assert shelf(database) == (1, 0)


def test_an_approval_during_an_import_waits_and_sees_what_it_brought(
    database: Database, tmp_path: Path
) -> None:
    folder, clock = tmp_path / "tiny", HandClock()
    fill(database, folder, free=1)
    opened(database)
    plan = planned(database)
    fill_none = tmp_path / "less"
    refused: list[Conflicts] = []

    def approve() -> None:
        try:
            approve_plan(database, clock, ANA, plan.plan_version)
        except Conflicts as conflicts:
            refused.append(conflicts)

    approval = threading.Thread(target=approve)
    with stopped_before(SHELVES_LOCKED, lambda: fill(database, fill_none, free=0)):
        approval.start()
        until_blocked(database, approval)
    approval.join()
    assert len(refused) == 1
    assert shelf(database) == (0, 0)


def test_a_unit_that_comes_in_during_an_approval_is_held_all_the_same(
    database: Database, tmp_path: Path
) -> None:
    clock, later = HandClock(), HandClock()
    later.at += timedelta(hours=1)
    fill(database, tmp_path / "tiny", free=0, coming_at="2026-11-23T10:30:00Z")
    rma = opened(database)
    plan = planned(database)
    booking = threading.Thread(target=book_arrivals, args=(database, later))
    approve = lambda: approve_plan(database, clock, ANA, plan.plan_version)  # noqa: E731 - it is short
    with stopped_before("UPDATE receipt SET reserved", approve):
        booking.start()
        until_blocked(database, booking)
    booking.join()
    assert rma_of(database, ANA, rma.rma_number).state is State.RESERVED
    assert shelf(database) == (1, 1)


def test_a_unit_that_is_let_go_while_it_comes_in_is_free_on_its_shelf(
    database: Database, tmp_path: Path
) -> None:
    clock, later = HandClock(), HandClock()
    later.at += timedelta(hours=1)
    fill(database, tmp_path / "tiny", free=0, coming_at="2026-11-23T10:30:00Z")
    rma = opened(database)
    approve_plan(database, clock, ANA, planned(database).plan_version)
    key = RmaKey(rma.rma_number)
    cancel = threading.Thread(target=cancel_rma, args=(database, clock, CAROL, key, "Found one."))
    with stopped_before("UPDATE stock SET", lambda: book_arrivals(database, later)):
        cancel.start()
        until_blocked(database, cancel)
    cancel.join()
    assert shelf(database) == (1, 0)
