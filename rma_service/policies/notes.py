"""What an evaluation looked at, kept only for whoever asks how the outcome came about."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from optimizer.business_time import Interval
from optimizer.calendars import BusinessDays
from optimizer.local_days import LocalDays
from rma_service.policies.clockwork import Clockwork
from rma_service.policies.values import Halts


@dataclass(slots=True)
class Notes:
    """Notes of one evaluation, in the order in which they are made.

    `readings` are parameters as written, `looks` those at clocks (zone, instant, limit), `days`
    what dates were taken for, `countings` which clock counted from when to when and during which
    halts it stood, `sums` what was added to dates, `lookups` cells of tables, `zones` those whose
    clocks were looked at, `unknown` dates of years without known holidays, `halted_since` when a
    clock began to stand that stands still.
    """

    readings: dict[str, object] = field(default_factory=dict)
    looks: dict[tuple[str, int, int | None], None] = field(default_factory=dict)
    days: dict[date, str] = field(default_factory=dict)
    countings: dict[tuple[Clockwork, int, Halts], int] = field(default_factory=dict)
    sums: list[tuple[int, int, str, int]] = field(default_factory=list)
    lookups: dict[tuple[str, str], str] = field(default_factory=dict)
    zones: dict[str, None] = field(default_factory=dict)
    unknown: set[date] = field(default_factory=set)
    halted_since: int | None = None

    def read_clock(self, clock: LocalDays, at: int, limit: int | None = None) -> None:
        """Note a look at a clock, and the minute of the day that it was held against."""
        self.looks[clock.zone.key, at, limit] = None

    def looked_at(self, days: BusinessDays, day: int) -> None:
        """Note what a date was taken for."""
        on = date.fromordinal(day)
        self.zones[days.zone.key] = None
        if not days.knows_holidays_of(on.year):
            self.unknown.add(on)
        makeup = days.is_weekend(on) and days.is_business_day(on)
        self.days[on] = days.closed_because(on) or (
            "make-up working day" if makeup else "business day"
        )

    def counted(self, clock: Clockwork, start: int, end: int | None, halts: Halts = ()) -> None:
        """Note how far a clock counted; without an end, until it stands.

        Of several times from one start, the longest tells the others too.
        """
        if end is None:
            self.halted_since = end = max(start, halts[-1][0])
        key = (clock, start, halts)
        self.countings[key] = max(end, self.countings.get(key, end))

    def years_without_holidays(self) -> tuple[int, ...]:
        """Years of dates that were looked at and of which no holidays are known."""
        return tuple(sorted({day.year for day in self.unknown} | set(self._years_counted())))

    def _years_counted(self) -> Iterator[int]:
        for (clock, start, _), end in self.countings.items():
            if isinstance(clock.days, BusinessDays):
                clock_days = clock.days.local_days
                first, last = (date.fromordinal(clock_days.day_of(at)).year for at in (start, end))
                for year in range(first, last + 1):
                    if not clock.days.knows_holidays_of(year):
                        yield year

    def intervals(self) -> Iterator[Interval]:
        """What was counted and what was skipped, in the order in which it was asked for."""
        for (clock, start, halts), end in self.countings.items():
            yield from clock.intervals(start, end, halts)

    def counted_in(self) -> str | None:
        """Zone of the clock that counted last; None: nothing was counted."""
        zones = [clock.days.zone.key for clock, _, _ in self.countings]
        return zones[-1] if zones else None

    def added(self, after: int, amount: int, unit: str, gives: int) -> None:
        """Note what was added to a date."""
        if (after, amount, unit, gives) not in self.sums:
            self.sums.append((after, amount, unit, gives))
