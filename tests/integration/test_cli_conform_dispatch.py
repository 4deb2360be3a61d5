"""`rma conform dispatch`: a problem file in, an answer with its bounds out, whatever is in it."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from optimizer.dispatch.file_answer import FileSolver
from rma_service.dispatch_commands import CONFORM_STAGES
from rma_service.usecases import solving
from rma_service.usecases.answering_files import conform_dispatch
from rma_service.usecases.refusals import FaultyInput
from rma_service.usecases.stages import Stages
from tests import children, strange_solvers
from tests.asking_the_cli import rma

HUNDRED = Path(__file__).resolve().parents[1] / "golden" / "base-100-1.npz"
Arrays = dict[str, NDArray[Any]]


def two_lines_for_one_unit() -> Arrays:
    """Two groups of one line: each is served by the one unit of row 0, or by nothing.

    Group 0 weighs 1 and group 1 weighs 5 when missed, so that the best answer serves group 1 at
    70 cents (options 1 and 2); first come, first served would serve group 0 (options 0 and 3).
    """
    numbers = {
        "group_count": [1, 1],
        "group_start": [0, 2, 4],
        "missed_weight": [0, 1, 0, 5],
        "tardiness": [0, 10, 0, 20],
        "cost_cents": [40, 0, 70, 0],
        "vehicle_row": [-1, -1, -1, -1],
        "vehicle_cost_cents": [0, 0, 0, 0],
        "load": [0, 0, 0, 0],
        "vehicle_load_limit": [0, 0, 0, 0],
        "use_start": [0, 1, 1, 2, 2],
        "use_row": [0, 0],
        "use_quantity": [1, 1],
        "row_capacity": [1],
        "row_steps": [0],
        "row_first_step_cents": [0],
        "row_second_step_cents": [0],
    }
    return {name: np.array(values, dtype=np.int64) for name, values in numbers.items()}


def written(arrays: Arrays, into: Path) -> Path:
    """Write a problem file."""
    file = BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    into.write_bytes(file.getvalue())
    return into


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    """Give a small problem file."""
    return written(two_lines_for_one_unit(), tmp_path / "problem.npz")


def test_an_answer_names_what_is_taken_and_proves_its_levels(tmp_path: Path, problem: Path) -> None:
    out = tmp_path / "answer.json"
    told = rma("conform", "dispatch", problem, "--out", out)
    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout == (
        f"optimal: missed 1 (proved), tardiness 10 (proved), cost 70 (proved); wrote {out}.\n"
    )
    answer = json.loads(out.read_text(encoding="utf-8"))
    assert answer["options"] == [[1, 1], [2, 1]]
    assert answer["status"] == "optimal"
    assert answer["levels"] == [
        {"name": "missed", "value": 1, "bound": 1, "proved": True},
        {"name": "tardiness", "value": 10, "bound": 10, "proved": True},
        {"name": "cost", "value": 70, "bound": 70, "proved": True},
    ]
    assert {"loading", "reading", "solve", "check", "write"} <= set(answer["seconds"])


def test_a_file_from_elsewhere_has_its_known_optimum_and_serves_every_line(tmp_path: Path) -> None:
    out = tmp_path / "answer.json"
    assert rma("conform", "dispatch", HUNDRED, "--out", out, "--limit", "60").exit_code == 0
    answer = json.loads(out.read_text(encoding="utf-8"))
    # Two other solvers have proved 0, 0 and 359,613 cents.
    assert [level["value"] for level in answer["levels"]] == [0, 0, 359_613]
    with np.load(HUNDRED) as arrays:
        starts, counts = arrays["group_start"], arrays["group_count"]
    served = np.zeros(len(counts), dtype=np.int64)
    for option, lines in answer["options"]:
        served[np.searchsorted(starts, option, side="right") - 1] += lines
    assert served.tolist() == counts.tolist()


def test_a_problem_without_lines_has_an_empty_answer(tmp_path: Path) -> None:
    arrays = {name: values[:0] for name, values in two_lines_for_one_unit().items()}
    starts = {name: np.zeros(1, dtype=np.int64) for name in ("group_start", "use_start")}
    file, out = written(arrays | starts, tmp_path / "problem.npz"), tmp_path / "answer.json"
    assert rma("conform", "dispatch", file, "--out", out).exit_code == 0
    answer = json.loads(out.read_text(encoding="utf-8"))
    assert (answer["options"], answer["status"]) == ([], "optimal")
    assert [level["value"] for level in answer["levels"]] == [0, 0, 0]


Change = Callable[[Arrays], Arrays]


def changed(name: str, values: object, dtype: str = "int64") -> Change:
    """Put other values into one array."""
    return lambda arrays: arrays | {name: np.array(values, dtype=dtype)}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (changed("cost_cents", [40.5, 0, 70, 0], "float64"), "whole numbers are needed"),
        (changed("cost_cents", ["40", "0", "70", "0"], "U2"), "whole numbers are needed"),
        (changed("cost_cents", [[40, 0, 70, 0]]), "has 2 dimensions, it needs one"),
        (changed("cost_cents", [-40, 0, 70, 0]), "Array cost_cents has a number below zero"),
        (changed("row_capacity", [-1]), "Array row_capacity has a number below zero"),
        (changed("missed_weight", [0, 2**60, 0, 5]), "is beyond"),
        (changed("missed_weight", [0, 2**53, 0, 2**53]), "Array missed_weight adds up to"),
        (changed("missed_weight", [0, 2**63, 0, 5], "uint64"), "has numbers beyond"),
        (changed("use_row", [0, 7]), "names a row beyond"),
        (changed("group_start", [0, 0, 4]), "leaves a group without options"),
        (lambda arrays: {"a": arrays["load"]}, "Array group_count is missing."),
    ],
)
def test_numbers_that_are_no_problem_are_refused(
    tmp_path: Path, change: Change, sentence: str
) -> None:
    file, out = tmp_path / "problem.npz", tmp_path / "answer.json"
    out.write_text("an older answer", encoding="utf-8")
    told = rma("conform", "dispatch", written(change(two_lines_for_one_unit()), file), "--out", out)
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr.startswith(f"{file} is not answered.\n")
    assert sentence in told.stderr
    assert "Traceback" not in told.stderr
    assert out.read_text(encoding="utf-8") == "an older answer"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is no archive of arrays"),
        (b"line_id,part\n", "The file is no archive of arrays"),
        (HUNDRED.read_bytes()[:9000], "The file is no archive of arrays"),
        (HUNDRED.read_bytes()[:500] + b"\0" * 200 + HUNDRED.read_bytes()[700:], "The file"),
    ],
)
def test_a_file_that_is_no_archive_is_refused(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    file, out = tmp_path / "problem.npz", tmp_path / "answer.json"
    file.write_bytes(content)
    told = rma("conform", "dispatch", file, "--out", out)
    assert (told.exit_code, told.stdout) == (2, "")
    assert sentence in told.stderr
    assert not out.exists()


def test_a_pickled_array_is_never_unpacked(tmp_path: Path) -> None:
    file, out = BytesIO(), tmp_path / "answer.json"
    arrays: dict[str, Any] = {**two_lines_for_one_unit(), "load": np.array([{}], dtype=object)}
    np.savez(file, allow_pickle=True, **arrays)
    (tmp_path / "problem.npz").write_bytes(file.getvalue())
    told = rma("conform", "dispatch", tmp_path / "problem.npz", "--out", out)
    assert (told.exit_code, out.exists()) == (2, False)
    assert "allow_pickle=False" in told.stderr


def test_places_that_cannot_be_read_or_written_are_refused(tmp_path: Path, problem: Path) -> None:
    out = tmp_path / "answer.json"
    for file, where, sentence in (
        (tmp_path / "none.npz", out, "none.npz cannot be read: No such file or directory."),
        (tmp_path, out, f"{tmp_path} cannot be read: Is a directory."),
        (problem, problem, "problem.npz cannot be written: the question is read from it."),
        (problem, tmp_path, f"{tmp_path} cannot be written: it is a folder; name a file."),
        (problem, tmp_path / "no" / "a.json", "does not exist."),
    ):
        told = rma("conform", "dispatch", file, "--out", where)
        assert (told.exit_code, told.stdout) == (2, "")
        assert sentence in told.stderr
    assert not out.exists()


@pytest.mark.parametrize("limit", ["0", "-1", "nan", "inf", "soon"])
def test_a_limit_that_is_no_time_is_refused(tmp_path: Path, problem: Path, limit: str) -> None:
    told = rma("conform", "dispatch", problem, "--out", tmp_path / "a.json", "--limit", limit)
    assert (told.exit_code, told.stdout) == (2, "")
    assert "--limit" in told.stderr


def test_a_limit_of_no_time_gives_an_answer_that_proves_nothing_false(
    tmp_path: Path, problem: Path
) -> None:
    out = tmp_path / "answer.json"
    assert rma("conform", "dispatch", problem, "--out", out, "--limit", "0.001").exit_code == 0
    answer = json.loads(out.read_text(encoding="utf-8"))
    assert answer["status"] in {"optimal", "bounded", "feasible"}
    for level, best in zip(answer["levels"], (1, 10, 70), strict=True):
        assert level["bound"] <= best
        assert not level["proved"] or level["value"] == best


@pytest.mark.parametrize(
    ("solver", "why"),
    [
        (children.segfault, "Its process was ended by SIGSEGV."),
        (children.refuse, "ValueError: This cannot be solved."),
        (children.eat_memory, "It needed more memory than it may have."),
        (strange_solvers.serve_nobody, "The answer breaks"),
        (strange_solvers.claim_less, "The answer breaks"),
    ],
)
def test_a_solver_that_fails_leaves_the_answer_that_needs_none(
    tmp_path: Path, problem: Path, solver: FileSolver, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solving, "COMMAND_MEMORY_BYTES", 10**9)
    out = tmp_path / "answer.json"
    done = conform_dispatch(problem, out, None, Stages(), solver)
    answer = json.loads(out.read_text(encoding="utf-8"))
    # Who weighs most comes first, and one of both must be missed: 1 is the least, and proved.
    assert (answer["options"], answer["status"]) == ([[1, 1], [2, 1]], "feasible")
    assert [level["value"] for level in answer["levels"]] == [1, 10, 70]
    assert [level["proved"] for level in answer["levels"]] == [True, False, False]
    assert done.answer.degraded is not None
    assert done.answer.degraded.startswith("The solver gave no answer. ")
    assert why in done.answer.degraded


def test_when_nothing_fits_into_the_memory_both_failures_are_told(
    tmp_path: Path, problem: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solving, "COMMAND_MEMORY_BYTES", 50 * 10**6)
    with pytest.raises(FaultyInput) as refused:
        conform_dispatch(problem, tmp_path / "answer.json", None, Stages())
    assert len(refused.value.sentences) == 3
    assert not (tmp_path / "answer.json").exists()


def test_the_bar_of_an_answer_ends_where_the_work_ends(tmp_path: Path, problem: Path) -> None:
    found = ["loading"]

    def note(stage: str, _done: int, _steps: int) -> None:
        if found[-1] != stage:
            found.append(stage)

    conform_dispatch(problem, tmp_path / "answer.json", None, Stages(note))
    assert len(found) <= CONFORM_STAGES
    assert found[-1] == "write"


def test_a_hang_ends_with_the_time_of_the_child(
    tmp_path: Path, problem: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solving, "COMMAND_GRACE_SECONDS", 2.0)
    done = conform_dispatch(problem, tmp_path / "answer.json", 1.0, Stages(), children.hang)
    assert done.status == "feasible"
    assert done.answer.degraded == "The solver gave no answer. It took longer than 3 seconds."
