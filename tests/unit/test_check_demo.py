"""The demonstration plan is legal, and a lie about any one of its lines is seen."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from optimizer.dispatch.check import check
from optimizer.dispatch.problem import REASON_CODES, DispatchPlan, DispatchProblem, Option

MINUTE = timedelta(minutes=1)
TOKYO = timezone(timedelta(hours=9))


def test_the_plan_of_the_demonstration_network_is_legal(
    demo_problem: DispatchProblem, demo_plan: DispatchPlan
) -> None:
    report = check(demo_problem, demo_plan)

    assert report.violations == ()
    assert report.levels == {level.name: level.value for level in demo_plan.levels}


def sooner(at: datetime) -> datetime:
    return at - 7 * MINUTE


LIES: dict[str, Callable[[Option], Option]] = {
    "not_utc": lambda each: replace(each, departs_at=each.departs_at.astimezone(TOKYO)),
    "planned_arrival": lambda each: replace(
        each, planned_arrival_at=each.planned_arrival_at - MINUTE
    ),
    "median_arrival": lambda each: replace(each, median_arrival_at=each.median_arrival_at - MINUTE),
    "probability": lambda each: replace(
        each, on_time_probability=abs(each.on_time_probability - 0.01)
    ),
    "margin": lambda each: replace(each, margin_minutes=each.margin_minutes + 1),
    "cost": lambda each: replace(each, cost_cents=each.cost_cents + 3),
}


LIES_OF_SHIPMENTS: dict[str, Callable[[Option], Option]] = {
    "ready": lambda each: replace(each, ready_at=sooner(each.ready_at)),
    "departs_before_ready": lambda each: replace(each, departs_at=sooner(each.ready_at)),
    "unknown": lambda each: replace(each, service_id="BROOM"),
}


@pytest.mark.parametrize("code", LIES)
def test_the_same_lie_about_every_line_is_seen_on_every_line(
    code: str, demo_problem: DispatchProblem, demo_plan: DispatchPlan
) -> None:
    lines = tuple(
        replace(each, option=LIES[code](each.option)) if each.option else each
        for each in demo_plan.lines
    )

    report = check(demo_problem, replace(demo_plan, lines=lines), most_derived=0)

    caught = {each.line_id for each in report.violations if each.code == code}
    assert caught == {each.line.line_id for each in demo_plan.lines if each.option}


@pytest.mark.parametrize("code", LIES_OF_SHIPMENTS)
def test_the_same_lie_about_every_shipment_is_seen_on_each(
    code: str, demo_problem: DispatchProblem, demo_plan: DispatchPlan
) -> None:
    lie = LIES_OF_SHIPMENTS[code]
    lines = tuple(
        replace(each, option=lie(each.option)) if each.option else each for each in demo_plan.lines
    )

    report = check(demo_problem, replace(demo_plan, lines=lines), most_derived=0)

    first_lines = {each.line_id for each in report.violations if each.code == code}
    sent = [each.line for each in demo_plan.lines if each.option]
    single = {line.line_id for line in sent if not line.ship_together}
    kits = {line.rma_number for line in sent if line.ship_together}
    assert single <= first_lines
    assert {line.rma_number for line in sent if line.line_id in first_lines - single} == kits


def test_another_test_is_not_told_for_any_depot_and_service(
    demo_problem: DispatchProblem, demo_plan: DispatchPlan
) -> None:
    # The code of each reason is that of the test after it, so that every one of them is wrong.
    after = dict(zip(REASON_CODES, (*REASON_CODES[1:], "stock"), strict=True))
    lines = [
        replace(each, reasons=tuple(replace(one, code=after[one.code]) for one in each.reasons))
        for each in demo_plan.lines
    ]

    report = check(demo_problem, replace(demo_plan, lines=tuple(lines)), most_derived=10**6)

    told = Counter(each.line_id for each in report.violations if each.code == "reason")
    pairs = len(demo_problem.network.depots) * len(demo_problem.network.services)
    assert told.keys() == {each.line.line_id for each in demo_plan.lines if each.reasons}
    assert min(told.values()) > 0.9 * pairs
