"""May this service carry these parts from this depot to this site: one function a rule.

Each function returns None when its rule holds, else a sentence with the two values that clash.
Source: "Which rule combines what" 1 of the reference network, and the limits of dispatch.md.
"""

from collections.abc import Callable, Iterator

from optimizer.dispatch.checking.road import geodesic_km
from optimizer.dispatch.checking.shipment import Shipment


def part(shipment: Shipment) -> str | None:
    """The part sent is the one asked for or one of its automatic substitutes."""
    for line, option in zip(shipment.lines, shipment.options, strict=True):
        allowed = {
            other.part_number for other in shipment.network.substitutions.get(line.part_number, ())
        }
        if option.part_number not in allowed | {line.part_number}:
            return f"{option.part_number} may not stand in for {line.part_number}."
    return None


def scope(shipment: Shipment) -> str | None:
    """Scope and countries of the service fit both ends."""
    depot, site, service = shipment.depot, shipment.site, shipment.service
    same_country = depot.country == site.country
    same_zone = depot.customs_zone == site.customs_zone
    fits = {
        "city_30km": same_zone and geodesic_km(depot, site) <= shipment.network.rules.city_scope_km,
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


def landmass(shipment: Shipment) -> str | None:
    """Every drive stays on one landmass."""
    network, depot, site = shipment.network, shipment.depot, shipment.site
    if not network.rules.dedicated_same_landmass or shipment.service.kind == "scheduled":
        return None
    ends = [(depot.landmass, site.landmass)]
    if shipment.service.kind == "air":
        airports = network.airports
        ends = [
            (depot.landmass, airports[depot.nearest_airport].landmass),
            (airports[site.nearest_airport].landmass, site.landmass),
        ]
    return next((f"No drive from {a} to {b}." for a, b in ends if a != b), None)


def customs(shipment: Shipment) -> str | None:
    """The border is open, and a dedicated drive crosses none."""
    network, zones = shipment.network, (shipment.depot.customs_zone, shipment.site.customs_zone)
    border = network.borders.get(zones)
    if border is None or not border.allowed:
        return f"Nothing may be shipped from zone {zones[0]} to zone {zones[1]}."
    is_dedicated = shipment.service.kind == "dedicated"
    if is_dedicated and network.rules.dedicated_same_customs_zone and zones[0] != zones[1]:
        return f"A dedicated drive stays in zone {zones[0]}, the site is in {zones[1]}."
    return None


def radius(shipment: Shipment) -> str | None:
    """The site is within the radius of the service."""
    km, limit = geodesic_km(shipment.depot, shipment.site), shipment.service.max_km
    too_far = limit is not None and km > limit
    return f"{km:.1f} km, at most {limit} are driven." if too_far else None


def piece_weight(shipment: Shipment) -> str | None:
    """No piece is too heavy."""
    heaviest = max(each.ship_weight_kg for each in shipment.parts)
    limit = shipment.service.max_piece_kg
    too_heavy = limit is not None and heaviest > limit
    return f"A piece of {heaviest} kg, at most {limit} are taken." if too_heavy else None


def dimensions(shipment: Shipment) -> str | None:
    """The sorted sides of each piece fit the sorted limits."""
    service = shipment.service
    columns = (service.max_length_cm, service.max_width_cm, service.max_height_cm)
    limits = sorted((limit for limit in columns if limit is not None), reverse=True)
    for each in shipment.parts:
        sides = sorted((each.length_cm, each.width_cm, each.height_cm), reverse=True)
        if any(side > limit for side, limit in zip(sides, limits, strict=False)):
            return f"Sides of {sides} cm, at most {limits} are taken."
    return None


def girth(shipment: Shipment) -> str | None:
    """Longest side plus twice the other two is not too much."""
    limit = shipment.service.max_length_plus_girth_cm
    for each in shipment.parts:
        longest, *others = sorted((each.length_cm, each.width_cm, each.height_cm), reverse=True)
        around = longest + 2 * sum(others)
        if limit is not None and around > limit:
            return f"Length plus girth of {around} cm, at most {limit} is taken."
    return None


def shipment_weight(shipment: Shipment) -> str | None:
    """All pieces together are not too heavy."""
    limit = shipment.service.max_shipment_kg
    too_heavy = limit is not None and shipment.weight_kg > limit
    return f"{shipment.weight_kg} kg in all, at most {limit} are taken." if too_heavy else None


def dangerous_goods(shipment: Shipment) -> str | None:
    """Service and aircraft take the part as it is packed."""
    service = shipment.service
    for each in shipment.parts:
        if each.dangerous_goods and not service.accepts_dangerous_goods:
            return f"{each.part_number} is {each.dangerous_goods}, none is taken."
        if service.passenger_air and not each.passenger_air_allowed:
            return f"{each.part_number} is forbidden on passenger aircraft."
        if service.mode != "road" and not each.cargo_air_allowed:
            return f"{each.part_number} is forbidden on every aircraft."
    return None


def export_licence(shipment: Shipment) -> str | None:
    """A licence is held for every part that needs one over this border."""
    start, end = shipment.depot.customs_zone, shipment.site.customs_zone
    groups = {each.export_group for each in shipment.parts} - {""}
    for group in sorted(groups):
        if start != end and not shipment.network.licences.get((group, start, end), False):
            return f"No licence for {group} from zone {start} to zone {end}."
    return None


def two_person(shipment: Shipment) -> str | None:
    """Two people lift what needs two."""
    needed = any(each.two_person for each in shipment.parts)
    people = shipment.service.people
    if needed and not shipment.site.two_person_ok and people < 2:  # noqa: PLR2004 - two people
        return f"Two people must lift, the service sends {people} and the site has none."
    return None


def tail_lift_or_dock(shipment: Shipment) -> str | None:
    """What is heavy comes off the vehicle."""
    service, site = shipment.service, shipment.site
    if service.needs_dock and not site.dock:
        return f"The service needs a dock, {site.site_id} has none."
    heaviest = max(each.ship_weight_kg for each in shipment.parts)
    limit = shipment.network.rules.tail_lift_or_dock_above_kg
    if heaviest > limit and not site.dock and not service.tail_lift:
        return f"A piece of {heaviest} kg, above {limit} a dock or tail lift is needed."
    return None


def no_flight(shipment: Shipment) -> str | None:
    """A direct flight joins two different airports, or the service brings its own aircraft."""
    if shipment.service.kind != "air":
        return None
    pair = (shipment.depot.nearest_airport, shipment.site.nearest_airport)
    if pair[0] == pair[1]:
        return f"Depot and site have the same airport {pair[0]}."
    if shipment.service.timetabled_flight and pair not in shipment.network.flights:
        return f"Nothing flies from {pair[0]} to {pair[1]}."
    return None


LIMITS: dict[str, Callable[[Shipment], str | None]] = {
    "part": part,
    "scope": scope,
    "landmass": landmass,
    "customs": customs,
    "radius": radius,
    "piece_weight": piece_weight,
    "dimensions": dimensions,
    "girth": girth,
    "shipment_weight": shipment_weight,
    "dangerous_goods": dangerous_goods,
    "export_licence": export_licence,
    "two_person": two_person,
    "tail_lift_or_dock": tail_lift_or_dock,
    "no_flight": no_flight,
}


def broken_limits(shipment: Shipment) -> Iterator[tuple[str, str]]:
    """Code and sentence of every limit that a shipment breaks."""
    for code, rule in LIMITS.items():
        sentence = rule(shipment)
        if sentence:
            yield code, sentence
