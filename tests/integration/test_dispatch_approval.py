"""Approval holds every unit of a plan in one transaction, or nothing of it."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from optimizer.dispatch.bounded import solved
from rma_service.db import tables
from rma_service.db.engine import Database
from rma_service.domain.errors import Conflicts, IllegalMove, NotFound
from rma_service.domain.plan_record import PlanRecord, WishList
from rma_service.domain.rma import State
from rma_service.domain.rma_record import Rma
from rma_service.domain.rma_request import LineKey, RmaKey
from rma_service.usecases.approval import approve_plan
from rma_service.usecases.cases import rma_of
from rma_service.usecases.dispatch import make_plan
from rma_service.usecases.fulfillment import Shipment, hand_over, ship
from rma_service.usecases.importing import import_directory
from rma_service.usecases.plans import plan_of
from rma_service.usecases.rmas import cancel_rma
from rma_service.usecases.running import book_arrivals
from tests.small_record import (
    ANA,
    BEN,
    CAROL,
    DAN,
    HandClock,
    fill,
    opened,
    planned,
    request,
    shelf,
    tag,
)
from tests.tiny_directory import change

CLOCK = HandClock()


def approve(database: Database, plan: PlanRecord) -> PlanRecord:
    return approve_plan(database, CLOCK, ANA, plan.plan_version)


def refused(database: Database, plan: PlanRecord) -> tuple[str, ...]:
    """Conflicts of an approval that must change nothing."""
    before = shelf(database)
    with pytest.raises(Conflicts) as conflicts:
        approve(database, plan)
    assert shelf(database) == before
    assert plan_of(database, plan.plan_version).record == plan
    return conflicts.value.conflicts


def now(database: Database, rma: Rma) -> Rma:
    return rma_of(database, ANA, rma.rma_number)


def test_an_approved_plan_holds_its_units_and_is_the_only_approved_one(
    database: Database, tmp_path: Path
) -> None:
    fill(database, tmp_path / "tiny", free=2)
    first, second = opened(database), opened(database, request(site_id="S3"), by=DAN)
    older, newer = planned(database), planned(database)
    approved = approve(database, newer)
    assert (approved.status, approved.approved_by) == ("approved", "U-ANA")
    assert shelf(database) == (2, 2)
    assert {now(database, rma).state for rma in (first, second)} == {State.RESERVED}
    assert plan_of(database, older.plan_version).record.status == "superseded"


def test_a_plan_is_approved_once(database: Database, tmp_path: Path) -> None:
    fill(database, tmp_path / "tiny", free=2)
    opened(database)
    plan = approve(database, planned(database))
    with pytest.raises(Conflicts, match="is approved; only a proposed plan"):
        approve(database, plan)
    assert shelf(database) == (2, 1)


def test_of_two_plans_made_on_the_same_ground_only_one_can_be_approved(
    database: Database, tmp_path: Path
) -> None:
    fill(database, tmp_path / "tiny", free=2)
    opened(database)
    one, other = planned(database), planned(database)
    approve(database, one)
    with pytest.raises(Conflicts, match="is superseded"):
        approve(database, other)
    assert shelf(database) == (2, 1)


def test_a_plan_that_was_kept_after_another_approval_is_made_on_old_ground(
    database: Database, tmp_path: Path
) -> None:
    fill(database, tmp_path / "tiny", free=3)
    opened(database, request(site_id="S3"), by=DAN)
    slow = make_plan(database, CLOCK, WishList(), "U-BEN", solved)
    approve(database, planned(database))
    with database.write() as tx:
        late = slow(tx)
    assert (late.status, late.base_version) == ("proposed", None)
    with pytest.raises(Conflicts, match="Another plan was approved"):
        approve(database, late)


def test_stock_that_moved_since_is_named_and_nothing_is_held(
    database: Database, tmp_path: Path
) -> None:
    fill(database, tmp_path / "tiny", free=2)
    lines = [
        opened(database).lines[0].line_id,
        opened(database, request(site_id="S3"), by=DAN).lines[0].line_id,
    ]
    plan = planned(database)
    fill(database, tmp_path / "less", free=1)  # somebody took a unit
    (conflict,) = refused(database, plan)
    # Both are ready at the same instant; the first line in order takes the unit that is left.
    assert conflict == f"Line {max(lines)}: no unit of DIMM is free at FRA1 any more."
    assert shelf(database) == (1, 0)


def test_a_unit_that_comes_after_its_line_must_leave_is_not_held_for_it(
    database: Database, tmp_path: Path
) -> None:
    fill(database, tmp_path / "tiny", free=1, coming_at="2026-11-23T20:00:00Z")
    opened(database)
    plan = planned(database)
    fill(database, tmp_path / "less", free=0, coming_at="2026-11-23T20:00:00Z")
    assert len(refused(database, plan)) == 1
    assert receipt(database) == ("expected", 0)


def test_a_receipt_that_brings_less_than_was_planned_is_held_for_the_first_line_only(
    database: Database, tmp_path: Path
) -> None:
    soon = "2026-11-23T10:30:00Z"
    fill(database, tmp_path / "tiny", free=0, coming_at=soon, coming=2)
    lines = [
        opened(database).lines[0].line_id,
        opened(database, request(site_id="S3"), by=DAN).lines[0].line_id,
    ]
    plan = planned(database)
    fill(database, tmp_path / "less", free=0, coming_at=soon, coming=1)
    (conflict,) = refused(database, plan)
    assert conflict == f"Line {max(lines)}: no unit of DIMM is free at FRA1 any more."
    assert receipt(database) == ("expected", 0)


def test_lines_that_moved_on_are_named_with_every_other_conflict(
    database: Database, tmp_path: Path
) -> None:
    fill(database, tmp_path / "tiny", free=3)
    clock = HandClock()
    canceled = opened(database, clock=clock)
    clock.at += timedelta(hours=2)
    batched = opened(database, request(tag(), site_id="S2"), clock)
    plan = planned(database, clock)
    cancel_rma(database, CLOCK, CAROL, RmaKey(canceled.rma_number), "Found one.")
    opened(database, request(tag(), site_id="S2"), clock)  # takes the guarantee of the one before
    said = {conflict.partition(" now")[0] for conflict in refused(database, plan)}
    assert said == {
        f"Line {canceled.lines[0].line_id} is canceled",
        f"Line {batched.lines[0].line_id} has another target",
    }


def test_a_unit_on_its_way_is_held_and_ships_when_it_has_come(
    database: Database, tmp_path: Path
) -> None:
    fill(database, tmp_path / "tiny", free=0, coming_at="2026-11-23T10:30:00Z")
    clock = HandClock()
    rma = opened(database)
    approve(database, planned(database))
    assert now(database, rma).state is State.RESERVED
    assert (shelf(database), receipt(database)) == ((0, 0), ("expected", 1))

    key = LineKey(rma.rma_number, rma.lines[0].line_id)
    hand_over(database, clock, ANA, key)
    with pytest.raises(IllegalMove, match="on its way to FRA1"):
        ship(database, clock, ANA, key, Shipment("N1", "T1"))
    clock.at += timedelta(minutes=30)
    assert book_arrivals(database, clock) == 1
    assert shelf(database) == (1, 1)
    ship(database, clock, ANA, key, Shipment("N1", "T1"))
    assert shelf(database) == (0, 0)


@pytest.mark.parametrize("booked", [False, True])
def test_a_unit_on_its_way_is_let_go_wherever_it_is_by_then(
    database: Database, tmp_path: Path, booked: bool
) -> None:
    fill(database, tmp_path / "tiny", free=0, coming_at="2026-11-23T10:30:00Z")
    clock = HandClock()
    rma = opened(database)
    approve(database, planned(database))
    clock.at += timedelta(hours=1)
    if booked:
        book_arrivals(database, clock)
    cancel_rma(database, clock, CAROL, RmaKey(rma.rma_number), "Found one.")
    assert shelf(database) == ((1, 0) if booked else (0, 0))
    assert receipt(database)[1] == (1 if booked else 0)


def test_a_plan_whose_departures_are_past_is_not_approved(
    database: Database, tmp_path: Path
) -> None:
    fill(database, tmp_path / "tiny", free=1)
    rma = opened(database)
    clock = HandClock()
    plan = planned(database, clock)
    (answer,) = plan_of(database, plan.plan_version).plan.lines
    assert answer.option is not None
    clock.at = answer.option.departs_at + timedelta(seconds=1)
    with pytest.raises(Conflicts) as refused:
        approve_plan(database, clock, ANA, plan.plan_version)
    # Packed in 25 minutes, called 45 before: it leaves at 11:10.
    (conflict,) = refused.value.conflicts
    assert conflict == (
        f"Line {rma.lines[0].line_id} should have left at 2026-11-23T11:10:00Z, which is past."
    )
    assert (shelf(database), now(database, rma).state) == ((1, 0), State.OPEN)
    clock.at = answer.option.departs_at  # it can just be handed over
    approve_plan(database, clock, ANA, plan.plan_version)


def test_a_plan_of_another_network_is_not_approved(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    fill(database, folder, free=1)
    opened(database)
    plan = planned(database)
    import_directory(database, HandClock(), "U-ADA", folder)  # the same once more: no matter
    change(folder, "courier_services", 2, "price_base_cents", "1900")
    import_directory(database, HandClock(), "U-ADA", folder)
    (conflict,) = refused(database, plan)
    assert conflict == "An import has changed courier_services.csv since the plan was made."
    approve(database, planned(database))


def test_a_unit_that_comes_while_it_should_be_packed_is_not_held(
    database: Database, tmp_path: Path
) -> None:
    # The line is ready at 10:25, as packing from 10:00 takes 25 minutes; a unit of 10:10 is late.
    fill(database, tmp_path / "tiny", free=1, coming_at="2026-11-23T10:10:00Z")
    opened(database)
    plan = planned(database)
    fill(database, tmp_path / "less", free=0, coming_at="2026-11-23T10:10:00Z")
    assert len(refused(database, plan)) == 1


def test_lines_without_a_way_stay_open(database: Database, tmp_path: Path) -> None:
    fill(database, tmp_path / "tiny", free=1)
    rmas = [opened(database), opened(database, request(site_id="S3"), by=DAN)]
    approve(database, planned(database))
    assert sorted(now(database, rma).state for rma in rmas) == [State.OPEN, State.RESERVED]
    assert shelf(database) == (1, 1)


def test_a_dispatcher_approves_and_nobody_else(database: Database, tmp_path: Path) -> None:
    fill(database, tmp_path / "tiny")
    opened(database)
    plan = planned(database)
    with pytest.raises(IllegalMove, match="reserved by a dispatcher only"):
        approve_plan(database, CLOCK, BEN, plan.plan_version)
    assert shelf(database) == (1, 0)
    with pytest.raises(NotFound, match="no such plan"):
        approve_plan(database, CLOCK, ANA, 99)


def receipt(database: Database) -> tuple[str, int]:
    """State of the one receipt that an import has not withdrawn, and units held of it."""
    one = select(tables.receipt).where(tables.receipt.c.state != "withdrawn")
    with database.read() as tx:
        row = tx.execute(one).one()
    return row.state, row.reserved
