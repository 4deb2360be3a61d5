"""The plan of the smallest network stays as it is; a limit of its network makes it illegal."""

from dataclasses import replace
from typing import Any

import pytest

from optimizer.dispatch.check import check
from optimizer.network import Border, Network, StockCell
from tests import builders as b

CLOSED = {("EU", "EU"): Border(allowed=False, clearance_hours=None)}
NOON_CLASS = b.opening_class("from_noon", windows=(("mon", 720, 1080),))
ALONE = b.plan(b.line_plan(alternatives=()))
ANY_ZONE = b.rules(dedicated_same_customs_zone=False)


def codes(network: Network) -> set[str]:
    return {each.code for each in check(b.problem(on=network), ALONE).violations}


def with_service(**changes: Any) -> Network:
    return b.network(services=[b.service(**changes)])


def with_site(**changes: Any) -> Network:
    return b.network(sites=[b.site(**changes)])


def test_the_plan_of_the_smallest_network_is_legal_and_costs_what_builders_worked_out() -> None:
    report = check(b.problem(), b.plan())

    assert report.violations == ()
    assert report.levels == {"missed": 0, "tardiness": 0, "cost": 7000}


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


@pytest.mark.parametrize("fault", REFUSALS)
def test_a_broken_limit_is_the_only_violation(fault: str) -> None:
    network, code = REFUSALS[fault]

    assert codes(network) == {code}


def test_a_slower_service_is_seen_in_both_arrivals_and_in_the_margin_of_neither() -> None:
    # Urban 2 x 20 instead of 2 x 10 minutes: 12:21 instead of 12:01; the claims stay at 12:01.
    network = with_service(speed_factor_urban=0.5)

    found = codes(network)

    assert {"planned_arrival", "median_arrival"} <= found
    assert "margin" not in found


def test_a_site_that_opens_later_receives_nothing_before() -> None:
    site = b.network(
        sites=[b.site(receiving="from_noon_on")],
        opening_classes=[b.opening_class("from_noon_on", windows=(("mon", 780, 1080),))],
    )

    assert "receiving_hours" in codes(site)


def test_a_unit_that_arrives_before_packing_starts_may_be_used() -> None:
    # The receipt at 09:30 lies before now, 10:00.
    inbound = {("D1", "P1"): (b.receipt(b.at(9, 30)),)}
    network = b.network(stock={("D1", "P1"): 0}, inbound=inbound)

    assert codes(network) == set()


def test_the_border_of_a_limit_is_allowed() -> None:
    changes = {"max_piece_kg": 1.0, "max_length_cm": 10.0, "max_length_plus_girth_cm": 50.0}

    assert codes(with_service(**changes)) == set()


def test_a_part_that_may_not_stand_in_is_refused_and_an_automatic_one_costs_its_rank() -> None:
    parts = [b.part(), b.part("P2")]
    plain = b.network(parts=parts)
    swapped = b.network(parts=parts, substitutions={"P1": (b.substitution("P2"),)})
    taken = replace(
        b.line_plan(), option=b.option(part_number="P2", cost_cents=9000), alternatives=()
    )

    refused = check(b.problem(on=plain), b.plan(taken))
    allowed = check(b.problem(on=swapped), b.plan(taken))

    # 7000 for the drive and 2000 for rank 1.
    assert {each.code for each in refused.violations} == {"part", "cost"}
    assert allowed.violations == ()
