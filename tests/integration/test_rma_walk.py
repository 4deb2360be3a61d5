"""One RMA from the request to the closed return, and the moves that are refused on the way."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from rma_service.db.engine import Database
from rma_service.domain.errors import IllegalMove, NotFound, Refused, StaleVersion
from rma_service.domain.rma import State
from rma_service.domain.rma_record import Rma
from rma_service.domain.rma_request import LineKey, NewLine, RmaKey
from rma_service.usecases.approval import approve_plan
from rma_service.usecases.cases import history_of, rma_of
from rma_service.usecases.fulfillment import (
    Shipment,
    close,
    deliver,
    hand_over,
    receive_defective,
    ship,
)
from rma_service.usecases.rmas import cancel_rma, reject_line
from tests.rebuilding import faults_of_the_log
from tests.small_record import (
    ANA,
    CAROL,
    DAN,
    NOW,
    HandClock,
    fill,
    opened,
    planned,
    request,
    shelf,
    tag,
)

SHIPMENT = Shipment("N-4711", "TRACK-1")


@pytest.fixture
def record(database: Database, tmp_path: Path) -> Database:
    fill(database, tmp_path / "tiny")
    return database


def approved(database: Database, clock: HandClock, *tags: NewLine, **changes: Any) -> Rma:
    rma = opened(database, request(*tags, **changes), clock)
    record = planned(database, clock)
    approve_plan(database, clock, ANA, record.plan_version)
    return rma_of(database, ANA, rma.rma_number)


def key_of(rma: Rma) -> LineKey:
    return LineKey(rma.rma_number, rma.lines[0].line_id)


def test_an_rma_walks_from_its_request_to_its_closed_return(record: Database) -> None:
    clock = HandClock()
    rma = approved(record, clock)
    key = key_of(rma)
    assert (rma.state, shelf(record)) == (State.RESERVED, (1, 1))
    assert rma.lines[0].route is not None
    assert rma.lines[0].route.depot_id == "FRA1"
    assert rma.lines[0].promise is not None
    assert (rma.lines[0].promise.basis, rma.lines[0].promise.verdict) == ("plan", "guaranteed")

    hand_over(record, clock, ANA, key)
    clock.at += timedelta(minutes=30)
    assert ship(record, clock, ANA, key, SHIPMENT).state is State.SHIPPED
    assert shelf(record) == (0, 0)  # the unit left the depot
    clock.at += timedelta(hours=2)
    progress = deliver(record, clock, ANA, key, clock.at).lines[0].progress
    # Shipped on 23 November: + 90 days = 21 February. Fifteen business days after 23 November in
    # Mainz is 14 December, until midnight there.
    assert progress.warranty_ends_on == date(2027, 2, 21)
    assert progress.return_due_at == datetime(2026, 12, 14, 23, tzinfo=UTC)
    clock.at += timedelta(days=3)
    receive_defective(record, clock, ANA, key, "F1")
    assert close(record, clock, ANA, key).state is State.CLOSED

    history = history_of(record, CAROL, rma.rma_number)
    assert [event.kind for event in history.events] == [
        "open",
        "tell",
        "reserve",
        "hand_over",
        "ship",
        "deliver",
        "receive_defective",
        "close",
    ]
    assert {event.actor for event in history.events[2:]} == {"U-ANA"}
    assert history.events[4].data["shipped_serial"] == "N-4711"
    assert [event.happened_at == event.at for event in history.events] == [True] * 8
    assert history.broken_at is None
    assert faults_of_the_log(record) == []  # what is stored follows from the log alone


def test_days_of_a_shipment_are_those_of_its_depot_and_days_of_an_arrival_those_of_the_site(
    record: Database,
) -> None:
    clock = HandClock()
    key = key_of(approved(record, clock))
    hand_over(record, clock, ANA, key)
    clock.at = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    ship(record, clock, ANA, key, SHIPMENT)
    clock.at += timedelta(days=1)
    progress = deliver(record, clock, ANA, key, clock.at).lines[0].progress
    # At half past eleven in UTC it is the next day in Frankfurt and in Mainz. Shipped on
    # 24 November: + 90 days = 22 February. Fifteen business days after 25 November: 16 December.
    assert progress.warranty_ends_on == date(2027, 2, 22)
    assert progress.return_due_at == datetime(2026, 12, 16, 23, tzinfo=UTC)


def test_a_longer_initial_warranty_is_carried_over(record: Database) -> None:
    clock = HandClock()
    key = key_of(approved(record, clock, tag(initial_warranty_ends_on=date(2028, 1, 31))))
    hand_over(record, clock, ANA, key)
    ship(record, clock, ANA, key, SHIPMENT)
    after = deliver(record, clock, ANA, key, clock.at)
    assert after.lines[0].progress.warranty_ends_on == date(2028, 1, 31)


def test_with_retention_nothing_is_due_back_and_the_line_closes_at_once(record: Database) -> None:
    clock = HandClock()
    key = key_of(approved(record, clock, tag(data_removed="retained"), site_id="S2"))
    hand_over(record, clock, ANA, key)
    ship(record, clock, ANA, key, SHIPMENT)
    after = deliver(record, clock, ANA, key, clock.at)
    assert after.lines[0].progress.return_waived is True
    assert after.lines[0].progress.return_due_at is None
    assert close(record, clock, ANA, key).state is State.CLOSED


def test_a_step_too_early_is_refused_with_a_sentence(record: Database) -> None:
    clock = HandClock()
    rma = opened(record, clock=clock)
    key = key_of(rma)
    for step in (
        partial(hand_over, record, clock, ANA, key),
        partial(ship, record, clock, ANA, key, SHIPMENT),
        partial(deliver, record, clock, ANA, key, NOW),
        partial(receive_defective, record, clock, ANA, key, "F1"),
        partial(close, record, clock, ANA, key),
    ):
        with pytest.raises(IllegalMove, match=rf"^Line {key.line_id} is open and cannot be .*\.$"):
            step()
    assert rma_of(record, ANA, rma.rma_number) == rma


def test_closing_waits_for_the_defective_part(record: Database) -> None:
    clock = HandClock()
    key = key_of(approved(record, clock))
    hand_over(record, clock, ANA, key)
    ship(record, clock, ANA, key, SHIPMENT)
    deliver(record, clock, ANA, key, clock.at)
    with pytest.raises(IllegalMove, match="is delivered and cannot be closed"):
        close(record, clock, ANA, key)
    for wrong in ("F2", "N-4711"):
        with pytest.raises(Refused, match=wrong):
            receive_defective(record, clock, ANA, key, wrong)


def test_a_serial_that_was_never_reported_is_taken_as_it_comes(record: Database) -> None:
    clock = HandClock()
    key = key_of(approved(record, clock, tag(faulty_serial=None)))
    hand_over(record, clock, ANA, key)
    ship(record, clock, ANA, key, SHIPMENT)
    deliver(record, clock, ANA, key, clock.at)
    after = receive_defective(record, clock, ANA, key, "WHATEVER")
    assert after.lines[0].progress.returned_serial == "WHATEVER"


def test_an_event_tells_when_it_happened_and_when_it_was_recorded(record: Database) -> None:
    clock = HandClock()
    key = key_of(approved(record, clock))
    hand_over(record, clock, ANA, key)
    ship(record, clock, ANA, key, SHIPMENT)
    shipped_at = clock.at
    clock.at += timedelta(hours=5)
    deliver(record, clock, ANA, key, shipped_at + timedelta(hours=1))
    event = history_of(record, CAROL, key.rma_number).events[-1]
    assert event.kind == "deliver"
    assert event.at == shipped_at + timedelta(hours=5)
    assert event.happened_at == shipped_at + timedelta(hours=1)


@pytest.mark.parametrize("minutes", [-1, 1])
def test_a_part_arrives_after_it_was_shipped_and_not_in_the_future(
    record: Database, minutes: int
) -> None:
    clock = HandClock()
    key = key_of(approved(record, clock))
    hand_over(record, clock, ANA, key)
    ship(record, clock, ANA, key, SHIPMENT)
    with pytest.raises(Refused, match="it cannot arrive at"):
        deliver(record, clock, ANA, key, clock.at + timedelta(minutes=minutes))


def test_canceling_gives_the_unit_back_until_it_is_shipped(record: Database) -> None:
    clock = HandClock()
    rma = approved(record, clock)
    cancel_rma(record, clock, CAROL, RmaKey(rma.rma_number), "No longer needed.")
    assert shelf(record) == (1, 0)
    again = approved(record, clock)
    hand_over(record, clock, ANA, key_of(again))
    with pytest.raises(IllegalMove, match="by a dispatcher only"):
        cancel_rma(record, clock, CAROL, RmaKey(again.rma_number), "Stop.")
    ship(record, clock, ANA, key_of(again), SHIPMENT)
    with pytest.raises(IllegalMove, match="is shipped and cannot be canceled"):
        cancel_rma(record, clock, ANA, RmaKey(again.rma_number), "Stop.")
    assert shelf(record) == (0, 0)


def test_rejecting_a_reserved_line_gives_its_unit_back(record: Database) -> None:
    clock = HandClock()
    rma = approved(record, clock)
    reject_line(record, clock, ANA, key_of(rma), "The part works.")
    assert shelf(record) == (1, 0)


def test_a_change_of_what_somebody_else_changed_is_refused(record: Database) -> None:
    clock = HandClock()
    rma = approved(record, clock)
    line_id = rma.lines[0].line_id
    read = LineKey(rma.rma_number, line_id, rma.version)
    hand_over(record, clock, ANA, read)
    with pytest.raises(StaleVersion, match=f"version {rma.version + 1}, not {rma.version}"):
        ship(record, clock, ANA, read, SHIPMENT)


def test_a_line_that_is_not_there_and_one_of_a_stranger_are_the_same(record: Database) -> None:
    clock = HandClock()
    rma = approved(record, clock)
    with pytest.raises(NotFound, match="no such line"):
        hand_over(record, clock, ANA, LineKey(rma.rma_number, "NOTHING"))
    other = opened(record, request(site_id="S3"), clock, DAN)
    with pytest.raises(NotFound, match="no such line"):
        cancel_rma(
            record, clock, CAROL, LineKey(rma.rma_number, other.lines[0].line_id), "Found one."
        )
    assert rma_of(record, ANA, rma.rma_number) == rma
    with pytest.raises(NotFound, match="no such RMA"):
        hand_over(record, clock, DAN, key_of(rma))
