"""The core of a level: the groups, options and rows that can matter for its value at all.

Decision 22 says why a level has a core of its own.
"""

from dataclasses import dataclass

import numpy as np

from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.options.horizon import Flags, Ints

_NEVER = np.iinfo(np.int64).max
NO_OPTION = -1


@dataclass(frozen=True, slots=True)
class Ranks:
    """Place of each option at best and at worst, by the levels that are looked at."""

    best: Ints
    worst: Ints


@dataclass(frozen=True, slots=True)
class Core:
    """What competes at a level: `options` of shape (options,), `rows` of (rows,) as flags.

    `settled` of shape (groups,) is the option that all lines of a group outside the core take,
    NO_OPTION for those inside. `live` are the options that some best choice may take.
    """

    options: Flags
    rows: Flags
    groups: Flags
    settled: Ints
    live: Flags


def ranks_of(problem: OptionProblem, depth: int) -> Ranks:
    """Ranks by the first levels; at the last one a vehicle may cost nothing or all of it."""
    keys = [problem.weights(name) for name in problem.levels[:depth]]
    if depth < len(problem.levels):
        rank = _dense_rank(keys)
        return Ranks(rank, rank)
    doubled = [np.tile(key, 2) for key in keys]
    doubled[-1][problem.options :] += problem.vehicle_cost_cents
    both = _dense_rank(doubled)
    return Ranks(both[: problem.options], both[problem.options :])


def tie_ranks(problem: OptionProblem) -> Ranks:
    """Ranks by all levels and then by the order of ties."""
    keys = [np.tile(problem.weights(name), 2) for name in problem.levels]
    keys[-1][problem.options :] += problem.vehicle_cost_cents
    both = _dense_rank([*keys, np.tile(np.arange(problem.options), 2)])
    return Ranks(both[: problem.options], both[problem.options :])


def _dense_rank(keys: list[Ints]) -> Ints:
    order = np.lexsort(keys[::-1])
    table = np.stack(keys)[:, order]
    steps = np.concatenate([[0], (table[:, 1:] != table[:, :-1]).any(axis=0)])
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.cumsum(steps)
    return rank


def most_used(problem: OptionProblem, options: Flags) -> Ints:
    """Most units of each row that some options could use together, shape (rows,).

    Lines of a group that share a trip are taken to have a vehicle each.
    """
    pairs = problem.uses.take(options[problem.uses.option])
    group = problem.group_of[pairs.option]
    keys, which = np.unique(group * problem.rows + pairs.row, return_inverse=True)
    most = np.zeros(len(keys), dtype=np.int64)
    np.maximum.at(most, which, pairs.quantity * problem.group_count[group])
    total = np.zeros(problem.rows, dtype=np.int64)
    np.add.at(total, keys % max(problem.rows, 1), most)
    return total


def core_of(
    problem: OptionProblem, live: Flags, ranks: Ranks, held: Ints, kept_groups: Flags
) -> Core:
    """Cut what no best choice takes until nothing changes.

    `held` of shape (rows,) is what each row has before it binds or costs. A group whose best
    option is free, touching no row that all live groups together could over-use, takes it and
    leaves; of the others whatever ranks after a free option goes. `kept_groups` stay whole.
    """
    group = problem.group_of
    uses = problem.uses
    inside = np.ones(problem.groups, dtype=np.bool_)
    settled = np.full(problem.groups, NO_OPTION)
    live = live.copy()
    on = live
    while True:
        rows = most_used(problem, on) > held
        free = on.copy()
        free[uses.option[rows[uses.row]]] = False
        bar = np.full(problem.groups, _NEVER)
        np.minimum.at(bar, group[free], ranks.worst[free])
        bar[kept_groups] = _NEVER
        top = np.full(problem.groups, _NEVER)
        np.minimum.at(top, group[on], ranks.best[on])
        first = np.full(problem.groups, NO_OPTION)
        at_bar = np.flatnonzero(free & (ranks.worst == bar[group]))[::-1]
        first[group[at_bar]] = at_bar
        leaves = inside & (bar <= top) & (first >= 0)
        settled[leaves] = first[leaves]
        live &= ~(inside[group] & (ranks.best > bar[group]))
        inside &= ~leaves
        is_first = np.zeros(problem.options, dtype=np.bool_)
        is_first[first[first >= 0]] = True
        fewer = on & inside[group] & ((ranks.best < bar[group]) | is_first)
        if fewer.sum() == on.sum():
            return Core(on, rows, inside, settled, live)
        on = fewer


def taken_outside(problem: OptionProblem, core: Core) -> Ints:
    """Lines that take each option, of the groups that the core leaves out."""
    taken = np.zeros(problem.options, dtype=np.int64)
    outside = core.settled != NO_OPTION
    taken[core.settled[outside]] = problem.group_count[outside]
    return taken
