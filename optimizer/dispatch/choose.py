"""From an option problem to the one lexicographic optimum: cut, split, solve what is not known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from optimizer.dispatch.bounds import (
    NOTHING_PROVED,
    Answer,
    Deadline,
    LevelBound,
    SolverError,
)
from optimizer.dispatch.components import Component, Forced, components, core_with_ties, united
from optimizer.dispatch.content import content_of
from optimizer.dispatch.core import most_used, taken_outside
from optimizer.dispatch.option_problem import OptionProblem, price_of_use, used_units, worth
from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.problem import Level

Progress = Callable[[str, int, int], None]
Memory = dict[bytes, Ints]
"""How many lines take each option of a component in its proved optimum, by its content."""


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
    memory: Memory = field(default_factory=dict)
    _known: Memory = field(default_factory=dict)
    _prices: Ints | None = None

    def choose(self, forced: Forced | None = None, progress: Progress | None = None) -> Answer:
        """Optimum of the problem; with `forced`, of those in which that group is met."""
        tell = progress or _tell_nobody
        unforced = each_at_its_best(self.problem) if forced is None else None
        if unforced is not None:
            tell("solve", 1, 1)
            return unforced
        core = core_with_ties(self.problem, forced)
        parts = components(self.problem, core)
        taken = taken_outside(self.problem, core)
        rivals = self._settle_the_lonely(parts, most_used(self.problem, core.options), taken)
        unknown = [part for part in rivals if not self._recall(part, forced, taken)]
        answer = _proved(self.problem, taken)
        tell("solve", len(parts) - len(unknown), len(parts))
        if unknown:
            answer = _summed(answer, self._solved(unknown, forced))
            tell("solve", len(parts), len(parts))
        return answer

    def proved_taken(self, forced: Forced) -> Ints | None:
        """How many lines take each option in the optimum that meets a group; None: not proved.

        Without time there is no proof, so that nothing is tried.
        """
        if self.deadline.is_over:
            return None
        answer = self.choose(forced)
        return answer.taken if all(bound.proved for bound in answer.bounds) else None

    def _settle_the_lonely(
        self, parts: Sequence[Component], potential: Ints, taken: Ints
    ) -> list[Component]:
        """Give those who have their rows for themselves their best; the other components."""
        fits = potential <= self.problem.row_capacity
        lonely = [
            len(part.groups) == 1
            and self.problem.group_count[part.groups[0]] == 1
            and bool(fits[part.rows].all())
            for part in parts
        ]
        alone = [part.options for part, is_lonely in zip(parts, lonely, strict=True) if is_lonely]
        if alone:
            taken[_best_alone(self.problem, np.concatenate(alone), self._own_price)] = 1
        return [part for part, is_lonely in zip(parts, lonely, strict=True) if not is_lonely]

    def _recall(self, part: Component, forced: Forced | None, taken: Ints) -> bool:
        """Whether the optimum of a component is known, which is then taken."""
        mine = _force_on(part, forced)
        key = _key_of(part, mine)
        if key not in self._known:
            content = content_of(self.problem, part, self.line_groups, mine)
            if content not in self.memory:
                return False
            self._known[key] = self.memory[content]
        taken[part.options] += self._known[key]
        return True

    def _solved(self, parts: Sequence[Component], forced: Forced | None) -> Answer:
        """Answer of some components, all at once: level after level."""
        if not self.may_use_solver:
            raise CompetingError
        from optimizer.dispatch.levels.component import (  # noqa: PLC0415 - loads the solver
            solve_component,
        )

        whole = united(parts)
        mine = _force_on(whole, forced)
        answer = solve_component(self.problem, whole, self.line_groups, self.deadline, mine)
        if answer.steps is None:
            for part in parts:
                mine = _force_on(part, forced)
                taken = answer.taken[part.options]
                self._known[_key_of(part, mine)] = taken
                self.memory[content_of(self.problem, part, self.line_groups, mine)] = taken
        return answer

    @property
    def _own_price(self) -> Ints:
        """Price of last units that each option pays with the rows to itself [cents]."""
        if self._prices is None:
            self._prices = _own_price(self.problem)
        return self._prices


def _tell_nobody(_stage: str, _done: int, _all: int) -> None:
    """Nobody asked to be told."""


def _force_on(part: Component, forced: Forced | None) -> Forced | None:
    return forced if forced is not None and forced.group in part.groups else None


def _key_of(part: Component, forced: Forced | None) -> bytes:
    """Names a component among those of one problem."""
    chosen = b"" if forced is None else forced.options[part.options].tobytes()
    return part.options.tobytes() + chosen


def _best_alone(problem: OptionProblem, options: Ints, own_price: Ints) -> Ints:
    """Best of some options of each group that competes with nobody, the first of equal ones."""
    *others, _ = problem.levels
    cost = problem.cost_cents[options] + own_price[options]
    keys = [problem.weights(level)[options] for level in others]
    group = problem.group_of[options]
    order = np.lexsort((options, cost, *reversed(keys), group))
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = group[order][1:] != group[order][:-1]
    best: Ints = options[order[first]]
    return best


def each_at_its_best(problem: OptionProblem) -> Answer | None:
    """Every line or kit at its own best, the first of equal ones; None: not possible together.

    Together they cannot be worth less than the sum of what each is worth alone, because the price
    of units rises with use. Where the sum is reached, every other optimum reaches it the same way.
    """
    if (problem.group_count > 1).any():
        return None
    cost = problem.cost_cents + _own_price(problem)
    *others, _ = problem.levels
    keys = (cost, *(problem.weights(level) for level in reversed(others)))
    best = np.lexsort((*keys, problem.group_of))[problem.group_start[:-1]]
    taken = np.zeros(problem.options, dtype=np.int64)
    taken[best] = 1
    values = tuple(int(key[best].sum()) for key in reversed(keys))
    if (used_units(problem, taken) > problem.row_capacity).any():
        return None
    if worth(problem, taken).levels != values:
        return None
    return Answer(taken, tuple(LevelBound(float(value), proved=True) for value in values))


def _own_price(problem: OptionProblem) -> Ints:
    """Price of last units that each option pays with the rows to itself [cents]."""
    added = np.zeros(problem.options, dtype=np.int64)
    uses = problem.uses
    np.add.at(added, uses.option, price_of_use(problem, uses.row, uses.quantity))
    return added


def _proved(problem: OptionProblem, taken: Ints) -> Answer:
    """A choice that is known to be best."""
    values = worth(problem, taken).levels
    return Answer(taken, tuple(LevelBound(float(value), proved=True) for value in values))


def _summed(known: Answer, solved: Answer) -> Answer:
    """Answers of components that share nothing, as one; a level is proved where all are."""
    bounds = tuple(
        LevelBound(one.bound + other.bound, one.proved and other.proved)
        for one, other in zip(known.bounds, solved.bounds, strict=True)
    )
    return Answer(known.taken + solved.taken, bounds, solved.steps)


def levels_of(problem: OptionProblem, answer: Answer) -> tuple[Level, ...]:
    """Value, bound and proof of every level; a bound after an unproved level says nothing.

    Raises
    ------
    SolverError
        When a choice is not worth what the solver proved of it.
    """
    values = worth(problem, answer.taken).levels
    levels = []
    stated_of = zip(problem.levels, values, answer.bounds, strict=True)
    for i, (name, value, known) in enumerate(stated_of):
        reached = all(earlier.proved for earlier in answer.bounds[:i])
        stated = known if reached else NOTHING_PROVED
        if stated.proved and round(stated.bound) != value:
            raise SolverError(f"Level {name} is worth {value}, proved were {stated.bound}.")
        levels.append(Level(name, value, stated.bound, stated.proved))
    return tuple(levels)
