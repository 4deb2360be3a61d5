"""A component to its optimum, level by level, and the one optimum that ties are broken for."""

from collections.abc import Sequence

import numpy as np

from optimizer.dispatch.bounds import (
    NOTHING_PROVED,
    Answer,
    Deadline,
    LevelBound,
    OutOfTimeError,
)
from optimizer.dispatch.components import Component, Forced
from optimizer.dispatch.greedy import first_come_first_served
from optimizer.dispatch.levels.level import solve_level
from optimizer.dispatch.levels.narrowing import narrowed
from optimizer.dispatch.levels.standing import SideRow, Standing
from optimizer.dispatch.levels.ties import smallest
from optimizer.dispatch.levels.trips import Trips
from optimizer.dispatch.option_problem import OptionProblem, worth
from optimizer.dispatch.options.horizon import Ints


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
    come, first served.
    """
    own = problem.restricted(component.groups, component.options, component.rows)
    side = () if forced is None else (_at_least_one(component, forced),)
    standing = Standing.at_first(own, side)
    trips = Trips.of(own)
    taken = first_come_first_served(problem, component)
    bounds: list[LevelBound] = []
    steps = None
    try:
        for depth, level in enumerate(own.levels, start=1):
            solved = solve_level(own, trips, standing, depth, deadline)
            taken = _in_whole(problem, component, solved.taken)
            value = worth(own, solved.taken).levels[depth - 1]
            bounds.append(LevelBound(float(value - solved.gap), proved=solved.gap == 0))
            standing = narrowed(own, trips, standing, solved, level)
        if all(bound.proved for bound in bounds):
            order = _places(component, line_groups)
            least = smallest(own, trips, standing, order, solved.taken, deadline)
            taken = _in_whole(problem, component, least)
    except OutOfTimeError:
        steps = deadline.steps
    unreached = [NOTHING_PROVED] * (len(own.levels) - len(bounds))
    return Answer(taken, (*bounds, *unreached), steps)


def _at_least_one(component: Component, forced: Forced) -> SideRow:
    option = np.flatnonzero(forced.options[component.options])
    return SideRow(option, np.ones(len(option), dtype=np.int64), 1.0, np.inf)


def _in_whole(problem: OptionProblem, component: Component, own: Ints) -> Ints:
    taken = np.zeros(problem.options, dtype=np.int64)
    taken[component.options] = own
    return taken


def _places(component: Component, line_groups: Sequence[int]) -> list[int]:
    """Places of the groups of the lines of a component, in line order."""
    place = {k: i for i, k in enumerate(component.groups.tolist())}
    return [place[k] for k in line_groups if k in place]
