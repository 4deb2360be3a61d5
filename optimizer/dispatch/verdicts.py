"""What may be said of each line, in the order in which the words are tried, and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from optimizer.dispatch.assignment import Assignment, by_weight, forced_losers
from optimizer.dispatch.bounds import SolverError
from optimizer.dispatch.components import Forced
from optimizer.dispatch.explain import Told, reasons_of, sentence_of
from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.options.weighing import DemandOptions
from optimizer.dispatch.pins_apart import apart
from optimizer.dispatch.problem import LeftOut, Line, LinePlan, Relaxation, Verdict
from optimizer.dispatch.relaxing.fresh import Budget, UnknownOutcomeError

SHORT_OF = (Verdict.IMPOSSIBLE_ALONE, Verdict.IMPOSSIBLE_TOGETHER, Verdict.AT_RISK)
"""Words of lines that a change of something might let be met."""


@dataclass(frozen=True, slots=True)
class Known:
    """The word for a shipment, who would lose and what would help; None: that is not known."""

    word: Verdict
    losers: tuple[str, ...] | None
    relaxations: tuple[Relaxation, ...] | None

    def left_out(self, *, owed: bool) -> tuple[LeftOut, ...]:
        """What is not known of a line; nobody looks for relaxations of what is not owed."""
        names: list[LeftOut] = []
        if self.losers is None:
            names.append("would_lose")
        if self.relaxations is None and owed:
            names.append("relaxations")
        return tuple(names)


@dataclass(frozen=True, slots=True)
class Judge:
    """Gives the verdicts of one assignment.

    `taken_when` gives the optimum in which a group is met, None where time ended before it was
    proved; there is no such function where the first level itself is not proved. `relaxations`
    gives those of a shipment, or says that they are not known; there is no such function where
    some level is not proved. `budget` bounds the optima that are asked for.
    """

    assignment: Assignment
    taken_when: Callable[[Forced], Ints | None] | None
    relaxations: Callable[[int], tuple[Relaxation, ...]] | None = None
    budget: Budget = field(default_factory=lambda: Budget(0))
    told: Told = field(default_factory=Told)

    def line_plans(self) -> tuple[LinePlan, ...]:
        """Answers for all lines, in the order of their ids; work is spent on heavy ones first.

        The rest is told shipment after shipment, as what is beside ways is found quickest so.
        """
        shipments = self.assignment.shipments
        known = {index: self._known(index) for index in by_weight(shipments)}
        plans = [
            self._line_plan(index, line, known[index])
            for index, shipment in enumerate(shipments)
            for line in shipment.lines
        ]
        return tuple(sorted(plans, key=lambda each: each.line.line_id))

    def _known(self, index: int) -> "Known":
        """What is said of one shipment, and so of all its lines."""
        word = self._word(index)
        if word is Verdict.NOT_PROVED:
            return Known(word, None, None)
        losers = self._would_lose(index) if word is Verdict.IMPOSSIBLE_TOGETHER else ()
        relaxations = self._relaxations(index) if self._is_short_of(index, word) else ()
        return Known(word, losers, relaxations)

    def _line_plan(self, index: int, line: Line, known: "Known") -> LinePlan:
        option, word = self.assignment.option(index, line), known.word
        losers, owed = known.losers or (), line.target.owed
        world = self.assignment.odds.world
        return LinePlan(
            line=line,
            verdict=word if owed else Verdict.EXCLUDED_BY_CLAUSE,
            outlook=None if owed else word,
            sentence=sentence_of(line, word, option, losers, self._options(index))
            + apart(self.assignment, index),
            reasons=reasons_of(self._options(index), line, word, world, self.told),
            option=option,
            alternatives=self.assignment.alternatives(index, line, option),
            would_lose=losers,
            relaxations=(known.relaxations or ()) if owed else (),
            left_out=known.left_out(owed=owed),
        )

    def _is_short_of(self, index: int, word: Verdict) -> bool:
        """Whether a promise that is owed is not kept, so that something should be different."""
        owed = any(line.target.owed for line in self.assignment.shipments[index].lines)
        return owed and word in SHORT_OF

    def _relaxations(self, index: int) -> tuple[Relaxation, ...] | None:
        """What would let a shipment be met; None: not worked out."""
        try:
            return None if self.relaxations is None else self.relaxations(index)
        except UnknownOutcomeError:
            return None

    def _options(self, index: int) -> DemandOptions:
        return self.assignment.options[self.assignment.shipments[index].group]

    def _word(self, index: int) -> Verdict:
        """First word that holds, entitlement apart.

        Source: dispatch.md, "Verdicts are proved, not guessed".
        """
        shipment, each = self.assignment.shipments[index], self._options(index)
        if self.assignment.is_met(index):
            return Verdict.GUARANTEED
        if self.taken_when is None:
            return Verdict.NOT_PROVED
        if each.meets.any():
            return Verdict.IMPOSSIBLE_TOGETHER
        if shipment.way >= 0 and each.meets_at_median[shipment.way]:
            return Verdict.AT_RISK
        return Verdict.IMPOSSIBLE_ALONE

    def _would_lose(self, index: int) -> tuple[str, ...] | None:
        """Lines that are met now and are not in the optimum that meets this one; None: unknown."""
        group = self.assignment.shipments[index].group
        mates = [i for i, s in enumerate(self.assignment.shipments) if s.group == group]
        met = [self.assignment.is_met(i) for i in mates]
        if any(met):
            lost = [mates[place] for place in forced_losers(met, mates.index(index))]
            lines = [self.assignment.shipments[i].lines[0] for i in lost]
            return tuple(each.line_id for each in lines if each.target.owed)
        return None if self.taken_when is None else self._lost(group, self.taken_when)

    def _lost(
        self, group: int, taken_when: Callable[[Forced], Ints | None]
    ) -> tuple[str, ...] | None:
        problem = self.assignment.problem
        meets = np.zeros(problem.options, dtype=np.bool_)
        start = int(problem.group_start[group])
        meets[start : start + len(self.assignment.options[group].meets)] = self.assignment.options[
            group
        ].meets
        taken = self._taken(Forced(group, meets), taken_when)
        if taken is None:
            return None
        forced = Assignment.of(self.assignment.options, problem, self.assignment.odds, taken)
        still_met = set(_owed_and_met(forced))
        return tuple(
            line_id for line_id in _owed_and_met(self.assignment) if line_id not in still_met
        )

    def _taken(self, forced: Forced, taken_when: Callable[[Forced], Ints | None]) -> Ints | None:
        """The optimum that meets a group, where the budget and the solver give it."""
        try:
            self.budget.spend(self.assignment.problem.groups)
            return taken_when(forced)
        except (UnknownOutcomeError, SolverError):  # the plan itself is none the worse for it
            return None


def _owed_and_met(assignment: Assignment) -> Sequence[str]:
    """Lines whose promise is owed and kept, in the order of their ids."""
    return sorted(
        line.line_id
        for index, shipment in enumerate(assignment.shipments)
        for line in shipment.lines
        if line.target.owed and assignment.is_met(index)
    )
