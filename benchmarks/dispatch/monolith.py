"""The option problem as one integer program, in arrays, as a competent engineer would write it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.math_opt import model_pb2

from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.options.horizon import Ints
from optimizer.travel import Floats


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows `low <= sum of value x column <= high`; `row` counts from nought in the block."""

    row: Ints
    column: Ints
    value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Monolith:
    """Variables are the options, then vehicles of shared trips, then priced last units.

    `weights` has a row for each level.
    """

    options: int
    upper: Floats
    weights: Floats
    blocks: tuple[Block, ...]

    def proto(self, level: int, reached: Sequence[int]) -> model_pb2.ModelProto:
        """Model of one level, with what the levels before it have `reached` as rows."""
        model = model_pb2.ModelProto()
        count = len(self.upper)
        model.variables.ids.extend(range(count))
        model.variables.lower_bounds.extend([0.0] * count)
        model.variables.upper_bounds.extend(self.upper.tolist())
        model.variables.integers.extend([True] * count)
        used = np.flatnonzero(self.weights[level])
        model.objective.linear_coefficients.ids.extend(used.tolist())
        model.objective.linear_coefficients.values.extend(self.weights[level, used].tolist())
        whole_rows = joined([*self.blocks, *map(self._no_more, range(len(reached)), reached)])
        rows = model.linear_constraints
        rows.ids.extend(range(len(whole_rows.low)))
        rows.lower_bounds.extend(whole_rows.low.tolist())
        rows.upper_bounds.extend(whole_rows.high.tolist())
        order = np.lexsort((whole_rows.column, whole_rows.row))
        matrix = model.linear_constraint_matrix
        matrix.row_ids.extend(whole_rows.row[order].tolist())
        matrix.column_ids.extend(whole_rows.column[order].tolist())
        matrix.coefficients.extend(whole_rows.value[order].tolist())
        return model

    def _no_more(self, level: int, value: int) -> Block:
        """Keep an earlier level at its value."""
        weighty = np.flatnonzero(self.weights[level])
        row, one = np.zeros(len(weighty), dtype=np.int64), np.ones(1)
        return Block(row, weighty, self.weights[level, weighty], -np.inf * one, value * one)


def joined(blocks: Sequence[Block]) -> Block:
    """Blocks below each other."""
    before = np.cumsum([0, *(len(block.low) for block in blocks)])
    return Block(
        np.concatenate(
            [block.row + start for block, start in zip(blocks, before[:-1], strict=True)]
        ),
        np.concatenate([block.column for block in blocks]),
        np.concatenate([block.value for block in blocks]),
        np.concatenate([block.low for block in blocks]),
        np.concatenate([block.high for block in blocks]),
    )


def monolith_of(problem: OptionProblem) -> Monolith:
    """Write the option problem down. Source: dispatch.md, "The option problem"."""
    trips, steps = _trips_of(problem), _steps_of(problem)
    options, own = problem.options, len(trips.group)
    counts = problem.group_count.astype(np.float64)
    weights = np.zeros((3, options + own + len(steps.row)))
    weights[0, :options] = problem.missed_weight
    weights[1, :options] = problem.tardiness
    weights[2] = np.concatenate([problem.cost_cents, trips.cents, steps.cents])
    each_once = Block(problem.group_of, np.arange(options), np.ones(options), counts, counts)
    blocks = (each_once, *_vehicles(problem, trips), _capacities(problem, trips, steps))
    upper = [counts[problem.group_of], counts[trips.group], np.ones(len(steps.row))]
    return Monolith(options, np.concatenate(upper), weights, blocks)


@dataclass(frozen=True, slots=True)
class _Trips:
    """Shared trips: option `member[i]` rides on trip `of[i]`; a trip has a group and a price."""

    member: Ints
    of: Ints
    group: Ints
    cents: Ints
    limit: Ints


@dataclass(frozen=True, slots=True)
class _Steps:
    """Priced last units, each of a row."""

    row: Ints
    cents: Ints


def _trips_of(problem: OptionProblem) -> _Trips:
    shared = problem.group_count[problem.group_of] > 1
    member = np.flatnonzero(shared & (problem.vehicle_row >= 0))
    keys = np.stack([problem.group_of[member], problem.vehicle_row[member]])
    trips, first, of = np.unique(keys, axis=1, return_index=True, return_inverse=True)
    cents, limit = problem.vehicle_cost_cents, problem.vehicle_load_limit
    number = np.asarray(of, dtype=np.int64).reshape(-1)
    return _Trips(member, number, trips[0], cents[member[first]], limit[member[first]])


def _steps_of(problem: OptionProblem) -> _Steps:
    one, two = (np.flatnonzero(problem.row_steps > step) for step in (0, 1))
    cents = [problem.row_first_step_cents[one], problem.row_second_step_cents[two]]
    return _Steps(np.concatenate([one, two]), np.concatenate(cents))


def _vehicles(problem: OptionProblem, trips: _Trips) -> tuple[Block, Block]:
    """What rides on a trip fits into its vehicles, and nobody rides without one."""
    own, riders = np.arange(len(trips.group)), np.arange(len(trips.member))
    row = np.concatenate([trips.of, own])
    column = np.concatenate([trips.member, problem.options + own])
    loads = np.concatenate([problem.load[trips.member], -trips.limit]).astype(np.float64)
    fits = Block(row, column, loads, np.full(len(own), -np.inf), np.zeros(len(own)))
    lines = problem.group_count[trips.group[trips.of]].astype(np.float64)
    row = np.concatenate([riders, riders])
    column = np.concatenate([trips.member, problem.options + trips.of])
    values = np.concatenate([np.ones(len(riders)), -lines])
    low, high = np.full(len(riders), -np.inf), np.zeros(len(riders))
    return fits, Block(row, column, values, low, high)


def _capacities(problem: OptionProblem, trips: _Trips, steps: _Steps) -> Block:
    """Stock and vehicles that are used; a shared trip counts its vehicles, once for all."""
    uses = problem.uses
    trip_of = np.full(problem.options, -1)
    trip_of[trips.member] = trips.of
    rides = uses.is_vehicle & (trip_of[uses.option] >= 0)
    column = np.where(rides, problem.options + trip_of[uses.option], uses.option)
    keys = np.unique(np.stack([uses.row[rides], column[rides]]), axis=1)
    priced = problem.options + len(trips.group) + np.arange(len(steps.row))
    quantities = [uses.quantity[~rides], np.ones(keys.shape[1]), -np.ones(len(steps.row))]
    return Block(
        np.concatenate([uses.row[~rides], keys[0], steps.row]),
        np.concatenate([column[~rides], keys[1], priced]),
        np.concatenate(quantities).astype(np.float64),
        np.full(problem.rows, -np.inf),
        (problem.row_capacity - problem.row_steps).astype(np.float64),
    )
