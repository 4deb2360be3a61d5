"""Months and years on the calendar, and the last day of a term."""

from calendar import monthrange
from datetime import date

from rma_service.policies.values import checked_day

_MONTHS_PER_YEAR = 12


def plus_months(day: int, months: int) -> int:
    """Return the same day so many months later, or the last one of a shorter month [ordinal].

    Raises
    ------
    OverflowError
        When it lies outside the years 1 to 9999.

    Source: deadlines.md T8.
    """
    return _corresponding(day, months)[0]


def last_day_of_term(starts: int, months: int) -> int:
    """Return the last day of a term that includes its first day [ordinal].

    It ends the day before the corresponding date; where that date does not exist, on the last day
    of the month.

    Raises
    ------
    OverflowError
        When it lies outside the years 1 to 9999.

    Source: deadlines.md T8.
    """
    day, exists = _corresponding(starts, months)
    return checked_day(day - 1) if exists else day


def term_end(starts: date, months: int) -> date:
    """Return the last day of a term that includes its first day; see `last_day_of_term`."""
    return date.fromordinal(last_day_of_term(starts.toordinal(), months))


def _corresponding(day: int, months: int) -> tuple[int, bool]:
    """Return the date so many months later, and whether that month has the same day number."""
    of = date.fromordinal(checked_day(day))
    year, month = divmod(of.year * _MONTHS_PER_YEAR + of.month - 1 + months, _MONTHS_PER_YEAR)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError("no such date")
    length = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(of.day, length)).toordinal(), of.day <= length
