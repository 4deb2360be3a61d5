"""What one cell may hold: a kind says so in words and turns the text into a value."""

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from optimizer.calendars import WEEKDAYS, minute_of_day, zone
from optimizer.network import require

LARGEST = 1_000_000_000
"""Largest number of a cell: sums over every row still fit 64 bits."""

FIRST_YEAR, LAST_YEAR = 2010, 2090
"""Years in which the public holidays of nearly every country are known, before and after too."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of cell. `parse` raises ValueError when the text is none of what is `allowed`."""

    allowed: str
    parse: Callable[[str], object]


def _matching(pattern: str, text: str) -> re.Match[str]:
    match = re.fullmatch(pattern, text, flags=re.ASCII)
    if match is None:
        raise ValueError(text)
    return match


def _text(text: str) -> str:
    plain = all(unicodedata.category(sign) != "Cc" or sign in "\n\t" for sign in text)
    require(text != "" and plain, text)
    return text


def _name(text: str) -> str:
    plain = all(unicodedata.category(sign)[0] != "C" for sign in text)
    require(text != "" and plain and text == text.strip() and ";" not in text, text)
    return text


TEXT = Kind("text without control characters", _text)
NAME = Kind("a name: not empty, no blanks around it, no ';' and no control characters", _name)


def pattern(allowed: str, expression: str) -> Kind:
    """Text that matches a regular expression whole."""
    return Kind(allowed, lambda text: _matching(expression, text).group())


WORD = pattern("a word of small letters, digits, '-' and '_'", r"[a-z][a-z0-9_-]*")
COUNTRY = pattern("a country code of ISO 3166-1, such as DE", r"[A-Z]{2}")
IATA = pattern("three capital letters, such as FRA", r"[A-Z]{3}")
ICAO = pattern("four capital letters or digits, such as EDDF", r"[A-Z0-9]{4}")
UN_NUMBER = pattern("a UN number, such as UN3480", r"UN\d{4}")


def one_of(*words: str) -> Kind:
    """One of some words."""

    def parse(text: str) -> str:
        require(text in words, text)
        return text

    return Kind("one of " + ", ".join(words), parse)


def _list_of(parse: Callable[[str], object], text: str) -> tuple[object, ...]:
    items = text.split(";")
    require(len(items) == len(set(items)), text)
    return tuple(parse(item) for item in items)


def list_of(kind: Kind) -> Kind:
    """Several values joined by ';', none twice."""
    return Kind(
        f"a list joined with ';', nothing twice, each {kind.allowed}",
        lambda text: _list_of(kind.parse, text),
    )


def _integer(text: str, low: int, high: int) -> int:
    value = int(_matching(r"-?\d{1,15}", text).group())
    require(low <= value <= high, text)
    return value


def integer(low: int, high: int = LARGEST) -> Kind:
    """A whole number from low to high."""
    return Kind(f"a whole number from {low} to {high}", lambda text: _integer(text, low, high))


def _number(text: str, low: float, high: float, *, above: bool) -> float:
    value = float(_matching(r"-?\d{1,15}(\.\d{1,15})?", text).group())
    require((value > low if above else value >= low) and value <= high, text)
    return value


def number(low: float, high: float = LARGEST) -> Kind:
    """A decimal number from low to high."""
    return Kind(
        f"a decimal number from {low:g} to {high:.12g}, such as 12.5",
        lambda text: _number(text, low, high, above=False),
    )


def number_above(low: float, high: float = LARGEST) -> Kind:
    """A decimal number above low, up to high."""
    return Kind(
        f"a decimal number above {low:g}, up to {high:.12g}, such as 12.5",
        lambda text: _number(text, low, high, above=True),
    )


FLAG = Kind("0 or 1", lambda text: _matching(r"[01]", text).group() == "1")


def _clock(text: str) -> int:
    require(text != "24:00", text)
    return minute_of_day(text)


def clock_text(minute: int) -> str:
    """Return a minute of the day as it stands in a file."""
    return f"{minute // 60:02}:{minute % 60:02}"


CLOCK = Kind("a local time HH:MM from 00:00 to 23:59", _clock)
CLOSING = Kind("a local time HH:MM from 00:00 to 24:00, the end of the day", minute_of_day)


def _day(text: str) -> date:
    return date.fromisoformat(_matching(r"\d{4}-\d{2}-\d{2}", text).group())


def _instant(text: str) -> datetime:
    _matching(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", text)
    at = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    require(FIRST_YEAR <= at.year <= LAST_YEAR, text)
    return at


DAY = Kind("a date YYYY-MM-DD", _day)
INSTANT = Kind(
    f"an instant in UTC such as 2026-11-23T09:00:00Z, of the years {FIRST_YEAR} to {LAST_YEAR}",
    _instant,
)


def _readings(text: str) -> dict[str, object]:
    try:
        readings = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError as deep:
        raise ValueError(text) from deep
    require(isinstance(readings, dict) and readings != {}, text)
    return dict(readings)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse an object that names something twice, of which JSON would forget the first."""
    found = dict(pairs)
    require(len(found) == len(pairs), str(pairs))
    return found


def _no_number(text: str) -> None:
    raise ValueError(text)


READINGS = Kind(
    'readings of parameters as a JSON object, such as {"cutoff": "13:00"}, none named twice',
    _readings,
)

WEEKDAY_LIST = list_of(one_of(*WEEKDAYS))


def _weekend(text: str) -> tuple[object, ...]:
    days = _list_of(one_of(*WEEKDAYS).parse, text)
    require(len(days) < len(WEEKDAYS), text)
    return days


WEEKEND = Kind(WEEKDAY_LIST.allowed + ", and not all seven", _weekend)
OPERATES = Kind(
    "business_day alone, or " + WEEKDAY_LIST.allowed,
    lambda text: (text,) if text == "business_day" else WEEKDAY_LIST.parse(text),
)
COUNTRIES = list_of(COUNTRY)
COUNTRIES_OR_ALL = Kind(
    "ALL, or " + COUNTRIES.allowed,
    lambda text: None if text == "ALL" else COUNTRIES.parse(text),
)


def _timezone(text: str) -> str:
    zone(text)
    return text


TIMEZONE = Kind("an IANA time zone, such as Europe/Berlin", _timezone)
