"""Every target of an RMA: values, how it stands, what it was; all of it from the log alone.

NOW is Monday 2026-11-23, 10:00 UTC, 11:00 in Mainz. Premier P1 is answered within 30 minutes of
being accepted, P3 within two hours; a replacement under P1 arrives within four hours.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from optimizer.dispatch.bounded import solved
from rma_service.db import tables
from rma_service.db.engine import Database
from rma_service.domain.errors import NotFound
from rma_service.domain.rma_record import Rma
from rma_service.domain.rma_request import ClockNews, LineKey, NewPriority, RmaKey
from rma_service.usecases.approval import approve_plan
from rma_service.usecases.cases import rma_of
from rma_service.usecases.clock_log import record_clock_event
from rma_service.usecases.fulfillment import (
    Shipment,
    close,
    deliver,
    hand_over,
    receive_defective,
    ship,
)
from rma_service.usecases.priority import change_priority
from rma_service.usecases.rmas import cancel_rma
from rma_service.usecases.targets import RmaTarget, targets_of
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
    tag,
)


@pytest.fixture
def record(database: Database, tmp_path: Path) -> Database:
    fill(database, tmp_path / "tiny", free=5)
    return database


def tell(record: Database, rma: Rma, clock: HandClock, name: str, value: object) -> Rma:
    news = ClockNews(name, value, "The desk says so.")
    return record_clock_event(record, clock, ANA, RmaKey(rma.rma_number), news, solve=solved)


def targets(record: Database, rma: Rma, clock: HandClock) -> dict[str, RmaTarget]:
    """Targets by what they are for; those of lines by that and the number of the line."""
    _, found = targets_of(record, clock, CAROL, rma.rma_number)
    return {
        each.purpose + ("" if each.line_id is None else f" {each.line_id[-1]}"): each
        for each in found
    }


def shown(target: RmaTarget) -> tuple[str, object]:
    return target.state.value, target.said.values.get("due_utc")


def test_a_replacement_runs_with_its_clause_and_the_way_it_was_derived(record: Database) -> None:
    clock = HandClock()
    rma = opened(record, clock=clock)
    found = targets(record, rma, clock)
    replacement = found["replacement 1"]
    assert shown(replacement) == ("running", "2026-11-23T14:00:00Z")
    assert replacement.said.clause == "Co-Care 2.4, Premier P1/P2"
    assert replacement.quote == "four (4) hours on a 24x7 basis"
    assert replacement.outcome is not None
    assert replacement.outcome.trace is not None
    assert (replacement.differs, replacement.history) == ("", ())
    # Due exactly at its instant it is still in time, a second later it is not.
    clock.at = NOW + timedelta(hours=4)
    assert targets(record, rma, clock)["replacement 1"].state == "running"
    clock.forward(seconds=1)
    assert targets(record, rma, clock)["replacement 1"].state == "missed"
    assert "response" not in found  # nobody has accepted a call


def test_a_response_is_measured_from_its_acceptance_and_keeps_what_it_was_before(
    record: Database,
) -> None:
    clock = HandClock()
    rma = opened(record, clock=clock)
    clock.forward(minutes=10)
    tell(record, rma, clock, "accepted_at", "2026-11-23T10:00:00Z")
    assert shown(targets(record, rma, clock)["response"]) == ("running", "2026-11-23T10:30:00Z")
    tell(record, rma, clock, "accepted_at", "2026-11-23T10:05:00Z")
    key = RmaKey(rma.rma_number)
    change_priority(record, clock, ANA, key, NewPriority("P3", "One is enough."), solve=solved)
    clock.forward(hours=1)
    tell(record, rma, clock, "first_contact_at", "2026-11-23T11:00:00Z")
    response = targets(record, rma, clock)["response"]
    # From 10:05 two hours; contact came at 11:00, which under P1 would have been too late.
    assert shown(response) == ("met", "2026-11-23T12:05:00Z")
    assert [old.said.values["due_utc"] for old in response.history] == [
        "2026-11-23T10:30:00Z",
        "2026-11-23T10:35:00Z",
    ]
    assert [old.why for old in response.history] == [
        "The clocks were told of accepted_at: The desk says so.",
        "The priority is P3 from now on: One is enough.",
    ]
    tell(record, rma, clock, "first_contact_at", "2026-11-23T10:59:00Z")
    tell(record, rma, clock, "accepted_at", "2026-11-23T08:58:59Z")
    assert targets(record, rma, clock)["response"].state == "missed"


def test_what_is_withdrawn_is_no_target_any_more(record: Database) -> None:
    clock = HandClock()
    rma = opened(record, clock=clock)
    tell(record, rma, clock, "accepted_at", "2026-11-23T10:00:00Z")
    assert "response" in targets(record, rma, clock)
    tell(record, rma, clock, "accepted_at", None)
    assert "response" not in targets(record, rma, clock)
    tell(record, rma, clock, "accepted_at", "2026-11-23T10:01:00Z")
    response = targets(record, rma, clock)["response"]
    assert response.said.values["due_utc"] == "2026-11-23T10:31:00Z"


def walked(record: Database, clock: HandClock) -> Rma:
    """An RMA of two lines, one of which went all the way to Basel, where parts stay."""
    wish = request(tag(), tag(product_serial="S2-P1-0002", faulty_serial="F2"), site_id="S1")
    rma = opened(record, wish, clock)
    tell(record, rma, clock, "accepted_at", "2026-11-23T10:00:00Z")
    approve_plan(record, clock, ANA, planned(record, clock).plan_version)
    key = RmaKey(rma.rma_number)
    change_priority(record, clock, ANA, key, NewPriority("P3", "One is enough."), solve=solved)
    first = LineKey(rma.rma_number, rma.lines[0].line_id)
    hand_over(record, clock, ANA, first)
    clock.forward(minutes=30)
    ship(record, clock, ANA, first, Shipment("N-1", "T-1"))
    clock.forward(hours=2)
    deliver(record, clock, ANA, first, clock.at - timedelta(minutes=5))
    clock.forward(days=3)
    receive_defective(record, clock, ANA, first, "F1")
    close(record, clock, ANA, first)
    return rma_of(record, ANA, rma.rma_number)


def test_after_the_delivery_warranty_return_and_cost_are_targets_too(record: Database) -> None:
    clock = HandClock()
    rma = walked(record, clock)
    found = targets(record, rma, clock)
    assert shown(found["replacement 1"]) == ("met", "2026-11-24T17:00:00Z")
    # Shipped on 23 Nov: 90 days later is 21 Feb.
    assert found["replacement_warranty 1"].said.values["date"] == "2027-02-21"
    assert found["replacement_warranty 1"].state == "stated"
    # Received on Mon 23 Nov: the 15th working day after it is Mon 14 Dec, until midnight CET.
    assert shown(found["defective_return 1"]) == ("met", "2026-12-14T23:00:00Z")
    assert found["return_cost"].said.values["party"] == "partner"
    assert shown(found["replacement 2"]) == ("missed", "2026-11-24T17:00:00Z")
    assert "defective_return 2" not in found
    line = rma.lines[0].progress
    assert line.return_due_at is not None
    assert line.return_due_at.isoformat() == "2026-12-14T23:00:00+00:00"


def test_a_line_that_was_called_off_has_a_closed_target(record: Database) -> None:
    clock = HandClock()
    rma = opened(record, clock=clock)
    cancel_rma(record, clock, CAROL, RmaKey(rma.rma_number), "Found one.")
    assert {each.state.value for each in targets(record, rma, clock).values()} == {"closed"}


def test_a_guarantee_that_is_taken_and_given_back_stands_in_the_history(record: Database) -> None:
    clock = HandClock()
    rma = opened(record, clock=clock)
    opened(record, clock=clock)
    taken = targets(record, rma, clock)["replacement 1"]
    assert (taken.state, taken.said.owed) == ("not_owed", False)
    (old,) = taken.history
    assert (old.said.owed, old.changed_by.kind) == (True, "target_changed")
    assert "counted again by the batch guard" in old.why


def test_nobody_sees_targets_of_another_partner(record: Database) -> None:
    rma = opened(record)
    with pytest.raises(NotFound):
        targets_of(record, HandClock(), DAN, rma.rma_number)


def test_the_log_alone_tells_every_line_as_it_is_stored(record: Database) -> None:
    clock = HandClock()
    rma = walked(record, clock)
    waiting = opened(record, request(tag(form_complete=False, product_serial="")), clock)
    rejected = opened(record, request(tag(data_removed="retained")), clock)
    assert [each.lines[0].state.value for each in (waiting, rejected)] == ["on_hold", "rejected"]
    assert faults_of_the_log(record) == []
    # A stored value that no event tells is seen.
    with record.write() as tx:
        tx.execute(tables.rma_line.update().values(priority="P2"))
    faults = faults_of_the_log(record)
    assert len(faults) >= len(rma.lines), faults
