"""How the service solves: in a child process whose time and memory end."""

from collections.abc import Callable

from optimizer.dispatch.bounded import Solved, solve_bounded
from optimizer.dispatch.problem import DispatchProblem
from optimizer.executors import Bounds, Hear, hear_nothing

GRACE_SECONDS = 20.0
"""Time beyond its limit that a solver may take to begin and to write its answer down [s]."""

MEMORY_BYTES = 4 * 2**30
"""Address space of one solve [bytes]."""

Solve = Callable[[DispatchProblem, float], Solved]
"""A problem and a limit [s] in, a plan that the checker accepts out."""


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
