"""A solver that fails at any stage of its work is replaced, and the parent goes on as before.

The faults are real: each stand-in solves like the solver, and breaks at one step of it.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from optimizer.dispatch.bounded import solve_bounded
from optimizer.dispatch.check import check
from optimizer.executors import Bounds
from tests import breaking_solvers
from tests.breaking_solvers import STAGES
from tests.builders import line, network, problem, target

ROOMY = Bounds(seconds=60, memory_bytes=4 * 10**9)
LIGHT = target(miss_weight=1, late_weight=1)
ASKED = problem(
    line("L1", target=LIGHT),
    line("L2"),
    line("L3"),
    on=network(stock={("D1", "P1"): 2}, vehicles={("D1", "CAR"): 3}),
)


def children_of_this_process() -> set[str]:
    """Processes whose parent is this one, zombies included."""
    tasks = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return {pid for task in tasks for pid in task.read_text(encoding="ascii").split()}


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.fixture(autouse=True)
def nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No child, no open file and no file in the folder of temporary ones."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before, files = children_of_this_process(), open_files()
    yield
    assert children_of_this_process() - before == set()
    assert open_files() <= files
    assert list(tmp_path.iterdir()) == []


BREAKS = [
    *((stage, "segfault") for stage in (*STAGES, "pickling")),
    *(("solve", fault) for fault in ("kill", "leave", "raise", "starve")),
    ("options", "starve"),
    ("relaxations", "raise"),
    ("pickling", "raise"),
    ("check", "hang"),
]


@pytest.mark.parametrize(("stage", "fault"), BREAKS)
def test_a_solver_that_breaks_at_a_stage_is_replaced(
    stage: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(breaking_solvers.STAGE, stage)
    monkeypatch.setenv(breaking_solvers.FAULT, fault)
    bounds = Bounds(seconds=8 if fault == "hang" else 60, memory_bytes=10**9)
    plan = solve_bounded(ASKED, bounds, solver=breaking_solvers.breaking).plan
    assert plan.degraded is not None
    assert breaking_solvers.SAID[fault] in plan.degraded
    assert check(ASKED, plan).violations == ()


def test_the_solver_is_fine_again_when_nothing_breaks_it(monkeypatch: pytest.MonkeyPatch) -> None:
    solver = breaking_solvers.breaking
    monkeypatch.setenv(breaking_solvers.STAGE, "solve")
    monkeypatch.setenv(breaking_solvers.FAULT, "segfault")
    assert solve_bounded(ASKED, ROOMY, solver=solver).plan.degraded is not None
    monkeypatch.delenv(breaking_solvers.STAGE)
    assert solve_bounded(ASKED, ROOMY, solver=solver).plan.degraded is None


def test_garbage_on_standard_output_is_no_answer_and_spoils_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(breaking_solvers.STAGE, "solve")
    monkeypatch.setenv(breaking_solvers.FAULT, "mumble")
    plan = solve_bounded(ASKED, ROOMY, solver=breaking_solvers.breaking).plan
    assert plan.degraded is None
    assert plan.proved


def test_an_answer_that_is_no_plan_is_replaced() -> None:
    plan = solve_bounded(ASKED, ROOMY, solver=breaking_solvers.answer_something_else).plan
    assert plan.degraded is not None
    assert plan.degraded.startswith("The solver gave no plan. ")
