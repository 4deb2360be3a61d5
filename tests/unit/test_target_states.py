"""How a target stands at an instant. Due is 24 November 2026, at noon or midnight in Berlin."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rma_service.usecases.target_states import Stands, StateOfTarget, state_of

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 24, 23, tzinfo=UTC)  # ends the 24th in Berlin
SECOND = timedelta(seconds=1)
BY_NOON = Stands(NOON, None, "Europe/Berlin")
ON_A_DAY = Stands(MIDNIGHT, date(2026, 11, 24), "Europe/Berlin")
BY_CLOSING = Stands(NOON, date(2026, 11, 24), "Europe/Berlin")


@pytest.mark.parametrize(
    ("target", "now", "state"),
    [
        (BY_NOON, NOON, "running"),
        (BY_NOON, NOON + SECOND, "missed"),
        # What closes a day is met before the first instant of the next one.
        (ON_A_DAY, MIDNIGHT - SECOND, "running"),
        (ON_A_DAY, MIDNIGHT, "missed"),
        # A date that is due at the close of its windows is met at that instant too.
        (BY_CLOSING, NOON, "running"),
        (BY_CLOSING, NOON + SECOND, "missed"),
    ],
)
def test_a_target_runs_until_it_is_due(target: Stands, now: datetime, state: str) -> None:
    assert state_of(target, now).value == state


@pytest.mark.parametrize(
    ("due_at", "last_day", "stopped", "state"),
    [
        (NOON, None, NOON, "met"),
        (NOON, None, NOON + SECOND, "missed"),
        (MIDNIGHT, date(2026, 11, 24), MIDNIGHT, "missed"),
        (MIDNIGHT, date(2026, 11, 24), date(2026, 11, 24), "met"),
        (MIDNIGHT, date(2026, 11, 24), date(2026, 11, 25), "missed"),
        (NOON, None, date(2026, 11, 25), "missed"),
    ],
)
def test_a_stopped_target_was_met_or_missed_whatever_the_time_is_now(
    due_at: datetime, last_day: date | None, stopped: object, state: str
) -> None:
    for now in (NOON - timedelta(days=9), NOON + timedelta(days=9)):
        assert state_of(Stands(due_at, last_day, "Europe/Berlin", stopped), now).value == state


def test_what_is_called_off_is_closed_before_anything_else_and_what_is_not_owed_is_not_missed() -> (
    None
):
    late = NOON + timedelta(days=9)
    not_owed = Stands(NOON, None, "UTC", owed=False, halted=True)
    assert state_of(not_owed, late) is StateOfTarget.NOT_OWED
    called_off = Stands(NOON, None, "UTC", NOON, owed=False, halted=True, called_off=True)
    assert state_of(called_off, late) is StateOfTarget.CLOSED
    assert state_of(Stands(None, None, "UTC", halted=True), late) is StateOfTarget.PAUSED
    assert state_of(Stands(None, None, "UTC"), late) is StateOfTarget.STATED
