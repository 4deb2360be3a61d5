"""Of all optima the one whose lines, one after the other, take the smallest options.

Source: dispatch.md, "Ties".
"""

import dataclasses
from dataclasses import dataclass, replace

import numpy as np

from optimizer.dispatch.bounds import Deadline, SolverError
from optimizer.dispatch.core import NO_OPTION, Core, most_used
from optimizer.dispatch.levels.field import Field, field_of, part_of_field, parts_of_field
from optimizer.dispatch.levels.level import WHOLE
from optimizer.dispatch.levels.model import Layout, Matrix, program_of, weights_of
from optimizer.dispatch.levels.program import Method, Program, solve_program
from optimizer.dispatch.levels.standing import Standing
from optimizer.dispatch.levels.trips import Trips
from optimizer.dispatch.option_problem import (
    OptionProblem,
    Uses,
    price_of_use,
    used_units,
    worth,
)
from optimizer.dispatch.options.horizon import Ints
from optimizer.travel import Floats

MOST_OPEN = 1_500
"""Options left open in one part by all levels beyond which its ties are not broken by solving."""


def smallest(
    problem: OptionProblem,
    trips: Trips,
    standing: Standing,
    line_groups: list[int],
    taken: Ints,
    deadline: Deadline,
) -> Ints:
    """The smallest of the choices that are worth what `taken` is, shape (options,).

    `line_groups` has the group of each line in line order. In a part where very many options are
    left open, lines only move to smaller options that they may have without anybody else moving.

    Raises
    ------
    OutOfTimeError
        When time ends before that is known.
    """
    taken = settled_alone(problem, standing, line_groups, taken)
    field = field_of(problem, trips, standing, _undecided(problem, standing), costs=True)
    parts = parts_of_field(problem, field)
    part_of_option = parts.of_group[problem.group_of[field.options]]
    open_groups = set(field.groups.tolist())
    lines: dict[int, list[int]] = {}
    for k in line_groups:
        if k in open_groups:
            lines.setdefault(int(parts.of_group[k]), []).append(k)
    for part, its_lines in lines.items():
        options = field.options[part_of_option == part]
        if len(options) <= MOST_OPEN:
            inside = part_of_field(trips, field, parts, part, options)
            ties = _ties_of(problem, inside, deadline, taken[options])
            taken[options] = ties.broken(np.searchsorted(inside.groups, its_lines).tolist())
    return taken


def _ties_of(problem: OptionProblem, inside: Field, deadline: Deadline, taken: Ints) -> "_Ties":
    """Ties of one part, as a small problem of its own."""
    own = problem.restricted(inside.groups, inside.options, inside.rows)
    kept = problem.rows_with_trips(inside.options, inside.rows)
    at = np.searchsorted(kept, inside.rows)
    tight, room = np.zeros(own.rows, dtype=np.bool_), np.zeros(own.rows, dtype=np.int64)
    tight[at], room[at] = inside.tight[inside.rows], inside.room[inside.rows]
    trips = Trips.of(own)
    field = Field(
        np.arange(own.options),
        np.arange(own.groups),
        at,
        tight,
        room,
        np.searchsorted(kept, inside.priced),
        tuple(side.within(inside.options) for side in inside.side),
        np.arange(len(trips.option)),
    )
    return _Ties(own, trips, field, deadline, taken)


def _undecided(problem: OptionProblem, standing: Standing) -> Core:
    """Groups that have several options left."""
    inside = np.bincount(problem.group_of[standing.live], minlength=problem.groups) > 1
    settled = np.full(problem.groups, NO_OPTION)
    alone = np.flatnonzero(standing.live & ~inside[problem.group_of])
    settled[problem.group_of[alone]] = alone
    rows = most_used(problem, standing.live) > problem.row_capacity - problem.row_steps
    live = standing.live & inside[problem.group_of]
    return Core(live, rows, inside, settled, standing.live)


def settled_alone(
    problem: OptionProblem, standing: Standing, line_groups: list[int], taken: Ints
) -> Ints:
    """Each single line or kit in turn at the smallest option of its own that changes no level."""
    alone = _Alone.of(problem, taken)
    for k in line_groups:
        if problem.group_count[k] == 1:
            alone.settle(k, standing)
    return alone.taken


@dataclass(frozen=True, slots=True)
class _Alone:
    """A choice whose single lines move one by one; `used` of shape (rows,) moves with it."""

    problem: OptionProblem
    taken: Ints
    used: Ints
    uses: Uses
    start: Ints

    @classmethod
    def of(cls, problem: OptionProblem, taken: Ints) -> "_Alone":
        uses = problem.uses
        order = np.argsort(uses.option, kind="stable")
        uses = Uses(
            uses.option[order], uses.row[order], uses.quantity[order], uses.is_vehicle[order]
        )
        start = np.searchsorted(uses.option, np.arange(problem.options + 1))
        return cls(problem, taken.copy(), used_units(problem, taken), uses, start)

    def settle(self, k: int, standing: Standing) -> None:
        """Move a line to its smallest option that fits and is worth what it has."""
        start, end = self.problem.group_start[k], self.problem.group_start[k + 1]
        now = int(start + np.argmax(self.taken[start:end]))
        smaller = start + np.flatnonzero(standing.live[start:now])
        for level in self.problem.levels[:-1]:
            weights = self.problem.weights(level)
            smaller = smaller[weights[smaller] == weights[now]]
        for option in smaller.tolist():
            if self._is_worth_as_much(option, now):
                self.taken[now], self.taken[option] = 0, 1
                return

    def _is_worth_as_much(self, option: int, now: int) -> bool:
        """Try a move; it stays where it fits and costs the same, last units included."""
        changed = [slice(self.start[each], self.start[each + 1]) for each in (option, now)]
        rows = np.unique(np.concatenate([self.uses.row[each] for each in changed]))
        before = self.used[rows].copy()
        for each, sign in zip(changed, (1, -1), strict=True):
            np.add.at(self.used, self.uses.row[each], sign * self.uses.quantity[each])
        after = self.used[rows]
        prices = [int(price_of_use(self.problem, rows, units).sum()) for units in (before, after)]
        cost = self.problem.cost_cents
        fits = bool((after <= self.problem.row_capacity[rows]).all())
        if fits and cost[option] + prices[1] == cost[now] + prices[0]:
            return True
        self.used[rows] = before
        return False


@dataclass(slots=True)
class _Ties:
    problem: OptionProblem
    trips: Trips
    field: Field
    deadline: Deadline
    taken: Ints
    given: dict[int, int] = dataclasses.field(default_factory=dict)

    def broken(self, line_groups: list[int]) -> Ints:
        """Give each line in turn the smallest option that some optimum leaves for it."""
        for k in line_groups:
            live = range(self.problem.group_start[k], self.problem.group_start[k + 1])
            mine = [o for o in live if self.taken[o] > self.given.get(o, 0)]
            first = max([live[0], *(option for option in live if self.given.get(option, 0))])
            chosen = mine[0]
            if chosen > first:
                chosen = self._smallest_for_one([o for o in live if first <= o <= mine[0]])
            self.given[chosen] = self.given.get(chosen, 0) + 1
        return self.taken

    def _smallest_for_one(self, candidates: list[int]) -> int:
        """Smallest option that some optimum gives the next line, the last one if no other."""
        layout, program = self._program(candidates)
        values = self._solved(program)
        self.taken = np.rint(values[: layout.first_trip]).astype(np.int64)
        return next(o for o in candidates if self.taken[o] > self.given.get(o, 0))

    def _solved(self, program: Program) -> Floats:
        """Best values, by the linear program alone where it ends in whole lines."""
        linear = replace(program, whole=np.zeros_like(program.whole))
        values = solve_program(linear, Method.SIMPLEX, self.deadline, "ties").values
        if values is None or (np.abs(values - np.rint(values)) > WHOLE).any():
            values = solve_program(program, Method.BRANCHING, self.deadline, "ties").values
        if values is None:
            raise SolverError("No lines fit once ties are broken, though some do.")
        return values

    def _program(self, candidates: list[int]) -> tuple[Layout, Program]:
        """The part at the value of every level, with what was given before.

        A column for each candidate tells that it is the one taken; the smallest is looked for.
        """
        layout = Layout.of(self.problem, self.field)
        base = program_of(self.problem, self.trips, layout, np.zeros(layout.columns), whole=True)
        rows = _Rows(len(base.low))
        for level, most in zip(self.problem.levels, self._values(), strict=True):
            weights = weights_of(self.problem, self.trips, layout, level)
            heavy = np.flatnonzero(weights)
            rows.add(heavy, weights[heavy], -np.inf, most)
        picks = layout.columns + np.arange(len(candidates))
        rows.add(picks, np.ones(len(picks)), 1, 1)
        picked = dict(zip(candidates, picks.tolist(), strict=True))
        for option in sorted({*self.given, *candidates}):
            # What was given stays given, and the picked option has one line more than that.
            columns = [option, *([picked[option]] if option in picked else [])]
            rows.add(
                np.array(columns), np.array([1, -1])[: len(columns)], self.given.get(option, 0)
            )
        places = np.arange(len(candidates), dtype=np.float64)
        return layout, rows.below(base, places)

    def _values(self) -> list[int]:
        """What the part is worth at each level, the last units of its rows included."""
        problem, priced = self.problem, self.field.priced
        alone = worth(problem, self.taken)
        *others, cost = alone.levels
        free = problem.row_capacity - problem.row_steps
        others_use = free[priced] - self.field.room[priced]
        used = used_units(problem, self.taken)[priced] + others_use
        prices = int(price_of_use(problem, priced, used).sum())
        return [*others, cost - alone.scarcity_cents + prices]


@dataclass(slots=True)
class _Rows:
    """Rows that are put below those of a program, of which there are `above`."""

    above: int
    matrix: Matrix = dataclasses.field(default_factory=Matrix)
    low: list[float] = dataclasses.field(default_factory=list)
    high: list[float] = dataclasses.field(default_factory=list)

    def add(self, columns: Ints, values: Ints | Floats, low: float, high: float = np.inf) -> None:
        self.matrix.put(np.full(len(columns), self.above + len(self.low)), columns, values)
        self.low.append(low)
        self.high.append(high)

    def below(self, base: Program, places: Floats) -> Program:
        """The program with these rows and a column of each place [0, 1, ...] to be kept small."""
        return Program(
            np.concatenate([base.cost, places]),
            np.concatenate([base.upper, np.ones(len(places))]),
            np.concatenate([base.whole, np.ones(len(places), dtype=np.bool_)]),
            np.concatenate([base.low, self.low]),
            np.concatenate([base.high, self.high]),
            np.concatenate([base.row, *self.matrix.row]),
            np.concatenate([base.column, *self.matrix.column]),
            np.concatenate([base.value, *self.matrix.value]),
        )
