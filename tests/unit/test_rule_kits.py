"""Lines that ship together: one depot, one departure, one verdict."""

from dataclasses import replace
from typing import Any

import pytest

from optimizer.dispatch.check import check
from optimizer.dispatch.problem import Line, LinePlan, Verdict
from optimizer.dispatch.solve import solve
from optimizer.network import Network
from tests.asking import answers, solved
from tests.builders import (
    at,
    depot,
    line,
    network,
    part,
    problem,
    receipt,
    service,
    substitution,
    target,
)


def kit(*numbers: str, **changes: Any) -> list[Line]:
    return [
        line(f"L{n}", rma_number="R1", part_number=number, ship_together=True, **changes)
        for n, number in enumerate(numbers, start=1)
    ]


def both(on: Network, *lines: Line) -> tuple[LinePlan, LinePlan]:
    plan = answers(*(lines or kit("P1", "P2")), on=on)
    return plan["L1"], plan["L2"]


PARTS = [part("P1"), part("P2")]


def test_a_kit_leaves_from_one_depot_that_holds_all_of_it() -> None:
    # D1 is nearer but has no P2; D2 stands 70 km from the site.
    on = network(
        parts=PARTS,
        depots=[depot("D1"), depot("D2", km=-10)],
        stock={("D1", "P1"): 1, ("D2", "P1"): 1, ("D2", "P2"): 1},
    )
    one, two = both(on)
    assert (one.option.depot_id, two.option.depot_id) == ("D2", "D2")
    assert (one.option.departs_at, two.option.departs_at) == (at(10, 50), at(10, 50))
    assert (one.option.part_number, two.option.part_number) == ("P1", "P2")


def test_a_kit_that_no_depot_holds_is_impossible_though_each_part_is_somewhere() -> None:
    on = network(
        parts=PARTS,
        depots=[depot("D1"), depot("D2")],
        stock={("D1", "P1"): 1, ("D2", "P2"): 1},
    )
    for answer in both(on):
        assert answer.verdict is Verdict.IMPOSSIBLE_ALONE
        assert {reason.code for reason in answer.reasons} == {"stock"}


def test_a_kit_of_two_equal_parts_needs_two_units() -> None:
    on = network(stock={("D1", "P1"): 1})
    assert both(on, *kit("P1", "P1"))[0].verdict is Verdict.IMPOSSIBLE_ALONE
    on = network(stock={("D1", "P1"): 2})
    assert both(on, *kit("P1", "P1"))[0].verdict is Verdict.GUARANTEED


@pytest.mark.parametrize(
    ("limit_kg", "verdict"), [(2.0, Verdict.GUARANTEED), (1.9, Verdict.IMPOSSIBLE_ALONE)]
)
def test_the_weights_of_a_kit_are_summed(limit_kg: float, verdict: Verdict) -> None:
    on = network(parts=PARTS, services=[service(max_shipment_kg=limit_kg)])
    one, two = both(on)
    assert (one.verdict, two.verdict) == (verdict, verdict)
    if verdict is Verdict.IMPOSSIBLE_ALONE:
        assert one.reasons[0].code == "shipment_weight"


def test_the_pieces_of_a_kit_are_weighed_one_by_one() -> None:
    on = network(parts=PARTS, services=[service(max_piece_kg=1)])
    assert both(on)[0].verdict is Verdict.GUARANTEED


def test_a_kit_pays_one_price_that_every_line_shows() -> None:
    # 7000 + (1 + 2) kg x 100, once
    on = network(
        parts=[part("P1"), part("P2", ship_weight_kg=2)],
        services=[service(price_per_kg_cents=100)],
    )
    plan = solved(*kit("P1", "P2"), on=on)
    assert [each.option.cost_cents for each in plan.lines] == [7300, 7300]
    assert plan.levels[-1].value == 7300


def test_the_volumes_of_a_kit_are_summed() -> None:
    # 2 x 60000 cm3 / 5000 = 24 kg against 2 kg
    sides = {"length_cm": 50, "width_cm": 40, "height_cm": 30}
    on = network(
        parts=[part("P1", **sides), part("P2", **sides)],
        services=[service(price_per_kg_cents=100, volumetric_divisor_cm3_per_kg=5000)],
    )
    assert both(on)[0].option.cost_cents == 7000 + 2400


def test_a_kit_uses_one_vehicle() -> None:
    plan = solved(*kit("P1", "P2"), on=network(parts=PARTS))
    (load,) = plan.loads
    assert (load.lines, load.weight_kg, load.vehicles_peak) == (2, 2.0, 1)


def test_a_kit_waits_for_the_latest_release() -> None:
    lines = kit("P1", "P2")
    late = line("L2", rma_number="R1", part_number="P2", ship_together=True, released_at=at(11))
    one, two = both(network(parts=PARTS), lines[0], late)
    assert (one.option.departs_at, two.option.departs_at) == (at(11, 50), at(11, 50))


def test_a_kit_waits_for_the_receipt_of_its_last_part() -> None:
    on = network(parts=PARTS, stock={("D1", "P1"): 1}, inbound={("D1", "P2"): (receipt(at(11)),)})
    one, two = both(on)
    assert (one.option.ready_at, two.option.ready_at) == (at(11, 30), at(11, 30))


def test_each_part_of_a_kit_may_be_substituted() -> None:
    # P2 is missing: P3 for 2000 more
    on = network(
        parts=[*PARTS, part("P3")],
        stock={("D1", "P1"): 1, ("D1", "P3"): 1},
        substitutions={"P2": (substitution("P3"),)},
    )
    one, two = both(on)
    assert (one.option.part_number, two.option.part_number) == ("P1", "P3")
    assert (one.option.cost_cents, two.option.cost_cents) == (9000, 9000)


def test_missed_and_tardiness_of_a_kit_are_sums_and_its_lines_share_the_verdict() -> None:
    # Arrives 12:01. L1 is due at 14:00: met; L2 at 11:50: missed 100, one quarter-hour 20.
    lines = kit("P1", "P2")
    strict = line(
        "L2", rma_number="R1", part_number="P2", ship_together=True, target=target(at(11, 50))
    )
    plan = solved(lines[0], strict, on=network(parts=PARTS))
    assert [level.value for level in plan.levels] == [100, 20, 7000]
    assert [each.verdict for each in plan.lines] == [Verdict.IMPOSSIBLE_ALONE] * 2


def test_lines_of_two_kits_are_two_shipments() -> None:
    other = [
        line(f"M{n}", rma_number="R2", part_number=number, ship_together=True)
        for n, number in enumerate(("P1", "P2"), start=1)
    ]
    on = network(parts=PARTS, stock={("D1", "P1"): 2, ("D1", "P2"): 2})
    plan = answers(*kit("P1", "P2"), *other, on=on)
    departures = [plan[name].option.departs_at for name in ("L1", "L2", "M1", "M2")]
    assert departures == [at(10, 50), at(10, 50), at(13), at(13)]


def test_a_kit_loses_as_a_whole_and_names_who_would_lose() -> None:
    # One P2 for a kit of weight 200 and a line of weight 300.
    heavy = line("X1", part_number="P2", target=target(miss_weight=300))
    plan = answers(*kit("P1", "P2"), heavy, on=network(parts=PARTS))
    assert plan["X1"].verdict is Verdict.GUARANTEED
    for name in ("L1", "L2"):
        assert plan[name].verdict is Verdict.IMPOSSIBLE_TOGETHER
        assert plan[name].would_lose == ("X1",)


def test_lines_of_a_kit_share_the_word_and_each_says_whether_it_is_owed() -> None:
    # One car brings both parts at 12:01. Due at 14:00 it is in time; due at 12:00 it is late.
    on = network(parts=PARTS, stock={("D1", "P1"): 1, ("D1", "P2"): 1})
    for due_at, word in ((at(14), Verdict.GUARANTEED), (at(12), Verdict.IMPOSSIBLE_ALONE)):
        owed, excluded = kit("P1", "P2")
        owed = replace(owed, target=target(due_at))
        excluded = replace(excluded, target=target(due_at, owed=False, miss_weight=0))
        asked = problem(owed, excluded, on=on)
        plan = solve(asked)
        one, two = plan.lines
        assert (one.verdict, one.outlook) == (word, None)
        assert (two.verdict, two.outlook) == (Verdict.EXCLUDED_BY_CLAUSE, word)
        assert check(asked, plan).violations == ()
