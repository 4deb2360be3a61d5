"""From ways of demands to the option problem: groups, options and the rows that they use."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import floor

import numpy as np

from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.options.fleet import touched_slots
from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.options.weighing import DemandOptions
from optimizer.dispatch.options.world import World
from optimizer.dispatch.scarcity import last_unit_prices, offered_loads
from optimizer.network import CourierService

MOST_UNITS = 1000
"""Vehicles that hold more units of a weight are taken to hold so many."""

ROUNDING = 1e-9
"""What binary fractions may take from a whole number of units [units]."""


@dataclass(slots=True)
class Rows:
    """Rows of the option problem as they are met; each key gets one number.

    `slots` has the rows of vehicles, by depot and service, as very many are asked for.
    """

    numbers: dict[tuple[object, ...], int] = field(default_factory=dict)
    slots: dict[tuple[str, str], dict[int, int]] = field(default_factory=dict)
    capacity: list[int] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)
    first_cents: list[int] = field(default_factory=list)
    second_cents: list[int] = field(default_factory=list)

    def number(self, key: tuple[object, ...], capacity: int, prices: tuple[int, ...] = ()) -> int:
        """Number of a row; `prices` are those of the last units, the last one first [cents]."""
        if key not in self.numbers:
            steps = min(len(prices), capacity)
            rising = sorted(prices[:steps]) or [0]
            self.numbers[key] = self._add(capacity, steps, rising[0], rising[-1])
        return self.numbers[key]

    def of_slots(self, pair: tuple[str, str], slots: range, vehicles: Ints) -> list[int]:
        """Numbers of the rows of a depot and service in some slots, with the vehicles of each."""
        known = self.slots.setdefault(pair, {})
        for slot in slots:
            if slot not in known:
                known[slot] = self._add(int(vehicles[slot]), 0, 0, 0)
        return [known[slot] for slot in slots]

    def _add(self, capacity: int, steps: int, first_cents: int, second_cents: int) -> int:
        self.capacity.append(capacity)
        self.steps.append(steps)
        self.first_cents.append(first_cents)
        self.second_cents.append(second_cents)
        return len(self.capacity) - 1


def option_problem(
    world: World, options: Sequence[DemandOptions], *, alone: bool = False
) -> OptionProblem:
    """Option problem of the demands in their order; option i of a group is its i-th way.

    The last option of each group is "unassigned". A single shipment `alone` has every vehicle for
    itself, so that rows of vehicles are left out. Source: dispatch.md, "The option problem".
    """
    rows = Rows()
    parts = {part: None for each in options for part in _part_numbers(each)}
    loads = offered_loads(world.network, world.demand, parts)
    tables = [
        _Columns.of(world, None if alone else k, each, rows, loads)
        for k, each in enumerate(options)
    ]
    sizes = [len(table.missed) for table in tables]
    use_counts = np.concatenate([[0], *(table.use_count for table in tables)])
    extra_counts = np.concatenate([[0], *(table.extra_count for table in tables)])
    return OptionProblem(
        group_count=np.array([each.demand.count for each in options], dtype=np.int64),
        group_start=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        missed_weight=_joined([table.missed for table in tables]),
        tardiness=_joined([table.tardiness for table in tables]),
        cost_cents=_joined([table.cost_cents for table in tables]),
        vehicle_row=_joined([table.vehicle_row for table in tables]),
        vehicle_cost_cents=_joined([table.vehicle_cost_cents for table in tables]),
        load=_joined([table.load for table in tables]),
        vehicle_load_limit=_joined([table.load_limit for table in tables]),
        use_start=np.cumsum(use_counts).astype(np.int64),
        use_row=_joined([table.use_row for table in tables]),
        use_quantity=_joined([table.use_quantity for table in tables]),
        row_capacity=np.array(rows.capacity, dtype=np.int64),
        row_steps=np.array(rows.steps, dtype=np.int64),
        row_first_step_cents=np.array(rows.first_cents, dtype=np.int64),
        row_second_step_cents=np.array(rows.second_cents, dtype=np.int64),
        vehicle_extra_start=np.cumsum(extra_counts).astype(np.int64),
        vehicle_extra_row=_joined([table.extra_row for table in tables]),
    )


def _part_numbers(options: DemandOptions) -> Iterator[str]:
    return (part for bundle in options.demand.bundles for part in bundle.part_numbers)


def _joined(columns: Sequence[Ints]) -> Ints:
    return np.concatenate([np.empty(0, dtype=np.int64), *columns]).astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Columns of one group's options, "unassigned" last."""

    missed: Ints
    tardiness: Ints
    cost_cents: Ints
    vehicle_row: Ints
    vehicle_cost_cents: Ints
    load: Ints
    load_limit: Ints
    use_count: Ints
    use_row: Ints
    use_quantity: Ints
    extra_count: Ints
    extra_row: Ints

    @classmethod
    def of(
        cls,
        world: World,
        group: int | None,
        options: DemandOptions,
        rows: Rows,
        loads: Mapping[tuple[str, str], float],
    ) -> "_Columns":
        ways, shared = options.ways, options.shares_trips
        use_count, use_row, use_quantity = _stock_use(world, options, rows, loads)
        vehicle_row, extra_count, extra_row = _vehicle_use(world, group, options, rows)
        load, load_limit = _loads(world, options)
        missed, tardiness = options.unassigned
        return cls(
            np.append(options.missed, missed),
            np.append(options.tardiness, tardiness),
            np.append(np.where(shared, ways.own_cents, ways.price_cents), 0),
            np.append(vehicle_row, -1),
            np.append(np.where(shared, ways.vehicle_cents, 0), 0),
            np.append(np.where(shared, load, 0), 0),
            np.append(np.where(shared, load_limit, 0), 0),
            np.append(use_count, 0),
            use_row,
            use_quantity,
            np.append(extra_count, 0),
            extra_row,
        )


def _loads(world: World, options: DemandOptions) -> tuple[Ints, Ints]:
    """Load of one line and of a full vehicle on each way, in shares of a vehicle.

    A vehicle takes whole units only: where n units of a weight fit, one of them is an n-th of it,
    whatever rides with it. All shares are over one denominator; without a limit a line weighs
    nothing, and nothing is told of a line that shares no vehicle.
    """
    ways = options.ways
    if options.demand.count == 1:
        return np.zeros_like(ways.bundle), np.zeros_like(ways.bundle)
    weights = [bundle.weight_kg for bundle in options.demand.bundles]
    fitting = np.array(
        [[_units_that_fit(weight, service) for service in world.services] for weight in weights],
        dtype=np.int64,
    )
    full = np.lcm.reduce(fitting, axis=0)
    limited = np.array([service.max_shipment_kg is not None for service in world.services])
    loads = np.where(limited, full // fitting, 0)
    return loads[ways.bundle, ways.service], full[ways.service]


def _units_that_fit(weight_kg: float, service: CourierService) -> int:
    """How many units of a weight [kg] one vehicle holds."""
    if service.max_shipment_kg is None:
        return 1
    whole = floor(service.max_shipment_kg / weight_kg + ROUNDING)
    return max(1, min(MOST_UNITS, whole))


def _stock_use(
    world: World, options: DemandOptions, rows: Rows, loads: Mapping[tuple[str, str], float]
) -> tuple[Ints, Ints, Ints]:
    """Number of stock rows of each way, and flat row numbers and quantities."""
    ways = options.ways
    needs = [bundle.needs() for bundle in options.demand.bundles]
    keys = list(zip(ways.bundle.tolist(), ways.depot.tolist(), ways.supply.tolist(), strict=True))
    used = {
        (bundle, depot, supply): _cells_used(world, needs[bundle], rows, loads, depot, supply)
        for bundle, depot, supply in dict.fromkeys(keys)
    }
    flat = [use for key in keys for use in used[key]]
    return (
        np.array([len(used[key]) for key in keys], dtype=np.int64),
        np.array([row for row, _ in flat], dtype=np.int64),
        np.array([quantity for _, quantity in flat], dtype=np.int64),
    )


def _cells_used(
    world: World,
    needs: Mapping[str, int],
    rows: Rows,
    loads: Mapping[tuple[str, str], float],
    depot: int,
    supply: float,
) -> list[tuple[int, int]]:
    """Rows that a way uses and how much: those of its cells from its supply on, nested.

    Row j of a cell holds the units on hand and those of the first j receipts.
    """
    depot_id = world.depots[depot].depot_id
    uses = []
    for part_number, quantity in needs.items():
        cell = (depot_id, part_number)
        stock = world.network.stock.get(cell)
        receipts = sorted(world.network.inbound.get(cell, ()), key=lambda each: each.available_at)
        level = sum(receipt.available_at.timestamp() <= supply for receipt in receipts)
        for j in range(level, len(receipts) + 1):
            capacity = (stock.free if stock else 0) + sum(each.quantity for each in receipts[:j])
            outer = j == len(receipts)
            prices = last_unit_prices(world.network, loads.get(cell, 0.0)) if outer else ()
            uses.append((rows.number(("stock", *cell, j), capacity, prices), quantity))
    return uses


def _vehicle_use(
    world: World, group: int | None, options: DemandOptions, rows: Rows
) -> tuple[Ints, Ints, Ints]:
    """First vehicle row of each way (-1: none), number of further rows, and those rows, flat.

    Lines of a group that share a trip meet on a row of their own, one for each departure; the
    slots that the trip touches follow as further rows. Without a group there are none.
    """
    ways = options.ways
    first, last = touched_slots(world, ways.departs, ways.returns)
    vehicle_row = np.full(len(ways), -1, dtype=np.int64)
    counts = np.zeros(len(ways), dtype=np.int64)
    further: list[int] = []
    trips = [] if group is None else np.flatnonzero(ways.is_trip).tolist()
    for way in trips:
        slots = range(int(first[way]), int(last[way]) + 1)
        numbers = _slot_rows(world, rows, int(ways.depot[way]), int(ways.service[way]), slots)
        if options.demand.count > 1:
            trip = (group, int(ways.depot[way]), int(ways.service[way]), float(ways.departs[way]))
            numbers = [rows.number(("trip", *trip), options.demand.count), *numbers]
        vehicle_row[way], counts[way] = numbers[0], len(numbers) - 1
        further += numbers[1:]
    return vehicle_row, counts, np.array(further, dtype=np.int64)


def _slot_rows(
    world: World, rows: Rows, depot_index: int, service_index: int, slots: range
) -> list[int]:
    """Rows of the vehicles of a depot and service in some slots."""
    depot = world.depots[depot_index]
    pair = depot.depot_id, world.services[service_index].service_id
    return rows.of_slots(pair, slots, world.horizon.vehicles(depot, pair[1]))
