"""A lower bound of a level in whole numbers, which no solver and no rounding can make untrue.

Any prices of rows, rounded to integers and not below zero, prove the bound that they give: each
group at its cheapest with its rows paid for, less what all rows together are worth. That is
worked out here in integers, on the whole problem, whatever the prices came from.
"""

from dataclasses import dataclass
from math import gcd

import numpy as np

from optimizer.dispatch.anytime.ascent import prices_of
from optimizer.dispatch.anytime.contest import contest_of
from optimizer.dispatch.anytime.tables import NO_TRIP, Tables
from optimizer.dispatch.options.horizon import Ints

SCALE = 2**12
"""Parts of one unit of weight that row prices are counted in."""

MOST = 2.0**60
"""Largest sum that is trusted to stay inside 64 bits."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What is bounded: weight of options per line, of vehicles per trip, and steps of rows.

    `option` has shape (options,), `vehicle` (trips,); with `steps` the last units of rows are
    paid for as the level `cost` does.
    """

    option: Ints
    vehicle: Ints
    steps: bool


def weights_of(tables: Tables, level: str) -> Weights:
    """Weights of a level by its name."""
    problem = tables.problem
    vehicle = np.zeros(len(tables.trip_option), dtype=np.int64)
    if level == "cost":
        vehicle = problem.vehicle_cost_cents[tables.trip_option]
    return Weights(problem.weights(level), vehicle, steps=level == "cost")


def missed_bound(tables: Tables) -> int:
    """No legal choice misses less than this weight.

    All that can be missed is a multiple of what all weights are multiples of.
    """
    weight = tables.problem.missed_weight
    contest = contest_of(tables, weight)
    prices = np.zeros(tables.problem.rows, dtype=np.int64)
    prices[contest.rows] = np.floor(prices_of(contest) * SCALE).astype(np.int64)
    bound = certified(tables, weights_of(tables, "missed"), prices)
    common = gcd(*np.unique(weight).tolist())
    return -(-bound // common) * common if common else 0


def bound_alone(tables: Tables, level: str) -> int:
    """What a level is worth at the least when every line has all rows to itself."""
    return certified(tables, weights_of(tables, level), np.zeros(tables.problem.rows, np.int64))


def certified(tables: Tables, weights: Weights, prices: Ints) -> int:
    """Bound that row prices of shape (rows,) [1/SCALE of a weight] prove, rounded up.

    Prices that 64 bits cannot work out are not used; the bound is then that of no prices.
    """
    prices = np.maximum(prices, 0)
    if not _holds(tables, weights, prices):
        prices = np.zeros_like(prices)
        if not _holds(tables, weights, prices):
            return 0
    paid = np.zeros(tables.problem.options, dtype=np.int64)
    np.add.at(paid, tables.option, tables.quantity * prices[tables.row])
    priced = weights.option * SCALE + paid
    total = _singles(tables, priced) + _shared(tables, weights, priced, prices)
    total -= _worth_of_rows(tables, weights, prices)
    return -(-total // SCALE)


def _holds(tables: Tables, weights: Weights, prices: Ints) -> bool:
    """Whether every sum of `certified` fits into 64 bits, with room to spare."""
    problem = tables.problem
    heaviest = float(np.abs(weights.option).max(initial=0)) * SCALE
    heaviest += float(np.abs(weights.vehicle).max(initial=0)) * SCALE
    units = float(tables.quantity.max(initial=1)) * float(np.diff(tables.start).max(initial=1))
    dearest = float(prices.max(initial=0)) * (units + len(problem.row_capacity))
    lines = float(problem.group_count.sum())
    rows = float((prices.astype(np.float64) * problem.row_capacity).sum())
    return (heaviest + dearest) * lines < MOST and rows < MOST


def _singles(tables: Tables, priced: Ints) -> int:
    """Cheapest options of all single lines and kits, summed."""
    least = np.minimum.reduceat(priced, tables.problem.group_start[:-1])
    return int(least[tables.is_single].sum())


def _worth_of_rows(tables: Tables, weights: Weights, prices: Ints) -> int:
    """Room of all rows at its price; last units are sold where they cost less than that."""
    problem = tables.problem
    if not weights.steps:
        return int((prices * problem.row_capacity).sum())
    total = int((prices * (problem.row_capacity - problem.row_steps)).sum())
    for enough, cents in ((1, problem.row_first_step_cents), (2, problem.row_second_step_cents)):
        gain = np.maximum(prices - cents * SCALE, 0)
        total += int(gain[problem.row_steps >= enough].sum())
    return total


def _shared(tables: Tables, weights: Weights, priced: Ints, prices: Ints) -> int:
    """Cheapest ways to spread the lines of groups over trips, with whole vehicles, summed."""
    trip, row = tables.trip_uses
    vehicle = weights.vehicle * SCALE
    np.add.at(vehicle, trip, prices[row])
    groups = np.flatnonzero(~tables.is_single).tolist()
    return sum(_cheapest_spread(tables, group, priced, vehicle) for group in groups)


def _cheapest_spread(tables: Tables, group: int, priced: Ints, vehicle: Ints) -> int:
    """Least that the lines of one group cost: a table of lines placed, trip after trip."""
    count = int(tables.problem.group_count[group])
    options = np.arange(*tables.problem.group_start[group : group + 2])
    trips = tables.trip_of[options]
    lines = np.arange(count + 1)
    alone = priced[options[trips == NO_TRIP]]
    least = lines * alone.min()
    for number in np.unique(trips[trips != NO_TRIP]).tolist():
        riding = options[trips == number]
        added = lines * priced[riding].min()
        added[1:] += _vehicles(tables, riding, lines[1:]) * vehicle[number]
        left = lines[:, None] - lines
        spread = np.where(left >= 0, least[left] + added, np.iinfo(np.int64).max)
        least = spread.min(axis=1)
    return int(least[count])


def _vehicles(tables: Tables, riding: Ints, lines: Ints) -> Ints:
    """Vehicles that so many lines need at the least, all as light as the lightest [vehicles]."""
    lightest = int(tables.problem.load[riding].min())
    limit = max(1, int(tables.problem.vehicle_load_limit[riding[0]]))
    return np.maximum(1, -(-lines * lightest // limit))
