"""Every limit as the first test that fails, alone and before each later one.

A spoiler changes the smallest network so that exactly one test fails: CAR leaves at 10:50 and
arrives at 12:01, the line is due at 14:00; by air the goods arrive at 16:21 and are due at 18:00.
"""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest

from optimizer.dispatch.problem import REASON_CODES, Line, Verdict
from optimizer.network import Border, Network
from tests.asking import answers, refusal
from tests.builders import (
    air_service,
    airport,
    at,
    depot,
    drive_facts,
    flights,
    line,
    network,
    opening_class,
    part,
    service,
    site,
    substitution,
    target,
)

Spoiler = dict[str, dict[str, Any]]

NEVER = opening_class("never", windows=())
TUESDAYS = opening_class("tuesdays", windows=(("tue", 540, 1080),))
ABROAD = {"country": "CH", "customs_zone": "CH"}

EVERYWHERE: dict[str, Spoiler] = {
    "stock": {"network": {"stock": {}}},
    "scope": {"service": {"countries": frozenset({"FR"})}},
    "radius": {"service": {"max_km": 59.0}},
    "piece_weight": {"service": {"max_piece_kg": 0.9}},
    "dimensions": {"service": {"max_height_cm": 9.9}},
    # length + girth of a cube of 10 cm = 10 + 2 x (10 + 10) = 50 cm
    "girth": {"service": {"max_length_plus_girth_cm": 49.9}},
    "shipment_weight": {"service": {"max_shipment_kg": 0.9}},
    "dangerous_goods": {
        "part": {"dangerous_goods": "UN3480"},
        "service": {"accepts_dangerous_goods": False},
    },
    "two_person": {"part": {"two_person": True}, "site": {"two_person_ok": False}},
    "tail_lift_or_dock": {"service": {"needs_dock": True}, "site": {"dock": False}},
    "depot_closed": {"depot": {"opening_class": "never"}},
    "operating_hours": {"service": {"operates": ()}},
    "receiving_hours": {"site": {"receiving": "tuesdays"}},
    "late": {"target": {"due_at": at(11)}},
}
BY_ROAD: dict[str, Spoiler] = EVERYWHERE | {
    "landmass": {"site": {"landmass": "borneo"}},
    "customs": {"site": ABROAD},
    "vehicle": {"network": {"vehicles": {}}},
}
BY_AIR: dict[str, Spoiler] = EVERYWHERE | {
    "customs": {
        "site": ABROAD,
        "network": {
            "borders": {("EU", "CH"): Border(allowed=False, clearance_hours=None)},
        },
    },
    "export_licence": {"site": ABROAD, "part": {"export_group": "3A090"}},
    "no_flight": {"network": {"flights": {}}},
}


def merged(*spoilers: Spoiler) -> Spoiler:
    nouns = ("depot", "site", "part", "service", "network", "target")
    return {
        noun: {key: value for spoiler in spoilers for key, value in spoiler.get(noun, {}).items()}
        for noun in nouns
    }


def by_road(spoiler: Spoiler) -> tuple[Line, Network]:
    changes = merged({"service": {}}, spoiler)
    asked = line(target=target(**{"due_at": at(14), **changes["target"]}))
    return asked, network(
        depots=[depot(**changes["depot"])],
        sites=[site(**changes["site"])],
        parts=[part(**changes["part"])],
        services=[service(**changes["service"])],
        opening_classes=[NEVER, TUESDAYS],
        **changes["network"],
    )


def by_air(spoiler: Spoiler) -> tuple[Line, Network]:
    # leaves 10:50, at the airport 11:00, tender until 12:00, flight 14:00 to 15:00, recovered
    # 16:00, at the site 16:21
    changes = merged({"network": {"flights": flights(AAA_BBB=6)}}, spoiler)
    asked = line(target=target(**{"due_at": at(18), **changes["target"]}))
    return asked, network(
        depots=[depot(**changes["depot"])],
        sites=[site(**changes["site"])],
        airports=[airport("AAA"), airport("BBB", km=60, **_of_zone(changes["site"]))],
        parts=[part(**changes["part"])],
        services=[air_service(**changes["service"])],
        opening_classes=[NEVER, TUESDAYS],
        drive_facts={country: drive_facts(country) for country in ("DE", "CH")},
        **changes["network"],
    )


def _of_zone(site_changes: dict[str, Any]) -> dict[str, Any]:
    return {key: site_changes[key] for key in ABROAD if key in site_changes}


def in_order(codes: dict[str, Spoiler]) -> list[str]:
    return [code for code in REASON_CODES if code in codes]


def pairs(codes: dict[str, Spoiler]) -> list[tuple[str, str]]:
    return list(combinations(in_order(codes), 2))


@pytest.mark.parametrize("build", [by_road, by_air])
def test_an_unspoiled_network_serves_the_line(
    build: Callable[[Spoiler], tuple[Line, Network]],
) -> None:
    asked, on = build({})
    assert answers(asked, on=on)["L1"].verdict is Verdict.GUARANTEED


@pytest.mark.parametrize("code", in_order(BY_ROAD))
def test_a_single_failing_test_is_the_reason_by_road(code: str) -> None:
    asked, on = by_road(BY_ROAD[code])
    assert refusal(asked, on=on) == code


@pytest.mark.parametrize("code", in_order(BY_AIR))
def test_a_single_failing_test_is_the_reason_by_air(code: str) -> None:
    asked, on = by_air(BY_AIR[code])
    assert refusal(asked, on=on) == code


@pytest.mark.parametrize(("first", "second"), pairs(BY_ROAD))
def test_of_two_failing_tests_the_first_in_order_is_the_reason_by_road(
    first: str, second: str
) -> None:
    asked, on = by_road(merged(BY_ROAD[second], BY_ROAD[first]))
    assert refusal(asked, on=on) == first


@pytest.mark.parametrize(("first", "second"), pairs(BY_AIR))
def test_of_two_failing_tests_the_first_in_order_is_the_reason_by_air(
    first: str, second: str
) -> None:
    asked, on = by_air(merged(BY_AIR[second], BY_AIR[first]))
    assert refusal(asked, on=on) == first


def test_the_latest_failure_of_part_and_substitute_is_the_reason() -> None:
    # P1 is too heavy (piece_weight), its substitute P2 too long (dimensions, a later test).
    on = network(
        parts=[part("P1", ship_weight_kg=5), part("P2", length_cm=50)],
        services=[service(max_piece_kg=2, max_length_cm=20)],
        substitutions={"P1": (substitution("P2"),)},
    )
    assert refusal(on=on) == "dimensions"


def test_the_latest_failure_of_all_departures_is_the_reason() -> None:
    # 10:50 lies in the operating hours but finds no vehicle; from 11:00 on CAR does not operate.
    on = network(services=[service(to_minute=660)], vehicles={})
    assert refusal(on=on) == "vehicle"


def test_every_depot_and_service_has_its_own_reason() -> None:
    on = network(
        depots=[depot("D1"), depot("D2")],
        services=[service("CAR", max_km=50), service("MOTO", max_piece_kg=0.5)],
        stock={("D1", "P1"): 1},
    )
    reasons = answers(on=on)["L1"].reasons
    assert {(each.depot_id, each.service_id): each.code for each in reasons} == {
        ("D1", "CAR"): "radius",
        ("D1", "MOTO"): "piece_weight",
        ("D2", None): "stock",  # no service of a depot without stock can help: told once
    }


def test_a_late_arrival_says_by_how_many_minutes() -> None:
    # arrives 12:01, due 11:00: 61 minutes
    (reason,) = answers(line(target=target(at(11))))["L1"].reasons
    assert "61" in reason.detail
