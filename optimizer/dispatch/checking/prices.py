"""What shipments cost, and what the last units of a stock cell are worth."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from math import ceil, floor

from optimizer.dispatch.checking.arriving import lane_of
from optimizer.dispatch.checking.atlas import Route
from optimizer.dispatch.checking.clock import is_public_holiday, local, minute_of_day, within
from optimizer.dispatch.checking.memory import remembered
from optimizer.dispatch.checking.shipment import Shipment
from optimizer.network import CourierService

MOST_UNITS = 1000
"""A vehicle is taken to hold no more units of one weight."""


HALF_CENT_TOLERANCE = 1e-4
"""Two geodesics of different libraries change no price by more. [cents]"""


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
    return shipment.route.road.km


def billable_kg(shipment: Shipment) -> float:
    """Weight, or volume by the divisor of the service where that is more [kg]."""
    divisor = shipment.service.volumetric_divisor_cm3_per_kg
    return max(shipment.weight_kg, shipment.volume_cm3 / divisor if divisor else 0.0)


def factor(shipment: Shipment) -> float:
    """Multiplier of the lane and the surcharges for the night and the weekend."""
    multiplier = 1.0
    if shipment.service.kind != "dedicated":
        multiplier = lane_of(shipment.route).price_multiplier
    return multiplier * (1 + surcharge(shipment.route, shipment.departs_at))


@remembered
def surcharge(route: Route, departs_at: datetime) -> float:
    """Night and weekend share of a departure, by the clock of the depot."""
    service, rules = route.service, route.network.rules
    wall = local(route.origin, departs_at)
    at_night = within(minute_of_day(wall), rules.night_surcharge_from, rules.night_surcharge_to)
    is_holiday = is_public_holiday(route.origin, wall.date())
    at_weekend = route.origin.calendar.is_weekend(wall.date()) or (
        rules.weekend_surcharge_on_public_holidays and is_holiday
    )
    night_share = service.night_surcharge_share if at_night else 0.0
    return night_share + (service.weekend_surcharge_share if at_weekend else 0.0)


def substitutes_cents(shipment: Shipment) -> int:
    """Prices of the substitutes in a shipment [cents]. Source: substitutions.csv."""
    total = 0
    for line, option in zip(shipment.lines, shipment.options, strict=True):
        if option.part_number != line.part_number:
            others = shipment.network.substitutions.get(line.part_number, ())
            total += sum(x.price_cents for x in others if x.part_number == option.part_number)
    return total


def whole_cents(cents: float) -> set[int]:
    """Cents to which an amount may be rounded: two where it lies at a half, for want of digits."""
    return {round(cents - HALF_CENT_TOLERANCE), round(cents + HALF_CENT_TOLERANCE)}


def alone_cents(shipment: Shipment) -> set[int]:
    """Cost of a line or a kit that shares nothing [cents]."""
    substitutes = substitutes_cents(shipment)
    return {cents + substitutes for cents in whole_cents(price_cents(shipment))}


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


def share_cents(riding: list[Shipment], place: int) -> set[int]:
    """Cost of one line of a trip: an even share of the vehicles, its own weight and part [cents].

    The first lines carry the cents that do not divide.

    Source: dispatch.md, "The option problem": a group's lines on one departure fill vehicles, which
    are paid for once.
    """
    shipment, service = riding[place], riding[place].service
    by_distance = service.price_base_cents + service.price_per_km_cents * priced_km(shipment)
    vehicle = max(service.price_min_cents, by_distance * factor(shipment))
    weight = service.price_per_kg_cents * billable_kg(shipment) * factor(shipment)
    costs = set()
    for vehicle_cents in whole_cents(vehicle):
        share, left = divmod(vehicles_of_trip(riding) * vehicle_cents, len(riding))
        own = share + (place < left) + substitutes_cents(shipment)
        costs |= {own + cents for cents in whole_cents(weight)}
    return costs


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
