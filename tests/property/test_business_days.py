from datetime import UTC, date, datetime, timedelta

import holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.calendars import business_days, local_instant, zone

PLACES = [
    ("DE", "BY", "Europe/Berlin"),
    ("US", None, "America/New_York"),
    ("SA", None, "Asia/Riyadh"),
    ("AE", None, "Asia/Dubai"),
    ("CN", None, "Asia/Shanghai"),
    ("BN", None, "Asia/Brunei"),
    ("IN", "MH", "Asia/Kolkata"),
    ("HK", None, "Asia/Hong_Kong"),
    ("WS", None, "Pacific/Apia"),
]
DAYS = st.dates(date(2010, 1, 1), date(2030, 12, 1))


def _scanned(place: tuple[str, str | None, str], day: date, n: int) -> date:
    """Walk day by day with the holidays package alone, knowing Samoa and Hong Kong by name."""
    country, subdivision, _ = place
    known = holidays.country_holidays(country, subdiv=subdivision)
    while n:
        day += timedelta(days=1)
        works = known.is_working_day(day)
        if country == "HK" and day.weekday() == 5:
            works = False
        if country == "WS" and day == date(2011, 12, 30):
            works = False
        n -= works
    return day


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(place=st.sampled_from(PLACES), day=DAYS, n=st.integers(1, 25))
def test_the_nth_business_day_is_what_a_scan_day_by_day_finds(
    place: tuple[str, str | None, str], day: date, n: int
) -> None:
    assert business_days(*place).nth_business_day_after(day, n) == _scanned(place, day, n)


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(place=st.sampled_from(PLACES), day=DAYS, n=st.integers(1, 25))
def test_counting_up_to_the_nth_business_day_gives_n(
    place: tuple[str, str | None, str], day: date, n: int
) -> None:
    days = business_days(*place)
    assert days.count_business_days(day, days.nth_business_day_after(day, n)) == n


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(
    timezone=st.sampled_from(
        ["Europe/Berlin", "America/Sao_Paulo", "America/Havana", "Pacific/Apia", "Asia/Kolkata"]
    ),
    day=DAYS,
    minute=st.integers(0, 1440),
)
def test_one_second_before_a_local_instant_the_clock_shows_less(
    timezone: str, day: date, minute: int
) -> None:
    local_zone = zone(timezone)
    asked = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001 - a wall clock
    at = local_instant(local_zone, day, minute)
    just_before = at - timedelta(seconds=1)
    assert at.tzinfo is UTC
    assert at.astimezone(local_zone).replace(tzinfo=None) >= asked
    assert just_before.astimezone(local_zone).replace(tzinfo=None) < asked
