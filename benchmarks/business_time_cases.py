"""Questions of business time whose right answers a walk through every minute has found."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tests import minute_scan
from tests.minute_scan_days import Days

WINDOW = (9 * 60, 18 * 60)
FIRST_DAY = date(2021, 12, 29)
LAST_DAY = date(2025, 12, 31)
PLACES = (
    Days("DE", "BY", "Europe/Berlin"),
    Days("US", "CO", "America/Denver"),
    Days("IN", "MH", "Asia/Kolkata"),
    Days("JP", None, "Asia/Tokyo"),
    Days("CN", None, "Asia/Shanghai"),
    Days("SA", None, "Asia/Riyadh"),
    Days("AE", None, "Asia/Dubai"),
    Days("HK", None, "Asia/Hong_Kong"),
)
_VISITS = 6
_APART_DAYS = 173
_HOURS = ((15, 3), (17, 2), (20, 9), (10, 27))
"""Local hour of the start, and business hours to add; the first ends at closing time."""

_COUNTS = (1, 5, 15)


@dataclass(frozen=True, slots=True)
class HoursCase:
    """How long so many business hours take from a start."""

    place: Days
    start: datetime
    hours: int
    due: datetime


@dataclass(frozen=True, slots=True)
class DayCase:
    """Which is the n-th business day after a date."""

    place: Days
    after: date
    n: int
    found: date


def hours_cases() -> list[HoursCase]:
    """Return the cases that add hours, with their right answers."""
    return [
        HoursCase(place, start, hours, _due(place, start, hours))
        for place in PLACES
        for day in _visits()
        for hour, hours in _HOURS
        for start in [_local(place, day, hour)]
    ]


def day_cases() -> list[DayCase]:
    """Return the cases that count days, with their right answers."""
    return [
        DayCase(place, day, n, minute_scan.nth_business_day(place, day, n))
        for place in PLACES
        for day in _visits()
        for n in _COUNTS
    ]


def _visits() -> Iterator[date]:
    return (FIRST_DAY + timedelta(days=_APART_DAYS * visit) for visit in range(_VISITS))


def _local(place: Days, day: date, hour: int) -> datetime:
    wall = datetime.combine(day, time(hour), minute_scan.zone(place.tz))
    return wall.astimezone(UTC)


def _due(place: Days, start: datetime, hours: int) -> datetime:
    coverage = minute_scan.Coverage(place, (WINDOW,))
    due = minute_scan.add(coverage, int(start.timestamp()), hours * minute_scan.HOUR)
    if due is None:
        raise ValueError("Nothing is halted here.")
    return datetime.fromtimestamp(due, UTC)
