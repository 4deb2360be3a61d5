"""A plan from a child process that may fail; a degraded plan takes the place of one that does.

Nothing here loads the solver: only the child does, so that no fault of it reaches its parent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from optimizer.calendars import UnknownYearError
from optimizer.dispatch.check import check
from optimizer.dispatch.fallback import degraded_plan
from optimizer.dispatch.options.demands import TooManyWaysError
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem
from optimizer.dispatch.problem_file import problem_file_of
from optimizer.dispatch.sums import TooLargeError
from optimizer.executors import Bounds, Failure, Hear, hear_nothing, run_watched, tell_parent

T = TypeVar("T")

FALLBACK_SECONDS = 60.0
"""Time of the plan without a solver, which needs little of it. [s]"""


FAULTS_OF_PROBLEMS = (TooManyWaysError, TooLargeError, UnknownYearError)
"""What is wrong with a question, whoever answers it; a plan without a solver is none the better."""


@dataclass(frozen=True, slots=True)
class Solved:
    """A plan, and the problem file of its question."""

    plan: DispatchPlan
    problem_file: bytes


class IllegalPlanError(ValueError):
    """A plan that the checker refuses."""


class NoPlanError(RuntimeError):
    """Neither the solver nor the plan without it came to an end."""


class FaultyProblemError(NoPlanError):
    """No plan can be made of the problem; the sentence says why."""


Solver = Callable[[DispatchProblem, float | None], Solved]


def solve_bounded(
    problem: DispatchProblem,
    bounds: Bounds,
    limit_seconds: float | None = None,
    solver: Solver | None = None,
    hear: Hear = hear_nothing,
    *,
    checks: bool = True,
) -> Solved:
    """Plan of a child process that is ended at its bounds; `plan.degraded` says if it failed.

    With `limit_seconds` the solver stops by itself and gives the best it found until then, which
    is no failure; bounds are for when it does not. `solver` stands in for the one there is. A
    plan that the checker refuses is a failure too, unless `checks` is off because the caller
    checks by itself. `hear` is told the steps of the child, and what it raises ends the child and
    goes on.

    Raises
    ------
    FaultyProblemError
        When the problem itself is why there is no plan.
    NoPlanError
        When the plan without a solver, made in a child as well, fails too.
    """
    planner = solver or solved
    first = run_watched(bounds, hear, _made, planner, problem, limit_seconds, checks=checks)
    if not isinstance(first, Failure):
        return _given(first)
    why = f"The solver gave no plan. {first.sentence}"
    spare = Bounds(FALLBACK_SECONDS, bounds.memory_bytes)
    second = run_watched(spare, hear, _made, degraded, problem, why, checks=checks)
    if isinstance(second, Failure):
        raise NoPlanError(f"{why} The plan without a solver failed too. {second.sentence}")
    return _given(second)


def solved(problem: DispatchProblem, limit_seconds: float | None) -> Solved:
    """Solve here, in this process; if it is a child, its parent hears how far it is."""
    from optimizer.dispatch.solve import Limits, solve_with_question  # noqa: PLC0415 - see above

    plan, question = solve_with_question(problem, Limits(limit_seconds), tell_parent)
    return Solved(plan, problem_file_of(question))


def degraded(problem: DispatchProblem, why: str) -> Solved:
    """Plan here without a solver."""
    plan, question = degraded_plan(problem, why)
    return Solved(plan, problem_file_of(question))


def _given(answer: Solved | FaultyProblemError) -> Solved:
    if isinstance(answer, FaultyProblemError):
        raise answer
    return answer


def _made(
    planner: Callable[[DispatchProblem, T], Solved],
    problem: DispatchProblem,
    of: T,
    *,
    checks: bool,
) -> Solved | FaultyProblemError:
    """Answer of a planner, legal if this checks, or what is wrong with the problem."""
    try:
        answer = planner(problem, of)
    except FAULTS_OF_PROBLEMS as fault:
        return FaultyProblemError(str(fault))
    if checks:
        tell_parent("check", 0, 1)
        _require_legal(problem, answer.plan)
    return answer


def _require_legal(problem: DispatchProblem, plan: DispatchPlan) -> None:
    violations = check(problem, plan).violations
    if violations:
        broken = f"{violations[0].code}: {violations[0].detail}"
        raise IllegalPlanError(f"Its plan breaks {len(violations)} rules, first {broken}")
