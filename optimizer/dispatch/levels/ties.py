"""Of all optima the one whose lines, one after the other, take the smallest options.

Source: dispatch.md, "Ties".
"""

from dataclasses import dataclass, field

import numpy as np

from optimizer.dispatch.bounds import Deadline
from optimizer.dispatch.levels.field import Field
from optimizer.dispatch.levels.model import Layout, place_in, program_of, weights_of
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

MOST_OPEN = 1_500
"""Options left open by all levels beyond which ties are not broken by solving."""


def smallest(
    problem: OptionProblem,
    trips: Trips,
    standing: Standing,
    line_groups: list[int],
    taken: Ints,
    deadline: Deadline,
) -> Ints:
    """The smallest of the choices that are worth what `taken` is, shape (options,).

    `line_groups` has the group of each line in line order. Where very many options are left open,
    lines only move to smaller options that they may have without anybody else moving.
    """
    taken = settled_alone(problem, standing, line_groups, taken)
    if int(standing.live.sum()) > MOST_OPEN:
        return taken
    return _Ties(problem, trips, standing, deadline, taken.copy()).broken(line_groups)


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
    standing: Standing
    deadline: Deadline
    taken: Ints
    given: dict[int, int] = field(default_factory=dict)

    def broken(self, line_groups: list[int]) -> Ints:
        """Give each line in turn the smallest option that some optimum leaves for it."""
        for k in line_groups:
            start, end = self.problem.group_start[k], self.problem.group_start[k + 1]
            live = np.flatnonzero(self.standing.live[start:end]) + start
            mine = [o for o in live.tolist() if self.taken[o] > self.given.get(o, 0)]
            first = self._first_open(live.tolist())
            chosen = mine[0] if mine[0] <= first else self._smallest_for_one(live, mine[0])
            self.given[chosen] = self.given.get(chosen, 0) + 1
        return self.taken

    def _first_open(self, live: list[int]) -> int:
        """First option that the next line of a group may take: none before one given already."""
        return max([live[0], *(option for option in live if self.given.get(option, 0))])

    def _smallest_for_one(self, live: Ints, now: int) -> int:
        """Smallest option up to the one of now that some optimum gives the next line."""
        candidates = [o for o in live.tolist() if self._first_open(live.tolist()) <= o <= now]
        layout, program = self._program(candidates)
        outcome = solve_program(program, Method.BRANCHING, self.deadline, "ties")
        if outcome.values is None:
            return now
        counts = np.rint(outcome.values[: layout.first_trip]).astype(np.int64)
        self.taken = np.zeros_like(self.taken)
        self.taken[layout.field.options] = counts
        chosen: int = next(o for o in candidates if self.taken[o] > self.given.get(o, 0))
        return chosen

    def _program(self, candidates: list[int]) -> tuple[Layout, Program]:
        """All that is live, at the value of every level, with what was given before.

        A column for each candidate tells that it is the one taken; the smallest is looked for.
        """
        problem = self.problem
        options = np.flatnonzero(self.standing.live)
        rows = np.arange(problem.rows)
        room = problem.row_capacity - problem.row_steps
        inside = Field(
            options,
            np.arange(problem.groups),
            rows,
            np.zeros(problem.rows, dtype=np.bool_),
            room,
            np.flatnonzero(problem.row_steps > 0),
            self.standing.side,
            np.arange(len(self.trips.option)),
        )
        layout = Layout.of(problem, inside)
        zeros = np.zeros(layout.columns)
        base = program_of(problem, self.trips, layout, zeros, whole=True)
        return layout, self._with_candidates(layout, base, candidates)

    def _with_candidates(self, layout: Layout, base: Program, candidates: list[int]) -> Program:
        values = worth(self.problem, self.taken).levels
        at = place_in(layout.field.options, self.problem.options)
        picks = layout.columns + np.arange(len(candidates))
        rows = len(base.low)
        row, column, value = [base.row], [base.column], [base.value]
        low, high = [base.low], [base.high]

        def add(columns: Ints, weights: Ints, lowest: float, highest: float) -> None:
            nonlocal rows
            row.append(np.full(len(columns), rows))
            column.append(columns)
            value.append(np.asarray(weights, dtype=np.float64))
            low.append(np.array([lowest]))
            high.append(np.array([highest]))
            rows += 1

        every = np.arange(layout.columns)
        for level, most in zip(self.problem.levels, values, strict=True):
            weights = weights_of(self.problem, self.trips, layout, level)
            add(every[weights > 0], weights[weights > 0], -np.inf, float(most))
        add(picks, np.ones(len(picks), dtype=np.int64), 1.0, 1.0)
        # What was given stays given, and the picked option has one line more than that.
        picked = dict(zip(candidates, picks.tolist(), strict=True))
        for option in sorted({*self.given, *candidates}):
            given = self.given.get(option, 0)
            if option in picked:
                columns = np.array([at[option], picked[option]])
                add(columns, np.array([1, -1]), float(given), np.inf)
            else:
                add(np.array([at[option]]), np.array([1]), float(given), np.inf)
        places = np.arange(len(candidates), dtype=np.float64)
        return Program(
            np.concatenate([base.cost, places]),
            np.concatenate([base.upper, np.ones(len(candidates))]),
            np.concatenate([base.whole, np.ones(len(candidates), dtype=np.bool_)]),
            np.concatenate(low),
            np.concatenate(high),
            np.concatenate(row),
            np.concatenate(column),
            np.concatenate(value),
        )
