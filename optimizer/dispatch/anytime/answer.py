"""A good plan and a true bound without any solver: turns, local search and row prices."""

import numpy as np

from optimizer.dispatch.anytime.bound import bound_alone, missed_bound
from optimizer.dispatch.anytime.improve import improved
from optimizer.dispatch.anytime.tables import Tables
from optimizer.dispatch.anytime.turns import heaviest_first, in_turn
from optimizer.dispatch.bounds import NOTHING_PROVED, Answer, LevelBound
from optimizer.dispatch.option_problem import OptionProblem, worth
from optimizer.dispatch.options.horizon import Ints


def answer_without_solver(problem: OptionProblem) -> Answer:
    """Better of two bettered greedy choices, with what is known of its levels.

    A level is proved only where the integer bound equals its value and those before are proved.
    Equal problems give equal answers: nothing here looks at a clock.
    """
    tables = Tables(problem)
    taken = better_taken(tables)
    return Answer(taken, _bounds(tables, worth(problem, taken).levels))


def better_taken(tables: Tables) -> Ints:
    """Better of the choices that start first come, first served, and the heaviest first."""
    orders = np.arange(tables.problem.groups), heaviest_first(tables)
    choices = [improved(tables, in_turn(tables, order)) for order in orders]
    return min(choices, key=lambda taken: worth(tables.problem, taken).levels)


def _bounds(tables: Tables, values: tuple[int, ...]) -> tuple[LevelBound, ...]:
    bounds: list[LevelBound] = []
    for level, value in zip(tables.problem.levels, values, strict=True):
        if bounds and not bounds[-1].proved:
            bounds.append(NOTHING_PROVED)
            continue
        bound = missed_bound(tables) if level == "missed" else bound_alone(tables, level)
        bounds.append(LevelBound(float(bound), proved=bound == value))
    return tuple(bounds)
