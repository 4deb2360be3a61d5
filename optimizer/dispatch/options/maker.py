"""Makes the ways of many demands, batch by batch, and keeps what was looked at last."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.dispatch.options.batch import LATEST_SECONDS, Batch
from optimizer.dispatch.options.columns import Columns, columns_of, in_order_of_demands
from optimizer.dispatch.options.demands import Demand
from optimizer.dispatch.options.failing import Failures
from optimizer.dispatch.options.fleet import Fleet
from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.options.keeping import in_tie_order, worth_taking
from optimizer.dispatch.options.orders import NO_PIN, Orders
from optimizer.dispatch.options.ways import ways_of, wished, worths_of
from optimizer.dispatch.options.weighing import Failed
from optimizer.dispatch.options.world import World
from optimizer.dispatch.wishes import Wishes

PAIRS_AT_ONCE = 1_000_000
"""Shelves times services that are looked at together, so that columns stay in the caches."""

PAIRS_BESIDE = 250_000
"""The same where only few are asked about."""

Progress = Callable[[str, int, int], None]


class Maker:
    """Makes the ways of demands in one world, as many or as few as are asked for."""

    def __init__(
        self,
        world: World,
        demands: Sequence[Demand],
        wishes: Wishes,
        *,
        at_once: int = PAIRS_AT_ONCE,
    ) -> None:
        """Look at all demands as columns, and put those together that go to the same places."""
        self.world = world
        self.wishes = wishes
        self.orders = Orders.of(world, demands)
        site = self.orders.site
        self.order = np.lexsort((site, world.places.clock[site]))
        self._batches = self._split(self.order, at_once)
        self._fleet = Fleet(world)
        self._known: dict[int, Together] = {}

    @cached_property
    def _neighbors(self) -> list[Ints]:
        """Demands in their order, those together of which what is beside the ways is kept."""
        return self._split(np.arange(len(self.order)), PAIRS_BESIDE)

    def columns(self, progress: Progress | None = None, *, every: bool = False) -> Columns:
        """Ways of all demands; progress is told ("options", done, all) along the way."""
        tables, done = [], 0
        for demands in self._batches:
            tables.append(self.columns_of(demands, every=every))
            done += len(demands)
            if progress:
                progress("options", done, len(self.order))
        return in_order_of_demands(tables, self.order) if tables else self._none(0)

    def beside(self, demand: int) -> tuple["Together", int]:
        """The demands that one is looked at together with, and its place among them."""
        number = bisect_right(self._neighbors, demand, key=lambda each: int(each[0])) - 1
        together = self._known.get(number)
        if together is None:
            together = Together(self, self._neighbors[number])
            self._known = {number: together}
        return together, demand - int(self._neighbors[number][0])

    def columns_of(self, demands: Ints, *, every: bool) -> Columns:
        """Ways of demands that are looked at together."""
        if not self._is_open:
            return self._none(len(demands))
        batch = self._batch(demands)
        ways = ways_of(batch)
        if self.wishes != Wishes():
            ways = ways.take(~np.logical_or.reduce(wished(batch, ways, self.wishes)))
        worths = worths_of(batch, ways)
        rows = np.flatnonzero(worths.late <= LATEST_SECONDS)
        if not every:
            rows = rows[worth_taking(batch, ways.take(rows), worths.take(rows))]
        rows = rows[in_tie_order(batch, ways.take(rows))]
        return columns_of(batch, ways.take(rows), worths.take(rows))

    def failures_of(self, demands: Ints) -> Failures:
        """Why others are no ways of demands that are looked at together."""
        if not self._is_open:
            shape = len(demands), len(self.world.depots), len(self.world.services)
            nothing = np.full(len(demands), NO_PIN, dtype=np.int64)
            return Failures(np.full(shape, -1), np.full(shape, np.inf), nothing)
        return Failures.of(self._batch(demands), self.wishes)

    def _batch(self, demands: Ints) -> Batch:
        return Batch.of(self.world, self.orders, self._fleet, demands)

    def _none(self, demands: int) -> Columns:
        return Columns.none(demands, self.orders.targets.due.shape[1])

    @property
    def _is_open(self) -> bool:
        """Whether there is a depot and a service at all."""
        return bool(self.world.depots and self.world.services)

    def _split(self, order: Ints, most: int) -> list[Ints]:
        """Demands in an order, cut before there are more than so many pairs together."""
        if len(order) == 0:
            return []
        asks, shelves = self.orders.asks, self.orders.parcels.shelves
        of_asks = np.diff(shelves.start)[asks.parcel] * len(self.world.services)
        before = np.concatenate([[0], np.cumsum(of_asks)])
        pairs = (before[asks.start[1:]] - before[asks.start[:-1]])[order]
        number = np.cumsum(pairs) // most
        return np.split(order, np.flatnonzero(np.diff(number)) + 1)


class Together:
    """What only few ask of demands that are looked at together, worked out when they do."""

    def __init__(self, maker: Maker, demands: Ints) -> None:
        """Take demands, but look at nothing yet."""
        self._maker = maker
        self._demands = demands

    @cached_property
    def columns(self) -> Columns:
        """All ways, those included that are not worth taking."""
        return self._maker.columns_of(self._demands, every=True)

    @cached_property
    def failures(self) -> Failures:
        """Why others are none."""
        return self._maker.failures_of(self._demands)


@dataclass(frozen=True, slots=True)
class OfDemand:
    """What is beside the ways of one demand; see `Beside`."""

    maker: Maker
    demand: int

    def every(self) -> tuple[Columns, slice]:
        """Columns with all ways, and the rows of the demand."""
        together, place = self.maker.beside(self.demand)
        start = together.columns.start[place : place + 2].tolist()
        return together.columns, slice(*start)

    def failed(self) -> Failed:
        """First failed tests and least lateness."""
        together, place = self.maker.beside(self.demand)
        failures, unpinnable = together.failures, int(together.failures.unpinnable[place])
        return Failed(
            failures.codes[place],
            failures.least_late[place],
            None if unpinnable == NO_PIN else unpinnable,
        )
