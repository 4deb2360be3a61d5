"""The ways of one line under a change, with the network to itself, and what it would use of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from optimizer.dispatch.options.demands import Demand, TooManyWaysError, demands_of
from optimizer.dispatch.options.generate import options_of
from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.options.weighing import DemandOptions
from optimizer.dispatch.options.world import World
from optimizer.dispatch.problem import DispatchProblem, Line
from optimizer.dispatch.relaxing.changes import Change, one_more
from optimizer.dispatch.relaxing.fresh import Relaxed, UnknownOutcomeError


@dataclass(slots=True)
class OwnWays:
    """Ways that meet a line's target with the network to itself, under changes."""

    relaxed: Relaxed
    line: Line

    def after(self, change: Change) -> DemandOptions:
        """Ways under one change."""
        changed = change.applied_to(self.relaxed.problem)
        return self._within(changed, self.relaxed.world_of(changed))

    def after_each(self, changes: Sequence[Change]) -> Sequence[DemandOptions]:
        """Ways under changes of lines, the network being as it is."""
        self.relaxed.budget.spend(len(changes))
        problem = self.relaxed.problem
        demands = [self._demand(change.applied_to(problem)) for change in changes]
        return options_of(self.relaxed.world, demands, wishes=problem.wishes)

    def with_units_everywhere(self, part_number: str) -> DemandOptions:
        """Ways where every depot has another unit of a part."""
        problem = self.relaxed.problem
        cells = [(depot_id, part_number) for depot_id in problem.network.depots]
        stock = {**problem.network.stock}
        stock |= {cell: one_more(problem.network.stock.get(cell)) for cell in cells}
        changed = replace(problem, network=replace(problem.network, stock=stock))
        return self._within(changed, self.relaxed.world_of(changed))

    def _within(self, changed: DispatchProblem, world: World) -> DemandOptions:
        self.relaxed.budget.spend(1)
        try:
            demands, wishes = [self._demand(changed)], changed.wishes
            (mine,) = options_of(world, demands, wishes=wishes, every=True)
        except TooManyWaysError as fault:
            raise UnknownOutcomeError from fault
        return mine

    def _demand(self, changed: DispatchProblem) -> Demand:
        lines = [line for line in changed.lines if line.rma_number == self.line.rma_number]
        demands = demands_of(lines, changed.network, changed.wishes)
        return next(
            each for each in demands if self.line.line_id in [line.line_id for line in each.lines]
        )


def meeting(options: DemandOptions) -> Ints:
    """Ways that meet the target."""
    return np.flatnonzero(options.meets)
