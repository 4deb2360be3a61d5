"""Which way each line takes, what that costs it, and which other ways the plan leaves free."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

import numpy as np

from optimizer.dispatch.option_problem import OptionProblem, used_units, vehicles_needed
from optimizer.dispatch.options.dedicated import LATER_SLOTS
from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.options.probability import Odds
from optimizer.dispatch.options.weighing import DemandOptions
from optimizer.dispatch.options.world import World
from optimizer.dispatch.problem import Alternative, Line, Option
from optimizer.dispatch.spare import Spare
from optimizer.dispatch.units import receipts_waited_for

UNASSIGNED = -1

MOST_ALTERNATIVES = 5


@dataclass(frozen=True, slots=True)
class Shipment:
    """One decision: the group, the lines that it serves, and their way (UNASSIGNED: none)."""

    group: int
    lines: tuple[Line, ...]
    way: int


def shipments_of(
    options: Sequence[DemandOptions], problem: OptionProblem, taken: Ints
) -> tuple[Shipment, ...]:
    """Shipments of a choice; the lines of a group take their ways in tie order."""
    shipments = []
    for k, each in enumerate(options):
        start, end = problem.group_start[k], problem.group_start[k + 1]
        ways = np.repeat(np.arange(end - start), taken[start:end]).tolist()
        ways = [UNASSIGNED if way == end - start - 1 else way for way in ways]
        served = [each.demand.lines] if each.demand.is_kit else [(x,) for x in each.demand.lines]
        shipments += [Shipment(k, lines, way) for lines, way in zip(served, ways, strict=True)]
    return tuple(shipments)


def by_weight(shipments: Sequence[Shipment]) -> list[int]:
    """Places of shipments, those whose miss weighs most first: the order of explaining."""

    def weight(place: int) -> int:
        return sum(line.target.miss_weight for line in shipments[place].lines)

    return sorted(range(len(shipments)), key=lambda place: (-weight(place), place))


@dataclass(frozen=True)
class Assignment:
    """A choice seen line by line: shipments, their cost [cents] and when they are packed [seconds].

    `used` of shape (rows,) counts the units of every row.
    """

    options: Sequence[DemandOptions]
    problem: OptionProblem
    odds: Odds
    shipments: tuple[Shipment, ...]
    costs_cents: tuple[int, ...]
    ready: tuple[float, ...]
    used: Ints

    @classmethod
    def of(
        cls, options: Sequence[DemandOptions], problem: OptionProblem, odds: Odds, taken: Ints
    ) -> "Assignment":
        """Assignment of how many lines take each option."""
        shipments = shipments_of(options, problem, taken)
        costs = _costs(options, problem, shipments, taken)
        ready = _ready(odds.world, options, shipments)
        return cls(options, problem, odds, shipments, costs, ready, used_units(problem, taken))

    @cached_property
    def spare(self) -> Spare:
        """What the choice leaves."""
        left = self.problem.row_capacity - self.used
        return Spare(self.odds.world, self.options, self.problem, left)

    def is_met(self, index: int) -> bool:
        """Whether a shipment meets the targets of all its lines at their confidence."""
        shipment = self.shipments[index]
        meets = self.options[shipment.group].meets
        return shipment.way != UNASSIGNED and bool(meets[shipment.way])

    def option(self, index: int, line: Line) -> Option | None:
        """The way of a shipment as one of its lines sees it."""
        shipment = self.shipments[index]
        if shipment.way == UNASSIGNED:
            return None
        each = self.options[shipment.group]
        chosen = self._option(each, shipment.way, line, self.costs_cents[index])
        return replace(chosen, ready_at=_instant(self.ready[index]))

    def alternatives(
        self, index: int, line: Line, chosen: Option | None
    ) -> tuple[Alternative, ...]:
        """Best ways by other depots or couriers that the plan leaves free beside the chosen one."""
        if chosen is None:
            return ()
        shipment = self.shipments[index]
        each = self.options[shipment.group].every
        found = []
        for way in self.spare.best(shipment.group, shipment.way, MOST_ALTERNATIVES):
            price = int(each.cents_alone[way])
            other = self._option(each, way, line, price)
            later = (other.planned_arrival_at - chosen.planned_arrival_at).total_seconds() / 60
            found.append(Alternative(other, later, price - chosen.cost_cents))
        return tuple(found)

    def _option(self, each: DemandOptions, way: int, line: Line, cost_cents: int) -> Option:
        ways = each.ways
        level = each.level_of(line.target)
        planned = float(ways.received[level, way])
        departs = float(ways.departs[way])
        done = departs if line.target.kind == "ship_by" else planned
        world = self.odds.world
        site = world.network.sites[line.site_id]
        bundle = each.demand.bundles[ways.bundle[way]]
        return Option(
            depot_id=world.depots[ways.depot[way]].depot_id,
            part_number=bundle.part_numbers[each.demand.place_of(line)],
            service_id=world.services[ways.service[way]].service_id,
            ready_at=_instant(float(ways.ready[way])),
            departs_at=_instant(departs),
            planned_arrival_at=_instant(planned),
            median_arrival_at=_instant(float(ways.received[-1, way])),
            on_time_probability=self.odds.on_time(ways, way, site, line.target),
            margin_minutes=(line.target.due_at.timestamp() - done) / 60,
            cost_cents=cost_cents,
        )


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _ready(
    world: World, options: Sequence[DemandOptions], shipments: Sequence[Shipment]
) -> tuple[float, ...]:
    """When each shipment is packed, with the unit that it waits for [seconds].

    Who leaves with a trip that no earlier packing leads to is packed for that trip.
    """
    sent = [index for index, shipment in enumerate(shipments) if shipment.way != UNASSIGNED]
    taken = [(shipments[index].group, shipments[index].way) for index in sent]
    ready = [float("inf")] * len(shipments)
    receipts = receipts_waited_for(world, options, taken)
    depots = [int(options[group].ways.depot[way]) for group, way in taken]
    bases = [max(world.now, options[group].demand.released) for group, _ in taken]
    packed = world.ready(np.array(depots, dtype=np.int64), np.array(bases), np.array(receipts))
    for index, (group, way), earlier in zip(sent, taken, packed.tolist(), strict=True):
        planned = float(options[group].ways.ready[way])
        leads = earlier == planned or _leads_to(world, options[group], way, earlier)
        ready[index] = earlier if leads else planned
    return tuple(ready)


def _leads_to(world: World, each: DemandOptions, way: int, ready: float) -> bool:
    """Whether who is packed at an instant [seconds] may leave as a way does.

    A scheduled way that is packed sooner and collected at the same time is not kept apart.
    """
    ways = each.ways
    departs = float(ways.departs[way])
    if world.services[ways.service[way]].kind == "scheduled":
        every = each.every.ways
        same = (every.bundle == ways.bundle[way]) & (every.depot == ways.depot[way])
        sooner = same & (every.service == ways.service[way]) & (every.ready == ready)
        return not sooner.any() or bool((every.departs[sooner] == departs).any())
    first = ready + 60.0 * float(world.columns.collect_minutes[ways.service[way]])
    slot = world.horizon.slot_seconds
    is_slot = departs % slot == 0 and first < departs <= (first // slot + LATER_SLOTS) * slot
    return departs == first or (is_slot and bool(ways.is_trip[way]))


def _costs(
    options: Sequence[DemandOptions],
    problem: OptionProblem,
    shipments: Sequence[Shipment],
    taken: Ints,
) -> tuple[int, ...]:
    """Cost of each shipment [cents]; identical lines share what their vehicles cost evenly.

    The first lines of a trip carry the cents that do not divide.
    """
    costs = []
    riding: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, shipment in enumerate(shipments):
        option = int(problem.group_start[shipment.group]) + shipment.way
        costs.append(0 if shipment.way == UNASSIGNED else int(problem.cost_cents[option]))
        if shipment.way != UNASSIGNED and options[shipment.group].shares_trips[shipment.way]:
            riding[shipment.group, int(problem.vehicle_row[option])].append(index)
    for (k, row), members in riding.items():
        on_trip = (problem.group_of == k) & (problem.vehicle_row == row) & (taken > 0)
        trip = np.flatnonzero(on_trip).tolist()
        vehicles = vehicles_needed(problem, trip, taken)
        share, left = divmod(vehicles * int(problem.vehicle_cost_cents[trip[0]]), len(members))
        for place, index in enumerate(members):
            costs[index] += share + (1 if place < left else 0)
    return tuple(costs)


def forced_losers(met: Sequence[bool], wanted: int) -> list[int]:
    """Places in a group that lose their promise when another line of it is met instead.

    `met` tells of the group's ways in tie order whether each meets the target. The lines take
    them in turn, the smallest first, but keep one that meets it for the line at `wanted`.
    """
    left = list(range(len(met)))
    losers = []
    for place in range(len(met)):
        meeting = [way for way in left if met[way]]
        way = left[0]
        if place == wanted:
            way = meeting[0]
        elif place < wanted and meeting == [way]:
            way = left[1]
        left.remove(way)
        if met[place] and not met[way]:
            losers.append(place)
    return losers
