"""Plans that a solver does not give or gets wrong: the command answers, or says why it does not."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from optimizer.dispatch.bounded import Solver
from rma_service.edge import told_plainly
from rma_service.plan_words import NO_PROOF
from rma_service.shipped import shipped_policies
from rma_service.usecases import solving
from rma_service.usecases.asking import Question
from rma_service.usecases.plan import plan_from_files
from rma_service.usecases.refusals import FaultyInput, IllegalPlan
from rma_service.usecases.stages import Stages
from tests import children, strange_solvers
from tests.asking_the_cli import AT, requests_of

ROOT = Path(__file__).resolve().parents[2]
BROKEN_LIBRARY = "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n"
SLOW_LIBRARY = """
import pathlib, threading
pathlib.Path({note!r}).write_text("loaded", encoding="ascii")
threading.Event().wait()
"""


@pytest.fixture
def question(demo_directory: Path, tmp_path: Path) -> Question:
    """Ask for a plan of two lines that want the same unit."""
    contended = ["RMA26110027", "RMA26110028"]
    requests = requests_of(demo_directory, contended, tmp_path / "requests.csv")
    at = datetime.fromisoformat(AT).astimezone(UTC)
    return Question(demo_directory, requests, at, shipped_policies())


def command(question: Question, *options: str | Path) -> list[str]:
    """Arguments of a process that plans."""
    asked = ("--network", question.network_dir, "--requests", str(question.requests), "--at", AT)
    return [sys.executable, "-m", "rma_service", "plan", *map(str, (*asked, *options))]


def library(folder: Path, text: str) -> dict[str, str]:
    """Environment in which a library of this text is found before the solver's."""
    package = folder / "library" / "ortools"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(text, encoding="utf-8")
    return {**os.environ, "PYTHONPATH": str(package.parent)}


def test_an_illegal_plan_is_refused_with_its_violations(question: Question) -> None:
    with pytest.raises(IllegalPlan) as refused:
        plan_from_files(question, Stages(), strange_solvers.promise_everything)

    headline, *violations = refused.value.sentences
    assert headline.startswith("The independent check refuses the plan (")
    assert any(violation.startswith("RMA26110028-01, ") for violation in violations)


def test_a_refused_plan_ends_the_command_with_status_3(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Exception, match="3") as ended, told_plainly():
        raise IllegalPlan(["The independent check refuses the plan."])
    assert getattr(ended.value, "exit_code", None) == 3
    assert capsys.readouterr().err == "The independent check refuses the plan.\n"


@pytest.mark.parametrize(
    ("solver", "why"),
    [
        (children.segfault, "Its process was ended by SIGSEGV."),
        (children.leave, "Its process ended with status 3 and no result."),
        (strange_solvers.prove_too_little, "SolverError: Level missed is worth 5, proved were 4."),
    ],
)
def test_a_plan_without_solver_takes_the_place_of_one_that_fails(
    question: Question, solver: Solver, why: str
) -> None:
    planned = plan_from_files(question, Stages(), solver)
    assert planned.plan.degraded == f"The solver gave no plan. {why}"
    # One unit for two lines: the first has it, and of the other one nothing is proved.
    assert [each.verdict.value for each in planned.plan.lines] == ["guaranteed", "not_proved"]


def test_a_solver_that_eats_its_memory_is_replaced_within_it(
    question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solving, "COMMAND_MEMORY_BYTES", 10**9)
    plan = plan_from_files(question, Stages(), children.eat_memory).plan
    assert plan.degraded == "The solver gave no plan. It needed more memory than it may have."


def test_where_nothing_fits_into_the_memory_one_sentence_tells_both_failures(
    question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solving, "COMMAND_MEMORY_BYTES", 50 * 10**6)
    with pytest.raises(FaultyInput, match="The plan without a solver failed too"):
        plan_from_files(question, Stages())


def test_a_question_that_is_at_fault_is_refused_and_not_blamed_on_the_solver(
    question: Question,
) -> None:
    with pytest.raises(FaultyInput) as refused:
        plan_from_files(question, Stages(), strange_solvers.find_numbers_too_large)
    assert refused.value.sentences == ("Prices add up to more than can be counted.",)


def test_a_solver_library_that_crashes_leaves_a_plan_a_notice_and_status_0(
    question: Question, tmp_path: Path
) -> None:
    out, page = tmp_path / "plan.json", tmp_path / "plan.html"
    done = subprocess.run(
        command(question, "--out", out, "--html", page),
        cwd=ROOT, env=library(tmp_path, BROKEN_LIBRARY), capture_output=True, check=False,
    )  # fmt: skip
    why = "The solver gave no plan. Its process was ended by SIGSEGV."
    assert (done.returncode, done.stderr.decode()) == (0, f"{why} {NO_PROOF}\n")
    assert done.stdout.decode().startswith("Made without proof. ")
    assert json.loads(out.read_text(encoding="utf-8"))["degraded"] == why
    assert why in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["ctrl-c", "term"]
)
def test_who_stops_the_command_while_its_child_works_ends_both(
    question: Question, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    out, note = tmp_path / "plan.json", tmp_path / "note"
    os.mkfifo(note)
    running = subprocess.Popen(
        command(question, "--out", out),
        cwd=ROOT, env=library(tmp_path, SLOW_LIBRARY.format(note=str(note))),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    # Opening waits for the child, which is in the solver's library then.
    assert note.read_text(encoding="ascii") == "loaded"
    running.send_signal(number)
    told, notice = running.communicate(timeout=60)
    assert (running.returncode, told) == (status, b"")
    assert notice == b"Stopped before the answer was complete.\n"
    assert not out.exists()
