"""Scheduled services of no transit day, and cells that hold nothing but what is on its way."""

from datetime import datetime

import pytest

from optimizer.dispatch.check import check
from optimizer.dispatch.problem import Option
from optimizer.dispatch.solve import solve
from optimizer.network import Network
from tests.asking import patient_line
from tests.builders import (
    EVERY_DAY,
    at,
    depot,
    line,
    network,
    problem,
    receipt,
    scheduled_service,
    site,
)


def same_day(*, saturday_delivery: bool = False) -> Network:
    """Collected every day at 16:00, delivered the same day by 20:00."""
    one = scheduled_service(
        operates=EVERY_DAY,
        operates_on_public_holidays=True,
        transit_days_min=0,
        transit_days_max=0,
        deliver_by_minute=1200,
        saturday_delivery=saturday_delivery,
    )
    return network(services=[one])


def taken(on: Network, now: datetime) -> Option:
    asked = problem(patient_line(now=now), on=on, now=now)
    plan = solve(asked)
    assert check(asked, plan).violations == ()
    assert plan.lines[0].option is not None
    return plan.lines[0].option


@pytest.mark.parametrize(
    ("day", "saturdays", "arrives"),
    [
        (23, False, 23),  # Monday
        (28, True, 28),  # Saturday, and it delivers on them
        (28, False, 30),
        (29, True, 30),  # Sunday
    ],
)
def test_no_transit_day_is_the_day_of_the_collection_or_the_first_that_delivers(
    day: int, saturdays: bool, arrives: int
) -> None:
    way = taken(same_day(saturday_delivery=saturdays), at(10, day=day))
    assert way.departs_at == at(16, day=day)
    assert way.planned_arrival_at == at(20, day=arrives)


def test_a_holiday_of_the_site_alone_delays_a_delivery_of_the_same_day() -> None:
    # 1 November 2027, a Monday, is All Saints in Bavaria and a working day in Berlin.
    one = scheduled_service(transit_days_min=0, transit_days_max=0, deliver_by_minute=1200)
    on = network(services=[one], sites=[site(subdivision="BY")], depots=[depot(subdivision="BE")])
    way = taken(on, at(10, day=1, month=11, year=2027))
    assert way.departs_at == at(16, day=1, month=11, year=2027)
    assert way.planned_arrival_at == at(20, day=2, month=11, year=2027)


def test_a_cell_with_nothing_but_a_receipt_has_the_price_of_its_last_unit() -> None:
    # a = 6 x 0.01 x 365.25 / 365.25 = 0.06; 60000 x 0.06 / 1.06 = 3396
    on = network(
        depots=[depot(lead_time_days=365.25)],
        stock={},
        inbound={("D1", "P1"): (receipt(at(9)),)},
        installed={("S1", "PLAT"): 6},
        bills_of_material={"PLAT": {"P1": 1}},
    )
    asked = problem(line(), on=on)
    plan = solve(asked)
    assert plan.scarcity_cents == 3396
    assert check(asked, plan).violations == ()


def test_demand_goes_up_the_chain_only_past_depots_without_a_cell() -> None:
    # D1 (near) waits for a unit of its own, so C1, which replenishes it, has no demand at all.
    central = depot("C1", km=-30, tier="cdc", lead_time_days=365.25)
    near = depot("D1", replenished_from="C1", lead_time_days=365.25)
    for inbound, cents in (({("D1", "P1"): (receipt(at(9, day=30)),)}, 0), ({}, 3396)):
        on = network(
            depots=[central, near],
            stock={("C1", "P1"): 1},
            inbound=inbound,
            installed={("S1", "PLAT"): 6},
            bills_of_material={"PLAT": {"P1": 1}},
        )
        asked = problem(line(), on=on)
        plan = solve(asked)
        assert plan.lines[0].option is not None
        assert plan.lines[0].option.depot_id == "C1"
        assert plan.scarcity_cents == cents
        assert check(asked, plan).violations == ()


def test_demand_of_a_landmass_without_a_depot_is_that_of_the_nearest_one_in_its_zone() -> None:
    on = network(
        depots=[depot(lead_time_days=365.25), depot("D2", km=-30, lead_time_days=365.25)],
        sites=[site(landmass="borneo")],
        services=[scheduled_service()],
        installed={("S1", "PLAT"): 6},
        bills_of_material={"PLAT": {"P1": 1}},
    )
    asked = problem(patient_line(), on=on)
    plan = solve(asked)
    # D1, 60 km away, holds one unit at 7000 + 3396; D2, 90 km away, at 10000 has no demand.
    assert plan.lines[0].option is not None
    assert (plan.lines[0].option.depot_id, plan.scarcity_cents) == ("D2", 0)
    assert check(asked, plan).violations == ()


@pytest.mark.parametrize(("tier", "cents"), [("cdc", 3396), ("rdc", 3396), ("fsl_a", 0)])
def test_only_central_and_regional_depots_take_the_demand_of_those_that_they_replenish(
    tier: str, cents: int
) -> None:
    # D1 is nearest to the site and holds nothing; C1 holds one unit and replenishes it.
    source = depot("C1", km=-30, tier=tier, lead_time_days=365.25)
    on = network(
        depots=[source, depot("D1", replenished_from="C1")],
        stock={("C1", "P1"): 1},
        installed={("S1", "PLAT"): 6},
        bills_of_material={"PLAT": {"P1": 1}},
    )
    asked = problem(line(), on=on)
    plan = solve(asked)
    assert plan.scarcity_cents == cents
    assert check(asked, plan).violations == ()
