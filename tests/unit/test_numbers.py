"""Every number of every noun is finite and small enough to be reckoned with, or refused."""

import tracemalloc
from collections.abc import Callable
from dataclasses import fields, replace
from math import inf, nan
from typing import Any

import pytest

from optimizer.dispatch.fallback import degraded_plan
from optimizer.dispatch.problem import DispatchProblem, Verdict
from optimizer.dispatch.solve import Limits, solve
from optimizer.dispatch.sums import TooLargeError
from optimizer.network import Border, Lane, StockCell
from optimizer.numbers import LARGEST
from tests.builders import (
    airport,
    at,
    depot,
    drive_facts,
    flights,
    line,
    network,
    part,
    problem,
    receipt,
    rules,
    service,
    site,
    substitution,
    target,
    vehicle_hours,
)

NOUNS: tuple[Any, ...] = (
    part(),
    depot(),
    site(),
    airport("AAA", km=1),
    service(),
    drive_facts("DE"),
    vehicle_hours(),
    receipt(at(10)),
    substitution("P2"),
    Lane(price_multiplier=1.0, transit_days_add=0),
    Border(allowed=True, clearance_hours=1.0),
    next(iter(flights(AAA_BBB=6).values())),
    StockCell(on_hand=1, reserved=0, base_stock=1),
    rules(),
    target(),
)
KINDS = (int, float, int | None, float | None)
PLACES = [
    pytest.param(noun, field.name, id=f"{type(noun).__name__}.{field.name}")
    for noun in NOUNS
    for field in fields(noun)
    if field.type in KINDS
]
WHOLE = [
    pytest.param(noun, field.name, id=f"{type(noun).__name__}.{field.name}")
    for noun in NOUNS
    for field in fields(noun)
    if field.type in KINDS[::2]
]


@pytest.mark.parametrize(("noun", "name"), PLACES)
def test_a_number_that_nothing_can_be_reckoned_with_is_refused_wherever_it_stands(
    noun: Any,  # noqa: ANN401 - any noun
    name: str,
) -> None:
    for number in (nan, inf, -inf, 1e308, -1e308, 2**53, 2**63, -(2**63)):
        with pytest.raises(ValueError, match=r"[a-z].*[.]$"):
            replace(noun, **{name: number})


@pytest.mark.parametrize(("noun", "name"), WHOLE)
def test_what_is_counted_is_counted_in_whole_numbers(
    noun: Any,  # noqa: ANN401 - any noun
    name: str,
) -> None:
    with pytest.raises(ValueError, match=r"[a-z].*[.]$"):
        replace(noun, **{name: 0.5})


def test_a_whole_number_that_a_table_gives_with_a_point_is_one() -> None:
    assert rules(vehicle_slot_minutes=60.0).vehicle_slot_minutes == 60


def test_a_refusal_names_the_noun_the_number_and_what_is_allowed() -> None:
    with pytest.raises(ValueError, match="Courier service CAR has price_per_km_cents nan, a whole"):
        service(price_per_km_cents=nan)


def dear(cents: int, kg: float) -> DispatchProblem:
    """Two lines for one unit whose kilograms cost so much."""
    on = network(
        parts=[part(ship_weight_kg=kg)],
        services=[service(price_per_kg_cents=cents, max_piece_kg=None, max_shipment_kg=None)],
    )
    return problem(line("L1"), line("L2"), on=on)


@pytest.mark.parametrize("plan", [solve, lambda asked: degraded_plan(asked, "no solver")])
def test_prices_that_nobody_can_add_are_a_refusal_and_no_plan(
    plan: Callable[[DispatchProblem], object],
) -> None:
    # 10^9 cents a kg x 10^9 kg = 10^18 cents, and 2^53 is 9 x 10^15.
    with pytest.raises(TooLargeError, match="Prices add up to"):
        plan(dear(10**9, 1e9))
    # 10^10 x 10^10 does not fit 64 bits.
    with pytest.raises(TooLargeError, match="Prices add up to"):
        plan(dear(LARGEST, float(LARGEST)))


def test_the_dearest_prices_that_can_be_added_are_added_to_the_cent() -> None:
    # 4 x 10^7 kg at 10^8 cents, and 1000 + 60 x 100 cents of the drive: 4 x 10^15 + 7000.
    plan = solve(dear(10**8, 4e7))
    assert [level.value for level in plan.levels] == [100, 19_200, 4 * 10**15 + 7_000]
    assert plan.levels[0].proved


def test_targets_that_weigh_a_billion_are_weighed_to_the_last_digit() -> None:
    heavy = target(miss_weight=10**9, late_weight=10**9)
    heavier = target(miss_weight=10**9 + 1, late_weight=10**9)
    plan = solve(problem(line("L1", target=heavy), line("L2", target=heavier)))
    # One unit: L2 weighs one more, so L1 goes without, 960 quarter-hours late.
    assert [each.option is not None for each in plan.lines] == [False, True]
    assert [level.value for level in plan.levels][:2] == [10**9, 960 * 10**9]


@pytest.mark.parametrize("seconds", [-1.0, -1e-9, nan, inf, -inf, 1e308])
def test_a_limit_that_is_no_time_is_refused(seconds: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 1000000 s can be waited for"):
        Limits(seconds)


@pytest.mark.parametrize("seconds", [0.0, 5e-324, 1e-9])
def test_no_time_at_all_gives_a_plan_that_calls_nothing_impossible(seconds: float) -> None:
    plan = solve(problem(line("L1"), line("L2")), Limits(seconds))
    assert [each.option is not None for each in plan.lines] == [True, False]
    assert plan.lines[1].verdict is Verdict.NOT_PROVED


def test_work_below_none_is_refused() -> None:
    with pytest.raises(ValueError, match="less than none"):
        Limits(work=-1)


@pytest.mark.parametrize("table", ["stock", "inbound"])
def test_a_billion_units_are_planned_without_a_list_of_them(table: str) -> None:
    units = 10**9
    cell = StockCell(units if table == "stock" else 0, 0, units)
    waiting = {("D1", "P1"): (receipt(at(10, 10), units),)} if table == "inbound" else {}
    on = replace(network(), stock={("D1", "P1"): cell}, inbound=waiting)
    tracemalloc.start()
    try:
        plan = solve(problem(line("L1"), line("L2"), on=on))
        assert tracemalloc.get_traced_memory()[1] < 5 * 10**7
    finally:
        tracemalloc.stop()
    assert plan.lines[0].option is not None
