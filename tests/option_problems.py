"""Small random option problems, and their best choices by looking at every one."""

from collections.abc import Callable, Iterator
from itertools import combinations_with_replacement, product
from typing import Any

import numpy as np

from optimizer.dispatch.option_problem import OptionProblem, used_units, worth

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
