"""What all shipments of a plan use together: units of stock cells and vehicles of slots."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from optimizer.calendars import WEEKDAYS
from optimizer.dispatch.checking.arriving import drive_starts, handed_over_after
from optimizer.dispatch.checking.atlas import Atlas, Route
from optimizer.dispatch.checking.clock import Spot, local, minute_of_day
from optimizer.dispatch.checking.leaving import called_at, slot_of, supplied_until
from optimizer.dispatch.checking.memory import remembered
from optimizer.dispatch.checking.prices import vehicles_of_trip
from optimizer.dispatch.checking.report import Violation, said
from optimizer.dispatch.checking.road import drive
from optimizer.dispatch.checking.scarcity import Cell
from optimizer.dispatch.checking.shipment import Shipment
from optimizer.network import CourierService, Depot, Network, Site

Slot = tuple[str, str, datetime]


def stock_violations(
    atlas: Atlas, shipments: Iterable[Shipment], now: datetime
) -> Iterator[Violation]:
    """No cell gives more units than it has, nor gives one before it is there."""
    takers: dict[Cell, list[tuple[datetime, str]]] = defaultdict(list)
    for shipment in shipments:
        until = there_until(shipment, now)
        for line, option in zip(shipment.lines, shipment.options, strict=True):
            takers[option.depot_id, option.part_number].append((until, line.line_id))
    for cell, uses in sorted(takers.items()):
        yield from _cell_violations(atlas, cell, sorted(uses))


def there_until(shipment: Shipment, now: datetime) -> datetime:
    """Until when the units of a shipment must be there, to be packed as it claims."""
    return supplied_until(shipment, now) or called_at(shipment, now)


def _cell_violations(
    atlas: Atlas, cell: Cell, uses: list[tuple[datetime, str]]
) -> Iterator[Violation]:
    """Nth unit by nth unit, in the order in which they can have been there."""
    for taken, (until, line_id) in enumerate(uses, start=1):
        there = units_in(atlas, cell, until)
        if taken > there:
            code = "stock" if taken > units_in(atlas, cell, None) else "stock_before_receipt"
            sentence = f"Unit {taken} of {cell[1]} at {cell[0]} is taken, {there} are there"
            yield Violation(line_id, code, f"{sentence} by {said(until)}.")


def returned_at(
    network: Network, depot: Depot, service: CourierService, site: Site, departs_at: datetime
) -> datetime:
    """When a vehicle that leaves for a site is back; source as of `back_at`."""
    route = Atlas(network).route(depot.depot_id, service.service_id, site.site_id)
    return back_at(route, departs_at)


def units_in(atlas: Atlas, cell: Cell, until: datetime | None) -> int:
    """Units that a cell has free or receives until an instant; None: ever."""
    network = atlas.network
    free = network.stock[cell].free if cell in network.stock else 0
    receipts = network.inbound.get(cell, ())
    return free + sum(
        each.quantity for each in receipts if until is None or each.available_at <= until
    )


@remembered
def back_at(route: Route, departs_at: datetime) -> datetime:
    """When the vehicle of a dedicated departure is back.

    Source: dispatch.md, "Details, settled once": two median drives and the handovers.
    """
    starts = drive_starts(route, departs_at)
    there_and_back = timedelta(minutes=2 * drive(route.road, starts).median_minutes)
    return starts + there_and_back + handed_over_after(route.network)


def slots_of(route: Route, departs_at: datetime) -> list[Slot]:
    """Vehicle slots that a dedicated departure touches from leaving to return."""
    touched = slots_between(route.network, departs_at, back_at(route, departs_at))
    return [(route.depot.depot_id, route.service.service_id, start) for start in touched]


def slots_between(network: Network, leaves: datetime, returns: datetime) -> list[datetime]:
    """Start of every vehicle slot from leaving to return."""
    length = timedelta(minutes=network.rules.vehicle_slot_minutes)
    start, slots = slot_of(network, leaves), []
    while start < returns:
        slots.append(start)
        start += length
    return slots


@remembered
def vehicles_in(depot: Spot[Depot], service_id: str, start: datetime) -> int:
    """Vehicles of a depot and service, by the clock of the depot at the start of a slot.

    Those that earlier plans have on the road are not there.
    """
    network, depot_id, wall = depot.network, depot.place.depot_id, local(depot, start)
    owned = sum(
        hours.vehicles
        for hours in network.vehicles.get((depot_id, service_id), ())
        if WEEKDAYS[wall.weekday()] in hours.weekdays
        and hours.from_minute <= minute_of_day(wall) < hours.to_minute
    )
    return max(0, owned - network.vehicles_out.get((depot_id, service_id, start), 0))


def vehicles_used(trips: Iterable[list[Shipment]]) -> dict[Slot, list[tuple[str, int]]]:
    """Vehicles that trips use in each slot, with the first line of each trip."""
    used: dict[Slot, list[tuple[str, int]]] = defaultdict(list)
    for trip in trips:
        if trip[0].service.kind == "dedicated":
            needed = vehicles_of_trip(trip)
            for slot in slots_of(trip[0].route, trip[0].departs_at):
                used[slot].append((trip[0].lines[0].line_id, needed))
    return used


def vehicle_violations(
    atlas: Atlas, out: Mapping[Slot, list[tuple[str, int]]]
) -> Iterator[Violation]:
    """No slot has more vehicles on the road than the depot has of that service."""
    for slot, users in sorted(out.items()):
        used, capacity = (
            sum(count for _, count in users),
            vehicles_in(atlas.depot(slot[0]), slot[1], slot[2]),
        )
        if used > capacity:
            line_ids = [line_id for line_id, _ in users]
            sentence = f"{slot[0]} has {capacity} of {slot[1]} from {said(slot[2])}, {used} are out"
            yield Violation(line_ids[-1], "vehicle", f"{sentence} for {', '.join(line_ids)}.")
