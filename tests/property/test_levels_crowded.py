"""Levels of problems where nearly every row is fought for, against every choice there is."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.dispatch.bounds import Deadline
from optimizer.dispatch.choose import Chooser, levels_of
from optimizer.dispatch.components import Component, Forced
from optimizer.dispatch.content import content_of
from optimizer.dispatch.option_problem import OptionProblem
from tests.crowded_problems import HALVES, MIXED, Crowd, best_of_all, crowded_problem
from tests.option_problems import best_choice

CASES = 120
"""Of each crowd; those named beside them each told a planted fault that few others did."""

SEEDS = [
    *((MIXED, seed) for seed in (*range(CASES), 132, 185, 243)),
    *((HALVES, seed) for seed in (*range(CASES), 10_043, 10_125, 10_289, 10_394)),
]


def chooser(problem: OptionProblem) -> Chooser:
    lines = np.repeat(np.arange(problem.groups), problem.group_count).tolist()
    return Chooser(problem, lines, Deadline())


@pytest.mark.parametrize("seed", range(5))
def test_both_readings_of_the_best_choice_agree(seed: int) -> None:
    problem = crowded_problem(seed)
    best = best_of_all(problem)
    assert best is not None
    assert best.tolist() == best_choice(problem).tolist()


@pytest.mark.parametrize(("crowd", "seed"), SEEDS)
def test_a_crowd_is_served_as_the_best_of_all_choices_would(crowd: Crowd, seed: int) -> None:
    problem = crowded_problem(seed, crowd)
    best = best_of_all(problem)
    assert best is not None
    answer = chooser(problem).choose()
    assert answer.taken.tolist() == best.tolist()
    assert all(level.proved for level in levels_of(problem, answer))


@pytest.mark.parametrize(("crowd", "seed"), SEEDS)
def test_a_chooser_that_knows_the_crowd_is_asked_for_one_to_be_met(crowd: Crowd, seed: int) -> None:
    problem = crowded_problem(seed, crowd)
    group = seed % problem.groups
    own = problem.group_of == group
    knows = chooser(problem)
    knows.choose()
    # The same group in time, then served at all: what is remembered of one is not of the other.
    for wanted in (own & (problem.tardiness == 0), own & ~problem.is_unassigned):
        best = best_of_all(problem, np.flatnonzero(wanted))
        if best is not None:
            answer = knows.choose(Forced(group, wanted))
            assert answer.taken.tolist() == best.tolist()
            assert all(level.proved for level in levels_of(problem, answer))


def with_one_more(problem: OptionProblem, moves: int) -> OptionProblem:
    """One more line whose only option uses nothing and moves so many promises."""
    more = {
        name: np.append(getattr(problem, name), 0)
        for name in (
            "missed_weight",
            "tardiness",
            "cost_cents",
            "vehicle_cost_cents",
            "load",
            "vehicle_load_limit",
        )
    }
    return replace(
        problem,
        **more,
        group_count=np.append(problem.group_count, 1),
        group_start=np.append(problem.group_start, problem.options + 1),
        vehicle_row=np.append(problem.vehicle_row, -1),
        use_start=np.append(problem.use_start, problem.use_start[-1]),
        vehicle_extra_start=np.append(problem.vehicle_extra_start, problem.vehicle_extra_start[-1]),
        move=np.append(np.zeros(problem.options, dtype=np.int64), moves),
    )


def test_rivals_without_promises_have_all_levels_of_a_problem_in_which_another_moves() -> None:
    # Nobody of the crowd has a promise to move, the line beside them moves two whatever it takes.
    alone = replace(crowded_problem(1), move=None)
    problem = with_one_more(alone, 2)
    best = best_of_all(problem)
    assert best is not None
    answer = chooser(problem).choose()
    assert answer.taken.tolist() == best.tolist() == [*chooser(alone).choose().taken.tolist(), 1]
    assert [level.value for level in levels_of(problem, answer)][2] == 2


def test_what_a_group_of_several_is_to_be_met_by_is_part_of_what_is_remembered() -> None:
    # Two lines keep all their options, whichever of them one line has to take.
    problem = next(each for each in map(crowded_problem, range(CASES)) if each.group_count[0] > 1)
    lines = np.repeat(np.arange(problem.groups), problem.group_count).tolist()
    ways = np.flatnonzero((problem.group_of == 0) & ~problem.is_unassigned)
    whole = Component(*(np.arange(n) for n in (problem.groups, problem.options, problem.rows)))
    forces = [Forced(0, np.arange(problem.options) == way) for way in ways]
    assert len(forces) > 1
    assert len({content_of(problem, whole, lines, force) for force in forces}) == len(forces)


def test_moves_that_nobody_can_change_are_not_proved_before_the_levels_above_them() -> None:
    problem = with_one_more(replace(crowded_problem(1), move=None), 2)
    lines = np.repeat(np.arange(problem.groups), problem.group_count).tolist()
    answer = Chooser(problem, lines, Deadline.of_steps(0)).choose()
    # Nobody competes for being missed, so that no step is needed there; tardiness would need one.
    assert [level.proved for level in levels_of(problem, answer)] == [True, False, False, False]
