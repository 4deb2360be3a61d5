"""Solves a problem again with one thing changed; what the change does not touch is kept."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from optimizer.dispatch.assignment import shipments_of
from optimizer.dispatch.bounds import SolverError
from optimizer.dispatch.bridge import option_problem
from optimizer.dispatch.choose import Chooser
from optimizer.dispatch.option_problem import worth
from optimizer.dispatch.options.admissibility import Admissibility
from optimizer.dispatch.options.demands import TooManyWaysError, demands_of
from optimizer.dispatch.options.generate import options_of
from optimizer.dispatch.options.weighing import DemandOptions
from optimizer.dispatch.options.world import World
from optimizer.dispatch.problem import DispatchProblem
from optimizer.dispatch.question import Question
from optimizer.dispatch.relaxing.changes import Change


class UnknownOutcomeError(Exception):
    """Time, or the solves that explanations may cost, ended before something was proved."""


@dataclass(slots=True)
class Budget:
    """Work that is left for explanations [groups solved again], the same on every machine."""

    left: int

    def spend(self, groups: int) -> None:
        """Take the work of one solve.

        Raises
        ------
        UnknownOutcomeError
            When not so much is left; then nothing is taken, and nothing is left.
        """
        if groups > self.left:
            self.left = 0
            raise UnknownOutcomeError
        self.left -= groups


@dataclass(frozen=True, slots=True)
class Outcome:
    """The best plan with a change: ids of the lines that are met, and its cost [cents]."""

    met: frozenset[str]
    cost_cents: int


@dataclass(slots=True)
class Relaxed:
    """A problem that was solved, to be solved again with changes; remembers what came of each.

    What the chooser of the problem knows of components is not worked out again.
    """

    problem: DispatchProblem
    world: World
    options: Sequence[DemandOptions]
    chooser: Chooser
    budget: Budget
    _known: dict[Change, Outcome] = field(default_factory=dict)

    def outcome(self, change: Change) -> Outcome:
        """What comes of a change.

        Raises
        ------
        UnknownOutcomeError
            When that could not be proved.
        """
        if change not in self._known:
            self._known[change] = self._solved(change)
        return self._known[change]

    def world_of(self, changed: DispatchProblem) -> World:
        """The world of a problem that differs in one thing."""
        before, network = self.world, changed.network
        world = replace(before, network=network, horizon=before.horizon.of(network))
        if network.services is not before.network.services:
            sites = tuple(before.admissibility.site_index)
            return replace(world, admissibility=Admissibility(network, before.drives, sites, {}))
        if network.opened is not before.network.opened:
            return replace(world, places=world.places.of(network), tools={})
        return world

    def options_of(
        self, changed: DispatchProblem, world: World, rma_numbers: Collection[str]
    ) -> Sequence[DemandOptions]:
        """Ways of all lines of some RMAs in a changed problem.

        Raises
        ------
        UnknownOutcomeError
            When a kit has more ways than can be looked at.
        """
        lines = [line for line in changed.lines if line.rma_number in rma_numbers]
        try:
            demands = demands_of(lines, changed.network, changed.wishes)
        except TooManyWaysError as fault:
            raise UnknownOutcomeError from fault
        return options_of(world, demands, wishes=changed.wishes)

    def _solved(self, change: Change) -> Outcome:
        deadline, memory = self.chooser.deadline, self.chooser.memory
        if deadline.is_over:
            raise UnknownOutcomeError
        self.budget.spend(len(self.options))
        changed = change.applied_to(self.problem)
        world = self.world_of(changed)
        options = self._all_options(change, changed, world)
        asked = option_problem(world, options)
        line_ids = tuple(tuple(line.line_id for line in each.demand.lines) for each in options)
        line_groups = Question(asked, line_ids).line_groups
        try:
            answer = Chooser(asked, line_groups, deadline, memory=memory).choose()
        except SolverError as fault:  # the plan itself is none the worse for it
            raise UnknownOutcomeError from fault
        if not all(bound.proved for bound in answer.bounds):
            raise UnknownOutcomeError
        met = [
            line.line_id
            for shipment in shipments_of(options, asked, answer.taken)
            if shipment.way >= 0 and options[shipment.group].meets[shipment.way]
            for line in shipment.lines
        ]
        return Outcome(frozenset(met), worth(asked, answer.taken).cost_cents)

    def _all_options(
        self, change: Change, changed: DispatchProblem, world: World
    ) -> Sequence[DemandOptions]:
        """Ways of all demands; only those of RMAs that the change touches are found again."""
        touched = {
            each.demand.lines[0].rma_number
            for each in self.options
            if change.touches(self.problem.network, each.demand)
        }
        if not touched:
            return self.options
        kept = [e for e in self.options if e.demand.lines[0].rma_number not in touched]
        new = self.options_of(changed, world, touched)
        return sorted((*kept, *new), key=lambda each: each.demand.lines[0].line_id)
