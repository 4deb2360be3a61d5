"""What is planned without a solver is what the solver would plan, whatever was planned before."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings

from optimizer.dispatch.check import check
from optimizer.dispatch.options.surroundings import Surroundings
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem
from optimizer.dispatch.solve import Limits, settled, solve
from tests import builders as b
from tests.random_problems import problems

few = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

NOT_EXPLAINED = Limits(work=0)
"""What settles at once has no time to say who would lose and what would help."""

STEPS = (
    timedelta(),
    timedelta(seconds=1),
    timedelta(minutes=20),
    timedelta(hours=3),
    timedelta(hours=13),
    timedelta(hours=26),
    timedelta(hours=1),
)
"""Instants of plans that share surroundings: later ones, one of tomorrow, and an earlier one."""


def told(plan: DispatchPlan | None) -> DispatchPlan | None:
    """Leave out what differs between runs, and the hash, which a promise has none of."""
    return None if plan is None else replace(plan, seconds={}, input_hash="")


def alone(problem: DispatchProblem) -> DispatchProblem:
    return replace(problem, lines=problem.lines[:1])


@few
@given(problems(kits=False, groups=True))
def test_lines_that_are_settled_without_a_solver_are_told_what_it_would_tell(
    problem: DispatchProblem,
) -> None:
    plan = settled(problem, Surroundings(problem.network))
    assert plan is None or told(plan) == told(solve(problem, NOT_EXPLAINED))


@settings(few, max_examples=12)
@given(problems(kits=False))
def test_one_line_alone_never_needs_a_solver(problem: DispatchProblem) -> None:
    surroundings = Surroundings(problem.network)
    for step in STEPS:
        asked = replace(alone(problem), now=problem.now + step)
        plan = settled(asked, surroundings)
        assert plan is not None
        assert told(plan) == told(solve(asked, NOT_EXPLAINED))
        assert not check(asked, plan).violations


@few
@given(problems(kits=False))
def test_surroundings_see_stock_and_vehicles_on_the_road_of_now(problem: DispatchProblem) -> None:
    surroundings = Surroundings(problem.network)
    settled(alone(problem), surroundings)
    hours = {(d, "CAR", b.at(hour)): 1 for d in problem.network.depots for hour in range(10, 13)}
    emptied = replace(problem.network, stock={}, inbound={})
    for moved in (emptied, replace(problem.network, vehicles_out=hours)):
        asked = replace(alone(problem), network=moved)
        assert surroundings.are_of(asked.network)
        assert told(settled(asked, surroundings)) == told(solve(asked, NOT_EXPLAINED))


def test_surroundings_are_not_those_of_another_network() -> None:
    surroundings = Surroundings(b.network())
    assert not surroundings.are_of(b.network())
    assert surroundings.are_of(replace(surroundings.network, stock={}))
    assert not surroundings.are_of(replace(surroundings.network, flights={}))


def test_kits_and_many_lines_are_left_to_a_solver() -> None:
    kit = b.problem(b.line(ship_together=True))
    assert settled(kit, Surroundings(kit.network)) is None
    nine = b.problem(*(b.line(f"L{n}") for n in range(1, 10)))
    assert settled(nine, Surroundings(nine.network)) is None


def test_lines_that_compete_for_the_last_unit_are_left_to_a_solver() -> None:
    two = b.problem(b.line("L1"), b.line("L2"))  # D1 has one unit of P1
    assert settled(two, Surroundings(two.network)) is None
