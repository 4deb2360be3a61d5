"""A plan that is read from its document says what the document says."""

import json
from dataclasses import replace
from typing import Any

from optimizer.dispatch.problem import DispatchPlan, Level
from optimizer.files.document import plan_document
from optimizer.files.read_plan import plan_from_document
from tests.builders import at, line_plan, plan, relaxation, set_aside


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


def test_relaxations_steps_and_what_was_left_out_are_read_back() -> None:
    line = replace(
        line_plan(),
        relaxations=(
            relaxation(),
            relaxation(kind="release", part_number=None, depot_id=None, amount=12.0),
            relaxation(kind="vehicle", service_id="CAR", from_at=at(11), amount=2.0),
        ),
        left_out=("would_lose",),
    )
    made = plan(line, steps=7)
    read = plan_from_document(json.loads(json.dumps(plan_document(made))))
    assert (read.steps, read.lines[0].left_out) == (7, ("would_lose",))
    assert read.lines[0].relaxations == line.relaxations


def test_a_plan_of_a_former_release_is_read_without_what_it_did_not_know() -> None:
    document: dict[str, Any] = json.loads(json.dumps(plan_document(plan())))
    del document["steps"]
    for line in document["lines"]:
        del line["relaxations"], line["left_out"]
    read = plan_from_document(document)
    line_read = read.lines[0]
    assert (read.steps, line_read.relaxations, line_read.would_lose) == (None, (), ())
    assert line_read.left_out == ("relaxations",)  # nobody tried, so nobody says that nothing helps
