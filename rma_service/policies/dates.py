"""Operators that give a local date: the date of an instant, business days, terms, table entries."""

from optimizer.calendars import BusinessDays
from optimizer.local_days import LocalDays
from rma_service.policies.choosing import choosing, ordering
from rma_service.policies.operators import CALENDAR, CLOCK, DATE, INSTANT, NUMBER, Operator
from rma_service.policies.run import Day, Find, Instant, Number, Run
from rma_service.policies.tables import looking_up
from rma_service.policies.terms import last_day_of_term, plus_months
from rma_service.policies.values import checked_day

_MONTHS_PER_YEAR = 12


def _local_date(of: Instant, clock: Find[LocalDays]) -> Day:
    def day(run: Run) -> int:
        days, at = clock(run), of(run)
        if run.notes is not None:
            run.notes.read_clock(days, at)
        return days.day_of(at)

    return day


def _nth_business_day(n: Number, after: Day, calendar: Find[BusinessDays]) -> Day:
    """Source: deadlines.md T5 and T7: the day itself is day 0."""

    def nth(run: Run) -> int:
        days, first = calendar(run), after(run)
        found = days.nth_after(first, n(run))
        if run.notes is not None:
            for day in range(first + 1, found + 1):
                run.notes.looked_at(days, day)
        return found

    return nth


def _plus_days(after: Day, days: Number) -> Day:
    def day(run: Run) -> int:
        first, amount = after(run), days(run)
        return _noted(run, first, amount, "days", checked_day(first + amount))

    return day


def _plus_months(after: Day, months: Number) -> Day:
    """Source: deadlines.md T8."""

    def day(run: Run) -> int:
        first, amount = after(run), months(run)
        return _noted(run, first, amount, "months", plus_months(first, amount))

    return day


def _plus_years(after: Day, years: Number) -> Day:
    """Source: deadlines.md T8."""

    def day(run: Run) -> int:
        first, amount = after(run), years(run)
        return _noted(run, first, amount, "years", plus_months(first, _MONTHS_PER_YEAR * amount))

    return day


def _noted(run: Run, first: int, amount: int, unit: str, gives: int) -> int:
    if run.notes is not None:
        run.notes.added(first, amount, unit, gives)
    return gives


def _term_end(starts: Day, months: Number) -> Day:
    return lambda run: last_day_of_term(starts(run), months(run))


DATES = (
    *choosing("date", DATE),
    *ordering("date", DATE),
    looking_up("date"),
    Operator("date", "local_date", {"of": INSTANT, "clock": CLOCK}, _local_date),
    Operator(
        "date",
        "nth_business_day",
        {"n": NUMBER, "after": DATE, "calendar": CALENDAR},
        _nth_business_day,
    ),
    Operator("date", "plus_days", {"after": DATE, "days": NUMBER}, _plus_days),
    Operator("date", "plus_months", {"after": DATE, "months": NUMBER}, _plus_months),
    Operator("date", "plus_years", {"after": DATE, "years": NUMBER}, _plus_years),
    Operator("date", "term_end", {"starts": DATE, "months": NUMBER}, _term_end),
)
