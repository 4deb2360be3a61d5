"""Business time by brute force: walk through UTC, and ask the local clock at every minute.

Written from T1-T12 of the time semantics alone, over zoneinfo and the holiday data, sharing no line
with the product: slow on purpose, so that it can be read. An instant is a whole number of seconds
since 1970 in UTC, a halt is [from, to) with an open end None.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from tests.minute_scan_days import Days, is_business_day

Halts = Sequence[tuple[int, int | None]]
MINUTE = 60
HOUR = 3600
DAY = 24 * HOUR
FARTHEST_EAST = 15 * HOUR
LONGEST_WALK = 3 * 366 * DAY


@dataclass(frozen=True, slots=True)
class Coverage:
    """Windows [open, close) in minutes of the local day, on the business days of a place."""

    days: Days
    windows: tuple[tuple[int, int], ...]


@cache
def zone(name: str) -> ZoneInfo:
    """Read a zone from the locked package, never from the system."""
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


def local(at: int, tz: str) -> datetime:
    """Ask the clock on the wall there."""
    return datetime.fromtimestamp(at, zone(tz)).replace(tzinfo=None, fold=0)


def local_date(at: int, tz: str) -> date:
    """Tell the date that the local calendar shows at an instant."""
    return local(at, tz).date()


@cache
def first_instant(tz: str, day: date, minute: int) -> int:
    """Find the first minute at which the clock shows a time of a day, or later (T7)."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    at = int(wall.replace(tzinfo=UTC).timestamp()) - FARTHEST_EAST
    while local(at, tz) < wall:
        at += MINUTE
    return at


def day_start(tz: str, day: date) -> int:
    """Find the first instant of a local date."""
    return first_instant(tz, day, 0)


def day_end(tz: str, day: date) -> int:
    """Find the first instant of the following local date (T7)."""
    return first_instant(tz, day, 24 * 60)


@cache
def exists(tz: str, day: date) -> bool:
    """Ask every five minutes of three days whether the clock ever shows the date (T3)."""
    noon = int(datetime.combine(day, time(12), UTC).timestamp())
    return any(local_date(at, tz) == day for at in range(noon - 36 * HOUR, noon + 36 * HOUR, 300))


@cache
def works(days: Days, day: date) -> bool:
    """Whether a local date is a business day (T3)."""
    return exists(days.tz, day) and is_business_day(days, day)


def nth_business_day(days: Days, after: date, n: int) -> date:
    """Count business days one by one, strictly after a date (T5, T7)."""
    day = after
    while n:
        day += timedelta(days=1)
        n -= works(days, day)
    return day


def is_open(coverage: Coverage | None, at: int) -> bool:
    """Whether the local clock is inside a window on a business day; None is always open (T4)."""
    if coverage is None:
        return True
    clock = datetime.fromtimestamp(at, zone(coverage.days.tz))
    minute = 60 * clock.hour + clock.minute
    for opens, closes in coverage.windows:
        if opens <= minute < closes:
            return works(coverage.days, clock.date())
    return False


def add(coverage: Coverage | None, start: int, seconds: int, halts: Halts = ()) -> int | None:
    """Consume an amount inside coverage and outside halts; None while a halt is open (T4, T10)."""
    used = 0
    for at, end in _steps(start, halts):
        if halts and any(since <= at and until is None for since, until in halts):
            return None
        if (halts and _halted(at, halts)) or not is_open(coverage, at):
            continue
        if used + end - at >= seconds:
            return at + seconds - used
        used += end - at
    raise AssertionError


def _steps(start: int, halts: Halts) -> Iterator[tuple[int, int]]:
    """Go from minute to minute, and by the second through a minute in which a halt has an edge."""
    edges = {edge for halt in halts for edge in halt if edge is not None}
    at = start
    while at < start + LONGEST_WALK:
        end = at - at % MINUTE + MINUTE
        if edges and any(at < edge < end for edge in edges):
            end = at + 1
        yield at, end
        at = end


def _halted(at: int, halts: Halts) -> bool:
    return any(since <= at and (until is None or at < until) for since, until in halts)


def add_windows(coverage: Coverage, start: int, n: int, halts: Halts = ()) -> int | None:
    """Consume n full windows of a day (T5)."""
    full = sum(closes - opens for opens, closes in coverage.windows) * MINUTE
    return add(coverage, start, n * full, halts)


def used(coverage: Coverage, start: int, end: int) -> int:
    """Count the seconds inside coverage between two instants."""
    return sum(
        min(until, end) - at
        for at, until in _until(_steps(start, ()), end)
        if is_open(coverage, at)
    )


def _until(steps: Iterator[tuple[int, int]], end: int) -> Iterator[tuple[int, int]]:
    for at, until in steps:
        if at >= end:
            return
        yield at, until


def close_of(coverage: Coverage, day: date) -> int:
    """Find the instant at which the last window of a date closes."""
    return first_instant(coverage.days.tz, day, max(closes for _, closes in coverage.windows))


def opening_from(coverage: Coverage, at: int) -> int:
    """Find the first open instant, which is the instant itself when it is open."""
    return next(at for at, _ in _steps(at, ()) if is_open(coverage, at))


def opened_at(coverage: Coverage, at: int) -> int | None:
    """Walk back to where the window opened that is open now."""
    if not is_open(coverage, at):
        return None
    at -= at % MINUTE
    while is_open(coverage, at - MINUTE):
        at -= MINUTE
    return at


def closes_after(coverage: Coverage, after: int, count: int) -> list[int]:
    """Find the next closings of the last window of a day, each strictly after an instant."""
    closings: list[int] = []
    was_open = is_open(coverage, after)
    for at, _ in _steps(after, ()):
        now_open = is_open(coverage, at)
        if was_open and not now_open and at == _day_closes(coverage, at):
            closings.append(at)
        was_open = now_open
        if len(closings) == count:
            break
    return closings


def _day_closes(coverage: Coverage, closed_at: int) -> int:
    return close_of(coverage, local_date(closed_at - MINUTE, coverage.days.tz))
