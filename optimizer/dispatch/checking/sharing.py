"""What all shipments of a plan use together: units of stock cells and vehicles of slots."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from optimizer.calendars import WEEKDAYS
from optimizer.dispatch.checking.clock import local, minute_of_day
from optimizer.dispatch.checking.leaving import called_at, slot_of, supplied_until
from optimizer.dispatch.checking.prices import vehicles_of_trip
from optimizer.dispatch.checking.report import Violation, said
from optimizer.dispatch.checking.road import drive
from optimizer.dispatch.checking.scarcity import Cell
from optimizer.dispatch.checking.shipment import Shipment
from optimizer.network import CourierService, Depot, Network, Site

Slot = tuple[str, str, datetime]


def stock_violations(
    network: Network, shipments: Iterable[Shipment], now: datetime
) -> Iterator[Violation]:
    """No cell gives more units than it has, nor gives one before it is there."""
    takers: dict[Cell, list[tuple[datetime, str]]] = defaultdict(list)
    for shipment in shipments:
        until = supplied_until(shipment, now) or called_at(shipment, now)
        for line, option in zip(shipment.lines, shipment.options, strict=True):
            takers[option.depot_id, option.part_number].append((until, line.line_id))
    for cell, uses in sorted(takers.items()):
        yield from _cell_violations(network, cell, sorted(uses))


def _cell_violations(
    network: Network, cell: Cell, uses: list[tuple[datetime, str]]
) -> Iterator[Violation]:
    """Nth unit by nth unit, in the order in which they can have been there."""
    free = network.stock[cell].free if cell in network.stock else 0
    receipts = network.inbound.get(cell, ())
    every = free + sum(receipt.quantity for receipt in receipts)
    for taken, (until, line_id) in enumerate(uses, start=1):
        there = free + sum(each.quantity for each in receipts if each.available_at <= until)
        if taken > there:
            code = "stock" if taken > every else "stock_before_receipt"
            sentence = f"Unit {taken} of {cell[1]} at {cell[0]} is taken, {there} are there"
            yield Violation(line_id, code, f"{sentence} by {said(until)}.")


def round_trip(shipment: Shipment) -> tuple[datetime, datetime]:
    """When the vehicle of a dedicated departure leaves and is back.

    Source: dispatch.md, "Details, settled once": two median drives and the handovers.
    """
    places = shipment.network, shipment.depot, shipment.service, shipment.site
    return shipment.departs_at, returned_at(*places, shipment.departs_at)


def returned_at(
    network: Network, depot: Depot, service: CourierService, site: Site, departs_at: datetime
) -> datetime:
    """When a vehicle that leaves for a site is back; source as of `round_trip`."""
    rules = network.rules
    starts = departs_at + timedelta(minutes=rules.handover_origin_minutes)
    speeds = service.speed_factor_urban, service.speed_factor_intercity
    way = drive(network, depot, site, starts, speeds)
    at_site = rules.parking_access_minutes + rules.handover_site_minutes
    return starts + timedelta(minutes=2 * way.median_minutes + at_site)


def slots_of(shipment: Shipment) -> list[Slot]:
    """Vehicle slots that a dedicated departure touches from leaving to return."""
    touched = slots_between(shipment.network, *round_trip(shipment))
    return [(shipment.depot.depot_id, shipment.service.service_id, start) for start in touched]


def slots_between(network: Network, leaves: datetime, returns: datetime) -> list[datetime]:
    """Start of every vehicle slot from leaving to return."""
    length = timedelta(minutes=network.rules.vehicle_slot_minutes)
    start, slots = slot_of(network, leaves), []
    while start < returns:
        slots.append(start)
        start += length
    return slots


def vehicles_in(network: Network, slot: Slot) -> int:
    """Vehicles of a depot and service, by the clock of the depot at the start of a slot.

    Those that earlier plans have on the road are not there.
    """
    depot_id, service_id, start = slot
    wall = local(network.depots[depot_id], start)
    owned = sum(
        hours.vehicles
        for hours in network.vehicles.get((depot_id, service_id), ())
        if WEEKDAYS[wall.weekday()] in hours.weekdays
        and hours.from_minute <= minute_of_day(wall) < hours.to_minute
    )
    return max(0, owned - network.vehicles_out.get(slot, 0))


def vehicles_used(trips: Iterable[list[Shipment]]) -> dict[Slot, list[tuple[str, int]]]:
    """Vehicles that trips use in each slot, with the first line of each trip."""
    used: dict[Slot, list[tuple[str, int]]] = defaultdict(list)
    for trip in trips:
        if trip[0].service.kind == "dedicated":
            for slot in slots_of(trip[0]):
                used[slot].append((trip[0].lines[0].line_id, vehicles_of_trip(trip)))
    return used


def vehicle_violations(network: Network, trips: Iterable[list[Shipment]]) -> Iterator[Violation]:
    """No slot has more vehicles on the road than the depot has of that service."""
    for slot, users in sorted(vehicles_used(trips).items()):
        used, capacity = sum(count for _, count in users), vehicles_in(network, slot)
        if used > capacity:
            line_ids = [line_id for line_id, _ in users]
            sentence = f"{slot[0]} has {capacity} of {slot[1]} from {said(slot[2])}, {used} are out"
            yield Violation(line_ids[-1], "vehicle", f"{sentence} for {', '.join(line_ids)}.")
