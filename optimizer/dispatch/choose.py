"""From an option problem to the one lexicographic optimum: prune, split, solve each component."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from optimizer.dispatch.bounds import (
    LEVELS,
    NOTHING_PROVED,
    Answer,
    Deadline,
    LevelBound,
    SolverError,
)
from optimizer.dispatch.components import (
    Component,
    Forced,
    components,
    live_options,
    most_used,
)
from optimizer.dispatch.content import content_of
from optimizer.dispatch.option_problem import OptionProblem, price_of_use, used_units, worth
from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.problem import Level

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Remembered:
    """Proved answer of a component: how many lines take each of its options, and the bounds."""

    taken: Ints
    bounds: tuple[LevelBound, ...]

    def within(self, options: int, part: Component) -> Answer:
        """The answer of a component with the same content in a problem of so many options."""
        taken = np.zeros(options, dtype=np.int64)
        taken[part.options] = self.taken
        return Answer(taken, self.bounds)


class CompetingError(Exception):
    """Lines compete for what is scarce, so that a solver is needed, and none may be used."""


@dataclass(slots=True)
class Chooser:
    """Solves one option problem, as it is or with a promise forced; remembers its components.

    `line_groups` names the group of every line in the order of line ids. Without a solver only
    components are answered that need none. `memory` has what was proved of components by their
    content, and may be shared with choosers of other problems.
    """

    problem: OptionProblem
    line_groups: Sequence[int]
    deadline: Deadline
    may_use_solver: bool = True
    memory: dict[bytes, Remembered] = field(default_factory=dict)
    _known: dict[tuple[bytes, int | None], Answer] = field(default_factory=dict)
    _prices: Ints | None = None

    def choose(self, forced: Forced | None = None, progress: Progress | None = None) -> Answer:
        """Optimum of the problem; with `forced`, of those in which that group is met."""
        unforced = each_at_its_best(self.problem) if forced is None else None
        if unforced is not None:
            if progress:
                progress("solve", 1, 1)
            return unforced
        live = live_options(self.problem, forced)
        parts = components(self.problem, live)
        potential = most_used(self.problem, live)
        answers = []
        for done, part in enumerate(parts, start=1):
            answers.append(self._answer(part, potential, forced))
            if progress:
                progress("solve", done, len(parts))
        return _summed(answers, self.problem.options)

    def proved_taken(self, forced: Forced) -> Ints | None:
        """How many lines take each option in the optimum that meets a group; None: not proved.

        Without time there is no proof, so that nothing is tried.
        """
        if self.deadline.is_over:
            return None
        answer = self.choose(forced)
        return answer.taken if all(bound.proved for bound in answer.bounds) else None

    def _answer(self, part: Component, potential: Ints, forced: Forced | None) -> Answer:
        mine = forced if forced is not None and forced.group in part.groups else None
        key = part.options.tobytes(), mine.group if mine else None
        if key not in self._known:
            self._known[key] = (
                _settled(self.problem, part, self._own_price)
                if self._is_settled(part, potential)
                else self._solved(part, mine)
            )
        return self._known[key]

    def _solved(self, part: Component, forced: Forced | None) -> Answer:
        if not self.may_use_solver:
            raise CompetingError
        from optimizer.dispatch.exact import solve_component  # noqa: PLC0415 - loads the solver

        key = content_of(self.problem, part, self.line_groups, forced)
        known = self.memory.get(key)
        if known is not None:
            return known.within(self.problem.options, part)
        answer = solve_component(self.problem, part, self.line_groups, self.deadline, forced)
        if all(bound.proved for bound in answer.bounds):
            self.memory[key] = Remembered(answer.taken[part.options], answer.bounds)
        return answer

    @property
    def _own_price(self) -> Ints:
        """Price of last units that each option pays with the rows to itself [cents]."""
        if self._prices is None:
            self._prices = _own_price(self.problem)
        return self._prices

    def _is_settled(self, part: Component, potential: Ints) -> bool:
        """Whether one line or kit has the rows for itself, so that its best option stands."""
        alone = len(part.groups) == 1 and self.problem.group_count[part.groups[0]] == 1
        fits = potential[part.rows] <= self.problem.row_capacity[part.rows]
        return bool(alone and fits.all())


def each_at_its_best(problem: OptionProblem) -> Answer | None:
    """Every line or kit at its own best, the first of equal ones; None: not possible together.

    Together they cannot be worth less than the sum of what each is worth alone, because the price
    of units rises with use. Where the sum is reached, every other optimum reaches it the same way.
    """
    if (problem.group_count > 1).any():
        return None
    cost = problem.cost_cents + _own_price(problem)
    keys = (cost, problem.tardiness, problem.missed_weight)
    best = np.lexsort((*keys, problem.group_of))[problem.group_start[:-1]]
    taken = np.zeros(problem.options, dtype=np.int64)
    taken[best] = 1
    values = tuple(int(key[best].sum()) for key in reversed(keys))
    if (used_units(problem, taken) > problem.row_capacity).any():
        return None
    if worth(problem, taken).levels != values:
        return None
    return Answer(taken, tuple(LevelBound(float(value), proved=True) for value in values))


def _settled(problem: OptionProblem, part: Component, own_price: Ints) -> Answer:
    """Best option of a group that competes with nobody, the first of equal ones."""
    options = part.options
    cost = problem.cost_cents[options] + own_price[options]
    best = np.lexsort((cost, problem.tardiness[options], problem.missed_weight[options]))[0]
    taken = np.zeros(problem.options, dtype=np.int64)
    taken[options[best]] = 1
    values = (problem.missed_weight[options], problem.tardiness[options], cost)
    return Answer(taken, tuple(LevelBound(float(v[best]), proved=True) for v in values))


def _own_price(problem: OptionProblem) -> Ints:
    """Price of last units that each option pays with the rows to itself [cents]."""
    added = np.zeros(problem.options, dtype=np.int64)
    uses = problem.uses
    np.add.at(added, uses.option, price_of_use(problem, uses.row, uses.quantity))
    return added


def _summed(answers: Sequence[Answer], options: int) -> Answer:
    """Answers of components that share nothing, as one; a level is proved where all are.

    A component proves no level after one that it left open, so neither does the whole.
    """
    taken = np.zeros(options, dtype=np.int64)
    for answer in answers:
        taken += answer.taken
    bounds = []
    for level in range(len(LEVELS)):
        proved = all(answer.bounds[level].proved for answer in answers)
        bound = sum(answer.bounds[level].bound for answer in answers)
        bounds.append(LevelBound(bound, proved))
    return Answer(taken, tuple(bounds))


def levels_of(problem: OptionProblem, answer: Answer) -> tuple[Level, ...]:
    """Value, bound and proof of every level; a bound after an unproved level says nothing.

    Raises
    ------
    SolverError
        When a choice is not worth what the solver proved of it.
    """
    values = worth(problem, answer.taken).levels
    levels = []
    for i, (name, value, known) in enumerate(zip(LEVELS, values, answer.bounds, strict=True)):
        reached = all(earlier.proved for earlier in answer.bounds[:i])
        stated = known if reached else NOTHING_PROVED
        if stated.proved and round(stated.bound) != value:
            raise SolverError(f"Level {name} is worth {value}, proved were {stated.bound}.")
        levels.append(Level(name, value, stated.bound, stated.proved))
    return tuple(levels)
