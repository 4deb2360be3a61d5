"""What would let a line be met, kind by kind, with the numbers worked out.

By CAR: packed 30 minutes after the start, collected 20 later, 71 minutes to the site, 7000 cents.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from optimizer.dispatch.problem import Line, Relaxation, Verdict
from tests.asking import answers
from tests.builders import (
    NOW,
    at,
    depot,
    line,
    network,
    part,
    relaxation,
    scheduled_service,
    service,
    site,
    substitution,
    target,
    vehicle_hours,
)


def told(*lines: Line, of: str = "L1", **changes: Any) -> list[Relaxation]:
    """Relaxations of a line."""
    return list(answers(*lines, **changes)[of].relaxations)


def test_one_more_unit_where_nobody_has_one_and_what_the_plan_then_costs() -> None:
    # Nothing is sent and nothing paid; with a unit CAR goes for 7000.
    (only,) = told(line(), on=network(stock={}))
    assert only == relaxation(
        sentence="Met with one more unit of P1 at D1 (Berlin).", plan_costs_more_cents=7000
    )


def test_one_more_unit_of_a_substitute_is_called_one() -> None:
    on = network(parts=[part(), part("P2")], stock={}, substitutions={"P1": (substitution("P2"),)})
    own, other = told(line(), on=on)
    assert (own.part_number, other.part_number) == ("P1", "P2")
    assert other.sentence == "Met with one more unit of the substitute P2 at D1 (Berlin)."
    assert other.plan_costs_more_cents == own.plan_costs_more_cents + 2000


def test_a_unit_that_another_line_would_take_is_no_help() -> None:
    # L2 weighs more, and gets the only unit of any plan with one.
    light, heavy = line("L1", target=target(miss_weight=5)), line("L2")
    assert told(light, heavy, on=network(stock={})) == []
    assert [each.kind for each in told(light, heavy, of="L2", on=network(stock={}))] == ["unit"]


def test_the_fewest_minutes_earlier_to_the_minute() -> None:
    # Released 12:30 a vehicle arrives at 12:30 + 50 + 71 = 14:31; it is due at 14:00.
    (only,) = told(line(released_at=at(12, 30)))
    assert (only.kind, only.amount, only.plan_costs_more_cents) == ("release", 31.0, 0)
    assert only.sentence == (
        "Met if released 31 minutes earlier, by 2026-11-23 11:59 local time (11:59 UTC)."
    )


def test_no_release_before_now_is_looked_for() -> None:
    # It would have to be released at 11:59.
    assert told(line(released_at=at(12, 30)), now=at(12)) == []
    assert [each.amount for each in told(line(released_at=at(12, 30)), now=at(11, 59))] == [31.0]


def test_a_vehicle_in_the_one_slot_that_the_other_leaves_without() -> None:
    # L1 is out 10:50 to 12:41. L2 may leave at 12:00 and be back at 13:51, when only 12:00 to
    # 13:00 lacks a vehicle.
    on = network(stock={("D1", "P1"): 2})
    (only,) = told(line("L1"), line("L2"), of="L2", on=on)
    assert (only.kind, only.depot_id, only.service_id) == ("vehicle", "D1", "CAR")
    assert (only.from_at, only.amount, only.plan_costs_more_cents) == (at(12), 1.0, 0)
    assert only.sentence == (
        "Met with one more vehicle of CAR (Service CAR) at D1 (Berlin) "
        "from 2026-11-23 12:00 local time (12:00 UTC) to 13:00."
    )


def test_a_trip_that_lacks_a_vehicle_in_two_slots_needs_both() -> None:
    # Leaving at 11:00 or 12:00 touches two slots, at 10:50 three.
    (only,) = told(line(), on=network(vehicles={("D1", "CAR"): 0}))
    assert (only.from_at, only.amount) == (at(11), 2.0)
    assert only.sentence.endswith(
        "from 2026-11-23 11:00 local time (11:00 UTC) to 12:00 and 2026-11-23 12:00 local time "
        "(12:00 UTC) to 13:00; its trip lacks one in all 2 of these slots."
    )


def test_a_vehicle_is_asked_for_only_in_slots_without_one() -> None:
    # The vehicle is there until 12:00: a trip at 10:50 or 11:00 lacks one from 12:00 on.
    until_noon = {("D1", "CAR"): (vehicle_hours(to_minute=720),)}
    (only,) = told(line(), on=network(vehicles=until_noon))
    assert (only.from_at, only.amount) == (at(12), 1.0)


def test_a_service_would_have_to_take_the_weight_a_piece_a_shipment_or_both() -> None:
    on = network(
        parts=[part(ship_weight_kg=12.5)],
        services=[
            service(max_piece_kg=10, max_shipment_kg=12),
            service("VAN", max_piece_kg=12),
            service("BIG", max_shipment_kg=11.5),
        ],
    )
    sentences = {each.service_id: each.sentence for each in told(line(), on=on)}
    assert {each.amount for each in told(line(), on=on)} == {12.5}
    both = "12.5 kg a piece (limit 10 kg) and 12.5 kg a shipment (limit 12 kg)"
    assert sentences == {
        "CAR": f"Met if CAR (Service CAR) took {both}.",
        "VAN": "Met if VAN (Service VAN) took 12.5 kg a piece (limit 12 kg).",
        "BIG": "Met if BIG (Service BIG) took 12.5 kg a shipment (limit 11.5 kg).",
    }


def test_a_depot_would_have_to_be_open_from_the_latest_hour_that_does() -> None:
    # From 05:00: packed 05:30, leaves 05:50, 71 minutes: 07:01; from 04:00 on, 06:01. The slower
    # drive of the morning peak is later. Due 06:30. It opens at 08:00.
    on = network(depots=[depot(opening_class="office")])
    early = line(released_at=at(3), target=target(at(6, 30)))
    (only,) = told(early, on=on, now=at(3))
    assert (only.kind, only.depot_id, only.from_at) == ("depot_hours", "D1", at(4))
    assert only.sentence == (
        "Met if D1 (Berlin) were open from 2026-11-23 04:00 local time (04:00 UTC)."
    )


def test_a_site_would_have_to_receive_from_the_hour_of_the_last_arrival_in_time() -> None:
    # Arrives 11:00 + 61 = 12:01 at the latest slot before it is due at 12:30 on a Sunday.
    on = network(sites=[site(receiving="business")])
    sunday = line(released_at=at(9, day=22), target=target(at(12, 30, day=22)))
    (only,) = told(sunday, on=on, now=at(9, day=22))
    assert (only.kind, only.from_at, only.depot_id) == ("site_hours", at(12, day=22), None)
    assert only.sentence == (
        "Met if the site S1 (Berlin) received from 2026-11-22 12:00 local time (12:00 UTC)."
    )


def test_the_promise_at_the_median_helps_who_is_at_risk() -> None:
    # 12:01 at the median, 12:25.83 at 0.95.
    risky = line(target=target(at(12, 10), confidence=0.95))
    (only,) = told(risky)
    assert only.kind == "median"
    assert only.sentence == "Met if promised at the median instead of 95%."


def test_a_kit_is_relaxed_as_one_and_all_its_lines_say_the_same() -> None:
    kit = [line(f"L{n}", rma_number="R1", ship_together=True) for n in (1, 2)]
    later = [kit[0], replace(kit[1], released_at=at(12, 30))]
    plan = answers(*later, on=network(stock={("D1", "P1"): 2}))
    assert plan["L1"].relaxations == plan["L2"].relaxations
    assert [each.amount for each in plan["L1"].relaxations] == [31.0]
    # With one unit of two, one more is enough; with none it is not.
    assert [each.kind for each in told(*kit, on=network(stock={("D1", "P1"): 1}))] == ["unit"]
    assert told(*kit, on=network(stock={})) == []


def test_at_most_five_are_told_the_cheapest_plan_first() -> None:
    places = [depot(f"D{n}", km=-10.0 * n) for n in range(1, 8)]
    found = told(line(), on=network(depots=places, stock={}))
    assert [each.depot_id for each in found] == ["D1", "D2", "D3", "D4", "D5"]
    cents = [each.plan_costs_more_cents for each in found]
    assert cents == sorted(cents)


def test_a_change_that_makes_the_plan_cheaper_is_told_as_such() -> None:
    # L1 is sent for 1000 + 100 x 600 by D2, late; from D1 it costs 7000.
    far = depot("D2", km=-540)
    on = network(depots=[depot(), far], stock={("D2", "P1"): 1})
    (only,) = told(line(), on=on)
    assert (only.depot_id, only.plan_costs_more_cents) == ("D1", 7000 - 61_000)


@pytest.mark.parametrize(
    "asked",
    [
        line(target=target(owed=False, miss_weight=0, late_weight=1, not_owed_reason="Late.")),
        line(target=target(NOW - timedelta(minutes=1))),
    ],
    ids=["not owed", "overdue"],
)
def test_nothing_is_looked_for_where_nothing_is_owed_or_time_has_passed(asked: Line) -> None:
    (answer,) = answers(asked, on=network(stock={})).values()
    assert answer.outlook or answer.verdict is Verdict.IMPOSSIBLE_ALONE
    assert (answer.relaxations, answer.left_out) == ((), ())


def test_what_is_relaxed_is_only_what_the_line_itself_would_use() -> None:
    # A unit in D2, 460 km away, would serve L2 in time and so leave that of D1 to L1. But L1 would
    # not use it: from there it takes 50 + 20 + 220 + 31 minutes, more than the four hours it has.
    on = network(
        depots=[depot("D1"), depot("D2", km=-400)],
        stock={("D1", "P1"): 1},
        vehicles={("D1", "CAR"): 3, ("D2", "CAR"): 3},
    )
    light, patient = line(target=target(miss_weight=5)), line("L2", target=target(at(18)))
    assert [each.depot_id for each in told(light, patient, on=on)] == ["D1"]


def test_a_scheduled_delivery_needs_no_vehicle() -> None:
    on = network(services=[scheduled_service()], stock={}, vehicles={})
    (only,) = told(line(target=target(at(13, day=24))), on=on)
    assert only.kind == "unit"
