"""Limits that the plan of the smallest network breaks: the plan stays, a table of it is another."""

from typing import Any

from optimizer.network import Border, Network, StockCell
from tests import builders as b

CLOSED = {("EU", "EU"): Border(allowed=False, clearance_hours=None)}
NOON_CLASS = b.opening_class("from_noon", windows=(("mon", 720, 1080),))
ANY_ZONE = b.rules(dedicated_same_customs_zone=False)


def with_service(**changes: Any) -> Network:
    """The network with another car."""
    return b.network(services=[b.service(**changes)])


def with_site(**changes: Any) -> Network:
    """The network with another site."""
    return b.network(sites=[b.site(**changes)])


# The part weighs 1 kg, is a cube of 10 cm (length plus girth 10 + 2 x 20 = 50 cm), travels 60 km.
REFUSALS = {
    "a piece of 1 kg where half a kg is taken": (with_service(max_piece_kg=0.5), "piece_weight"),
    "a shipment of 1 kg where half a kg is taken": (
        with_service(max_shipment_kg=0.5),
        "shipment_weight",
    ),
    "a side of 10 cm where 9 are taken": (with_service(max_length_cm=9.0), "dimensions"),
    "the shortest side where 9 cm are taken": (
        with_service(max_length_cm=9.0, max_width_cm=20.0, max_height_cm=20.0),
        "dimensions",
    ),
    "girth 50 cm where 49 are taken": (with_service(max_length_plus_girth_cm=49.0), "girth"),
    "60 km where 59 are driven": (with_service(max_km=59.0), "radius"),
    "60 km in a city of 30": (with_service(scope="city_30km"), "scope"),
    "Germany where only France is served": (with_service(countries=frozenset({"FR"})), "scope"),
    "domestic where only abroad is served": (with_service(scope="world_except_domestic"), "scope"),
    "another landmass": (with_site(landmass="iceland"), "landmass"),
    "another customs zone by a dedicated drive": (with_site(customs_zone="CH"), "customs"),
    "a closed border": (b.network(borders=CLOSED), "customs"),
    "dangerous goods refused": (
        b.network(
            parts=[b.part(dangerous_goods="UN3480")],
            services=[b.service(accepts_dangerous_goods=False)],
        ),
        "dangerous_goods",
    ),
    "forbidden on passenger aircraft": (
        b.network(
            parts=[b.part(passenger_air_allowed=False)], services=[b.service(passenger_air=True)]
        ),
        "dangerous_goods",
    ),
    "forbidden on every aircraft": (
        b.network(parts=[b.part(cargo_air_allowed=False)], services=[b.service(mode="mixed")]),
        "dangerous_goods",
    ),
    "a licence that is not held": (
        b.network(
            parts=[b.part(export_group="3A090")],
            sites=[b.site(customs_zone="CH")],
            rules=ANY_ZONE,
        ),
        "export_licence",
    ),
    "one person for a lift of two": (
        b.network(parts=[b.part(two_person=True)], sites=[b.site(two_person_ok=False)]),
        "two_person",
    ),
    "a dock that the site lacks": (
        b.network(services=[b.service(needs_dock=True)], sites=[b.site(dock=False)]),
        "tail_lift_or_dock",
    ),
    "1 kg above the half that needs a tail lift": (
        b.network(sites=[b.site(dock=False)], rules=b.rules(tail_lift_or_dock_above_kg=0.5)),
        "tail_lift_or_dock",
    ),
    "a service that starts at 11:00 and leaves at 10:50": (
        with_service(from_minute=660),
        "operating_hours",
    ),
    "a service that rests on Mondays": (with_service(operates=("tue", "wed")), "operating_hours"),
    "no vehicle": (b.network(vehicles={("D1", "CAR"): 0}), "vehicle"),
    "a vehicle that is off when it should come back at 12:41": (
        b.network(vehicles={("D1", "CAR"): (b.vehicle_hours(to_minute=720),)}),
        "vehicle",
    ),
    "an empty cell": (b.network(stock={("D1", "P1"): 0}), "stock"),
    "a cell that is all reserved": (b.network(stock={("D1", "P1"): StockCell(1, 1, 1)}), "stock"),
    "a unit that arrives at noon and is packed at 10:30": (
        b.network(stock={("D1", "P1"): 0}, inbound={("D1", "P1"): (b.receipt(b.at(12)),)}),
        "stock_before_receipt",
    ),
    "a depot that opens at noon": (
        b.network(depots=[b.depot(opening_class="from_noon")], opening_classes=[NOON_CLASS]),
        "ready",
    ),
}
