"""Problems of which something, or everything, is missing: a plan that says so, and no traceback."""

from dataclasses import replace

import pytest

from optimizer.dispatch.check import check
from optimizer.dispatch.fallback import degraded_plan
from optimizer.dispatch.options.surroundings import Surroundings
from optimizer.dispatch.problem import DispatchProblem, Verdict
from optimizer.dispatch.problem_file import problem_file_of
from optimizer.dispatch.replay import replay
from optimizer.dispatch.solve import Limits, settled, solve, solve_with_question
from optimizer.network import Network, StockCell
from tests.builders import NOW, at, line, network, receipt

FULL = network()
EMPTY = replace(
    FULL, depots={}, sites={}, services={}, stock={}, vehicles={}, parts={}, airports={}, flights={}
)
BARE: dict[str, Network] = {
    "no depots": replace(FULL, depots={}, stock={}, vehicles={}),
    "stock of depots that are not there": replace(FULL, depots={}),
    "no services": replace(FULL, services={}, vehicles={}),
    "vehicles of services that are not there": replace(FULL, services={}),
    "no stock": replace(FULL, stock={}),
    "stock of zero": replace(FULL, stock={("D1", "P1"): StockCell(0, 0, 0)}),
    "all reserved": replace(FULL, stock={("D1", "P1"): StockCell(3, 3, 0)}),
    "a receipt of zero": replace(FULL, stock={}, inbound={("D1", "P1"): (receipt(at(10), 0),)}),
    "no vehicles": replace(FULL, vehicles={}),
    "more vehicles out than there are": replace(
        FULL, vehicles_out={("D1", "CAR", at(hour)): 9 for hour in range(24)}
    ),
}


@pytest.mark.parametrize("on", [FULL, EMPTY])
@pytest.mark.parametrize("seconds", [None, 0.0])
def test_no_lines_are_planned_at_once_and_proved(on: Network, seconds: float | None) -> None:
    asked = DispatchProblem(on, (), NOW)
    plan, question = solve_with_question(asked, Limits(seconds))
    assert plan.lines == ()
    assert [(level.value, level.proved) for level in plan.levels] == [(0, True)] * 3
    assert check(asked, plan).violations == ()
    assert replay(problem_file_of(question)).levels == plan.levels
    assert settled(asked, Surroundings(on)) is not None
    assert degraded_plan(asked, "no solver")[0].lines == ()


@pytest.mark.parametrize("on", BARE.values(), ids=BARE)
def test_a_line_for_which_nothing_is_there_says_so(on: Network) -> None:
    asked = DispatchProblem(on, (line("L1"), line("L2")), NOW)
    plan = solve(asked)
    for answer in plan.lines:
        assert (answer.verdict, answer.option) == (Verdict.IMPOSSIBLE_ALONE, None)
    # Each misses 100 and is ten days late: 960 quarter-hours of 20.
    assert [level.value for level in plan.levels] == [200, 38_400, 0]
    assert check(asked, plan).violations == ()


@pytest.mark.parametrize("on", BARE.values(), ids=BARE)
def test_without_a_solver_the_same_line_is_not_called_impossible(on: Network) -> None:
    asked = DispatchProblem(on, (line("L1"), line("L2")), NOW)
    plan, _ = degraded_plan(asked, "no solver")
    assert {each.verdict for each in plan.lines} == {Verdict.NOT_PROVED}
    assert check(asked, plan).violations == ()


def test_a_line_of_a_site_or_part_that_is_not_there_is_refused_by_name() -> None:
    for on in (replace(FULL, sites={}), replace(FULL, parts={})):
        with pytest.raises(ValueError, match="Line L1 names a site or part that the network lacks"):
            DispatchProblem(on, (line("L1"),), NOW)
