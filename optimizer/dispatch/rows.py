"""Rows of the option problem, what they hold, and which of them each way uses."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.dispatch.options.batch import distinct, ranges
from optimizer.dispatch.options.columns import Columns
from optimizer.dispatch.options.demands import Demand
from optimizer.dispatch.options.fleet import touched_slots
from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.options.world import World
from optimizer.dispatch.scarcity import last_unit_prices, offered_loads
from optimizer.network import Network
from optimizer.travel import Floats

Cell = tuple[str, str]
"""Depot and part."""


@dataclass(frozen=True, slots=True)
class StockRows:
    """What rows of stock hold, and what their last units cost; shape (rows,)."""

    capacity: Ints
    steps: Ints
    first_cents: Ints
    second_cents: Ints

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.capacity)


@dataclass(frozen=True, slots=True)
class StockUse:
    """Rows that ways use: `count` of shape (ways,), and `row` and `quantity` way after way."""

    count: Ints
    row: Ints
    quantity: Ints


@dataclass(frozen=True, slots=True)
class VehicleUse:
    """First row of each way, -1 where no vehicle of ours is out; `count` further rows, flat."""

    first_row: Ints
    count: Ints
    row: Ints


def stock_use(
    world: World, demands: Sequence[Demand], columns: Columns, owner: Ints
) -> tuple[StockUse, StockRows]:
    """Stock that ways use and the rows of it; `owner` of shape (ways,) is the group of each."""
    needs, parcel_of = _parcels(demands, columns, owner)
    depots = len(world.depots)
    receipts, receipt = np.unique(columns.supply, return_inverse=True)
    keys, units = distinct(
        (parcel_of * depots + columns.depot) * len(receipts) + receipt.reshape(-1),
        len(needs) * depots * len(receipts),
    )
    parts = dict.fromkeys(part_number for each in needs for part_number, _ in each)
    cells = Cells(world.network, offered_loads(world.network, world.demand, parts))
    uses: list[list[tuple[int, int]]] = []
    for key in keys.tolist():
        place, number = divmod(key, len(receipts))
        parcel, depot = divmod(place, depots)
        supply, depot_id = float(receipts[number]), world.depots[depot].depot_id
        uses.append(list(cells.used(depot_id, needs[parcel], supply)))
    counts = np.array([len(each) for each in uses], dtype=np.int64)
    flat = np.array([use for each in uses for use in each], dtype=np.int64).reshape(-1, 2)
    ends = np.cumsum(counts)
    place, _ = ranges((ends - counts)[units], ends[units])
    return StockUse(counts[units], flat[place, 0], flat[place, 1]), cells.rows()


def _parcels(
    demands: Sequence[Demand], columns: Columns, owner: Ints
) -> tuple[list[list[tuple[str, int]]], Ints]:
    """Needs [(part, units)] of distinct bundles, and the number of the bundle of each way."""
    numbers: dict[tuple[str, ...], int] = {}
    needs: list[list[tuple[str, int]]] = []
    parcels: list[int] = []
    start: list[int] = []
    for demand in demands:
        start.append(len(parcels))
        for bundle in demand.bundles:
            key = bundle.part_numbers
            if key not in numbers:
                numbers[key] = len(needs)
                needs.append(list(bundle.needs().items()))
            parcels.append(numbers[key])
    place = np.array(start, dtype=np.int64)[owner] + columns.bundle
    return needs, np.array(parcels, dtype=np.int64)[place]


class Cells:
    """Rows of stock cells as they are met: row j holds what is on hand and the first j receipts."""

    def __init__(self, network: Network, loads: Mapping[Cell, float]) -> None:
        """Begin without rows; `loads` prices the last units."""
        self._network = network
        self._loads = loads
        self._numbers: dict[tuple[Cell, int], int] = {}
        self._rows: list[tuple[int, int, int, int]] = []

    def used(
        self, depot_id: str, needs: Sequence[tuple[str, int]], supply: float
    ) -> Iterator[tuple[int, int]]:
        """Rows, nested, that who may wait for a receipt [seconds] uses, and how much of each."""
        for part_number, quantity in needs:
            cell = (depot_id, part_number)
            receipts = self._network.inbound.get(cell, ())
            level = sum(each.available_at.timestamp() <= supply for each in receipts)
            for j in range(level, len(receipts) + 1):
                yield self._row(cell, j, outer=j == len(receipts)), quantity

    def _row(self, cell: Cell, j: int, *, outer: bool) -> int:
        if (cell, j) not in self._numbers:
            self._numbers[cell, j] = len(self._rows)
            receipts = sorted(
                self._network.inbound.get(cell, ()), key=lambda each: each.available_at
            )
            stock = self._network.stock.get(cell)
            capacity = (stock.free if stock else 0) + sum(each.quantity for each in receipts[:j])
            prices = last_unit_prices(self._network, self._loads.get(cell, 0.0)) if outer else ()
            steps = min(len(prices), capacity)
            rising = sorted(prices[:steps]) or [0]
            self._rows.append((capacity, steps, rising[0], rising[-1]))
        return self._numbers[cell, j]

    def rows(self) -> StockRows:
        """All rows met so far."""
        return StockRows(*np.array(self._rows, dtype=np.int64).reshape(-1, 4).T)


def no_vehicle_use(columns: Columns) -> tuple[VehicleUse, Ints]:
    """Nothing: ways of a shipment that has every vehicle for itself."""
    none = np.zeros(len(columns), dtype=np.int64)
    return VehicleUse(none - 1, none, none[:0]), none[:0]


def vehicle_use(
    world: World, columns: Columns, owner: Ints, count: Ints
) -> tuple[VehicleUse, Ints]:
    """Vehicles that ways use, and what their rows hold; `count` has the lines of each group.

    Lines of a group that share a trip meet on a row of their own, one for each departure; the
    slots that the trip touches follow as further rows.
    """
    ways = np.flatnonzero(columns.is_trip)
    keys, row, rows = slot_keys(world, columns)
    capacity = _vehicles(world, keys)
    shared = count[owner[ways]] > 1
    pair = columns.depot[ways] * len(world.services) + columns.service[ways]
    trips, trip = _trips(owner[ways][shared], pair[shared], columns.departs[ways][shared])
    first_row = np.full(len(columns), -1, dtype=np.int64)
    first_row[ways] = row[rows[:-1]] if len(ways) else 0
    first_row[ways[shared]] = len(capacity) + trip
    # The first slot of who shares no trip is the first row already.
    further = np.ones(len(row), dtype=np.bool_)
    further[rows[:-1][~shared]] = False
    counts = np.zeros(len(columns), dtype=np.int64)
    counts[ways] = np.diff(rows) - 1 + shared
    return VehicleUse(first_row, counts, row[further]), np.concatenate([capacity, count[trips]])


def slot_keys(world: World, columns: Columns) -> tuple[Ints, Ints, Ints]:
    """Distinct slots of depots and services that trips touch, in order, as numbers.

    Then the place among them of each slot of each trip, trip after trip, and where trips begin.
    """
    ways = np.flatnonzero(columns.is_trip)
    first, last = touched_slots(world, columns.departs[ways], columns.returns[ways])
    slot, way = ranges(first, last + 1)
    pair = columns.depot[ways] * len(world.services) + columns.service[ways]
    slots, pairs = world.horizon.slots, len(world.depots) * len(world.services)
    keys, place = distinct(pair[way] * slots + slot, pairs * slots)
    return keys, place, np.concatenate([[0], np.cumsum(last + 1 - first)])


def _trips(group: Ints, pair: Ints, departs: Floats) -> tuple[Ints, Ints]:
    """Group of each trip, and the trip of each way, which is shared by who leaves together."""
    order = np.lexsort((departs, pair, group))
    keys = (group[order], pair[order], departs[order])
    begins = np.ones(len(order), dtype=np.bool_)
    begins[1:] = np.logical_or.reduce([key[1:] != key[:-1] for key in keys])
    trip = np.empty(len(order), dtype=np.int64)
    trip[order] = np.cumsum(begins) - 1
    return keys[0][begins], trip


def _vehicles(world: World, keys: Ints) -> Ints:
    """Vehicles of depots and services in slots, numbered as in `vehicle_use`."""
    pair, slot = np.divmod(keys, world.horizon.slots)
    capacity = np.empty(len(keys), dtype=np.int64)
    edges = np.flatnonzero(np.diff(pair)) + 1
    for rows in np.split(np.arange(len(keys)), edges) if len(keys) else ():
        depot, service = divmod(int(pair[rows[0]]), len(world.services))
        vehicles = world.horizon.vehicles(world.depots[depot], world.services[service].service_id)
        capacity[rows] = vehicles[slot[rows]]
    return capacity
