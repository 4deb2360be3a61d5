"""What may be said of each line, in the order in which the words are tried, and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.dispatch.assignment import Assignment, forced_losers
from optimizer.dispatch.components import Forced
from optimizer.dispatch.explain import reasons_of, sentence_of
from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.options.weighing import DemandOptions
from optimizer.dispatch.problem import Line, LinePlan, Verdict


@dataclass(frozen=True, slots=True)
class Judge:
    """Gives the verdicts of one assignment.

    `taken_when` gives the optimum in which a group is met, None where time ended before it was
    proved; there is no such function where the first level itself is not proved.
    """

    assignment: Assignment
    taken_when: Callable[[Forced], Ints | None] | None

    def line_plans(self) -> tuple[LinePlan, ...]:
        """Answers for all lines, in the order of their ids."""
        plans = [
            self._line_plan(index, line)
            for index, shipment in enumerate(self.assignment.shipments)
            for line in shipment.lines
        ]
        return tuple(sorted(plans, key=lambda each: each.line.line_id))

    def _line_plan(self, index: int, line: Line) -> LinePlan:
        word = self._word(index)
        losers = self._would_lose(index) if word is Verdict.IMPOSSIBLE_TOGETHER else ()
        option = self.assignment.option(index, line)
        reasons = reasons_of(self._options(index), line, word, self.assignment.odds.world)
        owed = line.target.owed
        verdict = word if owed else Verdict.EXCLUDED_BY_CLAUSE
        return LinePlan(
            line=line,
            verdict=verdict,
            outlook=None if owed else word,
            sentence=sentence_of(line, word, option, losers, self._options(index)),
            reasons=reasons,
            option=option,
            alternatives=self.assignment.alternatives(index, line, option),
            would_lose=losers,
        )

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

    def _would_lose(self, index: int) -> tuple[str, ...]:
        """Lines that are met now and are not in the optimum that meets this one."""
        group = self.assignment.shipments[index].group
        mates = [i for i, s in enumerate(self.assignment.shipments) if s.group == group]
        met = [self.assignment.is_met(i) for i in mates]
        if any(met):
            lost = [mates[place] for place in forced_losers(met, mates.index(index))]
            lines = [self.assignment.shipments[i].lines[0] for i in lost]
            return tuple(each.line_id for each in lines if each.target.owed)
        return () if self.taken_when is None else self._lost(group, self.taken_when)

    def _lost(self, group: int, taken_when: Callable[[Forced], Ints | None]) -> tuple[str, ...]:
        problem = self.assignment.problem
        meets = np.zeros(problem.options, dtype=np.bool_)
        start = int(problem.group_start[group])
        meets[start : start + len(self.assignment.options[group].meets)] = self.assignment.options[
            group
        ].meets
        taken = taken_when(Forced(group, meets))
        if taken is None:
            return ()
        forced = Assignment.of(self.assignment.options, problem, self.assignment.odds, taken)
        still_met = set(_owed_and_met(forced))
        return tuple(
            line_id for line_id in _owed_and_met(self.assignment) if line_id not in still_met
        )


def _owed_and_met(assignment: Assignment) -> Sequence[str]:
    """Lines whose promise is owed and kept, in the order of their ids."""
    return sorted(
        line.line_id
        for index, shipment in enumerate(assignment.shipments)
        for line in shipment.lines
        if line.target.owed and assignment.is_met(index)
    )
