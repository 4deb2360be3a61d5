import pytest

from optimizer.business_time import BusinessTime, business_time
from optimizer.calendars import business_days
from tests.business_hours import HOUR, NINE_TO_SIX, Hours, micros, text_of

BAVARIA = ("DE", "BY", "Europe/Berlin")


def test_hours_run_on_over_nights_weekends_and_holidays() -> None:
    # Fri 17 May 2024 16:00 CEST: 2 h until 18:00; Sat, Sun and Whit Monday are closed; Tue 09:00
    # + 2 h = 11:00 CEST.
    assert Hours(*BAVARIA).add("2024-05-17T16:00:00+02:00", 4) == "2024-05-21T09:00:00Z"


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2024-05-14T15:00:00+02:00", 3, "2024-05-14T16:00:00Z"),  # up to 18:00: due at closing
        ("2024-05-14T18:00:00+02:00", 9, "2024-05-15T16:00:00Z"),  # the next day's closing
        ("2024-05-14T18:00:00+02:00", 1, "2024-05-15T08:00:00Z"),  # 18:00 is closed already
        ("2024-05-14T09:00:00+02:00", 1, "2024-05-14T08:00:00Z"),  # 09:00 is open already
        ("2024-05-14T05:30:00+02:00", 1, "2024-05-14T08:00:00Z"),  # waits for 09:00
        ("2024-05-14T17:59:59+02:00", 1 / 1800, "2024-05-15T07:00:01Z"),  # seconds are kept
        ("2024-05-14T22:00:00+02:00", 0, "2024-05-14T20:00:00Z"),  # nothing to wait for
    ],
)
def test_a_window_holds_its_opening_and_not_its_closing(start: str, hours: float, due: str) -> None:
    assert Hours(*BAVARIA).add(start, hours) == due


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2024-05-14T11:30:00+02:00", 1, "2024-05-14T11:30:00Z"),  # half an hour, lunch, half
        ("2024-05-14T11:00:00+02:00", 1, "2024-05-14T10:00:00Z"),  # ends where lunch begins
        ("2024-05-14T12:30:00+02:00", 0.5, "2024-05-14T11:30:00Z"),  # begins at 13:00
        ("2024-05-14T16:00:00+02:00", 3, "2024-05-15T08:00:00Z"),  # 2 h, then 1 h from 09:00
    ],
)
def test_lunch_between_two_windows_does_not_count(start: str, hours: float, due: str) -> None:
    assert Hours(*BAVARIA, (9, 12), (13, 18)).add(start, hours) == due


def test_a_business_day_is_a_full_day_of_windows() -> None:
    # 8 h a day: Mon 13 May 11:00 has 6 h left; 6 h + 8 h + 2 h = two windows: Wed 11:00 CEST.
    split = Hours(*BAVARIA, (9, 12), (13, 18))
    assert split.add_windows("2024-05-13T11:00:00+02:00", 2) == "2024-05-15T09:00:00Z"
    # Sat 18 May counts from Tue 21 May 09:00 on, Monday is a holiday: two windows end Wed 18:00.
    whole = Hours(*BAVARIA)
    assert whole.add_windows("2024-05-18T12:00:00+02:00", 2) == "2024-05-22T16:00:00Z"


def test_a_window_until_midnight_loses_no_minute() -> None:
    # Tue 14 May noon + 24 h of days that are open all round = Wed noon.
    all_day = Hours(*BAVARIA, (0, 24))
    assert all_day.add("2024-05-14T12:00:00+02:00", 24) == "2024-05-15T10:00:00Z"
    # Fri 20 Nov 2026 22:00 in Tokyo: 2 h; Sat, Sun, Mon (Labor Thanksgiving); Tue 02:00 JST.
    tokyo = Hours("JP", None, "Asia/Tokyo", (0, 24))
    assert tokyo.add("2026-11-20T22:00:00+09:00", 4) == "2026-11-23T17:00:00Z"


def test_hours_run_on_over_the_end_of_a_year() -> None:
    # Wed 30 Dec 2026 17:00 CET: 1 h, Thu 9 h, Fri is New Year's Day, Mon 4 Jan 9 h: 18:00 CET.
    assert Hours(*BAVARIA).add("2026-12-30T17:00:00+01:00", 19) == "2027-01-04T17:00:00Z"


def test_29_february_counts_where_there_is_one() -> None:
    # Wed 28 Feb 2024 17:00 + 2 h = Thu 29 Feb 10:00 CET; Tue 28 Feb 2023 + 2 h = Wed 1 Mar 10:00.
    berlin = Hours(*BAVARIA)
    assert berlin.add("2024-02-28T17:00:00+01:00", 2) == "2024-02-29T09:00:00Z"
    assert berlin.add("2023-02-28T17:00:00+01:00", 2) == "2023-03-01T09:00:00Z"


def test_years_may_be_asked_for_in_any_order() -> None:
    # Three Tuesdays at 17:00, of winter, summer and winter time; each due on Wed at 10:00.
    berlin = Hours(*BAVARIA)
    assert berlin.add("2026-11-24T17:00:00+01:00", 2) == "2026-11-25T09:00:00Z"
    assert berlin.add("2012-05-15T17:00:00+02:00", 2) == "2012-05-16T08:00:00Z"
    assert berlin.add("2035-01-30T17:00:00+01:00", 2) == "2035-01-31T09:00:00Z"
    assert berlin.add("2026-11-24T17:00:00+01:00", 2) == "2026-11-25T09:00:00Z"


def test_beyond_the_years_with_known_holidays_only_weekends_are_closed() -> None:
    # Of Nepal holidays are known until 2100. A window is 9 h: 1 h on Fri 31 Dec 2100, and after the
    # weekend of 1 and 2 Jan the other 8 h on Mon 3 Jan 2101, from 09:00 to 17:00.
    kathmandu = Hours("NP", None, "Asia/Kathmandu")
    assert kathmandu.add("2100-12-30T17:00:00+05:45", 1) == "2100-12-30T12:15:00Z"
    assert kathmandu.add("2100-12-31T17:00:00+05:45", 9) == "2101-01-03T11:15:00Z"


def test_time_used_is_counted_from_one_instant_to_another() -> None:
    # Fri 17 May 2024 16:00 to Tue 21 May 11:00 CEST: 2 h + 2 h, as in the first test.
    time = Hours(*BAVARIA).time
    start, end = micros("2024-05-17T16:00:00+02:00"), micros("2024-05-21T11:00:00+02:00")
    assert time.used(start, end) == 4 * HOUR
    assert time.used(start, start) == 0


def test_what_is_open_tells_since_when() -> None:
    # Tue 14 May 2024: open from 07:00 to 16:00 UTC.
    time = Hours(*BAVARIA).time
    asked = ["2024-05-14T06:59:59Z", "2024-05-14T07:00:00Z", "2024-05-14T15:59:59Z"]
    assert [text_of(time.opened_at(micros(at))) for at in asked] == [
        None,
        "2024-05-14T07:00:00Z",
        "2024-05-14T07:00:00Z",
    ]
    assert not time.is_open(micros("2024-05-14T16:00:00Z"))
    # New Year's Day comes before the first window of the year.
    assert not time.is_open(micros("2024-01-01T10:00:00Z"))


@pytest.mark.parametrize(
    ("at", "opening"),
    [
        ("2024-05-14T08:00:00Z", "2024-05-14T08:00:00Z"),  # open: itself
        ("2024-05-14T16:00:00Z", "2024-05-15T07:00:00Z"),
        ("2024-05-18T10:00:00Z", "2024-05-21T07:00:00Z"),  # Sat before Whit Monday
        ("2023-12-29T18:00:00Z", "2024-01-02T08:00:00Z"),  # Fri evening, then Mon 1 Jan
    ],
)
def test_the_next_opening_is_found_on_a_business_day(at: str, opening: str) -> None:
    assert text_of(Hours(*BAVARIA).time.opening_from(micros(at))) == opening


def test_closings_are_one_a_business_day_and_later_than_the_instant() -> None:
    # Fri 17 May 2024 12:00 CEST is where lunch begins; 18:00 closes the day; then Tue 21, Wed 22.
    time = Hours(*BAVARIA, (9, 12), (13, 18)).time
    closings = ["2024-05-17T16:00:00Z", "2024-05-21T16:00:00Z", "2024-05-22T16:00:00Z"]
    assert list(map(text_of, time.closes_after(micros("2024-05-17T10:00:00Z"), 3))) == closings
    # At closing itself that day is over.
    at_closing = time.closes_after(micros("2024-05-17T16:00:00Z"), 2)
    assert list(map(text_of, at_closing)) == closings[1:]


@pytest.mark.parametrize(
    "windows", [(), ((540, 540),), ((1080, 540),), ((540, 1441),), ((540, 720), (700, 800))]
)
def test_windows_that_cannot_be_are_refused(windows: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(ValueError, match="open before they close, in order and apart"):
        BusinessTime(business_days(*BAVARIA), windows)


def test_business_time_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="added, not taken away"):
        Hours(*BAVARIA).time.add(micros("2024-05-14T08:00:00Z"), -1)


def test_the_same_place_and_windows_are_built_once() -> None:
    days = business_days(*BAVARIA)
    assert business_time(days, NINE_TO_SIX) is business_time(days, NINE_TO_SIX)
