"""When a shipment is received, and how likely that is on time."""

from datetime import UTC, date, datetime, timedelta

from optimizer.dispatch.checking.atlas import Route
from optimizer.dispatch.checking.clock import (
    at_minute,
    customs_cleared,
    is_business_day,
    is_open,
    is_public_holiday,
    latest_acceptable,
    local,
    next_open,
    opening_of,
    windows_on,
)
from optimizer.dispatch.checking.memory import remembered
from optimizer.dispatch.checking.road import drive, geodesic_km
from optimizer.network import MINUTES_PER_DAY, Lane, Network

HIGH_CONFIDENCE = 0.9
"""From here on a scheduled service is planned at its longest transit. Source: dispatch.md."""

SATURDAY = 6


@remembered
def arrival(route: Route, departs_at: datetime, share: float) -> datetime | None:
    """Instant at which a shipment that leaves then is received with a probability of `share`.

    Source: dispatch.md, "Which rule combines what" 3 and 4, and "Scheduled service".
    """
    at = at_door(route, departs_at, share)
    return None if at is None else received(route, at)


def at_door(route: Route, departs_at: datetime, share: float) -> datetime | None:
    """Instant at which it is at the site, which may be closed; None: nothing flies there."""
    if route.service.kind == "dedicated":
        return driven(route, departs_at, share)
    if route.service.kind == "scheduled":
        return carried(route, departs_at, share)
    landed = landed_at(route, tendered_at(route, departs_at, share))
    return None if landed is None else brought_from_air(route, landed, share)


def received(route: Route, at: datetime) -> datetime | None:
    """When goods-in takes what is at the door: at once, or when the site opens next.

    A scheduled delivery in the minute of closing is received.
    """
    return at if in_receiving_hours(route, at) else next_open(route.goal, at)


def in_receiving_hours(route: Route, at: datetime) -> bool:
    """Whether goods-in takes goods at an instant; a scheduled delivery also at closing."""
    if is_open(route.goal, at):
        return True
    windows = windows_on(route.goal, local(route.goal, at).date())
    return route.service.kind == "scheduled" and any(at == closes for _, closes in windows)


def drive_starts(route: Route, departs_at: datetime) -> datetime:
    """End of loading, from which peak and night are judged."""
    return departs_at + timedelta(minutes=route.network.rules.handover_origin_minutes)


def handed_over_after(network: Network) -> timedelta:
    """Time from the end of a drive at the site to the end of the handover."""
    rules = network.rules
    return timedelta(minutes=rules.parking_access_minutes + rules.handover_site_minutes)


def driven(route: Route, departs_at: datetime, share: float) -> datetime:
    """Direct drive, then access and handover."""
    starts = drive_starts(route, departs_at)
    ends = starts + drive(route.road, starts).quantile(share)
    return ends + handed_over_after(route.network)


@remembered
def lane_of(route: Route) -> Lane:
    """First lane that fits: domestic, then same customs zone, then the two regions."""
    depot, site, lanes = route.depot, route.site, route.network.lanes
    if depot.country == site.country:
        return lanes["domestic", "domestic"]
    if depot.customs_zone == site.customs_zone:
        return lanes["same_customs_zone", "same_customs_zone"]
    return lanes[depot.region, site.region]


def transit_days(route: Route) -> tuple[int, int]:
    """Shortest and longest transit with the days of the lane [business days]."""
    service, more = route.service, lane_of(route)
    shortest, longest = service.transit_days_min or 0, service.transit_days_max or 0
    return shortest + more.transit_days_add, longest + more.transit_days_add


def carried(route: Route, departs_at: datetime, share: float) -> datetime:
    """Delivery after the longest transit at a high confidence, else after the median one."""
    shortest, longest = transit_days(route)
    median = shortest + (longest - shortest) // 2
    collected = local(route.origin, departs_at).date()
    return delivered(route, collected, longest if share >= HIGH_CONFIDENCE else median)


@remembered
def delivered(route: Route, collected: date, days: int) -> datetime:
    """Delivery some transit days after the date of collection, in business days of the site.

    It comes at the earlier of deliver_by_local and the site's closing.
    """
    day = delivery_day(route, collected, days)
    at = at_minute(route.goal, day, route.service.deliver_by_minute or 0)
    windows = windows_on(route.goal, day)
    return min(at, windows[-1][1]) if windows else at


def delivery_day(route: Route, collected: date, days: int) -> date:
    """Local date at the site, some transit days after the collection date of the depot.

    After none it is that date, or the first later one on which anything is delivered there.
    """
    day = collected
    if days == 0:
        day, days = day - timedelta(days=1), 1
    while days:
        day += timedelta(days=1)
        days -= counts_as_transit(route, day)
    return day


def counts_as_transit(route: Route, day: date) -> bool:
    """Whether a date is a business day of the site, or a Saturday on which it is delivered to.

    Source: column saturday_delivery of courier_services.csv.
    """
    site = route.goal
    if is_business_day(site, day):
        return True
    saturdays = route.service.saturday_delivery and opening_of(site).always_open
    return saturdays and day.isoweekday() == SATURDAY and not is_public_holiday(site, day)


def tendered_at(route: Route, departs_at: datetime, share: float) -> datetime:
    """Loaded, driven to the airport and handed in there, when the drive takes its quantile."""
    airport = route.atlas.airport(route.depot.nearest_airport)
    starts = drive_starts(route, departs_at)
    brought = starts + drive(route.atlas.road(route.origin, airport), starts).quantile(share)
    return brought + timedelta(minutes=route.service.tender_minutes or 0)


def brought_from_air(route: Route, landed: datetime, share: float) -> datetime:
    """Recovered, cleared, driven to the site, access and handover."""
    airport = route.atlas.airport(route.site.nearest_airport)
    cleared = cleared_at(route, landed)
    last = drive(route.atlas.road(airport, route.goal), cleared).quantile(share)
    return cleared + last + handed_over_after(route.network)


def landed_at(route: Route, tendered: datetime) -> datetime | None:
    """Landing of the next direct flight, or of an aircraft that leaves at once."""
    network, pair = route.network, (route.depot.nearest_airport, route.site.nearest_airport)
    if not route.service.timetabled_flight:
        flown = geodesic_km(network.airports[pair[0]], network.airports[pair[1]])
        minutes = flown / network.rules.flight_km_per_minute
        return tendered + timedelta(minutes=network.rules.flight_block_base_minutes + minutes)
    flight = network.flights.get(pair)
    if flight is None:
        return None
    leaves = next_flight(network, flight.departures_per_day, tendered)
    return leaves + timedelta(minutes=flight.block_minutes)


def next_flight(network: Network, departures_per_day: int, at: datetime) -> datetime:
    """First departure of a daily timetable at an instant or after it.

    Source: flight_first_departure_utc of travel_rules.csv.
    """
    gap = timedelta(minutes=MINUTES_PER_DAY // departures_per_day)
    midnight = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    some_departure = midnight + timedelta(minutes=network.rules.flight_first_departure_utc)
    return some_departure - (some_departure - at) // gap * gap


@remembered
def cleared_at(route: Route, landed: datetime) -> datetime:
    """Instant at which goods are recovered and through customs; inside a zone there is none."""
    claimed = landed + timedelta(minutes=route.service.recovery_minutes or 0)
    zones = (route.depot.customs_zone, route.site.customs_zone)
    if zones[0] == zones[1]:
        return claimed
    hours = route.service.customs_clearance_hours_override
    if hours is not None:
        return claimed + timedelta(hours=hours)
    border = route.network.borders.get(zones)
    needed = border.clearance_hours if border is not None else None
    return customs_cleared(route.goal, claimed, needed or 0.0)


def latest_drive_end(route: Route, due_at: datetime) -> datetime | None:
    """Latest end of a drive after which access and handover are done in time."""
    latest = latest_acceptable(route.goal, due_at)
    return None if latest is None else latest - handed_over_after(route.network)
