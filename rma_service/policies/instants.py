"""Operators that give an instant: time added, ends of days and of windows, openings."""

from optimizer.business_time import BusinessTime
from optimizer.local_days import MICROSECONDS_PER_MINUTE, LocalDays
from rma_service.policies.case import HaltedError
from rma_service.policies.choosing import choosing, ordering
from rma_service.policies.clockwork import Clockwork
from rma_service.policies.operators import (
    CLOCK,
    COVERAGE,
    DATE,
    HALTS,
    INSTANT,
    NUMBER,
    WINDOWS,
    Operator,
)
from rma_service.policies.run import Day, Find, Instant, Number, Run

_MICROSECONDS_PER_HOUR = 60 * MICROSECONDS_PER_MINUTE


def _amount(minutes: Number | None, hours: Number | None) -> Number:
    """Give the time to add [microseconds]; the schema lets one of both be said."""
    if minutes is not None:
        return lambda run: minutes(run) * MICROSECONDS_PER_MINUTE
    assert hours is not None  # noqa: S101 - the schema asks for one of both
    return lambda run: hours(run) * _MICROSECONDS_PER_HOUR


def _elapsed(
    after: Instant, minutes: Number | None, hours: Number | None, halts: str | None
) -> Instant:
    """Source: deadlines.md T2: added to the UTC instant, whatever local clocks do."""
    amount = _amount(minutes, hours)
    if halts is not None:
        return _added(after, amount, lambda run: run.place.around_the_clock, halts)

    def at(run: Run) -> int:
        start = after(run)
        due = start + amount(run)
        if run.notes is not None:
            run.notes.counted(run.place.around_the_clock, start, due)
        return due

    return at


def _business_time(
    after: Instant,
    minutes: Number | None,
    hours: Number | None,
    coverage: Find[Clockwork],
    halts: str | None,
) -> Instant:
    return _added(after, _amount(minutes, hours), coverage, halts)


def _added(after: Instant, amount: Number, coverage: Find[Clockwork], halts: str | None) -> Instant:
    """Source: deadlines.md T4 and T10."""

    def at(run: Run) -> int:
        clock, start, stands = coverage(run), after(run), run.halts(halts)
        return _known(run, clock, start, clock.add(start, amount(run), stands), halts)

    return at


def _business_days(
    after: Instant, days: Number, coverage: Find[BusinessTime], halts: str | None
) -> Instant:
    """Source: deadlines.md T5: n business days are n full windows."""

    def at(run: Run) -> int:
        clock, start, stands = coverage(run), after(run), run.halts(halts)
        return _known(run, clock, start, clock.add_windows(start, days(run), stands), halts)

    return at


def _known(run: Run, clock: Clockwork, start: int, due: int | None, halts: str | None) -> int:
    if run.notes is not None:
        run.notes.counted(clock, start, due, run.halts(halts))
    if due is None:
        raise HaltedError
    return due


def _window_close(of: Day, coverage: Find[BusinessTime]) -> Instant:
    return lambda run: coverage(run).close_of(of(run))


def _opening(from_: Instant, coverage: Find[BusinessTime]) -> Instant:
    def at(run: Run) -> int:
        clock, start = coverage(run), from_(run)
        opens = clock.opening_from(start)
        if run.notes is not None:
            run.notes.counted(clock, start, opens)
        return opens

    return at


def _day_start(of: Day, clock: Find[LocalDays]) -> Instant:
    return lambda run: clock(run).start_of(of(run))


def _day_end(of: Day, clock: Find[LocalDays]) -> Instant:
    """Source: deadlines.md T7: a day ends at the first instant of the next one."""
    return lambda run: clock(run).start_of(of(run) + 1)


_TIME_TO_ADD = {"minutes": NUMBER, "hours": NUMBER}
_EITHER = frozenset({"minutes", "hours", "halts"})

INSTANTS = (
    *choosing("instant", INSTANT),
    *ordering("instant", INSTANT),
    Operator(
        "instant", "elapsed", {"after": INSTANT, **_TIME_TO_ADD, "halts": HALTS}, _elapsed, _EITHER
    ),
    Operator(
        "instant",
        "business_time",
        {"after": INSTANT, **_TIME_TO_ADD, "coverage": COVERAGE, "halts": HALTS},
        _business_time,
        _EITHER,
    ),
    Operator(
        "instant",
        "business_days",
        {"after": INSTANT, "days": NUMBER, "coverage": WINDOWS, "halts": HALTS},
        _business_days,
        frozenset({"halts"}),
    ),
    Operator("instant", "window_close", {"of": DATE, "coverage": WINDOWS}, _window_close),
    Operator("instant", "opening", {"from": INSTANT, "coverage": WINDOWS}, _opening),
    Operator("instant", "day_start", {"of": DATE, "clock": CLOCK}, _day_start),
    Operator("instant", "day_end", {"of": DATE, "clock": CLOCK}, _day_end),
)
