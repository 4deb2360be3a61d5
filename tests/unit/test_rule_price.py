"""What a way costs: CAR takes 1000 cents and 100 cents a road km, 7000 to the site 60 km away."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from optimizer.network import Lane
from tests.asking import way
from tests.builders import (
    NOW,
    at,
    depot,
    drive_facts,
    line,
    network,
    part,
    rules,
    scheduled_service,
    service,
    site,
    target,
)


def price(now: datetime = NOW, **of_service: Any) -> int:
    return way(on=network(services=[service(**of_service)]), now=now).cost_cents


def test_base_and_km_are_paid() -> None:
    assert price() == 7000


def test_km_are_road_km_one_way() -> None:
    # 60 x 1.3 = 78 km
    on = network(drive_facts={"DE": drive_facts(circuity_intercity=1.3)})
    assert way(on=on).cost_cents == 8800


def test_at_least_the_minimum_is_paid() -> None:
    assert price(price_min_cents=7500) == 7500
    assert price(price_min_cents=6500) == 7000


def test_the_minimum_bears_no_surcharge() -> None:
    # Saturday: 7000 x 1.5 = 10500 beats 9000; of a minimum of 12000 nothing is added
    saturday = at(10, day=28)
    assert price(saturday, weekend_surcharge_share=0.5, price_min_cents=9000) == 10_500
    assert price(saturday, weekend_surcharge_share=0.5, price_min_cents=12_000) == 12_000


def test_the_larger_of_weight_and_volume_is_billed() -> None:
    # 50 x 40 x 30 = 60000 cm3 / 5000 = 12 kg against 2 kg; 12 x 100 = 1200
    on = network(
        parts=[part(ship_weight_kg=2, length_cm=50, width_cm=40, height_cm=30)],
        services=[service(price_per_kg_cents=100, volumetric_divisor_cm3_per_kg=5000)],
    )
    assert way(on=on).cost_cents == 8200


def test_without_a_divisor_the_weight_is_billed() -> None:
    on = network(
        parts=[part(ship_weight_kg=2, length_cm=50, width_cm=40, height_cm=30)],
        services=[service(price_per_kg_cents=100)],
    )
    assert way(on=on).cost_cents == 7200


def test_a_weight_above_the_volume_is_billed() -> None:
    # 1000 cm3 / 5000 = 0.2 kg against 3 kg
    on = network(
        parts=[part(ship_weight_kg=3)],
        services=[service(price_per_kg_cents=100, volumetric_divisor_cm3_per_kg=5000)],
    )
    assert way(on=on).cost_cents == 7300


@pytest.mark.parametrize(
    ("now", "share"),
    [
        (at(19, 9), 0.0),  # leaves 19:59
        (at(19, 10), 0.25),  # leaves 20:00: night
        (at(6, 9), 0.25),  # leaves 06:59
        (at(6, 10), 0.0),  # leaves 07:00
        (at(10, day=28), 0.5),  # Saturday
        (at(22, day=28), 0.75),  # Saturday night
        (at(10, day=25, month=12), 0.5),  # public holiday, a Friday
    ],
)
def test_night_and_weekend_shares_add_up(now: datetime, share: float) -> None:
    # Shipped within 50 minutes only by the first departure; a later one would be cheaper.
    on = network(services=[service(night_surcharge_share=0.25, weekend_surcharge_share=0.5)])
    first = line(released_at=now, target=target(now + timedelta(minutes=50), kind="ship_by"))
    assert way(first, on=on, now=now).cost_cents == 7000 * (1 + share)


def test_a_later_departure_is_taken_when_it_is_cheaper() -> None:
    # Released at 06:00: 06:50 pays the night, 07:00 does not.
    on = network(services=[service(night_surcharge_share=0.25)])
    taken = way(on=on, now=at(6))
    assert (taken.departs_at, taken.cost_cents) == (at(7), 7000)


def test_public_holidays_pay_no_weekend_share_where_the_rules_say_so() -> None:
    christmas = at(10, day=25, month=12)
    on = network(
        services=[service(weekend_surcharge_share=0.5)],
        rules=rules(weekend_surcharge_on_public_holidays=False),
    )
    assert way(on=on, now=christmas).cost_cents == 7000


def test_the_weekend_is_that_of_the_depots_country() -> None:
    # 27 November is a Friday; the depot's weekend is Friday and Saturday, the site's is not.
    on = network(
        depots=[depot(country="JO", customs_zone="EU", region="MEA")],
        services=[service(weekend_surcharge_share=0.5)],
        weekends={"JO": frozenset({"fri", "sat"}), "DE": frozenset({"sat", "sun"})},
    )
    assert way(on=on, now=at(10, day=27)).cost_cents == 10_500
    assert way(on=on, now=at(10, day=29)).cost_cents == 7000


def test_surcharges_are_judged_by_the_depots_clock() -> None:
    # 10:50 UTC is 05:50 in New York and 19:50 in Tokyo
    on = network(
        depots=[depot(timezone="America/New_York")],
        services=[service(night_surcharge_share=0.25)],
    )
    first = line(target=target(at(10, 50), kind="ship_by"))
    assert way(first, on=on).cost_cents == 8750


def test_lanes_do_not_change_the_price_of_a_dedicated_drive() -> None:
    assert way(on=network(lanes={("domestic", "domestic"): Lane(2.0, 0)})).cost_cents == 7000


def test_lanes_multiply_the_price_of_a_scheduled_service_before_its_minimum() -> None:
    lanes = {("domestic", "domestic"): Lane(2.0, 0)}
    on = network(services=[scheduled_service(price_min_cents=8000)], lanes=lanes)
    assert way(on=on).cost_cents == 14_000


def test_a_scheduled_service_pays_by_the_hour_of_its_cut_off() -> None:
    # The cut-off is 21:00, at night.
    night = scheduled_service(
        collection_cutoff_minute=1260, from_minute=1260, to_minute=1320, night_surcharge_share=0.25
    )
    assert way(on=network(services=[night])).cost_cents == 8750


def test_a_price_is_rounded_to_a_cent() -> None:
    # 1000 + 6000 = 7000, x 1.00011 = 7000.77
    on = network(services=[service(weekend_surcharge_share=0.00011)])
    assert way(on=on, now=at(10, day=28)).cost_cents == 7001


def test_price_decides_between_ways_that_are_all_in_time() -> None:
    on = network(services=[service("CAR"), service("VAN", price_base_cents=999)])
    assert way(on=on).service_id == "VAN"


def test_time_decides_before_price() -> None:
    # NEXT costs nothing but is late for a line due at 14:00.
    free = scheduled_service(price_base_cents=0, price_per_km_cents=0)
    assert way(line(), on=network(services=[free, service()])).service_id == "CAR"
    assert way(on=network(services=[free, service()])).service_id == "NEXT"


def test_a_site_at_the_depot_pays_the_base() -> None:
    assert way(on=network(sites=[site(km=0)])).cost_cents == 1000
