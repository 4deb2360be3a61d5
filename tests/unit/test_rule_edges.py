"""Networks and problems at their edges: nothing to plan, nobody to send, instants far away."""

from dataclasses import replace
from typing import Any

import pytest

from optimizer.dispatch.check import check
from optimizer.dispatch.problem import DispatchProblem, Verdict
from optimizer.dispatch.solve import solve
from optimizer.network import CourierService
from tests.asking import answers, refusal, solved
from tests.builders import (
    NOW,
    air_service,
    airport,
    at,
    depot,
    flights,
    line,
    network,
    problem,
    receipt,
    rules,
    scheduled_service,
    service,
    site,
    target,
)


def test_a_plan_without_lines_is_a_plan() -> None:
    plan = solve(DispatchProblem(network(), (), NOW))
    assert (plan.lines, plan.loads) == ((), ())
    assert [(each.value, each.proved) for each in plan.levels] == [(0, True)] * 3


@pytest.mark.parametrize("missing", ["depots", "services"])
def test_with_nobody_to_send_a_line_is_impossible(missing: str) -> None:
    nobody: dict[str, Any] = {missing: {}, "stock": {}, "vehicles": {}}
    on = replace(network(), **nobody)
    asked = problem(on=on)
    plan = solve(asked)
    assert plan.lines[0].verdict is Verdict.IMPOSSIBLE_ALONE
    assert plan.lines[0].reasons == ()
    # a miss weighs 100, ten days are 960 quarter-hours of 20
    assert [each.value for each in plan.levels] == [100, 19_200, 0]
    assert check(asked, plan).violations == ()


@pytest.mark.parametrize("one", [service(), scheduled_service(), air_service()])
def test_one_kind_of_service_alone_makes_a_plan(one: CourierService) -> None:
    on = network(services=[one], flights=flights(AAA_BBB=6))
    asked = problem(line(target=target(at(14, day=30))), on=on)
    plan = solve(asked)
    assert plan.lines[0].option.service_id == one.service_id
    assert check(asked, plan).violations == ()


@pytest.mark.parametrize("opening", ["always", "office"])
@pytest.mark.parametrize("one", [service(), scheduled_service(), air_service()])
def test_a_release_long_after_the_due_instant_is_late_and_nothing_else(
    one: CourierService, opening: str
) -> None:
    on = network(services=[one], depots=[depot(opening_class=opening)], flights=flights(AAA_BBB=6))
    assert refusal(line(released_at=at(10, year=2027)), on=on) == "late"


def test_a_receipt_long_after_the_due_instant_is_late_and_nothing_else() -> None:
    on = network(stock={}, inbound={("D1", "P1"): (receipt(at(10, year=2027)),)})
    assert refusal(on=on) == "late"


def test_a_due_instant_a_year_ahead_is_met_today() -> None:
    (answer,) = solved(line(target=target(at(10, year=2027)))).lines
    assert (answer.verdict, answer.option.departs_at) == (Verdict.GUARANTEED, at(10, 50))


def test_a_drive_to_an_airport_over_water_is_no_way() -> None:
    for landmasses in (("island", "eurasia"), ("eurasia", "island")):
        ports = [airport(i, landmass=m) for i, m in zip(("AAA", "BBB"), landmasses, strict=True)]
        on = network(services=[air_service()], airports=ports, flights=flights(AAA_BBB=6))
        assert refusal(on=on) == "landmass"
        ignored = replace(on, rules=rules(dedicated_same_landmass=False))
        assert refusal(on=ignored) == "late"


def test_a_flight_over_water_needs_no_road() -> None:
    on = network(
        services=[air_service()],
        sites=[site(landmass="island")],
        airports=[airport("AAA"), airport("BBB", km=60, landmass="island")],
        flights=flights(AAA_BBB=6),
    )
    plan = solved(line(target=target(at(14, day=30))), on=on)
    assert plan.lines[0].verdict is Verdict.GUARANTEED


@pytest.mark.parametrize(("slot_minutes", "second"), [(60, at(12)), (30, at(11, 30))])
def test_a_vehicle_is_out_for_whole_slots(slot_minutes: int, second: object) -> None:
    # At the door: out 10:50, back 10:50 + 10 + 0 + 21 = 11:21; the slot ends at 12:00 or 11:30.
    on = network(
        sites=[site(km=0)],
        stock={("D1", "P1"): 2},
        rules=rules(vehicle_slot_minutes=slot_minutes),
    )
    plan = answers(line("L1"), line("L2"), on=on)
    assert [plan[name].option.departs_at for name in ("L1", "L2")] == [at(10, 50), second]
