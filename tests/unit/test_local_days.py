from datetime import UTC, date, datetime, timedelta

import pytest

from optimizer.calendars import UnknownYearError, zone
from optimizer.local_days import (
    MICROSECONDS_PER_MINUTE,
    LocalDays,
    instant_of,
    local_days,
    microseconds_of,
)
from tests.business_hours import micros


def _date_at(timezone: str, at: str) -> date:
    return date.fromordinal(LocalDays(zone(timezone)).day_of(micros(at)))


@pytest.mark.parametrize(
    ("timezone", "at", "shown"),
    [
        ("Europe/Berlin", "2026-07-15T21:59:59Z", date(2026, 7, 15)),
        ("Europe/Berlin", "2026-07-15T22:00:00Z", date(2026, 7, 16)),  # midnight at +02:00
        ("Asia/Kathmandu", "2026-07-15T18:15:00Z", date(2026, 7, 16)),  # midnight at +05:45
        ("Pacific/Apia", "2011-12-30T09:59:59Z", date(2011, 12, 29)),
        ("Pacific/Apia", "2011-12-30T10:00:00Z", date(2011, 12, 31)),
        # Clocks of St. John's went back at 00:01 on 4 Nov 2007: the 3rd was shown once more.
        ("America/St_Johns", "2007-11-04T02:30:30Z", date(2007, 11, 4)),
        ("America/St_Johns", "2007-11-04T02:31:00Z", date(2007, 11, 3)),
        ("America/St_Johns", "2007-11-04T03:30:00Z", date(2007, 11, 4)),
        # Clocks of Monrovia stood at -00:44:30 until 1972.
        ("Africa/Monrovia", "1971-01-01T00:44:29Z", date(1970, 12, 31)),
        ("Africa/Monrovia", "1971-01-01T00:44:30Z", date(1971, 1, 1)),
        ("Europe/Berlin", "2090-06-30T22:00:00Z", date(2090, 7, 1)),
    ],
)
def test_the_date_of_an_instant_is_the_one_on_the_local_clock(
    timezone: str, at: str, shown: date
) -> None:
    assert _date_at(timezone, at) == shown


@pytest.mark.parametrize(
    ("timezone", "asked", "expected"),
    [
        # Noronha was at -01:00 instead of -02:00 from 8 to 15 Oct 2000.
        (
            "America/Noronha",
            ["2000-10-08T01:59:59Z", "2000-10-08T02:00:00Z", "2000-10-15T01:00:00Z"],
            [-120, -60, -120],
        ),
        # Gaza, by a calendar of Ramadan: +03:00 instead of +02:00 from 28 Mar to 4 Apr 2054.
        (
            "Asia/Gaza",
            ["2054-03-27T23:59:59Z", "2054-03-28T00:00:00Z", "2054-04-03T23:00:00Z"],
            [120, 180, 120],
        ),
    ],
)
def test_a_summer_time_of_one_week_is_not_overlooked(
    timezone: str, asked: list[str], expected: list[int]
) -> None:
    days = LocalDays(zone(timezone))
    assert [days.offset_at(micros(at)) // MICROSECONDS_PER_MINUTE for at in asked] == expected


def test_dates_that_a_zone_skipped_are_known() -> None:
    christmas, epiphany = date(2011, 12, 25).toordinal(), date(2012, 1, 6).toordinal()
    assert local_days("Pacific/Apia").missing_days(christmas, epiphany) == [
        date(2011, 12, 30).toordinal()
    ]
    assert local_days("Europe/Berlin").missing_days(christmas, epiphany) == []
    # Kwajalein went from 20 to 22 Aug 1993, Kiritimati from 30 Dec 1994 to 1 Jan 1995.
    kwajalein = local_days("Pacific/Kwajalein")
    dates = [date(1993, 8, day).toordinal() for day in (20, 21, 22)]
    assert [kwajalein.exists(day) for day in dates] == [True, False, True]
    assert not local_days("Pacific/Kiritimati").exists(date(1994, 12, 31).toordinal())


def test_clock_changes_are_told_with_the_offsets_before_and_after() -> None:
    # Berlin in 2026: 29 Mar 01:00 UTC to +02:00, 25 Oct 01:00 UTC back to +01:00.
    berlin = local_days("Europe/Berlin")
    told = berlin.changes(micros("2026-01-01T00:00:00Z"), micros("2026-12-31T00:00:00Z"))
    hour = 60 * MICROSECONDS_PER_MINUTE
    assert told == [
        (micros("2026-03-29T01:00:00Z"), hour, 2 * hour),
        (micros("2026-10-25T01:00:00Z"), 2 * hour, hour),
    ]
    assert berlin.changes(*(micros(f"2026-03-29T01:00:0{s}Z") for s in (0, 1))) == []


def test_instants_of_many_dates_are_those_of_each_date() -> None:
    # Apia in 2011 skips a date; Berlin in 2026 skips 02:30, and shows 02:59 again before 03:00.
    for timezone, year, minute in (
        ("Pacific/Apia", 2011, 600),
        ("Europe/Berlin", 2026, 150),
        ("Europe/Berlin", 2026, 180),
    ):
        days = LocalDays(zone(timezone))
        first = date(year, 1, 1).toordinal()
        dates = range(first, first + 365)
        assert days.instants(dates, minute) == [days.instant(day, minute) for day in dates]


@pytest.mark.parametrize("year", [1, 1799, 2400, 9999])
def test_a_year_in_which_nobody_knows_the_clocks_is_refused(year: int) -> None:
    with pytest.raises(UnknownYearError, match="in the years 1800 to 2399 only"):
        local_days("Europe/Berlin").start_of(date(year, 6, 1).toordinal())


def test_the_first_and_the_last_year_of_known_clocks_are_answered() -> None:
    utc = LocalDays(zone("UTC"))
    for day in (date(1800, 2, 1), date(2399, 11, 1)):
        start = datetime(day.year, day.month, day.day, tzinfo=UTC)
        assert instant_of(utc.start_of(day.toordinal())) == start


def test_instants_keep_their_fractions_as_numbers() -> None:
    at = datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    assert microseconds_of(at) == -1
    assert instant_of(-1) == at
    assert microseconds_of(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=1)) == 86_400_000_000
