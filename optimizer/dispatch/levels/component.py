"""A component to its optimum, level by level, and the one optimum that ties are broken for."""

from collections.abc import Sequence

import numpy as np

from optimizer.dispatch.anytime.improve import improved
from optimizer.dispatch.anytime.tables import Tables
from optimizer.dispatch.anytime.turns import in_turn
from optimizer.dispatch.bounds import (
    NOTHING_PROVED,
    Answer,
    Deadline,
    LevelBound,
    OutOfTimeError,
)
from optimizer.dispatch.components import Component, Forced
from optimizer.dispatch.levels.level import solve_level
from optimizer.dispatch.levels.narrowing import narrowed
from optimizer.dispatch.levels.standing import SideRow, Standing
from optimizer.dispatch.levels.ties import smallest
from optimizer.dispatch.levels.trips import Trips
from optimizer.dispatch.option_problem import OptionProblem, worth
from optimizer.dispatch.options.horizon import Ints

NO_MOVES = LevelBound(0.0, proved=True)


def solve_component(
    problem: OptionProblem,
    component: Component,
    line_groups: Sequence[int],
    deadline: Deadline,
    forced: Forced | None = None,
) -> Answer:
    """Lexicographic optimum of a component; of equal ones the smallest in line order.

    `line_groups` names the group of every line of the problem in the order of line ids. Where time
    ends before a level is solved, the lines are those of the level before, at first those of first
    come, first served; local search betters them.
    """
    own = problem.restricted(component.groups, component.options, component.rows)
    side = () if forced is None else (_at_least_one(component, forced),)
    standing = Standing.at_first(own, side)
    trips = Trips.of(own)
    taken = np.zeros(own.options, dtype=np.int64)
    bounds: list[LevelBound] = []
    steps = None
    try:
        for depth, level in enumerate(own.levels, start=1):
            solved = solve_level(own, trips, standing, depth, deadline)
            taken = solved.taken
            bounds.append(LevelBound(float(worth(own, taken).levels[depth - 1]), proved=True))
            standing = narrowed(own, trips, standing, solved, level)
        taken = smallest(own, trips, standing, _places(component, line_groups), taken, deadline)
    except OutOfTimeError as end:
        steps = deadline.steps
        if len(bounds) < len(own.levels):
            taken = _without_solver(own, taken if bounds else None)
            bounds.append(LevelBound(float(max(end.bound, 0)), proved=False))
    unreached = [NOTHING_PROVED] * (len(own.levels) - len(bounds))
    in_whole = np.zeros(problem.options, dtype=np.int64)
    in_whole[component.options] = taken
    known = dict(zip(own.levels, (*bounds, *unreached), strict=True))
    # Where none of these lines has a promise to move, that level is zero whatever they take.
    every = tuple(known.get(level, NO_MOVES) for level in problem.levels)
    return Answer(in_whole, every, steps)


def _without_solver(own: OptionProblem, taken: Ints | None) -> Ints:
    """What is found beside the solver, from where it came to."""
    tables = Tables(own)
    return improved(tables, in_turn(tables) if taken is None else taken)


def _at_least_one(component: Component, forced: Forced) -> SideRow:
    option = np.flatnonzero(forced.options[component.options])
    return SideRow(option, np.ones(len(option), dtype=np.int64), 1.0, np.inf)


def _places(component: Component, line_groups: Sequence[int]) -> list[int]:
    """Places of the groups of the lines of a component, in line order."""
    place = {k: i for i, k in enumerate(component.groups.tolist())}
    return [place[k] for k in line_groups if k in place]
