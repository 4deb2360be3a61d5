"""Identical lines of one RMA may share vehicles: four batteries of 10 kg, 20 kg in a car.

CAR costs 7000 cents a vehicle and leaves at 10:50; a vehicle is back at 12:41.
"""

from collections import Counter
from typing import Any

from optimizer.dispatch.check import check
from optimizer.dispatch.problem import Line, Verdict
from optimizer.dispatch.solve import solve
from optimizer.network import Network
from tests.asking import answers, solved
from tests.builders import (
    at,
    line,
    network,
    part,
    problem,
    receipt,
    service,
    substitution,
    target,
)


def group(count: int = 4, **changes: Any) -> list[Line]:
    return [line(f"L{n}", rma_number="R1", **changes) for n in range(1, count + 1)]


def batteries(
    vehicles: int = 2, *, units: int = 4, limit_kg: float | None = 20, **of_service: Any
) -> Network:
    return network(
        parts=[part(ship_weight_kg=10)],
        services=[service(max_shipment_kg=limit_kg, **of_service)],
        stock={("D1", "P1"): units},
        vehicles={("D1", "CAR"): vehicles},
    )


def test_two_vehicles_carry_four_lines_of_which_two_fit_in_one() -> None:
    plan = solved(*group(), on=batteries())
    assert [each.option.departs_at for each in plan.lines] == [at(10, 50)] * 4
    (load,) = plan.loads
    assert (load.lines, load.weight_kg, load.vehicles_peak) == (4, 40, 2)


def test_a_vehicle_is_paid_once_for_the_lines_in_it() -> None:
    # 2 x 7000, a quarter each
    plan = solved(*group(), on=batteries())
    assert plan.levels[-1].value == 14_000
    assert [each.option.cost_cents for each in plan.lines] == [3500] * 4


def test_weight_is_paid_by_each_line() -> None:
    # 2 x 7000 + 4 x 10 kg x 5 cents
    plan = solved(*group(), on=batteries(price_per_kg_cents=5))
    assert plan.levels[-1].value == 14_200
    assert [each.option.cost_cents for each in plan.lines] == [3550] * 4


def test_the_first_lines_carry_the_odd_cents() -> None:
    # 7000 / 3
    plan = solved(*group(3), on=batteries(1, limit_kg=None))
    assert [each.option.cost_cents for each in plan.lines] == [2334, 2333, 2333]
    assert plan.levels[-1].value == 7000


def test_with_one_vehicle_the_others_leave_after_its_return() -> None:
    plan = solved(*group(), on=batteries(1))
    assert [each.option.departs_at for each in plan.lines] == [at(10, 50)] * 2 + [at(13)] * 2


def test_without_a_limit_one_vehicle_carries_all() -> None:
    plan = solved(*group(), on=batteries(1, limit_kg=None))
    assert [each.option.departs_at for each in plan.lines] == [at(10, 50)] * 4
    assert plan.levels[-1].value == 7000


def test_the_minimum_price_is_paid_for_each_vehicle() -> None:
    plan = solved(*group(), on=batteries(price_min_cents=8000))
    assert plan.levels[-1].value == 16_000


def test_lines_of_two_rmas_share_no_vehicle() -> None:
    lines = [line("L1", rma_number="R1"), line("L2", rma_number="R2")]
    plan = answers(*lines, on=batteries(1))
    assert [plan[name].option.departs_at for name in ("L1", "L2")] == [at(10, 50), at(13)]


def test_different_parts_of_one_rma_are_planned_on_their_own() -> None:
    on = network(parts=[part("P1"), part("P2")])
    lines = [line("L1", rma_number="R1"), line("L2", rma_number="R1", part_number="P2")]
    plan = answers(*lines, on=on)
    assert [plan[name].option.departs_at for name in ("L1", "L2")] == [at(10, 50), at(13)]


def test_one_line_of_a_group_in_a_limited_service_pays_the_price_of_a_line() -> None:
    # 1000 + 6000 + 10 kg x 5
    plan = solved(*group(1), on=batteries(price_per_kg_cents=5))
    assert plan.lines[0].option.cost_cents == 7050


def test_a_group_is_served_as_far_as_units_go() -> None:
    # Two units for four lines: the first two lines get them, by the order of ties.
    plan = solved(*group(), on=batteries(units=2))
    assert [each.option is not None for each in plan.lines] == [True, True, False, False]
    assert [each.verdict for each in plan.lines] == (
        [Verdict.GUARANTEED] * 2 + [Verdict.IMPOSSIBLE_TOGETHER] * 2
    )
    # a miss weighs 100 and ten days are 960 quarter-hours of 20, for two lines
    assert [level.value for level in plan.levels][:2] == [200, 2 * 960 * 20]


def test_some_of_a_group_may_wait_for_a_receipt() -> None:
    on = network(
        stock={("D1", "P1"): 1},
        inbound={("D1", "P1"): (receipt(at(11)),)},
        vehicles={("D1", "CAR"): 2},
    )
    plan = solved(*group(2, target=target(at(20))), on=on)
    ready = Counter(each.option.ready_at for each in plan.lines)
    # Both may leave in one vehicle once the second unit is there: 7000 instead of 14000.
    assert plan.levels[-1].value == 7000
    assert max(ready) == at(11, 30)


def test_a_substitute_is_paid_by_the_line_that_gets_it() -> None:
    # One P1, then P9 at 2000 cents; both in one car of 7000, half each.
    on = network(
        parts=[part("P1"), part("P9")],
        stock={("D1", "P1"): 1, ("D1", "P9"): 1},
        substitutions={"P1": [substitution("P9", rank=1)]},
    )
    asked = problem(*group(2), on=on)
    plan = solve(asked)
    assert [each.option.part_number for each in plan.lines] == ["P1", "P9"]
    assert [each.option.cost_cents for each in plan.lines] == [3500, 5500]
    assert check(asked, plan).violations == ()


def test_a_line_that_loses_to_a_mate_that_is_not_owed_breaks_no_promise() -> None:
    # One unit for two lines: the second could have it, but the first is not owed either.
    lines = group(2, target=target(owed=False, miss_weight=0))
    one, two = answers(*lines, on=network()).values()
    assert (one.outlook, two.outlook) == (Verdict.GUARANTEED, Verdict.IMPOSSIBLE_TOGETHER)
    assert two.would_lose == ()


def test_a_line_that_loses_to_its_mate_names_it() -> None:
    one, two = answers(*group(2), on=network()).values()
    assert (one.verdict, two.verdict) == (Verdict.GUARANTEED, Verdict.IMPOSSIBLE_TOGETHER)
    assert two.would_lose == ("L1",)


def test_an_alternative_of_a_group_is_priced_by_the_vehicle_too() -> None:
    # A vehicle costs the minimum of 8000 and a line 10 kg x 5; alone it would be 8000 for both.
    on = network(
        parts=[part(ship_weight_kg=10)],
        services=[service(name, price_min_cents=8000, price_per_kg_cents=5) for name in "AB"],
        stock={("D1", "P1"): 2},
        vehicles={("D1", "A"): 2, ("D1", "B"): 2},
    )
    asked = problem(*group(2), on=on)
    plan = solve(asked)
    assert [each.alternatives[0].option.cost_cents for each in plan.lines] == [8050] * 2
    assert check(asked, plan).violations == ()
