"""A plan on the map: depots, sites and shipments as GeoJSON. Source: RFC 7946."""

from optimizer.calendars import instant_text
from optimizer.dispatch.problem import DispatchPlan, LinePlan, Option
from optimizer.network import Network, Place


def plan_geojson(plan: DispatchPlan, network: Network) -> dict[str, object]:
    """Return depots and sites as points, and every chosen option as a line between them."""
    sites = sorted({each.line.site_id for each in plan.lines})
    features = [
        *(_depot(depot_id, network) for depot_id in sorted(network.depots)),
        *(_site(site_id, network) for site_id in sites),
        *(_shipment(each, each.option, network) for each in plan.lines if each.option),
    ]
    return {"type": "FeatureCollection", "features": features}


def _position(place: Place) -> list[float]:
    """Longitude and latitude: GeoJSON wants them in this order [degrees]."""
    return [place.longitude, place.latitude]


def _feature(kind: str, coordinates: object, **properties: object) -> dict[str, object]:
    return {
        "type": "Feature",
        "geometry": {"type": kind, "coordinates": coordinates},
        "properties": properties,
    }


def _depot(depot_id: str, network: Network) -> dict[str, object]:
    depot = network.depots[depot_id]
    return _feature("Point", _position(depot), what="depot", depot_id=depot_id, name=depot.name)


def _site(site_id: str, network: Network) -> dict[str, object]:
    site = network.sites[site_id]
    return _feature("Point", _position(site), what="site", site_id=site_id, name=site.customer)


def _shipment(each: LinePlan, option: Option, network: Network) -> dict[str, object]:
    line = each.line
    ends = (network.depots[option.depot_id], network.sites[line.site_id])
    return _feature(
        "LineString",
        [_position(end) for end in ends],
        what="shipment",
        line_id=line.line_id,
        verdict=each.verdict.value,
        depot_id=option.depot_id,
        site_id=line.site_id,
        part_number=option.part_number,
        service_id=option.service_id,
        departs_at=instant_text(option.departs_at),
        planned_arrival_at=instant_text(option.planned_arrival_at),
    )
