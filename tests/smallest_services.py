"""One courier service of each kind; tests import them through tests.builders."""

from dataclasses import replace

from optimizer.network import CourierService

EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def service(service_id: str = "CAR", **changes: object) -> CourierService:
    """A dedicated car without limits, at all hours; 1000 cents and 100 cents a km."""
    default = CourierService(
        service_id=service_id,
        name=f"Service {service_id}",
        kind="dedicated",
        mode="road",
        scope="world",
        countries=None,
        max_piece_kg=None,
        max_length_cm=None,
        max_width_cm=None,
        max_height_cm=None,
        max_length_plus_girth_cm=None,
        max_shipment_kg=None,
        volumetric_divisor_cm3_per_kg=None,
        max_km=None,
        operates=EVERY_DAY,
        operates_on_public_holidays=True,
        from_minute=0,
        to_minute=1440,
        collection_cutoff_minute=None,
        collect_minutes=20,
        transit_days_min=None,
        transit_days_max=None,
        deliver_by_minute=None,
        saturday_delivery=True,
        people=1,
        tail_lift=False,
        needs_dock=False,
        passenger_air=False,
        cargo_air_only=False,
        timetabled_flight=False,
        accepts_dangerous_goods=True,
        speed_factor_urban=1.0,
        speed_factor_intercity=1.0,
        price_base_cents=1000,
        price_per_km_cents=100,
        price_per_kg_cents=0,
        price_min_cents=0,
        night_surcharge_share=0.0,
        weekend_surcharge_share=0.0,
        tender_minutes=None,
        recovery_minutes=None,
        customs_clearance_hours_override=None,
    )
    return replace(default, **changes)


def scheduled_service(service_id: str = "NEXT", **changes: object) -> CourierService:
    """Collected at 16:00 on weekdays, delivered by 12:00 one business day later."""
    kind = {
        "kind": "scheduled",
        "mode": "mixed",
        "operates": EVERY_DAY[:5],
        "operates_on_public_holidays": False,
        "from_minute": 960,
        "to_minute": 1020,
        "collection_cutoff_minute": 960,
        "collect_minutes": None,
        "transit_days_min": 1,
        "transit_days_max": 1,
        "deliver_by_minute": 720,
        "saturday_delivery": False,
    }
    return service(service_id, **{**kind, **changes})


def air_service(service_id: str = "FLY", **changes: object) -> CourierService:
    """Flies by the timetable: 60 minutes of tender before, 60 minutes of recovery after."""
    kind = {
        "kind": "air",
        "mode": "air",
        "passenger_air": True,
        "timetabled_flight": True,
        "tender_minutes": 60,
        "recovery_minutes": 60,
    }
    return service(service_id, **{**kind, **changes})
