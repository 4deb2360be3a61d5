"""A plan that is read from its document says what the document says."""

import json
from dataclasses import replace

from optimizer.dispatch.problem import DispatchPlan, Level
from optimizer.files.document import plan_document
from optimizer.files.read_plan import plan_from_document
from tests.builders import line_plan, plan, set_aside


def test_the_demonstration_plan_is_read_back_to_the_same_document(demo_plan: DispatchPlan) -> None:
    document = plan_document(demo_plan)
    read = plan_from_document(json.loads(json.dumps(document)))
    assert plan_document(read) == document


def test_a_bound_that_says_nothing_and_a_degraded_plan_are_read_back() -> None:
    lines = (line_plan(), replace(line_plan(), option=None, alternatives=(), would_lose=("L7",)))
    made = plan(
        *lines,
        levels=(Level("missed", 1, float("-inf"), proved=False),),
        set_aside=(set_aside(), set_aside(state="rejected", line_id="L8")),
        degraded="The solver was stopped.",
    )
    document = plan_document(made)
    assert plan_document(plan_from_document(document)) == document
