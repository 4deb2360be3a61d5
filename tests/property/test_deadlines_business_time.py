"""Business time by sorted arrays meets business time by a walk through every minute."""

import os
from collections.abc import Callable
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
from tests.minute_scan_draws import (
    WINDOWS,
    Place,
    Whole,
    day,
    from_hypothesis,
    from_seed,
    halts,
    pick,
    place,
    start,
)

SOAK = int(os.environ.get("RMA_SOAK", "1"))
MICROSECONDS = 1_000_000
FULL_DAYS = [windows for windows in WINDOWS if windows[0] != "00:00-24:00"]

Test = Callable[[Whole], None]


def _drawn(examples: int) -> Callable[[Test], Callable[[], None]]:
    """Hold a rule for as many seeds, and for a fifth as many cases that hypothesis chooses."""

    def _hold(rule: Test) -> Callable[[], None]:
        @settings(
            max_examples=max(10, examples // 5) * SOAK,
            deadline=None,
            derandomize=True,
            database=None,
        )
        @given(data=st.data())
        def _chosen(data: st.DataObject) -> None:
            rule(from_hypothesis(data))

        def _all() -> None:
            for seed in range(examples * SOAK):
                rule(from_seed(seed))
            _chosen()

        return _all

    return _hold


def _both(place: Place, windows: list[str]) -> tuple[BusinessTime, Coverage]:
    pairs = windows_of(windows)
    return BusinessTime(business_days(*place), pairs), Coverage(Days(*place), pairs)


def _micro(at: int | None) -> int | None:
    return None if at is None else at * MICROSECONDS


def _spans(spans: Halts) -> Halts:
    """Merge what touches, and drop what is empty: so the engine hands halts over."""
    merged: list[tuple[int, int | None]] = []
    for since, until in ((_micro(since) or 0, _micro(until)) for since, until in spans):
        if merged and merged[-1][1] == since:
            merged[-1] = (merged[-1][0], until)
        elif since != until:
            merged.append((since, until))
    return merged


@_drawn(150)
def test_an_amount_of_business_time_ends_where_a_walk_by_minutes_ends(whole: Whole) -> None:
    somewhere = place(whole)
    fast, slow = _both(somewhere, pick(whole, WINDOWS))
    begins = start(whole, somewhere[2])
    seconds = pick(whole, [1, 59, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 9 * HOUR])
    expected = minute_scan.add(slow, begins, seconds)
    assert fast.add(begins * MICROSECONDS, seconds * MICROSECONDS) == _micro(expected)


@_drawn(150)
def test_a_halted_amount_ends_where_a_walk_by_minutes_ends(whole: Whole) -> None:
    somewhere = place(whole)
    fast, slow = _both(somewhere, pick(whole, WINDOWS))
    begins, seconds = start(whole, somewhere[2]), whole(1, 20 * HOUR)
    stops = halts(whole, begins, 60)
    expected = minute_scan.add(slow, begins, seconds, stops)
    found = fast.add(begins * MICROSECONDS, seconds * MICROSECONDS, _spans(stops))
    assert found == _micro(expected)


@_drawn(60)
def test_full_windows_end_where_a_walk_by_minutes_ends(whole: Whole) -> None:
    somewhere, n = place(whole), whole(1, 6)
    fast, slow = _both(somewhere, pick(whole, FULL_DAYS))
    begins = start(whole, somewhere[2])
    stops = halts(whole, begins, 40)
    expected = minute_scan.add_windows(slow, begins, n, stops)
    assert fast.add_windows(begins * MICROSECONDS, n, _spans(stops)) == _micro(expected)


@_drawn(100)
def test_a_halted_clock_that_never_closes_meets_a_walk_by_minutes(whole: Whole) -> None:
    begins, seconds = start(whole, "Europe/Berlin"), whole(1, 3 * DAY)
    stops = halts(whole, begins, 50)
    expected = minute_scan.add(None, begins, seconds, stops)
    found = elapsed(begins * MICROSECONDS, seconds * MICROSECONDS, _spans(stops))
    assert found == _micro(expected)


@_drawn(80)
def test_time_used_is_what_a_walk_by_minutes_counts(whole: Whole) -> None:
    somewhere = place(whole)
    fast, slow = _both(somewhere, pick(whole, WINDOWS))
    begins = start(whole, somewhere[2])
    ends = begins + whole(0, 5 * DAY)
    expected = minute_scan.used(slow, begins, ends)
    assert fast.used(begins * MICROSECONDS, ends * MICROSECONDS) == expected * MICROSECONDS


@_drawn(100)
def test_openings_and_closings_are_where_a_walk_by_minutes_finds_them(whole: Whole) -> None:
    somewhere = place(whole)
    fast, slow = _both(somewhere, pick(whole, WINDOWS[:3]))
    begins = start(whole, somewhere[2])
    at = begins * MICROSECONDS
    assert fast.is_open(at) == minute_scan.is_open(slow, begins)
    assert fast.opened_at(at) == _micro(minute_scan.opened_at(slow, begins))
    assert fast.opening_from(at) == minute_scan.opening_from(slow, begins) * MICROSECONDS
    closings = minute_scan.closes_after(slow, begins, 3)
    assert list(fast.closes_after(at, 3)) == [close * MICROSECONDS for close in closings]


@_drawn(250)
def test_dates_and_business_days_are_those_that_a_scan_of_the_clock_finds(whole: Whole) -> None:
    somewhere, on, n = place(whole), day(whole), whole(1, 25)
    fast, slow = business_days(*somewhere), Days(*somewhere)
    clock, ordinal = fast.local_days, on.toordinal()
    assert clock.exists(ordinal) == minute_scan.exists(slow.tz, on)
    assert clock.start_of(ordinal) == minute_scan.day_start(slow.tz, on) * MICROSECONDS
    assert clock.instant(ordinal, 1440) == minute_scan.day_end(slow.tz, on) * MICROSECONDS
    assert fast.is_business_day(on) == minute_scan.works(slow, on)
    assert fast.nth_business_day_after(on, n) == minute_scan.nth_business_day(slow, on, n)


@_drawn(250)
def test_the_date_of_an_instant_is_the_one_that_the_clock_shows(whole: Whole) -> None:
    somewhere = place(whole)
    at = start(whole, somewhere[2])
    shown = minute_scan.local_date(at, somewhere[2]).toordinal()
    assert business_days(*somewhere).local_days.day_of(at * MICROSECONDS) == shown


@pytest.mark.parametrize("windows", FULL_DAYS)
def test_the_close_of_a_day_is_where_a_walk_by_minutes_finds_it(windows: list[str]) -> None:
    fast, slow = _both(("DE", "BY", "Europe/Berlin"), windows)
    for on in (date(2024, 3, 28), date(2024, 10, 25), date(2024, 12, 30)):
        assert fast.close_of(on.toordinal()) == _micro(minute_scan.close_of(slow, on))
