"""One courier service of each kind and the rules of travel, for tests.builders."""

from dataclasses import replace
from typing import Any

from optimizer.network import CourierService, TravelRules

EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def service(service_id: str = "CAR", **changes: Any) -> CourierService:
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


def scheduled_service(service_id: str = "NEXT", **changes: Any) -> CourierService:
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


def air_service(service_id: str = "FLY", **changes: Any) -> CourierService:
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


def rules(**changes: Any) -> TravelRules:
    """The numbers of data/demo/travel_rules.csv."""
    default = TravelRules(
        intercity_from_geodesic_km=50.0,
        urban_road_km_each_end=10.0,
        peak_morning_from=420,
        peak_morning_to=600,
        peak_evening_from=960,
        peak_evening_to=1140,
        peak_on_business_days_only=True,
        peak_time_factor_urban=1.5,
        night_from=1320,
        night_to=360,
        night_time_factor_urban=0.75,
        handover_origin_minutes=10.0,
        parking_access_minutes=6.0,
        handover_site_minutes=15.0,
        vehicle_slot_minutes=60,
        city_scope_km=30.0,
        tail_lift_or_dock_above_kg=70.0,
        dedicated_same_landmass=True,
        dedicated_same_customs_zone=True,
        customs_opens=480,
        customs_closes=1080,
        export_licence_lead_days=20,
        flight_first_departure_utc=360,
        flight_block_base_minutes=35.0,
        flight_km_per_minute=13.0,
        night_surcharge_from=1200,
        night_surcharge_to=420,
        weekend_surcharge_on_public_holidays=True,
        callout_stays_open_until_departure=True,
        emergency_cost_cents=60_000,
    )
    return replace(default, **changes)
