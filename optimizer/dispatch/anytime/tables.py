"""An option problem as flat tables, worked out once for all that is done without a solver."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.options.horizon import Flags, Ints

NO_TRIP = -1
"""Trip of an option that shares no vehicle."""


@dataclass(frozen=True)
class Tables:
    """Uses of rows in the order of options, and the trips that lines of one group share.

    A trip is one (group of several lines, vehicle row); its vehicles use `vehicle_row` and the
    further slots. All else that an option uses, it uses once per line.
    """

    problem: OptionProblem

    @cached_property
    def is_single(self) -> Flags:
        """Whether a group is one line or kit; shape (groups,)."""
        return np.asarray(self.problem.group_count == 1)

    @cached_property
    def _ordered(self) -> tuple[Ints, Ints, Ints]:
        """Option, row and quantity of each use per line, in the order of options."""
        uses = self.problem.uses
        mine = uses.take(~uses.is_vehicle | self.is_single[self.problem.group_of[uses.option]])
        order = np.argsort(mine.option, kind="stable")
        return mine.option[order], mine.row[order], mine.quantity[order]

    @property
    def option(self) -> Ints:
        """Option of each use per line."""
        return self._ordered[0]

    @property
    def row(self) -> Ints:
        """Row of each use per line."""
        return self._ordered[1]

    @property
    def quantity(self) -> Ints:
        """Units of each use per line."""
        return self._ordered[2]

    @cached_property
    def start(self) -> Ints:
        """First use of each option; shape (options + 1,)."""
        counts = np.bincount(self.option, minlength=self.problem.options)
        return np.concatenate([[0], np.cumsum(counts)])

    @cached_property
    def priced(self) -> Ints:
        """Uses of rows whose last units have a price."""
        return np.flatnonzero(self.problem.row_steps[self.row] > 0)

    def units(self, option: int) -> dict[int, int]:
        """Units by row that one line uses on an option, vehicles of shared trips left out."""
        mine = slice(self.start[option], self.start[option + 1])
        units: dict[int, int] = {}
        for row, quantity in zip(
            self.row[mine].tolist(), self.quantity[mine].tolist(), strict=True
        ):
            units[row] = units.get(row, 0) + quantity
        return units

    @cached_property
    def _trips(self) -> tuple[Ints, Ints]:
        """Option that stands for each trip, and the trip of each option."""
        problem = self.problem
        shared = ~self.is_single[problem.group_of] & (problem.vehicle_row >= 0)
        riding = np.flatnonzero(shared)
        key = problem.group_of[riding] * problem.rows + problem.vehicle_row[riding]
        _, first, number = np.unique(key, return_index=True, return_inverse=True)
        trip_of = np.full(problem.options, NO_TRIP)
        trip_of[riding] = number.reshape(-1)
        return riding[first], trip_of

    @property
    def trip_option(self) -> Ints:
        """First option of each trip; shape (trips,)."""
        return self._trips[0]

    @property
    def trip_of(self) -> Ints:
        """Trip of each option, or NO_TRIP; shape (options,)."""
        return self._trips[1]

    @cached_property
    def trip_uses(self) -> tuple[Ints, Ints]:
        """Trip and row of each slot of each trip, trip after trip."""
        problem = self.problem
        number = np.full(problem.options, NO_TRIP)
        number[self.trip_option] = np.arange(len(self.trip_option))
        extra_of = np.repeat(np.arange(problem.options), np.diff(problem.vehicle_extra_start))
        further = number[extra_of] != NO_TRIP
        trip = np.concatenate([np.arange(len(self.trip_option)), number[extra_of[further]]])
        row = np.concatenate(
            [problem.vehicle_row[self.trip_option], problem.vehicle_extra_row[further]]
        )
        order = np.argsort(trip, kind="stable")
        return trip[order], row[order]

    @cached_property
    def rows_of_trip(self) -> list[list[int]]:
        """Rows of which each trip uses one unit per vehicle."""
        trip, row = self.trip_uses
        parts = np.split(row, np.searchsorted(trip, np.arange(1, len(self.trip_option))))
        return [part.tolist() for part in parts] if len(self.trip_option) else []

    @cached_property
    def weights(self) -> tuple[Ints, ...]:
        """Weights of the levels in order, each of shape (options,)."""
        return tuple(self.problem.weights(level) for level in self.problem.levels)

    @cached_property
    def ranked(self) -> Ints:
        """Options of each group from best to worst alone, group after group; shape (options,).

        Equal ones stay in their order; a line of a group pays a vehicle of its own here.
        """
        problem = self.problem
        *others, cost = self.weights
        levels = (*others, cost + problem.vehicle_cost_cents)
        scales = scales_of(levels)
        if scales is None:
            return np.lexsort((*reversed(levels), problem.group_of))
        return order_within(combined(levels, scales), problem.group_start)


def combined(levels: tuple[Ints, ...], scales: tuple[int, ...]) -> Ints:
    """Levels as one number each that orders and adds as they do in turn."""
    total = np.zeros_like(levels[0])
    for level, scale in zip(levels, scales, strict=True):
        total += level * scale
    return total


def scales_of(levels: tuple[Ints, ...]) -> tuple[int, ...] | None:
    """What one unit of each level is worth so that the sum of a few values keeps the order.

    A few: 64 values of either sign; None: 62 bits do not hold that.
    """
    scales: list[int] = []
    scale = 1
    for level in reversed(levels):
        scales.append(scale)
        scale *= 64 * int(np.abs(level).max(initial=0)) + 1
    return tuple(reversed(scales)) if scale < 2**62 else None


def order_within(key: Ints, start: Ints) -> Ints:
    """Places of all keys, sorted inside each stretch `start[k]:start[k + 1]`, stable."""
    length = np.diff(start)
    ordered = np.empty(len(key), dtype=np.int64)
    for size in np.unique(length).tolist():
        first = start[:-1][length == size]
        place = first[:, None] + np.arange(size)
        within = np.argsort(key[place], axis=1, kind="stable")
        ordered[place] = first[:, None] + within
    return ordered
