"""What an evaluation gives: the keys of a target, whether it is owed, and how it came about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from optimizer.business_time import Interval
from rma_service.policies.keys import Value


@dataclass(frozen=True, slots=True)
class ClockChange:
    """A change of local clocks: when, in which zone, and how far from UTC before and after."""

    zone: str
    at: datetime
    before: timedelta
    after: timedelta


@dataclass(frozen=True, slots=True)
class Sum:
    """Days, months or years that were added to a date."""

    after: date
    amount: int
    unit: str
    gives: date


@dataclass(frozen=True, slots=True)
class ClockReading:
    """A look at the clock of a zone; `limit` is the minute of the day it was held against."""

    zone: str
    at: datetime
    limit: int | None


@dataclass(frozen=True, slots=True)
class Trace:
    """How an outcome came about.

    `region` is the country whose holidays hold, with its subdivision, such as DE-BY.
    `events` are those that the target looks at, `readings` the parameters that mattered as they
    are written, `clock_readings` looks at the clock of a zone, `days` the dates looked at and what
    each was taken for, `intervals` what was counted and skipped by the clocks of the zone
    `counted_in`, `years_without_holidays` those of which no holidays are known, `sums` what was
    added to dates, `lookups` cells of tables by row and column, `halted_since` when a clock began
    to stand that stands still.
    """

    quote: str
    clause: str
    region: str
    events: Mapping[str, object]
    readings: Mapping[str, object]
    clock_readings: tuple[ClockReading, ...]
    days: Mapping[date, str]
    intervals: tuple[Interval, ...]
    years_without_holidays: tuple[int, ...]
    counted_in: str | None
    sums: tuple[Sum, ...]
    lookups: Mapping[tuple[str, str], str]
    clock_changes: tuple[ClockChange, ...]
    halted_since: datetime | None
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One evaluation of a target.

    Not owed: the clause is the one that excludes it, the sentence says why. An instant that ends a
    day is the first one of the next; it is met before it. A key whose clock stands is left out.
    `stop` and `pauses` are the events that end and halt the clock.
    """

    target: str
    kind: str
    values: Mapping[str, Value]
    owed: bool
    not_owed_reason: str | None
    clause: str
    quote: str
    states_guarantee: bool
    stop: str | None
    pauses: str | None
    trace: Trace | None
