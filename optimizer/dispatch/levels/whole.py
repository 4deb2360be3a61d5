"""A part of a level in whole lines: few columns first, then all that the gap leaves open."""

from dataclasses import dataclass

import numpy as np

from optimizer.dispatch.bounds import Deadline, SolverError
from optimizer.dispatch.levels.certificate import Certificate
from optimizer.dispatch.levels.field import Field, Parts, part_of_field
from optimizer.dispatch.levels.model import Layout, program_of, weights_of
from optimizer.dispatch.levels.program import Method, solve_program
from optimizer.dispatch.levels.trips import Trips
from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.options.horizon import Ints

FIRST_REACH = 0.005
"""Share of the bound within which columns are looked at first."""

NEARLY_ALL = 0.7
"""Where so many columns are within reach, all are looked at."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines that take each of some options of a part, and what it weighs."""

    options: Ints
    counts: Ints
    value: int


@dataclass(frozen=True, slots=True)
class Whole:
    """Search for the best whole lines of one part."""

    problem: OptionProblem
    trips: Trips
    field: Field
    parts: Parts
    part: int
    level: str
    certificate: Certificate
    deadline: Deadline

    def solve(self) -> Piece:
        """Best lines of the part: none left out can be in one that weighs less.

        Raises
        ------
        OutOfTimeError
            When time ends before that is known.
        """
        mine = self._options()
        over = self.certificate.price[mine]
        over = over - self.certificate.least[self.problem.group_of[mine]]
        bound, scale = int(self.certificate.bound[self.part]), self.certificate.scale
        reach = max(scale, int(FIRST_REACH * abs(bound)))
        while True:
            near = over <= reach
            if near.mean() > NEARLY_ALL:
                near[:], reach = True, int(over.max(initial=0))
            piece = self._piece(mine[near])
            if (piece is not None and piece.value * scale - bound <= reach) or near.all():
                if piece is None:
                    raise SolverError(f"No lines fit at level {self.level}, though some must.")
                return piece
            reach = 8 * reach if piece is None else piece.value * scale - bound

    def _options(self) -> Ints:
        inside = self.field.options
        mine: Ints = inside[self.parts.of_group[self.problem.group_of[inside]] == self.part]
        return mine

    def _piece(self, options: Ints) -> Piece | None:
        field = part_of_field(self.trips, self.field, self.parts, self.part, options)
        layout = Layout.of(self.problem, field)
        weights = weights_of(self.problem, self.trips, layout, self.level)
        program = program_of(
            self.problem, self.trips, layout, weights.astype(np.float64), whole=True
        )
        outcome = solve_program(program, Method.BRANCHING, self.deadline, f"{self.level} mip")
        if outcome.values is None:
            return None
        counts = np.rint(outcome.values).astype(np.int64)
        value = int((counts * weights).sum())
        return Piece(options, counts[: layout.first_trip], value)
