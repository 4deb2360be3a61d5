"""Groups choose in turn: first come, first served, or the heaviest first. Legal and quick."""

from collections.abc import Iterator

import numpy as np

from optimizer.dispatch.anytime.shared import placed, ways_of
from optimizer.dispatch.anytime.tables import Tables
from optimizer.dispatch.options.horizon import Ints


def in_turn(tables: Tables, order: Ints | None = None) -> Ints:
    """How many lines take each option when the groups choose in some order; shape (options,).

    Without an order the groups come as they are numbered. A group takes the best way by missed,
    tardiness and cost that fits into what those before it left.
    """
    problem = tables.problem
    left = problem.row_capacity.tolist()
    taken = np.zeros(problem.options, dtype=np.int64)
    order = np.arange(problem.groups) if order is None else order
    np.add.at(taken, _chosen(tables, order, left), 1)
    return taken


def heaviest_first(tables: Tables) -> Ints:
    """Groups by what they could miss, then by how few ways would save it, then by number."""
    problem = tables.problem
    starts = problem.group_start[:-1]
    least = np.minimum.reduceat(problem.missed_weight, starts)
    most = np.maximum.reduceat(problem.missed_weight, starts)
    saves = problem.missed_weight == least[problem.group_of]
    ways = np.add.reduceat(saves.astype(np.int64), starts)
    return np.lexsort((np.arange(problem.groups), ways, least - most))


def _chosen(tables: Tables, groups: Ints, left: list[int]) -> list[int]:
    """Options that groups take in some order, lowering what is left of the rows."""
    chosen: list[int] = []
    for group, ways in _ways(tables, groups):
        if tables.is_single[group]:
            chosen.append(_first_that_fits(ways, left))
            continue
        lines = int(tables.problem.group_count[group])
        ride = placed(ways_of(tables, group), lines, left.__getitem__)
        chosen += ride.options
        for row, quantity in ride.units.items():
            left[row] -= quantity
    return chosen


Way = tuple[int, list[int], list[int]]
"""An option with its rows and units."""


def _ways(tables: Tables, groups: Ints) -> Iterator[tuple[int, Iterator[Way]]]:
    starts, ranked, use_start = tables.problem.group_start, tables.ranked, tables.start
    for group in groups.tolist():
        options = ranked[starts[group] : starts[group + 1]]
        yield group, _way_by_way(tables, options, use_start)


def _way_by_way(tables: Tables, options: Ints, use_start: Ints) -> Iterator[Way]:
    for option in options.tolist():
        mine = slice(use_start[option], use_start[option + 1])
        yield option, tables.row[mine].tolist(), tables.quantity[mine].tolist()


def _first_that_fits(ways: Iterator[Way], left: list[int]) -> int:
    for option, rows, quantities in ways:
        for row, quantity in zip(rows, quantities, strict=True):
            if left[row] < quantity:
                break
        else:
            for row, quantity in zip(rows, quantities, strict=True):
                left[row] -= quantity
            return option
    raise ValueError("The last option of a group must hold no row, so that it always fits.")
