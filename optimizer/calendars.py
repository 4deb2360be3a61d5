"""Business time: time zones, local instants and business days, the same on every machine."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.metadata import version
from threading import Lock

from optimizer.local_days import UnknownYearError, local_days, local_instant, zone
from optimizer.network import MINUTES_PER_DAY, require
from optimizer.public_holidays import (
    NO_HOLIDAYS,
    SATURDAY_AND_SUNDAY,
    HolidayYear,
    days_of,
    days_on,
    holidays_of,
)

__all__ = [
    "NO_SUCH_DATE",
    "WEEKDAYS",
    "BusinessDays",
    "UnknownYearError",
    "business_days",
    "data_versions",
    "instant_text",
    "local_days",
    "local_instant",
    "minute_of_day",
    "second_at_or_after",
    "zone",
]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Words of the data files, by weekday number."""

NO_SUCH_DATE = "no such date here"
"""Why a date that the local calendar skipped is no business day."""

_CLOCK_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")


@cache
def data_versions() -> Mapping[str, str]:
    """Versions of the calendar data that every deadline rests on, by package."""
    return {package: version(package) for package in ("holidays", "tzdata")}


def minute_of_day(clock_time: str) -> int:
    """Minute of the local day of a time HH:MM; 24:00 is the midnight that ends it [minutes].

    Raises
    ------
    ValueError
        When the text is no such time.
    """
    found = _CLOCK_TIME.fullmatch(clock_time)
    if found is None:
        raise ValueError(f"{clock_time!r} is no time of day such as '07:30', or '24:00'.")
    hours, minutes = found.groups()
    return MINUTES_PER_DAY if hours is None else 60 * int(hours) + int(minutes)


def second_at_or_after(at: datetime) -> datetime:
    """An instant as it is shown: in UTC and rounded up, for nobody is promised an earlier one.

    Source: dispatch.md, "Details, settled once": shown instants are rounded up to the second.
    """
    utc = at.astimezone(UTC)
    return utc.replace(microsecond=0) + timedelta(seconds=1 if utc.microsecond else 0)


def instant_text(at: datetime) -> str:
    """An instant in UTC as files and pages write it, rounded up to the second."""
    return second_at_or_after(at).strftime("%Y-%m-%dT%H:%M:%SZ")


class BusinessDays:
    """Which local dates of a place are business days.

    A date is one when it exists in the zone and is neither weekend nor public holiday; a weekend
    day that the country made a working day is one too. The open dates of the years that were
    asked for stand in one list, so that a count is a search in it.

    Source: deadlines.md T3.
    """

    def __init__(
        self,
        country: str | None,
        subdivision: str | None,
        timezone: str,
        *,
        weekend: frozenset[int] | None = None,
        makeup_workdays: bool = True,
        half_days: bool = False,
        public_holidays: bool = True,
    ) -> None:
        """Know the business days of a country and subdivision on the clock of a zone.

        Parameters
        ----------
        country : str | None
            None: no country, hence no holidays and, unless told, a weekend of Saturday and Sunday.
        weekend : frozenset[int] | None
            Weekday numbers, Monday = 0. None: the country's weekend on each date.
        makeup_workdays : bool
            Whether an official working day on a weekend is a business day.
        half_days : bool
            Whether a half day counts as a holiday.
        public_holidays : bool
            Whether public holidays are closed at all.

        Raises
        ------
        ValueError
            When the country, its subdivision or the zone is not known.
        """
        require(len(weekend or ()) < len(WEEKDAYS), "A week needs a day that is no weekend.")
        self.country = country
        self.local_days = local_days(timezone)
        self.zone = self.local_days.zone
        self.makeup_workdays = makeup_workdays
        self.public_holidays = public_holidays
        self._weekend = SATURDAY_AND_SUNDAY if country is None and weekend is None else weekend
        self._holidays = (
            None if country is None else holidays_of(country, subdivision, half_days=half_days)
        )
        self._lock = Lock()
        # First date known, first date not known any more, and the business days between them.
        self._table: tuple[int, int, list[int]] = (0, 0, [])

    def is_weekend(self, day: date) -> bool:
        """Whether a date is a weekend day there, on that date."""
        if self._weekend is not None:
            return day.weekday() in self._weekend
        return day.toordinal() in self._year(day.year).weekend_days

    def is_public_holiday(self, day: date) -> bool:
        """Whether a date is a public holiday, on whatever weekday."""
        return self.holiday_name(day) is not None

    def holiday_name(self, day: date) -> str | None:
        """Name of the public holiday of a date; None: it is none, or holidays do not count."""
        return self._year(day.year).names.get(day.toordinal()) if self.public_holidays else None

    def knows_holidays_of(self, year: int) -> bool:
        """Whether holidays of a year are known, or do not count: else only weekends are closed."""
        return self._holidays is None or not self.public_holidays or self._holidays.knows(year)

    def exists(self, day: date) -> bool:
        """Whether the local calendar has the date: Samoa never had 2011-12-30."""
        return self.local_days.exists(day.toordinal())

    def is_business_day(self, day: date) -> bool:
        """Whether a date is a business day."""
        return self.is_open_day(day.toordinal())

    def is_open_day(self, day: int) -> bool:
        """Whether a date, given by its ordinal, is a business day."""
        days = self._open_days(day, day)
        found = bisect_left(days, day)
        return found < len(days) and days[found] == day

    def closed_because(self, day: date) -> str | None:
        """Why a date is no business day, in words; None: it is one."""
        holiday = self.holiday_name(day)
        if not self.exists(day):
            return NO_SUCH_DATE
        if self.is_weekend(day):
            return None if self.is_makeup_workday(day) else "weekend"
        return None if holiday is None else f"public holiday: {holiday}"

    def is_makeup_workday(self, day: date) -> bool:
        """Whether a weekend day was made a working day, where such days count."""
        return self.makeup_workdays and day.toordinal() in self._year(day.year).makeup_days

    def count_business_days(self, after: date, until: date) -> int:
        """Count the business days after one date, up to and including another [days]."""
        first, last = after.toordinal(), until.toordinal()
        days = self._open_days(first, max(first, last))
        return max(0, bisect_right(days, last) - bisect_right(days, first))

    def nth_business_day_after(self, day: date, n: int) -> date:
        """Return the n-th business day strictly after a date, n >= 1.

        Source: deadlines.md T5 and T7.
        """
        return date.fromordinal(self.nth_after(day.toordinal(), n))

    def nth_after(self, day: int, n: int) -> int:
        """Return the n-th business day strictly after a date, both as ordinals, n >= 1.

        Source: deadlines.md T5 and T7.
        """
        known_from, known_until, days = self._table
        if n > 0 and known_from <= day < known_until:
            found = bisect_right(days, day) + n - 1
            if found < len(days):
                return days[found]
        return self._nth_in_further_years(day, n)

    def open_days(self, first: int, last: int) -> list[int]:
        """Business days from one date up to and including another, as ordinals."""
        days = self._open_days(first, last)
        return days[bisect_left(days, first) : bisect_right(days, last)]

    def _open_days_of(self, year: int) -> list[int]:
        days = days_of(year)
        brings = self._year(year)
        weekend = (
            brings.weekend_days
            if self._weekend is None
            else frozenset(days_on(days, self._weekend))
        )
        closed = weekend - brings.makeup_days if self.makeup_workdays else weekend
        return sorted(
            set(days)
            .difference(closed, self.local_days.missing_days(days[0], days[-1] + 1))
            .difference(self._weekday_holidays(brings, weekend))
        )

    def _weekday_holidays(self, brings: HolidayYear, weekend: frozenset[int]) -> Iterator[int]:
        """Holidays that no weekend hides: a make-up day is a business day whatever its name."""
        return (day for day in brings.names if self.public_holidays and day not in weekend)

    def _nth_in_further_years(self, day: int, n: int) -> int:
        require(n >= 1, f"Business days are counted from 1, not from {n}.")
        until = day
        while True:
            days = self._open_days(day, until)
            found = bisect_right(days, day) + n - 1
            if found < len(days):
                return days[found]
            until = self._table[1]

    def _open_days(self, first: int, last: int) -> list[int]:
        """Every business day from one date to another, and more of them on either side."""
        known_from, known_until, days = self._table
        if known_from <= first and last < known_until:
            return days
        with self._lock:
            return self._grown(first, last)

    def _grown(self, first: int, last: int) -> list[int]:
        """Add the years of two dates and all between them and those that are known."""
        known_from, known_until, known = self._table
        years = range(date.fromordinal(first).year, date.fromordinal(last).year + 1)
        old = range(years.start, years.start)
        if known_until:
            old = range(
                date.fromordinal(known_from).year, date.fromordinal(known_until - 1).year + 1
            )
        days = [
            *self._open_days_in(range(years.start, old.start)),
            *known,
            *self._open_days_in(range(old.stop, years.stop)),
        ]
        self._table = (
            days_of(min(years.start, old.start)).start,
            days_of(max(years.stop, old.stop) - 1).stop,
            days,
        )
        return days

    def _open_days_in(self, years: range) -> Iterator[int]:
        return (day for year in years for day in self._open_days_of(year))

    def _year(self, year: int) -> HolidayYear:
        return NO_HOLIDAYS if self._holidays is None else self._holidays.year(year)


@cache
def business_days(
    country: str | None,
    subdivision: str | None,
    timezone: str,
    *,
    weekend: frozenset[int] | None = None,
    makeup_workdays: bool = True,
    half_days: bool = False,
    public_holidays: bool = True,
) -> BusinessDays:
    """Return the business days of a place, built once per process; see `BusinessDays`."""
    return BusinessDays(
        country,
        subdivision,
        timezone,
        weekend=weekend,
        makeup_workdays=makeup_workdays,
        half_days=half_days,
        public_holidays=public_holidays,
    )
