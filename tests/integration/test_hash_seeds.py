"""Equal inputs give equal plans, whatever the order in which a process happens to keep things.

Each process has another seed for the hashes of its texts, so that sets and mappings are walked
in another order; what it plans is compared whole.
"""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.dispatch.bounded import solve_bounded
from optimizer.dispatch.options.surroundings import Surroundings
from optimizer.dispatch.problem import DispatchPlan
from optimizer.dispatch.problem_file import problem_file_of
from optimizer.dispatch.replay import replay
from optimizer.dispatch.solve import Limits, settled, solve_with_question
from optimizer.executors import Bounds
from tests.builders import line, network, problem
from tests.planned_once import contended, told

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ("0", "42", "4294967295")


def told_by(seed: str) -> dict[str, object]:
    """What a process of its own plans, with its hash of texts seeded so."""
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-m", "tests.planned_once"]
    done = subprocess.run(
        command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True
    )
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def without_seconds(plan: DispatchPlan) -> DispatchPlan:
    return replace(plan, seconds={})


@pytest.fixture(scope="module")
def here() -> dict[str, object]:
    """Give what this process plans."""
    answer: dict[str, object] = json.loads(json.dumps(told()))
    return answer


@pytest.mark.parametrize("seed", SEEDS)
def test_plans_questions_and_hashes_are_the_same_for_every_seed_of_hashes(
    here: dict[str, object], seed: str
) -> None:
    assert told_by(seed) == here


def test_the_order_of_lines_and_tables_and_a_limit_that_is_not_reached_change_nothing(
    here: dict[str, object],
) -> None:
    assert here["shuffled"] == here["plain"]
    assert here["patient"] == here["plain"]


def test_children_side_by_side_plan_what_one_alone_plans() -> None:
    asked, bounds = contended(), Bounds(seconds=120, memory_bytes=4 * 10**9)
    alone, question = solve_with_question(asked)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: solve_bounded(asked, bounds), range(2)))
    assert {each.problem_file for each in answers} == {problem_file_of(question)}
    assert all(without_seconds(each.plan) == without_seconds(alone) for each in answers)


def test_what_surroundings_remember_of_other_problems_changes_no_plan() -> None:
    on = network(stock={("D1", "P1"): 9})
    warm = Surroundings(on)
    asked = problem(line("L1"), on=on)
    cold = settled(asked, Surroundings(on))
    for other in ("A", "B"):
        settled(problem(line(other), line("Z"), on=on), warm)
    again = settled(asked, warm)
    assert cold is not None
    assert again is not None
    assert without_seconds(again) == without_seconds(cold)


def test_as_many_steps_give_the_same_answer_again_and_more_of_them_no_worse_one() -> None:
    _, question = solve_with_question(contended())
    file, before = problem_file_of(question), None
    whole = replay(file)
    assert whole.steps is None
    for steps in range(100):
        one, two = replay(file, steps=steps), replay(file, steps=steps)
        assert (one.levels, one.taken.tolist()) == (two.levels, two.taken.tolist())
        assert one.steps in {None, steps}
        assert not any(level.proved and level.value != level.bound for level in one.levels)
        values = [level.value for level in one.levels]
        assert before is None or values <= before
        before = values
        if one.steps is None:
            break
    assert one.levels == whole.levels
    assert one.taken.tolist() == whole.taken.tolist()
    assert steps > 0


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.05])
def test_a_plan_that_time_cut_short_says_how_many_steps_give_it_again(seconds: float) -> None:
    asked = contended()
    plan, question = solve_with_question(asked, Limits(seconds))
    again = replay(problem_file_of(question), steps=plan.steps)
    assert again.levels == plan.levels
    assert (plan.steps is None) == plan.proved
