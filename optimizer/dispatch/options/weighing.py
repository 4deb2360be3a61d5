"""The ways of one demand with what they weigh, as a view of what was worked out for many."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np

from optimizer.dispatch.options.candidates import Candidates, seconds_late, targets_of
from optimizer.dispatch.options.columns import Columns
from optimizer.dispatch.options.demands import Demand
from optimizer.dispatch.options.horizon import Flags, Ints
from optimizer.dispatch.problem import Target
from optimizer.travel import Floats


@dataclass(frozen=True, slots=True)
class Failed:
    """Why depots and services are no way of a demand; see `DemandOptions`."""

    codes: Ints
    least_late: Floats
    unpinnable: int | None


class Beside(Protocol):
    """What only few ask of a demand."""

    def every(self) -> tuple[Columns, slice]:
        """Columns with all ways, and the rows of the demand."""

    def failed(self) -> Failed:
        """First failed tests and least lateness."""


@dataclass(frozen=True)
class DemandOptions:
    """Ways to serve a demand in tie order, and their weights.

    Arrays over ways: weights of a miss and of lateness, whether every line is met at its
    confidence and at the median. What only few ask for is worked out when they do: `every` has all
    ways, those too that no optimum takes. `failures` of shape (depots, services) holds the first
    failed test, PASSED where some way meets the target; `least_late` the seconds by which the best
    way there is late (inf where no way passed the tests before the target). `unpinnable` is the
    test that the pin itself fails, PASSED where only its departure is none; None: some way matches
    it, or there is no pin.
    """

    demand: Demand
    columns: Columns
    rows: slice
    unassigned: tuple[int, int]
    beside: Beside

    @cached_property
    def every(self) -> "DemandOptions":
        """The same demand with all its ways."""
        columns, rows = self.beside.every()
        return replace(self, columns=columns, rows=rows)

    @cached_property
    def ways(self) -> Candidates:
        """The ways, each of its depot, service and departure."""
        return self.columns.candidates(self.rows, len(targets_of(self.demand)))

    @property
    def missed(self) -> Ints:
        """Weights of a miss, shape (ways,)."""
        return self.columns.missed[self.rows]

    @property
    def tardiness(self) -> Ints:
        """Weights of started quarter-hours late, shape (ways,)."""
        return self.columns.tardiness[self.rows]

    @cached_property
    def meets(self) -> Flags:
        """Ways that meet the targets of all lines at their confidence, shape (ways,)."""
        return self._meets(lambda level: level)

    @cached_property
    def meets_at_median(self) -> Flags:
        """Ways that meet the targets of all lines at the median, shape (ways,)."""
        return self._meets(lambda _: -1)

    def _meets(self, row_of: Callable[[int], int]) -> Flags:
        ways = self.ways
        met = np.logical_and.reduce(
            [
                seconds_late(target, ways.departs, ways.received[row_of(level)]) <= 0
                for level, target in enumerate(targets_of(self.demand))
            ]
        )
        return np.asarray(met)

    @cached_property
    def _failures(self) -> Failed:
        return self.beside.failed()

    @property
    def failures(self) -> Ints:
        """First failed test, shape (depots, services)."""
        return self._failures.codes

    @property
    def least_late(self) -> Floats:
        """Seconds by which the best way is late, shape (depots, services)."""
        return self._failures.least_late

    @property
    def unpinnable(self) -> int | None:
        """The test that the pin itself fails."""
        return None if self.demand.pin is None else self._failures.unpinnable

    @property
    def shares_trips(self) -> Flags:
        """Ways on which identical lines ride together, shape (ways,)."""
        return self.ways.is_trip & (self.demand.count > 1)

    @property
    def cents_alone(self) -> Ints:
        """What one shipment costs that shares its trip with nobody, shape (ways,) [cents]."""
        own = self.ways.own_cents + self.ways.vehicle_cents
        return np.where(self.shares_trips, own, self.ways.price_cents)

    def level_of(self, target: Target) -> int:
        """Row of `ways.received` that is planned for a target."""
        return targets_of(self.demand).index(target)
