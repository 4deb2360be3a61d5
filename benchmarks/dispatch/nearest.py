"""What a dispatcher without a computer does: nearest depot, first come first served."""

from dataclasses import dataclass
from time import perf_counter

import numpy as np

from benchmarks.dispatch.instances import Places
from benchmarks.dispatch.outcome import LevelFound, Outcome
from optimizer.dispatch.option_problem import OptionProblem, worth


def nearest_depot(problem: OptionProblem, places: Places) -> Outcome:
    """Nearest depot, first come first served.

    Lines choose in the order of their release: of what is left, a way from the nearest depot from
    which they are met, or, where none is left, from the nearest one; the least late of them, then
    the cheapest. Every line of a group gets a vehicle of its own.
    """
    start = perf_counter()
    weights = (problem.cost_cents, problem.tardiness, places.road_km, problem.missed_weight)
    order = np.lexsort((*weights, problem.group_of))
    uses = _UsesByOption.of(problem)
    left, taken = problem.row_capacity.tolist(), np.zeros(problem.options, dtype=np.int64)
    for group in places.turn.tolist():
        ways = order[problem.group_start[group] : problem.group_start[group + 1]].tolist()
        for _ in range(int(problem.group_count[group])):
            taken[next(way for way in ways if uses.take_if_left(way, left))] += 1
    values = worth(problem, taken).levels
    levels = tuple(LevelFound(value, 0.0, proved=False) for value in values)
    return Outcome(taken, levels, {"choose": perf_counter() - start})


@dataclass(frozen=True, slots=True)
class _UsesByOption:
    """Rows and quantities of option k at `start[k]:start[k + 1]`."""

    start: list[int]
    row: list[int]
    quantity: list[int]

    @classmethod
    def of(cls, problem: OptionProblem) -> "_UsesByOption":
        uses = problem.uses
        order = np.argsort(uses.option, kind="stable")
        start = np.searchsorted(uses.option[order], np.arange(problem.options + 1))
        return cls(start.tolist(), uses.row[order].tolist(), uses.quantity[order].tolist())

    def take_if_left(self, option: int, left: list[int]) -> bool:
        """Take what an option uses out of what is left, if there is enough."""
        mine = range(self.start[option], self.start[option + 1])
        if any(left[self.row[use]] < self.quantity[use] for use in mine):
            return False
        for use in mine:
            left[self.row[use]] -= self.quantity[use]
        return True
