"""May this service carry these parts from this depot to this site: one function a rule.

Each function returns None when its rule holds, else a sentence with the two values that clash.
Source: "Which rule combines what" 1 of the reference network, and the limits of dispatch.md.
"""

from collections.abc import Callable, Iterable

from optimizer.dispatch.checking.atlas import Carrier, Route
from optimizer.dispatch.checking.memory import remembered
from optimizer.dispatch.checking.report import Faults
from optimizer.dispatch.checking.road import geodesic_km
from optimizer.dispatch.checking.shipment import Shipment, parts_of, weight_kg
from optimizer.network import Part

Parts = tuple[Part, ...]
Broken = list[tuple[str, str]]


def scope(route: Route) -> str | None:
    """Scope and countries of the service fit both ends."""
    depot, site, service = route.depot, route.site, route.service
    same_country = depot.country == site.country
    same_zone = depot.customs_zone == site.customs_zone
    fits = {
        "city_30km": same_zone and geodesic_km(depot, site) <= route.network.rules.city_scope_km,
        "domestic": same_country,
        "customs_zone": same_zone,
        "region": depot.region == site.region,
        "world_except_domestic": not same_country,
        "world": True,
    }[service.scope]
    if not fits:
        return f"Scope {service.scope} does not reach from {depot.depot_id} to {site.site_id}."
    served = service.countries
    if served is not None and not {depot.country, site.country} <= served:
        return f"Serves {sorted(served)}, not {depot.country} to {site.country}."
    return None


def landmass(route: Route) -> str | None:
    """Every drive stays on one landmass."""
    network, depot, site = route.network, route.depot, route.site
    if not network.rules.dedicated_same_landmass or route.service.kind == "scheduled":
        return None
    ends = [(depot.landmass, site.landmass)]
    if route.service.kind == "air":
        airports = network.airports
        ends = [
            (depot.landmass, airports[depot.nearest_airport].landmass),
            (airports[site.nearest_airport].landmass, site.landmass),
        ]
    return next((f"No drive from {a} to {b}." for a, b in ends if a != b), None)


def customs(route: Route) -> str | None:
    """The border is open, and a dedicated drive crosses none."""
    network, zones = route.network, (route.depot.customs_zone, route.site.customs_zone)
    border = network.borders.get(zones)
    if border is None or not border.allowed:
        return f"Nothing may be shipped from zone {zones[0]} to zone {zones[1]}."
    is_dedicated = route.service.kind == "dedicated"
    if is_dedicated and network.rules.dedicated_same_customs_zone and zones[0] != zones[1]:
        return f"A dedicated drive stays in zone {zones[0]}, the site is in {zones[1]}."
    return None


def radius(route: Route) -> str | None:
    """The site is within the radius of the service."""
    km, limit = geodesic_km(route.depot, route.site), route.service.max_km
    too_far = limit is not None and km > limit
    return f"{km:.1f} km, at most {limit} are driven." if too_far else None


def piece_weight(carrier: Carrier, parts: Parts) -> str | None:
    """No piece is too heavy."""
    heaviest = max(each.ship_weight_kg for each in parts)
    limit = carrier.service.max_piece_kg
    too_heavy = limit is not None and heaviest > limit
    return f"A piece of {heaviest} kg, at most {limit} are taken." if too_heavy else None


def dimensions(carrier: Carrier, parts: Parts) -> str | None:
    """The sorted sides of each piece fit the sorted limits."""
    service = carrier.service
    columns = (service.max_length_cm, service.max_width_cm, service.max_height_cm)
    limits = sorted((limit for limit in columns if limit is not None), reverse=True)
    for each in parts:
        sides = sorted((each.length_cm, each.width_cm, each.height_cm), reverse=True)
        if any(side > limit for side, limit in zip(sides, limits, strict=False)):
            return f"Sides of {sides} cm, at most {limits} are taken."
    return None


def girth(carrier: Carrier, parts: Parts) -> str | None:
    """Longest side plus twice the other two is not too much."""
    limit = carrier.service.max_length_plus_girth_cm
    for each in parts:
        longest, *others = sorted((each.length_cm, each.width_cm, each.height_cm), reverse=True)
        around = longest + 2 * sum(others)
        if limit is not None and around > limit:
            return f"Length plus girth of {around} cm, at most {limit} is taken."
    return None


def shipment_weight(carrier: Carrier, parts: Parts) -> str | None:
    """All pieces together are not too heavy."""
    limit = carrier.service.max_shipment_kg
    too_heavy = limit is not None and weight_kg(parts) > limit
    return f"{weight_kg(parts)} kg in all, at most {limit} are taken." if too_heavy else None


def dangerous_goods(carrier: Carrier, parts: Parts) -> str | None:
    """Service and aircraft take the part as it is packed."""
    service = carrier.service
    for each in parts:
        if each.dangerous_goods and not service.accepts_dangerous_goods:
            return f"{each.part_number} is {each.dangerous_goods}, none is taken."
        if service.passenger_air and not each.passenger_air_allowed:
            return f"{each.part_number} is forbidden on passenger aircraft."
        if service.mode != "road" and not each.cargo_air_allowed:
            return f"{each.part_number} is forbidden on every aircraft."
    return None


def export_licence(route: Route, parts: Parts) -> str | None:
    """A licence is held for every part that needs one over this border."""
    start, end = route.depot.customs_zone, route.site.customs_zone
    groups = {each.export_group for each in parts} - {""}
    for group in sorted(groups):
        if start != end and not route.network.licences.get((group, start, end), False):
            return f"No licence for {group} from zone {start} to zone {end}."
    return None


def two_person(route: Route, parts: Parts) -> str | None:
    """Two people lift what needs two."""
    needed = any(each.two_person for each in parts)
    people = route.service.people
    if needed and not route.site.two_person_ok and people < 2:  # noqa: PLR2004 - two people
        return f"Two people must lift, the service sends {people} and the site has none."
    return None


def tail_lift_or_dock(route: Route, parts: Parts) -> str | None:
    """What is heavy comes off the vehicle."""
    service, site = route.service, route.site
    if service.needs_dock and not site.dock:
        return f"The service needs a dock, {site.site_id} has none."
    heaviest = max(each.ship_weight_kg for each in parts)
    limit = route.network.rules.tail_lift_or_dock_above_kg
    if heaviest > limit and not site.dock and not service.tail_lift:
        return f"A piece of {heaviest} kg, above {limit} a dock or tail lift is needed."
    return None


def no_flight(route: Route) -> str | None:
    """A direct flight joins two different airports, or the service brings its own aircraft."""
    if route.service.kind != "air":
        return None
    pair = (route.depot.nearest_airport, route.site.nearest_airport)
    if pair[0] == pair[1]:
        return f"Depot and site have the same airport {pair[0]}."
    if route.service.timetabled_flight and pair not in route.network.flights:
        return f"Nothing flies from {pair[0]} to {pair[1]}."
    return None


OF_PLACES: dict[str, Callable[[Route], str | None]] = {
    "scope": scope,
    "landmass": landmass,
    "customs": customs,
    "radius": radius,
    "no_flight": no_flight,
}
"""Limits that are the same whatever is sent."""

OF_SERVICE: dict[str, Callable[[Carrier, Parts], str | None]] = {
    "piece_weight": piece_weight,
    "dimensions": dimensions,
    "girth": girth,
    "shipment_weight": shipment_weight,
    "dangerous_goods": dangerous_goods,
}
"""Limits that are the same wherever it goes."""

OF_BOTH: dict[str, Callable[[Route, Parts], str | None]] = {
    "export_licence": export_licence,
    "two_person": two_person,
    "tail_lift_or_dock": tail_lift_or_dock,
}


def broken_limits(route: Route, part_numbers: tuple[str, ...]) -> Broken:
    """Code and sentence of every limit that some parts break on a route."""
    return [
        *broken_by_places(route),
        *broken_by_service(route.carrier, part_numbers),
        *broken_by_both(route, part_numbers),
    ]


@remembered
def broken_by_places(route: Route) -> Broken:
    """Limits of a route that nothing keeps."""
    return _broken((code, rule(route)) for code, rule in OF_PLACES.items())


@remembered
def broken_by_service(carrier: Carrier, part_numbers: tuple[str, ...]) -> Broken:
    """Limits of a service that some parts break on every route."""
    parts = parts_of(carrier.network, part_numbers)
    return _broken((code, rule(carrier, parts)) for code, rule in OF_SERVICE.items())


def broken_by_both(route: Route, part_numbers: tuple[str, ...]) -> Broken:
    """Limits that some parts break at these places by this service."""
    parts = parts_of(route.network, part_numbers)
    return _broken((code, rule(route, parts)) for code, rule in OF_BOTH.items())


def _broken(told: Iterable[tuple[str, str | None]]) -> Broken:
    return [(code, sentence) for code, sentence in told if sentence]


def part_faults(shipment: Shipment) -> Faults:
    """The part sent is the one asked for or one of its automatic substitutes."""
    for line, option in zip(shipment.lines, shipment.options, strict=True):
        if option.part_number != line.part_number:
            others = shipment.network.substitutions.get(line.part_number, ())
            if option.part_number not in [other.part_number for other in others]:
                yield "part", f"{option.part_number} may not stand in for {line.part_number}."
