"""DaoCloud: how fast an incident is answered, by level, service and reading."""

from typing import Any

import pytest

from tests.asking_policies import answer, fault, part_of


def _told(
    level: str,
    priority: str,
    at: str,
    place: str,
    params: dict[str, Any] | None = None,
    **more: Any,
) -> dict[str, object]:
    event = {"reported_at": at, **more}
    told = answer(
        "daocloud-support",
        "response",
        event,
        place,
        level=level,
        priority=priority,
        params=params,
    )
    assert (told["kind"] == "response") is (priority != "L5")
    return told


@pytest.mark.parametrize(
    ("level", "priority", "hours"),
    [
        ("standard", "L1", 4),
        ("premium", "L1", 2),
        ("professional", "L1", 1),
        ("premium", "L2", 4),
        ("professional", "L2", 2),
    ],
)
@pytest.mark.parametrize(
    ("day", "hour", "rest", "place"),
    [
        ("2024-10-01", 3, "15:20", "Shanghai"),  # National Day
        ("2024-11-03", 5, "30:00", "New York"),  # 01:30 before the hour that comes twice
        ("2024-02-29", 12, "59:59", "London"),  # a leap day; seconds are kept
    ],
)
def test_hours_around_the_clock_are_added_whatever_day_it_is(
    level: str, priority: str, hours: int, day: str, hour: int, rest: str, place: str
) -> None:
    told = _told(level, priority, f"{day}T{hour:02}:{rest}Z", place)
    assert told["due_utc"] == f"{day}T{hour + hours:02}:{rest}Z"
    assert told["kind"] == "response"


@pytest.mark.parametrize(
    ("level", "priority", "at", "place", "due"),
    [
        # Eight hours. Thu 16 May 2024, 15:00 +08: 3 h to 18:00, 5 h on Friday -> 14:00.
        ("standard", "L2", "2024-05-16T07:00:00Z", "Shanghai", "2024-05-17T06:00:00Z"),
        # Mon 10:00: eight hours end exactly at closing, 18:00, and not on Tuesday morning.
        ("standard", "L2", "2024-05-13T02:00:00Z", "Shanghai", "2024-05-13T10:00:00Z"),
        # Mon 06:00, before the opening: 09:00 + 8 h = 17:00.
        ("standard", "L2", "2024-05-12T22:00:00Z", "Shanghai", "2024-05-13T09:00:00Z"),
        # Tue 30 Apr, 17:00: 1 h; 1-5 May closed; Mon 6, 7 h from 09:00 -> 16:00.
        ("standard", "L2", "2024-04-30T09:00:00Z", "Shanghai", "2024-05-06T08:00:00Z"),
        # Fri 22 Mar 2024, 17:00 -04 in New York -> Mon 25, 16:00 -04.
        ("standard", "L2", "2024-03-22T21:00:00Z", "New York", "2024-03-25T20:00:00Z"),
        # Fri 8 Mar, 17:00 -05; summer time from Sunday: Mon 11, 16:00 -04.
        ("standard", "L2", "2024-03-08T22:00:00Z", "New York", "2024-03-11T20:00:00Z"),
        # Four hours. Wed 24 Jan 2024, 16:00 +05:30: 2 h, Thu 09:00 + 2 h. Thu 16:00: Fri 26 is
        # Republic Day -> Mon 29, 11:00.
        ("professional", "L3", "2024-01-24T10:30:00Z", "Mumbai", "2024-01-25T05:30:00Z"),
        ("professional", "L3", "2024-01-25T10:30:00Z", "Mumbai", "2024-01-29T05:30:00Z"),
        # Thu 7 Nov 2024, 16:00 in Kuwait: 2 h; Friday and Saturday closed -> Sun 10, 11:00 +03.
        ("professional", "L3", "2024-11-07T13:00:00Z", "Kuwait", "2024-11-10T08:00:00Z"),
    ],
)
def test_hours_of_five_by_eight_continue_in_the_next_coverage_period(
    level: str, priority: str, at: str, place: str, due: str
) -> None:
    expected = {"kind": "response", "received_utc": at, "due_utc": due, "effective_priority": None}
    assert part_of(_told(level, priority, at, place), expected) == expected


ONE = [("premium", "L3"), ("professional", "L4")]
TWO = [("standard", "L3"), ("premium", "L4")]
FOUR = [("standard", "L4")]


@pytest.mark.parametrize(
    ("services", "at", "place", "due", "close"),
    [
        # Mon 13 May 2024, 10:00 +08: full windows end at 10:00 of Tue, Wed, Fri; the nth days
        # close at 18:00.
        (ONE, "2024-05-13T02:00:00Z", "Shanghai", "2024-05-14T02:00:00Z", "2024-05-14T10:00:00Z"),
        (TWO, "2024-05-13T02:00:00Z", "Shanghai", "2024-05-15T02:00:00Z", "2024-05-15T10:00:00Z"),
        (FOUR, "2024-05-13T02:00:00Z", "Shanghai", "2024-05-17T02:00:00Z", "2024-05-17T10:00:00Z"),
        # Sat 18 May: the clock starts on Mon 09:00; windows end at the close of Mon, Tue, Thu.
        (ONE, "2024-05-18T03:00:00Z", "Shanghai", "2024-05-20T10:00:00Z", "2024-05-20T10:00:00Z"),
        (TWO, "2024-05-18T03:00:00Z", "Shanghai", "2024-05-21T10:00:00Z", "2024-05-21T10:00:00Z"),
        (FOUR, "2024-05-18T03:00:00Z", "Shanghai", "2024-05-23T10:00:00Z", "2024-05-23T10:00:00Z"),
        # Mon 13 May, 08:00, before the opening: today's window is the first, but today is day 0.
        (ONE, "2024-05-13T00:00:00Z", "Shanghai", "2024-05-13T10:00:00Z", "2024-05-14T10:00:00Z"),
        # Fri 10 May, 16:00: Sat 11 is worked. Four: Sat, Mon, Tue, Wed 16:00.
        (ONE, "2024-05-10T08:00:00Z", "Shanghai", "2024-05-11T08:00:00Z", "2024-05-11T10:00:00Z"),
        (FOUR, "2024-05-10T08:00:00Z", "Shanghai", "2024-05-15T08:00:00Z", "2024-05-15T10:00:00Z"),
        # Mon 23 Dec 2024, 12:00 +01 in Bavaria: Tue 24, Fri 27, Mon 30, Tue 31.
        (TWO, "2024-12-23T11:00:00Z", "Munich", "2024-12-27T11:00:00Z", "2024-12-27T17:00:00Z"),
        (FOUR, "2024-12-23T11:00:00Z", "Munich", "2024-12-31T11:00:00Z", "2024-12-31T17:00:00Z"),
        # Fri 4 Oct 2024, 12:00 +09:30 in Adelaide; +10:30 from Sunday, Mon Labor Day: Tue, Wed.
        (TWO, "2024-10-04T02:30:00Z", "Adelaide", "2024-10-09T01:30:00Z", "2024-10-09T07:30:00Z"),
    ],
)
def test_business_days_are_full_windows_or_else_the_close_of_the_nth(
    services: list[tuple[str, str]], at: str, place: str, due: str, close: str
) -> None:
    nth = {"business_day_means": "end_of_nth_day"}
    for level, priority in services:
        assert _told(level, priority, at, place)["due_utc"] == due
        assert _told(level, priority, at, place, nth)["due_utc"] == close


LUNCH = {"window_5x8": ["09:00-12:00", "13:00-18:00"]}


@pytest.mark.parametrize(
    ("level", "priority", "at", "params", "due"),
    [
        # Mon 13 May 2024 in Shanghai. Eight hours from 10:00: 2 to noon, 5 to 18:00, 1 on Tue.
        ("standard", "L2", "2024-05-13T02:00:00Z", LUNCH, "2024-05-14T02:00:00Z"),
        # Four hours from 11:00: 1 to noon, 3 from 13:00 -> 16:00. From 12:30: 13:00 + 4.
        ("professional", "L3", "2024-05-13T03:00:00Z", LUNCH, "2024-05-13T08:00:00Z"),
        ("professional", "L3", "2024-05-13T04:30:00Z", LUNCH, "2024-05-13T09:00:00Z"),
        # A business day of eight hours from 10:00 is 10:00 again, as one of nine is.
        ("premium", "L3", "2024-05-13T02:00:00Z", LUNCH, "2024-05-14T02:00:00Z"),
        # Fri 10 May, 16:00, without the worked Saturday: Mon 13.
        (
            "premium",
            "L3",
            "2024-05-10T08:00:00Z",
            {"makeup_workdays": False},
            "2024-05-13T08:00:00Z",
        ),
        # Mon 13 May with Tuesdays closed.
        ("premium", "L3", "2024-05-13T02:00:00Z", {"weekend": ["tue"]}, "2024-05-15T02:00:00Z"),
    ],
)
def test_other_readings_of_hours_and_days_of_coverage(
    level: str, priority: str, at: str, params: dict[str, Any], due: str
) -> None:
    assert _told(level, priority, at, "Shanghai", params)["due_utc"] == due


@pytest.mark.parametrize(
    ("level", "due"),
    [
        # Fri 17 May 2024, 16:00 +08: eight business hours from the report, Mon 20, 15:00; four
        # and two hours around the clock from the report.
        ("standard", "2024-05-20T07:00:00Z"),
        ("premium", "2024-05-17T12:00:00Z"),
        ("professional", "2024-05-17T10:00:00Z"),
    ],
)
def test_a_first_level_without_access_is_measured_as_the_second_from_the_report(
    level: str, due: str
) -> None:
    at = "2024-05-17T08:00:00Z"
    expected = {"received_utc": at, "due_utc": due, "effective_priority": "L2", "status": None}
    told = _told(level, "L1", at, "Shanghai", reclassified_at="2024-05-18T08:00:00Z")
    assert part_of(told, expected) == expected


def test_other_levels_know_no_reclassification() -> None:
    at = "2024-05-13T02:00:00Z"
    told = _told("premium", "L2", at, "Shanghai", reclassified_at="2024-05-13T03:00:00Z")
    assert (told["due_utc"], told.get("effective_priority")) == ("2024-05-13T06:00:00Z", None)


@pytest.mark.parametrize("level", ["standard", "premium", "professional"])
@pytest.mark.parametrize("priority", ["L1", "L2", "L3", "L4"])
def test_who_refuses_remote_access_has_no_deadline(level: str, priority: str) -> None:
    expected = {"kind": "response", "status": "sla_void", "due_utc": None}
    at = "2024-05-13T02:00:00Z"
    told = _told(level, priority, at, "Shanghai", remote_access_refused=True)
    assert part_of(told, expected) == expected
    assert _told(level, priority, at, "Shanghai", remote_access_refused=False).get("due_utc")


@pytest.mark.parametrize("refused", [False, True])
@pytest.mark.parametrize(
    ("level", "at", "kind", "due_date", "due"),
    [
        ("standard", "2024-01-31T02:00:00Z", "none", None, None),
        ("premium", "2024-01-31T02:00:00Z", "cadence", None, None),
        # A month after 31 Jan is 29 Feb in 2024 and 28 Feb in 2023, until midnight +08; after
        # 20:00 UTC of 30 Nov, 1 Dec there, it is 1 Jan.
        ("professional", "2024-01-31T02:00:00Z", "cadence", "2024-02-29", "2024-02-29T16:00:00Z"),
        ("professional", "2023-01-31T02:00:00Z", "cadence", "2023-02-28", "2023-02-28T16:00:00Z"),
        ("professional", "2024-11-30T20:00:00Z", "cadence", "2025-01-01", "2025-01-01T16:00:00Z"),
    ],
)
def test_suggestions_are_discussed_and_start_no_clock(
    refused: bool,
    level: str,
    at: str,
    kind: str,
    due_date: str | None,
    due: str | None,
) -> None:
    expected = {"kind": kind, "due_date": due_date, "due_utc": due, "received_utc": None}
    told = _told(level, "L5", at, "Shanghai", remote_access_refused=refused)
    assert part_of(told, expected) == expected


@pytest.mark.parametrize(
    ("event", "level", "priority", "type_"),
    [
        ({}, "standard", "L1", "missing_field"),
        ({}, "standard", "L5", "missing_field"),
        ({"reported_at": "2024-05-13T02:00:00Z"}, "standard", None, "missing_field"),
        ({"reported_at": "2024-05-13T02:00:00Z"}, "gold", "L1", "unknown_level"),
        ({"reported_at": "2024-05-13T02:00:00Z"}, "standard", "P1", "unknown_level"),
        (
            {"reported_at": "2024-05-13T02:00:00Z", "reclassified_at": "2024-05-13T01:00:00Z"},
            "standard",
            "L1",
            "events_out_of_order",
        ),
    ],
)
def test_a_response_that_cannot_be_judged_is_refused_by_type(
    event: dict[str, str], level: str, priority: str | None, type_: str
) -> None:
    told = fault("daocloud-support", "response", event, level=level, priority=priority)
    assert told == type_
