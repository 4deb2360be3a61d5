"""What shipments cost, and what the last units of a stock cell are worth."""

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor

from optimizer.dispatch.checking.arriving import lane_of
from optimizer.dispatch.checking.clock import calendar_of, local, minute_of_day, within
from optimizer.dispatch.checking.road import road_km
from optimizer.dispatch.checking.shipment import Shipment
from optimizer.network import CourierService

MOST_UNITS = 1000
"""A vehicle is taken to hold no more units of one weight."""


def price_cents(shipment: Shipment) -> float:
    """Price of one shipment, unrounded [cents].

    Source: "Which rule combines what" 5 of the reference network.
    """
    service = shipment.service
    by_distance = service.price_base_cents + service.price_per_km_cents * priced_km(shipment)
    by_weight = service.price_per_kg_cents * billable_kg(shipment)
    return max(service.price_min_cents, (by_distance + by_weight) * factor(shipment))


def priced_km(shipment: Shipment) -> float:
    """One-way road distance from depot to site [km]."""
    return road_km(shipment.network, shipment.depot, shipment.site)


def billable_kg(shipment: Shipment) -> float:
    """Weight, or volume by the divisor of the service where that is more [kg]."""
    divisor = shipment.service.volumetric_divisor_cm3_per_kg
    return max(shipment.weight_kg, shipment.volume_cm3 / divisor if divisor else 0.0)


def factor(shipment: Shipment) -> float:
    """Multiplier of the lane and the surcharges for the night and the weekend."""
    multiplier = 1.0
    if shipment.service.kind != "dedicated":
        multiplier = lane_of(shipment.network, shipment.depot, shipment.site).price_multiplier
    return multiplier * (1 + surcharge(shipment))


def surcharge(shipment: Shipment) -> float:
    """Night and weekend share of a departure, by the clock of the depot."""
    network, service, rules = shipment.network, shipment.service, shipment.network.rules
    calendar, wall = (
        calendar_of(network, shipment.depot),
        local(shipment.depot, shipment.departs_at),
    )
    at_night = within(minute_of_day(wall), rules.night_surcharge_from, rules.night_surcharge_to)
    is_holiday = calendar.is_public_holiday(wall.date())
    at_weekend = calendar.is_weekend(wall.date()) or (
        rules.weekend_surcharge_on_public_holidays and is_holiday
    )
    night_share = service.night_surcharge_share if at_night else 0.0
    return night_share + (service.weekend_surcharge_share if at_weekend else 0.0)


def substitutes_cents(shipment: Shipment) -> int:
    """Prices of the substitutes in a shipment [cents]. Source: substitutions.csv."""
    total = 0
    for line, option in zip(shipment.lines, shipment.options, strict=True):
        others = shipment.network.substitutions.get(line.part_number, ())
        prices = [other.price_cents for other in others if other.part_number == option.part_number]
        total += prices[0] if prices and option.part_number != line.part_number else 0
    return total


def alone_cents(shipment: Shipment) -> float:
    """Cost of a line or a kit that shares nothing [cents]."""
    return round(price_cents(shipment)) + substitutes_cents(shipment)


def vehicles_of_trip(trip: list[Shipment]) -> int:
    """Vehicles for the lines of one group that leave together."""
    return vehicles_for(trip[0].service, [shipment.weight_kg for shipment in trip])


def vehicles_for(service: CourierService, weights_kg: Iterable[float]) -> int:
    """Vehicles for units of some weights [kg].

    A unit takes an n-th of a vehicle where n units of its weight fit into one.
    """
    limit = service.max_shipment_kg
    if limit is None:
        return 1
    fitting = (floor(limit / weight_kg + 1e-9) for weight_kg in weights_kg)
    return ceil(sum(Fraction(1, max(1, min(MOST_UNITS, units))) for units in fitting))


def share_cents(trip: list[Shipment], shipment: Shipment) -> float:
    """Cost of one line of a trip: an even share of the vehicles, its own weight and part [cents].

    Source: dispatch.md, the objective of the option problem: an option of a group carries its own
    cost, the vehicles are paid once for all.
    """
    service = shipment.service
    by_distance = service.price_base_cents + service.price_per_km_cents * priced_km(shipment)
    vehicle = round(max(service.price_min_cents, by_distance * factor(shipment)))
    kilograms = round(service.price_per_kg_cents * billable_kg(shipment) * factor(shipment))
    return vehicles_of_trip(trip) * vehicle / len(trip) + kilograms + substitutes_cents(shipment)


def trips_of(
    shipments: Iterable[Shipment], groups: dict[str, int]
) -> tuple[list[Shipment], list[list[Shipment]]]:
    """Shipments that share nothing, and trips of lines of one group by dedicated services."""
    alone, trips = [], defaultdict(list)
    for shipment in shipments:
        group = groups.get(shipment.lines[0].line_id)
        if group is None or shipment.service.kind != "dedicated":
            alone.append(shipment)
        else:
            key = (group, shipment.depot.depot_id, shipment.service.service_id, shipment.departs_at)
            trips[key].append(shipment)
    return alone, list(trips.values())
