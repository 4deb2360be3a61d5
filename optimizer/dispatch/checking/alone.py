"""What every depot and service could do for a shipment that has the network to itself."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from math import prod

from optimizer.dispatch.checking.arriving import at_door, received
from optimizer.dispatch.checking.atlas import Atlas, Route
from optimizer.dispatch.checking.clock import days_around
from optimizer.dispatch.checking.leaving import (
    DEPARTURE_HORIZON,
    first_collection,
    first_departure,
    later_slots,
    operates_at,
    operates_on,
    packed_at,
    waits_of,
)
from optimizer.dispatch.checking.limits import (
    broken_by_both,
    broken_by_places,
    broken_by_service,
    no_flight,
)
from optimizer.dispatch.checking.sharing import slots_of, units_in, vehicles_in
from optimizer.dispatch.problem import REASON_CODES, DispatchProblem, Line, Target
from optimizer.dispatch.wishes import Pin, Wishes
from optimizer.network import Network

MOST_DAYS_LATE = timedelta(days=10)
"""Ways later than this are not offered. Source: dispatch.md, "Details, settled once"."""

MOST_FILLINGS = 32
"""Ways to fill a kit that are looked at here; kits of more are left to the solver."""

MEETS = "meets"
"""Stands where a way passes every test and meets the target."""

PLACE = {code: place for place, code in enumerate((*REASON_CODES, MEETS))}

Found = tuple[str, timedelta | None]
"""How far a way came, and by how much it is late, if it is one."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far the best way by a depot and service comes, and how late the least late one is."""

    code: str
    least_late: timedelta | None


@dataclass(frozen=True, slots=True)
class Asked:
    """One shipment to be sent: its lines, the parts that may fill it, and what binds it."""

    network: Network
    lines: tuple[Line, ...]
    fillings: tuple[tuple[str, ...], ...]
    called: datetime
    latest_departure: datetime
    wishes: Wishes
    pin: Pin | None

    @property
    def targets(self) -> list[Target]:
        """What is promised of each line."""
        return [line.target for line in self.lines]

    def is_pinned_to(self, route: Route, departs_at: datetime | None = None) -> bool:
        """Whether the pin, if there is one, allows a depot and service, and a departure."""
        if self.pin is None:
            return True
        if (route.depot.depot_id, route.service.service_id) != self.pin.pair:
            return False
        pinned_at = self.pin.departs_at
        if departs_at is None or pinned_at is None:
            return True
        return abs(departs_at - pinned_at) < timedelta(seconds=1)


def asked_of(problem: DispatchProblem, lines: tuple[Line, ...]) -> Asked | None:
    """What is asked for some lines that ship together; None: in too many ways to look at."""
    network, pins = problem.network, [problem.wishes.pins.get(line.line_id) for line in lines]
    choices = [_choices(network, line, pin) for line, pin in zip(lines, pins, strict=True)]
    if prod(map(len, choices)) > MOST_FILLINGS:
        return None
    binding = [pin for pin in pins if pin is not None]
    latest_due = max(line.target.due_at for line in lines)
    return Asked(
        network,
        lines,
        tuple(product(*choices)),
        max(problem.now, *(line.released_at for line in lines)),
        max(problem.now, latest_due) + DEPARTURE_HORIZON,
        problem.wishes,
        max(binding, key=lambda pin: pin.departs_at is not None, default=None),
    )


def _choices(network: Network, line: Line, pin: Pin | None) -> list[str]:
    """Parts that may be sent for a line: the one it is pinned to, or itself and substitutes."""
    if pin is not None and pin.part_number is not None:
        return [pin.part_number]
    others = network.substitutions.get(line.part_number, ())
    return [line.part_number, *(other.part_number for other in others)]


def outcomes_of(atlas: Atlas, asked: Asked) -> Mapping[tuple[str, str], Outcome]:
    """How far every depot and service comes; over parts and departures the farthest counts."""
    site_id = asked.lines[0].site_id
    return {
        (depot_id, service_id): _outcome(asked, atlas.route(depot_id, service_id, site_id))
        for depot_id in asked.network.depots
        for service_id in asked.network.services
    }


def _outcome(asked: Asked, route: Route) -> Outcome:
    found = [each for filling in asked.fillings for each in _of_filling(asked, route, filling)]
    lates = [late for _, late in found if late is not None]
    code = max((code for code, _ in found), key=PLACE.__getitem__)
    if asked.pin is not None and asked.is_pinned_to(route) and not lates:
        code = "pinned"
    return Outcome(code, min(lates, default=None))


def _of_filling(asked: Asked, route: Route, filling: tuple[str, ...]) -> Iterator[Found]:
    """How far the ways come that send some parts."""
    code = first_broken(route, filling)
    if code is not None:
        yield code, None
        return
    for wait in waits_of(route, filling, asked.called):
        if all(
            units_in(route.atlas, (route.depot.depot_id, part), wait) >= filling.count(part)
            for part in filling
        ):
            yield from _packed_with(asked, route, wait)


def first_broken(route: Route, filling: tuple[str, ...]) -> str | None:
    """First test that needs no clock and that some parts fail on a route; None: none."""
    for part in filling:
        if units_in(route.atlas, (route.depot.depot_id, part), None) < filling.count(part):
            return "stock"
    broken = (
        *(code for code, _ in broken_by_places(route) if code != "no_flight"),
        *(code for code, _ in broken_by_service(route.carrier, filling)),
        *(code for code, _ in broken_by_both(route, filling)),
    )
    return next(iter(broken), None)


def _packed_with(asked: Asked, route: Route, wait: datetime) -> Iterator[Found]:
    """How far the ways come that are packed once the receipts until an instant are there."""
    first_due = min(target.due_at for target in asked.targets)
    ready_at = packed_at(route.origin, asked.called, wait)
    if max(asked.called, wait) > first_due + MOST_DAYS_LATE:
        yield "late", None
    elif ready_at is None:
        yield "depot_closed", None
    else:
        for departs_at, code in _departures(asked, route, ready_at):
            yield (code, None) if code else _wished(asked, route, departs_at)


def _departures(
    asked: Asked, route: Route, ready_at: datetime
) -> Iterator[tuple[datetime, str | None]]:
    """Departures that are looked at, with the first test of the clock that each fails."""
    service, network = route.service, route.network
    if service.kind == "scheduled":
        at = first_collection(route, ready_at)
        yield (ready_at, _why_not_collected(route, ready_at)) if at is None else (at, None)
        return
    first = first_departure(service, ready_at)
    if service.kind == "air":
        code = None if operates_at(route, first) else "operating_hours"
        yield first, code or (no_flight(route) and "no_flight")
        return
    for departs_at in (first, *later_slots(network, first)):
        code = None if departs_at <= asked.latest_departure else "late"
        if not all(vehicles_in(route.origin, *slot[1:]) for slot in slots_of(route, departs_at)):
            code = "vehicle"
        yield departs_at, code if operates_at(route, departs_at) else "operating_hours"


def _why_not_collected(route: Route, ready_at: datetime) -> str:
    days = days_around(route.origin, ready_at, 1)
    return "depot_closed" if any(operates_on(route, day) for day in days) else "operating_hours"


def _wished(asked: Asked, route: Route, departs_at: datetime) -> Found:
    """How far a departure comes that is possible: wishes, then the target."""
    wishes = asked.wishes
    if route.depot.depot_id in wishes.excluded_depots:
        return "excluded", None
    if route.service.service_id in wishes.excluded_services:
        return "excluded", None
    if not asked.is_pinned_to(route, departs_at):
        return "pinned", None
    return _judged(asked.targets, route, departs_at)


def _judged(targets: Iterable[Target], route: Route, departs_at: datetime) -> Found:
    """Whether a way meets all targets, else why not, and by how much it is late."""
    codes, most_late = [MEETS], -MOST_DAYS_LATE
    for target in targets:
        door = at_door(route, departs_at, target.confidence)
        taken = None if door is None else received(route, door)
        if door is None or taken is None:
            return "late", None
        late = (departs_at if target.kind == "ship_by" else taken) - target.due_at
        most_late = max(most_late, late)
        if late > timedelta():
            waits = target.kind == "arrive_by" and taken > door
            codes.append("receiving_hours" if waits else "late")
    late_first = [code for code in codes if code != MEETS]
    return max(late_first, key=PLACE.__getitem__, default=MEETS), most_late
