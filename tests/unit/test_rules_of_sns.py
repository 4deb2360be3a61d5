"""Software Subscription and Support: every priority, every start, every reading."""

from typing import Any

import pytest

from tests.asking_policies import answer, fault, part_of


def _due(
    priority: str, at: str, place: str, params: dict[str, Any] | None = None
) -> tuple[object, object]:
    told = answer(
        "xfusion-sns", "response", {"accepted_at": at}, place, priority=priority, params=params
    )
    assert (told["kind"], told["received_utc"], told["guaranteed"]) == ("response", at, True)
    return told["due_utc"], told.get("due_date")


NINE_BY_FIVE = {"p2_p3_coverage": "9x5"}


@pytest.mark.parametrize(
    ("priority", "at", "place", "due"),
    [
        # 30 minutes over the end of a year, to the second; 60 on a holiday; 2 hours on a Sunday
        # over the hour that New York repeats at 06:00 UTC.
        ("P1", "2024-12-31T23:59:59Z", "London", "2025-01-01T00:29:59Z"),
        ("P2", "2024-02-12T03:00:00Z", "Tokyo", "2024-02-12T04:00:00Z"),
        ("P3", "2024-11-03T05:15:00Z", "New York", "2024-11-03T07:15:00Z"),
    ],
)
def test_the_first_three_priorities_run_around_the_clock(
    priority: str, at: str, place: str, due: str
) -> None:
    assert _due(priority, at, place) == (due, None)


@pytest.mark.parametrize(
    ("priority", "at", "place", "more", "due"),
    [
        # The first priority stays around the clock: Saturday.
        ("P1", "2024-06-15T20:00:00Z", "Berlin", {}, "2024-06-15T20:30:00Z"),
        # Fri 14 Jun 2024, 17:00 in Berlin: 60 minutes end exactly at closing, 18:00 +02.
        ("P2", "2024-06-14T15:00:00Z", "Berlin", {}, "2024-06-14T16:00:00Z"),
        # A second later, one second is left for Monday 09:00.
        ("P2", "2024-06-14T15:00:01Z", "Berlin", {}, "2024-06-17T07:00:01Z"),
        # Fri 17:00: one of two hours, the other on Mon 09:00-10:00.
        ("P3", "2024-06-14T15:00:00Z", "Berlin", {}, "2024-06-17T08:00:00Z"),
        # Wed 10 Jul 2024, 17:30 in Brunei +08; Thu 09:00-10:30. Thu 17:30: Fri closed, Sat worked.
        ("P3", "2024-07-10T09:30:00Z", "Bandar", {}, "2024-07-11T02:30:00Z"),
        ("P3", "2024-07-11T09:30:00Z", "Bandar", {}, "2024-07-13T02:30:00Z"),
        # Fri 10 May 2024, 17:00 in Shanghai; Sat 11 is worked, unless it is not: Mon 13.
        ("P3", "2024-05-10T09:00:00Z", "Shanghai", {}, "2024-05-11T02:00:00Z"),
        (
            "P3",
            "2024-05-10T09:00:00Z",
            "Shanghai",
            {"makeup_workdays": False},
            "2024-05-13T02:00:00Z",
        ),
        # 08:00-17:00: at 16:30 half an hour is left, the rest on Mon from 08:00.
        (
            "P2",
            "2024-06-14T14:30:00Z",
            "Berlin",
            {"nbd_window": ["08:00-17:00"]},
            "2024-06-17T06:30:00Z",
        ),
        # Fri 25 Oct 2024, 17:30 +02; winter time from Sunday: Mon 09:00 + 30 minutes at +01.
        ("P2", "2024-10-25T15:30:00Z", "Berlin", {}, "2024-10-28T08:30:00Z"),
    ],
)
def test_read_as_nine_by_five_the_second_and_third_priority_use_up_opening_hours(
    priority: str, at: str, place: str, more: dict[str, Any], due: str
) -> None:
    assert _due(priority, at, place, NINE_BY_FIVE | more) == (due, None)


@pytest.mark.parametrize(
    ("at", "place", "params", "due_date", "due"),
    [
        # Fri 9 Feb 2024; Chinese New Year on Sat and Sun, Mon 12 in its place -> Tue 13, +08.
        ("2024-02-09T02:00:00Z", "Singapore", {}, "2024-02-13", "2024-02-13T10:00:00Z"),
        # Thu in Kuwait -> Sun 3 Mar; 1 and 2 March are Friday and Saturday; 18:00 +03.
        ("2024-02-29T08:00:00Z", "Kuwait", {}, "2024-03-03", "2024-03-03T15:00:00Z"),
        # With Saturday and Sunday closed instead: Fri 1 Mar.
        (
            "2024-02-29T08:00:00Z",
            "Kuwait",
            {"weekend": ["sat", "sun"]},
            "2024-03-01",
            "2024-03-01T15:00:00Z",
        ),
        # Tue 31 Dec 2024 -> Thu 2 Jan 2025: 18:00, 17:00, midnight, all GMT.
        ("2024-12-31T10:00:00Z", "London", {}, "2025-01-02", "2025-01-02T18:00:00Z"),
        (
            "2024-12-31T10:00:00Z",
            "London",
            {"nbd_window": ["08:00-17:00"]},
            "2025-01-02",
            "2025-01-02T17:00:00Z",
        ),
        (
            "2024-12-31T10:00:00Z",
            "London",
            {"due_at": "end_of_day"},
            "2025-01-02",
            "2025-01-03T00:00:00Z",
        ),
        # Fri 10 May 2024: Sat 11 is worked in China, or not.
        ("2024-05-10T02:00:00Z", "Shanghai", {}, "2024-05-11", "2024-05-11T10:00:00Z"),
        (
            "2024-05-10T02:00:00Z",
            "Shanghai",
            {"makeup_workdays": False},
            "2024-05-13",
            "2024-05-13T10:00:00Z",
        ),
        # The reading of the other priorities changes nothing here.
        ("2024-06-14T21:30:00Z", "Berlin", NINE_BY_FIVE, "2024-06-17", "2024-06-17T16:00:00Z"),
    ],
)
def test_the_fourth_priority_is_due_at_the_close_of_the_next_business_day(
    at: str, place: str, params: dict[str, Any], due_date: str, due: str
) -> None:
    assert _due("P4", at, place, params) == (due, due_date)


@pytest.mark.parametrize("priority", ["P1", "P2", "P3", "P4"])
def test_force_majeure_keeps_the_date_and_takes_the_guarantee(priority: str) -> None:
    event = {"accepted_at": "2024-06-14T08:00:00Z", "force_majeure": True}
    told = answer("xfusion-sns", "response", event, "Berlin", priority=priority)
    # 30 and 60 minutes, 2 hours, and the close of Mon 17 Jun.
    due = {
        "P1": "2024-06-14T08:30:00Z",
        "P2": "2024-06-14T09:00:00Z",
        "P3": "2024-06-14T10:00:00Z",
        "P4": "2024-06-17T16:00:00Z",
    }
    assert (told["guaranteed"], told["due_utc"]) == (False, due[priority])


LICENSED = {"order_type": "with_license"}
RENEWED = {"order_type": "renewal"}
SIGNED = {"contract_signed_date": "2024-01-05", "po_confirmed_date": "2024-01-10"}


@pytest.mark.parametrize(
    ("event", "place", "params", "date_", "start"),
    [
        # The order names a date; midnight +08.
        (
            LICENSED | SIGNED | {"po_start_date": "2024-03-01", "activation_date": "2024-02-01"},
            "Shanghai",
            {},
            "2024-03-01",
            "2024-02-29T16:00:00Z",
        ),
        (
            RENEWED | {"po_start_date": "2024-03-01", "previous_end_date": "2024-02-01"},
            "Shanghai",
            {},
            "2024-03-01",
            "2024-02-29T16:00:00Z",
        ),
        # 5 Jan + 90 = 4 Apr (26 to 31 Jan, 29, 31, 4 more); the activation on it, before, after.
        (
            LICENSED | SIGNED | {"activation_date": "2024-04-04"},
            "Shanghai",
            {},
            "2024-04-04",
            "2024-04-03T16:00:00Z",
        ),
        (
            LICENSED | SIGNED | {"activation_date": "2024-01-02"},
            "Shanghai",
            {},
            "2024-01-02",
            "2024-01-01T16:00:00Z",
        ),
        (
            LICENSED | SIGNED | {"activation_date": "2024-04-08"},
            "Shanghai",
            {},
            "2024-04-04",
            "2024-04-03T16:00:00Z",
        ),
        # By the later of signing and confirmation: 10 Jan + 90 = 9 Apr.
        (
            LICENSED | SIGNED | {"activation_date": "2024-04-08"},
            "Shanghai",
            {"contract_reference": "latest"},
            "2024-04-08",
            "2024-04-07T16:00:00Z",
        ),
        (
            LICENSED | SIGNED | {"activation_date": "2024-06-01"},
            "Shanghai",
            {"contract_reference": "latest"},
            "2024-04-09",
            "2024-04-08T16:00:00Z",
        ),
        # Not activated: the limit. Neither signed nor confirmed: the activation. Only confirmed:
        # 10 Jan + 90.
        (LICENSED | SIGNED, "Shanghai", {}, "2024-04-04", "2024-04-03T16:00:00Z"),
        (
            LICENSED | {"activation_date": "2024-06-01"},
            "Shanghai",
            {},
            "2024-06-01",
            "2024-05-31T16:00:00Z",
        ),
        (
            LICENSED | {"po_confirmed_date": "2024-01-10", "activation_date": "2024-06-01"},
            "Shanghai",
            {},
            "2024-04-09",
            "2024-04-08T16:00:00Z",
        ),
        # 1 Dec 2023 + 90 is the leap day; midnight +05:30.
        (
            LICENSED | {"contract_signed_date": "2023-12-01"},
            "Mumbai",
            {},
            "2024-02-29",
            "2024-02-28T18:30:00Z",
        ),
        # Renewal: the day after the end date, over a year and over 29 February.
        (
            RENEWED | {"previous_end_date": "2024-12-31"},
            "London",
            {},
            "2025-01-01",
            "2025-01-01T00:00:00Z",
        ),
        (
            RENEWED | {"previous_end_date": "2023-02-28"},
            "London",
            {},
            "2023-03-01",
            "2023-03-01T00:00:00Z",
        ),
        # With the instant of the end: that instant, and its date at the site, +14.
        (
            RENEWED | {"previous_end_at": "2024-12-31T10:30:00Z"},
            "Kiritimati",
            {},
            "2025-01-01",
            "2024-12-31T10:30:00Z",
        ),
        # Both: the instant says more than the date.
        (
            RENEWED
            | {"previous_end_at": "2024-06-30T15:00:00Z", "previous_end_date": "2024-06-30"},
            "London",
            {},
            "2024-06-30",
            "2024-06-30T15:00:00Z",
        ),
    ],
)
def test_a_service_starts_by_order_activation_limit_or_the_end_of_the_last(
    event: dict[str, str], place: str, params: dict[str, str], date_: str, start: str
) -> None:
    expected = {"kind": "entitlement_start", "date": date_, "start_utc": start}
    told = answer("xfusion-sns", "service_start", event, place, params=params)
    assert part_of(told, expected) == expected


@pytest.mark.parametrize(
    ("target", "event", "level", "priority", "type_"),
    [
        ("service_start", {}, None, None, "missing_field"),
        ("service_start", LICENSED, None, None, "missing_field"),
        ("service_start", RENEWED, None, None, "missing_field"),
        ("service_start", {"order_type": "new"}, None, None, "bad_parameter"),
        ("response", {}, None, "P1", "missing_field"),
        ("response", {"accepted_at": "2024-06-14T08:00:00Z"}, None, None, "missing_field"),
        ("response", {"accepted_at": "2024-06-14T08:00:00Z"}, None, "L1", "unknown_level"),
        ("response", {"accepted_at": "2024-06-14T08:00:00Z"}, "gold", "P1", "unknown_level"),
        ("ahr", {"accepted_at": "2024-06-14T08:00:00Z"}, None, "P1", "unknown_target"),
    ],
)
def test_what_cannot_be_judged_is_refused_by_type(
    target: str, event: dict[str, str], level: str | None, priority: str | None, type_: str
) -> None:
    assert fault("xfusion-sns", target, event, level=level, priority=priority) == type_


def test_readings_of_other_documents_are_not_known_here() -> None:
    event = LICENSED | SIGNED
    params = {"nth_day_counting": "inclusive"}
    assert fault("xfusion-sns", "service_start", event, params=params) == "bad_parameter"
