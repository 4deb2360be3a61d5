"""What wishes may and may not do to a plan, against every combination of ways."""

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optimizer.dispatch.check import check
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem, LinePlan, Option
from optimizer.dispatch.solve import solve
from optimizer.dispatch.wishes import Pin, Wishes
from tests.brute_force import LAST, BruteForce
from tests.random_problems import problems
from tests.random_wishes import wishes_of

EXAMPLES = settings(max_examples=60, derandomize=True, deadline=None, database=None)


def levels(plan: DispatchPlan) -> tuple[int, ...]:
    return tuple(level.value for level in plan.levels)


def key_of(answer: LinePlan) -> tuple[str, str, str, float]:
    option = answer.option
    if option is None:
        return LAST
    departs = option.departs_at.timestamp()
    return option.depot_id, option.part_number, option.service_id, departs


def pin_on(option: Option) -> Pin:
    """The pin of a planner who wants exactly what the plan has."""
    return Pin(option.depot_id, option.service_id, option.part_number, option.departs_at)


def shares_a_vehicle_with_another_part(plan: DispatchPlan) -> bool:
    """Whether identical lines ride together with different parts: pins would part them."""
    parts: dict[tuple[object, ...], set[str]] = {}
    for each in plan.lines:
        if each.option and not each.line.ship_together:
            way = (each.line.rma_number, each.option.depot_id, each.option.service_id)
            riders = parts.setdefault((*way, each.option.departs_at), set())
            riders.add(each.option.part_number)
    return any(len(each) > 1 for each in parts.values())


@EXAMPLES
@given(st.data())
def test_no_combination_of_wished_ways_is_better_than_the_plan(data: st.DataObject) -> None:
    free = data.draw(problems(groups=True))
    asked = replace(free, wishes=data.draw(wishes_of(free)))
    best, plan = BruteForce(asked).best(), solve(asked)
    assert levels(plan) == best.levels
    assert [key_of(each) for each in plan.lines] == list(best.sequence)
    assert check(asked, plan).violations == ()


@EXAMPLES
@given(st.data())
def test_wishes_never_improve_the_levels(data: st.DataObject) -> None:
    free = data.draw(problems(groups=True))
    asked = replace(free, wishes=data.draw(wishes_of(free)))
    assert levels(solve(asked)) >= levels(solve(free))


@EXAMPLES
@given(problems(groups=True))
def test_pinning_what_the_plan_chose_changes_nothing(free: DispatchProblem) -> None:
    plan = solve(free)
    assume(not shares_a_vehicle_with_another_part(plan))
    pins = {each.line.line_id: pin_on(each.option) for each in plan.lines if each.option}
    again = solve(replace(free, wishes=Wishes(pins)))
    assert levels(again) == levels(plan)
    assert [each.option for each in again.lines] == [each.option for each in plan.lines]


@EXAMPLES
@given(problems(groups=True), st.sampled_from(("D1", "D2")), st.sampled_from(("CAR", "VAN")))
def test_nothing_is_taken_or_offered_that_is_left_out(
    free: DispatchProblem, depot_id: str, service_id: str
) -> None:
    wishes = Wishes({}, frozenset({depot_id}), frozenset({service_id}))
    asked = replace(free, wishes=wishes)
    plan = solve(asked)
    offered = [way.option for each in plan.lines for way in each.alternatives]
    taken = [each.option for each in plan.lines if each.option]
    assert {depot_id} & {option.depot_id for option in taken + offered} == set()
    assert {service_id} & {option.service_id for option in taken + offered} == set()
    assert check(asked, plan).violations == ()
