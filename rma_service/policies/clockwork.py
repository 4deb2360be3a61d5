"""Clocks that count: in windows of business days, or around the clock, asked in the same way."""

from collections.abc import Iterator
from datetime import date
from typing import Protocol

from optimizer.business_time import Halts, Interval, elapsed
from optimizer.calendars import BusinessDays
from optimizer.local_days import LocalDays, instant_of


class Clockwork(Protocol):
    """What both kinds of clocks can be asked; `BusinessTime` is the one with windows."""

    @property
    def days(self) -> LocalDays | BusinessDays:
        """The dates on whose clock it counts."""

    def add(self, start: int, amount: int, halts: Halts = ()) -> int | None:
        """Earliest instant by which an amount of time was counted; None: it stands."""

    def is_open(self, at: int) -> bool:
        """Whether time counts at an instant."""

    def intervals(self, start: int, end: int, halts: Halts = ()) -> Iterator[Interval]:
        """What is counted and what is skipped between two instants, and why."""


class AroundTheClock:
    """Coverage without a window: every instant counts.

    Source: deadlines.md T2; a window 00:00-23:59 would lose a minute every midnight.
    """

    def __init__(self, days: LocalDays) -> None:
        """Name the local dates of a place in what is told."""
        self.days = days

    def add(self, start: int, amount: int, halts: Halts = ()) -> int | None:
        """Return the instant that is so much later, and by as much as the clock stood."""
        return elapsed(start, amount, halts)

    def is_open(self, _: int) -> bool:
        """Say yes, at whatever instant."""
        return True

    def intervals(self, start: int, end: int, halts: Halts = ()) -> Iterator[Interval]:
        """Tell the time between two instants, with the halts in it."""
        for begin, until in halts:
            stop = end if until is None else min(until, end)
            if start < stop and begin < end:
                if start < begin:
                    yield self._interval(start, begin, counted=True)
                yield self._interval(max(start, begin), stop, counted=False)
                start = stop
        if start < end:
            yield self._interval(start, end, counted=True)

    def _interval(self, start: int, end: int, *, counted: bool) -> Interval:
        day = date.fromordinal(self.days.day_of(start))
        reason = "around the clock" if counted else "halted"
        return Interval(day, instant_of(start), instant_of(end), counted, reason)
