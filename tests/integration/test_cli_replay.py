"""`rma replay`: a kept plan is made again from its problem file, and is the same or told apart."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from optimizer.dispatch.bounded import Solved, solve_bounded, solved
from optimizer.dispatch.problem import DispatchProblem
from optimizer.executors import Bounds
from optimizer.files.document import plan_document
from optimizer.files.write import write_json
from rma_service.db.engine import Database
from rma_service.usecases import replaying_plans, solving
from rma_service.usecases.refusals import FaultyInput
from rma_service.usecases.stages import Stages
from tests import children
from tests.asking_the_cli import AT, requests_of, rma
from tests.builders import line, network, problem, target
from tests.small_record import fill, opened, planned

HUNDRED = Path(__file__).resolve().parents[1] / "golden" / "base-100-1.npz"


def contended() -> DispatchProblem:
    """Five lines for four units: L1 weighs least and gets none; L2 is alone, L3 and L4 are a kit.

    L5 is no older than the others and weighs as much as L2.
    """
    on = network(stock={("D1", "P1"): 4}, vehicles={("D1", "CAR"): 9})
    kit = {"rma_number": "R9", "ship_together": True}
    return problem(
        line("L1", target=target(miss_weight=1, late_weight=1)),
        line("L2"),
        line("L3", **kit),
        line("L4", **kit),
        line("L5"),
        on=on,
    )


def kept(answer: Solved, folder: Path) -> Path:
    """Write a plan with its problem file beside it, as `rma plan --out --problem` does."""
    write_json(plan_document(answer.plan), folder / "plan.json")
    (folder / "plan.npz").write_bytes(answer.problem_file)
    return folder / "plan.json"


@pytest.fixture(scope="module")
def made() -> Solved:
    """Give a proved plan and its problem file."""
    return solved(contended(), None)


@pytest.fixture
def plan(made: Solved, tmp_path: Path) -> Path:
    """Give the files of a proved plan."""
    return kept(made, tmp_path)


def document(plan: Path) -> dict[str, Any]:
    """A plan as it stands in its file."""
    read: dict[str, Any] = json.loads(plan.read_text(encoding="utf-8"))
    return read


def changed(plan: Path, document: Mapping[str, object]) -> Path:
    """Put another document into the file of a plan."""
    plan.write_text(json.dumps(document), encoding="utf-8")
    return plan


def test_a_plan_that_comes_out_the_same_is_called_identical(plan: Path) -> None:
    told = rma("replay", plan)
    # L1 alone is missed: 1, and 960 quarter-hours of 1.
    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout.startswith(
        f"{plan} is identical: 5 lines; missed 1 (proved), tardiness 960 (proved), cost "
    )


def test_json_tells_that_nothing_differs(plan: Path) -> None:
    told = rma("replay", plan, "--json")
    answer = json.loads(told.stdout)
    assert (answer["identical"], answer["differences"], answer["lines"]) == (True, [], 5)
    assert [level["value"] for level in answer["levels"]][:2] == [1, 960]
    assert (answer["steps"], answer["degraded"]) == (None, False)


def test_a_way_that_was_changed_is_told_by_its_line(plan: Path) -> None:
    told_of = document(plan)
    told_of["lines"][2]["option"]["departs_at"] = "2026-11-23T20:00:00Z"
    told = rma("replay", changed(plan, told_of))
    assert (told.exit_code, told.stderr) == (1, "")
    assert told.stdout.startswith(f"{plan} differs, first in line L3: kept is D1 sends P1 by CAR ")
    assert "at 2026-11-23T20:00:00Z; again it is D1 sends P1 by CAR at 2026-11-23T" in told.stdout


def test_two_lines_that_changed_places_are_two_differences(plan: Path) -> None:
    told_of = document(plan)
    first, second = told_of["lines"][:2]
    first["option"], second["option"] = second["option"], first["option"]
    answer = json.loads(rma("replay", changed(plan, told_of), "--json").stdout)
    assert answer["identical"] is False
    assert [each["what"] for each in answer["differences"]] == ["line L1", "line L2"]
    assert answer["differences"][1]["kept"] == "nothing is sent"


@pytest.mark.parametrize(
    ("field", "value"), [("value", 2), ("bound", 0.5), ("proved", False), ("name", "misses")]
)
def test_a_level_that_was_changed_is_a_difference(plan: Path, field: str, value: object) -> None:
    told_of = document(plan)
    told_of["levels"][0][field] = value
    told_of["steps"] = 3  # what is not proved may be made again only with its steps
    told = rma("replay", changed(plan, told_of))
    assert (told.exit_code, told.stderr) == (1, "")
    assert "first in level miss" in told.stdout


def test_a_line_that_only_one_of_them_has_is_a_difference(plan: Path) -> None:
    told_of = document(plan)
    told_of["lines"] = told_of["lines"][:-1]
    told = rma("replay", changed(plan, told_of))
    assert told.exit_code == 1
    assert "first in line L5: kept is no such line; again it is D1 sends P1" in told.stdout


def test_the_problem_file_may_stand_elsewhere(plan: Path, tmp_path: Path) -> None:
    elsewhere = (tmp_path / "plan.npz").rename(tmp_path / "question")
    assert rma("replay", plan).exit_code == 2
    assert rma("replay", plan, "--problem", elsewhere).exit_code == 0


def test_a_degraded_plan_is_made_again_without_a_solver(tmp_path: Path) -> None:
    room = Bounds(seconds=120, memory_bytes=4 * 10**9)
    answer = solve_bounded(contended(), room, solver=children.segfault)
    plan = kept(answer, tmp_path)
    assert document(plan)["degraded"]
    told = rma("replay", plan, "--json")
    assert told.exit_code == 0, told.stdout
    assert json.loads(told.stdout)["degraded"] is True


def test_a_plan_that_its_time_ended_is_made_again_with_as_many_steps(tmp_path: Path) -> None:
    plan = kept(solved(contended(), 0), tmp_path)
    told_of = document(plan)
    assert (told_of["steps"], told_of["levels"][0]["proved"]) == (0, False)
    assert rma("replay", plan).exit_code == 0
    # One step proves the first level, which the plan that is kept does not.
    told = rma("replay", changed(plan, {**told_of, "steps": 1}))
    assert (told.exit_code, told.stderr) == (1, "")
    assert "first in level missed" in told.stdout


def test_a_plan_of_the_demonstration_is_made_again(tmp_path: Path, demo_directory: Path) -> None:
    with (demo_directory / "requests.csv").open(encoding="utf-8") as file:
        numbers = sorted({row.split(",")[0] for row in list(file)[1:]})[:12]
    requests = requests_of(demo_directory, numbers, tmp_path / "requests.csv")
    plan = tmp_path / "plan.json"
    asked = ("plan", "--network", demo_directory, "--requests", requests, "--at", AT)
    made = rma(*asked, "--out", plan, "--problem", tmp_path / "plan.npz")
    assert made.exit_code == 0, made.stderr
    told = rma("replay", plan)
    assert (told.exit_code, told.stderr) == (0, ""), told.stdout


def test_a_plan_that_time_ended_without_a_count_of_steps_is_not_called_different(
    plan: Path,
) -> None:
    told_of = document(plan)
    told_of["levels"][2]["proved"] = False
    told = rma("replay", changed(plan, {**told_of, "steps": None}))
    assert (told.exit_code, told.stdout) == (2, "")
    assert "was ended by its time limit and does not tell after how many steps" in told.stderr


@pytest.mark.parametrize("text", ["", "[]", "{}", '"plan"', "[" * 100_000, '{"lines": 1}'])
def test_a_file_that_is_no_plan_is_refused(plan: Path, text: str) -> None:
    plan.write_text(text, encoding="utf-8")
    told = rma("replay", plan)
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr == f"{plan} is no plan. Name a file that rma plan --out has written.\n"


Faulty = Callable[[dict[str, Any]], object]


def option_with(**changes: object) -> Faulty:
    """Change the way of the second line."""
    return lambda plan: plan["lines"][1]["option"].update(changes)


@pytest.mark.parametrize(
    "spoil",
    [
        option_with(departs_at="soon"),
        option_with(departs_at=7),
        option_with(departs_at="9999-12-31T23:59:59-12:00"),
        lambda plan: plan["lines"][1].update(option="D1"),
        lambda plan: plan["lines"][1].update(verdict="perhaps"),
        lambda plan: plan["lines"].append(plan["lines"][0]),
        lambda plan: plan["levels"][0].update(bound="low"),
        lambda plan: plan["levels"][0].update(bound=10**400),
        lambda plan: plan["levels"][0].update(bound=[1]),
        lambda plan: plan.update(lines=None),
    ],
)
def test_a_plan_with_a_figure_that_is_none_is_refused(plan: Path, spoil: Faulty) -> None:
    told_of = document(plan)
    spoil(told_of)
    told = rma("replay", changed(plan, told_of))
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr == f"{plan} is no plan. Name a file that rma plan --out has written.\n"


@pytest.mark.parametrize("steps", [-1, "many", 2.5, True, 10**30])
def test_a_count_of_steps_that_is_none_makes_no_traceback(plan: Path, steps: object) -> None:
    told_of = document(plan)
    told = rma("replay", changed(plan, {**told_of, "steps": steps}))
    assert told.exit_code in {0, 1, 2}
    assert "Traceback" not in told.stderr + told.stdout


def test_files_that_cannot_be_read_are_refused(plan: Path, tmp_path: Path) -> None:
    for asked, sentence in (
        ((tmp_path / "none.json",), "none.json cannot be read: No such file or directory."),
        ((tmp_path,), f"{tmp_path} cannot be read: Is a directory."),
        ((plan, "--problem", plan), f"{plan} is not answered.\nThe file is no archive of arrays"),
        ((plan, "--problem", HUNDRED), f"The problem file of {plan} does not name its lines."),
        (("1", "--problem", HUNDRED), "--problem is for a plan that is a file"),
    ):
        told = rma("replay", *asked)
        assert (told.exit_code, told.stdout) == (2, ""), asked
        assert sentence in told.stderr


def test_a_plan_that_the_solver_does_not_make_again_is_not_called_different(
    made: Solved, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solving, "NO_LIMIT_SECONDS", 0.01)
    kept_plan = replaying_plans.KeptPlan.of("Plan 1", made.plan, made.problem_file)
    with pytest.raises(FaultyInput, match="was not made again"):
        replaying_plans.replay_plan(kept_plan, Stages())


def test_the_identity_of_instants_is_that_of_the_second_above(made: Solved) -> None:
    # Kept are whole seconds, and what is solved has microseconds: both are rounded up.
    kept_plan = replaying_plans.KeptPlan.of("Plan 1", made.plan, made.problem_file)
    assert replaying_plans.replay_plan(kept_plan, Stages()).differences == ()
    sent = made.plan.lines[1].option
    assert sent is not None
    later = replace(sent, departs_at=sent.departs_at + timedelta(seconds=1))
    lines = (made.plan.lines[0], replace(made.plan.lines[1], option=later), *made.plan.lines[2:])
    moved = replaying_plans.KeptPlan.of(
        "Plan 1", replace(made.plan, lines=lines), made.problem_file
    )
    assert [x.what for x in replaying_plans.replay_plan(moved, Stages()).differences] == ["line L2"]


def test_a_plan_of_the_record_is_made_again(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database, tmp_path / "tiny")
    opened(database)
    version = planned(database).plan_version
    monkeypatch.setenv("RMA_DATABASE_URL", database_url)
    told = rma("replay", str(version))
    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout.startswith(f"Plan {version} is identical: 1 line; missed 0 (proved), ")
    for unknown in ("999", "999999999999"):
        told = rma("replay", unknown)
        assert (told.exit_code, told.stdout) == (2, "")
        assert told.stderr == "There is no such plan.\n"
