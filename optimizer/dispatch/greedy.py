"""First come, first served: a legal choice at once, for when time ends before any better one."""

import numpy as np

from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.options.horizon import Ints


def first_come_first_served(problem: OptionProblem) -> Ints:
    """How many lines take each option when groups choose in turn, line by line.

    Every line of a group gets a vehicle of its own, so the choice is legal but not thrifty.
    """
    left = problem.row_capacity.copy()
    taken = np.zeros(problem.options, dtype=np.int64)
    rows, quantities, start = _uses_by_option(problem)
    for k in range(problem.groups):
        ordered = _by_worth(problem, k)
        for _ in range(int(problem.group_count[k])):
            for option in ordered:
                mine = slice(start[option], start[option + 1])
                if (left[rows[mine]] >= quantities[mine]).all():
                    np.subtract.at(left, rows[mine], quantities[mine])
                    taken[option] += 1
                    break
    return taken


def _by_worth(problem: OptionProblem, k: int) -> list[int]:
    """Options of a group by level and cost; "unassigned" holds no row and always fits."""
    options = np.arange(problem.group_start[k], problem.group_start[k + 1])
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
