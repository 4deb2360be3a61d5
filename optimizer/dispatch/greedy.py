"""First come, first served: a legal choice at once, for when time ends before any better one."""

import numpy as np

from optimizer.dispatch.components import Component
from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.options.horizon import Flags, Ints


def first_come_first_served(problem: OptionProblem, component: Component) -> Ints:
    """How many lines take each option when the groups of a component choose in turn.

    They choose among live options, for only those leave the other components what they need, and
    "unassigned". Every line of a group gets a vehicle of its own: legal, but not thrifty.
    """
    left = problem.row_capacity.copy()
    taken = np.zeros(problem.options, dtype=np.int64)
    rows, quantities, start = _uses_by_option(problem)
    offered = problem.is_unassigned.copy()
    offered[component.options] = True
    for k in component.groups.tolist():
        ordered = _by_worth(problem, k, offered)
        for _ in range(int(problem.group_count[k])):
            for option in ordered:
                mine = slice(start[option], start[option + 1])
                if (left[rows[mine]] >= quantities[mine]).all():
                    np.subtract.at(left, rows[mine], quantities[mine])
                    taken[option] += 1
                    break
    return taken


def _by_worth(problem: OptionProblem, k: int, offered: Flags) -> list[int]:
    """Options of a group by level and cost; "unassigned" holds no row and always fits."""
    start, end = problem.group_start[k], problem.group_start[k + 1]
    options = start + np.flatnonzero(offered[start:end])
    cost = problem.cost_cents[options] + problem.vehicle_cost_cents[options]
    keys = (cost, problem.tardiness[options], problem.missed_weight[options])
    ordered: list[int] = options[np.lexsort(keys)].tolist()
    return ordered


def _uses_by_option(problem: OptionProblem) -> tuple[Ints, Ints, Ints]:
    """Rows and quantities of the uses, option after option, and where each option starts."""
    uses = problem.uses
    order = np.argsort(uses.option, kind="stable")
    start = np.searchsorted(uses.option[order], np.arange(problem.options + 1))
    return uses.row[order], uses.quantity[order], start
