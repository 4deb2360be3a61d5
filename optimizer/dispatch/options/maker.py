"""Makes the ways of many demands, batch by batch, and keeps what was looked at last."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.dispatch.options.batch import LATEST_SECONDS, Batch
from optimizer.dispatch.options.columns import Columns, columns_of, in_order_of_demands
from optimizer.dispatch.options.demands import Demand
from optimizer.dispatch.options.failing import Failures
from optimizer.dispatch.options.fleet import Fleet
from optimizer.dispatch.options.horizon import Flags, Ints
from optimizer.dispatch.options.keeping import in_tie_order, worth_taking
from optimizer.dispatch.options.orders import NO_PIN, Orders
from optimizer.dispatch.options.ways import Ways, Worths, ways_of, wished, worths_of
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
        self.fleet = Fleet(world)
        self.told = np.array([bool(demand.told) for demand in demands], dtype=np.bool_)
        self._beside: tuple[int, Together] | None = None

    @cached_property
    def _neighbors(self) -> list[Ints]:
        """Demands in their order, those together of which what is beside the ways is kept.

        Where all are looked at together, what was looked at is looked at once.
        """
        if len(self._batches) == 1:
            return self._batches
        return self._split(np.arange(len(self.order)), PAIRS_BESIDE)

    @cached_property
    def _seats(self) -> Ints:
        """Which neighbors each demand belongs to, and its place among them, shape (2, demands)."""
        seats = np.empty((2, len(self.order)), dtype=np.int64)
        for number, demands in enumerate(self._neighbors):
            seats[0, demands], seats[1, demands] = number, np.arange(len(demands))
        return seats

    def columns(self, progress: Progress | None = None, *, every: bool = False) -> Columns:
        """Ways of all demands; progress is told ("options", done, all) along the way."""
        tables, done = [], 0
        for demands in self._batches:
            together = Together(self, demands)
            if len(self._batches) == 1:
                self._beside = 0, together
            tables.append(together.every if every else together.worth_taking())
            done += len(demands)
            if progress:
                progress("options", done, len(self.order))
        if not tables:
            return Columns.none(0, self.orders.targets.due.shape[1])
        return in_order_of_demands(tables, self.order)

    def beside(self, demand: int) -> tuple["Together", int]:
        """The demands that one is looked at together with, and its place among them."""
        number, place = self._seats[:, demand].tolist()
        if self._beside is None or self._beside[0] != number:
            self._beside = number, Together(self, self._neighbors[number])
        return self._beside[1], place

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
    """Demands that are looked at together; what is asked of them is worked out when it is."""

    def __init__(self, maker: Maker, demands: Ints) -> None:
        """Take demands, but look at nothing yet."""
        self._maker = maker
        self._demands = demands

    def worth_taking(self) -> Columns:
        """Ways that an optimum may take: all of those whose partners were told an arrival.

        What moves a promise is no part of what ways are held against each other by.
        """
        if self._nobody_sends:
            return self.every
        ways, worths = self._offered
        told = self._maker.told[self._demands].take(ways.demand)
        return self._columns(worth_taking(self._batch, ways, worths) | told)

    @cached_property
    def every(self) -> Columns:
        """All ways, those included that are not worth taking."""
        if self._nobody_sends:
            targets = self._maker.orders.targets.due.shape[1]
            return Columns.none(len(self._demands), targets)
        return self._columns(np.ones(len(self._offered[0]), dtype=np.bool_))

    @cached_property
    def failures(self) -> Failures:
        """Why others are none."""
        if self._nobody_sends:
            world = self._maker.world
            shape = len(self._demands), len(world.depots), len(world.services)
            return Failures.none(shape)
        return Failures.of(self._batch, self._ways, self._maker.wishes)

    @property
    def _nobody_sends(self) -> bool:
        """Whether there is no depot or no service."""
        return not (self._maker.world.depots and self._maker.world.services)

    @cached_property
    def _batch(self) -> Batch:
        made = self._maker
        return Batch.of(made.world, made.orders, made.fleet, self._demands)

    @cached_property
    def _ways(self) -> Ways:
        """Ways that there are, whatever is wished and however late."""
        return ways_of(self._batch)

    @cached_property
    def _offered(self) -> tuple[Ways, Worths]:
        """Ways that wishes leave and that are not later than any that is offered."""
        ways, wishes = self._ways, self._maker.wishes
        if wishes != Wishes():
            ways = ways.take(~np.logical_or.reduce(wished(self._batch, ways, wishes)))
        worths = worths_of(self._batch, ways)
        rows = np.flatnonzero(worths.late <= LATEST_SECONDS)
        return ways.take(rows), worths.take(rows)

    def _columns(self, chosen: Flags) -> Columns:
        ways, worths = self._offered
        rows = np.flatnonzero(chosen)
        rows = rows[in_tie_order(self._batch, ways.take(rows))]
        return columns_of(self._batch, ways.take(rows), worths.take(rows))


@dataclass(frozen=True, slots=True)
class OfDemand:
    """What is beside the ways of one demand; see `Beside`."""

    maker: Maker
    demand: int

    def every(self) -> tuple[Columns, slice]:
        """Columns with all ways, and the rows of the demand."""
        together, place = self.maker.beside(self.demand)
        start = together.every.start[place : place + 2].tolist()
        return together.every, slice(*start)

    def failed(self) -> Failed:
        """First failed tests and least lateness."""
        together, place = self.maker.beside(self.demand)
        failures, unpinnable = together.failures, int(together.failures.unpinnable[place])
        return Failed(
            failures.codes[place],
            failures.least_late[place],
            None if unpinnable == NO_PIN else unpinnable,
        )
