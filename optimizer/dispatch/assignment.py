"""Which way each line takes, what that costs it, and which other ways the plan leaves free."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from optimizer.dispatch.option_problem import OptionProblem, used_units, vehicles_needed
from optimizer.dispatch.options.candidates import Candidates
from optimizer.dispatch.options.dedicated import LATER_SLOTS
from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.options.probability import Odds
from optimizer.dispatch.options.weighing import DemandOptions
from optimizer.dispatch.options.world import World
from optimizer.dispatch.problem import Alternative, Line, Option
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


@dataclass(frozen=True, slots=True)
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
        chosen = self._option(shipment.group, shipment.way, line, self.costs_cents[index])
        return replace(chosen, ready_at=_instant(self.ready[index]))

    def alternatives(
        self, index: int, line: Line, chosen: Option | None
    ) -> tuple[Alternative, ...]:
        """Best ways by other depots or couriers that the plan leaves free beside the chosen one."""
        if chosen is None:
            return ()
        group = self.shipments[index].group
        prices = self.options[group].cents_alone
        found = []
        for way in self._free_ways(index):
            price = int(prices[way])
            other = self._option(group, way, line, price)
            later = (other.planned_arrival_at - chosen.planned_arrival_at).total_seconds() / 60
            found.append(Alternative(other, later, price - chosen.cost_cents))
        return tuple(found)

    def _free_ways(self, index: int) -> list[int]:
        """First ways, by level and cost, each of another depot and service than those before."""
        shipment = self.shipments[index]
        each = self.options[shipment.group]
        # A vehicle given back serves nothing here: it is of the depot and service taken now.
        given_back = dict(self._uses(shipment.group, shipment.way))
        keys = (each.cents_alone, each.tardiness, each.missed)
        seen = {(int(each.ways.depot[shipment.way]), int(each.ways.service[shipment.way]))}
        found: list[int] = []
        for way in np.lexsort((np.arange(len(each.ways)), *keys)).tolist():
            pair = (int(each.ways.depot[way]), int(each.ways.service[way]))
            if pair in seen or not self._is_free(shipment.group, way, given_back):
                continue
            seen.add(pair)
            found.append(way)
            if len(found) == MOST_ALTERNATIVES:
                break
        return found

    def _is_free(self, group: int, way: int, given_back: Mapping[int, int]) -> bool:
        """Whether the plan leaves what one line alone would use on a way, less what it has now."""
        problem = self.problem
        return all(
            quantity <= problem.row_capacity[row] - self.used[row] + given_back.get(row, 0)
            for row, quantity in self._uses(group, way)
        )

    def _uses(self, group: int, way: int) -> list[tuple[int, int]]:
        """Rows and units that one line alone would use on a way."""
        problem = self.problem
        option = problem.group_start[group] + way
        uses = slice(problem.use_start[option], problem.use_start[option + 1])
        extra = slice(problem.vehicle_extra_start[option], problem.vehicle_extra_start[option + 1])
        rows, quantities = problem.use_row[uses].tolist(), problem.use_quantity[uses].tolist()
        found = list(zip(rows, quantities, strict=True))
        if problem.vehicle_row[option] >= 0:
            further = problem.vehicle_extra_row[extra].tolist()
            found += [(row, 1) for row in (int(problem.vehicle_row[option]), *further)]
        return found

    def _option(self, group: int, way: int, line: Line, cost_cents: int) -> Option:
        each = self.options[group]
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
    for index, (group, way), receipt in zip(sent, taken, receipts, strict=True):
        ways = options[group].ways
        depot = world.depots[ways.depot[way]]
        base = max(world.now, options[group].demand.released)
        earlier = world.ready_at(depot, base, receipt)
        ready[index] = earlier if _leads_to(world, ways, way, earlier) else float(ways.ready[way])
    return tuple(ready)


def _leads_to(world: World, ways: Candidates, way: int, ready: float) -> bool:
    """Whether who is packed at an instant [seconds] may leave as a way does.

    A scheduled way that is packed sooner and collected at the same time is not kept apart.
    """
    departs = float(ways.departs[way])
    if world.services[ways.service[way]].kind == "scheduled":
        same = (ways.bundle == ways.bundle[way]) & (ways.depot == ways.depot[way])
        sooner = same & (ways.service == ways.service[way]) & (ways.ready == ready)
        return not sooner.any() or bool((ways.departs[sooner] == departs).any())
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
