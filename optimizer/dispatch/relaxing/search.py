"""Which changes could let a line be met: ways that would meet it alone, then a solve of each."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

import numpy as np

from optimizer.dispatch.assignment import UNASSIGNED, Assignment, by_weight
from optimizer.dispatch.option_problem import trips_taken, worth
from optimizer.dispatch.options.demands import Demand
from optimizer.dispatch.options.fleet import touched_slots
from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.options.weighing import DemandOptions
from optimizer.dispatch.options.world import World
from optimizer.dispatch.problem import Line, Relaxation
from optimizer.dispatch.relaxing.changes import (
    MEDIAN,
    AtTheMedian,
    Change,
    EarlierRelease,
    OneMoreUnit,
    OneMoreVehicle,
    RaisedLimit,
    choices,
    relaxed_as_one,
    released_earlier,
    too_heavy,
)
from optimizer.dispatch.relaxing.everywhere import Everywhere
from optimizer.dispatch.relaxing.fresh import Relaxed, UnknownOutcomeError
from optimizer.dispatch.relaxing.hours import depot_ladders, site_ladders
from optimizer.dispatch.relaxing.own_ways import OwnWays, meeting
from optimizer.dispatch.relaxing.words import by_cost, relaxation_of

MOST_TOLD = 5
"""Relaxations of a line that are told. Source: dispatch.md, "Relaxations"."""

MOST_MINUTES_EARLIER = 24 * 60
"""No release is looked for that is earlier by more [minutes]."""

AT_ONCE = 32
"""Releases whose ways are found together."""

LOOKED_AT_TOGETHER = 64
"""Shipments whose ways are found together where something is everywhere."""

Ladder = tuple[Change, Iterator[Change]]
"""The most that one thing could change, and its changes, the smallest first.

The first that lets a line be met is told; after the smallest, more are tried where the most does.
"""


@dataclass
class Search:
    """Finds the relaxations of lines; what was found of a shipment holds for all its lines."""

    relaxed: Relaxed
    assignment: Assignment
    taken: Ints
    _found: dict[int, tuple[Relaxation, ...]] = field(default_factory=dict)
    _block: dict[int, Everywhere] = field(default_factory=dict)

    def of_shipment(self, index: int) -> tuple[Relaxation, ...]:
        """The cheapest relaxations of a shipment that misses its target.

        Raises
        ------
        UnknownOutcomeError
            When not all of them could be tried.
        """
        if self.relaxed.budget.left <= 0 or self.relaxed.chooser.deadline.is_over:
            raise UnknownOutcomeError
        if index not in self._found:
            self._found[index] = self._relaxations(index)
        return self._found[index]

    def _relaxations(self, index: int) -> tuple[Relaxation, ...]:
        lines = self.assignment.shipments[index].lines
        problem = self.relaxed.problem
        if min(line.target.due_at for line in lines) < problem.now:
            return ()
        found = []
        for most, ladder in self._ladders(index, lines):
            for step, change in enumerate(ladder):
                if step == 1 and lines[0].line_id not in self.relaxed.outcome(most).met:
                    break
                outcome = self.relaxed.outcome(change)
                if lines[0].line_id in outcome.met:
                    cents = outcome.cost_cents - self._cost_cents
                    found.append(relaxation_of(change, lines, cents, problem))
                    break
        return tuple(sorted(found, key=by_cost)[:MOST_TOLD])

    def _ladders(self, index: int, lines: Sequence[Line]) -> Iterator[Ladder]:
        own = OwnWays(self.relaxed, lines[0])
        everywhere, demand = self._everywhere(index), self._options(index).demand
        together = relaxed_as_one(self.relaxed.problem, lines[0])
        yield from self._units(own, everywhere, demand)
        yield from self._releases(own, together)
        yield from self._vehicles(everywhere.vehicles[demand.lines[0].line_id], index)
        yield from self._limits(everywhere.limitless[demand.lines[0].line_id])
        yield from depot_ladders(own, everywhere, demand)
        yield from site_ladders(own, lines)
        yield from self._median(own, together)

    def _options(self, index: int) -> DemandOptions:
        return self.assignment.options[self.assignment.shipments[index].group]

    def _everywhere(self, index: int) -> Everywhere:
        """Looks for a shipment and those that are likely to be asked for next."""
        if index not in self._block:
            short = [i for i in self._by_weight if not self.assignment.is_met(i)]
            place = short.index(index)
            block = short[place : place + LOOKED_AT_TOGETHER]
            demands = dict.fromkeys(self.assignment.shipments[i].group for i in block)
            together = [self.assignment.options[group].demand for group in demands]
            self._block = dict.fromkeys(block, Everywhere(self.relaxed, together))
        return self._block[index]

    @cached_property
    def _by_weight(self) -> list[int]:
        return by_weight(self.assignment.shipments)

    @cached_property
    def _cost_cents(self) -> int:
        return worth(self.assignment.problem, self.taken).cost_cents

    def _units(self, own: OwnWays, everywhere: Everywhere, demand: Demand) -> Iterator[Ladder]:
        """A unit of each part that may be sent, at each depot from which it would be in time."""
        network = self.relaxed.problem.network
        depots = self.relaxed.world.depots
        for part_number in dict.fromkeys(
            part for line in demand.shipped_lines for part in choices(network, line)
        ):
            mine = (
                own.with_units_everywhere(part_number)
                if demand.is_kit
                else everywhere.units[demand.lines[0].line_id]
            )
            holds = np.array([part_number in each.part_numbers for each in mine.demand.bundles])
            ways = meeting(mine)
            used = mine.ways.depot[ways[holds[mine.ways.bundle[ways]]]]
            for depot in np.unique(used).tolist():
                unit = OneMoreUnit(depots[depot].depot_id, part_number)
                yield unit, iter([unit])

    def _releases(self, own: OwnWays, together: Sequence[Line]) -> Iterator[Ladder]:
        """Each release, minute by minute, that makes the choice another one."""
        latest = max(line.released_at for line in together)
        minutes = int((latest - self.relaxed.problem.now).total_seconds() // 60)
        most = min(minutes, MOST_MINUTES_EARLIER)
        if most >= 1 and own.after(released_earlier(together, most)).meets.any():
            yield released_earlier(together, most), self._minute_by_minute(own, together, most)

    def _minute_by_minute(
        self, own: OwnWays, together: Sequence[Line], most: int
    ) -> Iterator[Change]:
        seen: set[bytes] = set()
        for first in range(1, most + 1, AT_ONCE):
            block = [
                released_earlier(together, k) for k in range(first, min(first + AT_ONCE, most + 1))
            ]
            yield from self._new_releases(own, block, seen)

    def _new_releases(
        self, own: OwnWays, block: Sequence[EarlierRelease], seen: set[bytes]
    ) -> Iterator[Change]:
        for change, mine in zip(block, own.after_each(block), strict=True):
            key = what_is_chosen_from(self.relaxed.world, mine)
            if mine.meets.any() and (mine.demand.has_mates or key not in seen):
                yield change
            seen.add(key)

    def _vehicles(self, mine: DemandOptions, index: int) -> Iterator[Ladder]:
        """A vehicle in those slots of a trip in time that others leave none for; fewest first."""
        world = self.relaxed.world
        others = self._vehicles_of_others(index)
        lacking: dict[tuple[int, int], set[tuple[int, ...]]] = {}
        first, last = touched_slots(world, mine.ways.departs, mine.ways.returns)
        for way in meeting(mine)[mine.ways.is_trip[meeting(mine)]].tolist():
            pair = int(mine.ways.depot[way]), int(mine.ways.service[way])
            slots = range(int(first[way]), int(last[way]) + 1)
            full = tuple(s for s in slots if others[*pair, s] >= self._owned(pair)[s])
            if full:
                lacking.setdefault(pair, set()).add(full)
        for pair, sets in sorted(lacking.items()):
            all_slots = tuple(sorted({slot for slots in sets for slot in slots}))
            fewest_first = sorted(sets, key=lambda slots: (len(slots), slots))
            changes = (self._one_more_vehicle(pair, slots) for slots in fewest_first)
            yield self._one_more_vehicle(pair, all_slots), changes

    def _one_more_vehicle(self, pair: tuple[int, int], slots: tuple[int, ...]) -> OneMoreVehicle:
        world = self.relaxed.world
        return OneMoreVehicle(
            world.depots[pair[0]].depot_id,
            world.services[pair[1]].service_id,
            tuple(self._slot_start(slot) for slot in slots),
            opens_trips=bool((self._owned(pair)[list(slots)] == 0).any()),
        )

    def _slot_start(self, slot: int) -> datetime:
        horizon = self.relaxed.world.horizon
        return datetime.fromtimestamp(horizon.start + slot * horizon.slot_seconds, UTC)

    def _owned(self, pair: tuple[int, int]) -> Ints:
        """Vehicles of a depot and service in every slot."""
        world = self.relaxed.world
        return world.horizon.vehicles(world.depots[pair[0]], world.services[pair[1]].service_id)

    def _vehicles_of_others(self, index: int) -> Mapping[tuple[int, int, int], int]:
        """Vehicles that the plan has out without a shipment, by depot, service and slot."""
        shipment, problem = self.assignment.shipments[index], self.assignment.problem
        taken = self.taken.copy()
        if shipment.way != UNASSIGNED:
            taken[problem.group_start[shipment.group] + shipment.way] -= 1
        out: Counter[tuple[int, int, int]] = Counter()
        for option, vehicles in trips_taken(problem, taken).items():
            group = int(problem.group_of[option])
            ways, way = self.assignment.options[group].ways, option - problem.group_start[group]
            slots = touched_slots(self.relaxed.world, ways.departs[[way]], ways.returns[[way]])
            for slot in range(int(slots[0][0]), int(slots[1][0]) + 1):
                out[int(ways.depot[way]), int(ways.service[way]), slot] += vehicles
        return out

    def _limits(self, mine: DemandOptions) -> Iterator[Ladder]:
        """Each service that would be in time and is too weak; the lightest shipment first."""
        ways = meeting(mine)
        pairs = set(
            zip(mine.ways.service[ways].tolist(), mine.ways.bundle[ways].tolist(), strict=True)
        )
        raised: dict[int, set[RaisedLimit]] = {}
        for number, bundle in pairs:
            service = self.relaxed.world.services[number]
            pieces = [part.ship_weight_kg for part in mine.demand.bundles[bundle].parts]
            limits = too_heavy(service, pieces)
            if limits != (None, None):
                raised.setdefault(number, set()).add(RaisedLimit(service.service_id, *limits))
        for number in sorted(raised):
            least_first = sorted(raised[number], key=RaisedLimit.weight)
            yield least_first[-1], iter(least_first)

    def _median(self, own: OwnWays, together: Sequence[Line]) -> Iterator[Ladder]:
        """The promise at the median, where it is given at more."""
        if any(line.target.confidence != MEDIAN for line in together):
            change = AtTheMedian(tuple(sorted(line.line_id for line in together)))
            if own.after(change).meets.any():
                yield change, iter([change])


def what_is_chosen_from(world: World, options: DemandOptions) -> bytes:
    """Bytes that two sets of ways share when nothing that a solve looks at differs."""
    ways = options.ways
    first, last = touched_slots(world, ways.departs, ways.returns)
    columns = (
        [options.demand.count],
        ways.bundle,
        ways.depot,
        ways.service,
        ways.supply,
        first,
        last,
        np.unique(ways.departs, return_inverse=True)[1],
        ways.price_cents,
        ways.own_cents,
        ways.vehicle_cents,
        options.missed,
        options.tardiness,
        options.meets,
    )
    return b"".join(np.asarray(column).tobytes() for column in columns)
