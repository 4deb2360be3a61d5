"""The demonstration plan is legal, and a lie about any one of its lines is seen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from optimizer.dispatch.check import check
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem, Option

MINUTE = timedelta(minutes=1)


def test_the_plan_of_the_demonstration_network_is_legal(
    demo_problem: DispatchProblem, demo_plan: DispatchPlan
) -> None:
    report = check(demo_problem, demo_plan)

    assert report.violations == ()
    assert report.levels == {level.name: level.value for level in demo_plan.levels}


LIES: dict[str, Callable[[Option], Option]] = {
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


@pytest.mark.parametrize("code", LIES)
def test_the_same_lie_about_every_line_is_seen_on_every_line(
    code: str, demo_problem: DispatchProblem, demo_plan: DispatchPlan
) -> None:
    lines = tuple(
        replace(each, option=LIES[code](each.option)) if each.option else each
        for each in demo_plan.lines
    )

    report = check(demo_problem, replace(demo_plan, lines=lines))

    caught = {each.line_id for each in report.violations if each.code == code}
    assert caught == {each.line.line_id for each in demo_plan.lines if each.option}
