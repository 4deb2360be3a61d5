"""Networks that refuse a lot, for small random problems."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from optimizer.network import Border, Lane, Network

_PARTS: Sequence[Mapping[str, Any]] = (
    {},
    {},
    {"ship_weight_kg": 90.0},
    {"ship_weight_kg": 12.0, "length_cm": 70.0},
    {"length_cm": 130.0},
    {"length_cm": 45.0, "width_cm": 40.0, "height_cm": 38.0},
    {"dangerous_goods": "UN3480"},
    {"passenger_air_allowed": False, "cargo_air_allowed": False},
    {"export_group": "EG"},
    {"export_group": "EG", "ship_weight_kg": 3.0},
    {"two_person": True, "ship_weight_kg": 40.0},
)

_SERVICES: Sequence[Mapping[str, Any]] = (
    {},
    {"max_piece_kg": 10.0, "max_shipment_kg": 11.0},
    {"max_shipment_kg": 30.0},
    {"max_length_cm": 60.0, "max_width_cm": 50.0, "max_height_cm": 50.0},
    {"max_length_plus_girth_cm": 150.0},
    {"accepts_dangerous_goods": False},
    {"people": 1, "needs_dock": True},
    {"people": 2, "tail_lift": True},
    {"scope": "domestic"},
    {"scope": "city_30km"},
    {"scope": "region"},
    {"max_km": 75.0},
    {"countries": frozenset({"DE"})},
)


def strict(draw: Random, plain: Network) -> Network:
    """The network made to refuse a lot: by place, by part, by service."""
    abroad: Mapping[str, Any] = draw.choice(
        (
            {},
            {"customs_zone": "XX"},
            {"customs_zone": "XX"},
            {"country": "AT"},
            {"landmass": "isle"},
            {"region": "APJ"},
        )
    )
    parts = {number: replace(each, **draw.choice(_PARTS)) for number, each in plain.parts.items()}
    services = {
        name: replace(each, **draw.choice(_SERVICES)) for name, each in plain.services.items()
    }
    sites = {
        name: replace(each, dock=draw.random() < 0.5, two_person_ok=draw.random() < 0.5)
        for name, each in plain.sites.items()
    }
    allowed = draw.random() < 0.7
    zones = [(a, b) for a in ("EU", "XX") for b in ("EU", "XX")]
    return replace(
        plain,
        depots={**plain.depots, "D2": replace(plain.depots["D2"], **abroad)},
        parts=parts,
        services=services,
        sites=sites,
        weekends={**plain.weekends, "AT": frozenset({"sat", "sun"})},
        drive_facts={**plain.drive_facts, "AT": replace(plain.drive_facts["DE"], country="AT")},
        borders={
            (a, b): Border(a == b or allowed, 0.0 if a == b or allowed else None) for a, b in zones
        },
        licences={("EG", a, b): draw.random() < 0.5 for a, b in zones if a != b},
        lanes={
            **plain.lanes,
            **{(a, b): Lane(1.0, 0) for a in ("EMEA", "APJ") for b in ("EMEA", "APJ")},
        },
    )
