"""The core of an option problem, what can matter at all, and its independent components."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.dispatch.core import Core, core_of, most_used, tie_ranks
from optimizer.dispatch.dominance import beaten_single_options
from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.options.horizon import Flags, Ints
from optimizer.dispatch.parts import parts_of


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


def core_with_ties(problem: OptionProblem, forced: Forced | None = None) -> Core:
    """What can matter for the one optimum that ties are broken for; all else is settled in it."""
    live = np.ones(problem.options, dtype=np.bool_)
    whole = np.zeros(problem.groups, dtype=np.bool_)
    if forced is not None:
        live &= ~forced.restricts(problem)
        whole[forced.group] = problem.group_count[forced.group] > 1
    contended = most_used(problem, live) > problem.row_capacity
    live &= ~beaten_single_options(problem, live, contended)
    held = problem.row_capacity - problem.row_steps
    return core_of(problem, live, tie_ranks(problem), held, whole)


def united(parts: Sequence[Component]) -> Component:
    """Several components as one."""
    return Component(
        np.sort(np.concatenate([part.groups for part in parts])),
        np.sort(np.concatenate([part.options for part in parts])),
        np.sort(np.concatenate([part.rows for part in parts])),
    )


def components(problem: OptionProblem, core: Core) -> tuple[Component, ...]:
    """Groups of a core that meet on a row which can bind or cost, in the order of their first."""
    uses = problem.uses.take(core.options[problem.uses.option] & core.rows[problem.uses.row])
    of_group, of_row = parts_of(
        problem.groups, problem.rows, problem.group_of[uses.option], uses.row
    )
    groups = np.flatnonzero(core.groups)
    options = np.flatnonzero(core.options)
    rows = np.unique(uses.row)
    cut_groups = _split(groups, of_group[groups])
    cut_options = _split(options, of_group[problem.group_of[options]])
    cut_rows = _split(rows, of_row[rows])
    nothing = np.zeros(0, dtype=np.int64)
    return tuple(
        Component(cut_groups[part], cut_options[part], cut_rows.get(part, nothing))
        for part in sorted(cut_groups)
    )


def _split(members: Ints, part: Ints) -> dict[int, Ints]:
    """Members by their part, each in order."""
    if not len(members):
        return {}
    order = np.argsort(part, kind="stable")
    names, first = np.unique(part[order], return_index=True)
    return dict(zip(names.tolist(), np.split(members[order], first[1:]), strict=True))
