"""Option problems where nearly every row is fought for, and their best choices in one go."""

from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np

from optimizer.dispatch.option_problem import OptionProblem
from tests.option_problems import Drawn, Random, unassigned, vehicle_columns

GROUPS = ((1, 1, 1), (1, 1, 1, 1), (1, 1, 1, 1), (1, 1, 1, 1, 1), (2, 1, 1), (3, 1, 1), (2, 2, 1))
SLOTS = 3


@dataclass(frozen=True, slots=True)
class Crowd:
    """How problems are drawn: sizes of groups, cells and their units, and what lines weigh."""

    groups: tuple[tuple[int, ...], ...]
    cells: int
    units: int
    cells_of_way: tuple[int, ...]
    ways: tuple[int, ...]
    weights: tuple[int, ...]


MIXED = Crowd(GROUPS, 3, 2, (1, 1, 1, 2), (2, 3, 4), (5, 15, 40))
"""Weights far apart, so that duals are seldom zero."""

HALVES = Crowd(((1,) * 5, (1,) * 6, (2, 1, 1, 1)), 6, 1, (2,), (1, 2), (5, 6, 7))
"""Two last units for every way: linear programs serve halves of lines."""


def crowded_problem(seed: int, crowd: Crowd = MIXED) -> OptionProblem:
    """Groups over cells and slots that hold about half of them; every third problem has moves."""
    random = np.random.default_rng(seed)
    cells = crowd.cells
    counts = crowd.groups[random.integers(len(crowd.groups))]
    groups = [_ways(random, count, crowd) for count in counts]
    options = [option for group in groups for option in group]
    columns = ("missed_weight", "tardiness", "cost_cents", "vehicle_cost_cents", "load")
    trips = cells + SLOTS + np.arange(sum(option["trip"] for option in options))
    stock = random.integers(1, crowd.units + 1, size=cells)
    steps = np.minimum(random.integers(0, 3, size=cells), stock)
    first = random.integers(0, 60, size=cells) * (steps > 0)
    second = (first + random.integers(0, 60, size=cells)) * (steps > 1)
    free = np.zeros(SLOTS + len(trips), dtype=np.int64)
    moves = random.integers(0, 2, size=len(options)) if seed % 3 == 0 else None
    return OptionProblem(
        group_count=np.array(counts),
        group_start=np.cumsum([0, *(len(group) for group in groups)]),
        **{name: np.array([option[name] for option in options]) for name in columns},
        vehicle_load_limit=np.array([option["limit"] for option in options]),
        use_start=np.cumsum([0, *(len(option["cells"]) for option in options)]),
        use_row=np.array([row for option in options for row in option["cells"]], dtype=np.int64),
        use_quantity=np.array([1 for option in options for _ in option["cells"]], dtype=np.int64),
        **vehicle_columns(options, trips),
        row_capacity=np.concatenate(
            [stock, random.integers(1, 4, size=SLOTS), np.full(len(trips), 3)]
        ),
        row_steps=np.concatenate([steps, free]),
        row_first_step_cents=np.concatenate([first, free]),
        row_second_step_cents=np.concatenate([second, free]),
        move=moves,
    )


def _ways(random: Random, count: int, crowd: Crowd) -> list[Drawn]:
    weight = int(random.choice(crowd.weights))
    ways = [_way(random, count, weight, crowd) for _ in range(random.choice(crowd.ways))]
    return [*ways, {**unassigned(), "missed_weight": weight, "tardiness": 50 * weight}]


def _way(random: Random, count: int, weight: int, crowd: Crowd) -> Drawn:
    late = int(random.choice([0, 0, 1, 7, 20]))
    slots = sorted(random.choice(SLOTS, size=random.integers(0, 3), replace=False) + crowd.cells)
    shared = bool(slots) and count > 1
    cells = random.choice(crowd.cells, size=random.choice(crowd.cells_of_way), replace=False)
    return {
        "missed_weight": weight if late else 0,
        "tardiness": late * weight,
        "cost_cents": int(random.choice([100, 150, 170, 230])),
        "vehicle_cost_cents": int(random.choice([0, 35, 90])) if shared else 0,
        "load": int(random.integers(1, 4)) if shared else 0,
        "limit": int(random.integers(3, 7)) if shared else 0,
        "cells": sorted(cells.tolist()),
        "slots": [int(slot) for slot in slots],
        "trip": shared,
    }


def best_of_all(problem: OptionProblem, met: np.ndarray | None = None) -> np.ndarray | None:
    """First of the legal choices with the best levels; with `met`, of those that take one of it.

    A second reading of what a choice is worth, for all choices at once.
    """
    choices = _every(problem)
    used, cost = _used_and_cost(problem, choices)
    legal = (used <= problem.row_capacity).all(axis=1)
    if met is not None:
        legal &= choices[:, met].sum(axis=1) > 0
    if not legal.any():
        return None
    levels = [problem.missed_weight, problem.tardiness]
    levels += [] if problem.move is None else [problem.move]
    keys = (cost[legal], *(choices[legal] @ level for level in reversed(levels)))
    return np.asarray(choices[legal][np.lexsort(keys)[0]])


def _used_and_cost(problem: OptionProblem, choices: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Units of each row that choices use, shape (choices, rows), and what they cost [cents]."""
    used = np.zeros((len(choices), problem.rows), dtype=np.int64)
    cost = choices @ problem.cost_cents
    option = np.repeat(np.arange(problem.options), np.diff(problem.use_start))
    for at, row, quantity in zip(option, problem.use_row, problem.use_quantity, strict=True):
        used[:, row] += choices[:, at] * quantity
    for members in _trips(problem):
        stands, many = members[0], problem.group_count[problem.group_of[members[0]]] > 1
        ridden = (choices[:, members] > 0).any(axis=1)
        load = choices[:, members] @ problem.load[members]
        limit = problem.vehicle_load_limit[stands]
        vehicles = np.maximum(-(-load // limit), 1) * ridden if many else 1 * ridden
        start, end = problem.vehicle_extra_start[stands : stands + 2]
        for row in (problem.vehicle_row[stands], *problem.vehicle_extra_row[start:end]):
            used[:, row] += vehicles
        cost = cost + vehicles * problem.vehicle_cost_cents[stands] * many
    into = used - problem.row_capacity + problem.row_steps
    first = np.where(problem.row_steps > 0, problem.row_first_step_cents, 0)
    second = np.where(problem.row_steps > 1, problem.row_second_step_cents, 0)
    return used, cost + ((into > 0) * first + (into > 1) * second).sum(axis=1)


def _every(problem: OptionProblem) -> np.ndarray:
    """All choices as counts, shape (choices, options), the smallest sequence first."""
    choices = np.zeros((1, problem.options), dtype=np.int64)
    for k, count in enumerate(problem.group_count.tolist()):
        ways = range(problem.group_start[k], problem.group_start[k + 1])
        own = np.array(
            [
                np.bincount(taken, minlength=problem.options)
                for taken in combinations_with_replacement(ways, count)
            ]
        )
        choices = (choices[:, None, :] + own[None, :, :]).reshape(-1, problem.options)
    return choices


def _trips(problem: OptionProblem) -> list[list[int]]:
    """Options by the trip that they ride on; those of a single line ride alone."""
    trips: dict[tuple[int, int], list[int]] = {}
    for option in np.flatnonzero(problem.vehicle_row >= 0).tolist():
        group = int(problem.group_of[option])
        alone = problem.group_count[group] == 1
        key = -1 - option if alone else int(problem.vehicle_row[option])
        trips.setdefault((group, key), []).append(option)
    return list(trips.values())
