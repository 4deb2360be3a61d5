"""A second reading of the rules in docs/dispatch.md, in plain Python for small networks.

It shares no code with the option generator. What it leaves out, small problems never hold: clocks
other than UTC, public holidays, roads that are not straight, lanes, surcharges, speeds other than
one, charters, and customs, which refuse or wave through.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil, floor

from optimizer.dispatch.problem import REASON_CODES, DispatchProblem, Line
from optimizer.network import CourierService, Depot, Part, Site
from tests.second_clock import DAY, HOUR, Hours, day_of, is_business_day, minute_of, word_of_day
from tests.second_limits import first_refusal
from tests.second_moves import Moves

CODE = {code: number for number, code in enumerate(REASON_CODES)}
MET = len(REASON_CODES)
Pair = tuple[str, str]


@dataclass(frozen=True)
class Leaving:
    """One departure of a bundle by a service: when it is packed, leaves, is back and arrives."""

    depot_id: str
    service_id: str
    parts: tuple[Part, ...]
    substitute_cents: int
    ready: float
    departs: float
    returns: float
    arrives: Mapping[float, float]
    received: Mapping[float, float]
    supply: float = 0.0


class Reading:
    """All departures of the shipments of one problem, and the first failed tests of the rest."""

    def __init__(self, problem: DispatchProblem) -> None:
        """Take a problem on a small network."""
        self.problem = problem
        self.network = self.problem.network
        self.now = self.problem.now.timestamp()
        self.hours = Hours(self.network)
        self.moves = Moves(self.network, self.hours)
        self.fleet: dict[tuple[str, str, int], int] = {}

    def bundles(self, lines: Sequence[Line]) -> list[tuple[tuple[Part, ...], int]]:
        """Every combination of parts asked for and substitutes, with what substitutes cost."""
        choices = [[(line.part_number, 0), *self._substitutes(line.part_number)] for line in lines]
        return [
            (tuple(self.network.parts[name] for name, _ in chosen), sum(c for _, c in chosen))
            for chosen in product(*choices)
            if self._wanted(lines, [name for name, _ in chosen])
        ]

    def _substitutes(self, part_number: str) -> list[tuple[str, int]]:
        known = self.network.substitutions.get(part_number, ())
        return [(each.part_number, each.price_cents) for each in known]

    def _wanted(self, lines: Sequence[Line], names: Sequence[str]) -> bool:
        pins = [self.problem.wishes.pins.get(line.line_id) for line in lines]
        return all(
            pin is None or pin.part_number in (None, name)
            for pin, name in zip(pins, names, strict=True)
        )

    def leavings(self, lines: Sequence[Line]) -> tuple[list[Leaving], dict[Pair, int]]:
        """Departures that pass every test before the target, and how far the others came."""
        pairs = product(sorted(self.network.depots), sorted(self.network.services))
        reached = dict.fromkeys(pairs, -1)
        found: dict[tuple[object, ...], Leaving] = {}
        for (parts, cents), pair in product(self.bundles(lines), sorted(reached)):
            depot, service = self.network.depots[pair[0]], self.network.services[pair[1]]
            site = self.network.sites[lines[0].site_id]
            refusal = first_refusal(self.network, parts, depot, site, service)
            if refusal:
                reached[pair] = max(reached[pair], CODE[refusal])
                continue
            for each in self._of_pair(lines, parts, cents, depot, service, reached):
                key = (*pair, tuple(part.part_number for part in parts), each.departs)
                if key not in found or each.ready < found[key].ready:
                    found[key] = each
        return list(found.values()), reached

    def _of_pair(
        self,
        lines: Sequence[Line],
        parts: tuple[Part, ...],
        cents: int,
        depot: Depot,
        service: CourierService,
        reached: dict[Pair, int],
    ) -> Iterator[Leaving]:
        """Departures of one bundle, one depot and one service, for all receipts it may wait for."""
        released = max(line.released_at.timestamp() for line in lines)
        begins = max(self.now, released)
        packed = {
            supply: self.packed_at(depot, begins, supply) for supply in self._supplies(depot, parts)
        }
        site = self.network.sites[lines[0].site_id]
        collect = 60.0 * (service.collect_minutes or 0) if service.kind != "scheduled" else 0.0
        for ready in packed.values():
            pair = (depot.depot_id, service.service_id)
            for code, departs in self._departures(lines, depot, service, ready):
                if code != MET:
                    reached[pair] = max(reached[pair], code)
                    continue
                returns, arrives = self._moved(lines, depot, service, departs)
                received = {q: self.moves.received(site, service, at) for q, at in arrives.items()}
                latest = max(s for s, at in packed.items() if departs - collect >= at)
                yield Leaving(
                    *pair, parts, cents, ready, departs, returns, arrives, received, latest
                )

    def _supplies(self, depot: Depot, parts: Sequence[Part]) -> list[float]:
        """Receipts [seconds] after which a depot can fill a bundle; -inf: with what is there."""
        names = [part.part_number for part in parts]
        cells = {name: (depot.depot_id, name) for name in names}
        receipts = {n: self.network.inbound.get(cell, ()) for n, cell in cells.items()}
        instants = {r.available_at.timestamp() for each in receipts.values() for r in each}

        def units(name: str, at: float) -> int:
            cell = self.network.stock.get(cells[name])
            came = sum(r.quantity for r in receipts[name] if r.available_at.timestamp() <= at)
            return came + (cell.free if cell else 0)

        return [
            at
            for at in sorted({float("-inf"), *instants})
            if all(units(name, at) >= names.count(name) for name in names)
        ]

    def packed_at(self, depot: Depot, begins: float, receipt: float) -> float:
        """When a shipment is packed: work starts at the opening, or with who was called out."""
        earliest = max(begins, receipt)
        start = self.hours.next_open(("depot", depot.depot_id), depot.opening_class, earliest)
        if depot.callout_minutes is not None:
            start = min(start, max(begins + 60 * depot.callout_minutes, earliest))
        return start + 60 * depot.pick_pack_minutes

    def _departures(
        self, lines: Sequence[Line], depot: Depot, service: CourierService, ready: float
    ) -> Iterator[tuple[int, float]]:
        if ready == float("inf"):
            yield CODE["depot_closed"], ready
        elif service.kind == "scheduled":
            yield self._collection(depot, service, ready)
        else:
            yield from self._drives_or_flights(lines, depot, service, ready)

    def _drives_or_flights(
        self, lines: Sequence[Line], depot: Depot, service: CourierService, ready: float
    ) -> Iterator[tuple[int, float]]:
        first = ready + 60.0 * (service.collect_minutes or 0)
        later = [HOUR * (floor(first / HOUR) + n) for n in range(1, 12)]
        due = max(line.target.due_at.timestamp() for line in lines)
        site = self.network.sites[lines[0].site_id]
        codes = []
        for departs in [first] if service.kind == "air" else [first, *later]:
            code = MET
            if not operates(service, departs):
                code = CODE["operating_hours"]
            elif service.kind == "air":
                code = MET if self.moves.flies(depot, site) else CODE["no_flight"]
            elif not self._has_vehicle(depot, service, site, departs):
                code = CODE["vehicle"]
            elif departs > max(due, self.now) + 48 * HOUR:
                code = CODE["late"]
            codes.append((code, departs))
        good = [each for each in codes if each[0] == MET]
        yield from good or [max(codes)]

    def _collection(self, depot: Depot, service: CourierService, ready: float) -> tuple[int, float]:
        """First cut-off at or after ready on a day on which the depot is open for the driver."""
        code = CODE["operating_hours"]
        for day in range(day_of(ready), day_of(ready) + 60):
            cutoff = day * DAY + 60 * (service.collection_cutoff_minute or 0)
            if cutoff < ready or not operates_on(service, day):
                continue
            came = (day * DAY + 60 * service.from_minute, day * DAY + 60 * service.to_minute)
            if self.hours.covers(("depot", depot.depot_id), depot.opening_class, *came):
                return MET, float(cutoff)
            code = CODE["depot_closed"]
        return code, float("inf")

    def _moved(
        self, lines: Sequence[Line], depot: Depot, service: CourierService, departs: float
    ) -> tuple[float, dict[float, float]]:
        """When the vehicle is back, and arrivals at each confidence and at the median."""
        site = self.network.sites[lines[0].site_id]
        shares = sorted({line.target.confidence for line in lines} | {0.5})
        if service.kind == "scheduled":
            return departs, {q: self.moves.delivered(site, service, departs, q) for q in shares}
        if service.kind == "air":
            return departs, {q: self.moves.flown(site, depot, service, departs, q) for q in shares}
        drive = self.moves.road(depot.longitude, site.longitude, departs)
        back = self.moves.back(depot, site, departs)
        return back, {q: departs + 31 * 60 + self.moves.drive_seconds(drive, q) for q in shares}

    def _has_vehicle(
        self, depot: Depot, service: CourierService, site: Site, departs: float
    ) -> bool:
        pair = (depot.depot_id, service.service_id)
        back = self.moves.back(depot, site, departs)
        return all(self.vehicles(pair, slot) > 0 for slot in slots_of(departs, back))

    def vehicles(self, pair: Pair, slot: int) -> int:
        """Vehicles of a depot and service that are there in a slot, counted from 1970."""
        key = (*pair, slot)
        if key not in self.fleet:
            owned = 0
            for row in self.network.vehicles.get(pair, ()):
                minute = minute_of(slot * HOUR)
                inside = row.from_minute <= minute < row.to_minute
                if word_of_day(day_of(slot * HOUR)) in row.weekdays and inside:
                    owned = row.vehicles
            out = sum(
                n
                for (depot_id, service_id, at), n in self.network.vehicles_out.items()
                if (depot_id, service_id) == pair and at.timestamp() == slot * HOUR
            )
            self.fleet[key] = max(0, owned - out)
        return self.fleet[key]


def operates(service: CourierService, at: float) -> bool:
    """Whether a service leaves at an instant."""
    inside = service.from_minute <= minute_of(at) < service.to_minute
    return inside and operates_on(service, day_of(at))


def operates_on(service: CourierService, day: int) -> bool:
    """Whether a service operates on a day."""
    business = "business_day" in service.operates and is_business_day(day)
    return business or word_of_day(day) in service.operates


def slots_of(departs: float, returns: float) -> range:
    """Hours since 1970 in which a vehicle is out."""
    return range(int(departs // HOUR), ceil(returns / HOUR))
