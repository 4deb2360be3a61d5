"""Which ways move a promise that a partner was told."""

from collections.abc import Sequence

import numpy as np

from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.options.weighing import DemandOptions
from optimizer.travel import Floats

MICROSECONDS = 1e6
"""Instants are told in whole microseconds. [1/s]"""


def moves_of(options: Sequence[DemandOptions]) -> Ints | None:
    """Promises that each option moves, those of "unassigned" last of each group; None: none can.

    A line is moved when it arrives later than was told, or is sent nothing. Shown arrivals are
    compared, rounded up to the second.

    Source: dispatch.md, "Objective", moves.
    """
    if not any(each.demand.told for each in options):
        return None
    return np.concatenate([_of_demand(each) for each in options])


def _of_demand(each: DemandOptions) -> Ints:
    count = each.rows.stop - each.rows.start
    moves = np.zeros(count + 1, dtype=np.int64)
    for line, told_at in each.demand.told:
        received = each.ways.received[each.level_of(line.target)]
        moves[:-1] += _shown(received) > told_at.timestamp()
        moves[-1] += 1
    return moves


def _shown(seconds: Floats) -> Floats:
    """Instants as they are told, rounded up to the second [seconds]."""
    return np.asarray(np.ceil(np.rint(seconds * MICROSECONDS) / MICROSECONDS))
