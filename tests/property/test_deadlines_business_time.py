"""Business time by sorted arrays meets business time by a walk through every minute."""

import os
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.business_time import BusinessTime, Halts, elapsed
from optimizer.calendars import business_days
from tests import minute_scan
from tests.minute_scan import DAY, HOUR, Coverage
from tests.minute_scan_case import windows_of
from tests.minute_scan_days import Days
from tests.minute_scan_draws import WINDOWS, Place, halts, places, starts
from tests.minute_scan_draws import days as dates

SOAK = int(os.environ.get("RMA_SOAK", "1"))
MICROSECONDS = 1_000_000
FULL_DAYS = [windows for windows in WINDOWS if windows[0] != "00:00-24:00"]

few = settings(max_examples=60 * SOAK, deadline=None, derandomize=True, database=None)
many = settings(max_examples=150 * SOAK, deadline=None, derandomize=True, database=None)


def _both(place: Place, windows: list[str]) -> tuple[BusinessTime, Coverage]:
    pairs = windows_of(windows)
    return BusinessTime(business_days(*place), pairs), Coverage(Days(*place), pairs)


def _micro(at: int | None) -> int | None:
    return None if at is None else at * MICROSECONDS


def _spans(spans: list[tuple[int, int | None]]) -> Halts:
    """Merge what touches, and drop what is empty: so the engine hands halts over."""
    merged: list[tuple[int, int | None]] = []
    for since, until in ((_micro(since) or 0, _micro(until)) for since, until in spans):
        if merged and merged[-1][1] == since:
            merged[-1] = (merged[-1][0], until)
        elif since != until:
            merged.append((since, until))
    return merged


@many
@given(data=st.data(), place=places(), windows=st.sampled_from(WINDOWS))
def test_an_amount_of_business_time_ends_where_a_walk_by_minutes_ends(
    data: st.DataObject, place: Place, windows: list[str]
) -> None:
    start = data.draw(starts(place[2]))
    seconds = data.draw(st.sampled_from([1, 59, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 9 * HOUR]))
    fast, slow = _both(place, windows)
    expected = minute_scan.add(slow, start, seconds)
    assert fast.add(start * MICROSECONDS, seconds * MICROSECONDS) == _micro(expected)


@many
@given(data=st.data(), place=places(), windows=st.sampled_from(WINDOWS))
def test_a_halted_amount_ends_where_a_walk_by_minutes_ends(
    data: st.DataObject, place: Place, windows: list[str]
) -> None:
    start = data.draw(starts(place[2]))
    seconds = data.draw(st.integers(1, 20 * HOUR))
    stops = data.draw(halts(start, 60))
    fast, slow = _both(place, windows)
    expected = minute_scan.add(slow, start, seconds, stops)
    found = fast.add(start * MICROSECONDS, seconds * MICROSECONDS, _spans(stops))
    assert found == _micro(expected)


@few
@given(data=st.data(), place=places(), windows=st.sampled_from(FULL_DAYS), n=st.integers(1, 6))
def test_full_windows_end_where_a_walk_by_minutes_ends(
    data: st.DataObject, place: Place, windows: list[str], n: int
) -> None:
    start = data.draw(starts(place[2]))
    stops = data.draw(halts(start, 40))
    fast, slow = _both(place, windows)
    expected = minute_scan.add_windows(slow, start, n, stops)
    assert fast.add_windows(start * MICROSECONDS, n, _spans(stops)) == _micro(expected)


@many
@given(data=st.data())
def test_a_halted_clock_that_never_closes_meets_a_walk_by_minutes(data: st.DataObject) -> None:
    start = data.draw(starts("Europe/Berlin"))
    seconds = data.draw(st.integers(1, 3 * DAY))
    stops = data.draw(halts(start, 50))
    expected = minute_scan.add(None, start, seconds, stops)
    assert elapsed(start * MICROSECONDS, seconds * MICROSECONDS, _spans(stops)) == _micro(expected)


@few
@given(data=st.data(), place=places(), windows=st.sampled_from(WINDOWS))
def test_time_used_is_what_a_walk_by_minutes_counts(
    data: st.DataObject, place: Place, windows: list[str]
) -> None:
    start = data.draw(starts(place[2]))
    end = start + data.draw(st.integers(0, 5 * DAY))
    fast, slow = _both(place, windows)
    expected = minute_scan.used(slow, start, end)
    assert fast.used(start * MICROSECONDS, end * MICROSECONDS) == expected * MICROSECONDS


@many
@given(data=st.data(), place=places(), windows=st.sampled_from(WINDOWS[:3]))
def test_openings_and_closings_are_where_a_walk_by_minutes_finds_them(
    data: st.DataObject, place: Place, windows: list[str]
) -> None:
    start = data.draw(starts(place[2]))
    fast, slow = _both(place, windows)
    at = start * MICROSECONDS
    assert fast.is_open(at) == minute_scan.is_open(slow, start)
    assert fast.opened_at(at) == _micro(minute_scan.opened_at(slow, start))
    assert fast.opening_from(at) == minute_scan.opening_from(slow, start) * MICROSECONDS
    closings = minute_scan.closes_after(slow, start, 3)
    assert list(fast.closes_after(at, 3)) == [close * MICROSECONDS for close in closings]


@many
@given(place=places(), day=dates(), n=st.integers(1, 25))
def test_dates_and_business_days_are_those_that_a_scan_of_the_clock_finds(
    place: Place, day: date, n: int
) -> None:
    fast, slow = business_days(*place), Days(*place)
    clock, ordinal = fast.local_days, day.toordinal()
    assert clock.exists(ordinal) == minute_scan.exists(slow.tz, day)
    assert clock.start_of(ordinal) == minute_scan.day_start(slow.tz, day) * MICROSECONDS
    assert clock.instant(ordinal, 1440) == minute_scan.day_end(slow.tz, day) * MICROSECONDS
    assert fast.is_business_day(day) == minute_scan.works(slow, day)
    assert fast.nth_business_day_after(day, n) == minute_scan.nth_business_day(slow, day, n)


@few
@given(data=st.data(), place=places())
def test_the_date_of_an_instant_is_the_one_that_the_clock_shows(
    data: st.DataObject, place: Place
) -> None:
    at = data.draw(starts(place[2]))
    shown = minute_scan.local_date(at, place[2]).toordinal()
    assert business_days(*place).local_days.day_of(at * MICROSECONDS) == shown


@pytest.mark.parametrize("windows", FULL_DAYS)
def test_the_close_of_a_day_is_where_a_walk_by_minutes_finds_it(windows: list[str]) -> None:
    place: Place = ("DE", "BY", "Europe/Berlin")
    fast, slow = _both(place, windows)
    for day in (date(2024, 3, 28), date(2024, 10, 25), date(2024, 12, 30)):
        assert fast.close_of(day.toordinal()) == _micro(minute_scan.close_of(slow, day))
