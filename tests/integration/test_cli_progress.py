"""What a person sees at a terminal while a plan is made, and that the bar counts every stage."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rma_service import cli
from rma_service.shipped import shipped_policies
from rma_service.terminal.bar import STAGE_WORDS
from rma_service.usecases.asking import Question
from rma_service.usecases.plan import plan_from_files
from rma_service.usecases.stages import Stages
from rma_service.usecases.whatif import whatif_from_files
from tests.asking_the_cli import AT, requests_of

ROOT = Path(__file__).resolve().parents[2]
SECOND_BOARD = ROOT / "scenarios" / "second_board_in_madrid.toml"


@pytest.fixture(scope="module")
def question(demo_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Question:
    """Ask about one line of the demonstration."""
    into = tmp_path_factory.mktemp("asked") / "requests.csv"
    requests = requests_of(demo_directory, ["RMA26110028"], into)
    at = datetime.fromisoformat(AT).astimezone(UTC)
    return Question(demo_directory, requests, at, shipped_policies())


def told(work: Callable[[Stages], object]) -> list[str]:
    """Stages that a bar is told of, in their order; the command adds the first and the last."""
    found: list[str] = []

    def note(stage: str, _done: int, _steps: int) -> None:
        if found[-1:] != [stage]:
            found.append(stage)

    work(Stages(note))
    return ["loading", *found, "write"]


def drained(screen: int) -> str:
    """Everything that a program writes to a terminal until it ends."""
    seen = b""
    with suppress(OSError):  # Linux reports the end of the program as an error of input
        while chunk := os.read(screen, 65536):
            seen += chunk
    os.close(screen)
    return seen.decode()


def test_the_bar_of_a_plan_ends_where_the_work_ends(question: Question) -> None:
    found = told(lambda stages: plan_from_files(question, stages))
    # What a child does faster than its parent looks may go by unseen.
    assert found == [stage for stage in STAGE_WORDS if stage in found]
    assert {"loading", "reading", "entitlement", "check", "write"} <= set(found)
    assert len(STAGE_WORDS) == cli.PLAN_STAGES


def test_the_bar_of_a_question_ends_where_the_work_ends(question: Question) -> None:
    found = told(lambda stages: whatif_from_files(SECOND_BOARD, question, None, stages))
    # The four stages from begin to check come twice.
    assert found.count("check") == 2
    assert len(found) <= len(STAGE_WORDS) + 4 == cli.WHATIF_STAGES


def test_a_terminal_sees_the_stages_and_the_answer_stays_clean(
    question: Question, tmp_path: Path
) -> None:
    screen, program_end = pty.openpty()
    command = ("plan", "--network", question.network_dir, "--requests", question.requests)
    answer = tmp_path / "answer.txt"
    with answer.open("wb") as out:
        program = subprocess.Popen(
            [sys.executable, "-m", "rma_service", *map(str, command), "--at", AT],
            cwd=ROOT,
            env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
            stdout=out,
            stderr=program_end,
        )
    os.close(program_end)
    seen = drained(screen)
    assert program.wait() == 0
    # The bar is drawn ten times a second, so a short stage may go by unseen.
    assert [words for words in STAGE_WORDS.values() if words in seen]
    assert answer.read_text(encoding="utf-8").startswith("verdict")
    assert "\x1b" not in answer.read_text(encoding="utf-8")
