"""The core of an option problem, what can matter at all, and its independent components."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from optimizer.dispatch.dominance import (
    beaten_single_options,
    beaten_trips,
    least_vehicle_cents,
    vehicles_at_most,
)
from optimizer.dispatch.option_problem import OptionProblem, Uses, price_of_use
from optimizer.dispatch.options.horizon import Flags, Ints


@dataclass(frozen=True, slots=True)
class Component:
    """Groups that compete for rows, their live options, and the rows that can bind or cost."""

    groups: Ints
    options: Ints
    rows: Ints


@dataclass(frozen=True, slots=True)
class Forced:
    """A group of which at least one line must take one of some options, shape (options,)."""

    group: int
    options: Flags

    def restricts(self, problem: OptionProblem) -> Flags:
        """Options that the force rules out: all others of a group of one."""
        if problem.group_count[self.group] > 1:
            return np.zeros(problem.options, dtype=np.bool_)
        return np.asarray((problem.group_of == self.group) & ~self.options)

    def protects(self, problem: OptionProblem) -> Flags:
        """Options that must stay in the race although a line could do better."""
        if problem.group_count[self.group] > 1:
            return self.options.copy()
        return np.zeros(problem.options, dtype=np.bool_)


def live_options(problem: OptionProblem, forced: Forced | None = None) -> Flags:
    """Options that an optimum may take, shape (options,).

    Each cut leaves fewer options, so fewer rows that they could over-use, and so more to cut.
    """
    live = np.ones(problem.options, dtype=np.bool_)
    stays = np.zeros(problem.options, dtype=np.bool_)
    if forced is not None:
        live, stays = ~forced.restricts(problem), forced.protects(problem)
    while True:
        kept = live & ~_beaten_on_the_same_units(problem, live)
        kept &= stays | ~_beaten_by_a_free_option(problem, kept)
        if kept.sum() == live.sum():
            return live
        live = kept


def most_used(problem: OptionProblem, live: Flags) -> Ints:
    """Most units of each row that the live options of all groups could use, shape (rows,)."""
    uses = problem.uses
    alone = problem.group_count[problem.group_of[uses.option]] == 1
    uses = uses.take(live[uses.option] & (alone | ~uses.is_vehicle))
    group = problem.group_of[uses.option]
    key = group * problem.rows + uses.row
    pairs, which = np.unique(key, return_inverse=True)
    most = np.zeros(len(pairs), dtype=np.int64)
    np.maximum.at(most, which, uses.quantity * problem.group_count[group])
    total = np.zeros(problem.rows, dtype=np.int64)
    np.add.at(total, pairs % max(problem.rows, 1), most)
    for k in problem.shared_groups:
        _add(total, vehicles_at_most(problem, live, k))
    return total


def _add(total: Ints, more: Mapping[int, int]) -> None:
    np.add.at(total, list(more.keys()), list(more.values()))


def _beaten_on_the_same_units(problem: OptionProblem, live: Flags) -> Flags:
    """Options whose units another option of the group puts to better use."""
    potential = most_used(problem, live)
    beaten = beaten_single_options(problem, live, potential > problem.row_capacity)
    for k in problem.shared_groups:
        others = potential.copy()
        _add(others, {row: -n for row, n in vehicles_at_most(problem, live, k).items()})
        beaten |= beaten_trips(problem, live, problem.row_capacity - others, k)
    return beaten


def _beaten_by_a_free_option(problem: OptionProblem, live: Flags) -> Flags:
    """Options that are worse at their best than a free option of their group at its worst.

    An option is free when nothing it touches can be over-used by all live groups together: a
    line that took a beaten option could change over and gain.
    """
    potential = most_used(problem, live)
    contended = potential > problem.row_capacity
    uses = problem.uses.take(live[problem.uses.option])
    free = live.copy()
    free[uses.option[contended[uses.row]]] = False
    nothing = np.zeros(problem.rows, dtype=np.int64)
    at_best = problem.cost_cents + _added_price(problem, uses, nothing, forward=True)
    for k in problem.shared_groups:
        _add(at_best, least_vehicle_cents(problem, live, k))
    at_worst = problem.cost_cents + problem.vehicle_cost_cents
    full = np.minimum(potential, problem.row_capacity)
    at_worst = at_worst + _added_price(problem, uses, full, forward=False)
    best, worst = _ranks(problem, np.flatnonzero(live), at_best, at_worst)
    bar = np.full(problem.groups, np.iinfo(np.int64).max)
    np.minimum.at(bar, problem.group_of[free], worst[free])
    return np.asarray(best > bar[problem.group_of], dtype=np.bool_)


def _added_price(problem: OptionProblem, uses: Uses, level: Ints, *, forward: bool) -> Ints:
    """Price that the uses of each option add from a level of use on, or below it [cents]."""
    step = uses.quantity if forward else -uses.quantity
    other = np.clip(level[uses.row] + step, 0, problem.row_capacity[uses.row])
    here = price_of_use(problem, uses.row, level[uses.row])
    difference = price_of_use(problem, uses.row, other) - here
    added = np.zeros(problem.options, dtype=np.int64)
    np.add.at(added, uses.option, np.abs(difference))
    return added


def _ranks(
    problem: OptionProblem, options: Ints, at_best: Ints, at_worst: Ints
) -> tuple[Ints, Ints]:
    """Dense ranks of (missed, tardiness, cost) of some options at their best and worst cost.

    Shape (options of the problem,); the other options have rank 0.
    """
    missed = np.tile(problem.missed_weight[options], 2)
    tardiness = np.tile(problem.tardiness[options], 2)
    cost = np.concatenate([at_best[options], at_worst[options]])
    order = np.lexsort((cost, tardiness, missed))
    keys = np.stack([missed, tardiness, cost])[:, order]
    steps = np.concatenate([[0], (keys[:, 1:] != keys[:, :-1]).any(axis=0)])
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.cumsum(steps)
    best, worst = np.zeros((2, problem.options), dtype=np.int64)
    best[options], worst[options] = ranks[: len(options)], ranks[len(options) :]
    return best, worst


def components(problem: OptionProblem, live: Flags) -> tuple[Component, ...]:
    """Groups that meet on a row which can bind or cost, in the order of their first group."""
    potential = most_used(problem, live)
    matters = potential > problem.row_capacity - problem.row_steps
    uses = problem.uses.take(live[problem.uses.option] & matters[problem.uses.row])
    group = problem.group_of[uses.option]
    root = _joined_groups(problem, group, uses.row)
    rows_of_root: dict[int, set[int]] = {}
    for member, row in zip(group.tolist(), uses.row.tolist(), strict=True):
        rows_of_root.setdefault(root[member], set()).add(row)
    members: dict[int, list[int]] = {}
    for k in range(problem.groups):
        members.setdefault(root[k], []).append(k)
    return tuple(
        Component(
            np.array(groups),
            np.flatnonzero(live & np.isin(problem.group_of, groups)),
            np.array(sorted(rows_of_root.get(first, ())), dtype=np.int64),
        )
        for first, groups in members.items()
    )


def _joined_groups(problem: OptionProblem, group: Ints, row: Ints) -> list[int]:
    """Smallest group that each group is joined with through rows."""
    root = list(range(problem.groups))

    def find(k: int) -> int:
        while root[k] != k:
            root[k] = root[root[k]]
            k = root[k]
        return k

    first_of_row: dict[int, int] = {}
    for k, r in sorted(set(zip(group.tolist(), row.tolist(), strict=True))):
        a, b = find(first_of_row.setdefault(r, k)), find(k)
        root[max(a, b)] = min(a, b)
    return [find(k) for k in range(problem.groups)]
