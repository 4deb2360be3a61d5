"""A good plan and a true bound without any solver: turns, local search and row prices."""

from optimizer.dispatch.anytime.bound import bound_alone, missed_bound
from optimizer.dispatch.anytime.improve import improved
from optimizer.dispatch.anytime.tables import Tables
from optimizer.dispatch.anytime.turns import heaviest_first, in_turn
from optimizer.dispatch.bounds import NOTHING_PROVED, Answer, LevelBound
from optimizer.dispatch.option_problem import OptionProblem, worth
from optimizer.dispatch.options.horizon import Ints

MOST_TWICE = 20_000
"""Groups up to which both starts are bettered, as each takes some seconds then."""


def answer_without_solver(problem: OptionProblem) -> Answer:
    """Better of two bettered greedy choices, with what is known of its levels.

    A level is proved only where the integer bound equals its value and those before are proved.
    Equal problems give equal answers: nothing here looks at a clock.
    """
    tables = Tables(problem)
    taken = better_taken(tables)
    return Answer(taken, _bounds(tables, worth(problem, taken).levels))


def better_taken(tables: Tables) -> Ints:
    """Better of the choices that start first come, first served, and the heaviest first.

    Of a large problem only the better start is bettered, which halves the time.
    """
    starts = [in_turn(tables, order) for order in (None, heaviest_first(tables))]
    if tables.problem.groups > MOST_TWICE:
        starts = [_best(tables, starts)]
    return _best(tables, [improved(tables, taken) for taken in starts])


def _best(tables: Tables, choices: list[Ints]) -> Ints:
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
