"""Every relaxation of a line of a small problem, tried by every combination of ways.

Read from docs/dispatch.md, "Relaxations"; nothing is shared with the search of the dispatcher but
the values that go in and out.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import NamedTuple, TypeVar

from optimizer.dispatch.problem import DispatchProblem, Line
from optimizer.dispatch.wishes import Wishes
from optimizer.network import CourierService, Network, StockCell, VehicleHours
from tests.brute_force import Answer, BruteForce, Way
from tests.every_combination import Slot
from tests.second_clock import HOUR

T = TypeVar("T")

KINDS = ("unit", "release", "vehicle", "service_limit", "depot_hours", "site_hours", "median")
EVERY_DAY = frozenset({"mon", "tue", "wed", "thu", "fri", "sat", "sun"})


class Told(NamedTuple):
    """A relaxation in the order in which they are told."""

    cents: int
    kind: int
    depot_id: str = ""
    service_id: str = ""
    part_number: str = ""
    from_at: float = 0.0
    amount: float = 0.0


class BruteRelaxations:
    """Tries everything for one chooser of a problem that is not met."""

    def __init__(self, brute: BruteForce, answer: Answer, index: int) -> None:
        """Take the problem, its best answer, and the place of the chooser."""
        self.brute, self.answer, self.index = brute, answer, index
        self.problem, self.network = brute.problem, brute.network
        self.lines = brute.choosers[index]
        self.now = self.problem.now
        self.ids = {line.line_id for line in self.lines}

    def told(self) -> list[Told]:
        """The five cheapest."""
        if min(line.target.due_at for line in self.lines) < self.now:
            return []
        ways = (
            self._units,
            self._release,
            self._vehicles,
            self._limits,
            self._depots,
            self._site,
            self._median,
        )
        return sorted(each for find in ways for each in find())[:5]

    def _own(self, changed: DispatchProblem) -> list[Way]:
        """Ways that meet the target with the network to itself."""
        lines = tuple(line for line in changed.lines if line.line_id in self.ids)
        pins = {key: pin for key, pin in changed.wishes.pins.items() if key in self.ids}
        wishes = Wishes(pins, changed.wishes.excluded_depots, changed.wishes.excluded_services)
        alone = BruteForce(replace(changed, lines=lines, wishes=wishes))
        return [way for way in alone.ways[0] if way.met]

    def _cents(self, changed: DispatchProblem) -> int | None:
        """What the best plan costs more with a change; None: the line is not met in it."""
        brute = BruteForce(changed)
        best = brute.best()
        mine = next(i for i, c in enumerate(brute.choosers) if c[0].line_id in self.ids)
        return best.levels[2] - self.answer.levels[2] if best.ways[mine].met else None

    def _units(self) -> Iterator[Told]:
        for depot_id, part in product(sorted(self.network.depots), sorted(self._parts())):
            cell = self.network.stock.get((depot_id, part), StockCell(0, 0, 0))
            more = replace(cell, on_hand=cell.on_hand + 1)
            changed = self._with(stock={**self.network.stock, (depot_id, part): more})
            if any((depot_id, part) in way.units for way in self._own(changed)):
                cents = self._cents(changed)
                if cents is not None:
                    yield Told(cents, KINDS.index("unit"), depot_id, part_number=part)

    def _parts(self) -> set[str]:
        asked = {line.part_number for line in self.lines}
        known = self.network.substitutions
        return asked | {each.part_number for part in asked for each in known.get(part, ())}

    def _release(self) -> Iterator[Told]:
        latest = max(line.released_at for line in self.lines)
        most = min(24 * 60, (latest - self.now) // timedelta(minutes=1))
        now = self._released(latest, most)
        if most < 1 or not self._own(now):
            return
        steps = ((m, self._released(latest, m)) for m in range(1, most + 1))
        for minutes, cents in self._first(now, (s for s in steps if self._own(s[1]))):
            yield Told(cents, KINDS.index("release"), amount=float(minutes))

    def _first(
        self, most: DispatchProblem, steps: Iterable[tuple[T, DispatchProblem]]
    ) -> Iterator[tuple[T, int]]:
        """The first step in which the line is met; after the smallest, only where the most does."""
        for number, (what, changed) in enumerate(steps):
            if number == 1 and self._cents(most) is None:
                return
            cents = self._cents(changed)
            if cents is not None:
                yield what, cents
                return

    def _released(self, latest: datetime, minutes: int) -> DispatchProblem:
        by = latest - timedelta(minutes=minutes)
        return self._with_mine(lambda line: replace(line, released_at=min(by, line.released_at)))

    def _vehicles(self) -> Iterator[Told]:
        everywhere = self._with(vehicles=_one_more_everywhere(self.network))
        others, owned = self._slots_of_others(), self.brute.reading.vehicles
        lacking: dict[tuple[str, str], set[tuple[int, ...]]] = {}
        for way in self._own(everywhere):
            full = tuple(s[2] for s in way.slots if others[s] >= owned(s[:2], s[2]))
            if full:
                lacking.setdefault(way.slots[0][:2], set()).add(full)
        for pair, sets in lacking.items():
            most = self._with_vehicles(pair, {s for each in sets for s in each})
            fewest = sorted(sets, key=lambda each: (len(each), each))
            steps = ((slots, self._with_vehicles(pair, slots)) for slots in fewest)
            for slots, cents in self._first(most, steps):
                at, many = float(slots[0] * HOUR), float(len(slots))
                yield Told(cents, KINDS.index("vehicle"), *pair, from_at=at, amount=many)

    def _with_vehicles(self, pair: tuple[str, str], slots: Iterable[int]) -> DispatchProblem:
        out = dict(self.network.vehicles_out)
        for slot in slots:
            key = (*pair, datetime.fromtimestamp(slot * HOUR, UTC))
            out[key] = out.get(key, 0) - 1
        return self._with(vehicles_out=out)

    def _slots_of_others(self) -> Counter[Slot]:
        """Vehicles that others have out in the plan; a shared trip has as many as it needs."""
        ways = [way for i, way in enumerate(self.answer.ways) if i != self.index]
        used = Counter(slot for way in ways if way.trip is None for slot in way.slots)
        for trip in {way.trip for way in ways if way.trip}:
            riding = [way for way in ways if way.trip == trip]
            vehicles = max(1, -(-sum(way.share for way in riding) // 1))
            used.update(dict.fromkeys(riding[0].slots, int(vehicles)))
        return used

    def _limits(self) -> Iterator[Told]:
        for service_id, service in sorted(self.network.services.items()):
            lifted = replace(service, max_piece_kg=None, max_shipment_kg=None)
            services = {**self.network.services, service_id: lifted}
            by_it = [
                w for w in self._own(self._with(services=services)) if w.keys[0][2] == service_id
            ]
            raised = {_raised(service, way.pieces_kg) for way in by_it} - {(0.0, 0.0)}
            steps = [(each, self._with_limits(service, *each)) for each in sorted(raised)]
            for (shipment, piece), cents in self._first(
                steps[-1][1] if steps else self.problem, steps
            ):
                kind = KINDS.index("service_limit")
                yield Told(cents, kind, service_id=service_id, amount=shipment or piece)

    def _with_limits(
        self, service: CourierService, shipment: float, piece: float
    ) -> DispatchProblem:
        more = replace(
            service,
            max_piece_kg=piece or service.max_piece_kg,
            max_shipment_kg=shipment or service.max_shipment_kg,
        )
        return self._with(services={**self.network.services, service.service_id: more})

    def _depots(self) -> Iterator[Told]:
        begins = max(self.now, *(line.released_at for line in self.lines))
        due = max(line.target.due_at for line in self.lines)
        for depot_id, depot in sorted(self.network.depots.items()):
            place = ("depot", depot_id)
            end = self._closed_until(place, depot.opening_class, begins)
            if end is None:
                continue
            first = begins.replace(minute=0, second=0, microsecond=0)

            def meets(changed: DispatchProblem, depot_id: str = depot_id) -> bool:
                return any(way.keys[0][0] == depot_id for way in self._own(changed))

            found = self._latest_hour(
                place, first, min(end - timedelta.resolution, due), end, meets
            )
            if found:
                cents, start = found
                at = start.timestamp()
                yield Told(cents, KINDS.index("depot_hours"), depot_id, from_at=at)

    def _site(self) -> Iterator[Told]:
        site = self.network.sites[self.lines[0].site_id]
        place = ("site", site.site_id)
        dues = {t.due_at for line in self.lines if (t := line.target).kind == "arrive_by"}
        for due in sorted(dues, reverse=True):
            end = self._closed_until(place, site.receiving, due)
            if end is None:
                continue
            windows = self.brute.reading.hours.windows(place, site.receiving) or []
            closed = [closes for _, closes in windows if closes <= due.timestamp()]
            since = datetime.fromtimestamp(max([self.now.timestamp(), *closed]), UTC)
            first = since.replace(minute=0, second=0, microsecond=0)
            found = self._latest_hour(place, first, due, end, lambda each: bool(self._own(each)))
            if found:
                cents, start = found
                yield Told(cents, KINDS.index("site_hours"), from_at=start.timestamp())

    def _latest_hour(
        self,
        place: tuple[str, str],
        first: datetime,
        last: datetime,
        end: datetime,
        meets: Callable[[DispatchProblem], bool],
    ) -> tuple[int, datetime] | None:
        """The latest full hour from which a place would have to be open, and what that costs."""
        at_once = self._open(place, first, end)
        if not meets(at_once):
            return None
        start = last.replace(minute=0, second=0, microsecond=0)
        hours = (
            start - timedelta(hours=n) for n in range((start - first) // timedelta(hours=1) + 1)
        )
        steps = ((at, self._open(place, at, end)) for at in hours)
        found = self._first(at_once, (each for each in steps if meets(each[1])))
        return next(((cents, at) for at, cents in found), None)

    def _closed_until(self, place: tuple[str, str], name: str, at: datetime) -> datetime | None:
        opening = self.brute.reading.hours.next_open(place, name, at.timestamp())
        closed = at.timestamp() < opening < float("inf")
        return datetime.fromtimestamp(opening, UTC) if closed else None

    def _median(self) -> Iterator[Told]:
        if all(line.target.confidence == 0.5 for line in self.lines):
            return
        changed = self._with_mine(
            lambda line: replace(line, target=replace(line.target, confidence=0.5))
        )
        cents = self._cents(changed) if self._own(changed) else None
        if cents is not None:
            yield Told(cents, KINDS.index("median"))

    def _with(self, **tables: object) -> DispatchProblem:
        network = replace(self.network, **tables)  # type: ignore[arg-type]  # tables by their names
        return replace(self.problem, network=network)

    def _open(self, place: tuple[str, str], start: datetime, end: datetime) -> DispatchProblem:
        return self._with(opened={place: (start, end)})

    def _with_mine(self, change: Callable[[Line], Line]) -> DispatchProblem:
        """Change the lines of the chooser, and those that are identical to it."""
        alike = {replace(line, line_id="") for line in self.lines}
        lines = tuple(
            change(line)
            if line.line_id in self.ids
            or (replace(line, line_id="") in alike and not line.ship_together)
            else line
            for line in self.problem.lines
        )
        return replace(self.problem, lines=lines)


def _one_more_everywhere(network: Network) -> dict[tuple[str, str], tuple[VehicleHours, ...]]:
    """Vehicles of all depots and services, one more at every hour; the last row counts."""
    return {
        pair: (
            VehicleHours(*pair, EVERY_DAY, 0, 1440, 1),
            *(replace(row, vehicles=row.vehicles + 1) for row in network.vehicles.get(pair, ())),
        )
        for pair in product(network.depots, network.services)
    }


def _raised(service: CourierService, pieces_kg: Sequence[float]) -> tuple[float, float]:
    """Shipment and piece [kg] that a service would have to take and does not; 0: it does."""
    whole, heaviest = sum(pieces_kg), max(pieces_kg)
    shipment = service.max_shipment_kg is not None and whole > service.max_shipment_kg
    piece = service.max_piece_kg is not None and heaviest > service.max_piece_kg
    return whole if shipment else 0.0, heaviest if piece else 0.0
