"""Parameters of a policy: how an ambiguous clause is read, and how else one could read it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from optimizer.calendars import WEEKDAYS, minute_of_day
from optimizer.network import MINUTES_PER_DAY
from rma_service.policies.values import BadValueError, read_count, read_flag, read_word

Windows = tuple[tuple[int, int], ...]
"""Opening and closing in minutes of the local day, in order and apart."""

_NEARLY_ALWAYS = (0, MINUTES_PER_DAY - 1)


def read_time(raw: object) -> int:
    """Read a time of day as minutes of the local day."""
    if not isinstance(raw, str):
        raise BadValueError(f"{raw!r} is no time of day such as '15:00'.")
    try:
        return minute_of_day(raw)
    except ValueError as wrong:
        raise BadValueError(str(wrong)) from wrong


def read_windows(raw: object) -> Windows:
    """Read opening windows of a day, such as ['09:00-12:00', '13:00-18:00'], in any order.

    Two that touch are one: nobody waits between them.
    """
    if not isinstance(raw, list) or not raw:
        raise BadValueError(f"{raw!r} is no list of windows such as ['09:00-18:00'].")
    windows = sorted(_window(item) for item in raw)
    backwards = any(closes <= opens for opens, closes in windows)
    if backwards or any(later[0] < earlier[1] for earlier, later in pairwise(windows)):
        raise BadValueError(f"{raw!r}: windows must lie apart, and open before they close.")
    return tuple(_joined(windows))


def _joined(windows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Make one window of those that touch."""
    joined = windows[:1]
    for opens, closes in windows[1:]:
        if opens == joined[-1][1]:
            joined[-1] = (joined[-1][0], closes)
        else:
            joined.append((opens, closes))
    return joined


def _window(raw: object) -> tuple[int, int]:
    ends = raw.split("-") if isinstance(raw, str) else []
    if len(ends) != 2:  # noqa: PLR2004 - a window has two ends
        raise BadValueError(f"{raw!r} is no window such as '09:00-18:00'.")
    opens, closes = read_time(ends[0]), read_time(ends[1])
    if closes == 0:
        raise BadValueError(
            f"{raw!r} closes before it opens; write '{ends[0]}-24:00' for midnight."
        )
    if (opens, closes) == _NEARLY_ALWAYS:
        raise BadValueError(
            f"{raw!r} would lose a minute every midnight; for around the clock, write the coverage "
            "{always: true}, and for whole days '00:00-24:00'."
        )
    return opens, closes


def read_weekend(raw: object) -> frozenset[int] | None:
    """Read a weekend: 'country' is the country's own, as None, else a list such as [sat, sun]."""
    if raw == "country":
        return None
    if not isinstance(raw, list) or not raw or any(word not in WEEKDAYS for word in raw):
        raise BadValueError(f"{raw!r} is neither 'country' nor a list such as ['sat', 'sun'].")
    weekend = frozenset(WEEKDAYS.index(word) for word in raw)
    if len(weekend) == len(WEEKDAYS):
        raise BadValueError(f"{raw!r} leaves no day of the week to work on.")
    return weekend


def read_optional_count(raw: object) -> int | None:
    """Read a whole number from 1 on, or null for none."""
    return None if raw is None else read_count(raw)


def read_counts(raw: object) -> Mapping[str, int]:
    """Read whole numbers by priority, such as {urgent: 7}."""
    if not isinstance(raw, Mapping) or not raw:
        raise BadValueError(f"{raw!r} is no table of numbers by priority such as {{urgent: 7}}.")
    return {read_word(key): read_count(value) for key, value in raw.items()}


PARAMETER_READERS: Mapping[str, Callable[[object], object]] = {
    "time": read_time,
    "flag": read_flag,
    "choice": read_word,
    "windows": read_windows,
    "weekend": read_weekend,
    "count": read_count,
    "optional_count": read_optional_count,
    "counts_by_priority": read_counts,
}


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
        if isinstance(value, Mapping) and isinstance(self.default.value, Mapping):
            return Reading(raw, _completed(value, self.default.value))
        return Reading(raw, value)


def _completed(given: Mapping[str, int], default: Mapping[str, int]) -> Mapping[str, int]:
    """Numbers for all priorities: those that were given, and the default ones of the others."""
    unknown = sorted(set(given) - set(default))
    if unknown:
        raise BadValueError(f"{unknown[0]!r} is none of {', '.join(default)}.")
    return {**default, **given}
