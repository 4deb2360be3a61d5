"""What identical lines share when their parts differ in weight, and what else the plan leaves them.

CAR costs 7000 cents a vehicle and leaves at 10:50; a substitute of rank 1 costs 2000 cents.
"""

from typing import Any

import pytest

from optimizer.dispatch.check import check
from optimizer.dispatch.problem import DispatchPlan, Line, LinePlan
from optimizer.dispatch.solve import solve
from optimizer.network import Network
from tests.builders import (
    depot,
    line,
    network,
    part,
    problem,
    service,
    substitution,
    target,
)


def group(count: int, name: str = "L", **changes: Any) -> list[Line]:
    return [line(f"{name}{n}", rma_number=f"R-{name}", **changes) for n in range(1, count + 1)]


def legal(*lines: Line, on: Network) -> DispatchPlan:
    asked = problem(*lines, on=on)
    plan = solve(asked)
    assert check(asked, plan).violations == ()
    return plan


def two_weights(kg: float, other_kg: float, *, limit_kg: float, units: int, others: int) -> Network:
    return network(
        parts=[part("P1", ship_weight_kg=kg), part("P9", ship_weight_kg=other_kg)],
        services=[service(max_shipment_kg=limit_kg)],
        stock={("D1", "P1"): units, ("D1", "P9"): others},
        vehicles={("D1", "CAR"): 3},
        substitutions={"P1": (substitution("P9"),)},
    )


@pytest.mark.parametrize(
    ("units", "others", "vehicles"),
    [
        (2, 0, 1),  # 2 x 10 kg in 20 kg
        (2, 2, 1),  # the substitute is there and not taken
        (0, 2, 1),  # 2 x 7 kg
        (1, 1, 1),  # a half and a half
    ],
)
def test_a_substitute_of_another_weight_takes_no_room_by_being_possible(
    units: int, others: int, vehicles: int
) -> None:
    on = two_weights(10, 7, limit_kg=20, units=units, others=others)
    plan = legal(*group(2), on=on)
    substitutes = 2000 * (2 - units)
    assert plan.levels[-1].value == 7000 * vehicles + substitutes


@pytest.mark.parametrize(("kg", "other_kg"), [(9, 5), (5, 9)])
def test_units_of_two_weights_fill_a_vehicle_by_their_shares(kg: float, other_kg: float) -> None:
    # 9 kg: one fits into 16 kg; 5 kg: three fit. One of each is 1 + 1/3 vehicles.
    plan = legal(*group(2), on=two_weights(kg, other_kg, limit_kg=16, units=1, others=1))
    assert [each.option.part_number for each in plan.lines if each.option] == ["P1", "P9"]
    assert plan.levels[-1].value == 2 * 7000 + 2000
    assert plan.loads[0].vehicles_peak == 2


def test_a_vehicle_takes_whole_units_only() -> None:
    # Three of 9 kg are 27 kg, below 2 x 16 kg, yet only one fits into each vehicle.
    plan = legal(*group(3), on=two_weights(9, 5, limit_kg=16, units=3, others=0))
    assert plan.levels[-1].value == 3 * 7000


def test_an_alternative_of_a_group_is_priced_as_a_trip_of_its_own() -> None:
    # VAN: a vehicle of max(8000, 1500 + 6000) and 1 kg x 500, not max(8000, 1500 + 6000 + 500)
    van = service("VAN", price_base_cents=1500, price_min_cents=8000, price_per_kg_cents=500)
    on = network(services=[service(), van], stock={("D1", "P1"): 2})
    for answer in legal(*group(2), on=on).lines:
        (alternative,) = answer.alternatives
        assert alternative.option.cost_cents == 8500
        assert alternative.costs_more_cents == 8500 - 3500


def alternatives_of(answer: LinePlan) -> list[tuple[str, str]]:
    return [(each.option.depot_id, each.option.service_id) for each in answer.alternatives]


def test_an_alternative_needs_units_and_vehicles_that_nobody_takes() -> None:
    # D2 has one unit and L2 takes it; its VAN is free, the CAR of D1 goes with L1.
    on = network(
        depots=[depot("D1"), depot("D2")],
        services=[service(), service("VAN", price_base_cents=3000)],
        vehicles={("D1", "CAR"): 1, ("D1", "VAN"): 1, ("D2", "CAR"): 1, ("D2", "VAN"): 1},
    )
    one, two = legal(line("L1"), line("L2"), on=on).lines
    assert alternatives_of(one) == [("D1", "VAN")]
    assert alternatives_of(two) == [("D2", "VAN")]


def test_each_of_two_groups_names_those_that_it_would_displace() -> None:
    # One PA, one PB, one PX that stands in for both, and a line of weight 100 on each of them.
    on = network(
        parts=[part("PA"), part("PB"), part("PX")],
        vehicles={("D1", "CAR"): 9},
        substitutions={name: (substitution("PX", 3),) for name in ("PA", "PB")},
    )
    light = target(miss_weight=10)
    asked = [
        *group(2, "A", part_number="PA", target=light),
        *group(2, "B", part_number="PB", target=light),
        line("C1", part_number="PA"),
        line("C2", part_number="PB"),
        line("C3", part_number="PX"),
    ]
    lost = {each.line.line_id: each.would_lose for each in legal(*asked, on=on).lines}
    assert [lost[name] for name in ("A1", "A2")] == [("C1",)] * 2
    assert [lost[name] for name in ("B1", "B2")] == [("C2",)] * 2


def test_twenty_identical_lines_with_two_substitutes_are_proved() -> None:
    # 8 P1, then 8 P8 and 4 P9 at 2000 and 4000 cents; ten lines a vehicle, two vehicles
    on = network(
        parts=[part("P1"), part("P8"), part("P9")],
        services=[service(max_shipment_kg=10)],
        stock={("D1", name): 8 for name in ("P1", "P8", "P9")},
        vehicles={("D1", "CAR"): 3},
        substitutions={"P1": (substitution("P8", 1), substitution("P9", 2))},
    )
    plan = legal(*group(20, target=target(miss_weight=1)), on=on)
    assert plan.proved
    assert plan.levels[-1].value == 2 * 7000 + 8 * 2000 + 4 * 4000


def test_a_cheaper_vehicle_that_holds_less_does_not_beat_a_larger_one() -> None:
    # Two of 10 kg: two cars at 7000 each, or one van at 8000.
    on = network(
        parts=[part(ship_weight_kg=10)],
        services=[
            service(max_shipment_kg=10),
            service("VAN", max_shipment_kg=20, price_base_cents=2000),
        ],
        stock={("D1", "P1"): 2},
        vehicles={("D1", "CAR"): 2, ("D1", "VAN"): 1},
    )
    plan = legal(*group(2), on=on)
    assert plan.levels[-1].value == 8000
    assert [(each.service_id, each.vehicles_peak) for each in plan.loads] == [("VAN", 1)]


def test_the_peak_of_a_load_is_the_most_vehicles_out_at_once() -> None:
    # Two cars leave at 10:50, the third line waits until one is back at 13:00.
    on = network(stock={("D1", "P1"): 3}, vehicles={("D1", "CAR"): 2})
    (load,) = legal(line("L1"), line("L2"), line("L3"), on=on).loads
    assert (load.lines, load.vehicles_peak) == (3, 2)
