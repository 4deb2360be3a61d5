"""What a parameter or an event may say, and what it means: words in, typed values out."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from optimizer.calendars import WEEKDAYS, minute_of_day, zone

Windows = tuple[tuple[int, int], ...]
"""Opening and closing in minutes of the local day, in order and apart."""

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


class BadValueError(ValueError):
    """A value that says nothing that is allowed; the message says what is."""


def read_instant(raw: object) -> datetime:
    """Read an aware instant, as such or written like 2026-11-23T09:00:00Z."""
    if isinstance(raw, datetime) and raw.utcoffset() is not None:
        return raw.astimezone(UTC)
    if isinstance(raw, str) and _INSTANT.fullmatch(raw):
        try:
            return datetime.fromisoformat(raw)
        except ValueError:
            pass
    raise BadValueError(f"{raw!r} is no instant such as 2026-11-23T09:00:00Z.")


def read_zone(raw: object) -> ZoneInfo:
    """Read the name of an IANA zone."""
    if not isinstance(raw, str):
        raise BadValueError(f"{raw!r} is no name of a time zone.")
    try:
        return zone(raw)
    except ValueError as unknown:
        raise BadValueError(str(unknown)) from unknown


def read_count(raw: object) -> int:
    """Read a whole number from 1 on."""
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < 1:
        raise BadValueError(f"{raw!r} is no whole number from 1 on.")
    return int(raw)


def read_flag(raw: object) -> bool:
    """Read true or false."""
    if not isinstance(raw, bool):
        raise BadValueError(f"{raw!r} is neither true nor false.")
    return raw


def read_time(raw: object) -> int:
    """Read a time of day as minutes of the local day."""
    if not isinstance(raw, str):
        raise BadValueError(f"{raw!r} is no time of day such as '15:00'.")
    try:
        return minute_of_day(raw)
    except ValueError as wrong:
        raise BadValueError(str(wrong)) from wrong


def read_windows(raw: object) -> Windows:
    """Read opening windows of a day, such as ['09:00-12:00', '13:00-18:00']."""
    if not isinstance(raw, list) or not raw:
        raise BadValueError(f"{raw!r} is no list of windows such as ['09:00-18:00'].")
    windows = tuple(_window(item) for item in raw)
    minutes = [minute for window in windows for minute in window]
    if any(later <= earlier for earlier, later in pairwise(minutes)):
        raise BadValueError(
            f"{raw!r}: windows must be in order, apart, and open before they close."
        )
    return windows


def _window(raw: object) -> tuple[int, int]:
    ends = raw.split("-") if isinstance(raw, str) else []
    if len(ends) != 2:  # noqa: PLR2004 - a window has two ends
        raise BadValueError(f"{raw!r} is no window such as '09:00-18:00'.")
    return read_time(ends[0]), read_time(ends[1])


def read_weekend(raw: object) -> frozenset[int] | None:
    """Read a weekend: 'country' is the country's own, as None, else a list such as [sat, sun]."""
    if raw == "country":
        return None
    if not isinstance(raw, list) or not raw or any(word not in WEEKDAYS for word in raw):
        raise BadValueError(f"{raw!r} is neither 'country' nor a list such as ['sat', 'sun'].")
    return frozenset(WEEKDAYS.index(word) for word in raw)


def read_choice(raw: object) -> str:
    """Read a word; which words there are, the parameter lists itself."""
    if not isinstance(raw, str):
        raise BadValueError(f"{raw!r} is no word.")
    return str(raw)


EVENT_READERS: Mapping[str, Callable[[object], object]] = {
    "instant": read_instant,
    "count": read_count,
    "flag": read_flag,
    "zone": read_zone,
}
PARAMETER_READERS: Mapping[str, Callable[[object], object]] = {
    "time": read_time,
    "flag": read_flag,
    "choice": read_choice,
    "windows": read_windows,
    "weekend": read_weekend,
    "count": read_count,
}


@dataclass(frozen=True, slots=True)
class Event:
    """A fact of a case that the policy knows by name; the default stands for a missing one."""

    type: str
    required: bool
    default: object


@dataclass(frozen=True, slots=True)
class Reading:
    """A parameter's value as written and as understood."""

    raw: object
    value: object


@dataclass(frozen=True, slots=True)
class Parameter:
    """One ambiguity of the document: how we read it, how else one could, and why we do so."""

    type: str
    default: Reading
    alternatives: tuple[object, ...]
    clause: str
    why: str

    @property
    def named_values(self) -> tuple[object, ...]:
        """The default and the alternatives, as written."""
        return (self.default.raw, *self.alternatives)

    def read(self, raw: object) -> Reading:
        """Understand another value of it.

        Raises
        ------
        BadValueError
            When the parameter cannot say that.
        """
        value = PARAMETER_READERS[self.type](raw)
        if self.type == "choice" and raw not in self.named_values:
            words = ", ".join(map(str, self.named_values))
            raise BadValueError(f"{raw!r} is none of {words}.")
        return Reading(raw, value)
