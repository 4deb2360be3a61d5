"""A promise says what will happen, and never names the lines of others."""

from typing import Any

import pytest

from rma_service.usecases.promising import promise_of
from tests.asking import answers
from tests.builders import NOW, line, target


@pytest.mark.parametrize("owed", [True, False])
def test_a_promise_of_a_plan_does_not_name_whose_promise_stands_in_the_way(owed: bool) -> None:
    """D1 has one unit, which L1 gets; L2 could have it too, and belongs to another company."""
    weights: dict[str, Any] = (
        {} if owed else {"miss_weight": 0, "not_owed_reason": "Late.", "owed": False}
    )
    asked = line("L2", partner_id="PA02", target=target(**weights))
    answer = answers(line("L1"), asked)["L2"]
    assert answer.would_lose == ("L1",)
    assert "by breaking the promise of L1" in answer.sentence
    told = promise_of(answer, NOW, "plan").sentence
    assert "L1" not in told
    assert "ossible alone, but others use what it needs" in told


def test_a_promise_before_planning_names_the_lines_of_its_own_rma() -> None:
    answer = answers(line("L1"), line("L2"))["L2"]
    assert promise_of(answer, NOW, "before_planning").sentence == answer.sentence
