"""Which local dates are business days, asked of the holiday data date by date (T3)."""

from dataclasses import dataclass
from datetime import date
from functools import cache

import holidays

SIX_DAY_WEEK = ("HK", "PY", "TK")
MONDAY_TO_FRIDAY = (5, 6)


@dataclass(frozen=True, slots=True)
class Days:
    """Whose calendar: `weekend` None is the country's own, `half_days` closes half holidays."""

    country: str
    subdivision: str | None
    tz: str
    weekend: tuple[int, ...] | None = None
    makeup: bool = True
    half_days: bool = False


@cache
def _known(country: str, subdivision: str | None, category: str) -> holidays.HolidayBase | None:
    place = holidays.country_holidays(country, subdiv=subdivision)
    if category not in place.supported_categories:
        return None
    return holidays.country_holidays(country, subdiv=subdivision, categories=(category,))


def is_holiday(days: Days, day: date) -> bool:
    """Whether a date is a public holiday there, or a half day where those close."""
    categories = ("public", "half_day") if days.half_days else ("public",)
    known = [_known(days.country, days.subdivision, category) for category in categories]
    return any(day in place for place in known if place is not None)


def is_weekend(days: Days, day: date) -> bool:
    """Whether a date lies in the weekend of the country on that date, or in the given one."""
    if days.weekend is not None:
        return day.weekday() in days.weekend
    if days.country in SIX_DAY_WEEK:
        return day.weekday() in MONDAY_TO_FRIDAY
    place = _known(days.country, days.subdivision, "public")
    return place is not None and place.is_weekend(day)


def is_made_up(days: Days, day: date) -> bool:
    """Whether a country officially works on a date of its weekend."""
    place = _known(days.country, days.subdivision, "public")
    if not days.makeup or place is None:
        return False
    _ = day in place  # fills the year in, with its make-up days
    return day in place.weekend_workdays


@cache
def is_business_day(days: Days, day: date) -> bool:
    """Decide by the three lists; that the date exists is the caller's to ask."""
    if is_weekend(days, day):
        return is_made_up(days, day)
    return not is_holiday(days, day)
