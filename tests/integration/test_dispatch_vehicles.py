"""Plans and promises after an approval do without the vehicles that it put on the road.

FRA1 has one car: it leaves at 11:10 (packed in 25 minutes, called 45 before) and is back before 13.
"""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from optimizer.dispatch.check import check
from rma_service.db.engine import Database
from rma_service.domain.plan_record import PinWish, WishList
from rma_service.domain.rma_request import RmaKey
from rma_service.usecases.approval import approve_plan
from rma_service.usecases.dispatch import snapshot
from rma_service.usecases.importing import import_directory
from rma_service.usecases.plans import plan_of
from rma_service.usecases.rmas import cancel_rma
from tests.small_record import (
    ANA,
    CAROL,
    DAN,
    NOW,
    HandClock,
    opened,
    planned,
    request,
    small_directory,
    tag,
)

CAR = {"FRA1": PinWish("FRA1", "CAR")}


@pytest.fixture
def record(database: Database, tmp_path: Path) -> Database:
    """Ten units, and one car that works around the clock."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    small_directory(folder, 10)
    path = folder / "courier_vehicles.csv"
    header = path.read_text(encoding="utf-8").partition("\n")[0]
    path.write_text(f"{header}\nFRA1,CAR,mon;tue,00:00,24:00,1\n", encoding="utf-8")
    import_directory(database, HandClock(), "U-ADA", folder)
    return database


def sent_by_car(record: Database, clock: HandClock) -> datetime:
    """Departure of the one open line by car, approved."""
    with record.read() as tx:
        (line,) = snapshot(tx, WishList(), clock()).problem.lines
    plan = planned(record, clock, WishList(pins={line.line_id: CAR["FRA1"]}))
    (answer,) = plan_of(record, plan.plan_version).plan.lines
    approve_plan(record, clock, ANA, plan.plan_version)
    assert answer.option is not None
    return answer.option.departs_at


def test_a_plan_after_an_approval_waits_for_the_car_to_come_back(record: Database) -> None:
    clock = HandClock()
    opened(record)
    first = sent_by_car(record, clock)
    other = opened(record, request(site_id="S3"), by=DAN)
    (promise,) = [line.promise for line in other.lines]
    second = sent_by_car(record, clock)
    assert first == NOW + timedelta(minutes=70)
    # Out in the slots of 11 and 12 o'clock: both trips cannot overlap.
    assert second >= NOW + timedelta(hours=2)
    assert promise is not None
    assert promise.arrival_at is not None
    assert promise.arrival_at > second  # what was promised knew it too


def test_a_canceled_line_gives_its_car_back(record: Database) -> None:
    clock = HandClock()
    rma = opened(record)
    first = sent_by_car(record, clock)
    cancel_rma(record, clock, CAROL, RmaKey(rma.rma_number), "Found one.")
    opened(record, request(site_id="S3"), by=DAN)
    assert sent_by_car(record, clock) == first


def test_identical_lines_of_one_rma_share_the_car_and_the_checker_agrees(record: Database) -> None:
    clock = HandClock()
    opened(record, request(tag(), tag(product_serial="S1-P1-0002")))
    plan = planned(record, clock)
    approve_plan(record, clock, ANA, plan.plan_version)
    opened(record, request(site_id="S3"), by=DAN)
    with record.read() as tx:
        problem = snapshot(tx, WishList(), clock()).problem
    assert set(problem.network.vehicles_out.values()) == {1}
    answer = plan_of(record, planned(record, clock).plan_version).plan
    assert [each for each in check(problem, answer).violations if each.code == "vehicle"] == []
