"""What a promise costs: statements and processes are counted, as no clock is to be trusted."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from optimizer.dispatch.bounded import NoPlanError
from optimizer.dispatch.options.surroundings import Surroundings
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem, LinePlan
from optimizer.dispatch.solve import settled, solve
from rma_service.usecases.solving import Planner, at_once_or_in_child
from tests import builders as b
from tests.cast import Client, Service
from tests.counting import counted
from tests.small_record import fill

LIMIT_SECONDS = 5.0

TAG = {
    "platform": "P1",
    "part_number": "DIMM",
    "product_serial": "S1-P1-0001",
    "fault_code": "MEM",
    "fault_observed_at": "2026-11-23T08:30:00Z",
    "data_removed": "yes",
}

READ_BY_POST = 7
"""API key, idempotency key, import and moves, RMAs around, shelves, receipts, vehicles out."""

WRITTEN_BY_POST = 9
"""Idempotency key, partner, import and moves, RMAs around, RMA, lines, promises, events, answer."""

READ_BY_GET = 3
"""API key, RMA, lines with promises."""


@pytest.fixture
def carol(service: Service, tmp_path: Path) -> Client:
    fill(service.database, tmp_path / "tiny", free=5)
    return service.program_of("carol")


def wish(*parts: str) -> dict[str, Any]:
    return {
        "site_id": "S1",
        "priority": "P1",
        "lines": [TAG | {"part_number": part} for part in parts],
    }


def begun(statements: list[str]) -> list[str]:
    """Leave out what opens a transaction."""
    return [each for each in statements if not each.startswith("BEGIN")]


def test_one_line_is_opened_with_sixteen_statements_and_no_child(carol: Client) -> None:
    carol.post("/v1/rmas", wish("DIMM"))  # the first request reads the files of the import
    carol.service.clock.forward(hours=2)  # so that no line beside it must be told anew
    with counted() as seen:
        answer = carol.post("/v1/rmas", wish("DIMM"))
    assert answer.status_code == 201, answer.text
    assert answer.json()["lines"][0]["promise"]["basis"] == "before_planning"
    assert seen.children == 0
    assert len(begun(seen.statements)) == READ_BY_POST + WRITTEN_BY_POST, seen.statements


@pytest.mark.parametrize("dialect", ["sqlite"])  # PostgreSQL reads small tables as a whole
def test_lines_and_shelves_are_found_by_index(carol: Client) -> None:
    carol.post("/v1/rmas", wish("DIMM"))  # the first request reads the files of the import
    with counted() as seen:
        carol.post("/v1/rmas", wish("DIMM"))
    asked = [each for each in seen.statements if each.startswith("SELECT")]
    with carol.service.database.read() as tx:
        steps = [
            step.detail
            for each in asked
            for step in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {each}", (None,) * each.count("?"))
        ]
    assert any(step.startswith("SEARCH stock USING INDEX") for step in steps), steps
    assert [step for step in steps if step.startswith(("SCAN rma_line", "SCAN stock"))] == []


def test_an_rma_is_read_with_three_statements(carol: Client) -> None:
    rma = carol.post("/v1/rmas", wish("DIMM")).json()
    with counted() as seen:
        answer = carol.get(f"/v1/rmas/{rma['rma_number']}")
    assert answer.json() == rma
    assert len(begun(seen.statements)) == READ_BY_GET, seen.statements


def test_lines_that_may_share_a_vehicle_are_promised_in_a_child(carol: Client) -> None:
    with counted() as seen:
        rma = carol.post("/v1/rmas", wish("DIMM", "DIMM")).json()
    assert seen.children == 1
    assert [line["promise"]["verdict"] for line in rma["lines"]]


def test_what_was_answered_is_read_again_word_for_word(carol: Client) -> None:
    rma = carol.post("/v1/rmas", wish("DIMM")).json()
    assert carol.get(f"/v1/rmas/{rma['rma_number']}").json() == rma


def promise_too_much(problem: DispatchProblem, around: Surroundings) -> DispatchPlan | None:
    """Call the arrival certain."""
    plan = settled(problem, around)
    return plan and replace(plan, lines=tuple(_certain(each) for each in plan.lines))


def _certain(answer: LinePlan) -> LinePlan:
    option = answer.option and replace(answer.option, on_time_probability=2.0)
    return replace(answer, option=option)


def fall_over(problem: DispatchProblem, around: Surroundings) -> DispatchPlan | None:
    """Fail as a program may."""
    raise ZeroDivisionError(f"{problem.now} {around}")


@pytest.mark.parametrize("planner", [promise_too_much, fall_over])
def test_what_goes_wrong_at_once_is_done_once_more_in_a_child(planner: Planner) -> None:
    problem = b.problem()
    with counted() as seen:
        plan = at_once_or_in_child(problem, LIMIT_SECONDS, planner).plan
    assert seen.children == 1
    assert plan.lines == solve(problem).lines


def test_a_line_that_nothing_can_be_said_of_is_withheld() -> None:
    """A network without opening classes cannot be planned by anybody, here or in a child."""
    problem = b.problem(on=replace(b.network(), opening_classes={}))
    with pytest.raises(NoPlanError):
        at_once_or_in_child(problem, LIMIT_SECONDS)
