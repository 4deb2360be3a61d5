"""Every combination of ways of a small problem: the lexicographic optimum, ties and verdicts.

Ways come from the option generator, which the tests of rules hold; rows, shared vehicles, prices of
last units, the order of ties and the words are read from dispatch.md again.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, inf

from optimizer.dispatch.options.demands import demands_of
from optimizer.dispatch.options.generate import options_of
from optimizer.dispatch.options.surroundings import build_world
from optimizer.dispatch.options.weighing import DemandOptions
from optimizer.dispatch.options.world import World
from optimizer.dispatch.problem import DispatchProblem, Line, Verdict
from optimizer.dispatch.wishes import Wishes
from optimizer.network import Network

Key = tuple[str, str, str, float]

LAST: Key = ("~", "~", "~", inf)
"""The key of a line without a way: after every way."""


@dataclass(frozen=True)
class Trip:
    """A departure that identical lines of one RMA share; paid and counted by the vehicle."""

    rma_number: str
    departure: Key
    vehicle_cents: int
    limit_kg: float


@dataclass(frozen=True)
class Way:
    """One way of a line or kit, or none: what it weighs, uses and is called in ties."""

    missed: int
    tardiness: int
    cost_cents: int
    met: bool
    met_at_median: bool
    keys: tuple[Key, ...]
    units: tuple[tuple[str, str], ...] = ()
    supply: float = 0.0
    slots: tuple[tuple[str, str, int], ...] = ()
    load_kg: float = 0.0
    trip: Trip | None = None


@dataclass(frozen=True)
class Answer:
    """The best combination: its levels, its sequence in ties, and the way of each chooser."""

    levels: tuple[int, int, int]
    sequence: tuple[Key, ...]
    ways: tuple[Way, ...]


class BruteForce:
    """All combinations of one problem. Choosers are kits and lines; identical ones one by one."""

    def __init__(self, problem: DispatchProblem) -> None:
        self.network = problem.network
        demands = demands_of(problem.lines, problem.network)
        due = max(line.target.due_at for line in problem.lines)
        sites = [line.site_id for line in problem.lines]
        world = build_world(problem.network, sites, problem.now, due)
        self.choosers: list[tuple[Line, ...]] = []
        self.ways: list[list[Way]] = []
        for each in options_of(world, demands):
            lines, ways = each.demand.lines, _ways(world, each)
            members = [lines] if each.demand.is_kit else [(line,) for line in lines]
            self.choosers += members
            self.ways += [wished(problem.wishes, member, ways) for member in members]

    def best(self, forced: int | None = None) -> Answer:
        """The optimum with the smallest sequence, where a chooser may be forced to be met."""
        ways = [
            [way for way in each if way.met] if index == forced else each
            for index, each in enumerate(self.ways)
        ]
        answers = (
            Answer(self._levels(chosen), self._sequence(chosen), chosen)
            for chosen in self._legal(ways, ())
        )
        return min(answers, key=lambda each: (each.levels, each.sequence))

    def _legal(
        self, ways: Sequence[Sequence[Way]], chosen: tuple[Way, ...]
    ) -> Iterator[tuple[Way, ...]]:
        if len(chosen) == len(ways):
            yield chosen
            return
        for way in ways[len(chosen)]:
            longer = (*chosen, way)
            if self._units_fit(longer) and self._vehicles_fit(longer):
                yield from self._legal(ways, longer)

    def _units_fit(self, chosen: Sequence[Way]) -> bool:
        """Units used by ways that cannot wait for a receipt are there before it."""
        for cell in {cell for way in chosen for cell in way.units}:
            receipts = self.network.inbound.get(cell, ())
            for limit in {way.supply for way in chosen if cell in way.units}:
                used = sum(way.units.count(cell) for way in chosen if way.supply <= limit)
                arrived = (r.quantity for r in receipts if r.available_at.timestamp() <= limit)
                if used > self.network.stock[cell].free + sum(arrived):
                    return False
        return True

    def _vehicles_fit(self, chosen: Sequence[Way]) -> bool:
        used = Counter(slot for way in chosen if way.trip is None for slot in way.slots)
        for trip, vehicles in vehicles_of(chosen).items():
            slots = next(way.slots for way in chosen if way.trip == trip)
            used.update(dict.fromkeys(slots, vehicles))
        return all(
            count <= sum(row.vehicles for row in self.network.vehicles[slot[:2]])
            for slot, count in used.items()
        )

    def _levels(self, chosen: Sequence[Way]) -> tuple[int, int, int]:
        cost = sum(way.cost_cents for way in chosen) + self._scarcity_cents(chosen)
        cost += sum(trip.vehicle_cents * n for trip, n in vehicles_of(chosen).items())
        return sum(way.missed for way in chosen), sum(way.tardiness for way in chosen), cost

    def _scarcity_cents(self, chosen: Sequence[Way]) -> int:
        total = 0
        for cell, used in Counter(cell for way in chosen for cell in way.units).items():
            receipts = self.network.inbound.get(cell, ())
            capacity = self.network.stock[cell].free + sum(each.quantity for each in receipts)
            last, second = last_unit_cents(self.network, *cell)
            total += last * (used == capacity) + second * (used >= capacity - 1 >= 1)
        return total

    def _sequence(self, chosen: Sequence[Way]) -> tuple[Key, ...]:
        """Depot, part, service and departure of every line, in the order of their ids."""
        keys = {
            line.line_id: key
            for lines, way in zip(self.choosers, chosen, strict=True)
            for line, key in zip(lines, way.keys, strict=True)
        }
        return tuple(keys[line_id] for line_id in sorted(keys))

    def words(self, answer: Answer) -> dict[str, tuple[Verdict, tuple[str, ...]]]:
        """Word and losers of every line, entitlement apart."""
        return {
            line.line_id: self._word(answer, index)
            for index, lines in enumerate(self.choosers)
            for line in lines
        }

    def _word(self, answer: Answer, index: int) -> tuple[Verdict, tuple[str, ...]]:
        if answer.ways[index].met:
            return Verdict.GUARANTEED, ()
        if any(way.met for way in self.ways[index]):
            return Verdict.IMPOSSIBLE_TOGETHER, self._losers(answer, self.best(forced=index))
        at_median = answer.ways[index].met_at_median
        return (Verdict.AT_RISK if at_median else Verdict.IMPOSSIBLE_ALONE), ()

    def _losers(self, answer: Answer, forced: Answer) -> tuple[str, ...]:
        """Owed lines that are met in the optimum and not in the forced one."""
        both = zip(self.choosers, answer.ways, forced.ways, strict=True)
        lost = [lines for lines, before, after in both if before.met and not after.met]
        return tuple(sorted(line.line_id for lines in lost for line in lines if line.target.owed))


def wished(wishes: Wishes, lines: Sequence[Line], ways: Sequence[Way]) -> list[Way]:
    """Ways that wishes leave some lines; those pinned differently ride on trips of their own."""
    pins = [wishes.pins.get(line.line_id) for line in lines]

    def is_wished(way: Way) -> bool:
        return way.keys[0] == LAST or all(
            depot_id not in wishes.excluded_depots
            and service_id not in wishes.excluded_services
            and all(pin is None or (depot_id, service_id) == pin.pair for pin in pins)
            and all(pin is None or pin.departs_second in (None, departs) for pin in pins)
            and (own is None or own.part_number in (None, part_number))
            for (depot_id, part_number, service_id, departs), own in zip(
                way.keys, pins, strict=True
            )
        )

    of_pins = f"{lines[0].rma_number} {pins}"
    return [
        replace(way, trip=way.trip and replace(way.trip, rma_number=of_pins))
        for way in ways
        if is_wished(way)
    ]


def vehicles_of(chosen: Sequence[Way]) -> dict[Trip, int]:
    """Vehicles of each shared trip: of n units that fit into one, each takes an n-th of it."""
    shares: dict[Trip, Fraction] = {}
    for way in chosen:
        if way.trip:
            fitting = 99 if way.trip.limit_kg == inf else int(way.trip.limit_kg // way.load_kg)
            shares[way.trip] = shares.get(way.trip, Fraction(0)) + Fraction(1, fitting)
    return {trip: ceil(share) for trip, share in shares.items()}


def last_unit_cents(network: Network, depot_id: str, part_number: str) -> tuple[int, int]:
    """Price of the last and second-last unit of a cell, all demand being that of S1.

    Source: dispatch.md, "Scarcity".
    """
    goal = network.sites["S1"].longitude
    nearest = min(sorted(network.depots), key=lambda d: abs(network.depots[d].longitude - goal))
    if depot_id != nearest:
        return 0, 0
    units = network.installed["S1", "PLAT"]
    a = units * network.parts[part_number].annual_failure_rate_share  # a year of lead time
    loss = [1.0]
    for n in (1, 2):
        loss.append(a * loss[-1] / (n + a * loss[-1]))
    each = network.rules.emergency_cost_cents * a
    return round(each * (loss[0] - loss[1])), round(each * (loss[1] - loss[2]))


def _ways(world: World, each: DemandOptions) -> list[Way]:
    lines = each.demand.shipped_lines
    nothing = Way(
        missed=sum(line.target.miss_weight for line in lines),
        tardiness=sum(960 * line.target.late_weight for line in lines),
        cost_cents=0,
        met=False,
        met_at_median=False,
        keys=(LAST,) * len(lines),
    )
    found = [_way(world, each, number) for number in range(len(each.ways))]
    if each.demand.count > 1:
        found = [_shared(world, each, number, way) for number, way in enumerate(found)]
    return [*found, nothing]


def _way(world: World, each: DemandOptions, number: int) -> Way:
    ways, lines = each.ways, each.demand.shipped_lines
    depot_id = world.depots[ways.depot[number]].depot_id
    service_id = world.services[ways.service[number]].service_id
    bundle = each.demand.bundles[ways.bundle[number]]
    departs = float(ways.departs[number])
    planned = _late_seconds(lines, lambda i: float(ways.received[i, number]), departs)
    median = _late_seconds(lines, lambda _: float(ways.received[-1, number]), departs)
    hours = range(int(departs // 3600), ceil(float(ways.returns[number]) / 3600))
    late = list(zip((line.target for line in lines), planned, strict=True))
    return Way(
        missed=sum(target.miss_weight for target, seconds in late if seconds > 0),
        tardiness=sum(t.late_weight * max(0, ceil(seconds / 900)) for t, seconds in late),
        cost_cents=int(ways.price_cents[number]),
        met=max(planned) <= 0,
        met_at_median=max(median) <= 0,
        keys=tuple((depot_id, part, service_id, departs) for part in bundle.part_numbers),
        units=tuple((depot_id, part_number) for part_number in bundle.part_numbers),
        supply=float(ways.supply[number]),
        slots=tuple((depot_id, service_id, hour) for hour in hours),
        load_kg=bundle.weight_kg,
    )


def _shared(world: World, each: DemandOptions, number: int, way: Way) -> Way:
    """The way of one of several identical lines, which pay their vehicles together."""
    if not way.slots:
        return way
    depot_id, _, service_id, departs = way.keys[0]
    trip = Trip(
        each.demand.lines[0].rma_number,
        (depot_id, "", service_id, departs),
        int(each.ways.vehicle_cents[number]),
        world.network.services[service_id].max_shipment_kg or inf,
    )
    return replace(way, cost_cents=int(each.ways.own_cents[number]), trip=trip)


def _late_seconds(
    lines: Sequence[Line], received: Callable[[int], float], departs: float
) -> list[float]:
    """Lateness of each line [seconds]; equal targets share a row of arrivals."""
    rows = list(dict.fromkeys(line.target for line in lines))

    def late(line: Line) -> float:
        done = departs if line.target.kind == "ship_by" else received(rows.index(line.target))
        return done - line.target.due_at.timestamp()

    return [late(line) for line in lines]
