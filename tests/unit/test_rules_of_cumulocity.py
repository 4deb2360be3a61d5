"""Cumulocity: reactions, plans, ownership, reports, reviews and phases of a version."""

from typing import Any

import pytest

from tests.asking_policies import answer, part_of


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


WAITING = {
    "kind": "response",
    "status": "awaiting_phone_contact",
    "received_utc": None,
    "due_utc": None,
}


@pytest.mark.parametrize("region", ["EMEA", "APJ", "US"])
@pytest.mark.parametrize(
    ("event", "received", "due"),
    [
        # The call starts the clock, on any day, whether the portal comes before or after it.
        (
            {"submitted_at": "2024-09-17T09:00:00Z", "phone_contact_at": "2024-09-17T10:00:00Z"},
            "2024-09-17T10:00:00Z",
            "2024-09-17T10:30:00Z",
        ),
        (
            {"submitted_at": "2024-12-25T09:00:00Z", "phone_contact_at": "2024-12-25T08:50:01Z"},
            "2024-12-25T08:50:01Z",
            "2024-12-25T09:20:01Z",
        ),
        ({"phone_contact_at": "2024-12-31T23:45:00Z"}, "2024-12-31T23:45:00Z", None),
    ],
)
def test_a_crisis_runs_thirty_minutes_from_the_call(
    region: str, event: dict[str, str], received: str, due: str | None
) -> None:
    told = _told("reaction", event | {"region": region}, priority="crisis")
    assert (told["kind"], told["received_utc"]) == ("response", received)
    assert told["due_utc"] == (due or "2025-01-01T00:15:00Z")


def test_a_crisis_without_a_call_has_not_started_even_on_a_business_day() -> None:
    event = {"region": "EMEA", "submitted_at": "2024-09-17T09:00:00Z"}
    assert part_of(_told("reaction", event, priority="crisis"), WAITING) == WAITING


@pytest.mark.parametrize(("priority", "hours"), [("critical", 2), ("standard", 24)])
@pytest.mark.parametrize(
    ("event", "place", "start"),
    [
        # Tue 17 Sep 2024, 23:30 in Berlin: a Business Day is one to its last minute.
        ({"region": "EMEA", "submitted_at": "2024-09-17T21:30:00Z"}, "Berlin", "submitted_at"),
        # A call on a Business Day changes nothing.
        (
            {
                "region": "EMEA",
                "submitted_at": "2024-09-17T08:00:00Z",
                "phone_contact_at": "2024-09-17T09:00:00Z",
            },
            "Berlin",
            "submitted_at",
        ),
        # Sun 22:30 UTC is Mon 06:30 in Kuala Lumpur, and still Sunday in Denver; Mon 16 Sep is a
        # holiday of Japan.
        ({"region": "APJ", "submitted_at": "2024-09-15T22:30:00Z"}, "Tokyo", None),
        ({"region": "APJ", "submitted_at": "2024-09-22T22:30:00Z"}, "Berlin", "submitted_at"),
        ({"region": "US", "submitted_at": "2024-09-22T22:30:00Z"}, "Denver", None),
        # Saturday, with a call; Saturday, called before the portal: both are asked for.
        (
            {
                "region": "EMEA",
                "submitted_at": "2024-09-14T08:00:00Z",
                "phone_contact_at": "2024-09-14T08:20:00Z",
            },
            "Berlin",
            "phone_contact_at",
        ),
        (
            {
                "region": "EMEA",
                "submitted_at": "2024-09-14T08:20:00Z",
                "phone_contact_at": "2024-09-14T08:00:00Z",
            },
            "Berlin",
            "submitted_at",
        ),
        # Submitted on Sunday, called on Monday: from the call.
        (
            {
                "region": "EMEA",
                "submitted_at": "2024-09-15T20:00:00Z",
                "phone_contact_at": "2024-09-16T06:00:00Z",
            },
            "Berlin",
            "phone_contact_at",
        ),
        # The customer's country counts, not the hub's: Corpus Christi in Bavaria, none in Berlin;
        # 4 July in the United States is a day like any other for a customer in India.
        ({"region": "EMEA", "submitted_at": "2024-05-30T08:00:00Z"}, "Munich", None),
        ({"region": "EMEA", "submitted_at": "2024-05-30T08:00:00Z"}, "Berlin", "submitted_at"),
        ({"region": "US", "submitted_at": "2024-07-04T18:00:00Z"}, "Denver", None),
        ({"region": "US", "submitted_at": "2024-07-04T18:00:00Z"}, "Mumbai", "submitted_at"),
        # Monday to Friday also where the week is another: Friday and Sunday in Riyadh.
        ({"region": "EMEA", "submitted_at": "2024-09-20T08:00:00Z"}, "Riyadh", "submitted_at"),
        ({"region": "EMEA", "submitted_at": "2024-09-15T08:00:00Z"}, "Riyadh", None),
        # Sat 11 May 2024 is worked in China, and no Business Day of any hub: 12:00 in Kuala Lumpur,
        # 10:00 in Berlin and in Denver.
        ({"region": "APJ", "submitted_at": "2024-05-11T04:00:00Z"}, "Shanghai", None),
        ({"region": "EMEA", "submitted_at": "2024-05-11T08:00:00Z"}, "Shanghai", None),
        ({"region": "US", "submitted_at": "2024-05-11T16:00:00Z"}, "Shanghai", None),
    ],
)
def test_other_reactions_run_around_the_clock_from_portal_or_call(
    priority: str, hours: int, event: dict[str, str], place: str, start: str | None
) -> None:
    told = _told("reaction", event, place, priority=priority)
    if start is None:
        assert part_of(told, WAITING) == WAITING
        return
    received = event[start]
    hour, day = int(received[11:13]) + hours, int(received[8:10])
    day, hour = day + hour // 24, hour % 24
    assert (told["kind"], told["received_utc"]) == ("response", received)
    assert told["due_utc"] == f"{received[:8]}{day:02}T{hour:02}{received[13:]}"


@pytest.mark.parametrize(
    ("region", "at", "place", "due"),
    [
        # Tue 17 Sep 2024, 10:00 in Berlin + one full day of Business Hours: Wed 10:00.
        ("EMEA", "2024-09-17T08:00:00Z", "Berlin", "2024-09-18T08:00:00Z"),
        # Fri 20:00: Mon 17:00. Mon 06:00: the same day, 17:00.
        ("EMEA", "2024-09-20T18:00:00Z", "Berlin", "2024-09-23T15:00:00Z"),
        ("EMEA", "2024-09-23T04:00:00Z", "Berlin", "2024-09-23T15:00:00Z"),
        # Wed 2 Oct, 12:00; Thu 3 is German Unity Day -> Fri 4, 12:00 +02.
        ("EMEA", "2024-10-02T10:00:00Z", "Berlin", "2024-10-04T10:00:00Z"),
        # Fri 1 Nov, 12:00 -06 in Denver; winter time from Sunday: Mon 12:00 -07.
        ("US", "2024-11-01T18:00:00Z", "Denver", "2024-11-04T19:00:00Z"),
    ],
)
def test_one_day_may_be_read_as_one_business_day(
    region: str, at: str, place: str, due: str
) -> None:
    event = {"region": region, "submitted_at": at}
    params = {"one_day": "business_day"}
    assert _told("reaction", event, place, priority="standard", params=params)["due_utc"] == due
    # The two hours of a critical incident stay hours.
    critical = _told("reaction", event, place, priority="critical", params=params)
    assert critical["due_utc"] == f"{at[:11]}{int(at[11:13]) + 2:02}{at[13:]}"


@pytest.mark.parametrize(
    ("zone", "start"), [("Europe/Berlin", "submitted_at"), ("fixed", "phone_contact_at")]
)
def test_with_a_fixed_clock_the_business_day_begins_an_hour_later_in_summer(
    zone: str, start: str
) -> None:
    # Sun 22:30 UTC: Mon 00:30 by summer time, Sun 23:30 at UTC + 1.
    event = {
        "region": "EMEA",
        "submitted_at": "2024-09-15T22:30:00Z",
        "phone_contact_at": "2024-09-15T22:45:00Z",
    }
    told = _told("reaction", event, priority="critical", params={"emea_zone": zone})
    assert told["received_utc"] == event[start]


def test_a_plan_follows_four_hours_after_the_receipt_of_a_crisis() -> None:
    # Over the hour that comes twice on 27 Oct 2024; a halt stops the ladder only.
    event = {
        "region": "EMEA",
        "received_at": "2024-10-26T23:00:00Z",
        "halts": [["2024-10-27T00:00:00Z", None]],
    }
    expected = {
        "kind": "plan_due",
        "received_utc": "2024-10-26T23:00:00Z",
        "due_utc": "2024-10-27T03:00:00Z",
    }
    assert part_of(_told("resolution_plan", event, priority="crisis"), expected) == expected


@pytest.mark.parametrize("priority", ["critical", "standard"])
@pytest.mark.parametrize(
    ("region", "at", "place", "owner", "takeover"),
    [
        # Tue 17 Sep 2024. Berlin 08-17 is 06-15 UTC, Kuala Lumpur 00-09, Denver 14-23.
        ("EMEA", "2024-09-17T06:00:00Z", "Berlin", "EMEA", "2024-09-17T06:00:00Z"),
        ("EMEA", "2024-09-17T15:00:00Z", "Berlin", "US", "2024-09-18T06:00:00Z"),
        ("EMEA", "2024-09-17T03:00:00Z", "Berlin", "APJ", "2024-09-17T06:00:00Z"),
        # Two are open: who opened last starts. 07:00 Berlin, 14:30 Denver.
        ("US", "2024-09-17T07:00:00Z", "Denver", "EMEA", "2024-09-17T14:00:00Z"),
        ("APJ", "2024-09-17T14:30:00Z", "Singapore", "US", "2024-09-18T00:00:00Z"),
        # The default region starts when it is open, though another opened later.
        ("APJ", "2024-09-17T07:00:00Z", "Singapore", "APJ", "2024-09-17T07:00:00Z"),
        # 23:30 UTC: nobody in summer. In winter Denver is open until 24:00 UTC.
        ("EMEA", "2024-09-17T23:30:00Z", "Berlin", "on_call", "2024-09-18T06:00:00Z"),
        ("EMEA", "2024-01-16T23:30:00Z", "Berlin", "US", "2024-01-17T07:00:00Z"),
        # Sat 14 Sep: nobody until Mon 08:00 of the region.
        ("EMEA", "2024-09-14T10:00:00Z", "Berlin", "on_call", "2024-09-16T06:00:00Z"),
        ("US", "2024-09-14T10:00:00Z", "Denver", "on_call", "2024-09-16T14:00:00Z"),
        # Fri 20 Sep, 16:00 UTC: Denver starts, Berlin takes over on Monday.
        ("EMEA", "2024-09-20T16:00:00Z", "Berlin", "US", "2024-09-23T06:00:00Z"),
        # A holiday of the customer closes every hub for it: Thu 3 Oct 2024.
        ("EMEA", "2024-10-03T08:00:00Z", "Berlin", "on_call", "2024-10-04T06:00:00Z"),
        # Sun 22:00 UTC; Mon 23 Sep is a holiday of Japan -> Tue 08:00 in Kuala Lumpur.
        ("APJ", "2024-09-22T22:00:00Z", "Tokyo", "on_call", "2024-09-24T00:00:00Z"),
    ],
)
def test_an_incident_is_started_by_who_is_online_and_taken_over_by_the_default_region(
    priority: str, region: str, at: str, place: str, owner: str, takeover: str
) -> None:
    expected = {
        "kind": "ownership",
        "received_utc": at,
        "initial_owner": owner,
        "takeover_utc": takeover,
    }
    told = _told("ownership", {"region": region, "received_at": at}, place, priority=priority)
    assert part_of(told, expected) == expected
