"""What an evaluation looked at, kept only for whoever asks how the outcome came about."""

from dataclasses import dataclass, field
from datetime import date

from optimizer.business_time import Halts, Interval
from optimizer.calendars import BusinessDays
from rma_service.policies.clockwork import Clockwork


@dataclass(slots=True)
class Notes:
    """Notes of one evaluation, in the order in which they are made.

    `readings` are parameters as written, `days` what dates were taken for, `intervals` what was
    counted and what was skipped by the clock of `counted_in`, `sums` what was added to dates,
    `lookups` cells of tables, `zones` those whose clocks were looked at, `halted_since` when a
    clock began to stand that stands still.
    """

    readings: dict[str, object] = field(default_factory=dict)
    days: dict[date, str] = field(default_factory=dict)
    intervals: list[Interval] = field(default_factory=list)
    counted_in: str | None = None
    sums: list[tuple[int, int, str, int]] = field(default_factory=list)
    lookups: dict[tuple[str, str], str] = field(default_factory=dict)
    zones: dict[str, None] = field(default_factory=dict)
    halted_since: int | None = None

    def looked_at(self, days: BusinessDays, day: int) -> None:
        """Note what a date was taken for."""
        on = date.fromordinal(day)
        self.zones[days.zone.key] = None
        makeup = days.is_weekend(on) and days.is_business_day(on)
        self.days[on] = days.closed_because(on) or (
            "make-up working day" if makeup else "business day"
        )

    def counted(self, clock: Clockwork, start: int, end: int | None, halts: Halts = ()) -> None:
        """Note every interval between two instants; without an end, until the clock stands."""
        if end is None:
            self.halted_since = end = max(start, halts[-1][0])
        self.counted_in = clock.days.zone.key
        for interval in clock.intervals(start, end, halts):
            if interval not in self.intervals:
                self.intervals.append(interval)

    def added(self, after: int, amount: int, unit: str, gives: int) -> None:
        """Note what was added to a date."""
        if (after, amount, unit, gives) not in self.sums:
            self.sums.append((after, amount, unit, gives))
