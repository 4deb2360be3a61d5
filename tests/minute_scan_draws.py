"""Random places, instants, windows and halts, thick where clocks and calendars are strange."""

from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from tests.minute_scan import HOUR, zone

Place = tuple[str, str | None, str]
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
    time(14, 59, 59),
    time(15, 0),
    time(15, 0, 1),
    time(16, 0),
    time(17, 0),
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


def places() -> st.SearchStrategy[Place]:
    return st.sampled_from(PLACES)


def days() -> st.SearchStrategy[date]:
    """Strange days and their neighbors as often as any day."""
    near = st.tuples(st.sampled_from(STRANGE_DAYS), st.integers(-2, 4)).map(
        lambda drawn: drawn[0] + timedelta(days=drawn[1])
    )
    return st.one_of(near, st.dates(date(2011, 1, 3), date(2028, 6, 30)))


def starts(tz: str) -> st.SearchStrategy[int]:
    """Instants at strange times of the clock there, or at any second."""
    any_time = st.integers(0, 86_399).map(
        lambda second: time(second // 3600, second // 60 % 60, second % 60)
    )
    clock = st.one_of(st.sampled_from(STRANGE_TIMES), any_time)
    return st.tuples(days(), clock, st.sampled_from([0, 1])).map(
        lambda drawn: int(
            datetime.combine(drawn[0], drawn[1].replace(fold=drawn[2]), zone(tz)).timestamp()
        )
    )


def halts(start: int, hours: int) -> st.SearchStrategy[list[tuple[int, int | None]]]:
    """Halts in order around a start: before it, touching it or each other, empty, and open."""
    gap = st.one_of(
        st.just(0), st.integers(0, hours * HOUR), st.integers(0, 30).map(lambda n: n * HOUR)
    )
    return st.tuples(
        st.integers(-2 * HOUR, hours * HOUR),
        st.lists(st.tuples(gap, gap), max_size=4),
        st.booleans(),
    ).map(lambda drawn: _halts(start + drawn[0], drawn[1], open_end=drawn[2]))


def _halts(at: int, gaps: list[tuple[int, int]], *, open_end: bool) -> list[tuple[int, int | None]]:
    found: list[tuple[int, int | None]] = []
    for lasts, pause in gaps:
        found.append((at, at + lasts))
        at += lasts + pause
    if open_end and found:
        found[-1] = (found[-1][0], None)
    return found
