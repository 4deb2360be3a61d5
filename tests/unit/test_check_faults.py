"""One fault is planted in a legal plan, and the checker must name it: lines, claims and words."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from optimizer.dispatch.check import check
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem, Level, LinePlan, Verdict
from tests import builders as b

Case = tuple[DispatchProblem, DispatchPlan]


def with_option(**changes: Any) -> Case:
    return b.problem(), b.plan(b.line_plan(option=b.option(**changes), alternatives=()))


def with_answer(**changes: Any) -> Case:
    return b.problem(), b.plan(b.line_plan(**{"alternatives": (), **changes}))


def with_plan(**changes: Any) -> Case:
    return b.problem(), b.plan(**changes)


def with_level(level: Level) -> Case:
    levels = tuple(level if each.name == level.name else each for each in b.plan().levels)
    return with_plan(levels=levels)


def with_alternative(**changes: Any) -> Case:
    return with_answer(alternatives=(b.alternative(**changes),))


def two_lines(**changes: Any) -> tuple[DispatchProblem, LinePlan, LinePlan]:
    """Two lines of two RMAs, two units and two vehicles; both take the same way."""
    tables = {"stock": {("D1", "P1"): 4}, "vehicles": {("D1", "CAR"): 2}, **changes}
    lines = (b.line("L1"), b.line("L2"))
    first, second = (b.line_plan(line=each, alternatives=()) for each in lines)
    return b.problem(*lines, on=b.network(**tables)), first, second


def line_missing() -> Case:
    problem, first, _ = two_lines()
    return problem, b.plan(first)


def line_twice() -> Case:
    problem, first, second = two_lines()
    return problem, b.plan(first, second, second)


def line_invented() -> Case:
    _, first, second = two_lines()
    return b.problem(), b.plan(first, second)


def one_unit_for_two() -> Case:
    problem, first, second = two_lines(stock={("D1", "P1"): 1})
    return problem, b.plan(first, second)


def one_vehicle_for_two() -> Case:
    problem, first, second = two_lines(vehicles={("D1", "CAR"): 1})
    return problem, b.plan(first, second)


def emptied_depot() -> Case:
    """D2 stands where D1 stands, but holds nothing."""
    network = b.network(
        depots=[b.depot("D1"), b.depot("D2")],
        stock={("D1", "P1"): 1},
        vehicles={("D1", "CAR"): 1, ("D2", "CAR"): 1},
    )
    answer = b.line_plan(option=b.option(depot_id="D2"), alternatives=())
    return b.problem(on=network), b.plan(answer)


def of_kit(second_option: dict[str, Any], second_answer: dict[str, Any]) -> Case:
    """A kit of two units of P1 in one car, of which the second line may deviate."""
    kit = {"ship_together": True, "rma_number": "R-KIT"}
    lines = (b.line("L1", **kit), b.line("L2", **kit))
    depots = [b.depot("D1"), b.depot("D2")]
    network = b.network(depots=depots, stock={("D1", "P1"): 4, ("D2", "P1"): 4})
    first = b.line_plan(line=lines[0], alternatives=())
    second = replace(first, line=lines[1], option=b.option(**second_option), **second_answer)
    return b.problem(*lines, on=network), b.plan(first, second)


def missed_but_called(verdict: Verdict, due_minutes_before_arrival: float, **changes: Any) -> Case:
    """Due before 12:01, or after it when the minutes are negative."""
    due_at = b.at(12, 1) - timedelta(minutes=due_minutes_before_arrival)
    weights = {"miss_weight": 0, "late_weight": 1, **changes}
    line = b.line(target=b.target(due_at, **weights))
    option = b.option(on_time_probability=0.0, margin_minutes=-due_minutes_before_arrival)
    answer = b.line_plan(line=line, verdict=verdict, option=option, alternatives=())
    return b.problem(line), b.plan(answer)


UNPROVED = Level("missed", 0, 0.0, proved=False)
EXCLUDED = {"verdict": Verdict.EXCLUDED_BY_CLAUSE, "outlook": Verdict.GUARANTEED}

FAULTS: dict[str, tuple[Callable[[], Case], set[str]]] = {
    "line missing": (line_missing, {"line_missing"}),
    "line twice": (line_twice, {"line_twice"}),
    "line invented": (line_invented, {"line_invented"}),
    "line answered with another release": (
        lambda: with_answer(line=b.line(released_at=b.at(9))),
        {"line_changed"},
    ),
    "line set aside lost": (
        lambda: (b.problem(set_aside=(b.set_aside(),)), b.plan()),
        {"set_aside"},
    ),
    "another now": (lambda: with_plan(now=b.at(11)), {"now"}),
    "unknown depot": (lambda: with_option(depot_id="D9"), {"unknown"}),
    "wrong depot without stock": (emptied_depot, {"stock"}),
    "two lines on one unit": (one_unit_for_two, {"stock"}),
    "one vehicle twice in a slot": (one_vehicle_for_two, {"vehicle"}),
    "kit split over depots": (lambda: of_kit({"depot_id": "D2"}, {}), {"kit"}),
    "kit split over departures": (lambda: of_kit({"departs_at": b.at(11)}, {}), {"kit"}),
    "kit of two verdicts": (lambda: of_kit({}, {"verdict": Verdict.AT_RISK}), {"verdict"}),
    "packed a minute too early": (lambda: with_option(ready_at=b.at(10, 29)), {"ready"}),
    "packed a minute too late": (lambda: with_option(ready_at=b.at(10, 31)), {"ready"}),
    "departs before ready": (
        lambda: with_option(departs_at=b.at(10, 49)),
        {"departs_before_ready"},
    ),
    "departure off the slot grid": (lambda: with_option(departs_at=b.at(10, 55)), {"departure"}),
    "twelfth slot": (lambda: with_option(departs_at=b.at(22)), {"departure"}),
    "arrival a minute early": (
        lambda: with_option(planned_arrival_at=b.at(12), margin_minutes=120.0),
        {"planned_arrival"},
    ),
    "median a minute early": (
        lambda: with_option(median_arrival_at=b.at(12)),
        {"median_arrival"},
    ),
    "probability too small": (lambda: with_option(on_time_probability=0.999), {"probability"}),
    "margin with the wrong sign": (lambda: with_option(margin_minutes=-119.0), {"margin"}),
    "two cents too much": (lambda: with_option(cost_cents=7002), {"cost"}),
    "two cents too little": (lambda: with_option(cost_cents=6998), {"cost"}),
    "cost level wrong": (
        lambda: with_level(Level("cost", 7001, 7001, proved=True)),
        {"level_value"},
    ),
    "bound above value": (
        lambda: with_level(Level("cost", 7000, 7001, proved=False)),
        {"level_bound"},
    ),
    "proved with a gap": (
        lambda: with_level(Level("cost", 7000, 6999, proved=True)),
        {"level_proof"},
    ),
    "proved on an unproved level": (lambda: with_level(UNPROVED), {"level_proof"}),
    "a level forgotten": (lambda: with_plan(levels=b.plan().levels[:2]), {"level_names"}),
    "scarcity out of thin air": (lambda: with_plan(scarcity_cents=1), {"scarcity"}),
    "a load forgotten": (lambda: with_plan(loads=()), {"load"}),
    "owed and called excluded": (lambda: with_answer(**EXCLUDED), {"verdict"}),
    "met and called at risk": (lambda: with_answer(verdict=Verdict.AT_RISK), {"verdict"}),
    "met and called not proved": (lambda: with_answer(verdict=Verdict.NOT_PROVED), {"verdict"}),
    "guaranteed though missed": (
        lambda: missed_but_called(Verdict.GUARANTEED, 30),
        {"verdict"},
    ),
    "at risk though missed in the median": (
        lambda: missed_but_called(Verdict.AT_RISK, 30),
        {"verdict"},
    ),
    "not owed and called guaranteed": (
        lambda: missed_but_called(Verdict.GUARANTEED, -10, owed=False),
        {"verdict"},
    ),
    "not owed, called excluded without outlook": (
        lambda: missed_but_called(Verdict.EXCLUDED_BY_CLAUSE, 30, owed=False),
        {"verdict"},
    ),
    "alternative off the grid": (
        lambda: with_alternative(option=replace(b.alternative().option, departs_at=b.at(11, 5))),
        {"alternative_departure"},
    ),
    "alternative with a wrong difference": (
        lambda: with_alternative(arrives_later_minutes=9.0),
        {"alternative_difference"},
    ),
    "alternative too cheap": (
        lambda: with_alternative(option=replace(b.alternative().option, cost_cents=6000)),
        {"alternative_cost"},
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_planted_fault_is_named(fault: str) -> None:
    plant, expected = FAULTS[fault]

    found = {each.code for each in check(*plant()).violations}

    assert expected <= found


def test_a_violation_names_the_line_and_both_numbers() -> None:
    (violation,) = check(*with_option(margin_minutes=-119.0)).violations

    assert violation.line_id == "L1"
    assert violation.detail == "Margin of -119.0 minutes, it is 119.0."


def test_two_lines_that_share_nothing_scarce_are_legal() -> None:
    problem, first, second = two_lines()

    assert check(problem, b.plan(first, second)).violations == ()


def test_a_kit_costs_once_and_its_weight_counts_in_the_load() -> None:
    problem, plan = of_kit({}, {})

    report = check(problem, plan)

    # The plan of the builders adds 7000 a line and two cars; a kit costs 7000 and drives in one.
    assert report.levels["cost"] == 7000
    assert {each.code for each in report.violations} == {"level_value", "load"}
