"""Plans from a bounded child: the very plan of the solver, or a legal one that says it is not."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from optimizer.dispatch.bounded import NoPlanError, Solved, Solver, solve_bounded
from optimizer.dispatch.check import check
from optimizer.dispatch.problem import DispatchProblem, Verdict
from optimizer.dispatch.replay import replay
from optimizer.dispatch.solve import solve
from optimizer.dispatch.wishes import Pin, Wishes
from optimizer.executors import Bounds
from tests import children, strange_solvers
from tests.builders import line, network, problem, target

ROOMY = Bounds(seconds=120, memory_bytes=4 * 10**9)


def contended(wishes: Wishes | None = None) -> DispatchProblem:
    """Three lines for two units.

    First come, first served, L1 and L2 would take the units; the best plan, with a solver or
    without, serves L2 and L3, who weigh more than L1.
    """
    on = network(stock={("D1", "P1"): 2}, vehicles={("D1", "CAR"): 3})
    light = target(miss_weight=1, late_weight=1)
    lines = [line("L1", target=light), line("L2"), line("L3")]
    return problem(*lines, on=on, wishes=wishes)


def degraded(solver: Solver, bounds: Bounds = ROOMY) -> Solved:
    """What stands in for the plan of a solver that fails; the checker accepts it."""
    asked = contended()
    answer = solve_bounded(asked, bounds, solver=solver)
    assert answer.plan.degraded is not None
    assert check(asked, answer.plan).violations == ()
    return answer


@pytest.fixture(scope="module")
def stand_in() -> Solved:
    """Give what takes the place of a solver that crashes."""
    return degraded(children.segfault)


def test_the_plan_of_the_child_is_the_plan_of_the_solver() -> None:
    asked = contended(Wishes({"L2": Pin("D1", "CAR")}))
    answer, here = solve_bounded(asked, ROOMY), solve(asked)
    assert answer.plan.degraded is None
    assert (answer.plan.lines, answer.plan.levels) == (here.lines, here.levels)
    assert answer.plan.input_hash == here.input_hash
    assert replay(answer.problem_file).levels == answer.plan.levels


def test_a_solver_that_runs_out_of_its_own_time_has_not_failed() -> None:
    plan = solve_bounded(contended(), ROOMY, limit_seconds=0).plan
    assert plan.degraded is None
    assert not plan.proved


@pytest.mark.parametrize(
    ("solver", "why"),
    [
        (children.refuse, "ValueError: This cannot be solved."),
        (strange_solvers.forget_a_line, "IllegalPlanError: Its plan breaks"),
        (strange_solvers.promise_too_much, "probability"),
    ],
)
def test_a_solver_that_fails_is_replaced_by_first_come_first_served(
    solver: Solver, why: str
) -> None:
    answer = degraded(solver)
    assert answer.plan.degraded is not None
    assert answer.plan.degraded.startswith("The solver gave no plan. ")
    assert why in answer.plan.degraded


def test_a_solver_that_hangs_is_replaced_too() -> None:
    plan = degraded(children.hang, Bounds(seconds=3, memory_bytes=4 * 10**9)).plan
    assert plan.degraded == "The solver gave no plan. It took longer than 3 seconds."


def test_a_solver_that_eats_its_memory_is_replaced_within_the_same_memory() -> None:
    plan = degraded(children.eat_memory, Bounds(seconds=120, memory_bytes=10**9)).plan
    assert plan.degraded == "The solver gave no plan. It needed more memory than it may have."


def test_a_degraded_plan_serves_who_weighs_most_and_proves_nothing(stand_in: Solved) -> None:
    plan = stand_in.plan
    assert plan.degraded == "The solver gave no plan. Its process was ended by SIGSEGV."
    assert [each.verdict for each in plan.lines] == [
        Verdict.NOT_PROVED,
        Verdict.GUARANTEED,
        Verdict.GUARANTEED,
    ]
    assert not any(level.proved for level in plan.levels)
    # L1 is missed: 1, and 960 quarter-hours of 1. That no plan misses less is known, but not the
    # word for L1, so that it is told as a bound and not as a proof.
    assert [level.value for level in plan.levels][:2] == [1, 960]
    assert plan.levels[0].bound == 1


def test_the_question_of_a_degraded_plan_is_kept_and_can_be_proved(
    stand_in: Solved,
) -> None:
    best = replay(stand_in.problem_file)
    # L1 weighs least: its miss is 1, and 960 quarter-hours of 1.
    assert [level.value for level in best.levels][:2] == [1, 960]
    assert all(level.proved for level in best.levels)


def test_wishes_bind_a_degraded_plan_as_well() -> None:
    asked = contended(Wishes(excluded_depots=frozenset({"D1"})))
    plan = solve_bounded(asked, ROOMY, solver=children.segfault).plan
    assert [each.option for each in plan.lines] == [None] * 3
    assert check(asked, plan).violations == ()


def test_if_nothing_comes_to_an_end_both_failures_are_told() -> None:
    tight = Bounds(seconds=60, memory_bytes=50 * 10**6)
    with pytest.raises(NoPlanError, match=r"gave no plan.* The plan without a solver failed too"):
        solve_bounded(contended(), tight)


def test_two_threads_of_a_server_plan_at_the_same_time() -> None:
    asked = contended()
    with ThreadPoolExecutor(2) as pool:
        good = pool.submit(solve_bounded, asked, ROOMY)
        bad = pool.submit(solve_bounded, asked, ROOMY, None, children.segfault)
        assert good.result().plan.degraded is None
        assert bad.result().plan.degraded is not None


def test_the_parent_of_a_solver_never_loads_it() -> None:
    code = "import sys, optimizer.dispatch.bounded; sys.exit('ortools' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
