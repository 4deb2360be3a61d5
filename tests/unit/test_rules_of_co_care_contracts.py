"""What Co-Care says of contracts, of the way back, and of equipment that is moved."""

from typing import Any

import pytest

from tests.asking_policies import answer, fault, part_of


def _start(
    event: dict[str, Any], place: str = "Berlin", params: dict[str, Any] | None = None
) -> tuple[object, ...]:
    told = answer("xfusion-co-care", "service_start", event, place, params=params)
    assert told["kind"] == "entitlement_start"
    return told.get("date"), told.get("start_utc"), told.get("status")


NEW = {"order_type": "new"}
INSTALLED = {"order_type": "new", "installation_sold": True}


@pytest.mark.parametrize(
    ("event", "place", "date_", "start"),
    [
        # The order names a date: it holds for new orders and for renewals, midnight +01 and +02.
        (NEW | {"po_start_date": "2024-02-29"}, "Berlin", "2024-02-29", "2024-02-28T23:00:00Z"),
        (
            INSTALLED | {"po_start_date": "2024-06-01", "acceptance_date": "2024-05-01"},
            "Berlin",
            "2024-06-01",
            "2024-05-31T22:00:00Z",
        ),
        (
            {
                "order_type": "renewal",
                "po_start_date": "2024-06-01",
                "warranty_end_date": "2024-12-31",
            },
            "Berlin",
            "2024-06-01",
            "2024-05-31T22:00:00Z",
        ),
        # 1 Dec + 90: 30 days to 31 Dec, 31 to 31 Jan, 29 to 29 Feb 2024. Midnight +05:30.
        (NEW | {"shipment_date": "2023-12-01"}, "Mumbai", "2024-02-29", "2024-02-28T18:30:00Z"),
        # The same a year earlier has no 29 Feb: 1 Mar 2023, midnight -05.
        (NEW | {"shipment_date": "2022-12-01"}, "New York", "2023-03-01", "2023-03-01T05:00:00Z"),
        # An acceptance without an installation that was sold changes nothing.
        (
            NEW | {"shipment_date": "2023-12-01", "acceptance_date": "2023-12-10"},
            "Mumbai",
            "2024-02-29",
            "2024-02-28T18:30:00Z",
        ),
        # Installed: the acceptance, however late. Midnight of Kiritimati is 10:00 UTC before.
        (
            INSTALLED | {"shipment_date": "2024-01-10", "acceptance_date": "2024-09-30"},
            "Kiritimati",
            "2024-09-30",
            "2024-09-29T10:00:00Z",
        ),
        # Midnight of Fri 26 Apr 2024 is skipped in Cairo: the day begins at 01:00 +03.
        (
            INSTALLED | {"acceptance_date": "2024-04-26"},
            "Cairo",
            "2024-04-26",
            "2024-04-25T22:00:00Z",
        ),
        # Renewal: the day after; 31 Dec -> 1 Jan; 28 Feb of a leap year -> 29 Feb.
        (
            {"order_type": "renewal", "warranty_end_date": "2024-12-31"},
            "London",
            "2025-01-01",
            "2025-01-01T00:00:00Z",
        ),
        (
            {"order_type": "renewal", "previous_service_end_date": "2024-02-28"},
            "London",
            "2024-02-29",
            "2024-02-29T00:00:00Z",
        ),
        # Both ends are known: the day after the later one, whichever it is.
        (
            {
                "order_type": "renewal",
                "warranty_end_date": "2024-01-31",
                "previous_service_end_date": "2024-03-31",
            },
            "London",
            "2024-04-01",
            "2024-03-31T23:00:00Z",
        ),
        (
            {
                "order_type": "renewal",
                "warranty_end_date": "2024-03-31",
                "previous_service_end_date": "2024-01-31",
            },
            "London",
            "2024-04-01",
            "2024-03-31T23:00:00Z",
        ),
    ],
)
def test_a_service_starts_by_order_shipment_acceptance_or_the_end_of_the_last(
    event: dict[str, Any], place: str, date_: str, start: str
) -> None:
    assert _start(event, place) == (date_, start, None)


def test_the_ninetieth_day_may_count_the_day_of_the_shipment() -> None:
    # 1 Dec 2023 + 89 = 28 Feb 2024, midnight +01.
    event = NEW | {"shipment_date": "2023-12-01"}
    assert _start(event, params={"nth_day_counting": "inclusive"}) == (
        "2024-02-28",
        "2024-02-27T23:00:00Z",
        None,
    )


@pytest.mark.parametrize(
    ("more", "cap", "date_"),
    [
        # 10 Jan 2024 + 90 = 9 Apr.
        ({"acceptance_date": "2024-02-05"}, 90, "2024-02-05"),
        ({"acceptance_date": "2024-04-09"}, 90, "2024-04-09"),
        ({"acceptance_date": "2024-04-10"}, 90, "2024-04-09"),
        ({"acceptance_date": "2024-04-10"}, None, "2024-04-10"),
        ({"acceptance_date": "2024-04-10"}, 30, "2024-02-09"),
        ({}, 90, "2024-04-09"),
    ],
)
def test_a_latest_day_of_acceptance_holds_where_it_is_agreed(
    more: dict[str, str], cap: int | None, date_: str
) -> None:
    event = INSTALLED | {"shipment_date": "2024-01-10"} | more
    assert _start(event, params={"acceptance_cap_days": cap})[0] == date_


def test_without_acceptance_and_latest_day_the_start_is_pending() -> None:
    event = INSTALLED | {"shipment_date": "2024-01-10"}
    assert _start(event) == (None, None, "pending_acceptance")


@pytest.mark.parametrize(
    ("event", "type_"),
    [
        ({}, "missing_field"),
        (NEW, "missing_field"),
        ({"order_type": "renewal"}, "missing_field"),
        ({"order_type": "gift", "shipment_date": "2024-01-10"}, "bad_parameter"),
        (NEW | {"shipment_date": "2024-02-30"}, "bad_instant"),
    ],
)
def test_a_start_that_cannot_be_told_is_refused_by_type(event: dict[str, str], type_: str) -> None:
    assert fault("xfusion-co-care", "service_start", event) == type_


@pytest.mark.parametrize(
    ("shipped", "initial", "params", "ends"),
    [
        # 1 Jun + 90 = 30 Aug (29 days to 30 Jun, 31 to 31 Jul, 30 more).
        ("2024-06-01", None, {}, "2024-08-30"),
        ("2024-06-01", "2024-08-29", {}, "2024-08-30"),
        ("2024-06-01", "2024-08-31", {}, "2024-08-31"),
        # The day of shipping counts: 29 Aug, unless the remainder is longer.
        ("2024-06-01", None, {"nth_day_counting": "inclusive"}, "2024-08-29"),
        ("2024-06-01", "2024-08-30", {"nth_day_counting": "inclusive"}, "2024-08-30"),
        # Over 29 February: 1 Dec 2023 + 90.
        ("2023-12-01", None, {}, "2024-02-29"),
    ],
)
def test_a_replacement_is_warranted_for_ninety_days_or_the_longer_remainder(
    shipped: str, initial: str | None, params: dict[str, str], ends: str
) -> None:
    event = {"replacement_shipped_date": shipped, "initial_warranty_end_date": initial}
    told = answer("xfusion-co-care", "replacement_warranty_end", event, "Berlin", params=params)
    assert (told["kind"], told["date"], told.get("received_utc")) == ("warranty_end", ends, None)


def test_a_warranty_without_the_day_of_shipping_cannot_be_told() -> None:
    event = {"initial_warranty_end_date": "2024-08-31"}
    assert fault("xfusion-co-care", "replacement_warranty_end", event) == "missing_field"


@pytest.mark.parametrize(
    ("received", "place", "params", "due_date", "due"),
    [
        # Tue 4 Jun; 5-7 (3), 10-14 (8), 17-21 (13), 24, 25 (15); midnight BST.
        ("2024-06-04T11:00:00Z", "London", {}, "2024-06-25", "2024-06-25T23:00:00Z"),
        # Wed 5 Jun there from 23:00 UTC: one day later.
        ("2024-06-04T23:00:00Z", "London", {}, "2024-06-26", "2024-06-26T23:00:00Z"),
        # Sun 3 Nov in Kuwait: 4-7 (4), 10-14 (9), 17-21 (14), 24 (15); midnight +03.
        ("2024-11-03T09:00:00Z", "Kuwait", {}, "2024-11-24", "2024-11-24T21:00:00Z"),
        # Tue 10 Dec 2024: 11-13 (3), 16-20 (8), 23-24 (10), 27 (11), 30-31 (13), 2-3 Jan (15).
        ("2024-12-10T09:00:00Z", "Munich", {}, "2025-01-03", "2025-01-03T23:00:00Z"),
        # Fri 19 Apr 2024 in China: 22-26 (5), Sun 28 worked (6), 29-30 (8); 1-5 May closed;
        # 6-10 (13), Sat 11 worked (14), 13 (15). Without worked weekends: 22-26, 29-30, 6-10 (12),
        # 13-15 (15).
        ("2024-04-19T02:00:00Z", "Shanghai", {}, "2024-05-13", "2024-05-13T16:00:00Z"),
        (
            "2024-04-19T02:00:00Z",
            "Shanghai",
            {"makeup_workdays": False},
            "2024-05-15",
            "2024-05-15T16:00:00Z",
        ),
        # Sun 3 Nov in Kuwait with Saturday and Sunday closed: 4-8 (5), 11-15 (10), 18-22 (15).
        (
            "2024-11-03T09:00:00Z",
            "Kuwait",
            {"weekend": ["sat", "sun"]},
            "2024-11-22",
            "2024-11-22T21:00:00Z",
        ),
    ],
)
def test_a_defective_part_is_due_at_the_end_of_the_fifteenth_working_day(
    received: str, place: str, params: dict[str, Any], due_date: str, due: str
) -> None:
    expected = {
        "kind": "return_due",
        "received_utc": received,
        "due_date": due_date,
        "due_utc": due,
        "chargeable_from_utc": due,
        "status": None,
    }
    event = {"replacement_received_at": received}
    told = answer("xfusion-co-care", "defective_return", event, place, params=params)
    assert part_of(told, expected) == expected


def test_with_the_retention_service_nothing_is_due_back() -> None:
    expected = {
        "kind": "return_due",
        "status": "waived_retention_service",
        "due_date": None,
        "due_utc": None,
        "chargeable_from_utc": None,
    }
    event = {"replacement_received_at": "2024-06-04T11:00:00Z", "retention_service": True}
    told = answer("xfusion-co-care", "defective_return", event, "London")
    assert part_of(told, expected) == expected


@pytest.mark.parametrize(
    ("relocated", "due_date", "due"),
    [
        # 31 Aug + 30 = 30 Sep, until midnight +02. 31 Jan 2024 + 30 = 1 Mar (29 days in February).
        ("2024-08-31", "2024-09-30", "2024-09-30T22:00:00Z"),
        ("2024-01-31", "2024-03-01", "2024-03-01T23:00:00Z"),
        # 27 Oct 2024 ends at +01, not at the +02 with which it began: 27 Sep + 30.
        ("2024-09-27", "2024-10-27", "2024-10-27T23:00:00Z"),
    ],
)
def test_a_relocation_is_to_be_told_within_thirty_days(
    relocated: str, due_date: str, due: str
) -> None:
    expected = {"kind": "notice_due", "due_date": due_date, "due_utc": due, "received_utc": None}
    told = answer("xfusion-co-care", "relocation_notice", {"relocated_date": relocated}, "Munich")
    assert part_of(told, expected) == expected


@pytest.mark.parametrize(
    ("noticed", "place", "due_date", "due"),
    [
        # 2 Dec 2024 + 30 = 1 Jan 2025, midnight GMT.
        ("2024-12-02T10:00:00Z", "London", "2025-01-01", "2025-01-02T00:00:00Z"),
        # 20:00 UTC on 2 Dec is 3 Dec in India: 2 Jan 2025, midnight +05:30.
        ("2024-12-02T20:00:00Z", "Mumbai", "2025-01-02", "2025-01-02T18:30:00Z"),
    ],
)
def test_delivery_is_rearranged_within_thirty_days_of_the_notice(
    noticed: str, place: str, due_date: str, due: str
) -> None:
    event = {"notice_received_at": noticed}
    told = answer("xfusion-co-care", "relocation_rearrange", event, place)
    assert part_of(told, {"kind": 0, "received_utc": 0, "due_date": 0, "due_utc": 0}) == {
        "kind": "rearrange_due",
        "received_utc": noticed,
        "due_date": due_date,
        "due_utc": due,
    }


@pytest.mark.parametrize(
    ("event", "party"),
    [
        ({"pickup_service_available": True}, "vendor"),
        ({"pickup_service_available": False}, "partner"),
        ({}, "partner"),
    ],
)
def test_the_partner_bears_the_return_unless_there_is_a_pick_up(
    event: dict[str, bool], party: str
) -> None:
    told = answer("xfusion-co-care", "return_cost", event, "Berlin")
    assert (told["kind"], told["party"]) == ("return_cost_bearer", party)
