"""A plan that goes against a wish, planted; the checker must name the line and the wish."""

from dataclasses import replace

import pytest

from optimizer.dispatch.check import check
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem
from optimizer.dispatch.solve import solve
from optimizer.dispatch.wishes import Pin, Wishes
from tests import builders as b

TWO_CARS = b.network(
    services=[b.service("CAR"), b.service("VAN")],
    parts=[b.part("P1"), b.part("P2")],
    stock={("D1", "P1"): 2, ("D1", "P2"): 2},
    vehicles={("D1", "CAR"): 2, ("D1", "VAN"): 2},
    substitutions={"P1": (b.substitution("P2"),)},
)


def codes(asked: DispatchProblem, plan: DispatchPlan, wishes: Wishes) -> list[tuple[str, str]]:
    """Faults of a plan that was made without wishes."""
    free = check(asked, plan)
    wished = check(replace(asked, wishes=wishes), plan)
    assert free.violations == ()
    return [(each.line_id or "", each.code) for each in wished.violations]


def free_plan(*, alternatives: bool = False) -> tuple[DispatchProblem, DispatchPlan]:
    """L1 leaves D1 by CAR at 10:50 with P1; VAN is an alternative at the same price."""
    asked = b.problem(on=TWO_CARS)
    plan = solve(asked)
    if not alternatives:
        plan = replace(plan, lines=(replace(plan.lines[0], alternatives=()),))
    return asked, plan


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        (Wishes(excluded_depots=frozenset({"D1"})), "excluded"),
        (Wishes(excluded_services=frozenset({"CAR"})), "excluded"),
        (Wishes({"L1": Pin("D1", "VAN")}), "pinned"),
        (Wishes({"L1": Pin("D1", "CAR", "P2")}), "pinned"),
        (Wishes({"L1": Pin("D1", "CAR", None, b.at(11))}), "pinned"),
    ],
)
def test_a_way_against_a_wish_is_named(wishes: Wishes, code: str) -> None:
    assert codes(*free_plan(), wishes) == [("L1", code)]


@pytest.mark.parametrize(
    "wishes",
    [
        Wishes(excluded_services=frozenset({"VAN"})),
        Wishes({"L1": Pin("D1", "CAR")}),
    ],
)
def test_an_alternative_against_a_wish_is_named(wishes: Wishes) -> None:
    (found,) = codes(*free_plan(alternatives=True), wishes)
    assert found[0] == "L1"
    assert codes(*free_plan(), wishes) == []


def test_a_way_that_heeds_every_wish_is_legal() -> None:
    pin = Pin("D1", "CAR", "P1", b.at(10, 50))
    wishes = Wishes({"L1": pin}, excluded_services=frozenset({"VAN"}))
    assert codes(*free_plan(), wishes) == []


def test_a_line_of_a_kit_is_held_to_the_pin_of_its_mate_but_not_to_its_part() -> None:
    lines = [
        b.line("L1", rma_number="R1", ship_together=True),
        b.line("L2", rma_number="R1", ship_together=True, part_number="P2"),
    ]
    asked = b.problem(*lines, on=TWO_CARS)
    plan = solve(asked)
    plan = replace(plan, lines=tuple(replace(each, alternatives=()) for each in plan.lines))
    assert codes(asked, plan, Wishes({"L1": Pin("D1", "CAR", "P1")})) == []
    found = codes(asked, plan, Wishes({"L1": Pin("D1", "VAN")}))
    assert found == [("L1", "pinned"), ("L2", "pinned")]


def test_lines_that_pins_part_may_not_share_a_vehicle() -> None:
    # One car for both was legal without the pin; parted, each pays 7000, and two are out at once.
    lines = [b.line(f"L{n}", rma_number="R1") for n in (1, 2)]
    asked = b.problem(*lines, on=TWO_CARS)
    plan = solve(asked)
    plan = replace(plan, lines=tuple(replace(each, alternatives=()) for each in plan.lines))
    found = codes(asked, plan, Wishes({"L1": Pin("D1", "CAR")}))
    assert found == [("L1", "cost"), ("L2", "cost"), ("", "load")]
