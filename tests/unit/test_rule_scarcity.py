"""What the last units of a cell cost: emergencies to be expected without them.

a = demand a year / 365.25 x lead time in days. One unit of PLAT at S1 holds one P1 that fails 0.05
times a year; D1 waits 365.25 days for replenishment: a = 0.05. Erlang loss B(0) = 1,
B(1) = 0.05 / 1.05 = 0.047619, B(2) = 0.05 B(1) / (2 + 0.05 B(1)) = 0.00118906.
last unit: 60000 x 0.05 x (1 - 0.047619) = 2857.14; second-last: 3000 x (0.047619 - 0.001189) =
139.29 cents.
"""

from typing import Any

import pytest

from optimizer.dispatch.problem import DispatchPlan
from optimizer.network import Network, StockCell
from tests.asking import patient_line, solved
from tests.builders import depot, network, part, rules, service, site


def scarce(units: int | StockCell = 1, **changes: Any) -> Network:
    tables: dict[str, Any] = {
        "parts": [part(annual_failure_rate_share=0.05)],
        "depots": [depot(lead_time_days=365.25)],
        "stock": {("D1", "P1"): units},
        "vehicles": {("D1", "CAR"): 9},
        "installed": {("S1", "PLAT"): 1},
        "bills_of_material": {"PLAT": {"P1": 1}},
    }
    return network(**{**tables, **changes})


def asked(count: int, on: Network) -> DispatchPlan:
    return solved(*(patient_line(f"L{n}") for n in range(1, count + 1)), on=on)


@pytest.mark.parametrize(
    ("units", "lines", "cents"),
    [
        (1, 1, 2857),
        (2, 1, 139),
        (2, 2, 2857 + 139),
        (3, 1, 0),
        (3, 2, 139),
        (3, 3, 2996),
    ],
)
def test_the_last_two_units_of_a_cell_have_a_price(units: int, lines: int, cents: int) -> None:
    plan = asked(lines, scarce(units))
    assert plan.scarcity_cents == cents
    cost = next(level.value for level in plan.levels if level.name == "cost")
    assert cost == 7000 * lines + cents


def test_the_last_free_unit_counts_not_the_last_one_on_hand() -> None:
    assert asked(1, scarce(StockCell(on_hand=3, reserved=2, base_stock=3))).scarcity_cents == 2857


def test_demand_grows_with_units_and_parts_in_each() -> None:
    # 2 units x 3 parts: a = 0.3; B(1) = 0.3 / 1.3; 60000 x 0.3 x (1 - 0.230769) = 13846.15
    on = scarce(installed={("S1", "PLAT"): 2}, bills_of_material={"PLAT": {"P1": 3}})
    assert asked(1, on).scarcity_cents == 13_846


def test_the_price_follows_lead_time_and_the_cost_of_an_emergency() -> None:
    # a = 0.1: B(1) = 0.1 / 1.1; 10000 x 0.1 x (1 - 0.090909) = 909.09
    on = scarce(depots=[depot(lead_time_days=730.5)], rules=rules(emergency_cost_cents=10_000))
    assert asked(1, on).scarcity_cents == 909


def test_a_cell_without_demand_has_no_price() -> None:
    assert asked(1, scarce(installed={})).scarcity_cents == 0


def two_depots(km: float = -10.0, **changes: Any) -> Network:
    """D1 is nearest to S1 and has its demand; D2 is ten km farther and costs 1000 cents more."""
    tables: dict[str, Any] = {
        "depots": [depot("D1", lead_time_days=365.25), depot("D2", km=km, lead_time_days=365.25)],
        "stock": {("D1", "P1"): 1, ("D2", "P1"): 1},
        "vehicles": None,
    }
    return scarce(**{**tables, **changes})


def test_demand_belongs_to_the_nearest_depot_so_that_another_may_be_cheaper() -> None:
    # D1: 7000 + 2857; D2: 1000 + 70 x 100 = 8000
    plan = asked(1, two_depots())
    assert plan.lines[0].option.depot_id == "D2"
    assert plan.scarcity_cents == 0


def test_the_nearest_depot_is_taken_when_the_other_costs_more_than_the_scarce_unit() -> None:
    # D2, 30 km farther: 10000 against 9857
    plan = asked(1, two_depots(km=-30))
    assert plan.lines[0].option.depot_id == "D1"
    assert plan.scarcity_cents == 2857


def test_demand_of_a_part_that_the_nearest_depot_does_not_hold_passes_to_its_replenisher() -> None:
    depots = [
        depot("D1", lead_time_days=365.25, replenished_from="D2"),
        depot("D2", km=-10, lead_time_days=365.25, tier="rdc"),
    ]
    on = two_depots(depots=depots, stock={("D2", "P1"): 1})
    assert asked(1, on).scarcity_cents == 2857


def test_a_depot_over_water_is_not_the_nearest() -> None:
    # D2 stands at the site but on an island: the demand is D1's.
    depots = [
        depot("D1", lead_time_days=365.25),
        depot("D2", km=60, landmass="island", lead_time_days=365.25),
    ]
    assert asked(1, two_depots(depots=depots)).scarcity_cents == 2857


def test_units_that_are_kept_cost_nothing() -> None:
    # A line that cannot be served leaves the unit on its shelf.
    on = scarce(services=[service(max_piece_kg=0.5)], sites=[site()])
    assert asked(1, on).scarcity_cents == 0
