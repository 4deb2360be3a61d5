"""When a shipment can be packed, and at which instants its service may leave with it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from optimizer.calendars import WEEKDAYS, local_instant, zone
from optimizer.dispatch.checking.clock import (
    calendar_of,
    days_around,
    local,
    minute_of_day,
    next_open,
    open_throughout,
)
from optimizer.dispatch.checking.report import INSTANT_TOLERANCE, said, same_instant
from optimizer.dispatch.checking.shipment import Shipment
from optimizer.network import CourierService, Depot, Network

LATER_SLOTS = 11
"""Departures of a dedicated service after the first one. Source: dispatch.md."""

DEPARTURE_HORIZON = timedelta(hours=48)
"""No dedicated departure is later than this after due and now. Source: dispatch.md."""


def called_at(shipment: Shipment, now: datetime) -> datetime:
    """When somebody is asked to pack: the latest of release and now."""
    return max(now, shipment.released_at)


def packed_at(
    network: Network, depot: Depot, called: datetime, receipt_at: datetime
) -> datetime | None:
    """Packed, when the unit is there from `receipt_at` on: at an opening or by call-out.

    Source: "Which rule combines what" 3; the call-out is made at once, whatever arrives later.
    """
    starts = [next_open(network, depot, max(called, receipt_at))]
    if depot.callout_minutes is not None:
        arrives = max(called + timedelta(minutes=depot.callout_minutes), receipt_at)
        starts += [arrives] if _may_be_called_out(network, depot, arrives) else []
    possible = [start for start in starts if start is not None]
    return min(possible) + timedelta(minutes=depot.pick_pack_minutes) if possible else None


def _may_be_called_out(network: Network, depot: Depot, at: datetime) -> bool:
    is_holiday = calendar_of(network, depot).is_public_holiday(local(depot, at).date())
    return not is_holiday or network.opening_classes[depot.opening_class].holiday_rule != "closed"


def waits_of(shipment: Shipment, called: datetime) -> list[datetime]:
    """Instants for which the parts of a shipment may wait: none, or the receipts of its cells."""
    cells = {(shipment.depot.depot_id, part.part_number) for part in shipment.parts}
    receipts = {
        receipt.available_at for cell in cells for receipt in shipment.network.inbound.get(cell, ())
    }
    return [called, *sorted(receipt for receipt in receipts if receipt > called)]


def supplied_until(shipment: Shipment, now: datetime) -> datetime | None:
    """Latest receipt that a shipment can have waited for, by when it is packed; None: no such."""
    called = called_at(shipment, now)
    fitting = [
        wait
        for wait in waits_of(shipment, called)
        if same_instant(
            shipment.ready_at, packed_at(shipment.network, shipment.depot, called, wait)
        )
    ]
    return max(fitting, default=None)


def ready_faults(shipment: Shipment, now: datetime) -> Iterator[tuple[str, str]]:
    """The claimed instant of packing is one that opening, call-out and receipts allow."""
    if supplied_until(shipment, now) is None:
        called = called_at(shipment, now)
        possible = [
            said(packed_at(shipment.network, shipment.depot, called, wait))
            for wait in waits_of(shipment, called)
        ]
        yield (
            "ready",
            f"Packed at {said(shipment.ready_at)}, possible is {' or '.join(possible)}.",
        )


def operates_on(network: Network, depot: Depot, service: CourierService, day: date) -> bool:
    """Whether a service works on a local day of a depot.

    Source: columns operates and operates_on_public_holidays of courier_services.csv.
    """
    calendar = calendar_of(network, depot)
    if calendar.is_public_holiday(day) and not service.operates_on_public_holidays:
        return False
    if "business_day" in service.operates:
        return calendar.is_business_day(day)
    return WEEKDAYS[day.weekday()] in service.operates


def operates_at(network: Network, depot: Depot, service: CourierService, at: datetime) -> bool:
    """Whether a dedicated or air service picks up at an instant."""
    wall = local(depot, at)
    in_hours = service.from_minute <= minute_of_day(wall) < service.to_minute
    return in_hours and operates_on(network, depot, service, wall.date())


def first_departure(shipment: Shipment) -> datetime:
    """Earliest pick-up by a dedicated or air service: packed plus collect minutes."""
    return shipment.ready_at + timedelta(minutes=shipment.service.collect_minutes or 0)


def slot_of(network: Network, at: datetime) -> datetime:
    """Start of the vehicle slot in which an instant lies; slots start at full UTC hours."""
    midnight = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    length = timedelta(minutes=network.rules.vehicle_slot_minutes)
    return midnight + (at - midnight) // length * length


def dedicated_faults(shipment: Shipment, now: datetime) -> Iterator[tuple[str, str]]:
    """A dedicated departure is the first one or the start of one of the next eleven slots."""
    first, departs = first_departure(shipment), shipment.departs_at
    length = timedelta(minutes=shipment.network.rules.vehicle_slot_minutes)
    slots = [slot_of(shipment.network, first) + n * length for n in range(1, LATER_SLOTS + 1)]
    if departs < first - INSTANT_TOLERANCE:
        yield "departs_before_ready", f"Leaves at {said(departs)}, first at {said(first)}."
    elif not any(same_instant(departs, start) for start in (first, *slots)):
        sentence = f"Leaves at {said(departs)}, allowed are {said(first)} and the eleven slots"
        yield "departure", f"{sentence} until {said(slots[-1])}."
    latest = max(now, *(line.target.due_at for line in shipment.lines)) + DEPARTURE_HORIZON
    if departs > latest + INSTANT_TOLERANCE:
        yield "departure", f"Leaves at {said(departs)}, at the latest {said(latest)} is offered."
    yield from _operating_faults(shipment)


def air_faults(shipment: Shipment, _now: datetime) -> Iterator[tuple[str, str]]:
    """Air has one departure: packed plus collect minutes."""
    first, departs = first_departure(shipment), shipment.departs_at
    if departs < first - INSTANT_TOLERANCE:
        yield "departs_before_ready", f"Leaves at {said(departs)}, first at {said(first)}."
    elif not same_instant(departs, first):
        yield "departure", f"Leaves at {said(departs)}, its one departure is {said(first)}."
    yield from _operating_faults(shipment)


def _operating_faults(shipment: Shipment) -> Iterator[tuple[str, str]]:
    service, at = shipment.service, shipment.departs_at
    if not operates_at(shipment.network, shipment.depot, service, at):
        wall = local(shipment.depot, at)
        hours = f"minutes {service.from_minute} to {service.to_minute}"
        days = " ".join(service.operates)
        yield "operating_hours", f"Leaves at {wall.isoformat()} local, works {days}, {hours}."


def collection_on(shipment: Shipment, day: date) -> datetime | None:
    """Collection of a scheduled service on a local day: it works and the depot is open for it."""
    network, depot, service = shipment.network, shipment.depot, shipment.service
    if service.collection_cutoff_minute is None:
        return None
    works = operates_on(network, depot, service, day)
    is_staffed = open_throughout(network, depot, day, service.from_minute, service.to_minute)
    if not works or not is_staffed:
        return None
    return local_instant(zone(depot.timezone), day, service.collection_cutoff_minute)


def first_collection(shipment: Shipment) -> datetime | None:
    """First collection by which the shipment is packed; packed at the cut-off counts."""
    for day in days_around(shipment.depot, shipment.ready_at, 1):
        at = collection_on(shipment, day)
        if at is not None and shipment.ready_at <= at:
            return at
    return None


def scheduled_faults(shipment: Shipment, _now: datetime) -> Iterator[tuple[str, str]]:
    """A scheduled service leaves at the first possible collection."""
    network, depot, service = shipment.network, shipment.depot, shipment.service
    departs, first = shipment.departs_at, first_collection(shipment)
    if same_instant(departs, first):
        return
    day = local(depot, departs).date()
    if departs < shipment.ready_at - INSTANT_TOLERANCE:
        code = "departs_before_ready"
    elif not operates_on(network, depot, service, day):
        code = "operating_hours"
    elif not open_throughout(network, depot, day, service.from_minute, service.to_minute):
        code = "depot_closed"
    else:
        code = "departure"
    yield code, f"Collected at {said(departs)}, the first possible collection is {said(first)}."
