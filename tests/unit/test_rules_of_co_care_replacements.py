"""Replacements under Co-Care: every level and priority, and what note 5 excludes."""

from typing import Any

import pytest

from tests.asking_policies import answer, fault, part_of

NEXT_BUSINESS_DAY = [("standard", None), ("standard", "P1"), ("premier", "P3"), ("premier", "P4")]

KEYS = ("kind", "ship_date", "due_date", "due_utc")


def _ahr(
    event: dict[str, Any],
    place: str,
    *,
    level: str = "standard",
    priority: str | None = None,
    params: dict[str, Any] | None = None,
) -> dict[str, object]:
    return answer(
        "xfusion-co-care", "ahr", event, place, level=level, priority=priority, params=params
    )


def _generated(at: str, **more: Any) -> dict[str, Any]:
    return {"rma_generated_at": at, **more}


@pytest.mark.parametrize("priority", [None, "P1", "P2", "P3", "P4"])
@pytest.mark.parametrize(
    ("at", "place", "due_date", "due"),
    [
        # Tue 6 Feb 2024, 22:30 in India: no cut-off, shipped by Wed 18:00 +05:30.
        ("2024-02-06T17:00:00Z", "Mumbai", "2024-02-07", "2024-02-07T12:30:00Z"),
        # Sat 27 Jan 2024: the next business day is Mon 29, and no date of shipping beside it.
        ("2024-01-27T06:00:00Z", "Mumbai", "2024-01-29", "2024-01-29T12:30:00Z"),
        # Fri 20 Dec 2024 -> Mon 23; Tue 24 Dec -> Fri 27 after both Christmas days, 18:00 +01.
        ("2024-12-20T15:00:00Z", "Munich", "2024-12-23", "2024-12-23T17:00:00Z"),
        ("2024-12-24T15:00:00Z", "Munich", "2024-12-27", "2024-12-27T17:00:00Z"),
        # Fri 3 Jan 2025; Mon 6 Epiphany in Bavaria only.
        ("2025-01-03T15:00:00Z", "Munich", "2025-01-07", "2025-01-07T17:00:00Z"),
        ("2025-01-03T15:00:00Z", "Berlin", "2025-01-06", "2025-01-06T17:00:00Z"),
    ],
)
def test_basic_ships_by_the_next_business_day_whatever_the_priority(
    priority: str | None, at: str, place: str, due_date: str, due: str
) -> None:
    expected = {
        "kind": "ship_by",
        "received_utc": at,
        "due_date": due_date,
        "due_utc": due,
        "ship_date": None,
        "guaranteed": True,
    }
    told = _ahr(_generated(at), place, level="basic", priority=priority)
    assert part_of(told, expected) == expected


@pytest.mark.parametrize(("level", "priority"), NEXT_BUSINESS_DAY)
@pytest.mark.parametrize(
    ("at", "place", "told"),
    [
        # 14:59:59 is before 15:00, 15:00:00 is not: arrives or ships on Wed 5 Jun, 18:00 -06.
        (
            "2024-06-04T20:59:59Z",
            "Denver",
            ("arrive_by", None, "2024-06-05", "2024-06-06T00:00:00Z"),
        ),
        ("2024-06-04T21:00:00Z", "Denver", ("ship_by", None, "2024-06-05", "2024-06-06T00:00:00Z")),
        # Sat 17 Aug 2024, whatever the hour: ships Mon 19, arrives Tue 20, 18:00 +02.
        (
            "2024-08-17T06:00:00Z",
            "Berlin",
            ("arrive_by", "2024-08-19", "2024-08-20", "2024-08-20T16:00:00Z"),
        ),
        (
            "2024-08-17T20:00:00Z",
            "Berlin",
            ("arrive_by", "2024-08-19", "2024-08-20", "2024-08-20T16:00:00Z"),
        ),
        # Tue 24 Dec, 16:00: after the cut-off, ships on Fri 27. Wed 25, a holiday: ships Fri 27,
        # arrives Mon 30. Both 18:00 +01.
        ("2024-12-24T15:00:00Z", "Berlin", ("ship_by", None, "2024-12-27", "2024-12-27T17:00:00Z")),
        (
            "2024-12-25T09:00:00Z",
            "Berlin",
            ("arrive_by", "2024-12-27", "2024-12-30", "2024-12-30T17:00:00Z"),
        ),
        # Fri 23 Feb 2024 in Kuwait, closed; Sun and Mon holidays -> ships Tue 27, arrives Wed 28.
        (
            "2024-02-23T07:00:00Z",
            "Kuwait",
            ("arrive_by", "2024-02-27", "2024-02-28", "2024-02-28T15:00:00Z"),
        ),
        # Sat 11 May 2024 is worked in China: 14:00 is in time -> Mon 13, 18:00 +08.
        (
            "2024-05-11T06:00:00Z",
            "Shanghai",
            ("arrive_by", None, "2024-05-13", "2024-05-13T10:00:00Z"),
        ),
        # Wed 20:30 UTC is Thu 02:15 in Kathmandu: in time on Thu 7 Mar; Fri holiday, Mon holiday
        # -> Tue 12, 18:00 +05:45.
        (
            "2024-03-06T20:30:00Z",
            "Kathmandu",
            ("arrive_by", None, "2024-03-12", "2024-03-12T12:15:00Z"),
        ),
        # Thu 29 Feb 2024, 14:00 -> Fri 1 Mar, 18:00 GMT.
        (
            "2024-02-29T14:00:00Z",
            "London",
            ("arrive_by", None, "2024-03-01", "2024-03-01T18:00:00Z"),
        ),
    ],
)
def test_a_number_before_the_cut_off_brings_arrival_and_after_it_shipping(
    level: str, priority: str | None, at: str, place: str, told: tuple[str | None, ...]
) -> None:
    document = _ahr(_generated(at), place, level=level, priority=priority)
    assert tuple(document.get(key) for key in KEYS) == told


@pytest.mark.parametrize("priority", ["P1", "P2"])
@pytest.mark.parametrize(
    ("event", "received", "due"),
    [
        # Four hours over the hour that Berlin skips on Sun 31 Mar 2024.
        (
            _generated("2024-03-30T23:00:00Z"),
            "2024-03-30T23:00:00Z",
            "2024-03-31T03:00:00Z",
        ),
        # The decision comes later than the number; then the form later than both.
        (
            _generated("2024-07-02T10:00:00Z", part_deemed_necessary_at="2024-07-02T10:25:00Z"),
            "2024-07-02T10:25:00Z",
            "2024-07-02T14:25:00Z",
        ),
        (
            _generated(
                "2024-07-02T10:00:00Z",
                part_deemed_necessary_at="2024-07-02T10:25:00Z",
                form_completed_at="2024-07-02T22:00:30Z",
            ),
            "2024-07-02T22:00:30Z",
            "2024-07-03T02:00:30Z",
        ),
        # The decision comes first: the number starts the clock. Over the end of a year.
        (
            _generated("2024-12-31T22:00:00Z", part_deemed_necessary_at="2024-12-31T09:00:00Z"),
            "2024-12-31T22:00:00Z",
            "2025-01-01T02:00:00Z",
        ),
    ],
)
def test_four_hours_of_premier_run_from_the_last_of_decision_number_and_form(
    priority: str, event: dict[str, Any], received: str, due: str
) -> None:
    expected = {
        "kind": "arrive_by",
        "received_utc": received,
        "due_utc": due,
        "due_date": None,
        "ship_date": None,
    }
    told = _ahr(event, "Berlin", level="premier", priority=priority)
    assert part_of(told, expected) == expected


@pytest.mark.parametrize(
    ("level", "priority"),
    [("basic", None), ("standard", None), ("premier", "P1"), ("premier", "P2"), ("premier", "P3")],
)
@pytest.mark.parametrize(
    ("more", "params", "guaranteed"),
    [
        ({}, {}, True),
        ({"rma_count_same_time": 1, "faulty_parts_in_rma": 1, "rma_timely": True}, {}, True),
        ({"rma_count_same_time": 2}, {}, False),
        ({"faulty_parts_in_rma": 2}, {}, False),
        ({"rma_timely": False}, {}, False),
        ({"rma_count_same_time": 2}, {"max_rmas_same_time": 2}, True),
        ({"rma_count_same_time": 3}, {"max_rmas_same_time": 2}, False),
        ({"faulty_parts_in_rma": 5}, {"max_parts_per_rma": 5}, True),
        ({"faulty_parts_in_rma": 6}, {"max_parts_per_rma": 5}, False),
    ],
)
def test_what_note_five_excludes_keeps_its_date_and_loses_the_guarantee(
    level: str,
    priority: str | None,
    more: dict[str, Any],
    params: dict[str, Any],
    guaranteed: bool,
) -> None:
    event = _generated("2024-06-18T08:00:00Z", **more)
    told = _ahr(event, "Berlin", level=level, priority=priority, params=params)
    # Wed 19 Jun, 18:00 +02; or four hours later on the same day.
    due = "2024-06-18T12:00:00Z" if priority in {"P1", "P2"} else "2024-06-19T16:00:00Z"
    assert (told["guaranteed"], told["due_utc"]) == (guaranteed, due)


@pytest.mark.parametrize(
    ("event", "level", "priority", "params", "type_"),
    [
        ({}, "basic", None, {}, "missing_field"),
        ({"part_deemed_necessary_at": "2024-06-18T08:00:00Z"}, "basic", None, {}, "missing_field"),
        (_generated("2024-06-18T08:00:00Z"), "premier", None, {}, "missing_field"),
        (_generated("2024-06-18T08:00:00Z"), None, None, {}, "missing_field"),
        (_generated("2024-06-18T08:00:00Z"), "gold", None, {}, "unknown_level"),
        (
            _generated("2024-06-18T08:00:00Z"),
            "standard",
            None,
            {"cutoff_zone": "depot"},
            "missing_field",
        ),
        (
            _generated("2024-06-18T08:00:00Z", depot_tz="Moon/Base"),
            "basic",
            None,
            {},
            "unknown_place",
        ),
        (_generated("18 June 2024"), "basic", None, {}, "bad_instant"),
        (
            _generated("2024-06-18T08:00:00Z"),
            "standard",
            None,
            {"cutoff": "25:00"},
            "bad_parameter",
        ),
    ],
)
def test_a_replacement_that_cannot_be_judged_is_refused_by_type(
    event: dict[str, Any],
    level: str | None,
    priority: str | None,
    params: dict[str, Any],
    type_: str,
) -> None:
    told = fault("xfusion-co-care", "ahr", event, level=level, priority=priority, params=params)
    assert told == type_
