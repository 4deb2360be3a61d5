"""Two pins that ask for one unit or vehicle: each alone could be kept, and the plan names both."""

from dataclasses import replace

import pytest

from optimizer.dispatch.check import check
from optimizer.dispatch.explain import for_partner
from optimizer.dispatch.fallback import degraded_plan
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem, LinePlan, Verdict
from optimizer.dispatch.solve import Limits, solve
from optimizer.dispatch.wishes import Pin, Wishes
from optimizer.network import Network
from tests.builders import at, depot, line, network, problem, target

PIN = Pin("D1", "CAR")
LATE = target(at(9))
"""A target that nothing meets: of D1 by CAR everything arrives after 12:00."""


def by_id(plan: DispatchPlan) -> dict[str, LinePlan]:
    return {each.line.line_id: each for each in plan.lines}


def pinned(on: Network, *line_ids: str, due: object = None) -> DispatchProblem:
    """L1 and L2, of which some are pinned to D1 by CAR."""
    lines = [line(each, **({"target": due} if due else {})) for each in ("L1", "L2")]
    return problem(*lines, on=on, wishes=Wishes(dict.fromkeys(line_ids, PIN)))


ONE_UNIT = network(vehicles={("D1", "CAR"): 2})
ONE_VEHICLE = network(
    stock={("D1", "P1"): 2},
    vehicles={("D1", "CAR"): 1},
)


def one_departure(on: Network) -> DispatchProblem:
    """Both lines pinned to the departure of 10:50, for which there is one vehicle."""
    pin = replace(PIN, departs_at=at(10, 50))
    return replace(pinned(on, "L1", "L2"), wishes=Wishes({"L1": pin, "L2": pin}))


@pytest.mark.parametrize("asked", [pinned(ONE_UNIT, "L1", "L2"), one_departure(ONE_VEHICLE)])
@pytest.mark.parametrize("limit", [None, 0.0])
def test_of_two_pins_on_one_unit_or_vehicle_one_is_kept_and_both_are_named(
    asked: DispatchProblem, limit: float | None
) -> None:
    plan = solve(asked, Limits(limit))
    kept, left = by_id(plan)["L1"], by_id(plan)["L2"]
    assert kept.option is not None
    assert (kept.option.depot_id, kept.option.service_id) == PIN.pair
    # A pin is kept or the line goes without: nothing else is sent in its place.
    assert left.option is None
    assert f"beside that of L1 to {asked.wishes.pins['L1']}" in left.sentence
    assert f"({asked.wishes.pins['L2']})." in left.sentence
    assert "cannot be kept" not in kept.sentence
    assert check(asked, plan).violations == ()


def test_pins_that_compete_are_impossible_together_only_where_that_is_proved() -> None:
    asked = pinned(ONE_UNIT, "L1", "L2")
    assert by_id(solve(asked))["L2"].verdict is Verdict.IMPOSSIBLE_TOGETHER
    degraded, _ = degraded_plan(asked, "The solver gave no plan.")
    left = by_id(degraded)["L2"]
    assert left.verdict is Verdict.NOT_PROVED
    assert "beside that of L1 to D1 by CAR" in left.sentence


def test_pins_that_are_both_too_late_are_told_apart_as_well() -> None:
    left = by_id(solve(pinned(ONE_UNIT, "L1", "L2", due=LATE)))["L2"]
    assert left.verdict is Verdict.IMPOSSIBLE_ALONE
    assert "cannot be kept beside that of L1" in left.sentence


def test_a_line_that_is_not_pinned_is_no_pin_that_stands_in_the_way() -> None:
    # L1 keeps its pin; L2 goes without the unit, and no pin of its own.
    left = by_id(solve(pinned(ONE_UNIT, "L1")))["L2"]
    assert left.option is None
    assert "cannot be kept" not in left.sentence


def test_pins_that_need_different_units_do_not_compete() -> None:
    on = network(
        depots=[depot(), depot("D2")],
        stock={("D1", "P1"): 1, ("D2", "P1"): 1},
        vehicles={("D1", "CAR"): 1, ("D2", "CAR"): 1},
    )
    wishes = Wishes({"L1": PIN, "L2": Pin("D2", "CAR")})
    plan = solve(problem(line("L1"), line("L2"), on=on, wishes=wishes))
    assert all(each.option for each in plan.lines)
    assert not any("cannot be kept" in each.sentence for each in plan.lines)


def test_a_partner_reads_nothing_of_other_pins() -> None:
    left = by_id(solve(pinned(ONE_UNIT, "L1", "L2")))["L2"]
    assert "L1" not in for_partner(left).sentence


def test_a_pin_that_yields_to_a_line_without_one_names_no_pin() -> None:
    heavy = line("L1", target=target(miss_weight=200))
    wishes = Wishes({"L2": PIN})
    left = by_id(solve(problem(heavy, line("L2"), on=ONE_UNIT, wishes=wishes)))["L2"]
    assert left.option is None
    assert "cannot be kept" not in left.sentence
