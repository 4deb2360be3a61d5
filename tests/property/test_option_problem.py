"""Brute force over small random option problems agrees with the chooser, tie-break included."""

import numpy as np
import pytest

from optimizer.dispatch.anytime.tables import Tables
from optimizer.dispatch.anytime.turns import in_turn
from optimizer.dispatch.bounds import Deadline
from optimizer.dispatch.choose import Chooser, each_at_its_best, levels_of
from optimizer.dispatch.components import Forced
from optimizer.dispatch.option_problem import OptionProblem, used_units, worth
from tests.option_problems import best_choice, every_choice, random_problem

CASES = 400


def chooser(problem: OptionProblem) -> Chooser:
    lines = np.repeat(np.arange(problem.groups), problem.group_count).tolist()
    return Chooser(problem, lines, Deadline())


@pytest.mark.parametrize("seed", range(CASES))
def test_the_chooser_finds_the_smallest_of_the_best_choices(seed: int) -> None:
    problem = random_problem(np.random.default_rng(seed))
    best = best_choice(problem)
    answer = chooser(problem).choose()
    assert answer.taken.tolist() == best.tolist()
    levels = levels_of(problem, answer)
    assert tuple(level.value for level in levels) == worth(problem, best).levels
    assert all(level.proved for level in levels)


def test_each_line_at_its_own_best_is_the_best_of_all_where_that_is_possible() -> None:
    answers = 0
    for seed in range(CASES):
        problem = random_problem(np.random.default_rng(seed))
        answer = each_at_its_best(problem)
        if answer is not None:
            answers += 1
            best = best_choice(problem)
            assert answer.taken.tolist() == best.tolist()
            assert tuple(bound.bound for bound in answer.bounds) == worth(problem, best).levels
    assert answers > 20


@pytest.mark.parametrize("seed", range(0, CASES, 2))
def test_a_forced_group_is_met_at_the_least_loss(seed: int) -> None:
    problem = random_problem(np.random.default_rng(seed))
    group = seed % problem.groups
    meets = (problem.group_of == group) & (problem.tardiness == 0)

    def forced(choice: np.ndarray) -> bool:
        return bool((choice * meets).sum() >= 1)

    possible = any(
        forced(choice) and (used_units(problem, choice) <= problem.row_capacity).all()
        for choice in every_choice(problem)
    )
    if not possible:
        assert not any(
            (used_units(problem, option) <= problem.row_capacity).all()
            for option in np.eye(problem.options, dtype=int)[meets]
        )
        return
    answer = chooser(problem).choose(Forced(group, meets))
    assert answer.taken.tolist() == best_choice(problem, forced).tolist()


@pytest.mark.parametrize("seed", range(CASES))
def test_first_come_first_served_is_legal_and_never_better_than_the_best(seed: int) -> None:
    problem = random_problem(np.random.default_rng(seed))
    taken = in_turn(Tables(problem))
    assert (used_units(problem, taken) <= problem.row_capacity).all()
    assert np.bincount(problem.group_of, taken).tolist() == problem.group_count.tolist()
    assert worth(problem, taken).levels >= worth(problem, best_choice(problem)).levels


@pytest.mark.parametrize("seconds", [0.0, 1e-4, 1e-3, 5e-3])
@pytest.mark.parametrize("seed", range(0, CASES, 4))
def test_with_little_time_the_answer_is_legal_and_claims_nothing_that_is_not_so(
    seed: int, seconds: float
) -> None:
    problem = random_problem(np.random.default_rng(seed))
    lines = np.repeat(np.arange(problem.groups), problem.group_count).tolist()
    answer = Chooser(problem, lines, Deadline.after(seconds)).choose()
    assert (used_units(problem, answer.taken) <= problem.row_capacity).all()
    best = worth(problem, best_choice(problem)).levels
    levels = levels_of(problem, answer)
    assert tuple(level.value for level in levels) >= best
    for place, (level, value) in enumerate(zip(levels, best, strict=True)):
        # a bound is below every value, the best one too, and nothing is proved out of turn
        assert level.bound <= value
        assert not level.proved or all(earlier.proved for earlier in levels[:place])
        assert not level.proved or level.value == value
