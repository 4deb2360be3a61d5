"""The tests that need no clock, read from docs/dispatch.md again, in the order of the reasons."""

from collections.abc import Sequence
from math import radians

from optimizer.network import CourierService, Depot, Network, Part, Site
from tests.smallest_network import EQUATOR_KM_PER_RADIAN


def km_between(start: float, end: float) -> float:
    """Kilometers along the equator between two longitudes [degrees]."""
    return abs(radians(end - start)) * EQUATOR_KM_PER_RADIAN


def first_refusal(
    network: Network, parts: Sequence[Part], depot: Depot, site: Site, service: CourierService
) -> str | None:
    """First test without a clock that a shipment fails; None: it passes all."""
    km = km_between(depot.longitude, site.longitude)
    weight = sum(part.ship_weight_kg for part in parts)
    across = depot.customs_zone != site.customs_zone
    groups = {part.export_group for part in parts} - {""}
    tests = {
        "stock": not _is_held(network, parts, depot),
        "scope": not _in_scope(network, depot, site, service, km),
        "landmass": _over_water(network, depot, site, service),
        "customs": not network.borders[depot.customs_zone, site.customs_zone].allowed
        or (across and service.kind == "dedicated"),
        "radius": service.max_km is not None and km > service.max_km,
        "piece_weight": any(_over(p.ship_weight_kg, service.max_piece_kg) for p in parts),
        "dimensions": any(not _fits(part, service) for part in parts),
        "girth": any(_over(_girth(p), service.max_length_plus_girth_cm) for p in parts),
        "shipment_weight": _over(weight, service.max_shipment_kg),
        "dangerous_goods": any(_is_refused(part, service) for part in parts),
        "export_licence": across
        and not all(
            network.licences[group, depot.customs_zone, site.customs_zone] for group in groups
        ),
        "two_person": any(part.two_person for part in parts)
        and service.people < 2
        and not site.two_person_ok,
        "tail_lift_or_dock": not site.dock and _needs_dock(network, parts, service),
    }
    return next((code for code, fails in tests.items() if fails), None)


def _is_held(network: Network, parts: Sequence[Part], depot: Depot) -> bool:
    names = [part.part_number for part in parts]
    for name in set(names):
        cell = network.stock.get((depot.depot_id, name))
        coming = network.inbound.get((depot.depot_id, name), ())
        if (cell.free if cell else 0) + sum(r.quantity for r in coming) < names.count(name):
            return False
    return True


def _in_scope(
    network: Network, depot: Depot, site: Site, service: CourierService, km: float
) -> bool:
    same_zone = depot.customs_zone == site.customs_zone
    served = service.countries is None or {depot.country, site.country} <= service.countries
    inside = {
        "city_30km": km <= network.rules.city_scope_km and same_zone,
        "domestic": depot.country == site.country,
        "customs_zone": same_zone,
        "region": depot.region == site.region,
        "world_except_domestic": depot.country != site.country,
        "world": True,
    }
    return served and inside[service.scope]


def _over_water(network: Network, depot: Depot, site: Site, service: CourierService) -> bool:
    if service.kind == "scheduled":
        return False
    if service.kind == "dedicated":
        return depot.landmass != site.landmass
    return (
        depot.landmass != network.airports[depot.nearest_airport].landmass
        or site.landmass != network.airports[site.nearest_airport].landmass
    )


def _over(value: float, limit: float | None) -> bool:
    return limit is not None and value > limit


def _fits(part: Part, service: CourierService) -> bool:
    """Longest side against longest limit and so on; the smallest limit stands for missing ones."""
    named = (service.max_length_cm, service.max_width_cm, service.max_height_cm)
    limits = sorted((each for each in named if each is not None), reverse=True)
    if not limits:
        return True
    limits += [limits[-1]] * (3 - len(limits))
    sides = sorted((part.length_cm, part.width_cm, part.height_cm), reverse=True)
    return all(side <= limit for side, limit in zip(sides, limits, strict=True))


def _girth(part: Part) -> float:
    sides = sorted((part.length_cm, part.width_cm, part.height_cm))
    return sides[2] + 2 * (sides[0] + sides[1])


def _is_refused(part: Part, service: CourierService) -> bool:
    if part.dangerous_goods and not service.accepts_dangerous_goods:
        return True
    if service.passenger_air and not part.passenger_air_allowed:
        return True
    return service.mode != "road" and not part.cargo_air_allowed


def _needs_dock(network: Network, parts: Sequence[Part], service: CourierService) -> bool:
    heavy = max(part.ship_weight_kg for part in parts) > network.rules.tail_lift_or_dock_above_kg
    return service.needs_dock or (heavy and not service.tail_lift)
