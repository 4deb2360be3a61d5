"""Serials: no good unit is sent twice, no faulty one is sent at all, and each comes back once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest

from rma_service.db.engine import Database
from rma_service.domain.errors import Refused
from rma_service.domain.rma import State
from rma_service.domain.rma_request import LineKey
from rma_service.usecases.approval import approve_plan
from rma_service.usecases.cases import rma_of
from rma_service.usecases.fulfillment import (
    Shipment,
    deliver,
    hand_over,
    receive_defective,
    ship,
)
from tests.small_record import ANA, HandClock, fill, opened, planned, request, shelf, tag


@pytest.fixture
def record(database: Database, tmp_path: Path) -> Database:
    fill(database, tmp_path / "tiny", free=3)
    return database


def handed_over(record: Database, clock: HandClock, *faulty: str | None) -> list[LineKey]:
    """Lines of one RMA whose units stand at the courier."""
    tags = [
        tag(product_serial=f"S1-P1-{number:04}", faulty_serial=serial)
        for number, serial in enumerate(faulty)
    ]
    rma = opened(record, request(*tags), clock)
    approve_plan(record, clock, ANA, planned(record, clock).plan_version)
    keys = [LineKey(rma.rma_number, line.line_id) for line in rma.lines]
    for key in keys:
        hand_over(record, clock, ANA, key)
    return keys


def delivered(record: Database, clock: HandClock, key: LineKey, serial: str) -> None:
    ship(record, clock, ANA, key, Shipment(serial, "T1"))
    deliver(record, clock, ANA, key, clock())


def state(record: Database, key: LineKey) -> State:
    lines = rma_of(record, ANA, key.rma_number).lines
    return next(line.state for line in lines if line.line_id == key.line_id)


def test_a_unit_that_left_is_not_sent_again_however_it_is_written(record: Database) -> None:
    clock = HandClock()
    first, second = handed_over(record, clock, "F1", "F2")
    ship(record, clock, ANA, first, Shipment("N-1", "T1"))
    for serial in ("N-1", " n-1 "):
        with pytest.raises(Refused, match=f"left for line {first.line_id} and has not come back"):
            ship(record, clock, ANA, second, Shipment(serial, "T2"))
    assert (state(record, second), shelf(record)) == (State.HANDED_OVER, (2, 1))
    ship(record, clock, ANA, second, Shipment("N-2", "T2"))


def test_a_faulty_unit_that_is_with_a_customer_cannot_leave_a_depot(record: Database) -> None:
    clock = HandClock()
    first, second = handed_over(record, clock, "F1", "F2")
    for serial in ("F1", "f1"):
        for key in (first, second):
            with pytest.raises(Refused, match=f"is the faulty unit of line {first.line_id}"):
                ship(record, clock, ANA, key, Shipment(serial, "T1"))
    assert shelf(record) == (3, 2)


def test_a_unit_that_failed_and_came_back_may_leave_again(record: Database) -> None:
    clock = HandClock()
    (first,) = handed_over(record, clock, "F1")
    delivered(record, clock, first, "N-1")
    clock.at += timedelta(days=1)
    second, third = handed_over(record, clock, "N-1", "F3")  # the replacement failed too
    with pytest.raises(Refused, match=f"is the faulty unit of line {second.line_id}"):
        ship(record, clock, ANA, third, Shipment("N-1", "T1"))
    delivered(record, clock, second, "N-2")
    receive_defective(record, clock, ANA, second, "N-1")
    ship(record, clock, ANA, third, Shipment("N-1", "T1"))  # repaired
    assert state(record, third) is State.SHIPPED


def test_a_faulty_unit_comes_back_for_one_line(record: Database) -> None:
    clock = HandClock()
    first, second = handed_over(record, clock, "F1", None)
    delivered(record, clock, first, "N-1")
    delivered(record, clock, second, "N-2")
    receive_defective(record, clock, ANA, first, "f1")
    with pytest.raises(Refused, match=f"came back for line {first.line_id}"):
        receive_defective(record, clock, ANA, second, "F1")
    assert state(record, second) is State.DELIVERED
    receive_defective(record, clock, ANA, second, "F2")


def test_of_two_who_send_the_same_unit_at_once_one_is_refused(record: Database) -> None:
    clock = HandClock()
    (first,) = handed_over(record, clock, "F1")
    (second,) = handed_over(record, clock, "F2")
    ready = Barrier(2)

    def send(key: LineKey) -> bool:
        ready.wait()
        try:
            ship(record, clock, ANA, key, Shipment("N-1", "T1"))
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(send, (first, second))) == [False, True]
    assert shelf(record) == (2, 1)
