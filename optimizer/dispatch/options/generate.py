"""Every way demands could be served: the one door of the package."""

from collections.abc import Sequence
from dataclasses import fields
from itertools import pairwise
from typing import overload

import numpy as np

from optimizer.dispatch.options.columns import Columns
from optimizer.dispatch.options.demands import Demand
from optimizer.dispatch.options.maker import Maker, OfDemand, Progress
from optimizer.dispatch.options.weighing import DemandOptions
from optimizer.dispatch.options.world import World
from optimizer.dispatch.wishes import Wishes


class Options(Sequence[DemandOptions]):
    """Ways of demands in their order; what one of them has is a view of the columns of all.

    What is beside the ways is found quickest when demands are asked in their order.
    """

    def __init__(self, demands: Sequence[Demand], maker: Maker, columns: Columns) -> None:
        """Take the columns of all demands."""
        self.columns = columns
        starts = columns.start.tolist()
        rows = [slice(*edges) for edges in pairwise(starts)]
        unassigned = maker.orders.targets.unassigned
        self._views = [
            DemandOptions(demand, columns, rows[k], unassigned[k], OfDemand(maker, k))
            for k, demand in enumerate(demands)
        ]

    @overload
    def __getitem__(self, index: int) -> DemandOptions: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[DemandOptions]: ...

    def __getitem__(self, index: int | slice) -> DemandOptions | Sequence[DemandOptions]:
        return self._views[index]

    def __len__(self) -> int:
        return len(self._views)


def joined_columns(options: Sequence[DemandOptions]) -> Columns:
    """Columns of demands in their order, without instants of arrival where they are put together.

    Demands that were worked out together have theirs already.
    """
    if isinstance(options, Options):
        return options.columns
    names = [each.name for each in fields(Columns)][1:]
    lengths = [each.rows.stop - each.rows.start for each in options]
    parts = {
        name: [getattr(each.columns, name)[..., each.rows] for each in options] for name in names
    }
    parts["received"] = [np.empty((0, length)) for length in lengths]
    nothing = Columns.none(0, -1)
    joined = {
        name: np.concatenate([getattr(nothing, name), *parts[name]], axis=-1) for name in names
    }
    return Columns(np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64), **joined)


def options_of(
    world: World,
    demands: Sequence[Demand],
    progress: Progress | None = None,
    wishes: Wishes | None = None,
    *,
    every: bool = False,
) -> Options:
    """Ways of every demand that wishes leave it; progress is told ("options", done, all).

    Without `every` those are left out that no optimum takes, whatever else is planned.
    """
    maker = Maker(world, demands, wishes or Wishes())
    return Options(demands, maker, maker.columns(progress, every=every))
