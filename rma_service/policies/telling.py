"""How an outcome came about, in sentences for pages, terminals and programs that show text.

Local times are those of the place that is asked for, or of the hub whose hours were counted.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from optimizer.business_time import COUNTED, HALTED, MAKEUP_DAY, OUTSIDE_HOURS, Interval
from optimizer.calendars import WEEKDAYS, zone
from rma_service.policies.keys import Step, Value
from rma_service.policies.outcome import ClockChange, ClockReading, Outcome, Sum, Trace

_HOLIDAY = "public holiday: "
_BUSINESS_DAY = "business day"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def trace_sentences(outcome: Outcome, timezone: str) -> list[str]:
    """Tell an outcome from its clause to the versions by which it was derived."""
    trace = outcome.trace
    if trace is None:
        return []
    return [
        clause_sentence(trace),
        *counting_sentences(trace, timezone),
        *_value_sentences(outcome, zone(timezone)),
        *([] if outcome.not_owed_reason is None else [f"Not owed: {outcome.not_owed_reason}"]),
        *rest_sentences(trace),
    ]


def clause_sentence(trace: Trace) -> str:
    """Name the clause, with the few words that everything rests on."""
    quote = trace.quote.strip()
    return (
        f"Clause {trace.clause} says: "
        f"\N{LEFT DOUBLE QUOTATION MARK}{quote}\N{RIGHT DOUBLE QUOTATION MARK}."
    )


def counting_sentences(trace: Trace, timezone: str) -> Iterator[str]:
    """Tell what was counted and what was skipped, and where clocks were changed meanwhile."""
    held = {(each.zone, each.at) for each in trace.clock_readings if each.limit is not None}
    for each in trace.clock_readings:
        told_below = (each.zone, each.at) in held
        if each.limit is not None or (each.zone != timezone and not told_below):
            yield _reading_sentence(each)
    clock = zone(trace.counted_in or timezone)
    yield from _interval_sentences(trace.intervals, clock, trace.region)
    yield from _day_sentences(trace.days, trace.region)
    for year in trace.years_without_holidays:
        yield (
            f"No public holidays of {trace.region} in {year} are known: "
            "only weekends were skipped in that year."
        )
    yield from map(_sum_sentence, trace.sums)
    for (row, column), value in trace.lookups.items():
        yield f"{column} of {row}: {value}."
    yield from map(_change_sentence, trace.clock_changes)
    if trace.halted_since is not None:
        since = _moment(trace.halted_since, zone(timezone))
        yield f"The clock stands since {since}; when it ends is not known before it runs again."


def rest_sentences(trace: Trace) -> Iterator[str]:
    """Name the readings that mattered, and the versions of all that was used."""
    if trace.readings:
        read = ", ".join(f"{name} {_reading(raw)}" for name, raw in trace.readings.items())
        yield f"Read with {read}."
    versions = ", ".join(f"{name} {version}" for name, version in trace.versions.items())
    yield f"Derived with {versions}."


def span_words(span: timedelta) -> str:
    """Say how long a span is: 3 h, 5 h 30 min, 45 s."""
    minutes, rest = divmod(span, timedelta(minutes=1))
    hours, minutes = divmod(minutes, 60)
    parts = [
        f"{hours} h" if hours else "",
        f"{minutes} min" if minutes else "",
        f"{rest.total_seconds():g} s" if rest else "",
    ]
    return " ".join(part for part in parts if part) or "0 min"


def _interval_sentences(
    intervals: Sequence[Interval], clock: ZoneInfo, region: str
) -> Iterator[str]:
    """Tell windows one by one, and days on which nothing was counted together."""
    told = [each for i, each in enumerate(intervals) if _is_told(each, i)]
    for (counted, reason), each in groupby(told, lambda one: (one.counted, one.reason)):
        group = list(each)
        if counted or _is_part_of_day(reason):
            yield from (_span_sentence(interval, clock) for interval in group)
        else:
            days = dict.fromkeys(interval.day for interval in group)
            yield f"{', '.join(map(day_words, days))} closed{_why(reason, region)}."


def _is_told(interval: Interval, place: int) -> bool:
    """Whether a reader has to know: closed nights between windows go without saying."""
    return interval.reason != OUTSIDE_HOURS or place == 0


def _is_part_of_day(reason: str) -> bool:
    return reason in {OUTSIDE_HOURS, HALTED}


def _span_sentence(interval: Interval, clock: ZoneInfo) -> str:
    begins, ends = interval.from_at.astimezone(clock), interval.to_at.astimezone(clock)
    until = _clock_time(ends) if ends.date() == begins.date() else _ending(begins, ends)
    span = f"{day_words(begins.date())} {_clock_time(begins)}-{until}"
    if interval.counted:
        why = "" if interval.reason == COUNTED else f", {interval.reason}"
        return f"{span} counted {span_words(interval.to_at - interval.from_at)}{why}."
    return f"{span} not counted: {interval.reason}."


def _ending(begins: datetime, ends: datetime) -> str:
    """Write the end of a span on another day; its midnight as 24:00."""
    midnight = ends.date() - begins.date() == timedelta(days=1) and _clock_time(ends) == "00:00"
    return "24:00" if midnight else f"{day_words(ends.date())} {_clock_time(ends)}"


def _day_sentences(days: Mapping[date, str], region: str) -> Iterator[str]:
    for taken_for, group in groupby(days, days.__getitem__):
        named = ", ".join(map(day_words, group))
        if taken_for in {_BUSINESS_DAY, MAKEUP_DAY}:
            yield f"{named}: {taken_for}."
        else:
            yield f"{named} closed{_why(taken_for, region)}."


def _why(reason: str, region: str) -> str:
    """Say why a day was closed; a holiday by its name, and where it is one."""
    if reason.startswith(_HOLIDAY):
        return f": public holiday {reason.removeprefix(_HOLIDAY)} ({region})"
    return f" ({reason})"


def _sum_sentence(added: Sum) -> str:
    sign, amount = "+" if added.amount >= 0 else "-", abs(added.amount)
    unit = added.unit.removesuffix("s") if amount == 1 else added.unit
    return f"{day_words(added.after)} {sign} {amount} {unit} is {day_words(added.gives)}."


def _reading_sentence(look: ClockReading) -> str:
    clock = zone(look.zone)
    showed = f"The clock in {look.zone} showed {_moment(look.at, clock)}"
    if look.limit is None:
        return f"{showed}."
    return f"{showed}, held against {look.limit // 60:02}:{look.limit % 60:02}."


def _change_sentence(change: ClockChange) -> str:
    moved = change.after - change.before
    way = "forward" if moved > timedelta() else "back"
    on = _moment(change.at, zone(change.zone))
    return f"Clocks in {change.zone} went {way} by {span_words(abs(moved))}, to {on}."


def _value_sentences(outcome: Outcome, clock: ZoneInfo) -> Iterator[str]:
    for key, value in outcome.values.items():
        words = key.removesuffix("_at").replace("_", " ")
        yield f"{words.capitalize()}: {_value(value, clock)}."


def _value(value: Value | datetime | Step, clock: ZoneInfo) -> str:
    if isinstance(value, datetime):
        return _moment(value, clock)
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, Step):
        at = "not known while the clock stands" if value.at is None else _moment(value.at, clock)
        return f"{value.to} {at}"
    if isinstance(value, tuple):
        return "; ".join(_value(each, clock) for each in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.replace("_", " ")


def _moment(at: datetime, clock: ZoneInfo) -> str:
    local = at.astimezone(clock)
    return f"{day_words(local.date())} {_clock_time(local)} {local.tzname()}"


def _clock_time(at: datetime) -> str:
    return f"{at:%H:%M:%S}" if at.second or at.microsecond else f"{at:%H:%M}"


def day_words(day: date) -> str:
    """Write a date as people read it, such as Fri 17 May 2024."""
    return f"{WEEKDAYS[day.weekday()].title()} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def _reading(raw: object) -> str:
    """Write a reading as the policy file does, without its brackets."""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, Mapping):
        return " ".join(f"{key} {value}" for key, value in raw.items())
    if isinstance(raw, list):
        return " ".join(map(str, raw))
    return "none" if raw is None else str(raw)
