"""What an event of a case may say, and what it means: words in, numbers out.

Inside the engine an instant is a whole number of microseconds since 1970 in UTC, and a date is
its ordinal: adding and comparing them costs next to nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from optimizer.calendars import zone
from optimizer.local_days import EPOCH_DAY, MICROSECONDS_PER_SECOND, microseconds_of
from rma_service.policies.case import CaseFault

_FIRST_INSTANT = microseconds_of(datetime(1800, 1, 1, tzinfo=UTC))
_LAST_INSTANT = microseconds_of(datetime(2399, 12, 31, tzinfo=UTC))
"""Before and after them nobody knows how clocks stand; see optimizer/local_days.py."""

_FIRST_DAY, _LAST_DAY = date.min.toordinal(), date.max.toordinal()

_SECONDS_PER_DAY = 86_400

HIGHEST_COUNT = 100_000
"""No document counts further than that; beyond it a number is a mistake."""

Halts = tuple[tuple[int, int | None], ...]
"""Spans in which a clock stands, in order and apart; only the last may be open."""


class BadValueError(ValueError):
    """A value that says nothing that is allowed; the message says what is."""

    fault: CaseFault = "bad_parameter"


class BadInstantError(BadValueError):
    """A text that is no instant or no date."""

    fault: CaseFault = "bad_instant"


class BadZoneError(BadValueError):
    """A text that names no time zone."""

    fault: CaseFault = "unknown_place"


class BadOrderError(BadValueError):
    """A span that ends before it begins."""

    fault: CaseFault = "events_out_of_order"


def read_instant(raw: object) -> int:
    """Read an aware instant, as such or written like 2026-11-23T09:00:00Z [µs since 1970]."""
    at = _written_instant(raw) if isinstance(raw, str) else _aware_instant(raw)
    if at is None:
        raise BadInstantError(f"{raw!r} is no instant such as 2026-11-23T09:00:00Z.")
    if not _FIRST_INSTANT <= at <= _LAST_INSTANT:
        raise BadInstantError(f"{raw} lies outside of the years 1800 to 2399, as clocks are known.")
    return at


def _written_instant(raw: str) -> int | None:
    """Read the one spelling; length and separators keep out others that Python would accept."""
    if len(raw) != 20 or raw[19] != "Z" or raw[10] != "T" or not raw[4] == raw[7] == "-":  # noqa: PLR2004 - positions of the format
        return None
    try:
        at = datetime.fromisoformat(raw)
    except ValueError:
        return None
    seconds = at.hour * 3600 + at.minute * 60 + at.second
    return ((at.toordinal() - EPOCH_DAY) * _SECONDS_PER_DAY + seconds) * MICROSECONDS_PER_SECOND


def _aware_instant(raw: object) -> int | None:
    if isinstance(raw, datetime) and raw.utcoffset() is not None:
        return microseconds_of(raw)
    return None


def read_date(raw: object) -> int:
    """Read a date, as such or written like 2026-11-23 [ordinal]."""
    if isinstance(raw, str) and len(raw) == 10 and raw[4] == raw[7] == "-":  # noqa: PLR2004 - positions of the format
        try:
            return date.fromisoformat(raw).toordinal()
        except ValueError:
            pass
    elif isinstance(raw, date) and not isinstance(raw, datetime):
        return raw.toordinal()
    raise BadInstantError(f"{raw!r} is no date such as 2026-11-23.")


def read_zone(raw: object) -> str:
    """Read the name of an IANA zone."""
    if not isinstance(raw, str):
        raise BadZoneError(f"{raw!r} is no name of a time zone.")
    try:
        zone(raw)
    except ValueError as unknown:
        raise BadZoneError(str(unknown)) from unknown
    return raw


def read_count(raw: object, least: int = 1) -> int:
    """Read a whole number from 1 on, or from another lowest one."""
    if isinstance(raw, bool) or not isinstance(raw, int) or not least <= raw <= HIGHEST_COUNT:
        raise BadValueError(f"{raw!r} is no whole number from {least} to {HIGHEST_COUNT}.")
    return int(raw)


def read_flag(raw: object) -> bool:
    """Read true or false."""
    if not isinstance(raw, bool):
        raise BadValueError(f"{raw!r} is neither true nor false.")
    return raw


def read_word(raw: object) -> str:
    """Read a word; which words there are, the policy lists itself."""
    if not isinstance(raw, str):
        raise BadValueError(f"{raw!r} is no word.")
    return str(raw)


def read_intervals(raw: object) -> Halts:
    """Read spans [from, to], which come out in order and apart; null ends one that lasts."""
    if not isinstance(raw, Sequence) or isinstance(raw, str):
        raise BadValueError(
            f"{raw!r} is no list of spans such as [['2026-11-23T09:00:00Z', null]]."
        )
    merged: list[tuple[int, int | None]] = []
    for begin, end in sorted(map(_read_span, raw), key=lambda span: span[0]):
        if merged and (merged[-1][1] is None or begin <= merged[-1][1]):
            before = merged.pop()
            ends = (before[1], end)
            merged.append(
                (before[0], None if None in ends else max(e for e in ends if e is not None))
            )
        else:
            merged.append((begin, end))
    return tuple(merged)


def _read_span(raw: object) -> tuple[int, int | None]:
    if not isinstance(raw, Sequence) or isinstance(raw, str) or len(raw) != 2:  # noqa: PLR2004 - a span has two ends
        raise BadValueError(f"{raw!r} is no span such as ['2026-11-23T09:00:00Z', null].")
    begin, end = read_instant(raw[0]), None if raw[1] is None else read_instant(raw[1])
    if end is not None and end < begin:
        raise BadOrderError(f"{raw[1]} ends what begins later, at {raw[0]}.")
    return begin, end


EVENT_READERS: Mapping[str, Callable[[object], object]] = {
    "instant": read_instant,
    "date": read_date,
    "count": read_count,
    "flag": read_flag,
    "word": read_word,
    "zone": read_zone,
    "intervals": read_intervals,
}


@dataclass(frozen=True, slots=True)
class Event:
    """A fact of a case that the policy knows by name; the default stands for a missing one.

    `words` are all that an event of type word can say, `least` the lowest number that a count may
    have; `told_by_partner` says that a partner may tell it too, and not only staff.
    """

    type: str
    default: object
    words: tuple[str, ...] = ()
    least: int = 1
    told_by_partner: bool = False

    def read(self, raw: object) -> object:
        """Understand what a case says.

        Raises
        ------
        BadValueError
            When the event cannot say that.
        """
        if self.type == "count":
            return read_count(raw, self.least)
        value = EVENT_READERS[self.type](raw)
        if self.words and value not in self.words:
            raise BadValueError(f"{raw!r} is none of {', '.join(self.words)}.")
        return value


def date_of(day: int) -> date:
    """Return the date of an ordinal.

    Raises
    ------
    OverflowError
        When it lies outside the years 1 to 9999.
    """
    return date.fromordinal(checked_day(day))


def checked_day(day: int) -> int:
    """Return the ordinal of a date that can be written.

    Raises
    ------
    OverflowError
        When it lies outside the years 1 to 9999.
    """
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise OverflowError("no such date")
    return day
