"""Any duals prove a bound and what each option costs beyond it, also those of no solver at all."""

import numpy as np
import pytest

from optimizer.dispatch.core import NO_OPTION, Core
from optimizer.dispatch.levels.certificate import certificate_of
from optimizer.dispatch.levels.field import field_of, parts_of_field
from optimizer.dispatch.levels.model import Layout
from optimizer.dispatch.levels.standing import SideRow, Standing
from optimizer.dispatch.levels.trips import Trips
from optimizer.dispatch.option_problem import OptionProblem, used_units, worth
from tests.crowded_problems import MIXED, best_of_all, crowded_problem
from tests.option_problems import Random

DRAWS = 12
"""Duals drawn for each level of a problem."""


def everything(problem: OptionProblem) -> Core:
    options, rows, groups = (
        np.ones(size, dtype=np.bool_) for size in (problem.options, problem.rows, problem.groups)
    )
    return Core(options, rows, groups, np.full(problem.groups, NO_OPTION), options)


def kept_by(problem: OptionProblem, best: np.ndarray) -> Standing:
    """What a choice keeps: rows that it uses up, its tardiness at most, one line at least."""
    tight = (used_units(problem, best) == problem.row_capacity) & (problem.row_steps == 0)
    late = int((problem.tardiness * best).sum())
    at_most = SideRow(np.arange(problem.options), problem.tardiness, -np.inf, float(late))
    one = np.flatnonzero(best)[:1]
    at_least = SideRow(one, np.ones(1, dtype=np.int64), 1.0, np.inf)
    first = Standing.at_first(problem)
    return Standing(first.live, tight, (at_most, at_least), first.whole_groups)


def any_duals(random: Random, size: int) -> np.ndarray:
    """Some zero, the others of either sign and any size."""
    size_of_all, share = random.choice([1.0, 30.0, 200.0]), random.choice([0.2, 0.8])
    return np.asarray(random.normal(size=size) * size_of_all * (random.random(size) < share))


@pytest.mark.parametrize("seed", range(100))
def test_no_duals_prove_more_than_a_choice_weighs(seed: int) -> None:
    problem = crowded_problem(seed, MIXED)
    random = np.random.default_rng(seed)
    best = best_of_all(problem)
    assert best is not None
    trips, standing = Trips.of(problem), kept_by(problem, best)
    for level, value in zip(problem.levels, worth(problem, best).levels, strict=True):
        field = field_of(problem, trips, standing, everything(problem), costs=level == "cost")
        layout, parts = Layout.of(problem, field), parts_of_field(problem, field)
        for _ in range(DRAWS):
            duals = any_duals(random, layout.first_link + 2 * len(field.trips))
            proof = certificate_of(problem, trips, layout, parts, level, duals)
            beyond = int(((proof.price - proof.least[problem.group_of]) * best).sum())
            assert int(proof.bound.sum()) + beyond <= value * proof.scale
