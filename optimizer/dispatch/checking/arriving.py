"""When a shipment is received, and how likely that is on time."""

from datetime import UTC, date, datetime, timedelta

from optimizer.calendars import local_instant, zone
from optimizer.dispatch.checking.clock import (
    calendar_of,
    customs_cleared,
    is_open,
    latest_acceptable,
    local,
    next_open,
    windows_on,
)
from optimizer.dispatch.checking.road import drive, geodesic_km
from optimizer.dispatch.checking.shipment import Shipment
from optimizer.dispatch.problem import Target
from optimizer.network import MINUTES_PER_DAY, Depot, Lane, Network, Place, Site

HIGH_CONFIDENCE = 0.9
"""From here on a scheduled service is planned at its longest transit. Source: dispatch.md."""

CERTAIN = 1 - 1e-9
"""Stands for probability one, whose quantile is infinite."""

SCAN_STEPS = 100
"""Shares tried from the top: later is not always slower, for the peak hours end."""

PRECISION = 1e-6
"""Bisection between two shares that were tried ends when they are this close."""


def arrival(shipment: Shipment, share: float) -> datetime | None:
    """Instant at which the shipment is received with a probability of `share`.

    Source: "Which rule combines what" 3 and 4; scheduled: the Scheduled service of dispatch.md.
    """
    if shipment.service.kind == "dedicated":
        return dedicated_arrival(shipment, share)
    if shipment.service.kind == "scheduled":
        return scheduled_arrival(shipment, share)
    return air_arrival(shipment, share)


def dedicated_arrival(shipment: Shipment, share: float) -> datetime | None:
    """Direct drive, then access and handover, then the next opening of the site."""
    rules = shipment.network.rules
    starts = shipment.departs_at + timedelta(minutes=rules.handover_origin_minutes)
    way = drive(shipment.network, shipment.depot, shipment.site, starts, speeds_of(shipment))
    ends = starts + way.quantile(share) + handed_over_after(shipment)
    return next_open(shipment.network, shipment.site, ends)


def speeds_of(shipment: Shipment) -> tuple[float, float]:
    """Factors of the service on urban and intercity speed."""
    return shipment.service.speed_factor_urban, shipment.service.speed_factor_intercity


def handed_over_after(shipment: Shipment) -> timedelta:
    """Time from the end of a drive at the site to the end of the handover."""
    rules = shipment.network.rules
    return timedelta(minutes=rules.parking_access_minutes + rules.handover_site_minutes)


def lane_of(network: Network, depot: Depot, site: Site) -> Lane:
    """First lane that fits: domestic, then same customs zone, then the two regions."""
    if depot.country == site.country:
        return network.lanes["domestic", "domestic"]
    if depot.customs_zone == site.customs_zone:
        return network.lanes["same_customs_zone", "same_customs_zone"]
    return network.lanes[depot.region, site.region]


def transit_days(shipment: Shipment) -> tuple[int, int]:
    """Shortest and longest transit with the days of the lane [business days]."""
    service, more = shipment.service, lane_of(shipment.network, shipment.depot, shipment.site)
    shortest, longest = service.transit_days_min or 0, service.transit_days_max or 0
    return shortest + more.transit_days_add, longest + more.transit_days_add


def scheduled_arrival(shipment: Shipment, share: float) -> datetime | None:
    """Delivery after the longest transit at a high confidence, else after the median one."""
    shortest, longest = transit_days(shipment)
    median = shortest + (longest - shortest) // 2
    return delivered(shipment, longest if share >= HIGH_CONFIDENCE else median)


def delivered(shipment: Shipment, days: int) -> datetime | None:
    """Delivery after some transit days, counted in business days of the site.

    It comes at the earlier of deliver_by_local and the site's closing; at closing is in time.
    """
    network, site, service = shipment.network, shipment.site, shipment.service
    day = delivery_day(shipment, days)
    windows = windows_on(network, site, day)
    at = local_instant(zone(site.timezone), day, service.deliver_by_minute or 0)
    if windows:
        at = min(at, windows[-1][1])
    if any(at == closes for _, closes in windows):
        return at
    return next_open(network, site, at)


def delivery_day(shipment: Shipment, days: int) -> date:
    """Local date at the site, some transit days after the collection date of the depot.

    After none it is that date, or the first later one on which anything is delivered there.
    """
    day = local(shipment.depot, shipment.departs_at).date()
    if days == 0:
        day, days = day - timedelta(days=1), 1
    while days:
        day += timedelta(days=1)
        days -= counts_as_transit(shipment, day)
    return day


def counts_as_transit(shipment: Shipment, day: date) -> bool:
    """Whether a date is a business day of the site, or a Saturday on which it is delivered to.

    Source: column saturday_delivery of courier_services.csv.
    """
    network, site = shipment.network, shipment.site
    calendar = calendar_of(network, site)
    always = network.opening_classes[site.receiving].always_open
    saturday = shipment.service.saturday_delivery and always and day.isoweekday() == 6  # noqa: PLR2004 - Saturday
    return calendar.is_business_day(day) or (saturday and not calendar.is_public_holiday(day))


def air_arrival(shipment: Shipment, share: float) -> datetime | None:
    """Drive, tender, flight, recovery, customs and drive, each drive at its quantile."""
    network, site, service = shipment.network, shipment.site, shipment.service
    origin = network.airports[shipment.depot.nearest_airport]
    target = network.airports[site.nearest_airport]
    starts = shipment.departs_at + timedelta(minutes=network.rules.handover_origin_minutes)
    brought = starts + drive(network, shipment.depot, origin, starts).quantile(share)
    landed = landed_at(shipment, brought + timedelta(minutes=service.tender_minutes or 0))
    if landed is None:
        return None
    claimed = landed + timedelta(minutes=service.recovery_minutes or 0)
    cleared = cleared_at(shipment, claimed)
    last = drive(network, target, site, cleared).quantile(share)
    return next_open(network, site, cleared + last + handed_over_after(shipment))


def landed_at(shipment: Shipment, tendered_at: datetime) -> datetime | None:
    """Landing of the next direct flight, or of an aircraft that leaves at once."""
    network, site = shipment.network, shipment.site
    pair = (shipment.depot.nearest_airport, site.nearest_airport)
    if not shipment.service.timetabled_flight:
        ends: tuple[Place, Place] = (network.airports[pair[0]], network.airports[pair[1]])
        flown = geodesic_km(*ends) / network.rules.flight_km_per_minute
        return tendered_at + timedelta(minutes=network.rules.flight_block_base_minutes + flown)
    flight = network.flights.get(pair)
    if flight is None:
        return None
    leaves = next_flight(network, flight.departures_per_day, tendered_at)
    return leaves + timedelta(minutes=flight.block_minutes)


def next_flight(network: Network, departures_per_day: int, at: datetime) -> datetime:
    """First departure of a daily timetable at an instant or after it.

    Source: flight_first_departure_utc of travel_rules.csv.
    """
    midnight = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    first = network.rules.flight_first_departure_utc
    gap = MINUTES_PER_DAY // departures_per_day
    minutes = sorted((first + k * gap) % MINUTES_PER_DAY for k in range(departures_per_day))
    leaves = [
        midnight + timedelta(days=day, minutes=minute) for day in (0, 1) for minute in minutes
    ]
    return next(instant for instant in leaves if instant >= at)


def cleared_at(shipment: Shipment, claimed_at: datetime) -> datetime:
    """Instant at which customs has cleared a shipment; inside a zone there is no customs."""
    zones = (shipment.depot.customs_zone, shipment.site.customs_zone)
    if zones[0] == zones[1]:
        return claimed_at
    hours = shipment.service.customs_clearance_hours_override
    if hours is not None:
        return claimed_at + timedelta(hours=hours)
    border = shipment.network.borders.get(zones)
    needed = border.clearance_hours if border is not None else None
    return customs_cleared(shipment.network, shipment.site, claimed_at, needed or 0.0)


def in_receiving_hours(shipment: Shipment, at: datetime) -> bool:
    """Whether goods-in takes goods at an instant; a scheduled delivery also at closing."""
    network, site = shipment.network, shipment.site
    if is_open(network, site, at):
        return True
    windows = windows_on(network, site, local(site, at).date())
    return shipment.service.kind == "scheduled" and any(at == closes for _, closes in windows)


def probability(shipment: Shipment, target: Target) -> float:
    """Probability that a target is met; of a hand-over it is one or zero."""
    if target.kind == "ship_by":
        return 1.0 if shipment.departs_at <= target.due_at else 0.0
    if shipment.service.kind == "dedicated":
        return dedicated_probability(shipment, target.due_at)
    if shipment.service.kind == "scheduled":
        return scheduled_probability(shipment, target.due_at)
    return air_probability(shipment, target.due_at)


def dedicated_probability(shipment: Shipment, due_at: datetime) -> float:
    """Share of drives that end early enough to be received by the due instant."""
    network = shipment.network
    latest = latest_acceptable(network, shipment.site, due_at)
    if latest is None:
        return 0.0
    starts = shipment.departs_at + timedelta(minutes=network.rules.handover_origin_minutes)
    way = drive(network, shipment.depot, shipment.site, starts, speeds_of(shipment))
    return way.share_within(latest - handed_over_after(shipment) - starts)


def scheduled_probability(shipment: Shipment, due_at: datetime) -> float:
    """Share of the span of transit days that is delivered by the due instant."""
    shortest, longest = transit_days(shipment)
    arrivals = [delivered(shipment, days) for days in range(shortest, longest + 1)]
    return sum(at is not None and at <= due_at for at in arrivals) / len(arrivals)


def air_probability(shipment: Shipment, due_at: datetime) -> float:
    """Largest share at which the chain is on time: a scan from the top, then bisection."""

    def is_on_time(share: float) -> bool:
        at = air_arrival(shipment, share)
        return at is not None and at <= due_at

    shares = [CERTAIN, *((SCAN_STEPS - n) / SCAN_STEPS for n in range(1, SCAN_STEPS)), 1 - CERTAIN]
    met = next((share for share in shares if is_on_time(share)), None)
    if met is None or met == CERTAIN:
        return 0.0 if met is None else 1.0
    missed = shares[shares.index(met) - 1]
    while missed - met > PRECISION:
        middle = (met + missed) / 2
        met, missed = (middle, missed) if is_on_time(middle) else (met, middle)
    return met
