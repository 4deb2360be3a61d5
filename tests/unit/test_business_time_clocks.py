"""Clocks that change, skip dates or stand at odd offsets, within windows and between them."""

import pytest

from tests.business_hours import Hours, micros, text_of

ONLY_SATURDAY = frozenset({5})
"""A weekend that leaves Sunday open, for clocks change on Sundays."""


def _sunday_hours(timezone: str, *windows: tuple[int, int]) -> Hours:
    return Hours(None, None, timezone, *windows, weekend=ONLY_SATURDAY)


@pytest.mark.parametrize(
    ("place", "start", "hours", "due"),
    [
        # Clocks of Berlin go forward on Sun 29 Mar 2026: Fri 17:00 CET + 2 h = Mon 10:00 CEST.
        (("DE", "BY", "Europe/Berlin"), "2026-03-27T17:00:00+01:00", 2, "2026-03-30T08:00:00Z"),
        # And back on Sun 25 Oct 2026: Fri 17:00 CEST + 2 h = Mon 10:00 CET.
        (("DE", "BY", "Europe/Berlin"), "2026-10-23T17:00:00+02:00", 2, "2026-10-26T09:00:00Z"),
        # Mumbai is at +05:30: Tue 17:00 + 2 h = Wed 10:00.
        (("IN", "MH", "Asia/Kolkata"), "2024-02-06T17:00:00+05:30", 2, "2024-02-07T04:30:00Z"),
        # Kathmandu is at +05:45: Tue 17:00 + 2 h = Wed 10:00.
        (("NP", None, "Asia/Kathmandu"), "2026-07-14T17:00:00+05:45", 2, "2026-07-15T04:15:00Z"),
        # Chatham goes from +12:45 to +13:45 on Sun 27 Sep 2026: Fri 17:00 + 2 h = Mon 10:00.
        (("NZ", None, "Pacific/Chatham"), "2026-09-25T17:00:00+12:45", 2, "2026-09-27T20:15:00Z"),
    ],
)
def test_windows_stand_on_the_local_clock(
    place: tuple[str, str | None, str], start: str, hours: int, due: str
) -> None:
    assert Hours(*place).add(start, hours) == due


def test_an_hour_that_clocks_skip_within_a_window_is_not_there() -> None:
    # 02:00-03:00 is missing in Berlin on 29 Mar 2026: 01:00-05:00 is 3 h, from 00:00 to 03:00 UTC.
    berlin = _sunday_hours("Europe/Berlin", (1, 5))
    assert berlin.add("2026-03-29T00:00:00Z", 3) == "2026-03-29T03:00:00Z"
    # A day of windows is 4 h all the same: the fourth is Mon 01:00-02:00 CEST, from 23:00 UTC.
    assert berlin.add_windows("2026-03-29T00:00:00Z", 1) == "2026-03-30T00:00:00Z"


def test_an_hour_that_clocks_repeat_within_a_window_counts_twice() -> None:
    # 02:00-03:00 comes twice in Berlin on 25 Oct 2026: 01:00-05:00 is 5 h, from 23:00 to 04:00 UTC.
    berlin = _sunday_hours("Europe/Berlin", (1, 5))
    assert berlin.add("2026-10-24T23:00:00Z", 5) == "2026-10-25T04:00:00Z"
    # A day of windows is 4 h all the same: due an hour before closing, at 04:00 CET.
    assert berlin.add_windows("2026-10-24T23:00:00Z", 1) == "2026-10-25T03:00:00Z"


def test_a_window_that_clocks_skip_altogether_has_no_length() -> None:
    # 02:00-03:00 of Sun 29 Mar 2026 in Berlin never was; that of Monday is 00:00-01:00 UTC.
    berlin = _sunday_hours("Europe/Berlin", (2, 3))
    assert berlin.add("2026-03-28T12:00:00Z", 1) == "2026-03-30T01:00:00Z"
    assert text_of(berlin.time.opening_from(micros("2026-03-28T12:00:00Z"))) == (
        "2026-03-30T00:00:00Z"
    )


def test_half_an_hour_of_summer_time_counts_as_half_an_hour() -> None:
    # Lord Howe, Sun 4 Oct 2026: 02:00-02:30 is skipped, 01:00-04:00 is 2.5 h from 14:30 UTC on.
    island = _sunday_hours("Australia/Lord_Howe", (1, 4))
    assert island.add("2026-10-03T14:30:00Z", 2.5) == "2026-10-03T17:00:00Z"
    assert island.add("2026-10-03T14:30:00Z", 3) == "2026-10-04T14:30:00Z"  # Mon 01:30 +11:00
    # Sun 5 Apr 2026: 01:30-02:00 comes twice, 01:00-04:00 is 3.5 h from 14:00 UTC on.
    assert island.add("2026-04-04T14:00:00Z", 3.5) == "2026-04-04T17:30:00Z"


def test_a_window_that_closes_in_the_repeated_hour_closes_the_first_time() -> None:
    # 01:00-02:00 EDT in New York on Sun 1 Nov 2026; 01:00 comes again, as EST, at 06:00 UTC.
    new_york = _sunday_hours("America/New_York", (0, 1))
    assert new_york.add("2026-11-01T04:00:00Z", 1) == "2026-11-01T05:00:00Z"
    assert new_york.add("2026-11-01T06:30:00Z", 1) == "2026-11-02T06:00:00Z"


def test_a_year_that_clocks_leave_again_at_its_first_minute_has_its_hours() -> None:
    # In Phoenix 1944 began at 06:00 UTC; at 00:01 clocks went back to 23:01 of the old year.
    phoenix = Hours(None, None, "America/Phoenix", (0, 24), weekend=frozenset({6}))
    assert text_of(phoenix.time.opened_at(micros("1944-01-01T06:30:00Z"))) == "1944-01-01T06:00:00Z"


def test_the_date_that_samoa_skipped_has_no_hours() -> None:
    # Thu 29 Dec 2011 17:00 -10:00: 1 h; Fri 30 never was, Sat and Sun are off, Mon 2 Jan is a
    # holiday: Tue 3 Jan 10:00 +14:00.
    samoa = Hours("WS", None, "Pacific/Apia")
    assert samoa.add("2011-12-30T03:00:00Z", 2) == "2012-01-02T20:00:00Z"


def test_the_date_that_kwajalein_skipped_has_no_hours() -> None:
    # Fri 20 Aug 1993 17:00 -12:00 is Sat 05:00 UTC: 1 h; Sat 21 never was; Sun 22 10:00 +12:00.
    kwajalein = Hours(None, None, "Pacific/Kwajalein", weekend=frozenset({0}))
    assert kwajalein.add("1993-08-21T05:00:00Z", 2) == "1993-08-21T22:00:00Z"


def test_the_weekend_moves_with_the_law_of_the_country() -> None:
    # Emirates: Thu 30 Dec 2021 17:00 +04:00: 1 h; Fri 31 is the last Friday off, Sat 1 and Sun 2
    # Jan 2022 are the first weekend of the new kind: Mon 3 Jan 10:00.
    dubai = Hours("AE", None, "Asia/Dubai")
    assert dubai.add("2021-12-30T17:00:00+04:00", 2) == "2022-01-03T06:00:00Z"
    # A week later Friday is open: Thu 6 Jan 17:00 + 2 h = Fri 10:00.
    assert dubai.add("2022-01-06T17:00:00+04:00", 2) == "2022-01-07T06:00:00Z"


def test_a_make_up_saturday_has_hours_unless_such_days_do_not_count() -> None:
    # Fri 10 May 2024 17:00 in Shanghai: 1 h, then Sat 11 May 10:00, or Mon 13 May 10:00 +08:00.
    friday = "2024-05-10T17:00:00+08:00"
    china = ("CN", None, "Asia/Shanghai")
    assert Hours(*china).add(friday, 2) == "2024-05-11T02:00:00Z"
    assert Hours(*china, makeup_workdays=False).add(friday, 2) == "2024-05-13T02:00:00Z"


def test_a_hub_keeps_its_own_clock_and_week_and_the_holidays_of_its_customer() -> None:
    # Customer in Riyadh, hub in Berlin, 08:00-17:00: Fri 20 Sep 2024 is open there, Sat and Sun are
    # not, Mon 23 is the Saudi National Day: Fri 16:00 CEST + 2 h = Tue 09:00 CEST.
    hub = Hours(
        "SA",
        None,
        "Europe/Berlin",
        (8, 17),
        weekend=frozenset({5, 6}),
        makeup_workdays=False,
    )
    assert hub.add("2024-09-20T16:00:00+02:00", 2) == "2024-09-24T07:00:00Z"


def test_a_calendar_may_know_no_holidays() -> None:
    # Fri 22 Dec 2023 17:00 CET + 2 h: Mon 25 Dec 10:00, Christmas or not.
    friday, monday = "2023-12-22T17:00:00+01:00", "2023-12-25T09:00:00Z"
    assert Hours(None, None, "Europe/Berlin").add(friday, 2) == monday
    assert Hours("DE", "BY", "Europe/Berlin", public_holidays=False).add(friday, 2) == monday
    # The weekend is the country's still: Thu 17:00 in Riyadh + 2 h = Sun 10:00 +03:00.
    riyadh = Hours("SA", None, "Asia/Riyadh", public_holidays=False)
    assert riyadh.add("2024-09-19T17:00:00+03:00", 2) == "2024-09-22T07:00:00Z"
