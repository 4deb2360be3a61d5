"""A plan that the independent check refuses, and work that is stopped by hand."""

from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.dispatch.problem import DispatchPlan, DispatchProblem, Verdict
from optimizer.dispatch.question import Question
from optimizer.dispatch.solve import Limits, solve_with_question
from rma_service.usecases import plan as usecase
from rma_service.usecases.stages import Progress
from tests.asking_the_cli import AT, requests_of, rma


def solver_that_promises_everything(
    problem: DispatchProblem, limits: Limits, progress: Progress
) -> tuple[DispatchPlan, Question]:
    """Solve, then call every line guaranteed."""
    honest, question = solve_with_question(problem, limits, progress)
    lines = [replace(each, verdict=Verdict.GUARANTEED, would_lose=()) for each in honest.lines]
    return replace(honest, lines=tuple(lines)), question


def solver_that_is_stopped(*_question: object) -> tuple[DispatchPlan, Question]:
    """Stop as Ctrl-C does."""
    raise KeyboardInterrupt


@pytest.fixture
def asked(demo_directory: Path, tmp_path: Path) -> tuple[str | Path, ...]:
    """Ask for a plan of two lines that want the same unit."""
    contended = ["RMA26110027", "RMA26110028"]
    requests = requests_of(demo_directory, contended, tmp_path / "requests.csv")
    return ("plan", "--network", demo_directory, "--requests", requests, "--at", AT)


def test_an_illegal_plan_is_refused_with_its_violations_and_nothing_is_written(
    asked: tuple[str | Path, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usecase, "solve_with_question", solver_that_promises_everything)
    out = tmp_path / "plan.json"

    answer = rma(*asked, "--out", out)

    assert answer.exit_code == 3
    headline, *violations = answer.stderr.splitlines()
    assert headline.startswith("The independent check refuses the plan (")
    assert any(violation.startswith("RMA26110028-01, ") for violation in violations)
    assert answer.stdout == ""
    assert not out.exists()


def test_ctrl_c_ends_with_a_sentence_and_status_130(
    asked: tuple[str | Path, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usecase, "solve_with_question", solver_that_is_stopped)
    out = tmp_path / "plan.json"

    answer = rma(*asked, "--out", out)

    assert answer.exit_code == 130
    assert answer.stderr == "Stopped before the answer was complete.\n"
    assert not out.exists()
