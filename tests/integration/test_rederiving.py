"""Targets that are set anew: another priority, a clock that is told something, corrections.

Premier P1 and P2 arrive within four hours, P3 and P4 on the next business day by the close of a
day of nine hours, which in Mainz is 18:00, 17:00 UTC in winter. NOW is Monday 10:00 UTC.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from optimizer.dispatch.bounded import Solved, solved
from optimizer.dispatch.problem import DispatchProblem
from rma_service.db.engine import Database
from rma_service.domain.errors import (
    DomainError,
    IllegalMove,
    NotAllowed,
    NotFound,
    Refused,
    StaleVersion,
)
from rma_service.domain.event import Event
from rma_service.domain.people import Principal
from rma_service.domain.rma import State
from rma_service.domain.rma_record import Rma, RmaLine
from rma_service.domain.rma_request import ClockNews, LineKey, NewPriority, RmaKey
from rma_service.usecases.approval import approve_plan
from rma_service.usecases.cases import history_of, rma_of
from rma_service.usecases.clock_log import record_clock_event
from rma_service.usecases.fulfillment import Shipment, deliver, hand_over, ship
from rma_service.usecases.priority import change_priority
from rma_service.usecases.rmas import cancel_rma
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

NEXT_DAY = datetime(2026, 11, 24, 17, tzinfo=UTC)
LESS_URGENT = NewPriority("P3", "The second module is enough for today.")
MORE_URGENT = NewPriority("P1", "The second module failed too.")


@pytest.fixture
def record(database: Database, tmp_path: Path) -> Database:
    fill(database, tmp_path / "tiny", free=5)
    return database


def only(rma: Rma) -> RmaLine:
    (line,) = rma.lines
    return line


def due(rma: Rma) -> datetime:
    terms = only(rma).terms
    assert terms is not None
    return terms.due_at


def with_priority(
    record: Database, rma: Rma, wanted: NewPriority, clock: HandClock | None = None
) -> Rma:
    return change_priority(
        record, clock or HandClock(), ANA, RmaKey(rma.rma_number), wanted, solve=solved
    )


def told(record: Database, rma: Rma, news: ClockNews, clock: HandClock, by: Principal = ANA) -> Rma:
    return record_clock_event(record, clock, by, RmaKey(rma.rma_number), news, solve=solved)


def changes(record: Database, rma: Rma) -> list[Event]:
    history = history_of(record, ANA, rma.rma_number)
    assert history.broken_at is None
    return [event for event in history.events if event.kind == "target_changed"]


def was_due(change: Event) -> str:
    """When a target was due before it changed, as the event keeps it."""
    before = change.data["was"]
    assert isinstance(before, dict)
    return str(before["due_at"])


def reserved(record: Database, clock: HandClock) -> Rma:
    """An RMA for which a unit is reserved."""
    rma = opened(record, clock=clock)
    approve_plan(record, clock, ANA, planned(record, clock).plan_version)
    return rma_of(record, ANA, rma.rma_number)


def test_another_priority_sets_the_target_of_an_open_line_anew_and_keeps_the_old_one(
    record: Database,
) -> None:
    clock = HandClock()
    rma = opened(record, clock=clock)
    assert due(rma) == NOW + timedelta(hours=4)
    clock.forward(minutes=5)
    after = with_priority(record, rma, LESS_URGENT, clock)
    line = only(after)
    assert (due(after), line.reported.priority) == (NEXT_DAY, "P3")
    assert line.promise is not None
    assert (line.promise.due_at, line.promise.verdict) == (NEXT_DAY, "guaranteed")
    assert line.promise.promised_at == NOW + timedelta(minutes=5)
    (change,) = changes(record, rma)
    assert change.data["due_at"] == NEXT_DAY.isoformat()
    assert was_due(change) == "2026-11-23T14:00:00+00:00"
    assert "The second module is enough" in str(change.data["why"])
    assert after == rma_of(record, CAROL, rma.rma_number)


def test_a_reserved_unit_stays_with_its_line_whatever_the_target_becomes(
    record: Database,
) -> None:
    clock = HandClock()
    rma = reserved(record, clock)
    route = only(rma).route
    later = with_priority(record, rma, LESS_URGENT, clock)
    line = only(later)
    assert (line.state, line.route, shelf(record)) == (State.RESERVED, route, (5, 1))
    assert line.promise is not None
    assert due(later) == line.promise.due_at == NEXT_DAY
    assert line.promise.verdict == "guaranteed"  # what is guaranteed by 14:00 is by tomorrow
    # Back to four hours, with the same confidence owed: the car was planned to arrive by then.
    again = with_priority(record, rma, MORE_URGENT, clock)
    line = only(again)
    assert (line.state, line.route, shelf(record)) == (State.RESERVED, route, (5, 1))
    assert line.promise is not None
    assert due(again) == line.promise.due_at == NOW + timedelta(hours=4)
    assert (line.promise.verdict, line.promise.probability) == ("guaranteed", None)
    assert len(changes(record, rma)) == 2


def test_the_target_of_a_unit_under_way_still_runs_and_that_of_a_delivered_one_does_not(
    record: Database,
) -> None:
    clock = HandClock()
    rma = reserved(record, clock)
    key = LineKey(rma.rma_number, only(rma).line_id)
    hand_over(record, clock, ANA, key)
    ship(record, clock, ANA, key, Shipment("N-1", "T-1"))
    moved = with_priority(record, rma, LESS_URGENT, clock)
    assert (only(moved).state, due(moved)) == (State.SHIPPED, NEXT_DAY)
    deliver(record, clock, ANA, key, clock.at)
    with pytest.raises(IllegalMove, match="no target runs that a priority would change"):
        with_priority(record, rma, MORE_URGENT, clock)
    assert due(rma_of(record, ANA, rma.rma_number)) == NEXT_DAY


def test_a_part_that_was_deemed_necessary_later_moves_the_target_and_a_correction_moves_it_back(
    record: Database,
) -> None:
    clock = HandClock()
    rma = opened(record, clock=clock)
    clock.forward(hours=1)
    later = ClockNews("part_deemed_necessary_at", "2026-11-23T10:30:00Z", "The logs came late.")
    moved = told(record, rma, later, clock)
    # Four hours after the later of decision and RMA, which is 10:30.
    assert due(moved) == NOW + timedelta(hours=4, minutes=30)
    right = ClockNews("part_deemed_necessary_at", "2026-11-23T11:15:00+01:00", "Misread.")
    corrected = told(record, rma, right, clock)
    assert due(corrected) == NOW + timedelta(hours=4, minutes=15)
    assert only(corrected).clock == {"part_deemed_necessary_at": "2026-11-23T10:15:00+00:00"}
    gone = ClockNews("part_deemed_necessary_at", None, "It was the other case.")
    withdrawn = told(record, rma, gone, clock)
    assert (due(withdrawn), only(withdrawn).clock) == (NOW + timedelta(hours=4), {})
    assert [was_due(change) for change in changes(record, rma)] == [
        "2026-11-23T14:00:00+00:00",
        "2026-11-23T14:30:00+00:00",
        "2026-11-23T14:15:00+00:00",
    ]
    kinds = [event.kind for event in history_of(record, ANA, rma.rma_number).events]
    assert kinds.count("clock") == 3  # nothing that was told is gone


def test_a_late_completion_of_one_line_moves_that_line_alone(record: Database) -> None:
    clock = HandClock()
    rma = opened(record, request(tag(), tag(product_serial="S1-P1-0002")), clock)
    first, second = rma.lines
    clock.forward(hours=2)
    news = ClockNews(
        "form_completed_at", "2026-11-23T11:00:00Z", "The form was wrong.", line_id=second.line_id
    )
    after = told(record, rma, news, clock)
    assert after.lines[0] == first
    assert after.lines[1].terms is not None
    assert after.lines[1].terms.due_at == NOW + timedelta(hours=5)


@pytest.mark.parametrize(
    ("news", "sentence"),
    [
        (ClockNews("phase_of_the_moon", 1, "?"), "knows no event phase_of_the_moon; known are:"),
        (ClockNews("rma_generated_at", "2026-11-23T10:00:00Z", "?"), "the opening of the RMA"),
        (ClockNews("part_deemed_necessary_at", "2026-11-23T10:00:00", "?"), "with its zone"),
        (ClockNews("part_deemed_necessary_at", "soon", "?"), "no instant with its zone"),
        (ClockNews("part_deemed_necessary_at", "0001-01-01T00:00:00+14:00", "?"), "no instant"),
        (ClockNews("part_deemed_necessary_at", "2026-11-23T10:06:00Z", "?"), "in the future"),
        (ClockNews("depot_tz", "Mars/Olympus", "?"), "Mars/Olympus"),
    ],
)
def test_what_cannot_have_happened_is_refused_and_changes_nothing(
    record: Database, news: ClockNews, sentence: str
) -> None:
    rma = opened(record)
    with pytest.raises(Refused, match=sentence):
        told(record, rma, news, HandClock())
    assert rma_of(record, ANA, rma.rma_number) == rma


@pytest.mark.parametrize(("by", "error"), [(CAROL, NotAllowed), (DAN, NotFound)])
def test_a_partner_tells_no_clock_that_is_not_his(
    record: Database, by: Principal, error: type[DomainError]
) -> None:
    rma = opened(record)
    news = ClockNews("part_deemed_necessary_at", "2026-11-23T10:00:00Z", "I say so.")
    with pytest.raises(error):
        told(record, rma, news, HandClock(), by)
    assert rma_of(record, ANA, rma.rma_number) == rma


def test_a_priority_that_no_policy_knows_is_refused_and_so_is_the_one_that_holds(
    record: Database,
) -> None:
    rma = opened(record)
    with pytest.raises(Refused, match="no priority P9; known are: P1, P2, P3, P4"):
        with_priority(record, rma, NewPriority("P9", "Urgent."))
    with pytest.raises(Refused, match="has priority P1 already"):
        with_priority(record, rma, NewPriority("P1", "Urgent."))
    cancel_rma(record, HandClock(), CAROL, RmaKey(rma.rma_number), "Found one.")
    with pytest.raises(IllegalMove, match="is canceled; no target runs"):
        with_priority(record, rma, LESS_URGENT)


def test_a_change_of_what_was_read_long_ago_is_refused(record: Database) -> None:
    rma = opened(record)
    with_priority(record, rma, LESS_URGENT)
    with pytest.raises(StaleVersion):
        change_priority(
            record, HandClock(), ANA, RmaKey(rma.rma_number, rma.version), MORE_URGENT, solve=solved
        )


def test_a_line_on_hold_gets_its_target_by_the_priority_that_it_has_when_it_is_completed(
    record: Database,
) -> None:
    rma = opened(record, request(tag(form_complete=False, product_serial="")))
    after = with_priority(record, rma, LESS_URGENT)
    assert (only(after).state, only(after).reported.priority) == (State.ON_HOLD, "P3")
    assert changes(record, rma) == []
    news = ClockNews("form_completed_at", "2026-11-23T09:59:00Z", "It came by mail.")
    with pytest.raises(Refused, match="complete its fault tag instead"):
        told(record, rma, news, HandClock())


def test_an_rma_that_comes_in_while_a_priority_is_judged_takes_the_guarantee(
    record: Database,
) -> None:
    rma = opened(record)
    rounds = 0

    def solve(problem: DispatchProblem, seconds: float) -> Solved:
        nonlocal rounds
        rounds += 1
        if rounds == 1:
            opened(record)  # the same part at the same site within the hour
        return solved(problem, seconds)

    change_priority(record, HandClock(), ANA, RmaKey(rma.rma_number), LESS_URGENT, solve=solve)
    line = only(rma_of(record, CAROL, rma.rma_number))
    assert line.terms is not None
    assert line.promise is not None
    assert (line.terms.due_at, line.terms.owed) == (NEXT_DAY, False)
    assert (line.promise.due_at, line.promise.verdict) == (NEXT_DAY, "excluded_by_clause")
    assert rounds == 2
