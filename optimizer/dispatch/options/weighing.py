"""Ways against targets: what each weighs in the objective, and why the others fall short."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.dispatch.options.admissibility import CODE, PASSED
from optimizer.dispatch.options.candidates import (
    Candidates,
    missed_and_tardiness,
    seconds_late,
    targets_of,
    unassigned_weights,
)
from optimizer.dispatch.options.demands import Demand
from optimizer.dispatch.options.horizon import DAY_SECONDS, Flags, Ints
from optimizer.dispatch.problem import Target
from optimizer.travel import Floats

LATEST_SECONDS = 10 * DAY_SECONDS
"""Ways later than this are not offered. Source: dispatch.md, "Details, settled once"."""


@dataclass(frozen=True, slots=True)
class DemandOptions:
    """Ways to serve a demand in tie order, their weights, and why the other ways are none.

    Arrays over ways: weights of a miss and of lateness, whether every line is met at its
    confidence and at the median. `failures` of shape (depots, services) holds the first failed
    test, PASSED where some way meets the target; `least_late` the seconds by which the best way
    there is late (inf where no way passed the tests before the target). `unpinnable` is the test
    that the pin itself fails, PASSED where only its departure is none; None: some way matches it,
    or there is no pin.
    """

    demand: Demand
    ways: Candidates
    missed: Ints
    tardiness: Ints
    meets: Flags
    meets_at_median: Flags
    unassigned: tuple[int, int]
    failures: Ints
    least_late: Floats
    unpinnable: int | None = None

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


def in_tie_order(demand: Demand, table: Candidates) -> Candidates:
    """Ways by depot, part, service and departure, each once; of a kit line after line.

    Source: dispatch.md, "Ties".
    """
    numbers = [bundle.part_numbers for bundle in demand.bundles]
    ranks = _ranks(numbers)[table.bundle]
    firsts = _ranks([each[:1] for each in numbers])[table.bundle]
    order = np.lexsort((table.ready, ranks, table.departs, table.service, firsts, table.depot))
    table = table.take(order)
    keys = np.stack([table.depot, ranks[order], table.service, table.departs])
    first = np.ones(len(table), dtype=np.bool_)
    first[1:] = (keys[:, 1:] != keys[:, :-1]).any(axis=0)
    return table.take(first)


def _ranks(numbers: Sequence[tuple[str, ...]]) -> Ints:
    """Place of each in their order, equal ones alike."""
    places = {each: place for place, each in enumerate(sorted(set(numbers)))}
    return np.array([places[each] for each in numbers], dtype=np.int64)


def weighed(
    demand: Demand, table: Candidates, reached: Ints, unpinnable: int | None = None
) -> DemandOptions:
    """Weigh the ways; `reached` (depots, services) takes up the failures of ways that miss."""
    targets = targets_of(demand)
    late = np.stack(
        [seconds_late(t, table.departs, table.received[i]) for i, t in enumerate(targets)]
    )
    _note_misses(demand, table, late, reached)
    least_late = np.full(reached.shape, np.inf)
    np.minimum.at(least_late, (table.depot, table.service), late.max(axis=0))
    offered = late.max(axis=0) <= LATEST_SECONDS
    table, late = table.take(offered), late[:, offered]
    of_lines = [targets.index(line.target) for line in demand.shipped_lines]
    weights = [missed_and_tardiness(targets[i], late[i]) for i in of_lines]
    nothing = [unassigned_weights(targets[i]) for i in of_lines]
    at_median = [seconds_late(t, table.departs, table.received[-1]) <= 0 for t in targets]
    return DemandOptions(
        demand,
        table,
        np.sum([missed for missed, _ in weights], axis=0),
        np.sum([tardiness for _, tardiness in weights], axis=0),
        late.max(axis=0) <= 0,
        np.logical_and.reduce(at_median),
        (sum(missed for missed, _ in nothing), sum(tardiness for _, tardiness in nothing)),
        reached,
        least_late,
        unpinnable,
    )


def _note_misses(demand: Demand, table: Candidates, late: Floats, reached: Ints) -> None:
    """Write the failure of each way: the site closed at arrival, or too late; PASSED: neither.

    An arrival outside receiving hours that is then received too late fails that test first.
    """
    too_late = np.zeros(len(table), dtype=np.bool_)
    for i, target in enumerate(targets_of(demand)):
        waits = (table.received[i] > table.arrives[i]) & (target.kind == "arrive_by")
        too_late |= (late[i] > 0) & ~waits
    code = np.where(too_late, CODE["late"], CODE["receiving_hours"])
    code = np.where(late.max(axis=0) <= 0, PASSED, code)
    np.maximum.at(reached, (table.depot, table.service), code)
