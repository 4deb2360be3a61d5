"""Every way demands could be served, worked out for many of them at once."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import overload

import numpy as np

from optimizer.dispatch.options.batch import LATEST_SECONDS, Batch
from optimizer.dispatch.options.columns import Columns, columns_of, in_order_of_demands
from optimizer.dispatch.options.demands import Demand
from optimizer.dispatch.options.failing import Failures, failures_of
from optimizer.dispatch.options.fleet import Fleet
from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.options.keeping import in_tie_order, worth_taking
from optimizer.dispatch.options.orders import Orders
from optimizer.dispatch.options.ways import ways_of, wished, worths_of
from optimizer.dispatch.options.weighing import DemandOptions
from optimizer.dispatch.options.world import World
from optimizer.dispatch.wishes import Wishes

PAIRS_AT_ONCE = 400_000
"""Shelves times services that are looked at together, so that columns stay in the caches."""

Progress = Callable[[str, int, int], None]


class Maker:
    """Makes the ways of demands in one world, as many or as few as are asked for."""

    def __init__(self, world: World, demands: Sequence[Demand], wishes: Wishes) -> None:
        """Look at all demands as columns."""
        self.world = world
        self.wishes = wishes
        self.orders = Orders.of(world, demands)
        self._fleet = Fleet(world)

    def columns(self, progress: Progress | None = None) -> Columns:
        """Ways of all demands; progress is told ("options", done, all) along the way."""
        if not (len(self.orders.demands) and self._is_open):
            targets = self.orders.targets.due.shape[1]
            return Columns.none(len(self.orders.demands), targets)
        order = self._by_place()
        tables, done = [], 0
        for demands in self._batches(order):
            tables.append(self._columns(demands))
            done += len(demands)
            if progress:
                progress("options", done, len(order))
        return in_order_of_demands(tables, order)

    def every(self, demand: int) -> Columns:
        """All ways of one demand, those included that are not worth taking."""
        return self._columns(np.array([demand]), every=True)

    def failures(self, demand: int) -> Failures:
        """Why others are no ways of one demand."""
        if not self._is_open:
            shape = len(self.world.depots), len(self.world.services)
            return Failures(np.full(shape, -1), np.full(shape, np.inf), None)
        return failures_of(self._batch(np.array([demand])), self.wishes)

    @property
    def _is_open(self) -> bool:
        """Whether there is a depot and a service at all."""
        return bool(self.world.depots and self.world.services)

    def _columns(self, demands: Ints, *, every: bool = True) -> Columns:
        batch = self._batch(demands)
        ways = ways_of(batch)
        if self.wishes != Wishes():
            ways = ways.take(~np.logical_or.reduce(wished(batch, ways, self.wishes)))
        worths = worths_of(batch, ways)
        kept = worths.late <= LATEST_SECONDS
        if not every:
            kept &= worth_taking(batch, ways, worths)
        rows = np.flatnonzero(kept)
        ways, worths = ways.take(rows), worths.take(rows)
        order = in_tie_order(batch, ways)
        return columns_of(batch, ways.take(order), worths.take(order))

    def _batch(self, demands: Ints) -> Batch:
        return Batch.of(self.world, self.orders, self._fleet, demands)

    def _by_place(self) -> Ints:
        """Demands in an order in which neighbors go to the same site, or to one like it."""
        site = self.orders.site
        return np.lexsort((site, self.world.places.clock[site]))

    def _batches(self, order: Ints) -> Iterator[Ints]:
        asks, shelves = self.orders.asks, self.orders.parcels.shelves
        of_asks = np.diff(shelves.start)[asks.parcel] * len(self.world.services)
        before = np.concatenate([[0], np.cumsum(of_asks)])
        pairs = (before[asks.start[1:]] - before[asks.start[:-1]])[order]
        number = np.cumsum(pairs) // PAIRS_AT_ONCE
        edges = np.flatnonzero(np.diff(number)) + 1
        yield from np.split(order, edges)


class Options(Sequence[DemandOptions]):
    """Ways of demands in their order; what one of them has is a view of the columns of all."""

    def __init__(self, demands: Sequence[Demand], columns: Columns, maker: Maker) -> None:
        """Take the columns of all demands."""
        self.columns = columns
        self._views = [
            DemandOptions(
                demand,
                columns,
                slice(start, end),
                unassigned,
                partial(maker.failures, k),
            )
            for k, (demand, start, end, unassigned) in enumerate(
                zip(
                    demands,
                    columns.start[:-1].tolist(),
                    columns.start[1:].tolist(),
                    maker.orders.targets.unassigned,
                    strict=True,
                )
            )
        ]

    @overload
    def __getitem__(self, index: int) -> DemandOptions: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[DemandOptions]: ...

    def __getitem__(self, index: int | slice) -> DemandOptions | Sequence[DemandOptions]:
        return self._views[index]

    def __len__(self) -> int:
        return len(self._views)


def options_of(
    world: World,
    demands: Sequence[Demand],
    progress: Progress | None = None,
    wishes: Wishes | None = None,
) -> Options:
    """Ways of every demand that wishes leave it; progress is told ("options", done, all)."""
    maker = Maker(world, demands, wishes or Wishes())
    return Options(demands, maker.columns(progress), maker)
