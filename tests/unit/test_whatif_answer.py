"""A what-if answer for people and programs where one of the two plans sends nothing."""

from io import StringIO
from typing import Any

from rich.console import Console

from optimizer.dispatch.problem import DispatchPlan, Verdict
from optimizer.whatif.compare import compare
from rma_service.terminal.whatif_tables import show_comparison
from rma_service.usecases.whatif import WhatIf, whatif_document
from tests.builders import line_plan, network, plan

LATE = Verdict.IMPOSSIBLE_ALONE


def answer(before: DispatchPlan, after: DispatchPlan) -> WhatIf:
    """The comparison of two plans made by hand."""
    comparison = compare(before, after, "as it is", "What if nobody drove?")
    return WhatIf("What if nobody drove?", "To know.", before, after, comparison, {}, network(), {})


def shown(made: WhatIf) -> list[str]:
    """Lines that a wide terminal shows."""
    console = Console(file=StringIO(), width=200)
    show_comparison(console, made.comparison, made.network, made.partner_names)
    assert isinstance(console.file, StringIO)
    return [" ".join(each.split()) for each in console.file.getvalue().splitlines()]


def test_two_equal_plans_change_nothing() -> None:
    lines = shown(answer(plan(), plan()))
    assert {
        "Promises lost: none",
        "Promises gained: none",
        "Lines that change in another way: none",
        "Loads that change: none",
    } <= set(lines)


def test_a_late_line_that_is_not_sent_any_more_has_no_way_after() -> None:
    before = plan(line_plan(verdict=LATE))
    made = answer(before, plan(line_plan(verdict=LATE, option=None, alternatives=())))
    document: Any = whatif_document(made)
    (changed,) = document["changed"]
    assert changed["option"]["before"]["depot_id"] == "D1"
    assert changed["option"]["after"] is None
    # The smallest network arrives at 12:01 by CAR from D1.
    row = "L1 impossible_alone D1 to - CAR to - Mon 23 Nov 12:01 UTC to -"
    assert row in shown(made)
