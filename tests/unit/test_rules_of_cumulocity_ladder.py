"""Cumulocity: whom an incident is escalated to, and when."""

from typing import Any

import pytest

from tests.asking_policies import answer

WHO = (
    "Regional Director Support",
    "Global Vice President Support",
    "Global Senior Vice President Support",
    "Chief Operating Officer",
)


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


def _ladder(
    priority: str,
    received: str,
    halts: list[list[str | None]],
    *,
    region: str = "EMEA",
    place: str = "Berlin",
    params: dict[str, str] | None = None,
) -> list[object]:
    event = {"region": region, "received_at": received, "halts": halts}
    told = _told("management_assistance", event, place, priority=priority, params=params)
    assert (told["kind"], told["received_utc"]) == ("escalation", received)
    steps = told["steps"]
    assert isinstance(steps, list)
    assert tuple(step["to"] for step in steps) == WHO
    return [step["at_utc"] for step in steps]


@pytest.mark.parametrize("params", [{}, {"map_business_day": "end_of_nth_day"}])
@pytest.mark.parametrize(
    ("received", "halts", "at"),
    [
        # 24, 48, 72 and 120 hours, over New Year, and over the change to winter time.
        (
            "2024-12-30T10:00:00Z",
            [],
            ["2024-12-31T10:00", "2025-01-01T10:00", "2025-01-02T10:00", "2025-01-04T10:00"],
        ),
        (
            "2024-10-26T10:00:00Z",
            [],
            ["2024-10-27T10:00", "2024-10-28T10:00", "2024-10-29T10:00", "2024-10-31T10:00"],
        ),
        # Twelve hours of a test on the second day; two halts that overlap cost 6 hours, not 8.
        (
            "2024-09-10T10:00:00Z",
            [["2024-09-11T12:00:00Z", "2024-09-12T00:00:00Z"]],
            ["2024-09-11T10:00", "2024-09-12T22:00", "2024-09-13T22:00", "2024-09-15T22:00"],
        ),
        (
            "2024-09-10T10:00:00Z",
            [
                ["2024-09-10T16:00:00Z", "2024-09-10T20:00:00Z"],
                ["2024-09-10T14:00:00Z", "2024-09-10T18:00:00Z"],
            ],
            ["2024-09-11T16:00", "2024-09-12T16:00", "2024-09-13T16:00", "2024-09-15T16:00"],
        ),
        # What was halted before the receipt costs nothing; of one that lasts beyond it, the rest.
        (
            "2024-09-10T10:00:00Z",
            [["2024-09-09T10:00:00Z", "2024-09-10T11:00:00Z"]],
            ["2024-09-11T11:00", "2024-09-12T11:00", "2024-09-13T11:00", "2024-09-15T11:00"],
        ),
    ],
)
def test_the_ladder_of_a_crisis_climbs_by_days_of_twenty_four_hours(
    received: str, halts: list[list[str | None]], at: list[str], params: dict[str, str]
) -> None:
    told = _ladder("crisis", received, halts, params=params)
    assert told == [f"{step}:00Z" for step in at]


def test_an_open_halt_leaves_the_steps_behind_it_without_an_instant() -> None:
    halts: list[list[str | None]] = [["2024-09-11T12:00:00Z", None]]
    told = _ladder("crisis", "2024-09-10T10:00:00Z", halts)
    assert told == ["2024-09-11T10:00:00Z", None, None, None]


NTH = {"map_business_day": "end_of_nth_day"}


@pytest.mark.parametrize(
    ("region", "place", "received", "halts", "params", "at"),
    [
        # Mon 9 Sep 2024, 10:00 in Berlin: 5, 7, 9 and 11 Business Days of 9 hours.
        (
            "EMEA",
            "Berlin",
            "2024-09-09T08:00:00Z",
            [],
            {},
            ["2024-09-16T08:00", "2024-09-18T08:00", "2024-09-20T08:00", "2024-09-24T08:00"],
        ),
        # The close of the nth: Mon 16, Wed 18, Fri 20, Tue 24, 17:00 +02.
        (
            "EMEA",
            "Berlin",
            "2024-09-09T08:00:00Z",
            [],
            NTH,
            ["2024-09-16T15:00", "2024-09-18T15:00", "2024-09-20T15:00", "2024-09-24T15:00"],
        ),
        # Halted from Tue 16:00 to Wed 10:00: one hour of Tuesday, two of Wednesday, the night
        # costs nothing. A halt of a weekend costs nothing at all.
        (
            "EMEA",
            "Berlin",
            "2024-09-09T08:00:00Z",
            [["2024-09-10T14:00:00Z", "2024-09-11T08:00:00Z"]],
            {},
            ["2024-09-16T11:00", "2024-09-18T11:00", "2024-09-20T11:00", "2024-09-24T11:00"],
        ),
        (
            "EMEA",
            "Berlin",
            "2024-09-09T08:00:00Z",
            [["2024-09-13T15:00:00Z", "2024-09-16T06:00:00Z"]],
            {},
            ["2024-09-16T08:00", "2024-09-18T08:00", "2024-09-20T08:00", "2024-09-24T08:00"],
        ),
        # Read as the close of the nth, the same three hours move each step to 11:00 of the next
        # Business Day; a halt on the day of the receipt costs nothing, as that day is not counted.
        (
            "EMEA",
            "Berlin",
            "2024-09-09T08:00:00Z",
            [["2024-09-10T14:00:00Z", "2024-09-11T08:00:00Z"]],
            NTH,
            ["2024-09-17T09:00", "2024-09-19T09:00", "2024-09-23T09:00", "2024-09-25T09:00"],
        ),
        (
            "EMEA",
            "Berlin",
            "2024-09-09T08:00:00Z",
            [["2024-09-09T10:00:00Z", "2024-09-09T12:00:00Z"]],
            NTH,
            ["2024-09-16T15:00", "2024-09-18T15:00", "2024-09-20T15:00", "2024-09-24T15:00"],
        ),
        # Mon 23 Dec 2024, 12:00 in Bavaria: 24, 27, 30, 31 Dec, 2, 3, 7, 8, 9, 10 and 13 Jan
        # (Mon 6 is Epiphany); the 5th, 7th, 9th and 11th.
        (
            "EMEA",
            "Munich",
            "2024-12-23T11:00:00Z",
            [],
            {},
            ["2025-01-02T11:00", "2025-01-07T11:00", "2025-01-09T11:00", "2025-01-13T11:00"],
        ),
        # Fri 25 Oct, 10:00 +02; winter time from Sunday: 10:00 +01 on 1, 5, 7 and 11 Nov.
        (
            "EMEA",
            "Berlin",
            "2024-10-25T08:00:00Z",
            [],
            {},
            ["2024-11-01T09:00", "2024-11-05T09:00", "2024-11-07T09:00", "2024-11-11T09:00"],
        ),
        # On a fixed clock 10:00 +02 is 09:00 all year: the same instant of the day in UTC.
        (
            "EMEA",
            "Berlin",
            "2024-10-25T08:00:00Z",
            [],
            {"emea_zone": "fixed"},
            ["2024-11-01T08:00", "2024-11-05T08:00", "2024-11-07T08:00", "2024-11-11T08:00"],
        ),
        # Kuala Lumpur for a customer in China: Mon 29 Apr 2024, 10:00 +08. 30 Apr, 6-10 May (six),
        # 13, 14, 15, ...: Sun 28 Apr and Sat 11 May are not worked here.
        (
            "APJ",
            "Shanghai",
            "2024-04-29T02:00:00Z",
            [],
            {},
            ["2024-05-09T02:00", "2024-05-13T02:00", "2024-05-15T02:00", "2024-05-17T02:00"],
        ),
        # A customer in Riyadh works from Sunday to Thursday, the hub from Monday to Friday: Mon 9
        # Sep; Mon 23 is Saudi National Day -> the 11th is Wed 25.
        (
            "EMEA",
            "Riyadh",
            "2024-09-09T08:00:00Z",
            [],
            {},
            ["2024-09-16T08:00", "2024-09-18T08:00", "2024-09-20T08:00", "2024-09-25T08:00"],
        ),
        # Mon 9 Sep, 23:00 UTC: 17:00 in Denver, Tue 01:00 at the customer's. Monday is day 0 by the
        # hub's clock, so the 5th closes on Mon 16 at 17:00 -06.
        (
            "US",
            "Berlin",
            "2024-09-09T23:00:00Z",
            [],
            NTH,
            ["2024-09-16T23:00", "2024-09-18T23:00", "2024-09-20T23:00", "2024-09-24T23:00"],
        ),
        # Sat 7 Sep: the first full day is Monday, so each step comes at a close, 17:00 -06.
        (
            "US",
            "Denver",
            "2024-09-07T12:00:00Z",
            [],
            {},
            ["2024-09-13T23:00", "2024-09-17T23:00", "2024-09-19T23:00", "2024-09-23T23:00"],
        ),
    ],
)
def test_the_ladder_of_a_critical_incident_climbs_by_business_days_of_the_hub(
    region: str,
    place: str,
    received: str,
    halts: list[list[str | None]],
    params: dict[str, str],
    at: list[str],
) -> None:
    told = _ladder("critical", received, halts, region=region, place=place, params=params)
    assert told == [f"{step}:00Z" for step in at]


@pytest.mark.parametrize("params", [{}, NTH])
def test_an_open_halt_stops_the_business_days_too(params: dict[str, str]) -> None:
    # From Tue 17 Sep: after the first step in both readings.
    halts: list[list[str | None]] = [["2024-09-17T06:00:00Z", None]]
    told = _ladder("critical", "2024-09-09T08:00:00Z", halts, params=params)
    first = "2024-09-16T15:00:00Z" if params else "2024-09-16T08:00:00Z"
    assert told == [first, None, None, None]


def test_a_standard_incident_has_no_ladder() -> None:
    event = {"region": "EMEA", "received_at": "2024-09-09T08:00:00Z"}
    told = _told("management_assistance", event, priority="standard")
    assert (told["kind"], told["steps"]) == ("escalation", [])
