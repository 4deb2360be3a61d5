"""A plan that the check refuses is refused in sentences, whoever asked for it."""

from dataclasses import replace

import pytest

from optimizer.dispatch.solve import solve
from rma_service.usecases.refusals import IllegalPlan
from rma_service.usecases.solving import require_legal
from tests import builders as b

PROBLEM = b.problem()


def test_a_legal_plan_passes() -> None:
    require_legal(PROBLEM, solve(PROBLEM))


def test_a_fault_of_a_line_names_the_line() -> None:
    plan = solve(PROBLEM)
    (answer,) = plan.lines
    assert answer.option is not None
    later = replace(answer.option, margin_minutes=answer.option.margin_minutes + 1)
    with pytest.raises(IllegalPlan, match=f"{answer.line.line_id}, margin: "):
        require_legal(PROBLEM, replace(plan, lines=(replace(answer, option=later),)))


def test_a_fault_of_no_line_is_one_of_the_whole_plan() -> None:
    plan = solve(PROBLEM)
    with pytest.raises(IllegalPlan, match="The whole plan, "):
        require_legal(PROBLEM, replace(plan, scarcity_cents=plan.scarcity_cents + 1))
