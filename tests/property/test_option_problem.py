"""Brute force over small random option problems agrees with the chooser, tie-break included."""

from collections.abc import Callable, Iterator
from itertools import combinations_with_replacement, product
from typing import Any

import numpy as np
import pytest

from optimizer.dispatch.bounds import Deadline
from optimizer.dispatch.choose import Chooser, each_at_its_best, levels_of
from optimizer.dispatch.components import Forced, components, core_with_ties
from optimizer.dispatch.core import taken_outside
from optimizer.dispatch.greedy import first_come_first_served
from optimizer.dispatch.option_problem import OptionProblem, used_units, worth

CASES = 400
LINES = ((1, 1), (1, 1, 1), (1, 1, 1, 1), (2, 1), (3, 1), (1, 3), (2, 2), (2, 1, 1), (4, 1))
Random = np.random.Generator
Drawn = dict[str, Any]


def random_problem(random: Random) -> OptionProblem:
    """Two to four groups of one to four lines over two cells and three vehicle slots."""
    stock = random.integers(0, 4, size=2)
    steps = np.minimum(random.integers(0, 3, size=2), stock)
    first = random.integers(0, 4, size=2) * (steps > 0)
    second = (first + random.integers(0, 4, size=2)) * (steps > 1)
    slots = random.integers(0, random.choice([3, 7]), size=3)
    tables = [random_group(random, count) for count in LINES[random.integers(len(LINES))]]
    options = [option for _, group in tables for option in group]
    trip_rows = len(stock) + len(slots) + np.arange(sum(o["trip"] for o in options))
    return OptionProblem(
        group_count=np.array([count for count, _ in tables]),
        group_start=np.cumsum([0, *(len(group) for _, group in tables)]),
        **{
            name: np.array([option[name] for option in options])
            for name in ("missed_weight", "tardiness", "cost_cents", "vehicle_cost_cents")
        },
        load=np.array([option["load"] for option in options]),
        vehicle_load_limit=np.array([option["limit"] for option in options]),
        use_start=np.cumsum([0, *(len(option["cells"]) for option in options)]),
        use_row=np.array([row for option in options for row, _ in option["cells"]], dtype=int),
        use_quantity=np.array([n for option in options for _, n in option["cells"]], dtype=int),
        **vehicle_columns(options, trip_rows),
        row_capacity=np.concatenate([stock, slots, np.full(len(trip_rows), 3)]),
        row_steps=np.concatenate([steps, np.zeros(3 + len(trip_rows), dtype=int)]),
        row_first_step_cents=np.concatenate([first, np.zeros(3 + len(trip_rows), dtype=int)]),
        row_second_step_cents=np.concatenate([second, np.zeros(3 + len(trip_rows), dtype=int)]),
    )


def vehicle_columns(options: list[Drawn], trip_rows: np.ndarray) -> dict[str, np.ndarray]:
    """A trip of a group has a row of its own and then its slots; a single line its slots."""
    row: list[int] = []
    extra: list[int] = []
    starts, trips = [0], iter(trip_rows.tolist())
    for option in options:
        rows = [next(trips), *option["slots"]] if option["trip"] else option["slots"]
        row.append(rows[0] if rows else -1)
        extra += rows[1:]
        starts.append(len(extra))
    return {
        "vehicle_row": np.array(row),
        "vehicle_extra_start": np.array(starts),
        "vehicle_extra_row": np.array(extra, dtype=int),
    }


def random_group(random: Random, count: int) -> tuple[int, list[Drawn]]:
    options = [random_option(random, count) for _ in range(random.integers(1, 4))]
    return count, [*options, unassigned()]


def unassigned() -> Drawn:
    nothing = {"vehicle_cost_cents": 0, "load": 0, "limit": 0, "cells": [], "slots": []}
    return {**nothing, "missed_weight": 3, "tardiness": 9, "cost_cents": 0, "trip": False}


def random_option(random: Random, count: int) -> Drawn:
    """Small weights, so that equal values and ties are frequent."""
    slots = sorted(random.choice([2, 3, 4], size=random.integers(0, 3), replace=False).tolist())
    shared = bool(slots) and count > 1
    late = int(random.integers(0, 3))
    return {
        "missed_weight": 3 if late else 0,
        "tardiness": late,
        "cost_cents": int(random.integers(0, 4)),
        "vehicle_cost_cents": int(random.integers(0, 4)) if shared else 0,
        "load": 1 if shared else 0,
        "limit": int(random.integers(1, 4)) if shared else 0,
        "cells": [(int(random.integers(0, 2)), 1)],
        "slots": slots,
        "trip": shared,
    }


def every_choice(problem: OptionProblem) -> Iterator[np.ndarray]:
    """All ways to give each line of each group an option, as counts, smallest sequence first."""
    groups = [
        combinations_with_replacement(range(start, end), count)
        for start, end, count in zip(
            problem.group_start[:-1], problem.group_start[1:], problem.group_count, strict=True
        )
    ]
    for choice in product(*groups):
        yield np.bincount(np.concatenate(choice), minlength=problem.options)


def best_choice(
    problem: OptionProblem, wanted: Callable[[np.ndarray], bool] = lambda _: True
) -> np.ndarray:
    """First of the legal choices with the best levels, in the order of sequences."""
    legal = (
        choice
        for choice in every_choice(problem)
        if wanted(choice) and (used_units(problem, choice) <= problem.row_capacity).all()
    )
    return min(legal, key=lambda choice: worth(problem, choice).levels)


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
    core = core_with_ties(problem)
    taken = taken_outside(problem, core)
    for part in components(problem, core):
        taken += first_come_first_served(problem, part)
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
