"""Random places, instants, windows and halts, thick where clocks and calendars are strange."""

import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from hypothesis import strategies as st

from tests.minute_scan import HOUR, Halts, zone

T = TypeVar("T")
Whole = Callable[[int, int], int]
"""Draws a whole number between two others, both included: all that randomness is used for."""

Place = tuple[str, str | None, str]
FIRST_DAY, DAYS = date(2011, 1, 3), 6_400
PLACES: list[Place] = [
    ("DE", "BY", "Europe/Berlin"),
    ("FR", None, "Europe/Paris"),
    ("GB", "SCT", "Europe/London"),
    ("PT", "20", "Atlantic/Azores"),
    ("HU", None, "Europe/Budapest"),
    ("US", None, "America/New_York"),
    ("US", "CA", "America/Los_Angeles"),
    ("CA", "NL", "America/St_Johns"),
    ("BR", "SP", "America/Sao_Paulo"),
    ("CL", None, "America/Santiago"),
    ("CU", None, "America/Havana"),
    ("PY", None, "America/Asuncion"),
    ("SA", None, "Asia/Riyadh"),
    ("AE", None, "Asia/Dubai"),
    ("IL", None, "Asia/Jerusalem"),
    ("EG", None, "Africa/Cairo"),
    ("MA", None, "Africa/Casablanca"),
    ("BN", None, "Asia/Brunei"),
    ("CN", None, "Asia/Shanghai"),
    ("HK", None, "Asia/Hong_Kong"),
    ("TW", None, "Asia/Taipei"),
    ("JP", None, "Asia/Tokyo"),
    ("KR", None, "Asia/Seoul"),
    ("IN", "MH", "Asia/Kolkata"),
    ("NP", None, "Asia/Kathmandu"),
    ("AU", "NSW", "Australia/Lord_Howe"),
    ("NZ", None, "Pacific/Chatham"),
    ("KI", None, "Pacific/Kiritimati"),
    ("WS", None, "Pacific/Apia"),
    ("TK", None, "Pacific/Fakaofo"),
]
STRANGE_DAYS = [
    date(2011, 12, 28),  # before the date that Samoa and Tokelau skipped
    date(2011, 12, 29),
    date(2012, 2, 28),
    date(2013, 12, 31),
    date(2015, 2, 18),  # lunar new year
    date(2018, 11, 3),  # clocks of Cuba and Brazil
    date(2021, 12, 24),  # holidays on a weekend, substitute days, end of the old week of the UAE
    date(2022, 6, 3),
    date(2023, 3, 31),
    date(2023, 4, 6),  # Easter
    date(2023, 12, 29),
    date(2024, 2, 9),
    date(2024, 2, 28),
    date(2024, 3, 30),  # summer time in Europe
    date(2024, 4, 5),  # its end in Australia, and a week that China made up for
    date(2024, 4, 28),
    date(2024, 9, 13),
    date(2024, 9, 30),
    date(2024, 10, 26),
    date(2024, 11, 2),  # its end in America
    date(2024, 11, 27),
    date(2024, 12, 24),
    date(2025, 1, 24),
    date(2025, 12, 31),
    date(2026, 2, 13),
]
STRANGE_TIMES = [
    time(0, 0),
    time(0, 30),
    time(1, 59, 59),
    time(2, 30),
    time(8, 0),
    time(8, 59, 59),
    time(9, 0),
    time(12, 15),
    time(13, 0),
    time(14, 59, 59),
    time(15, 0),
    time(15, 0, 1),
    time(16, 0),
    time(17, 0),
    time(17, 30),
    time(17, 59, 59),
    time(18, 0),
    time(23, 59, 59),
]
WINDOWS = [
    ["09:00-18:00"],
    ["08:00-17:00"],
    ["09:00-12:00", "13:00-18:00"],
    ["00:00-06:00", "22:00-24:00"],
    ["07:30-07:31", "23:00-24:00"],
    ["00:00-24:00"],
    ["10:15-10:45"],
]


def from_seed(seed: int) -> Whole:
    """Draw from a seeded generator: as various as can be, where hypothesis repeats itself."""
    return random.Random(seed).randint  # noqa: S311 - no secret


def from_hypothesis(data: st.DataObject) -> Whole:
    """Draw by hypothesis, which finds the smallest case that fails."""
    return lambda least, most: data.draw(st.integers(least, most))


def pick(whole: Whole, values: Sequence[T]) -> T:
    """Draw one of several values."""
    return values[whole(0, len(values) - 1)]


def happens(whole: Whole, percent: int) -> bool:
    """Draw whether something is the case; the smallest draw says no."""
    return whole(0, 99) >= 100 - percent


def place(whole: Whole) -> Place:
    """Draw a place."""
    return pick(whole, PLACES)


def day(whole: Whole) -> date:
    """Draw a strange day or one of its neighbors, or any day."""
    if happens(whole, 50):
        return FIRST_DAY + timedelta(days=whole(0, DAYS))
    return pick(whole, STRANGE_DAYS) + timedelta(days=whole(-2, 4))


def start(whole: Whole, tz: str) -> int:
    """Draw an instant at a strange time of the clock there, or at any second."""
    clock = pick(whole, STRANGE_TIMES)
    if happens(whole, 50):
        second = whole(0, 86_399)
        clock = time(second // 3600, second // 60 % 60, second % 60)
    wall = datetime.combine(day(whole), clock.replace(fold=whole(0, 1)), zone(tz))
    return int(wall.timestamp())


def halts(whole: Whole, start: int, hours: int) -> Halts:
    """Draw halts in order around a start: before it, touching it or each other, empty, and open."""
    at = start + whole(-2 * HOUR, hours * HOUR)
    found: list[tuple[int, int | None]] = []
    for _ in range(whole(0, 4)):
        lasts = _gap(whole, hours)
        found.append((at, at + lasts))
        at += lasts + _gap(whole, hours)
    if found and happens(whole, 35):
        found[-1] = (found[-1][0], None)
    return found


def _gap(whole: Whole, hours: int) -> int:
    kind = whole(0, 2)
    return (0, HOUR * whole(0, 30), whole(0, hours * HOUR))[kind]
