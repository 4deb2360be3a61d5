"""Every combination of ways of a small problem: optimum, ties, words, losers and reasons.

Ways and failed tests come from a second reading of the rules (second_reading.py), prices of last
units, shared vehicles, wishes and words are read from docs/dispatch.md here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from math import ceil, floor, inf
from typing import NamedTuple

from optimizer.dispatch.problem import DispatchProblem, Line, Target, Verdict
from optimizer.network import CourierService, Network
from tests.every_combination import LAST, Answer, Combinations, Key, Rows, Trip, Way
from tests.second_reading import CODE, MET, Leaving, Pair, Reading, slots_of

__all__ = ["LAST", "Answer", "BruteForce", "Key", "Way"]

TEN_DAYS = 10 * 86_400.0


class Said(NamedTuple):
    """What is said of a line, entitlement apart."""

    word: Verdict
    losers: tuple[str, ...]


class BruteForce:
    """All combinations of one problem. Choosers are kits and lines; identical ones one by one."""

    def __init__(self, problem: DispatchProblem) -> None:
        """Find the ways of all choosers."""
        self.problem = problem
        self.network = problem.network
        self.reading = Reading(problem)
        self.choosers = choosers_of(problem)
        self.failures: list[dict[Pair, int]] = []
        self.least_late: list[dict[Pair, float]] = []
        self.ways: list[list[Way]] = []
        for lines in self.choosers:
            self._look_at(lines)

    def best(self, forced: int | None = None) -> Answer:
        """The optimum with the smallest sequence, where a chooser may be forced to be met."""
        ways = [
            [way for way in each if way.met] if index == forced else each
            for index, each in enumerate(self.ways)
        ]
        ids = [[line.line_id for line in lines] for lines in self.choosers]
        alike = [-1 if forced in (i, j) else j for i, j in enumerate(self._alike)]
        return Combinations(self._rows, ids, alike, ways).best()

    @cached_property
    def _alike(self) -> list[int]:
        keys = [self._riders(lines) for lines in self.choosers]
        return [
            next((j for j in range(i - 1, -1, -1) if keys[j] == key), -1)
            for i, key in enumerate(keys)
        ]

    def _riders(self, lines: Sequence[Line]) -> str:
        """Name that lines share which are identical and pinned alike; a kit has its own."""
        pins = [self.problem.wishes.pins.get(line.line_id) for line in lines]
        if lines[0].ship_together:
            return f"kit {lines[0].rma_number}"
        return f"{replace(lines[0], line_id='')} {pins}"

    @cached_property
    def _rows(self) -> Rows:
        ways = [way for each in self.ways for way in each]
        limits = {
            (cell, limit) for way in ways for cell in way.units for limit in (way.supply, inf)
        }
        units = {(cell, limit): units_by(self.network, cell, limit) for cell, limit in limits}
        slots = {slot for way in ways for slot in way.slots}
        vehicles = {slot: self.reading.vehicles(slot[:2], slot[2]) for slot in slots}
        prices = {cell: last_unit_cents(self.network, *cell) for cell, _ in limits}
        return Rows(units, vehicles, prices)

    def _look_at(self, lines: tuple[Line, ...]) -> None:
        """Note the ways of a chooser, and why the others are none."""
        leavings, reached = self.reading.leavings(lines)
        wanted = list(self._wished(lines, leavings, reached))
        least = dict.fromkeys(reached, inf)
        ways = []
        for each in wanted:
            pair = (each.depot_id, each.service_id)
            way = self._way(lines, each)
            reached[pair] = max(reached[pair], _failure(lines, each))
            least[pair] = min(least[pair], way.late_seconds)
            if way.late_seconds <= TEN_DAYS:
                ways.append(way)
        self.ways.append([*ways, nothing(lines)])
        self.failures.append(reached)
        self.least_late.append(least)

    def _wished(
        self, lines: Sequence[Line], leavings: Sequence[Leaving], reached: dict[Pair, int]
    ) -> Iterator[Leaving]:
        """Departures that wishes leave; the pairs of the others failed there."""
        wishes = self.problem.wishes
        pins = [pin for line in lines if (pin := wishes.pins.get(line.line_id))]
        matches = False
        for each in leavings:
            pair = (each.depot_id, each.service_id)
            out = each.depot_id in wishes.excluded_depots
            out |= each.service_id in wishes.excluded_services
            second = ceil(round(each.departs, 6))
            pinned = all(pin.pair == pair and pin.departs_second in (None, second) for pin in pins)
            if out or not pinned:
                reached[pair] = max(reached[pair], CODE["excluded" if out else "pinned"])
                continue
            matches = True
            yield each
        if pins and not matches:
            reached[pins[0].pair] = CODE["pinned"]

    def _way(self, lines: Sequence[Line], each: Leaving) -> Way:
        late = [seconds_late(line.target, each, line.target.confidence) for line in lines]
        median = [seconds_late(line.target, each, 0.5) for line in lines]
        targets = [line.target for line in lines]
        weighed = list(zip(targets, late, strict=True))
        service = self.network.services[each.service_id]
        slots = slots_of(each.departs, each.returns) if service.kind == "dedicated" else ()
        cents, trip = self._paid(lines, each, service)
        names = [part.part_number for part in each.parts]
        return Way(
            missed=sum(target.miss_weight for target, seconds in weighed if seconds > 0),
            tardiness=sum(t.late_weight * max(0, ceil(s / 900)) for t, s in weighed),
            cost_cents=cents,
            met=max(late) <= 0,
            met_at_median=max(median) <= 0,
            keys=tuple((each.depot_id, name, each.service_id, each.departs) for name in names),
            late_seconds=max(late),
            units=tuple((each.depot_id, name) for name in sorted(names)),
            supply=each.supply,
            slots=tuple((each.depot_id, each.service_id, slot) for slot in slots),
            trip=trip,
            share=_share(service, each) if trip else Fraction(1),
            pieces_kg=tuple(part.ship_weight_kg for part in each.parts),
        )

    def _paid(
        self, lines: Sequence[Line], each: Leaving, service: CourierService
    ) -> tuple[int, Trip | None]:
        """Cents of a way without the vehicles of a trip that it shares, and that trip."""
        km = self.reading.moves.km(each.depot_id, lines[0].site_id)
        weight = sum(part.ship_weight_kg for part in each.parts)
        divisor = service.volumetric_divisor_cm3_per_kg
        volume = sum(part.volume_cm3 for part in each.parts)
        by_weight = service.price_per_kg_cents * max(weight, volume / divisor if divisor else 0.0)
        base = service.price_base_cents + service.price_per_km_cents * km
        alike = [x for x in self.problem.lines if _is_identical(x, lines[0])]
        if service.kind != "dedicated" or lines[0].ship_together or len(alike) == 1:
            whole = round(max(service.price_min_cents, base + by_weight))
            return whole + each.substitute_cents, None
        own = round(by_weight) + each.substitute_cents
        vehicle = round(max(service.price_min_cents, base))
        riders = self._riders(lines)
        if sum(self._riders(other) == riders for other in self.choosers) == 1:
            return own + vehicle, None
        departure = (each.depot_id, "", each.service_id, each.departs)
        return own, Trip(riders, departure, vehicle)

    def words(self, answer: Answer) -> dict[str, Said]:
        """Word and losers of every line, entitlement apart."""
        return {
            line.line_id: said
            for index, lines in enumerate(self.choosers)
            for said in [self._word(answer, index)]
            for line in lines
        }

    def _word(self, answer: Answer, index: int) -> Said:
        if answer.ways[index].met:
            return Said(Verdict.GUARANTEED, ())
        if any(way.met for way in self.ways[index]):
            losers = self._losers(answer, self.best(forced=index))
            return Said(Verdict.IMPOSSIBLE_TOGETHER, losers)
        at_median = answer.ways[index].met_at_median
        return Said(Verdict.AT_RISK if at_median else Verdict.IMPOSSIBLE_ALONE, ())

    def _losers(self, answer: Answer, forced: Answer) -> tuple[str, ...]:
        """Owed lines that are met in the optimum and not in the forced one."""
        both = zip(self.choosers, answer.ways, forced.ways, strict=True)
        lost = [lines for lines, before, after in both if before.met and not after.met]
        return tuple(sorted(line.line_id for lines in lost for line in lines if line.target.owed))


def choosers_of(problem: DispatchProblem) -> list[tuple[Line, ...]]:
    """Kits and lines, in the order of their first line."""
    together: dict[str, list[Line]] = {}
    for line in sorted(problem.lines, key=lambda each: each.line_id):
        name = f"kit {line.rma_number}" if line.ship_together else f"line {line.line_id}"
        together.setdefault(name, []).append(line)
    return [tuple(lines) for lines in together.values()]


def _is_identical(one: Line, other: Line) -> bool:
    return replace(one, line_id="") == replace(other, line_id="")


def nothing(lines: Sequence[Line]) -> Way:
    """No way: every target missed, and ten days late."""
    return Way(
        missed=sum(line.target.miss_weight for line in lines),
        tardiness=sum(960 * line.target.late_weight for line in lines),
        cost_cents=0,
        met=False,
        met_at_median=False,
        keys=(LAST,) * len(lines),
    )


def seconds_late(target: Target, each: Leaving, share: float) -> float:
    """How late a target is met [seconds]."""
    done = each.departs if target.kind == "ship_by" else each.received[share]
    return done - target.due_at.timestamp()


def _failure(lines: Sequence[Line], each: Leaving) -> int:
    """Late at the door, or only because the site was closed on arrival; MET: neither."""
    late = [line.target for line in lines if _misses(line.target, each)]
    if not late:
        return MET
    waits = [
        target.kind == "arrive_by"
        and each.received[target.confidence] > each.arrives[target.confidence]
        for target in late
    ]
    return CODE["receiving_hours"] if all(waits) else CODE["late"]


def _misses(target: Target, each: Leaving) -> bool:
    return seconds_late(target, each, target.confidence) > 0


def _share(service: CourierService, each: Leaving) -> Fraction:
    """Of n units that fit into a vehicle, one takes an n-th of it."""
    if service.max_shipment_kg is None:
        return Fraction(0)
    weight = sum(part.ship_weight_kg for part in each.parts)
    return Fraction(1, floor(service.max_shipment_kg / weight + 1e-9))


def units_by(network: Network, cell: tuple[str, str], limit: float) -> int:
    """Units that a cell has by an instant [seconds]."""
    held = network.stock.get(cell)
    receipts = network.inbound.get(cell, ())
    came = sum(r.quantity for r in receipts if r.available_at.timestamp() <= limit)
    return (held.free if held else 0) + came


def last_unit_cents(network: Network, depot_id: str, part_number: str) -> tuple[int, int]:
    """Price of the last and second-last unit of a cell, all demand being that of S1.

    Source: dispatch.md, "Scarcity".
    """
    goal = network.sites["S1"]
    near = [d for d in network.depots.values() if d.customs_zone == goal.customs_zone]
    near = [depot for depot in near if depot.landmass == goal.landmass] or near
    by_distance = sorted(near, key=lambda d: (abs(d.longitude - goal.longitude), d.depot_id))
    units = network.installed.get(("S1", "PLAT"), 0)
    if depot_id != by_distance[0].depot_id or not units:
        return 0, 0
    a = units * network.parts[part_number].annual_failure_rate_share  # a year of lead time
    loss = [1.0]
    for n in (1, 2):
        loss.append(a * loss[-1] / (n + a * loss[-1]))
    each = network.rules.emergency_cost_cents * a
    return round(each * (loss[0] - loss[1])), round(each * (loss[1] - loss[2]))
