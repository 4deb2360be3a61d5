"""DaoCloud: status updates, closure, and the notices that customers owe."""

from typing import Any

import pytest

from tests.asking_policies import answer, fault, part_of


def _told(
    target: str,
    event: dict[str, Any],
    place: str = "Shanghai",
    *,
    level: str | None = None,
    priority: str | None = None,
    params: dict[str, Any] | None = None,
) -> dict[str, object]:
    return answer(
        "daocloud-support", target, event, place, level=level, priority=priority, params=params
    )


@pytest.mark.parametrize("level", ["standard", "premium", "professional", None])
@pytest.mark.parametrize(
    ("resolved", "times"),
    [
        ("2024-11-03T05:30:00Z", []),
        # Strictly before the solution: at 06:30 itself nothing is due any more.
        ("2024-11-03T06:30:00Z", []),
        ("2024-11-03T06:30:01Z", ["2024-11-03T06:30:00Z"]),
        # Hourly over the hour that New York repeats at 06:00 UTC.
        (
            "2024-11-03T08:31:00Z",
            ["2024-11-03T06:30:00Z", "2024-11-03T07:30:00Z", "2024-11-03T08:30:00Z"],
        ),
    ],
)
def test_the_supervisor_is_told_at_once_and_the_customer_hourly(
    level: str | None, resolved: str, times: list[str]
) -> None:
    expected = {
        "kind": "status_updates",
        "received_utc": "2024-11-03T05:30:00Z",
        "supervisor_notice_utc": "2024-11-03T05:30:00Z",
        "times_utc": times,
    }
    event = {"reported_at": "2024-11-03T05:30:00Z", "resolved_at": resolved}
    told = _told("status_updates", event, "New York", level=level, priority="L1")
    assert part_of(told, expected) == expected


def test_without_a_solution_only_the_supervisor_has_an_hour() -> None:
    event = {"reported_at": "2024-05-13T02:00:00Z"}
    told = _told("status_updates", event, priority="L1")
    assert told == {
        "kind": "status_updates",
        "received_utc": "2024-05-13T02:00:00Z",
        "supervisor_notice_utc": "2024-05-13T02:00:00Z",
    }


@pytest.mark.parametrize(
    ("event", "priority", "type_"),
    [
        ({}, "L1", "missing_field"),
        ({"reported_at": "2024-05-13T02:00:00Z"}, "L2", "unknown_level"),
        (
            {"reported_at": "2024-05-13T02:00:00Z", "resolved_at": "2024-05-13T01:00:00Z"},
            "L1",
            "events_out_of_order",
        ),
    ],
)
def test_status_updates_that_cannot_be_told_are_refused_by_type(
    event: dict[str, str], priority: str, type_: str
) -> None:
    told = fault("daocloud-support", "status_updates", event, priority=priority)
    assert told == type_


@pytest.mark.parametrize(
    ("priority", "at", "place", "params", "due_date", "due"),
    [
        # 7 and 14 calendar days, to midnight +08: Mon 13 May -> Mon 20, Mon 27.
        ("L3", "2024-05-13T08:00:00Z", "Shanghai", {}, "2024-05-20", "2024-05-20T16:00:00Z"),
        ("L4", "2024-05-13T08:00:00Z", "Shanghai", {}, "2024-05-27", "2024-05-27T16:00:00Z"),
        # 18:00 UTC of 13 May is 14 May in Shanghai.
        ("L3", "2024-05-13T18:00:00Z", "Shanghai", {}, "2024-05-21", "2024-05-21T16:00:00Z"),
        # Over the end of a year; over 29 Feb; over the change to summer time, +01 to +02.
        ("L4", "2024-12-24T10:00:00Z", "London", {}, "2025-01-07", "2025-01-08T00:00:00Z"),
        ("L3", "2024-02-26T10:00:00Z", "London", {}, "2024-03-04", "2024-03-05T00:00:00Z"),
        ("L3", "2024-03-28T10:00:00Z", "Berlin", {}, "2024-04-04", "2024-04-04T22:00:00Z"),
        # The last day has an hour more: it ends at +01.
        ("L3", "2024-10-20T10:00:00Z", "Berlin", {}, "2024-10-27", "2024-10-27T23:00:00Z"),
        # Other numbers.
        (
            "L3",
            "2024-05-13T08:00:00Z",
            "Shanghai",
            {"closure_days": {"L3": 5, "L4": 10}},
            "2024-05-18",
            "2024-05-18T16:00:00Z",
        ),
        (
            "L4",
            "2024-05-13T08:00:00Z",
            "Shanghai",
            {"closure_days": {"L3": 5, "L4": 10}},
            "2024-05-23",
            "2024-05-23T16:00:00Z",
        ),
    ],
)
def test_an_incident_without_an_answer_closes_at_the_end_of_the_last_day(
    priority: str, at: str, place: str, params: dict[str, Any], due_date: str, due: str
) -> None:
    expected = {
        "kind": "closure",
        "received_utc": at,
        "due_date": due_date,
        "due_utc": due,
        "closes": True,
        "closure_code": "Cancelled by Customer",
    }
    event = {"info_requested_at": at}
    told = _told("closure_no_info", event, place, priority=priority, params=params)
    assert part_of(told, expected) == expected


@pytest.mark.parametrize(
    ("received", "closes", "code"),
    [
        # The last day is Mon 20 May; it ends at 16:00 UTC.
        ("2024-05-13T08:00:00Z", False, None),
        ("2024-05-20T15:59:59Z", False, None),
        ("2024-05-20T16:00:00Z", True, "Cancelled by Customer"),
        ("2024-06-01T00:00:00Z", True, "Cancelled by Customer"),
    ],
)
def test_an_answer_before_the_end_of_the_last_day_keeps_the_incident_open(
    received: str,
    closes: bool,
    code: str | None,
) -> None:
    event = {"info_requested_at": "2024-05-13T08:00:00Z", "info_received_at": received}
    expected = {
        "kind": "closure",
        "due_date": "2024-05-20",
        "due_utc": "2024-05-20T16:00:00Z",
        "closes": closes,
        "closure_code": code,
    }
    assert part_of(_told("closure_no_info", event, priority="L3"), expected) == expected


@pytest.mark.parametrize("priority", ["L1", "L2"])
def test_higher_levels_have_no_fixed_period_for_an_answer(priority: str) -> None:
    expected = {
        "kind": "closure",
        "received_utc": "2024-05-13T08:00:00Z",
        "status": "no_fixed_period",
        "closes": False,
        "due_date": None,
        "due_utc": None,
        "closure_code": None,
    }
    event = {"info_requested_at": "2024-05-13T08:00:00Z"}
    assert part_of(_told("closure_no_info", event, priority=priority), expected) == expected


@pytest.mark.parametrize(
    ("event", "priority", "params", "type_"),
    [
        ({}, "L3", {}, "missing_field"),
        ({"info_requested_at": "2024-05-13T08:00:00Z"}, "L5", {}, "unknown_level"),
        ({"info_requested_at": "2024-05-13T08:00:00Z"}, None, {}, "missing_field"),
        (
            {
                "info_requested_at": "2024-05-13T08:00:00Z",
                "info_received_at": "2024-05-12T08:00:00Z",
            },
            "L3",
            {},
            "events_out_of_order",
        ),
        (
            {"info_requested_at": "2024-05-13T08:00:00Z"},
            "L3",
            {"closure_days": {"L3": "soon"}},
            "bad_parameter",
        ),
    ],
)
def test_a_closure_that_cannot_be_judged_is_refused_by_type(
    event: dict[str, str], priority: str | None, params: dict[str, Any], type_: str
) -> None:
    told = fault("daocloud-support", "closure_no_info", event, priority=priority, params=params)
    assert told == type_


@pytest.mark.parametrize(
    ("closed", "place", "date_"),
    [
        ("2024-05-13T08:00:00Z", "Shanghai", "2026-05-13"),
        # 17:00 UTC of 31 Dec is 1 Jan in Shanghai.
        ("2024-12-31T17:00:00Z", "Shanghai", "2027-01-01"),
        # Two years after a leap day.
        ("2024-02-29T08:00:00Z", "Shanghai", "2026-02-28"),
    ],
)
def test_an_incident_is_shown_as_transferred_for_two_years(
    closed: str, place: str, date_: str
) -> None:
    expected = {
        "kind": "display_until",
        "closure_code": "Transferred to Customer",
        "date": date_,
        "received_utc": None,
    }
    told = _told("transferred_display", {"closed_at": closed}, place)
    assert part_of(told, expected) == expected


@pytest.mark.parametrize(
    ("fault_at", "due"),
    [
        ("2024-02-28T23:59:59Z", "2024-02-29T23:59:59Z"),
        # Over the hour that New York skips: 24 hours, not the same time of the next day.
        ("2024-03-09T20:00:00Z", "2024-03-10T20:00:00Z"),
    ],
)
def test_a_fault_is_to_be_told_within_twenty_four_hours(fault_at: str, due: str) -> None:
    told = _told("fault_notice", {"fault_at": fault_at}, "New York")
    assert told["kind"] == "notice_due"
    assert (told["received_utc"], told["due_utc"]) == (fault_at, due)


@pytest.mark.parametrize(
    ("target", "event", "place", "kind", "date_"),
    [
        # 28 and 30 calendar days after 1 Feb 2024 (29 days): 29 Feb and 2 Mar.
        (
            "change_notice",
            {"notice_at": "2024-02-01T08:00:00Z"},
            "London",
            "earliest_effective",
            "2024-02-29",
        ),
        (
            "move_notice",
            {"notice_at": "2024-02-01T08:00:00Z"},
            "London",
            "earliest_effective",
            "2024-03-02",
        ),
        # 12:00 UTC is the next day at +14.
        (
            "change_notice",
            {"notice_at": "2024-12-03T12:00:00Z"},
            "Kiritimati",
            "earliest_effective",
            "2025-01-01",
        ),
        # The other way round: 28 days before 1 Jan 2025, 30 days before 1 Mar 2023.
        (
            "change_notice",
            {"effective_date": "2025-01-01"},
            "London",
            "latest_notice",
            "2024-12-04",
        ),
        ("move_notice", {"effective_date": "2023-03-01"}, "London", "latest_notice", "2023-01-30"),
        # Both: the notice was given, so the earliest change is told.
        (
            "move_notice",
            {"notice_at": "2024-02-01T08:00:00Z", "effective_date": "2024-02-10"},
            "London",
            "earliest_effective",
            "2024-03-02",
        ),
    ],
)
def test_changes_and_moves_need_their_days_of_notice(
    target: str, event: dict[str, str], place: str, kind: str, date_: str
) -> None:
    expected = {"kind": kind, "date": date_, "received_utc": None, "due_utc": None}
    assert part_of(_told(target, event, place), expected) == expected


@pytest.mark.parametrize(
    "target", ["change_notice", "move_notice", "fault_notice", "transferred_display"]
)
def test_a_notice_without_any_date_is_refused(target: str) -> None:
    assert fault("daocloud-support", target, {}) == "missing_field"
