"""Business time: time zones, local instants and business days, the same on every machine."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from importlib.metadata import version
from zoneinfo import ZoneInfo

import holidays
from holidays.constants import HALF_DAY, PUBLIC

from optimizer.network import MINUTES_PER_DAY, require

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Words of the data files, by weekday number."""

SATURDAY_AND_SUNDAY = frozenset({5, 6})

SIX_DAY_WEEK_COUNTRIES = frozenset({"HK", "PY", "TK"})
"""Their Saturday is a working day by law, yet no business day. Source: deadlines.md T3."""

_CLOCK_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")


@cache
def data_versions() -> Mapping[str, str]:
    """Versions of the calendar data that every deadline rests on, by package."""
    return {package: version(package) for package in ("holidays", "tzdata")}


@cache
def _zone_names() -> frozenset[str]:
    return frozenset((resources.files("tzdata") / "zones").read_text("ascii").split())


@cache
def zone(name: str) -> ZoneInfo:
    """Time zone by its IANA name, from the bundled tzdata; zone files of the system are not read.

    Raises
    ------
    ValueError
        When tzdata has no zone of that name.
    """
    require(name in _zone_names(), f"{name!r} is no IANA time zone, such as Europe/Berlin.")
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


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


def local_instant(local_zone: ZoneInfo, day: date, minute: int) -> datetime:
    """First instant at which the local clock shows a minute of a day, or anything later.

    A time that a forward change skips becomes the instant of the change; of a time that a
    backward change repeats, the first one is taken.

    Parameters
    ----------
    local_zone : ZoneInfo
        Zone of the clock.
    day : date
        Local date.
    minute : int
        Minute of the local day; 1440 is the midnight that ends it. [minutes]

    Returns
    -------
    datetime
        The instant in UTC.

    Source: deadlines.md T1, T7.
    """
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001 - a wall clock has no zone yet
    before = wall.replace(tzinfo=local_zone).astimezone(UTC)
    if _wall(before, local_zone) == wall:
        return before
    return _end_of_gap(wall, local_zone, before)


def _wall(at: datetime, local_zone: ZoneInfo) -> datetime:
    return at.astimezone(local_zone).replace(tzinfo=None, fold=0)


def _end_of_gap(wall: datetime, local_zone: ZoneInfo, after_change: datetime) -> datetime:
    """Bisect for the change between two readings of a wall time that does not exist."""
    before_change = wall.replace(tzinfo=local_zone, fold=1).astimezone(UTC)
    while after_change - before_change > timedelta(seconds=1):
        half = (after_change - before_change) // timedelta(seconds=2)
        middle = before_change + timedelta(seconds=half)
        if _wall(middle, local_zone) >= wall:
            after_change = middle
        else:
            before_change = middle
    return after_change


class UnknownYearError(ValueError):
    """A date for which nobody knows the holidays."""


class BusinessDays:
    """Which local dates of a place are business days.

    A date is one when it exists in the zone and is neither weekend nor public holiday; a weekend
    day that the country made a working day is one too.

    Source: deadlines.md T3; holidays 0.109, category PUBLIC, observed days included.
    """

    def __init__(
        self,
        country: str,
        subdivision: str | None,
        timezone: str,
        *,
        weekend: frozenset[int] | None = None,
        makeup_workdays: bool = True,
        half_days: bool = False,
    ) -> None:
        """Know the business days of a country and subdivision on the clock of a zone.

        Parameters
        ----------
        weekend : frozenset[int] | None
            Weekday numbers, Monday = 0. None: the country's weekend on each date.
        makeup_workdays : bool
            Whether an official working day on a weekend is a business day.
        half_days : bool
            Whether a half day counts as a holiday.

        Raises
        ------
        ValueError
            When the country, its subdivision or the zone is not known.
        """
        self.country = country
        self.zone = zone(timezone)
        self.makeup_workdays = makeup_workdays
        self._weekend = weekend
        self._holidays = _holidays_of(country, subdivision, half_days=half_days)
        self._years: dict[int, list[int]] = {}

    def is_weekend(self, day: date) -> bool:
        """Whether a date is a weekend day there, on that date."""
        if self._weekend is not None:
            return day.weekday() in self._weekend
        if self.country in SIX_DAY_WEEK_COUNTRIES:
            return day.weekday() in SATURDAY_AND_SUNDAY
        return self._holidays.is_weekend(day)

    def is_public_holiday(self, day: date) -> bool:
        """Whether a date is a public holiday, on whatever weekday."""
        return self.holiday_name(day) is not None

    def holiday_name(self, day: date) -> str | None:
        """Name of the public holiday of a date; None: it is none."""
        self._populate(day)
        return self._holidays.get(day)

    def exists(self, day: date) -> bool:
        """Whether the local calendar has the date: Samoa never had 2011-12-30."""
        return _wall(local_instant(self.zone, day, 0), self.zone).date() == day

    def is_business_day(self, day: date) -> bool:
        """Whether a date is a business day."""
        return self.closed_because(day) is None

    def closed_because(self, day: date) -> str | None:
        """Why a date is no business day, in words; None: it is one."""
        holiday = self.holiday_name(day)
        if not self.exists(day):
            return "no such date here"
        if self.is_weekend(day):
            return None if self.is_makeup_workday(day) else "weekend"
        return None if holiday is None else f"public holiday: {holiday}"

    def is_makeup_workday(self, day: date) -> bool:
        """Whether a weekend day was made a working day, where such days count."""
        self._populate(day)
        return self.makeup_workdays and day in self._holidays.weekend_workdays

    def count_business_days(self, after: date, until: date) -> int:
        """Count the business days after one date, up to and including another [days]."""
        days = map(date.fromordinal, range(after.toordinal() + 1, until.toordinal() + 1))
        return sum(map(self.is_business_day, days))

    def nth_business_day_after(self, day: date, n: int) -> date:
        """Return the n-th business day strictly after a date, n >= 1.

        Source: deadlines.md T5 and T7.
        """
        require(n >= 1, f"Business days are counted from 1, not from {n}.")
        year = day.year
        position = bisect_right(self._ordinals(year), day.toordinal())
        while position + n > len(self._ordinals(year)):
            n -= len(self._ordinals(year)) - position
            year, position = year + 1, 0
        return date.fromordinal(self._ordinals(year)[position + n - 1])

    def _ordinals(self, year: int) -> list[int]:
        if year not in self._years:
            self._years[year] = [
                day.toordinal() for day in _days_of(year) if self.is_business_day(day)
            ]
        return self._years[year]

    def _populate(self, day: date) -> None:
        """Have the year's holidays; make-up days are unknown until a date of the year is asked."""
        first, last = self._holidays.start_year, self._holidays.end_year
        if not first <= day.year <= last:
            raise UnknownYearError(
                f"Holidays of {self.country} are known from {first} to {last}, not in {day.year}."
            )
        _ = day in self._holidays


def _days_of(year: int) -> Iterator[date]:
    return map(
        date.fromordinal, range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
    )


def _holidays_of(country: str, subdivision: str | None, *, half_days: bool) -> holidays.HolidayBase:
    try:
        known = holidays.country_holidays(country, subdiv=subdivision, language="en_US")
        if half_days and HALF_DAY in known.supported_categories:
            both = (PUBLIC, HALF_DAY)
            return holidays.country_holidays(
                country, subdiv=subdivision, language="en_US", categories=both
            )
    except NotImplementedError as unknown:
        place = country if subdivision is None else f"{country}-{subdivision}"
        raise ValueError(f"No holidays are known for {place}.") from unknown
    return known


@cache
def business_days(
    country: str,
    subdivision: str | None,
    timezone: str,
    *,
    weekend: frozenset[int] | None = None,
    makeup_workdays: bool = True,
    half_days: bool = False,
) -> BusinessDays:
    """Return the business days of a place, built once per process; see `BusinessDays`."""
    return BusinessDays(
        country,
        subdivision,
        timezone,
        weekend=weekend,
        makeup_workdays=makeup_workdays,
        half_days=half_days,
    )
