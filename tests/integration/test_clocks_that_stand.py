"""A policy whose replacement clock can stand still: pauses, resumptions, and what they move.

The shipped policy halts no replacement, so the record is judged by its text with an event `halts`
and four hours that it stops. NOW is Monday 10:00 UTC; P1 is due four hours later.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from optimizer.dispatch.bounded import solved
from rma_service.db.engine import Database
from rma_service.domain.errors import Refused
from rma_service.domain.rma import State
from rma_service.domain.rma_record import Rma, RmaLine
from rma_service.domain.rma_request import ClockNews, RmaKey
from rma_service.usecases.approval import approve_plan
from rma_service.usecases.cases import history_of, rma_of
from rma_service.usecases.clock_log import record_clock_event
from rma_service.usecases.targets import RmaTarget, targets_of
from tests.policy_folders import policy_text, use_policies, write_policies
from tests.small_record import ANA, NOW, HandClock, fill, opened, planned, request, shelf, tag

FOUR_HOURS = "{elapsed: {after: {use: received_at}, hours: 4}}"
HALTING = {
    "  first_contact_at: {type: instant}\n": (
        "  first_contact_at: {type: instant}\n  halts: {type: intervals}\n"
    ),
    FOUR_HOURS: "{elapsed: {after: {use: received_at}, hours: 4, halts: {event: halts}}}",
}


@pytest.fixture
def record(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    use_policies(monkeypatch, write_policies(tmp_path / "policies", policy_text(HALTING)))
    fill(database, tmp_path / "tiny", free=5)
    return database


def tell(
    record: Database,
    rma: Rma,
    clock: HandClock,
    value: str | None,
    after: int,
    line_id: str | None = None,
    corrects: int | None = None,
) -> Rma:
    """Tell a pause or a resumption so many minutes after NOW."""
    at = NOW + timedelta(minutes=after)
    news = ClockNews("halts", value, "Waiting for the site.", at, line_id, corrects)
    return record_clock_event(record, clock, ANA, RmaKey(rma.rma_number), news, solve=solved)


def only(rma: Rma) -> RmaLine:
    (line,) = rma.lines
    return line


def replacement(record: Database, rma: Rma, clock: HandClock) -> RmaTarget:
    _, found = targets_of(record, clock, ANA, rma.rma_number)
    (target,) = [each for each in found if each.purpose == "replacement"]
    return target


def sequences(record: Database, rma: Rma) -> list[int]:
    """Sequences of the entries of the clock log."""
    events = history_of(record, ANA, rma.rma_number).events
    return [event.sequence for event in events if event.kind == "clock"]


def minutes_due(line: RmaLine) -> float:
    """How long after NOW a line is due [minutes]."""
    assert line.terms is not None
    return (line.terms.due_at - NOW) / timedelta(minutes=1)


def test_a_paused_line_waits_without_a_target_and_runs_on_when_it_is_resumed(
    record: Database,
) -> None:
    clock = HandClock()
    rma = opened(record, clock=clock)
    clock.forward(minutes=30)
    paused = only(tell(record, rma, clock, "pause", 20))
    assert (paused.state, paused.terms, paused.promise) == (State.ON_HOLD, None, None)
    assert str(paused.state_sentence).startswith("Its clock stands since 2026-11-23T10:20:00Z")
    target = replacement(record, rma, clock)
    assert (target.state, target.said.values.get("due_utc")) == ("paused", None)
    assert [old.said.values["due_utc"] for old in target.history] == ["2026-11-23T14:00:00Z"]
    clock.forward(minutes=85)
    # It stood from 10:20 to 11:50, so that four hours of running end at 15:30.
    resumed = only(tell(record, rma, clock, "resume", 110))
    assert (resumed.state, minutes_due(resumed)) == (State.OPEN, 330)
    assert resumed.promise is not None
    assert resumed.promise.verdict == "guaranteed"
    assert resumed.promise.due_at == NOW + timedelta(minutes=330)
    assert resumed == only(rma_of(record, ANA, rma.rma_number))


def test_a_reserved_line_keeps_its_unit_and_its_target_while_its_clock_stands(
    record: Database,
) -> None:
    clock = HandClock()
    rma = opened(record, clock=clock)
    approve_plan(record, clock, ANA, planned(record, clock).plan_version)
    clock.forward(minutes=60)
    paused = only(tell(record, rma, clock, "pause", 20))
    assert (paused.state, minutes_due(paused), shelf(record)) == (State.RESERVED, 240, (5, 1))
    assert replacement(record, rma, clock).state == "paused"
    resumed = only(tell(record, rma, clock, "resume", 50))
    assert (resumed.state, minutes_due(resumed), shelf(record)) == (State.RESERVED, 270, (5, 1))
    assert resumed.promise is not None
    assert resumed.promise.verdict == "guaranteed"
    assert replacement(record, rma, clock).state == "running"


def test_pauses_of_the_rma_and_of_one_line_are_counted_once_where_they_overlap(
    record: Database,
) -> None:
    clock = HandClock()
    rma = opened(record, request(tag(), tag(product_serial="S1-P1-0002")), clock)
    clock.forward(hours=2)
    second = rma.lines[1].line_id
    for value, after, line_id in (
        ("pause", 10, None),
        ("resume", 40, None),
        ("pause", 30, second),
        ("resume", 60, second),
    ):
        now = tell(record, rma, clock, value, after, line_id)
    # The first line stood 30 minutes, the second one from 10 to 60.
    assert [minutes_due(line) for line in now.lines] == [270, 290]


def test_a_wrong_pause_is_replaced_and_a_needless_one_withdrawn(record: Database) -> None:
    clock = HandClock()
    rma = opened(record, clock=clock)
    clock.forward(hours=1)
    tell(record, rma, clock, "pause", 10)
    tell(record, rma, clock, "resume", 40)
    first, last = sequences(record, rma)
    assert minutes_due(only(tell(record, rma, clock, "pause", 20, corrects=first))) == 260
    third = sequences(record, rma)[-1]
    with pytest.raises(Refused, match="nothing is paused then"):
        tell(record, rma, clock, None, 20, corrects=third)
    assert minutes_due(only(tell(record, rma, clock, "resume", 30, corrects=last))) == 250
    assert len(sequences(record, rma)) == 4


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ([("resume", 10)], "halts cannot be resumed at 2026-11-23T10:10:00Z: nothing is paused"),
        ([("pause", 10), ("pause", 20)], "cannot be paused at 2026-11-23T10:20:00Z: it is paused"),
        ([("pause", 20), ("resume", 10)], "it is paused only at 2026-11-23T10:20:00Z"),
        ([("pause", 90)], "lies in the future"),
        ([("stop", 10)], "'stop' is neither pause nor resume"),
        ([(None, 10)], "Say which entry of halts is withdrawn"),
    ],
)
def test_a_pause_that_cannot_be_is_refused_and_changes_nothing(
    record: Database, told: list[tuple[str | None, int]], sentence: str
) -> None:
    clock = HandClock()
    rma = opened(record, clock=clock)
    clock.forward(minutes=60)
    *before, (value, after) = told
    for each in before:
        tell(record, rma, clock, *each)
    stood = rma_of(record, ANA, rma.rma_number)
    with pytest.raises(Refused, match=sentence):
        tell(record, rma, clock, value, after)
    assert rma_of(record, ANA, rma.rma_number) == stood


def test_only_what_was_told_can_be_corrected(record: Database) -> None:
    clock = HandClock()
    rma = opened(record, clock=clock)
    with pytest.raises(Refused, match="There is no entry 1 of halts to be corrected"):
        tell(record, rma, clock, "pause", 0, corrects=1)
