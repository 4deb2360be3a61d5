"""How the service solves: in a child process whose time and memory end, or at once.

A promise for lines that do not compete needs no solver: each takes its best way, which is found in
milliseconds and in memory that is bounded by the network. Whatever needs more goes to a child.
"""

from collections.abc import Callable

from optimizer.dispatch.bounded import Solved, solve_bounded
from optimizer.dispatch.check import Violation, check
from optimizer.dispatch.options.surroundings import Surroundings
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem
from optimizer.dispatch.solve import settled
from optimizer.executors import Bounds, Hear, hear_nothing
from optimizer.network import Network
from rma_service.usecases.refusals import IllegalPlan

GRACE_SECONDS = 20.0
"""Time beyond its limit that a solver may take to begin and to write its answer down [s]."""

MEMORY_BYTES = 4 * 2**30
"""Address space of one solve [bytes]."""

NO_LIMIT_SECONDS = 86_400.0
"""Time of the child of a command that was given no limit. [s]"""

COMMAND_GRACE_SECONDS = 120.0
"""Time beyond its limit that a command's child may take to read and to write its answer. [s]"""

COMMAND_MEMORY_BYTES = 6 * 2**30
"""Address space of a command's child, which a problem of 100,000 lines needs half of. [bytes]"""

Solve = Callable[[DispatchProblem, float], Solved]
"""A problem and a limit [s] in, a plan that the checker accepts out."""

Planner = Callable[[DispatchProblem, Surroundings], DispatchPlan | None]
"""A problem in known surroundings in, a plan out; None: it needs a solver."""


def bounds_of_command(limit_seconds: float | None) -> Bounds:
    """Bounds of a child that works for somebody who waits at a terminal and can stop it."""
    if limit_seconds is None:
        return Bounds(NO_LIMIT_SECONDS, COMMAND_MEMORY_BYTES)
    return Bounds(limit_seconds + COMMAND_GRACE_SECONDS, COMMAND_MEMORY_BYTES)


def require_legal(problem: DispatchProblem, plan: DispatchPlan) -> None:
    """Refuse a plan that the independent check refuses.

    Raises
    ------
    IllegalPlan
        With a sentence for each violation.
    """
    violations = check(problem, plan).violations
    if violations:
        raise IllegalPlan([violation_sentence(each) for each in violations])


def violation_sentence(violation: Violation) -> str:
    """Say of which line a claim does not hold, and why."""
    return f"{violation.line_id or 'The whole plan'}, {violation.code}: {violation.detail}"


def in_child(problem: DispatchProblem, limit_seconds: float, hear: Hear = hear_nothing) -> Solved:
    """Solve in a child; a plan without a solver takes the place of one that fails.

    `hear` is told how far the child is; what it raises ends the child and goes on.

    Raises
    ------
    NoPlanError
        When both fail.
    """
    bounds = Bounds(limit_seconds + GRACE_SECONDS, MEMORY_BYTES)
    return solve_bounded(problem, bounds, limit_seconds, hear=hear)


def at_once_or_in_child(
    problem: DispatchProblem, limit_seconds: float, planner: Planner = settled
) -> Solved:
    """Solve here what needs no solver, else in a child; the checker accepts either answer.

    What goes wrong here, the child does once more, within its bounds. Nobody keeps the problem
    file of an answer that is given at once, so it is empty. `planner` stands in for the one there
    is.

    Raises
    ------
    NoPlanError
        When the child fails, and the plan without a solver does too.
    """
    return _at_once(problem, planner) or in_child(problem, limit_seconds)


def _at_once(problem: DispatchProblem, planner: Planner) -> Solved | None:
    try:
        plan = planner(problem, _surroundings_of(problem.network))
        # Reasons tell why not, and are not what is promised: they may wait for the plan of the day.
        legal = plan is not None and not check(problem, plan, most_derived=0).violations
    except Exception:  # noqa: BLE001 - the child meets it again, where it harms nobody
        return None
    return Solved(plan, b"") if plan is not None and legal else None


_kept: list[Surroundings] = []
"""Surroundings of the network in use."""


def _surroundings_of(network: Network) -> Surroundings:
    """Surroundings of a network; those of the last import are kept."""
    for known in _kept:
        if known.are_of(network):
            return known
    made = Surroundings(network)
    _kept[:] = [made]
    return made
