from datetime import UTC, date, datetime, timedelta

import pytest

from optimizer.calendars import instant_text, local_instant, minute_of_day, zone


def _utc(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("timezone", "day", "minute", "expected"),
    [
        # Winter and summer in Berlin: UTC+1 and UTC+2.
        ("Europe/Berlin", date(2026, 1, 15), 18 * 60, _utc(2026, 1, 15, 17)),
        ("Europe/Berlin", date(2026, 7, 15), 18 * 60, _utc(2026, 7, 15, 16)),
        # Half and three-quarter hours: 18:00 +05:30, 18:00 +05:45.
        ("Asia/Kolkata", date(2026, 7, 15), 18 * 60, _utc(2026, 7, 15, 12, 30)),
        ("Asia/Kathmandu", date(2026, 7, 15), 18 * 60, _utc(2026, 7, 15, 12, 15)),
        # 1440 is the next midnight, on a day of 23 hours too: 29 Mar 2026, then UTC+2.
        ("Europe/Berlin", date(2026, 3, 29), 1440, _utc(2026, 3, 29, 22)),
        # 02:30 does not exist that day: the change is at 01:00 UTC.
        ("Europe/Berlin", date(2026, 3, 29), 2 * 60 + 30, _utc(2026, 3, 29, 1)),
        # 02:30 comes twice on 25 Oct 2026: first at UTC+2.
        ("Europe/Berlin", date(2026, 10, 25), 2 * 60 + 30, _utc(2026, 10, 25, 0, 30)),
        # Midnight did not exist in Sao Paulo on 4 Nov 2018: the day began at 01:00 -02:00.
        ("America/Sao_Paulo", date(2018, 11, 4), 0, _utc(2018, 11, 4, 3)),
        ("America/Sao_Paulo", date(2018, 11, 4), 30, _utc(2018, 11, 4, 3)),
        # Midnight came twice in Havana on 3 Nov 2024: first at -04:00.
        ("America/Havana", date(2024, 11, 3), 0, _utc(2024, 11, 3, 4)),
        # Samoa had no 30 Dec 2011: whatever was planned then begins with the 31st, +14:00.
        ("Pacific/Apia", date(2011, 12, 29), 1440, _utc(2011, 12, 30, 10)),
        ("Pacific/Apia", date(2011, 12, 30), 9 * 60, _utc(2011, 12, 30, 10)),
        # Half an hour is skipped on Lord Howe Island at 02:00 +10:30 on 4 Oct 2026.
        ("Australia/Lord_Howe", date(2026, 10, 4), 2 * 60 + 15, _utc(2026, 10, 3, 15, 30)),
    ],
)
def test_a_local_time_becomes_the_first_instant_at_which_the_clock_shows_it_or_more(
    timezone: str, day: date, minute: int, expected: datetime
) -> None:
    assert local_instant(zone(timezone), day, minute) == expected


def test_a_shown_instant_is_rounded_up_to_the_second() -> None:
    nine = _utc(2026, 11, 23, 9)
    assert instant_text(nine) == "2026-11-23T09:00:00Z"
    assert instant_text(nine + timedelta(microseconds=1)) == "2026-11-23T09:00:01Z"
    assert instant_text(nine - timedelta(microseconds=1)) == "2026-11-23T09:00:00Z"
    # 10:00 in Berlin is 09:00 in UTC.
    assert instant_text(nine.astimezone(zone("Europe/Berlin"))) == "2026-11-23T09:00:00Z"


@pytest.mark.parametrize(
    ("clock_time", "minute"), [("00:00", 0), ("07:30", 450), ("23:59", 1439), ("24:00", 1440)]
)
def test_a_time_of_day_is_minutes_since_midnight(clock_time: str, minute: int) -> None:
    assert minute_of_day(clock_time) == minute


@pytest.mark.parametrize(
    "text", ["7:30", "24:01", "25:00", "12:60", "12345", "", "0730", "\u0661\u0662:00"]
)
def test_what_is_no_time_of_day_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match=f"{text!r} is no time of day"):
        minute_of_day(text)
