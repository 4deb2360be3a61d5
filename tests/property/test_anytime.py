"""Choices and bounds without a solver against every choice of small random problems."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.dispatch.anytime.answer import answer_without_solver
from optimizer.dispatch.anytime.bound import SCALE, bound_alone, certified, missed_bound, weights_of
from optimizer.dispatch.anytime.improve import improved
from optimizer.dispatch.anytime.tables import Tables
from optimizer.dispatch.anytime.turns import heaviest_first, in_turn
from optimizer.dispatch.choose import levels_of
from optimizer.dispatch.option_problem import OptionProblem, used_units, worth
from tests.option_problems import best_choice, every_choice, random_problem

CASES = 480


def least_of_each_level(problem: OptionProblem) -> tuple[int, ...]:
    """Smallest value of each level over all legal choices, whatever the others are."""
    values = [
        worth(problem, choice).levels
        for choice in every_choice(problem)
        if (used_units(problem, choice) <= problem.row_capacity).all()
    ]
    return tuple(min(level) for level in zip(*values, strict=True))


def assert_legal(problem: OptionProblem, taken: np.ndarray) -> None:
    assert (used_units(problem, taken) <= problem.row_capacity).all()
    assert (taken >= 0).all()
    assert np.bincount(problem.group_of, taken).tolist() == problem.group_count.tolist()


@pytest.mark.parametrize("block", range(6))
def test_no_prices_prove_more_than_the_least_that_is_possible(block: int) -> None:
    for seed in range(block, CASES, 6):
        random = np.random.default_rng(seed)
        problem = random_problem(random)
        tables = Tables(problem)
        least = least_of_each_level(problem)
        assert missed_bound(tables) <= least[0]
        for level, smallest in zip(problem.levels, least, strict=True):
            assert bound_alone(tables, level) <= smallest
            for _ in range(6):
                # any whole prices, of rows that lines contend for and of others
                prices = random.integers(0, 4 * SCALE, size=problem.rows)
                prices *= random.random(problem.rows) < random.random()
                assert certified(tables, weights_of(tables, level), prices) <= smallest


def test_the_bound_of_missed_is_reached_in_most_problems() -> None:
    reached, cases = 0, 120
    for seed in range(cases):
        problem = random_problem(np.random.default_rng(seed))
        reached += missed_bound(Tables(problem)) == least_of_each_level(problem)[0]
    assert reached > 0.9 * cases


def starts(tables: Tables, random: np.random.Generator) -> list[np.ndarray]:
    """Choices to better: greedy ones, nobody served, and any five legal ones."""
    problem = tables.problem
    nobody = problem.is_unassigned * problem.group_count[problem.group_of]
    legal = [
        choice
        for choice in every_choice(problem)
        if (used_units(problem, choice) <= problem.row_capacity).all()
    ]
    some = [legal[random.integers(len(legal))] for _ in range(5)]
    return [in_turn(tables), in_turn(tables, heaviest_first(tables)), nobody, *some]


@pytest.mark.parametrize("block", range(6))
def test_choices_are_legal_and_local_search_never_makes_one_worse(block: int) -> None:
    bettered = 0
    for seed in range(block, CASES, 12):
        problem = random_problem(np.random.default_rng(seed))
        tables = Tables(problem)
        for first in starts(tables, np.random.default_rng(seed)):
            assert_legal(problem, first)
            after = improved(tables, first)
            assert_legal(problem, after)
            assert worth(problem, after).levels <= worth(problem, first).levels
            assert worth(problem, after).levels >= worth(problem, best_choice(problem)).levels
            bettered += worth(problem, after).levels < worth(problem, first).levels
    assert bettered > 100


def test_the_answer_proves_only_what_is_so() -> None:
    proved, cases = 0, 160
    for seed in range(cases):
        problem = random_problem(np.random.default_rng(seed))
        answer = answer_without_solver(problem)
        assert_legal(problem, answer.taken)
        best = worth(problem, best_choice(problem)).levels
        levels = levels_of(problem, answer)
        for place, (level, value) in enumerate(zip(levels, best, strict=True)):
            # a bound counts where the levels before are proved; else it must be nothing
            assert level.bound <= value
            assert not level.proved or level.value == value
            assert not level.proved or all(earlier.proved for earlier in levels[:place])
        proved += levels[0].proved
    assert proved > 0.8 * cases


def test_equal_problems_give_equal_answers() -> None:
    for seed in range(40):
        one, other = (random_problem(np.random.default_rng(seed)) for _ in range(2))
        assert answer_without_solver(one).taken.tolist() == (
            answer_without_solver(other).taken.tolist()
        )


def test_worths_too_large_to_stand_side_by_side_are_still_answered_legally() -> None:
    huge = 2**55
    for seed in range(40):
        problem = random_problem(np.random.default_rng(seed))
        problem = replace(
            problem, missed_weight=problem.missed_weight * huge, tardiness=problem.tardiness * huge
        )
        answer = answer_without_solver(problem)
        assert_legal(problem, answer.taken)
        # 64 bits cannot hold the sum in parts of a weight, so that no bound above zero is told
        assert answer.bounds[0].bound in (0.0, float(worth(problem, answer.taken).missed))


def test_moves_of_communicated_promises_are_a_level_of_the_search() -> None:
    for seed in range(60):
        random = np.random.default_rng(seed)
        problem = random_problem(random)
        move = random.integers(0, 3, size=problem.options) * ~problem.is_unassigned
        problem = replace(problem, move=move)
        tables = Tables(problem)
        first = in_turn(tables)
        after = improved(tables, first)
        assert_legal(problem, after)
        assert worth(problem, after).levels <= worth(problem, first).levels
