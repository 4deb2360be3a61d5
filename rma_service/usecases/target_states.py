"""How a target stands: it runs, was met or missed, stands still, is not owed, or never ran."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from optimizer.calendars import zone


class StateOfTarget(StrEnum):
    """Where a target stands.

    `closed` is one of a line that was called off, `stated` one that says something and has no
    clock, such as who bears a cost.
    """

    RUNNING = "running"
    MET = "met"
    MISSED = "missed"
    PAUSED = "paused"
    NOT_OWED = "not_owed"
    CLOSED = "closed"
    STATED = "stated"


@dataclass(frozen=True, slots=True)
class Stands:
    """What decides how a target stands; `last_day` is the local day that it may be met on."""

    due_at: datetime | None
    last_day: date | None
    timezone: str
    stopped: object = None
    owed: bool = True
    halted: bool = False
    called_off: bool = False


def state_of(target: Stands, now: datetime) -> StateOfTarget:
    """Say how a target stands at an instant.

    Source: deadlines.md, "Input and output of an evaluation": an instant that ends a date is met
    before it, any other one at it too.
    """
    if target.called_off:
        return StateOfTarget.CLOSED
    if not target.owed:
        return StateOfTarget.NOT_OWED
    if target.halted:
        return StateOfTarget.PAUSED
    if target.due_at is None:
        return StateOfTarget.STATED
    if target.stopped is not None:
        return StateOfTarget.MET if _in_time(target, target.stopped) else StateOfTarget.MISSED
    return StateOfTarget.RUNNING if _in_time(target, now) else StateOfTarget.MISSED


def _in_time(target: Stands, at: object) -> bool:
    """Whether something that happened at an instant, or on a day, was in time."""
    if target.due_at is None:
        return True
    if isinstance(at, datetime):
        return at < target.due_at if _ends_a_day(target, target.due_at) else at <= target.due_at
    last_day = target.last_day or target.due_at.astimezone(zone(target.timezone)).date()
    return not isinstance(at, date) or at <= last_day


def _ends_a_day(target: Stands, due_at: datetime) -> bool:
    """Whether the instant is the first one of the day after the last day."""
    local_day = due_at.astimezone(zone(target.timezone)).date()
    return target.last_day is not None and local_day > target.last_day
