"""From ways of demands to the option problem: groups, options and the rows that they use."""

from collections.abc import Callable, Sequence
from math import floor

import numpy as np

from optimizer.dispatch.moves import moves_of
from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.options.columns import Columns
from optimizer.dispatch.options.demands import Demand
from optimizer.dispatch.options.generate import joined_columns
from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.options.weighing import DemandOptions
from optimizer.dispatch.options.world import World
from optimizer.dispatch.rows import no_vehicle_use, stock_use, vehicle_use
from optimizer.network import CourierService

MOST_UNITS = 1000
"""Vehicles that hold more units of a weight are taken to hold so many."""

ROUNDING = 1e-9
"""What binary fractions may take from a whole number of units [units]."""


def option_problem(
    world: World, options: Sequence[DemandOptions], *, alone: bool = False
) -> OptionProblem:
    """Option problem of the demands in their order; option i of a group is its i-th way.

    The last option of each group is "unassigned". A single shipment `alone` has every vehicle for
    itself, so that rows of vehicles are left out. Source: dispatch.md, "The option problem".
    """
    demands = [each.demand for each in options]
    columns = joined_columns(options)
    owner = np.repeat(np.arange(len(demands)), np.diff(columns.start))
    count = np.array([demand.count for demand in demands], dtype=np.int64)
    stock, of_stock = stock_use(world, demands, columns, owner)
    vehicles, of_vehicles = (
        no_vehicle_use(columns) if alone else vehicle_use(world, columns, owner, count)
    )
    shared = columns.is_trip & (count > 1)[owner]
    load, load_limit = _loads(world, demands, columns, count)
    nothing = np.array([each.unassigned for each in options], dtype=np.int64).reshape(-1, 2)
    last = _with_last(columns)
    first_row = np.where(vehicles.first_row < 0, -1, vehicles.first_row + len(of_stock))
    return OptionProblem(
        group_count=count,
        group_start=columns.start + np.arange(len(columns.start)),
        missed_weight=last(columns.missed, nothing[:, 0]),
        tardiness=last(columns.tardiness, nothing[:, 1]),
        cost_cents=last(np.where(shared, columns.own_cents, columns.price_cents), 0),
        vehicle_row=last(first_row, -1),
        vehicle_cost_cents=last(np.where(shared, columns.vehicle_cents, 0), 0),
        load=last(np.where(shared, load, 0), 0),
        vehicle_load_limit=last(np.where(shared, load_limit, 0), 0),
        use_start=_starts(last(stock.count, 0)),
        use_row=stock.row,
        use_quantity=stock.quantity,
        row_capacity=np.concatenate([of_stock.capacity, of_vehicles]),
        row_steps=_padded(of_stock.steps, of_vehicles),
        row_first_step_cents=_padded(of_stock.first_cents, of_vehicles),
        row_second_step_cents=_padded(of_stock.second_cents, of_vehicles),
        vehicle_extra_start=_starts(last(vehicles.count, 0)),
        vehicle_extra_row=vehicles.row + len(of_stock),
        move=moves_of(options),
    )


def _with_last(columns: Columns) -> Callable[[Ints, Ints | int], Ints]:
    """Puts a value of "unassigned" behind the ways of each group."""
    groups = len(columns.start) - 1
    is_way = np.ones(len(columns) + groups, dtype=np.bool_)
    is_way[columns.start[1:] + np.arange(groups)] = False

    def joined(of_ways: Ints, of_nothing: Ints | int) -> Ints:
        answer = np.empty(len(is_way), dtype=np.int64)
        answer[is_way], answer[~is_way] = of_ways, of_nothing
        return answer

    return joined


def _starts(counts: Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _padded(of_stock: Ints, of_vehicles: Ints) -> Ints:
    """A column of stock rows, 0 for the rows of vehicles, whose units have no price."""
    return np.concatenate([of_stock, np.zeros_like(of_vehicles)])


def _loads(
    world: World, demands: Sequence[Demand], columns: Columns, count: Ints
) -> tuple[Ints, Ints]:
    """Load of one line and of a full vehicle on each way, in shares of a vehicle.

    A vehicle takes whole units only: where n units of a weight fit, one of them is an n-th of it,
    whatever rides with it. All shares are over one denominator; without a limit a line weighs
    nothing, and nothing is told of a line that shares no vehicle.
    """
    load, limit = np.zeros((2, len(columns)), dtype=np.int64)
    limited = np.array([service.max_shipment_kg is not None for service in world.services])
    for k in np.flatnonzero(count > 1).tolist():
        rows = slice(int(columns.start[k]), int(columns.start[k + 1]))
        fitting = np.array(
            [
                [_units_that_fit(bundle.weight_kg, service) for service in world.services]
                for bundle in demands[k].bundles
            ],
            dtype=np.int64,
        )
        full = np.lcm.reduce(fitting, axis=0)
        loads = np.where(limited, full // fitting, 0)
        load[rows] = loads[columns.bundle[rows], columns.service[rows]]
        limit[rows] = full[columns.service[rows]]
    return load, limit


def _units_that_fit(weight_kg: float, service: CourierService) -> int:
    """How many units of a weight [kg] one vehicle holds."""
    if service.max_shipment_kg is None:
        return 1
    whole = floor(service.max_shipment_kg / weight_kg + ROUNDING)
    return max(1, min(MOST_UNITS, whole))
