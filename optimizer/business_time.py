"""Business time: hours of a place that count, added, halted and told, without steps by minutes.

All opening hours of the years that were asked for stand in order, with the open time before each:
adding an amount is a search for the time used so far, a sum, and a search back.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import accumulate, pairwise
from threading import Lock
from typing import NamedTuple

from optimizer.calendars import NO_SUCH_DATE, BusinessDays
from optimizer.local_days import MICROSECONDS_PER_MINUTE, instant_of
from optimizer.network import MINUTES_PER_DAY, require
from optimizer.public_holidays import days_of

Windows = tuple[tuple[int, int], ...]
"""Opening and closing in minutes of the local day, in order and apart."""

Halts = Sequence[tuple[int, int | None]]
"""Spans [from, until) in which a clock stands still, in order and apart; the last may be open."""

COUNTED = "counted"
MAKEUP_DAY = "make-up working day"
OUTSIDE_HOURS = "outside hours"
HALTED = "halted"
"""Words of an interval; a closed date tells its own."""


class _Table(NamedTuple):
    """Windows of all years from an instant until another, in order.

    An empty window stands in front, so that some window always opened before an instant.
    """

    known_from: int
    known_until: int
    opens: list[int]
    closes: list[int]
    before: list[int]
    """Open time before each window, and at the end that of all."""
    lead: list[int]
    """Open time before a window less its opening: open time until an instant within is the sum."""

    def open_until(self, at: int) -> int:
        """Open time before an instant; that of all windows, when the instant is later."""
        window = bisect_right(self.opens, at) - 1
        return 0 if window < 0 else self.lead[window] + min(at, self.closes[window])


@dataclass(frozen=True, slots=True)
class Interval:
    """A span [from_at, to_at) of one local date, whether it counted, and why."""

    day: date
    from_at: datetime
    to_at: datetime
    counted: bool
    reason: str


class BusinessTime:
    """The windows of a place on its business days.

    Instants are microseconds since 1970-01-01T00:00Z, dates are ordinals.

    Source: deadlines.md T4, T5, T10.
    """

    def __init__(self, days: BusinessDays, windows: Windows) -> None:
        """Know the windows [opens, closes) in minutes of each business day; 1440 ends the day.

        Raises
        ------
        ValueError
            When windows are missing, out of order, not apart or not of one day.
        """
        minutes = [minute for window in windows for minute in window]
        in_order = all(earlier < later for earlier, later in pairwise(minutes))
        require(
            bool(minutes) and in_order and minutes[0] >= 0 and minutes[-1] <= MINUTES_PER_DAY,
            "Windows open before they close, in order and apart, within one day.",
        )
        self.days = days
        self.windows = windows
        self.nominal = MICROSECONDS_PER_MINUTE * sum(closes - opens for opens, closes in windows)
        self._clock = days.local_days
        self._lock = Lock()
        self._years: dict[int, list[tuple[int, int]]] = {}
        self._table = _Table(0, 0, [], [], [], [])

    def add(self, start: int, amount: int, halts: Halts = ()) -> int | None:
        """Earliest instant by which an amount of business time has passed since a start.

        Parameters
        ----------
        amount : int
            Business time to pass. [microseconds]
        halts : Halts
            Their business time does not count.

        Returns
        -------
        int | None
            None: a halt that nobody has ended leaves it open.

        Source: deadlines.md T4 and T10.
        """
        known_from, known_until, opens, closes, before, lead = self._table
        if amount > 0 and not halts and known_from <= start < known_until:
            window = bisect_right(opens, start) - 1
            closed = closes[window]
            needed = lead[window] + (start if start < closed else closed) + amount  # noqa: FURB136 - a call of min() costs a fifth of all this
            reached = bisect_left(before, needed) - 1
            if reached < len(lead):
                return needed - lead[reached]
        return self._added(start, amount, halts)

    def _added(self, start: int, amount: int, halts: Halts) -> int | None:
        if amount <= 0:
            require(amount == 0, "Business time is added, not taken away.")
            return start
        table = self._grown(start)
        while True:
            needed = _with_halts(table, start, table.open_until(start) + amount, halts)
            if needed is None:
                return None
            reached = bisect_left(table.before, needed) - 1
            if reached < len(table.lead):
                return needed - table.lead[reached]
            table = self._grown(table.known_until)

    def add_windows(self, start: int, n: int, halts: Halts = ()) -> int | None:
        """Earliest instant by which the windows of n days have passed, as clocks usually run.

        Source: deadlines.md T5.
        """
        return self.add(start, n * self.nominal, halts)

    def used(self, start: int, end: int) -> int:
        """Business time from one instant to another [microseconds]."""
        self._grown(start)
        table = self._grown(end)
        return table.open_until(end) - table.open_until(start)

    def close_of(self, day: int) -> int:
        """Return when the last window of a date closes, were it a business day."""
        return self._clock.instant(day, self.windows[-1][1])

    def is_open(self, at: int) -> bool:
        """Whether an instant lies in a window of a business day."""
        return self.opened_at(at) is not None

    def opened_at(self, at: int) -> int | None:
        """Return when the window around an instant opened; None: closed."""
        table = self._grown(at)
        window = bisect_right(table.opens, at) - 1
        return table.opens[window] if at < table.closes[window] else None

    def opening_from(self, at: int) -> int:
        """Return the first instant from another on that is open: itself, or the next opening."""
        if self.is_open(at):
            return at
        table = self._grown(at)
        while table.opens[-1] <= at:
            table = self._grown(table.known_until)
        return table.opens[bisect_right(table.opens, at)]

    def closes_after(self, at: int, count: int) -> tuple[int, ...]:
        """Return the next closings of business days after an instant, that instant excluded."""
        day = self._clock.day_of(at) - 1
        closings: list[int] = []
        while len(closings) < count:
            day = self.days.nth_after(day, 1)
            if self.close_of(day) > at:
                closings.append(self.close_of(day))
        return tuple(closings)

    def intervals(self, start: int, end: int, halts: Halts = ()) -> Iterator[Interval]:
        """Tell every span from one instant to another, date by date: counted or not, and why."""
        for day in range(self._clock.day_of(start), self._clock.day_of(end) + 1):
            for opens, closes, reason in self._spans(day):
                first, last = max(opens, start), min(closes, end)
                if first < last:
                    yield from _told(day, first, last, reason, halts)
                elif reason == NO_SUCH_DATE:
                    yield _interval(day, opens, closes, counted=False, reason=reason)

    def _spans(self, day: int) -> Iterator[tuple[int, int, str]]:
        """Spans of a date, whole and without halts."""
        date_of = date.fromordinal(day)
        closed = self.days.closed_because(date_of)
        here, ends = self._clock.start_of(day), self._clock.start_of(day + 1)
        if closed is not None:
            yield here, ends, closed
            return
        reason = MAKEUP_DAY if self.days.is_weekend(date_of) else COUNTED
        for opens, closes in self.windows:
            opened = self._clock.instant(day, opens)
            yield here, opened, OUTSIDE_HOURS
            here = self._clock.instant(day, closes)
            yield opened, here, reason
        yield here, ends, OUTSIDE_HOURS

    def _grown(self, at: int) -> _Table:
        """Know the windows of the year of an instant, and of all years up to those known before."""
        table = self._table
        if table.known_from <= at < table.known_until:
            return table
        with self._lock:
            year = date.fromordinal(self._clock.day_of(at)).year
            # A clock that goes back in the first minutes of a year shows the old year again.
            year += at >= self._clock.start_of(days_of(year).stop)
            known = {year, *self._years}
            for each in range(min(known), max(known) + 1):
                if each not in self._years:
                    self._years[each] = self._windows_in(days_of(each))
            self._table = self._compiled()
            return self._table

    def _windows_in(self, dates: range) -> list[tuple[int, int]]:
        days = self.days.open_days(dates.start, dates.stop - 1)
        edges = [
            (self._clock.instants(days, opens), self._clock.instants(days, closes))
            for opens, closes in self.windows
        ]
        spans = sorted(span for both in edges for span in zip(*both, strict=True))
        return [(opens, closes) for opens, closes in spans if opens < closes]

    def _compiled(self) -> _Table:
        first, last = min(self._years), max(self._years)
        known_from = self._clock.start_of(days_of(first).start)
        known_until = self._clock.start_of(days_of(last).stop)
        spans = [span for year in range(first, last + 1) for span in self._years[year]]
        opens = [known_from, *(opens for opens, _ in spans)]
        closes = [known_from, *(closes for _, closes in spans)]
        before = [0, 0, *accumulate(closes - opens for opens, closes in spans)]
        lead = [passed - opened for passed, opened in zip(before, opens, strict=False)]
        return _Table(known_from, known_until, opens, closes, before, lead)


def _with_halts(table: _Table, start: int, needed: int, halts: Halts) -> int | None:
    """Raise what is needed by the open time of every halt that begins before it is reached.

    A halt beyond the table raises it above all the table has, so that more years are asked for.
    """
    for begins, ends in halts:
        if ends is not None and ends <= start:
            continue
        reached = table.open_until(max(begins, start))
        if reached >= needed or begins >= table.known_until:
            break
        if ends is None:
            return None
        needed += table.open_until(ends) - reached
    return needed


def elapsed(start: int, amount: int, halts: Halts = ()) -> int | None:
    """Instant by which an amount of plain time has passed, halts apart; None: one is open.

    Source: deadlines.md T2 and T10.
    """
    due = start + amount
    for begins, ends in halts:
        if begins >= due:
            break
        if ends is None:
            return None
        due += max(0, ends - max(begins, start))
    return due


def _told(day: int, first: int, last: int, reason: str, halts: Halts) -> Iterator[Interval]:
    """Cut a span at its halts."""
    counted = reason in {COUNTED, MAKEUP_DAY}
    for begins, ends in halts if counted else ():
        halted, resumed = max(begins, first), last if ends is None else min(ends, last)
        if halted < resumed:
            if first < halted:
                yield _interval(day, first, halted, counted=True, reason=reason)
            yield _interval(day, halted, resumed, counted=False, reason=HALTED)
            first = resumed
    if first < last:
        yield _interval(day, first, last, counted=counted, reason=reason)


def _interval(day: int, first: int, last: int, *, counted: bool, reason: str) -> Interval:
    return Interval(date.fromordinal(day), instant_of(first), instant_of(last), counted, reason)


@lru_cache(maxsize=4096)
def business_time(days: BusinessDays, windows: Windows) -> BusinessTime:
    """Return the business time of windows on business days, kept for the next question."""
    return BusinessTime(days, windows)
