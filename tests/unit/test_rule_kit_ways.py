"""In how many ways substitutes can fill a kit: those that some depot could ever fill, no others."""

from typing import Any

import pytest

from optimizer.dispatch.check import check
from optimizer.dispatch.options.demands import TooManyWaysError, demands_of
from optimizer.dispatch.problem import Line, Verdict
from optimizer.dispatch.solve import solve
from optimizer.network import Network, Part, Substitution
from tests.builders import at, depot, line, network, part, problem, receipt, service, substitution


def kit(*numbers: str, **changes: Any) -> list[Line]:
    return [
        line(f"L{n:02}", rma_number="R1", part_number=number, ship_together=True, **changes)
        for n, number in enumerate(numbers, start=1)
    ]


def kinds(count: int, **tables: Any) -> Network:
    """Parts P0, P1 ... with three substitutes each, S00, S01, S02, S10 ..."""
    names = {f"P{n}": [f"S{n}{m}" for m in range(3)] for n in range(count)}
    parts = [part(name) for one, others in names.items() for name in (one, *others)]
    substitutes = {
        one: tuple(substitution(name, rank) for rank, name in enumerate(others, start=1))
        for one, others in names.items()
    }
    return network(parts=parts, substitutions=substitutes, **tables)


def ways(on: Network, *lines: Line) -> list[tuple[str, ...]]:
    (demand,) = demands_of(lines, on)
    return [bundle.part_numbers for bundle in demand.bundles]


TWELVE = tuple(f"P{n}" for n in range(12))


def test_substitutes_that_nobody_holds_make_no_ways() -> None:
    on = kinds(12, stock={("D1", name): 1 for name in TWELVE})
    assert ways(on, *kit(*TWELVE)) == [TWELVE]


def test_a_kit_that_nobody_can_fill_is_asked_for_as_it_is() -> None:
    # Eleven of twelve parts lie there with all their substitutes: 4^11 ways to no kit at all.
    held = [f"P{n}" for n in range(11)] + [f"S{n}{m}" for n in range(11) for m in range(3)]
    on = kinds(12, stock={("D1", name): 1 for name in held})
    asked = problem(*kit(*TWELVE), on=on)
    assert ways(on, *asked.lines) == [TWELVE]
    plan = solve(asked)
    assert {each.verdict for each in plan.lines} == {Verdict.IMPOSSIBLE_ALONE}
    assert [each.code for each in plan.lines[0].reasons] == ["stock"]
    assert "S110" in plan.lines[0].reasons[0].detail


def test_equal_parts_of_a_kit_are_not_dealt_in_every_order() -> None:
    # Twelve of one part and three substitutes: multisets, (12 + 3)! / 12! 3! = 455, not 4^12
    on = kinds(1, stock={("D1", name): 12 for name in ("P0", "S00", "S01", "S02")})
    found = ways(on, *kit(*["P0"] * 12))
    assert len(found) == len(set(found)) == 455
    assert all(list(each) == sorted(each) for each in found)


def test_ways_hold_no_more_units_than_there_are() -> None:
    # Two P0, one S00, one more S00 on its way: P0 P0, P0 S00, S00 S00; S01 and S02 are nowhere.
    on = kinds(
        1,
        stock={("D1", "P0"): 2, ("D1", "S00"): 1},
        inbound={("D1", "S00"): (receipt(at(11)),)},
    )
    assert sorted(ways(on, *kit("P0", "P0"))) == [("P0", "P0"), ("P0", "S00"), ("S00", "S00")]


def test_units_for_which_two_parts_compete_are_counted_once() -> None:
    on = network(
        parts=[part(name) for name in ("P1", "P2", "P9")],
        stock={("D1", "P1"): 1, ("D1", "P2"): 1, ("D1", "P9"): 1},
        substitutions={name: (substitution("P9"),) for name in ("P1", "P2")},
    )
    assert sorted(ways(on, *kit("P1", "P2"))) == [("P1", "P2"), ("P1", "P9"), ("P9", "P2")]


def test_units_of_two_depots_fill_no_kit() -> None:
    on = kinds(
        2,
        depots=[depot("D1"), depot("D2")],
        stock={("D1", "P0"): 1, ("D2", "P1"): 1, ("D2", "S00"): 1},
    )
    assert ways(on, *kit("P0", "P1")) == [("P0", "P1"), ("S00", "P1")]


def test_the_first_lines_of_a_kit_get_the_first_parts() -> None:
    # One P0 is left and two S00: lines 1 and 2 get P0 and S00, in this order.
    on = kinds(1, stock={("D1", "P0"): 1, ("D1", "S00"): 2})
    asked = problem(*kit("P0", "P0"), on=on)
    plan = solve(asked)
    assert [each.option.part_number for each in plan.lines if each.option] == ["P0", "S00"]
    assert check(asked, plan).violations == ()


def test_more_ways_than_can_be_looked_at_are_refused_in_a_sentence() -> None:
    on = kinds(12)
    with pytest.raises(TooManyWaysError, match="D1 could fill the kit R1 in more than 1024 ways"):
        solve(problem(*kit(*TWELVE), on=on))


def test_five_kinds_with_three_substitutes_each_are_looked_at() -> None:
    on = kinds(5)
    asked = problem(*kit(*TWELVE[:5]), on=on)
    assert len(ways(on, *asked.lines)) == 4**5
    plan = solve(asked)
    assert plan.levels[-1].value == 7000
    assert check(asked, plan).violations == ()


def test_ties_between_kits_look_at_one_line_after_the_other() -> None:
    # Free substitutes: P1 + P0 goes by VAN only, P1 + P2 by CAR. Line 1 gets P1 in any case, then
    # its service counts, CAR before VAN, and only then what line 2 gets.
    heavy = part("P0", ship_weight_kg=9)
    parts: list[Part] = [part("P1"), part("P2"), heavy]
    on = network(
        parts=parts,
        services=[service("CAR", max_piece_kg=5), service("VAN")],
        substitutions={"P2": (Substitution("P0", 1, 0),)},
    )
    asked = problem(*kit("P1", "P2"), on=on)
    taken = [each.option for each in solve(asked).lines if each.option]
    assert [(each.part_number, each.service_id) for each in taken] == [("P1", "CAR"), ("P2", "CAR")]
