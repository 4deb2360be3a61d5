"""Nothing in a plan depends on the order in which lines, rows and tables were written."""

from dataclasses import fields, replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings

from optimizer.dispatch.problem import DispatchPlan, DispatchProblem
from optimizer.dispatch.solve import solve
from optimizer.network import Network
from tests.builders import at, line, network, problem, receipt, set_aside, vehicle_hours
from tests.random_problems import problems

EXAMPLES = settings(max_examples=40, derandomize=True, deadline=None, database=None)


def shuffled(asked: DispatchProblem, seed: int) -> DispatchProblem:
    """The same problem with its lines, and the rows of every table, in another order."""
    random = Random(seed)  # noqa: S311 - order, no secret
    tables: dict[str, Any] = {}
    for field in fields(Network):
        table = getattr(asked.network, field.name)
        if isinstance(table, dict):
            tables[field.name] = dict(random.sample(list(table.items()), len(table)))
    return replace(
        asked,
        network=replace(asked.network, **tables),
        lines=tuple(random.sample(asked.lines, len(asked.lines))),
        set_aside=tuple(random.sample(asked.set_aside, len(asked.set_aside))),
    )


def without_seconds(plan: DispatchPlan) -> DispatchPlan:
    return replace(plan, seconds={})


@EXAMPLES
@given(problems(groups=True))
def test_a_shuffled_problem_has_the_same_plan_and_the_same_hash(asked: DispatchProblem) -> None:
    for seed in (1, 2):
        assert without_seconds(solve(shuffled(asked, seed))) == without_seconds(solve(asked))


def test_lines_set_aside_stand_in_the_order_of_their_ids() -> None:
    aside = (set_aside(line_id="L9"), set_aside(line_id="L10"), set_aside(line_id="L8"))
    one, other = (problem(set_aside=order) for order in (aside, aside[::-1]))
    plans = [solve(each) for each in (one, other)]
    assert without_seconds(plans[0]) == without_seconds(plans[1])
    assert [each.line_id for each in plans[0].set_aside] == ["L10", "L8", "L9"]


def test_rows_of_one_cell_and_of_one_fleet_have_no_order() -> None:
    receipts = (receipt(at(11)), receipt(at(12), 2))
    hours = tuple(
        vehicle_hours(from_minute=start, to_minute=start + 720, vehicles=3) for start in (0, 720)
    )
    on = network(stock={}, inbound={("D1", "P1"): receipts}, vehicles={("D1", "CAR"): hours})
    turned = replace(
        on, inbound={("D1", "P1"): receipts[::-1]}, vehicles={("D1", "CAR"): hours[::-1]}
    )
    lines = [line(f"L{n}") for n in range(3)]
    asked = [problem(*lines, on=each) for each in (on, turned)]
    plans = [solve(each) for each in asked]
    # one unit leaves by 11:50, two from 12:50 on
    assert [each.option.departs_at for each in plans[0].lines if each.option] == (
        [at(11, 50), at(12, 50), at(12, 50)]
    )
    assert without_seconds(plans[0]) == without_seconds(plans[1])


@pytest.mark.parametrize("change", [{"line_id": "L2"}, {"part_number": "P2"}])
def test_another_question_has_another_hash(change: dict[str, str]) -> None:
    on = network(
        parts=[*network().parts.values(), replace(network().parts["P1"], part_number="P2")]
    )
    one, other = problem(line(), on=on), problem(line(**change), on=on)
    assert solve(one).input_hash != solve(other).input_hash
