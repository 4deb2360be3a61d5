"""A plan from a child process that may fail; a degraded plan takes the place of one that does.

Nothing here loads the solver: only the child does, so that no fault of it reaches its parent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from optimizer.dispatch.check import check
from optimizer.dispatch.fallback import degraded_plan
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem
from optimizer.dispatch.problem_file import problem_file_of
from optimizer.executors import Bounds, Failure, Hear, hear_nothing, run_watched, tell_parent

T = TypeVar("T")

FALLBACK_SECONDS = 60.0
"""Time of the plan without a solver, which needs little of it. [s]"""


@dataclass(frozen=True, slots=True)
class Solved:
    """A plan that the checker accepts, and the problem file of its question."""

    plan: DispatchPlan
    problem_file: bytes


class IllegalPlanError(ValueError):
    """A plan that the checker refuses."""


class NoPlanError(RuntimeError):
    """Neither the solver nor the plan without it came to an end."""


Solver = Callable[[DispatchProblem, float | None], Solved]


def solve_bounded(
    problem: DispatchProblem,
    bounds: Bounds,
    limit_seconds: float | None = None,
    solver: Solver | None = None,
    hear: Hear = hear_nothing,
) -> Solved:
    """Plan of a child process that is ended at its bounds; `plan.degraded` says if it failed.

    With `limit_seconds` the solver stops by itself and gives the best it found until then, which
    is no failure; bounds are for when it does not. `solver` stands in for the one there is. A
    plan that the checker refuses is a failure too. `hear` is told the steps of the child, and
    what it raises ends the child and goes on.

    Raises
    ------
    NoPlanError
        When the plan without a solver, made in a child as well, fails too.
    """
    first = run_watched(bounds, hear, _legal, solver or solved, problem, limit_seconds)
    if not isinstance(first, Failure):
        return first
    why = f"The solver gave no plan. {first.sentence}"
    spare = Bounds(FALLBACK_SECONDS, bounds.memory_bytes)
    second = run_watched(spare, hear, _legal, degraded, problem, why)
    if isinstance(second, Failure):
        raise NoPlanError(f"{why} The plan without a solver failed too. {second.sentence}")
    return second


def solved(problem: DispatchProblem, limit_seconds: float | None) -> Solved:
    """Solve here, in this process; if it is a child, its parent hears how far it is."""
    from optimizer.dispatch.solve import Limits, solve_with_question  # noqa: PLC0415 - see above

    plan, question = solve_with_question(problem, Limits(limit_seconds), tell_parent)
    return Solved(plan, problem_file_of(question))


def degraded(problem: DispatchProblem, why: str) -> Solved:
    """Plan here without a solver."""
    plan, question = degraded_plan(problem, why)
    return Solved(plan, problem_file_of(question))


def _legal(
    planner: Callable[[DispatchProblem, T], Solved], problem: DispatchProblem, of: T
) -> Solved:
    """Answer of a planner, refused when the checker refuses its plan."""
    answer = planner(problem, of)
    tell_parent("check", 0, 1)
    violations = check(problem, answer.plan).violations
    if violations:
        broken = f"{violations[0].code}: {violations[0].detail}"
        raise IllegalPlanError(f"Its plan breaks {len(violations)} rules, first {broken}")
    return answer
