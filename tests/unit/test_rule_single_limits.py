"""Each limit at its boundary, and each way around it."""

from typing import Any

import pytest

from optimizer.network import Network, StockCell
from tests.asking import refusal, way
from tests.builders import (
    depot,
    drive_facts,
    network,
    part,
    scheduled_service,
    service,
    site,
)


def one(
    *,
    of_depot: dict[str, Any] | None = None,
    of_site: dict[str, Any] | None = None,
    of_part: dict[str, Any] | None = None,
    **of_service: Any,
) -> Network:
    return network(
        depots=[depot(**of_depot or {})],
        sites=[site(**of_site or {})],
        parts=[part(**of_part or {})],
        services=[service(**of_service)],
    )


def test_a_reserved_unit_is_not_free() -> None:
    on = network(stock={("D1", "P1"): StockCell(on_hand=2, reserved=2, base_stock=2)})
    assert refusal(on=on) == "stock"


def test_a_unit_beyond_the_reserved_ones_is_free() -> None:
    on = network(stock={("D1", "P1"): StockCell(on_hand=2, reserved=1, base_stock=2)})
    assert way(on=on).depot_id == "D1"


@pytest.mark.parametrize(
    ("limit", "value"),
    [
        ("max_km", 60.001),  # the site is 60 km away
        ("max_piece_kg", 1.0),
        ("max_length_cm", 10.0),
        ("max_length_plus_girth_cm", 50.0),
        ("max_shipment_kg", 1.0),
    ],
)
def test_a_limit_that_is_just_reached_holds(limit: str, value: float) -> None:
    of_service: dict[str, Any] = {limit: value}
    assert way(on=one(**of_service)).service_id == "CAR"


def test_sides_are_compared_sorted() -> None:
    # 10 x 30 x 20 turned to 30 x 20 x 10 fits 20 x 10 x 30
    sides = {"length_cm": 10, "width_cm": 30, "height_cm": 20}
    on = one(of_part=sides, max_length_cm=20, max_width_cm=10, max_height_cm=30)
    assert way(on=on).service_id == "CAR"


def test_the_second_longest_side_has_its_own_limit() -> None:
    sides = {"length_cm": 30, "width_cm": 21, "height_cm": 10}
    on = one(of_part=sides, max_length_cm=30, max_width_cm=20, max_height_cm=10)
    assert refusal(on=on) == "dimensions"


def test_a_lone_length_limits_the_longest_side() -> None:
    assert refusal(on=one(of_part={"height_cm": 21}, max_length_cm=20)) == "dimensions"


@pytest.mark.parametrize(
    ("scope", "country", "zone", "region", "km", "fits"),
    [
        ("city_30km", "DE", "EU", "EMEA", 29.9, True),
        ("city_30km", "DE", "EU", "EMEA", 30.1, False),
        ("city_30km", "FR", "EU", "EMEA", 29.9, True),
        ("domestic", "DE", "EU", "EMEA", 60, True),
        ("domestic", "FR", "EU", "EMEA", 60, False),
        ("customs_zone", "FR", "EU", "EMEA", 60, True),
        ("region", "FR", "EU", "EMEA", 60, True),
        ("region", "FR", "EU", "MEA", 60, False),
        ("world_except_domestic", "DE", "EU", "EMEA", 60, False),
        ("world_except_domestic", "FR", "EU", "EMEA", 60, True),
        ("world", "FR", "EU", "MEA", 60, True),
    ],
)
def test_a_scope_says_which_places_a_service_joins(
    scope: str, country: str, zone: str, region: str, km: float, fits: bool
) -> None:
    place = {"country": country, "customs_zone": zone, "region": region, "km": km}
    on = one(of_site=place, scope=scope)
    assert (way(on=on).service_id == "CAR") if fits else (refusal(on=on) == "scope")


def test_scope_of_a_customs_zone_ends_at_its_border() -> None:
    # A scheduled service, since a dedicated one would fail at customs a test later.
    on = network(
        sites=[site(country="CH", customs_zone="CH")],
        services=[scheduled_service(scope="customs_zone")],
    )
    assert refusal(on=on) == "scope"


@pytest.mark.parametrize("missing", ["DE", "FR"])
def test_depot_and_site_country_must_both_be_served(missing: str) -> None:
    countries = frozenset({"DE", "FR"} - {missing})
    assert refusal(on=one(of_site={"country": "FR"}, countries=countries)) == "scope"


def test_a_scheduled_service_may_cross_water_and_open_borders() -> None:
    abroad = site(country="CH", customs_zone="CH", landmass="borneo")
    on = network(
        sites=[abroad],
        services=[scheduled_service()],
        drive_facts={country: drive_facts(country) for country in ("DE", "CH")},
    )
    assert way(on=on).service_id == "NEXT"


def test_a_licence_that_is_held_lets_the_part_pass() -> None:
    on = network(
        parts=[part(export_group="3A090")],
        sites=[site(country="CH", customs_zone="CH")],
        services=[scheduled_service()],
        licences={("3A090", "EU", "CH"): True, ("3A090", "CH", "EU"): False},
    )
    assert way(on=on).service_id == "NEXT"


def test_no_licence_is_needed_inside_a_zone() -> None:
    assert way(on=one(of_part={"export_group": "3A090"})).service_id == "CAR"


@pytest.mark.parametrize(
    ("of_part", "of_service", "accepted"),
    [
        ({"dangerous_goods": "UN3480"}, {"accepts_dangerous_goods": True}, True),
        ({"passenger_air_allowed": False}, {"passenger_air": True}, False),
        ({"passenger_air_allowed": False}, {"mode": "air"}, True),
        ({"cargo_air_allowed": False}, {"mode": "air"}, False),
        ({"cargo_air_allowed": False}, {"mode": "mixed"}, False),
        ({"cargo_air_allowed": False}, {"mode": "road"}, True),
    ],
)
def test_goods_travel_only_as_their_packing_allows(
    of_part: dict[str, Any], of_service: dict[str, Any], accepted: bool
) -> None:
    on = one(of_part=of_part, **of_service)
    if accepted:
        assert way(on=on).service_id == "CAR"
    else:
        assert refusal(on=on) == "dangerous_goods"


def test_two_people_may_come_with_the_service() -> None:
    on = one(of_part={"two_person": True}, of_site={"two_person_ok": False}, people=2)
    assert way(on=on).service_id == "CAR"


@pytest.mark.parametrize(
    ("weight_kg", "dock", "tail_lift", "carried"),
    [
        (70.0, False, False, True),
        (70.1, False, False, False),
        (70.1, True, False, True),
        (70.1, False, True, True),
    ],
)
def test_a_heavy_piece_needs_a_dock_or_a_tail_lift(
    weight_kg: float, dock: bool, tail_lift: bool, carried: bool
) -> None:
    on = one(of_part={"ship_weight_kg": weight_kg}, of_site={"dock": dock}, tail_lift=tail_lift)
    if carried:
        assert way(on=on).service_id == "CAR"
    else:
        assert refusal(on=on) == "tail_lift_or_dock"


def test_a_tail_lift_does_not_replace_a_dock_that_a_service_needs() -> None:
    assert (
        refusal(on=one(of_site={"dock": False}, needs_dock=True, tail_lift=True))
        == "tail_lift_or_dock"
    )
