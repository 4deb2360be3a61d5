"""Public holidays, weekends and make-up days of a country, year by year, from `holidays`."""

import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from threading import Lock

import holidays
from holidays.constants import HALF_DAY, PUBLIC

from optimizer.local_days import UnknownYearError
from optimizer.network import require

SATURDAY_AND_SUNDAY = frozenset({5, 6})

SIX_DAY_WEEK_COUNTRIES = frozenset({"HK", "PY", "TK"})
"""Their Saturday is a working day by law, yet no business day. Source: deadlines.md T3."""


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """What one year brings a country, by ordinals of dates."""

    names: Mapping[int, str]
    makeup_days: frozenset[int]
    weekend_days: frozenset[int]


_FILLING = Lock()
_SOME_ARE_MISSING = "Requested Holidays are available only"
"""How the package begins to warn that it knows some holidays of a year only."""

NO_HOLIDAYS = HolidayYear({}, frozenset(), frozenset())


class PublicHolidays:
    """Public holidays of a country or of a subdivision of it.

    Source: deadlines.md T3; holidays 0.109, category PUBLIC, observed days included.
    """

    def __init__(self, country: str, subdivision: str | None, *, half_days: bool) -> None:
        """Know the holidays of a place; half days count where they are asked for.

        Raises
        ------
        ValueError
            When the country or its subdivision is not known.
        """
        self.country = country
        self._known = _known_holidays(country, subdivision, half_days=half_days)
        self._lock = Lock()
        self._years: dict[int, HolidayYear] = {}

    def knows(self, year: int) -> bool:
        """Whether the package knows the holidays of a year, rather than none of them."""
        return self._known.start_year <= year <= self._known.end_year

    def year(self, year: int) -> HolidayYear:
        """Return what a year brings; before and after those that the package knows, no holidays.

        Raises
        ------
        UnknownYearError
            When only some of the holidays of that year are known.
        """
        found = self._years.get(year)
        if found is None:
            with self._lock:
                found = self._years[year] = self._read(year)
        return found

    def _read(self, year: int) -> HolidayYear:
        self._fill(year)
        return HolidayYear(
            {day.toordinal(): name for day, name in self._known.items() if day.year == year},
            frozenset(day.toordinal() for day in self._known.weekend_workdays if day.year == year),
            frozenset(self._weekend(year)),
        )

    def _fill(self, year: int) -> None:
        """Ask for a date: before, the package knows neither holidays nor make-up days of its year.

        Of India it warns that some holidays of early and late years are missing, and goes on.
        What Python warns of is heard from all threads: one place fills at a time, and what others
        are warned of meanwhile is no matter of this one.
        """
        with _FILLING, warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            _ = date(year, 1, 1) in self._known
        for each in heard:
            if str(each.message).startswith(_SOME_ARE_MISSING):
                self._known.years.discard(year)
                raise UnknownYearError(
                    f"Some holidays of {self.country} in {year} are not known: {each.message}"
                )

    def _weekend(self, year: int) -> Iterable[int]:
        if self.country in SIX_DAY_WEEK_COUNTRIES:
            return days_on(days_of(year), SATURDAY_AND_SUNDAY)
        if _never_moved(self._known):
            return days_on(days_of(year), frozenset(self._known.weekend))
        return filter(self._is_weekend, days_of(year))

    def _is_weekend(self, day: int) -> bool:
        return self._known.is_weekend(date.fromordinal(day))


def days_of(year: int) -> range:
    """Ordinals of the dates of a year."""
    return range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)


def weekday(day: int) -> int:
    """Weekday number of an ordinal, Monday = 0."""
    return (day + 6) % 7


def days_on(days: range, weekdays: frozenset[int]) -> Iterable[int]:
    """Those of some dates that fall on some weekdays."""
    return (day for day in days if weekday(day) in weekdays)


def _never_moved(known: holidays.HolidayBase) -> bool:
    """Whether a country always had the weekend it has: asking for each date takes far longer.

    In Taiwan every other Saturday was off for some years, so that no few dates of a year can tell.
    """
    return type(known)._get_weekend is holidays.HolidayBase._get_weekend  # noqa: SLF001 - the package tells it in no other way


def _known_holidays(
    country: str, subdivision: str | None, *, half_days: bool
) -> holidays.HolidayBase:
    place = country if subdivision is None else f"{country}-{subdivision}"
    unknown_place = f"No holidays are known for {place}."
    # The package would take the name of anything that it contains for that of a country.
    require(re.fullmatch("[A-Z]{2}", country) is not None, unknown_place)
    try:
        known = holidays.country_holidays(country, subdiv=subdivision, language="en_US")
        if half_days and HALF_DAY in known.supported_categories:
            both = (PUBLIC, HALF_DAY)
            return holidays.country_holidays(
                country, subdiv=subdivision, language="en_US", categories=both
            )
    except NotImplementedError as unknown:
        raise ValueError(unknown_place) from unknown
    return known


@cache
def holidays_of(
    country: str, subdivision: str | None, *, half_days: bool = False
) -> PublicHolidays:
    """Return the holidays of a place, read once per process; see `PublicHolidays`."""
    return PublicHolidays(country, subdivision, half_days=half_days)
