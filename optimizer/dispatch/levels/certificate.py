"""What duals prove, in whole numbers: a bound, and what each option would cost beyond it.

Duals of a solver are floating point. Rounded to multiples of 1/FINEST and cut to their sign they
are some other duals, and any duals at all prove the bound that they give when it is worked out
exactly. So nothing here trusts a solver.
"""

from dataclasses import dataclass

import numpy as np

from optimizer.dispatch.levels.field import Field, Parts, single_uses
from optimizer.dispatch.levels.model import Layout
from optimizer.dispatch.levels.trips import NO_TRIP, Trips
from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.options.horizon import Ints
from optimizer.travel import Floats

FINEST = 2**16
"""Parts that one unit of weight is counted in, where sums leave room for them."""

MOST_BITS = 60
"""Bits that no sum of a certificate needs more of."""

ROUNDING = 1e-9
"""What a share of a vehicle loses to binary fractions at the most, relative to it."""

TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Certificate:
    """Exact consequences of some duals, in units of 1/`scale`.

    `price` of shape (options,) is the weight of every option with the rows that it uses paid for;
    `least` of shape (groups,) the lowest in the field; `row_dual` of shape (rows,); `vehicle` of
    shape (trips,) the price of a vehicle with its rows; `bound` of shape (groups + 1,) what each
    part weighs at the least.
    """

    price: Ints
    least: Ints
    row_dual: Ints
    vehicle: Ints
    bound: Ints
    scale: int


def certificate_of(
    problem: OptionProblem, trips: Trips, layout: Layout, parts: Parts, level: str, duals: Floats
) -> Certificate:
    """Work out what duals of the rows of a field prove, part by part."""
    field, count = layout.field, problem.group_count
    scale = _scale_of(problem, trips, field, level)
    most = (1 << MOST_BITS) // (1 + int(field.room[field.rows].max(initial=0)))
    duals = np.clip(duals, -most / scale, most / scale)
    row_dual = _row_duals(problem, layout, duals, scale)
    side_dual = _side_duals(layout, duals, scale)
    cents = trips.cents if level == "cost" else np.zeros_like(trips.cents)
    vehicle = cents * scale
    np.add.at(vehicle, trips.use_trip, -row_dual[trips.use_row])
    price = problem.weights(level) * scale
    used = single_uses(problem, trips, np.ones(problem.options, dtype=np.bool_), field.rows)
    np.add.at(price, used.option, -row_dual[used.row] * used.quantity)
    _add_vehicles(
        problem, trips, np.maximum(vehicle, 0), _by_load(problem, trips, layout, duals), price
    )
    for dual, side in zip(side_dual.tolist(), field.side, strict=True):
        price[side.option] -= dual * side.weight
    least = least_of_groups(problem, price, field.options)
    bound = np.zeros(problem.groups + 1, dtype=np.int64)
    np.add.at(bound, parts.of_group[field.groups], count[field.groups] * least[field.groups])
    riders = trips.group[field.trips]
    np.add.at(bound, parts.of_group[riders], np.minimum(vehicle[field.trips], 0) * count[riders])
    np.add.at(bound, parts.of_row[field.rows], row_dual[field.rows] * field.room[field.rows])
    _add_steps(problem, field, row_dual, parts, bound, scale)
    for dual, side, part in zip(
        side_dual.tolist(), field.side, parts.of_side.tolist(), strict=True
    ):
        if dual:
            bound[part] += dual * int(side.high if dual < 0 else side.low)
    return Certificate(price, least, row_dual, vehicle, bound, scale)


def _scale_of(problem: OptionProblem, trips: Trips, field: Field, level: str) -> int:
    """Parts of a unit of weight, as many as sums of 64 bits have room for, at least one."""
    weights = problem.weights(level)
    heaviest = int(weights.max(initial=0)) + int(trips.cents.max(initial=0))
    steps = problem.row_second_step_cents[field.priced].max(initial=0)
    steps += problem.row_first_step_cents[field.priced].max(initial=0)
    lines = int(problem.group_count.sum()) + len(field.priced)
    room = 1 + int(field.room[field.rows].max(initial=0))
    bits = ((heaviest + int(steps)) * lines * room).bit_length()
    return int(min(FINEST, 1 << max(0, MOST_BITS - bits)))


def least_of_groups(problem: OptionProblem, price: Ints, options: Ints) -> Ints:
    """Lowest price among some options of each group, shape (groups,)."""
    least = np.full(problem.groups, np.iinfo(np.int64).max)
    np.minimum.at(least, problem.group_of[options], price[options])
    return least


def _row_duals(problem: OptionProblem, layout: Layout, duals: Floats, scale: int) -> Ints:
    """Duals of the rows: never above zero, but where a row must be full."""
    rows, tight = layout.field.rows, layout.field.tight
    mine = np.rint(duals[layout.first_row : layout.first_side] * scale).astype(np.int64)
    of_row = np.zeros(problem.rows, dtype=np.int64)
    of_row[rows] = np.where(tight[rows], mine, np.minimum(mine, 0))
    return of_row


def _side_duals(layout: Layout, duals: Floats, scale: int) -> Ints:
    """Duals of the side rows: above zero for a lower limit alone, below it for an upper one."""
    mine = np.rint(duals[layout.first_side : layout.first_link] * scale).astype(np.int64)
    side = layout.field.side
    lows = np.array([row.low for row in side])
    highs = np.array([row.high for row in side])
    mine = np.where(np.isneginf(lows), np.minimum(mine, 0), mine)
    return np.where(np.isposinf(highs), np.maximum(mine, 0), mine).astype(np.int64)


def _by_load(problem: OptionProblem, trips: Trips, layout: Layout, duals: Floats) -> Floats:
    """How much of a vehicle's price goes by load, the rest by lines, as the duals have it."""
    rides = layout.field.trips
    links = -duals[layout.first_link :].reshape(-1, 2)
    load = links[:, 0] * problem.vehicle_load_limit[trips.option[rides]]
    lines = links[:, 1] * problem.group_count[trips.group[rides]]
    shares = np.ones(len(trips.option))
    shares[rides] = np.clip(load / np.maximum(load + lines, TINY), 0, 1)
    return shares


def _add_vehicles(
    problem: OptionProblem, trips: Trips, vehicle: Ints, by_load: Floats, price: Ints
) -> None:
    """A line pays a share of its vehicle: of what it fills, and of what one of n lines is.

    A trip never has fewer vehicles than any mixture of both, so neither is its price lower.
    """
    option = np.flatnonzero(trips.of_option != NO_TRIP)
    trip = trips.of_option[option]
    limit = np.maximum(problem.vehicle_load_limit[option], 1)
    share = by_load[trip] * problem.load[option] / limit
    share += (1 - by_load[trip]) / problem.group_count[problem.group_of[option]]
    price[option] += np.floor(vehicle[trip] * share * (1 - ROUNDING)).astype(np.int64)


def _add_steps(
    problem: OptionProblem, field: Field, row_dual: Ints, parts: Parts, bound: Ints, scale: int
) -> None:
    """Last units are taken where their price is below the dual of their row."""
    rows = field.priced
    for cents, nth in ((problem.row_first_step_cents, 1), (problem.row_second_step_cents, 2)):
        gain = np.minimum(cents[rows] * scale + row_dual[rows], 0)
        gain[problem.row_steps[rows] < nth] = 0
        np.add.at(bound, parts.of_row[rows], gain)
