"""Levels with moves, with little time, and where linear programs end in halves of lines."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.dispatch.bounds import Answer, Deadline
from optimizer.dispatch.choose import Chooser, levels_of
from optimizer.dispatch.option_problem import OptionProblem, used_units, worth
from tests.option_problems import best_choice, random_problem

CASES = 150


def answer_of(problem: OptionProblem, deadline: Deadline | None = None) -> Answer:
    lines = np.repeat(np.arange(problem.groups), problem.group_count).tolist()
    return Chooser(problem, lines, deadline or Deadline()).choose()


def with_moves(seed: int) -> OptionProblem:
    """A random problem some of whose options break a promise made before."""
    random = np.random.default_rng(seed)
    problem = random_problem(random)
    return replace(problem, move=random.integers(0, 3, size=problem.options))


@pytest.mark.parametrize("seed", range(CASES))
def test_broken_promises_count_after_tardiness_and_before_cost(seed: int) -> None:
    problem = with_moves(seed)
    best = best_choice(problem)
    answer = answer_of(problem)
    assert answer.taken.tolist() == best.tolist()
    assert [level.name for level in levels_of(problem, answer)] == [*problem.levels]
    assert tuple(bound.bound for bound in answer.bounds) == worth(problem, best).levels


@pytest.mark.parametrize("seed", range(0, CASES, 3))
def test_as_many_steps_give_the_same_answer_and_its_bounds_are_true(seed: int) -> None:
    problem = with_moves(seed)
    best = worth(problem, best_choice(problem)).levels
    proved = []
    for steps in range(40):
        answer = answer_of(problem, Deadline.of_steps(steps))
        again = answer_of(problem, Deadline.of_steps(steps))
        assert (answer.taken.tolist(), answer.bounds) == (again.taken.tolist(), again.bounds)
        assert (used_units(problem, answer.taken) <= problem.row_capacity).all()
        levels = levels_of(problem, answer)
        assert all(level.bound <= value for level, value in zip(levels, best, strict=True))
        proved.append(sum(level.proved for level in levels))
        if answer.steps is None:
            break
        assert answer.steps == steps
    assert answer.steps is None
    assert proved == sorted(proved)
    assert proved[-1] == len(problem.levels)


@pytest.mark.parametrize("seed", range(0, CASES, 5))
def test_what_the_clock_ended_is_had_again_by_its_steps(seed: int) -> None:
    problem = with_moves(seed)
    hasty = answer_of(problem, Deadline.after(2e-3))
    again = answer_of(problem, Deadline.of_steps(1_000 if hasty.steps is None else hasty.steps))
    assert hasty.taken.tolist() == again.taken.tolist()
    assert hasty.bounds == again.bounds


Three = tuple[int, int, int]


def triangle(level: str, weights: Three, lateness: Three = (0, 0, 0)) -> OptionProblem:
    """Three lines and three units, of which each line needs two: only one line is served.

    A linear program serves half of each. Whoever is not served weighs its weight at the level,
    who is served its lateness at the level of tardiness.
    """
    columns = {name: np.zeros(6, dtype=np.int64) for name in ("missed", "tardiness", "cost")}
    columns[level][1::2] = weights
    columns["tardiness"][0::2] += lateness
    nothing, no_rows = np.zeros(6, dtype=np.int64), np.zeros(3, dtype=np.int64)
    return OptionProblem(
        group_count=np.ones(3, dtype=np.int64),
        group_start=np.array([0, 2, 4, 6]),
        missed_weight=columns["missed"],
        tardiness=columns["tardiness"],
        cost_cents=columns["cost"],
        vehicle_row=nothing - 1,
        vehicle_cost_cents=nothing,
        load=nothing,
        vehicle_load_limit=nothing,
        use_start=np.array([0, 2, 2, 4, 4, 6, 6]),
        use_row=np.array([0, 1, 1, 2, 0, 2]),
        use_quantity=np.ones(6, dtype=np.int64),
        row_capacity=np.ones(3, dtype=np.int64),
        row_steps=no_rows,
        row_first_step_cents=no_rows,
        row_second_step_cents=no_rows,
        vehicle_extra_start=np.zeros(7, dtype=np.int64),
        vehicle_extra_row=np.zeros(0, dtype=np.int64),
    )


@pytest.mark.parametrize("level", ["missed", "tardiness", "cost"])
def test_half_lines_of_a_linear_program_are_made_whole_at_every_level(level: str) -> None:
    # Halves would weigh 3 x 5 / 2 = 7.5; one line served leaves 10. The first one is the smallest.
    problem = triangle(level, (5, 5, 5))
    answer = answer_of(problem)
    assert answer.taken.tolist() == [1, 0, 0, 1, 0, 1]
    assert [level.value for level in levels_of(problem, answer)] == [
        10 * (name == level) for name in problem.levels
    ]


def test_no_level_gives_up_what_the_one_before_has_proved_beyond_its_linear_program() -> None:
    # Nobody served would be least late, 0; but 10 are missed at the least, which the linear
    # program of the first level (7.5) cannot hold by its prices. So the least late one is served.
    problem = triangle("missed", (5, 5, 5), (9, 4, 7))
    answer = answer_of(problem)
    assert answer.taken.tolist() == [0, 1, 1, 0, 0, 1]
    assert [level.value for level in levels_of(problem, answer)] == [10, 4, 0]


def test_a_part_is_held_to_its_value_and_not_to_one_more() -> None:
    # Serving the third leaves 5 + 5 = 10 missed, the others 11; halves would weigh 8. The third is
    # nine late, the others one: whoever let a part miss one more would serve the first.
    problem = triangle("missed", (5, 5, 6), (1, 1, 9))
    answer = answer_of(problem)
    assert answer.taken.tolist() == [0, 1, 0, 1, 1, 0]
    assert [level.value for level in levels_of(problem, answer)] == [10, 9, 0]


def rivals_for_a_full_row() -> OptionProblem:
    """Four lines over three cells and nine slots, drawn at random, whose core was cut wrongly.

    The first two levels need a row used up; a group beside it had left by a way that spares it.
    """
    no_trip = [4, 8, 13, 20]
    missed, tardiness = np.zeros(21, dtype=np.int64), np.zeros(21, dtype=np.int64)
    missed[[4, 7, 8, 13, 20]] = [15, 40, 40, 100, 15]
    tardiness[[4, 7, 8, 13, 20]] = [2880, 32, 7680, 19200, 2880]
    cost = np.repeat([7230, 7200, 9890, 7200, 7670], [5, 4, 5, 3, 4])
    cost[no_trip] = 0
    nothing, no_rows = np.zeros(21, dtype=np.int64), np.zeros(12, dtype=np.int64)
    steps = no_rows.copy()
    steps[[1, 2]] = [2, 1]
    cells = [0, 1, 0, 1, 1, 1, 2, 2, 2, 0, 1, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2]
    extra = [4, 5, 5, 5, 6, 6, 4, 5, 5, 6, 4, 5, 6, 5, 6, 5, 6, 6, 7, 4, 5, 5, 6, 9, 10, 10, 11]
    extra_of = [2, 1, 2, 1, 0, 2, 1, 1, 0, 3, 2, 2, 2, 0, 2, 1, 1, 2, 1, 1, 0]
    return OptionProblem(
        group_count=np.ones(4, dtype=np.int64),
        group_start=np.array([0, 5, 9, 14, 21]),
        missed_weight=missed,
        tardiness=tardiness,
        cost_cents=cost,
        vehicle_row=np.array([3, 4, 4, 5, -1, 3, 4, 5, -1, 3, 4, 4, 5, -1, 3, 4, 5, 8, 9, 10, -1]),
        vehicle_cost_cents=nothing,
        load=nothing,
        vehicle_load_limit=nothing,
        use_start=np.cumsum([0, 2, 2, 1, 1, 0, 1, 1, 1, 0, 2, 2, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0]),
        use_row=np.array(cells),
        use_quantity=np.ones(21, dtype=np.int64),
        row_capacity=np.array([1, 2, 1, 1, 2, 2, 1, 1, 1, 1, 1, 1]),
        row_steps=steps,
        row_first_step_cents=no_rows,
        row_second_step_cents=no_rows,
        vehicle_extra_start=np.cumsum([0, *extra_of]),
        vehicle_extra_row=np.array(extra),
    )


def test_who_may_be_needed_to_fill_a_row_stays_in_the_race() -> None:
    problem = rivals_for_a_full_row()
    best = best_choice(problem)
    answer = answer_of(problem)
    assert answer.taken.tolist() == best.tolist()
    assert [level.value for level in levels_of(problem, answer)] == [30, 5760, 17090]
