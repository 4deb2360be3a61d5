"""Cumulocity: reports, reviews, phases of a version, and cases that cannot be judged."""

from typing import Any

import pytest

from tests.asking_policies import answer, fault, part_of


def _told(
    target: str,
    event: dict[str, Any],
    place: str = "Berlin",
    *,
    priority: str | None = None,
    params: dict[str, Any] | None = None,
    level: str | None = "enterprise",
) -> dict[str, object]:
    return answer(
        "cumulocity-enterprise", target, event, place, level=level, priority=priority, params=params
    )


@pytest.mark.parametrize(
    ("region", "place", "received", "times"),
    [
        # Tue 17 Sep 2024, 10:00 in Berlin: today, Wed and Thu at 17:00 +02.
        (
            "EMEA",
            "Berlin",
            "2024-09-17T08:00:00Z",
            ["2024-09-17T15:00:00Z", "2024-09-18T15:00:00Z", "2024-09-19T15:00:00Z"],
        ),
        # Received at the close itself: from tomorrow on, over the weekend.
        (
            "EMEA",
            "Berlin",
            "2024-09-19T15:00:00Z",
            ["2024-09-20T15:00:00Z", "2024-09-23T15:00:00Z", "2024-09-24T15:00:00Z"],
        ),
        # Wed 25 Dec: Fri 27, Mon 30, Tue 31 at 17:00 +01.
        (
            "EMEA",
            "Berlin",
            "2024-12-25T09:00:00Z",
            ["2024-12-27T16:00:00Z", "2024-12-30T16:00:00Z", "2024-12-31T16:00:00Z"],
        ),
        # Tue 17 Sep, 10:00 in Kuala Lumpur: today, Wed and Thu, 17:00 +08.
        (
            "APJ",
            "Kuala Lumpur",
            "2024-09-17T02:00:00Z",
            ["2024-09-17T09:00:00Z", "2024-09-18T09:00:00Z", "2024-09-19T09:00:00Z"],
        ),
        # Fri 1 Nov, 18:00 in Denver; winter time from Sunday, 17:00 -07.
        (
            "US",
            "Denver",
            "2024-11-02T00:00:00Z",
            ["2024-11-05T00:00:00Z", "2024-11-06T00:00:00Z", "2024-11-07T00:00:00Z"],
        ),
    ],
)
def test_a_critical_incident_is_reported_at_the_close_of_each_business_day(
    region: str, place: str, received: str, times: list[str]
) -> None:
    expected = {"kind": "status_updates", "received_utc": received, "times_utc": times}
    event = {"region": region, "received_at": received}
    assert part_of(_told("daily_report", event, place, priority="critical"), expected) == expected


@pytest.mark.parametrize(
    ("last", "due"),
    [
        ("2024-03-01", "2025-03-01"),
        ("2024-12-31", "2025-12-31"),
        ("2024-02-29", "2025-02-28"),
    ],
)
def test_the_list_of_contacts_is_reviewed_a_year_after_the_last_review(last: str, due: str) -> None:
    told = _told("atc_review", {"last_review_date": last}, level=None)
    assert (told["kind"], told["date"]) == ("review_due", due)


@pytest.mark.parametrize(
    ("ends", "on", "more", "params", "phase", "until"),
    [
        ("2024-06-30", "2024-06-29", {}, {}, "active", "2025-06-30"),
        ("2024-06-30", "2024-06-30", {}, {}, "sustained", "2025-06-30"),
        ("2024-06-30", "2025-06-29", {}, {}, "sustained", "2025-06-30"),
        ("2024-06-30", "2025-06-30", {}, {}, "beyond_sustained", "2025-06-30"),
        # Twelve months after a leap day; 18 and 24 months, from a reading or published.
        ("2024-02-29", "2025-02-28", {}, {}, "beyond_sustained", "2025-02-28"),
        ("2024-08-31", "2026-02-27", {}, {"sustained_months": 18}, "sustained", "2026-02-28"),
        ("2024-06-30", "2026-06-29", {}, {"sustained_months": 24}, "sustained", "2026-06-30"),
        ("2024-06-30", "2026-06-29", {"sustained_months": 24}, {}, "sustained", "2026-06-30"),
        (
            "2024-06-30",
            "2026-01-01",
            {"sustained_months": 24},
            {"sustained_months": 18},
            "sustained",
            "2026-06-30",
        ),
    ],
)
def test_a_version_is_active_sustained_and_then_beyond(
    ends: str,
    on: str,
    more: dict[str, int],
    params: dict[str, int],
    phase: str,
    until: str,
) -> None:
    expected = {"kind": "lifecycle_phase", "phase": phase, "sustained_until_at_least": until}
    event = {"end_of_maintenance": ends, "on_date": on, **more}
    assert part_of(_told("lifecycle", event, params=params, level=None), expected) == expected


RECEIVED = {"region": "EMEA", "received_at": "2024-09-09T08:00:00Z"}


@pytest.mark.parametrize(
    ("target", "event", "priority", "type_"),
    [
        ("reaction", {"region": "EMEA"}, "critical", "missing_field"),
        ("reaction", {"submitted_at": "2024-09-09T08:00:00Z"}, "critical", "missing_field"),
        (
            "reaction",
            {"region": "LATAM", "submitted_at": "2024-09-09T08:00:00Z"},
            "critical",
            "bad_parameter",
        ),
        ("reaction", RECEIVED, None, "missing_field"),
        ("resolution_plan", RECEIVED, "critical", "unknown_level"),
        ("ownership", RECEIVED, "crisis", "unknown_level"),
        ("daily_report", RECEIVED, "standard", "unknown_level"),
        ("management_assistance", RECEIVED, "urgent", "unknown_level"),
        ("management_assistance", {"region": "EMEA"}, "crisis", "missing_field"),
        (
            "management_assistance",
            {**RECEIVED, "halts": [["2024-09-11T08:00:00Z", "2024-09-10T08:00:00Z"]]},
            "crisis",
            "events_out_of_order",
        ),
        (
            "management_assistance",
            {**RECEIVED, "halts": [["yesterday", None]]},
            "crisis",
            "bad_instant",
        ),
        ("lifecycle", {"end_of_maintenance": "2024-06-30"}, None, "missing_field"),
        ("atc_review", {}, None, "missing_field"),
        ("resolution_target", RECEIVED, "crisis", "unknown_target"),
    ],
)
def test_what_cannot_be_judged_is_refused_by_type(
    target: str, event: dict[str, Any], priority: str | None, type_: str
) -> None:
    told = fault("cumulocity-enterprise", target, event, level="enterprise", priority=priority)
    assert told == type_
