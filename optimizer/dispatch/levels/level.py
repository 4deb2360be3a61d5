"""One level of the objective: cut to the core, its linear program, and each part made whole."""

from dataclasses import dataclass

import numpy as np

from optimizer.dispatch.bounds import Deadline, OutOfTimeError
from optimizer.dispatch.core import Core, core_of, ranks_of, taken_outside
from optimizer.dispatch.levels.certificate import Certificate, certificate_of
from optimizer.dispatch.levels.field import (
    Field,
    Parts,
    field_of,
    parts_of_field,
)
from optimizer.dispatch.levels.model import Layout, program_of, weights_of
from optimizer.dispatch.levels.program import Method, solve_program
from optimizer.dispatch.levels.standing import Standing
from optimizer.dispatch.levels.trips import Trips
from optimizer.dispatch.levels.whole import Whole
from optimizer.dispatch.option_problem import OptionProblem, worth
from optimizer.dispatch.options.horizon import Ints

WHOLE = 1e-6
"""How far from a whole number a solver's value may be and still be taken for it."""


HALF = 0.5
"""A value that is not whole."""


@dataclass(frozen=True, slots=True)
class Solved:
    """A level that came to its end: no part of the field can weigh less than it does.

    `taken` of shape (options,); `value` of shape (groups + 1,) is what each part weighs.
    """

    core: Core
    field: Field
    parts: Parts
    certificate: Certificate
    taken: Ints
    value: Ints


def solve_level(
    problem: OptionProblem, trips: Trips, standing: Standing, depth: int, deadline: Deadline
) -> Solved:
    """Best value of the level at a depth, 1 for the first one, of what the others left.

    Raises
    ------
    OutOfTimeError
        When time ends before that is known, with the bound that is.
    """
    level = problem.levels[depth - 1]
    costs = level == "cost"
    held = problem.row_capacity - costs * problem.row_steps
    ranks = ranks_of(problem, depth)
    core = core_of(problem, standing.live, ranks, held, standing.kept_groups(problem))
    inside = field_of(problem, trips, standing, core, costs=costs)
    parts = parts_of_field(problem, inside)
    taken = taken_outside(problem, core)
    layout = Layout.of(problem, inside)
    weights = weights_of(problem, trips, layout, level)
    value = np.zeros(problem.groups + 1, dtype=np.int64)
    if not len(inside.options):
        nothing = certificate_of(problem, trips, layout, parts, level, np.zeros(layout.first_link))
        return Solved(core, inside, parts, nothing, taken, value)
    program = program_of(problem, trips, layout, weights.astype(np.float64), whole=False)
    outcome = solve_program(program, Method.SIMPLEX, deadline, f"{level} lp")
    values, duals = outcome.values, outcome.duals
    if values is None or duals is None:
        # Nothing is known of prices then: every part is made whole without them.
        values, duals = np.full(layout.columns, HALF), np.zeros(len(program.low))
    certificate = certificate_of(problem, trips, layout, parts, level, duals)
    low = -(-certificate.bound // certificate.scale)
    of_column = _part_of_column(problem, trips, layout, parts)
    counts = np.rint(values).astype(np.int64)
    broken = np.unique(of_column[np.abs(values - counts) > WHOLE])
    whole = ~np.isin(of_column, broken)
    np.add.at(value, of_column[whole], (counts * weights)[whole])
    # What simplex calls whole may still weigh more than its duals prove: it is solved again.
    broken = np.union1d(broken, np.flatnonzero(value > low))
    options = ~np.isin(of_column[: layout.first_trip], broken)
    taken[inside.options[options]] = counts[: layout.first_trip][options]
    for part in broken.tolist():
        whole_lines = Whole(problem, trips, inside, parts, part, level, certificate, deadline)
        try:
            piece = whole_lines.solve()
        except OutOfTimeError:
            outside = worth(problem, taken_outside(problem, core)).levels[depth - 1]
            raise OutOfTimeError(outside + int(low.sum())) from None
        taken[piece.options] = piece.counts
        value[part] = low[part] = piece.value
    return Solved(core, inside, parts, certificate, taken, value)


def _part_of_column(problem: OptionProblem, trips: Trips, layout: Layout, parts: Parts) -> Ints:
    inside = layout.field
    return np.concatenate(
        [
            parts.of_group[problem.group_of[inside.options]],
            parts.of_group[trips.group[inside.trips]],
            parts.of_row[inside.priced],
            parts.of_row[layout.second],
        ]
    )
