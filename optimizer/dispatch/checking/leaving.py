"""When a shipment can be packed, and at which instants its service may leave with it."""

from datetime import UTC, date, datetime, timedelta

from optimizer.calendars import WEEKDAYS
from optimizer.dispatch.checking.atlas import Route
from optimizer.dispatch.checking.clock import (
    Spot,
    at_minute,
    days_around,
    is_business_day,
    is_public_holiday,
    local,
    minute_of_day,
    next_open,
    open_throughout,
    opening_of,
)
from optimizer.dispatch.checking.memory import remembered
from optimizer.dispatch.checking.report import INSTANT_TOLERANCE, Faults, said, same_instant
from optimizer.dispatch.checking.shipment import Shipment
from optimizer.network import CourierService, Depot, Network

LATER_SLOTS = 11
"""Departures of a dedicated service after the first one. Source: dispatch.md."""

DEPARTURE_HORIZON = timedelta(hours=48)
"""No dedicated departure is later than this after due and now. Source: dispatch.md."""


def called_at(shipment: Shipment, now: datetime) -> datetime:
    """When somebody is asked to pack: the latest of release and now."""
    return max(now, shipment.released_at)


@remembered
def packed_at(depot: Spot[Depot], called: datetime, receipt_at: datetime) -> datetime | None:
    """Packed, when the unit is there from `receipt_at` on: at an opening or by call-out.

    Source: "Which rule combines what" 3; the call-out is made at once, whatever arrives later.
    """
    place = depot.place
    starts = [next_open(depot, max(called, receipt_at))]
    if place.callout_minutes is not None:
        arrives = max(called + timedelta(minutes=place.callout_minutes), receipt_at)
        starts += [arrives] if _may_be_called_out(depot, arrives) else []
    possible = [start for start in starts if start is not None]
    return min(possible) + timedelta(minutes=place.pick_pack_minutes) if possible else None


def _may_be_called_out(depot: Spot[Depot], at: datetime) -> bool:
    is_holiday = is_public_holiday(depot, local(depot, at).date())
    return not is_holiday or opening_of(depot).holiday_rule != "closed"


@remembered
def waits_of(route: Route, part_numbers: tuple[str, ...], called: datetime) -> list[datetime]:
    """Instants for which some parts may wait: none, or the receipts of their cells."""
    inbound, depot_id = route.network.inbound, route.depot.depot_id
    receipts = {
        receipt.available_at
        for part_number in part_numbers
        for receipt in inbound.get((depot_id, part_number), ())
    }
    return [called, *sorted(receipt for receipt in receipts if receipt > called)]


def supplied_until(shipment: Shipment, now: datetime) -> datetime | None:
    """Latest receipt that a shipment can have waited for, by when it is packed; None: no such."""
    called = called_at(shipment, now)
    return latest_wait(shipment.route, shipment.part_numbers, called, shipment.ready_at)


@remembered
def latest_wait(
    route: Route, part_numbers: tuple[str, ...], called: datetime, ready_at: datetime
) -> datetime | None:
    """Latest instant that some parts, packed at an instant, can have waited for."""
    fitting = [
        wait
        for wait in waits_of(route, part_numbers, called)
        if same_instant(ready_at, packed_at(route.origin, called, wait))
    ]
    return max(fitting, default=None)


def ready_faults(shipment: Shipment, now: datetime) -> Faults:
    """The claimed instant of packing is one that opening, call-out and receipts allow."""
    if supplied_until(shipment, now) is None:
        called = called_at(shipment, now)
        possible = [
            said(packed_at(shipment.route.origin, called, wait))
            for wait in waits_of(shipment.route, shipment.part_numbers, called)
        ]
        claim = said(shipment.ready_at)
        yield "ready", f"Packed at {claim}, possible is {' or '.join(possible)}."


@remembered
def operates_on(route: Route, day: date) -> bool:
    """Whether a service works on a local day of a depot.

    Source: columns operates and operates_on_public_holidays of courier_services.csv.
    """
    depot, service = route.origin, route.service
    if is_public_holiday(depot, day) and not service.operates_on_public_holidays:
        return False
    if "business_day" in service.operates:
        return is_business_day(depot, day)
    return WEEKDAYS[day.weekday()] in service.operates


def operates_at(route: Route, at: datetime) -> bool:
    """Whether a dedicated or air service picks up at an instant."""
    wall, service = local(route.origin, at), route.service
    in_hours = service.from_minute <= minute_of_day(wall) < service.to_minute
    return in_hours and operates_on(route, wall.date())


def first_departure(service: CourierService, ready_at: datetime) -> datetime:
    """Earliest pick-up by a dedicated or air service: packed plus collect minutes."""
    return ready_at + timedelta(minutes=service.collect_minutes or 0)


def slot_of(network: Network, at: datetime) -> datetime:
    """Start of the vehicle slot in which an instant lies; slots start at full UTC hours."""
    midnight = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    length = timedelta(minutes=network.rules.vehicle_slot_minutes)
    return midnight + (at - midnight) // length * length


def later_slots(network: Network, first: datetime) -> list[datetime]:
    """Starts of the eleven slots after the one in which a first departure lies."""
    slot, length = slot_of(network, first), timedelta(minutes=network.rules.vehicle_slot_minutes)
    return [slot + n * length for n in range(1, LATER_SLOTS + 1)]


def latest_departure(shipment: Shipment, now: datetime) -> datetime:
    """Last instant at which a dedicated departure is offered: 48 hours after due and now."""
    return max(now, *(line.target.due_at for line in shipment.lines)) + DEPARTURE_HORIZON


def dedicated_faults(shipment: Shipment, now: datetime) -> Faults:
    """A dedicated departure is the first one or the start of one of the next eleven slots."""
    departs, first = shipment.departs_at, first_departure(shipment.service, shipment.ready_at)
    if departs < first - INSTANT_TOLERANCE:
        yield "departs_before_ready", f"Leaves at {said(departs)}, first at {said(first)}."
    elif not same_instant(departs, first):
        slots = later_slots(shipment.network, first)
        if not any(same_instant(departs, start) for start in slots):
            sentence = f"Leaves at {said(departs)}, allowed are {said(first)} and the eleven slots"
            yield "departure", f"{sentence} until {said(slots[-1])}."
    latest = latest_departure(shipment, now)
    if departs > latest + INSTANT_TOLERANCE:
        yield "departure", f"Leaves at {said(departs)}, at the latest {said(latest)} is offered."
    yield from _operating_faults(shipment)


def air_faults(shipment: Shipment, _now: datetime) -> Faults:
    """Air has one departure: packed plus collect minutes."""
    departs, first = shipment.departs_at, first_departure(shipment.service, shipment.ready_at)
    if departs < first - INSTANT_TOLERANCE:
        yield "departs_before_ready", f"Leaves at {said(departs)}, first at {said(first)}."
    elif not same_instant(departs, first):
        yield "departure", f"Leaves at {said(departs)}, its one departure is {said(first)}."
    yield from _operating_faults(shipment)


def _operating_faults(shipment: Shipment) -> Faults:
    service, at = shipment.service, shipment.departs_at
    if not operates_at(shipment.route, at):
        wall = local(shipment.route.origin, at)
        hours = f"minutes {service.from_minute} to {service.to_minute}"
        days = " ".join(service.operates)
        yield "operating_hours", f"Leaves at {wall.isoformat()} local, works {days}, {hours}."


@remembered
def collection_on(route: Route, day: date) -> datetime | None:
    """Collection of a scheduled service on a local day: it works and the depot is open for it."""
    service = route.service
    if service.collection_cutoff_minute is None or not operates_on(route, day):
        return None
    if not open_throughout(route.origin, day, service.from_minute, service.to_minute):
        return None
    return at_minute(route.origin, day, service.collection_cutoff_minute)


def first_collection(route: Route, ready_at: datetime) -> datetime | None:
    """First collection by which a shipment is packed; packed at the cut-off counts."""
    for day in days_around(route.origin, ready_at, 1):
        at = collection_on(route, day)
        if at is not None and ready_at <= at:
            return at
    return None


def scheduled_faults(shipment: Shipment, _now: datetime) -> Faults:
    """A scheduled service leaves at the first possible collection."""
    route, service, departs = shipment.route, shipment.service, shipment.departs_at
    first = first_collection(route, shipment.ready_at)
    if same_instant(departs, first):
        return
    day = local(route.origin, departs).date()
    if departs < shipment.ready_at - INSTANT_TOLERANCE:
        code = "departs_before_ready"
    elif not operates_on(route, day):
        code = "operating_hours"
    elif not open_throughout(route.origin, day, service.from_minute, service.to_minute):
        code = "depot_closed"
    else:
        code = "departure"
    yield code, f"Collected at {said(departs)}, the first possible collection is {said(first)}."
