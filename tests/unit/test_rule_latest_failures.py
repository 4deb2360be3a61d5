"""Which of several failures is told: of departures and parts the one that came farthest."""

from dataclasses import replace

from tests.asking import answers, refusal
from tests.builders import (
    at,
    depot,
    east,
    line,
    network,
    part,
    scheduled_service,
    service,
    site,
    substitution,
    target,
)

SWISS = site(country="CH", customs_zone="CH")


def test_of_several_departures_the_one_that_came_farthest_tells() -> None:
    # 10:50 is outside the hours; from 11:00 on the service runs, but the depot has no vehicle.
    on = network(services=[service(from_minute=660)], vehicles={})
    assert refusal(on=on) == "vehicle"


def test_of_part_and_substitute_the_one_that_came_farthest_tells() -> None:
    # No P1 at all; P9 lies there and is too heavy.
    on = network(
        parts=[part("P1"), part("P9", ship_weight_kg=9)],
        services=[service(max_piece_kg=5)],
        stock={("D1", "P9"): 1},
        substitutions={"P1": (substitution("P9"),)},
    )
    assert refusal(on=on) == "piece_weight"


def test_a_city_ends_at_the_customs_border() -> None:
    on = network(
        sites=[replace(SWISS, longitude=east(20))],
        services=[scheduled_service(scope="city_30km")],
    )
    assert refusal(on=on) == "scope"


def test_every_part_of_a_kit_needs_its_licence() -> None:
    on = network(
        parts=[part("P1"), part("P2", export_group="3A090")],
        sites=[SWISS],
        services=[scheduled_service()],
    )
    kit = [line(f"L{n}", rma_number="R1", part_number=f"P{n}", ship_together=True) for n in (1, 2)]
    plan = answers(*kit, on=on)
    assert [[each.code for each in plan[name].reasons] for name in ("L1", "L2")] == (
        [["export_licence"]] * 2
    )


def test_reasons_of_the_nearest_depot_come_first() -> None:
    # D2 stands 30 km from the site and D1 60 km; the goods come at 11:46 and 12:01.
    on = network(depots=[depot("D1"), depot("D2", km=30)])
    answer = answers(line(target=target(at(11))), on=on)["L1"]
    assert [each.depot_id for each in answer.reasons] == ["D2", "D1"]
