"""The summary that README shows is what `make run` ends with."""

from io import StringIO

from rich.console import Console

from optimizer.dispatch.problem import DispatchPlan, DispatchProblem
from rma_service.terminal.plan_tables import show_plan
from tests.house.layout import ROOT


def test_the_summary_in_readme_is_that_of_the_demonstration_plan(
    demo_plan: DispatchPlan, demo_problem: DispatchProblem
) -> None:
    printed = StringIO()
    show_plan(Console(file=printed, width=200), demo_plan, demo_problem.network)
    shown = [line.rstrip() for line in printed.getvalue().splitlines()]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = readme.split("The table ends with:\n\n```\n")[1].split("\n```")[0].splitlines()
    assert len(block) > 5
    assert shown[-len(block) :] == block
