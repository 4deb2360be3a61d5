"""Business time of other packages and of ours, behind the same two questions.

Every package gets what it can take: public holidays of the place, its weekend of 2024, its zone.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import import_module
from typing import Any, cast

import holidays
import numpy as np

from benchmarks.business_time_cases import FIRST_DAY, LAST_DAY, WINDOW
from optimizer.business_time import business_time
from optimizer.calendars import business_days
from optimizer.local_days import MICROSECONDS_PER_MINUTE, instant_of, microseconds_of
from tests.minute_scan_days import Days

AddHours = Callable[[datetime, int], datetime]
NthDay = Callable[[date, int], date]

OPENS, CLOSES = time(WINDOW[0] // 60), time(WINDOW[1] // 60)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_YEARS = range(FIRST_DAY.year, LAST_DAY.year + 1)
_A_MONDAY = date(2024, 3, 4)


@cache
def _holidays(place: Days) -> holidays.HolidayBase:
    return holidays.country_holidays(place.country, subdiv=place.subdivision, years=_YEARS)


def _workdays(place: Days) -> list[int]:
    week = (_A_MONDAY + timedelta(days=day) for day in range(7))
    return [day.weekday() for day in week if not _holidays(place).is_weekend(day)]


def our_hours(place: Days) -> AddHours:
    """Ours, as the engine of policies asks it: with numbers in and numbers out."""
    days = business_days(place.country, place.subdivision, place.tz)
    add = business_time(days, (WINDOW,)).add
    hour = 60 * MICROSECONDS_PER_MINUTE

    def hours(start: datetime, amount: int) -> datetime:
        due = add(microseconds_of(start), amount * hour)
        return start if due is None else instant_of(due)

    return hours


def our_hours_in_numbers(place: Days) -> Callable[[int, int], int | None]:
    """Ours, without turning datetimes into numbers and back."""
    days = business_days(place.country, place.subdivision, place.tz)
    return business_time(days, (WINDOW,)).add


def pandas_hours(place: Days) -> AddHours:
    """CustomBusinessHour of pandas, built once for each amount."""
    pandas = import_module("pandas")
    mask = " ".join(_WEEKDAYS[day][:3] for day in _workdays(place))
    closed = sorted(_holidays(place))

    @cache
    def offset(hours: int) -> Any:  # noqa: ANN401 - pandas' own class
        return pandas.offsets.CustomBusinessHour(
            n=hours, start=OPENS, end=CLOSES, weekmask=mask, holidays=closed
        )

    def add(start: datetime, hours: int) -> datetime:
        due = pandas.Timestamp(start).tz_convert(place.tz) + offset(hours)
        moment: datetime = due.to_pydatetime()
        return moment

    return add


def businesstimedelta_hours(place: Days) -> AddHours:
    """Add with the package businesstimedelta, with zones of pytz: it takes no others."""
    package, pytz = import_module("businesstimedelta"), import_module("pytz")
    clock = pytz.timezone(place.tz)
    work = package.WorkDayRule(OPENS, CLOSES, _workdays(place), tz=clock)
    rules = package.Rules([work, package.HolidayRule(_holidays(place), tz=clock)])

    def add(start: datetime, hours: int) -> datetime:
        due: datetime = start.astimezone(pytz.utc) + package.BusinessTimeDelta(rules, hours=hours)
        return due

    return add


def our_days(place: Days) -> NthDay:
    """Ours, with dates in and out."""
    return business_days(place.country, place.subdivision, place.tz).nth_business_day_after


def our_days_in_numbers(place: Days) -> Callable[[int, int], int]:
    """Ours, as the engine of policies asks it: ordinals in and out."""
    return business_days(place.country, place.subdivision, place.tz).nth_after


def numpy_days(place: Days) -> NthDay:
    """busday_offset of numpy; rolling back first is what makes it right from a weekend on."""
    mask = [day in _workdays(place) for day in range(7)]
    calendar = np.busdaycalendar(mask, sorted(_holidays(place)))

    def nth(after: date, n: int) -> date:
        found = np.busday_offset(after, n, roll="backward", busdaycal=calendar)
        return cast("date", found.item())

    return nth


def bizdays_days(place: Days) -> NthDay:
    """Calendar of bizdays."""
    package = import_module("bizdays")
    weekend = [name for day, name in enumerate(_WEEKDAYS) if day not in _workdays(place)]
    calendar = package.Calendar(
        holidays=sorted(_holidays(place)),
        weekdays=weekend,
        startdate=date(_YEARS[0], 1, 1),
        enddate=LAST_DAY,
    )

    def nth(after: date, n: int) -> date:
        found: date = calendar.offset(calendar.preceding(after), n)
        return found

    return nth


def holidays_days(place: Days) -> NthDay:
    """get_nth_working_day of the package whose data all others get."""
    return _holidays(place).get_nth_working_day
