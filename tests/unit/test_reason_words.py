"""The numbers behind a reason are those of the test that failed, and true of what is there."""

from typing import Any

from tests.asking import answers
from tests.builders import (
    air_service,
    airport,
    depot,
    flights,
    line,
    network,
    part,
    service,
    site,
    substitution,
)


def words(*lines: Any, code: str, **tables: Any) -> str:
    """The detail of the one reason with a code of the first line."""
    reasons = answers(*(lines or (line(),)), on=network(**tables))
    first = reasons[min(reasons)]
    found = {each.detail for each in first.reasons if each.code == code}
    assert len(found) == 1, first.reasons
    return found.pop()


def kit(*part_numbers: str) -> list[Any]:
    return [
        line(f"L{n}", rma_number="R1", part_number=number, ship_together=True)
        for n, number in enumerate(part_numbers, start=1)
    ]


def test_a_line_of_its_own_names_the_part_and_its_substitutes() -> None:
    both = {"parts": [part(), part("P2")], "substitutions": {"P1": (substitution("P2"),)}}
    assert words(code="stock", stock={}, **both) == "no free or inbound unit of P1 or P2"


def test_a_kit_tells_what_is_there_of_what_it_needs() -> None:
    # One of two units of P1 is there, and P2 is not what is missing.
    parts = [part(), part("P2")]
    stock = {("D1", "P1"): 1, ("D1", "P2"): 3}
    told = words(*kit("P1", "P1", "P2"), code="stock", parts=parts, stock=stock)
    assert told == "has 1 of 2 units of P1"
    assert words(*kit("P1", "P2"), code="stock", parts=parts, stock={}) == (
        "has 0 of 1 unit of P1 and 0 of 1 unit of P2"
    )


def test_a_kit_whose_lines_need_the_same_substitute_lacks_them_together() -> None:
    # P3 may stand in for P1 and for P2, and there is one of it.
    parts = [part(), part("P2"), part("P3")]
    stand_in = {"P1": (substitution("P3"),), "P2": (substitution("P3"),)}
    told = words(
        *kit("P1", "P2"),
        code="stock",
        parts=parts,
        stock={("D1", "P3"): 1},
        substitutions=stand_in,
    )
    assert told == "not enough units of P1 and P2 and P3"


def test_the_shipment_that_is_too_heavy_is_named_not_a_lighter_one_that_nobody_has() -> None:
    # P2 of 5 kg would pass, but nobody has it; P1 of 20 kg is there.
    told = words(
        code="shipment_weight",
        parts=[part(ship_weight_kg=20), part("P2", ship_weight_kg=5)],
        stock={("D1", "P1"): 1},
        substitutions={"P1": (substitution("P2"),)},
        services=[service(max_shipment_kg=10)],
    )
    assert told == "shipment of 20 kg, limit 10 kg"


def test_a_flight_whose_end_has_no_road_names_that_end() -> None:
    flying = {"services": [air_service()], "flights": flights(AAA_BBB=24)}
    island = [airport("AAA", landmass="isle"), airport("BBB", km=60)]
    told = words(code="landmass", airports=island, **flying)
    assert told == "no road from eurasia to AAA on isle"
    island = [airport("AAA"), airport("BBB", km=60, landmass="isle")]
    told = words(code="landmass", airports=island, **flying)
    assert told == "no road from BBB on isle to eurasia"
    drive = words(code="landmass", depots=[depot(landmass="isle")])
    assert drive == "no road from isle to eurasia"


def test_a_dock_is_missed_by_a_service_that_needs_one_or_by_the_weight_of_a_piece() -> None:
    bare = {"sites": [site(dock=False)]}
    needing = words(code="tail_lift_or_dock", services=[service(needs_dock=True)], **bare)
    assert needing == "the service needs a dock, the site has none"
    heavy = words(code="tail_lift_or_dock", parts=[part(ship_weight_kg=71)], **bare)
    assert heavy == "more than 70 kg a piece, with neither a dock at the site nor a tail lift"


def test_lines_of_other_parts_for_the_same_site_are_told_their_own_numbers() -> None:
    on = network(
        parts=[part(ship_weight_kg=20), part("P2", ship_weight_kg=30)],
        services=[service(max_piece_kg=10)],
    )
    other = line("L3", rma_number="R3", part_number="P2")
    told = answers(line("L1"), line("L2"), other, on=on)
    details = {key: [each.detail for each in answer.reasons] for key, answer in told.items()}
    twenty, thirty = ["20 kg a piece, limit 10 kg"], ["30 kg a piece, limit 10 kg"]
    assert details == {"L1": twenty, "L2": twenty, "L3": thirty}
