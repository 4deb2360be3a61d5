"""Ways of a shipment that a plan leaves free, over all ways and not only those worth taking."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.options.candidates import Candidates
from optimizer.dispatch.options.fleet import touched_slots
from optimizer.dispatch.options.generate import joined_columns
from optimizer.dispatch.options.horizon import Flags, Ints
from optimizer.dispatch.options.weighing import DemandOptions
from optimizer.dispatch.options.world import World
from optimizer.dispatch.rows import slot_keys


@dataclass(slots=True)
class Spare:
    """What a choice leaves of every row; `left` of shape (rows,) [units].

    A slot of vehicles that no option uses has no row: all its vehicles are left.
    """

    world: World
    options: Sequence[DemandOptions]
    problem: OptionProblem
    left: Ints
    _full: Ints = field(init=False)

    def __post_init__(self) -> None:
        """Number the slots in which no vehicle is left."""
        self._full = np.empty(0, dtype=np.int64)
        if (self.problem.vehicle_row >= 0).any():
            keys = slot_keys(self.world, joined_columns(self.options))[0]
            first = int(self.problem.use_row.max(initial=-1)) + 1
            self._full = keys[self.left[first : first + len(keys)] < 1]

    def best(self, group: int, way: int, most: int) -> list[int]:
        """Places in `every` of a group of the first free ways, by level, cost and tie order.

        Each is of another depot and service than those before and than the way taken, whose units
        may be taken again. A vehicle given back serves nothing here: it is of the pair taken.
        """
        each = self.options[group].every
        free = np.flatnonzero(self._units_left(group, way, each) & self._vehicle_left(each.ways))
        keys = (each.cents_alone, each.tardiness, each.missed)
        order = free[np.lexsort([key[free] for key in keys])]
        pairs = each.ways.depot * len(self.world.services) + each.ways.service
        mine = self.options[group].ways
        taken = mine.depot[way] * len(self.world.services) + mine.service[way]
        others = order[pairs[order] != taken]
        _, first = np.unique(pairs[others], return_index=True)
        found: list[int] = others[np.sort(first)[:most]].tolist()
        return found

    def _units_left(self, group: int, way: int, each: DemandOptions) -> Flags:
        """Ways of which the units are left; those worth taking have all units between them."""
        mine, start = self.options[group].ways, int(self.problem.group_start[group])
        receipts, receipt = np.unique(
            np.concatenate([mine.supply, each.ways.supply]), return_inverse=True
        )
        depots, bundles = len(self.world.depots), len(each.demand.bundles)
        units = receipt.reshape(-1) * (depots * bundles) + np.concatenate(
            [ways.bundle * depots + ways.depot for ways in (mine, each.ways)]
        )
        left = np.zeros(len(receipts) * depots * bundles, dtype=np.bool_)
        left[units[: len(mine)]] = self._left_by(start + way, start, start + len(mine))
        return np.asarray(left[units[len(mine) :]])

    def _left_by(self, taken: int, start: int, end: int) -> Flags:
        """Whether the units of each of some options are left, one of them being given back."""
        problem = self.problem
        edges = problem.use_start[start : end + 1]
        back = slice(problem.use_start[taken], problem.use_start[taken + 1])
        uses = slice(edges[0], edges[-1])
        self.left[problem.use_row[back]] += problem.use_quantity[back]
        enough = problem.use_quantity[uses] <= self.left[problem.use_row[uses]]
        self.left[problem.use_row[back]] -= problem.use_quantity[back]
        return np.asarray(np.logical_and.reduceat(enough, edges[:-1] - edges[0]))

    def _vehicle_left(self, ways: Candidates) -> Flags:
        """Ways with a vehicle left in each slot of the trip, or without one of ours."""
        free = np.ones(len(ways), dtype=np.bool_)
        trips = np.flatnonzero(ways.is_trip)
        first, last = touched_slots(self.world, ways.departs[trips], ways.returns[trips])
        pair = ways.depot[trips] * len(self.world.services) + ways.service[trips]
        begin = pair * self.world.horizon.slots
        before = np.searchsorted(self._full, begin + first)
        until = np.searchsorted(self._full, begin + last, side="right")
        free[trips] = before == until
        return free
