"""Calls under Co-Care: every priority, every reading, and the calendars of the world."""

from typing import Any

import pytest

from tests.asking_policies import answer, fault


def _due(
    priority: str, accepted_at: str, place: str, params: dict[str, Any] | None = None
) -> tuple[object, object]:
    event = {"accepted_at": accepted_at}
    told = answer("xfusion-co-care", "response", event, place, priority=priority, params=params)
    assert (told["kind"], told["received_utc"], told["guaranteed"]) == (
        "response",
        accepted_at,
        True,
    )
    return told["due_utc"], told.get("due_date")


@pytest.mark.parametrize(
    ("priority", "accepted_at", "place", "due"),
    [
        # 30 minutes over the end of the year, in UTC; at the site it is noon of 1 January.
        ("P1", "2024-12-31T23:45:00Z", "Kiritimati", "2025-01-01T00:15:00Z"),
        # 30 minutes into the leap day; seconds are kept.
        ("P1", "2024-02-28T23:40:17Z", "London", "2024-02-29T00:10:17Z"),
        # 01:30 summer time + 60 minutes = 01:30 winter time: the repeated hour counts.
        ("P2", "2024-11-03T05:30:00Z", "New York", "2024-11-03T06:30:00Z"),
        # Eid al-Fitr in Riyadh, a Friday: the TAC is open around the clock.
        ("P2", "2024-04-12T20:10:00Z", "Riyadh", "2024-04-12T21:10:00Z"),
        # 01:30 + 2 hours over the half hour that Lord Howe skips at 02:00: 04:00 there.
        ("P3", "2024-10-05T15:00:00Z", "Lord Howe", "2024-10-05T17:00:00Z"),
        # Christmas night.
        ("P3", "2024-12-25T22:30:00Z", "Berlin", "2024-12-26T00:30:00Z"),
    ],
)
def test_minutes_and_hours_of_a_call_run_around_the_clock(
    priority: str, accepted_at: str, place: str, due: str
) -> None:
    assert _due(priority, accepted_at, place) == (due, None)


@pytest.mark.parametrize(
    ("accepted_at", "place", "due_date", "due"),
    [
        # Mon 8 Apr; Eid al-Fitr Tue-Thu, Fri-Sat closed, Sun 14 substitute -> Mon 15, 18:00 +03.
        ("2024-04-08T07:00:00Z", "Riyadh", "2024-04-15", "2024-04-15T15:00:00Z"),
        # Thu 11 Jul in Brunei: Friday and Sunday are closed, Saturday is worked; 18:00 +08.
        ("2024-07-11T02:00:00Z", "Bandar", "2024-07-13", "2024-07-13T10:00:00Z"),
        # Sat 13 Jul there: Sunday closed, Mon 15 the Sultan's birthday -> Tue 16.
        ("2024-07-13T02:00:00Z", "Bandar", "2024-07-16", "2024-07-16T10:00:00Z"),
        # Thu 25 Nov 2021 in the Emirates, still Friday and Saturday -> Sun 28, 18:00 +04.
        ("2021-11-25T06:00:00Z", "Dubai", "2021-11-28", "2021-11-28T14:00:00Z"),
        # Fri 7 Jun 2024 there, now Saturday and Sunday -> Mon 10.
        ("2024-06-07T06:00:00Z", "Dubai", "2024-06-10", "2024-06-10T14:00:00Z"),
        # Fri 23 Dec 2022; Mon Boxing Day, Tue in place of Christmas, a Sunday -> Wed 28, GMT.
        ("2022-12-23T10:00:00Z", "London", "2022-12-28", "2022-12-28T18:00:00Z"),
        # Thu 30 Dec 2021; New Year is observed on Fri 31 -> Mon 3 Jan 2022, 18:00 -05.
        ("2021-12-30T15:00:00Z", "New York", "2022-01-03", "2022-01-03T23:00:00Z"),
        # Fri 9 Feb 2024; Sun 11 Foundation Day, Mon 12 in its place -> Tue 13, 18:00 +09.
        ("2024-02-09T03:00:00Z", "Tokyo", "2024-02-13", "2024-02-13T09:00:00Z"),
        # Fri 10 May 2024; Sat 11 is worked for Fri 3 -> 18:00 +08.
        ("2024-05-10T02:00:00Z", "Shanghai", "2024-05-11", "2024-05-11T10:00:00Z"),
        # Fri 7 Jun; Saturday is no business day here, Mon 10 Dragon Boat -> Tue 11, 18:00 +08.
        ("2024-06-07T02:00:00Z", "Hong Kong", "2024-06-11", "2024-06-11T10:00:00Z"),
        # Thu 7 Mar; Fri 8 Maha Shivaratri, weekend, Mon 11 Lhosar -> Tue 12, 18:00 +05:45.
        ("2024-03-07T10:00:00Z", "Kathmandu", "2024-03-12", "2024-03-12T12:15:00Z"),
        # Fri 4 Oct; summer time from Sun 6, Mon 7 Labor Day -> Tue 8, 18:00 +10:30.
        ("2024-10-04T01:00:00Z", "Adelaide", "2024-10-08", "2024-10-08T07:30:00Z"),
        # 12:00 UTC on Wed 3 Jan is Thu 4 Jan, 02:00 at +14 -> Fri 5, 18:00 there.
        ("2024-01-03T12:00:00Z", "Kiritimati", "2024-01-05", "2024-01-05T04:00:00Z"),
        # Wed 28 Feb of a leap year -> Thu 29.
        ("2024-02-28T10:00:00Z", "London", "2024-02-29", "2024-02-29T18:00:00Z"),
        # Fri 25 Oct; winter time from Sun 27 -> Mon 28, 18:00 +01.
        ("2024-10-25T10:00:00Z", "Berlin", "2024-10-28", "2024-10-28T17:00:00Z"),
        # Fri 23:30 is no Saturday, and a Saturday is not moved to Monday first: both Monday.
        ("2024-06-14T21:30:00Z", "Berlin", "2024-06-17", "2024-06-17T16:00:00Z"),
        ("2024-06-15T08:00:00Z", "Berlin", "2024-06-17", "2024-06-17T16:00:00Z"),
        # Corpus Christi, Thu 30 May 2024, is one in Bavaria and none in Berlin; 18:00 +02.
        ("2024-05-29T08:00:00Z", "Munich", "2024-05-31", "2024-05-31T16:00:00Z"),
        ("2024-05-29T08:00:00Z", "Berlin", "2024-05-30", "2024-05-30T16:00:00Z"),
    ],
)
def test_the_fourth_priority_is_due_at_the_close_of_the_next_business_day(
    accepted_at: str, place: str, due_date: str, due: str
) -> None:
    assert _due("P4", accepted_at, place) == (due, due_date)


@pytest.mark.parametrize(
    ("accepted_at", "place", "params", "due_date", "due"),
    [
        # Mon 17 Jun 2024 in Berlin, due Tue 18: 17:00 +02, and midnight +02.
        (
            "2024-06-17T10:00:00Z",
            "Berlin",
            {"nbd_window": ["08:00-17:00"]},
            "2024-06-18",
            "2024-06-18T15:00:00Z",
        ),
        (
            "2024-06-17T10:00:00Z",
            "Berlin",
            {"due_at": "end_of_day"},
            "2024-06-18",
            "2024-06-18T22:00:00Z",
        ),
        # A day closes with its last window: 13:00-18:30.
        (
            "2024-06-17T10:00:00Z",
            "Berlin",
            {"nbd_window": ["09:00-12:00", "13:00-18:30"]},
            "2024-06-18",
            "2024-06-18T16:30:00Z",
        ),
        # Thu in Riyadh with Saturday and Sunday closed: Friday is worked, 18:00 +03.
        (
            "2024-02-15T10:00:00Z",
            "Riyadh",
            {"weekend": ["sat", "sun"]},
            "2024-02-16",
            "2024-02-16T15:00:00Z",
        ),
        # Fri 10 May 2024 without the worked Saturday: Mon 13, 18:00 +08.
        (
            "2024-05-10T02:00:00Z",
            "Shanghai",
            {"makeup_workdays": False},
            "2024-05-13",
            "2024-05-13T10:00:00Z",
        ),
        # Thu 7 Mar 2024; Fri 8 is half a day off: closed if read as a holiday -> Mon 11.
        (
            "2024-03-07T02:00:00Z",
            "Shanghai",
            {"half_days": "holiday"},
            "2024-03-11",
            "2024-03-11T10:00:00Z",
        ),
        ("2024-03-07T02:00:00Z", "Shanghai", {}, "2024-03-08", "2024-03-08T10:00:00Z"),
        # Thu 29 Dec 2011 at -10; Samoa had no 30th. Only Sundays closed: Sat 31, 18:00 +14.
        (
            "2011-12-29T20:00:00Z",
            "Apia",
            {"weekend": ["sun"]},
            "2011-12-31",
            "2011-12-31T04:00:00Z",
        ),
    ],
)
def test_other_readings_move_the_next_business_day(
    accepted_at: str, place: str, params: dict[str, Any], due_date: str, due: str
) -> None:
    assert _due("P4", accepted_at, place, params) == (due, due_date)


@pytest.mark.parametrize(
    ("priority", "event", "params", "type_"),
    [
        ("P1", {}, {}, "missing_field"),
        (None, {"accepted_at": "2024-05-14T08:12:00Z"}, {}, "missing_field"),
        ("P5", {"accepted_at": "2024-05-14T08:12:00Z"}, {}, "unknown_level"),
        ("P4", {"accepted_at": "2024-05-14T08:12:00"}, {}, "bad_instant"),
        ("P4", {"accepted_at": "2024-05-14T08:12:00Z"}, {"due_at": "noon"}, "bad_parameter"),
        ("P4", {"accepted_at": "2024-05-14T08:12:00Z"}, {"dew_at": "noon"}, "bad_parameter"),
        ("P4", {"called_at": "2024-05-14T08:12:00Z"}, {}, "bad_parameter"),
    ],
)
def test_a_call_that_cannot_be_judged_is_refused_by_type(
    priority: str | None, event: dict[str, str], params: dict[str, str], type_: str
) -> None:
    told = fault("xfusion-co-care", "response", event, priority=priority, params=params)
    assert told == type_


def test_a_call_of_any_service_level_is_answered_alike() -> None:
    event = {"accepted_at": "2024-05-14T08:12:00Z"}
    levels = [None, "basic", "standard", "premier"]
    told = [
        answer("xfusion-co-care", "response", event, "Berlin", level=level, priority="P1")
        for level in levels
    ]
    assert {document["due_utc"] for document in told} == {"2024-05-14T08:42:00Z"}
    assert fault("xfusion-co-care", "response", event, level="gold", priority="P1") == (
        "unknown_level"
    )
