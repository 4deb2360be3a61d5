"""When a unit is packed: opening hours, call-outs, holidays and receipts."""

from datetime import datetime
from typing import Any

import pytest

from optimizer.dispatch.check import check
from optimizer.dispatch.problem import Line
from optimizer.dispatch.solve import solve
from optimizer.network import Network
from tests.asking import answers, patient_line, way
from tests.builders import (
    at,
    depot,
    network,
    opening_class,
    problem,
    receipt,
    scheduled_service,
    service,
)


def office(callout_minutes: int | None = None, **changes: Any) -> Network:
    """An office depot (08:00 to 18:00, Monday to Friday) that packs in 30 minutes."""
    here = depot(opening_class="office", callout_minutes=callout_minutes, **changes)
    return network(depots=[here], services=[service()])


def ready(now: datetime, on: Network, asked: Line | None = None) -> datetime:
    return way(asked or patient_line(now=now), on=on, now=now).ready_at


@pytest.mark.parametrize(
    ("now", "packed"),
    [
        (at(10), at(10, 30)),  # open
        (at(6), at(8, 30)),  # opens at 08:00
        (at(8), at(8, 30)),  # opening counts
        (at(17, 59), at(18, 29)),  # packing runs past closing
        (at(18), at(8, 30, day=24)),  # closing does not count
        (at(18, day=27), at(8, 30, day=30)),  # Friday evening: Monday
    ],
)
def test_packing_starts_within_opening_hours(now: datetime, packed: datetime) -> None:
    assert ready(now, office()) == packed


def test_a_depot_that_is_always_open_packs_at_once_at_night() -> None:
    assert ready(at(3), network()) == at(3, 30)


def test_a_call_out_is_taken_where_it_is_faster_than_opening() -> None:
    # 06:00 + 60 = 07:00, + 30 = 07:30; opening would give 08:30
    assert ready(at(6), office(callout_minutes=60)) == at(7, 30)


def test_opening_is_taken_where_it_is_faster_than_a_call_out() -> None:
    # 06:00 + 150 = 08:30, after opening at 08:00
    assert ready(at(6), office(callout_minutes=150)) == at(8, 30)


def test_an_open_depot_needs_no_call_out() -> None:
    assert ready(at(10), office(callout_minutes=60)) == at(10, 30)


def test_the_call_out_is_made_at_release_when_that_is_later_than_now() -> None:
    # released 20:00, + 60 = 21:00, + 30
    asked = patient_line(released_at=at(20))
    assert ready(at(10), office(callout_minutes=60), asked) == at(21, 30)


def test_the_call_out_is_made_now_when_release_is_past() -> None:
    asked = patient_line(released_at=at(12), now=at(10))
    assert ready(at(20), office(callout_minutes=60), asked) == at(21, 30)


def test_nothing_is_packed_before_release() -> None:
    assert ready(at(10), network(), patient_line(released_at=at(12))) == at(12, 30)


CHRISTMAS = at(10, day=25, month=12)  # a Friday; the 26th is a holiday too


@pytest.mark.parametrize(
    ("holiday_rule", "callout_minutes", "packed"),
    [
        ("open", None, at(10, 30, day=25, month=12)),
        ("closed", None, at(8, 30, day=28, month=12)),
        ("closed", 60, at(8, 30, day=28, month=12)),  # nobody comes on a holiday
        ("callout", None, at(8, 30, day=28, month=12)),
        ("callout", 60, at(11, 30, day=25, month=12)),
    ],
)
def test_the_holiday_rule_says_what_a_public_holiday_does(
    holiday_rule: str, callout_minutes: int | None, packed: datetime
) -> None:
    on = network(
        depots=[depot(opening_class="like_this", callout_minutes=callout_minutes)],
        opening_classes=[opening_class("like_this", holiday_rule=holiday_rule)],
    )
    assert ready(CHRISTMAS, on) == packed


def test_windows_of_business_days_skip_weekends_and_holidays() -> None:
    on = network(
        depots=[depot(opening_class="days")],
        opening_classes=[
            opening_class("days", day_basis="business_day", windows=(("business_day", 480, 1080),))
        ],
    )
    assert ready(at(19, day=24, month=12), on) == at(8, 30, day=28, month=12)


def test_a_holiday_of_another_subdivision_closes_nothing() -> None:
    # 2026-06-04, Corpus Christi: a holiday in Bavaria, not in Berlin
    day = {"day": 4, "month": 6}
    assert ready(at(10, **day), office(subdivision="BE")) == at(10, 30, **day)
    assert ready(at(10, **day), office(subdivision="BY")) == at(8, 30, day=5, month=6)


def test_opening_hours_are_those_of_the_depots_clock() -> None:
    # Tokyo opens at 08:00 = 23:00 UTC of the day before
    assert ready(at(22, day=22), office(timezone="Asia/Tokyo")) == at(23, 30, day=22)


def test_opening_hours_follow_a_change_of_the_clock() -> None:
    # Berlin opens at 08:00: 06:00 UTC on Friday in summer, 07:00 UTC on Monday in winter
    october = {"month": 10}
    berlin = office(timezone="Europe/Berlin")
    assert ready(at(5, day=23, **october), berlin) == at(6, 30, day=23, **october)
    assert ready(at(17, day=23, **october), berlin) == at(7, 30, day=26, **october)


def test_a_unit_on_its_way_is_packed_after_its_receipt() -> None:
    on = network(stock={}, inbound={("D1", "P1"): (receipt(at(12)),)})
    assert ready(at(10), on) == at(12, 30)


def test_a_receipt_after_closing_is_packed_at_the_next_opening() -> None:
    on = network(
        depots=[depot(opening_class="office")],
        stock={},
        inbound={("D1", "P1"): (receipt(at(19)),)},
    )
    assert ready(at(10), on) == at(8, 30, day=24)


def test_a_unit_on_hand_does_not_wait_for_a_receipt() -> None:
    on = network(inbound={("D1", "P1"): (receipt(at(12)),)})
    assert ready(at(10), on) == at(10, 30)


def test_the_second_line_waits_for_the_receipt() -> None:
    # One unit on hand, one received at 12:00; two vehicles, so only stock holds a line back.
    on = network(vehicles={("D1", "CAR"): 2}, inbound={("D1", "P1"): (receipt(at(12)),)})
    plan = answers(patient_line("L1"), patient_line("L2"), on=on)
    assert [plan[name].option.ready_at for name in ("L1", "L2")] == [at(10, 30), at(12, 30)]


def test_the_line_that_takes_the_received_unit_shows_when_that_is_packed() -> None:
    # Both are collected at 16:00; one takes the unit on hand, the other that of 11:00.
    on = network(services=[scheduled_service()], inbound={("D1", "P1"): (receipt(at(11)),)})
    plan = answers(patient_line("L1"), patient_line("L2"), on=on)
    assert [plan[name].option.departs_at for name in ("L1", "L2")] == [at(16)] * 2
    assert [plan[name].option.ready_at for name in ("L1", "L2")] == [at(10, 30), at(11, 30)]


def test_what_was_released_before_now_is_packed_from_now_on() -> None:
    taken = way(patient_line(released_at=at(7)))
    assert (taken.ready_at, taken.departs_at) == (at(10, 30), at(10, 50))


def test_a_courier_is_called_when_the_received_unit_is_packed() -> None:
    # The unit received at 10:15 is packed at 10:45 and picked up at 11:05: too late for the slot
    # of 11:00, which is open to the unit on hand alone.
    on = network(
        stock={("D1", "P1"): 1},
        inbound={("D1", "P1"): (receipt(at(10, 15)),)},
        vehicles={("D1", "CAR"): 2},
    )
    plan = answers(patient_line("L1"), patient_line("L2"), on=on)
    departures = [plan[name].option.departs_at for name in ("L1", "L2")]
    assert departures == [at(10, 50), at(11, 5)]


def test_who_shares_the_trip_of_a_received_unit_is_packed_for_that_trip() -> None:
    # One vehicle takes both, and leaves at 10:55, when the unit received at 10:05 is packed (10:35)
    # and 20 minutes have passed; with the unit on hand alone CAR would leave at 10:50.
    on = network(stock={("D1", "P1"): 1}, inbound={("D1", "P1"): (receipt(at(10, 5)),)})
    mates = [patient_line(name, rma_number="R1") for name in ("L1", "L2")]
    asked = problem(*mates, on=on)
    plan = solve(asked)
    assert check(asked, plan).violations == ()
    assert [each.option.departs_at for each in plan.lines if each.option] == [at(10, 55)] * 2
    assert [each.option.ready_at for each in plan.lines if each.option] == [at(10, 35)] * 2
