"""What a solve of a component looks at, as bytes: equal bytes have the same answer."""

from collections.abc import Sequence

import numpy as np

from optimizer.dispatch.components import Component, Forced
from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.options.horizon import Ints


def content_of(
    problem: OptionProblem,
    part: Component,
    line_groups: Sequence[int],
    forced: Forced | None = None,
) -> bytes:
    """Weights, uses, rows and the order of lines of a component, free of its place in a problem.

    Groups, options and rows count from zero in their order, so that a problem in which others
    changed asks the same of this component.
    """
    option_columns = (
        problem.missed_weight,
        problem.tardiness,
        problem.cost_cents,
        problem.vehicle_cost_cents,
        problem.load,
        problem.vehicle_load_limit,
    )
    row_columns = (
        problem.row_capacity,
        problem.row_steps,
        problem.row_first_step_cents,
        problem.row_second_step_cents,
    )
    groups = problem.group_of[part.options]
    mine = set(part.groups.tolist())
    order = [k for k in line_groups if k in mine]
    arrays = [
        problem.group_count[part.groups],
        np.searchsorted(part.groups, groups),
        np.searchsorted(part.groups, np.array(order, dtype=np.int64)),
        _relabeled(problem.vehicle_row[part.options]),
        problem.is_unassigned[part.options],
        *(column[part.options] for column in option_columns),
        *(column[part.rows] for column in row_columns),
        *_uses(problem, part),
        np.zeros(0) if forced is None else forced.options[part.options],
        np.array(-1 if forced is None else np.searchsorted(part.groups, forced.group)),
    ]
    sizes = np.array([array.size for array in arrays])
    return b"".join(array.tobytes() for array in (sizes, *arrays))


def _relabeled(vehicle_row: Ints) -> Ints:
    """Numbers that options share exactly when they share a vehicle row, by first appearance."""
    _, first, which = np.unique(vehicle_row, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))
    return np.where(vehicle_row < 0, -1, rank[which.reshape(-1)])


def _uses(problem: OptionProblem, part: Component) -> tuple[Ints, Ints, Ints, Ints]:
    """Uses of the rows of a component by its options, each in its own count."""
    uses = problem.uses
    place = np.full(problem.options, -1, dtype=np.int64)
    place[part.options] = np.arange(len(part.options))
    row = np.full(problem.rows, -1, dtype=np.int64)
    row[part.rows] = np.arange(len(part.rows))
    chosen = (place[uses.option] >= 0) & (row[uses.row] >= 0)
    mine = uses.take(chosen)
    columns = (place[mine.option], row[mine.row], mine.quantity, mine.is_vehicle.astype(np.int64))
    order = np.lexsort(columns[::-1])
    return columns[0][order], columns[1][order], columns[2][order], columns[3][order]
