"""What the policy of a line makes of what is known of it: each of its targets, evaluated."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rma_service.domain.clock_log import Clock, ClockEntry, folded, stands_since
from rma_service.domain.rma import NOT_DELIVERED
from rma_service.domain.rma_record import RmaLine
from rma_service.policies.case import BadCaseError, Case
from rma_service.policies.evaluate import evaluate
from rma_service.policies.outcome import Outcome
from rma_service.policies.policy import Policy
from rma_service.usecases.contract_rules import Rules, rules_of_request
from rma_service.usecases.intake import Basis, request_row
from rma_service.usecases.line_facts import asked_with, events_of_contract, events_of_line

REPLACEMENT = "replacement"
"""Purpose of the target that a dispatch plan serves; the batch guard judges it with others."""

_NOT_YET = frozenset({"missing_field", "unknown_level"})
"""Faults of a case that only say that a target is not there yet, or not for such a line."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A line whose policy is asked, by the rules that judge it."""

    line: RmaLine
    rules: Rules
    basis: Basis

    @property
    def timezone(self) -> str:
        """Clock of the site."""
        return self.basis.directory.network.sites[self.line.reported.site_id].timezone

    @property
    def replacement(self) -> str | None:
        """Name of the target of the replacement itself."""
        return self.rules.policy.uses.get(REPLACEMENT)

    @property
    def targets(self) -> tuple[str, ...]:
        """Names of the targets of the policy, in its order."""
        return tuple(dict.fromkeys(rule.target for rule in self.rules.policy.targets))

    def purpose(self, target: str) -> str:
        """What a target is for; empty: the policy does not say."""
        uses = self.rules.policy.uses
        return next((purpose for purpose, name in uses.items() if name == target), "")

    def case(self, target: str, facts: Mapping[str, object], clock: Clock) -> Case:
        """What the policy is asked about one of its targets."""
        site = self.basis.directory.network.sites[self.line.reported.site_id]
        contract = self.basis.directory.contracts[self.line.reported.contract_id]
        return Case(
            target=target,
            service_level=contract.service_level,
            priority=self.line.reported.priority,
            event=asked_with(self.rules.policy, facts, clock),
            country=site.country,
            subdivision=site.subdivision,
            timezone=site.timezone,
            params=self.rules.params,
        )


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A target of a line, or of an RMA as a whole when there is no line, with what it was asked."""

    line_id: str | None
    asked: Asking
    case: Case
    outcome: Outcome

    @property
    def key(self) -> tuple[str | None, str, str]:
        """Line, contract and target."""
        return self.line_id, self.asked.line.reported.contract_id, self.outcome.target

    def says_as(self, other: "Evaluated") -> bool:
        """Whether another one amounts to the same."""
        mine, its = self.outcome, other.outcome
        return (mine.values, mine.owed, mine.clause) == (its.values, its.owed, its.clause)


def asking(line: RmaLine, basis: Basis) -> Asking | None:
    """The line with its rules; None: its site or its contract is not in use any more."""
    told, directory = line.reported, basis.directory
    known = told.site_id in directory.network.sites and told.contract_id in directory.contracts
    if not known or directory.contracts[told.contract_id].policy not in basis.policies:
        return None
    rules = rules_of_request(directory, basis.policies, request_row(line))
    return Asking(line, rules, basis)


def policies_of(lines: Sequence[RmaLine], basis: Basis) -> list[Policy]:
    """Policies under which lines are judged, each once."""
    found = [asked.rules.policy for line in lines if (asked := asking(line, basis)) is not None]
    return list({policy.name: policy for policy in found}.values())


def evaluated(
    lines: Sequence[RmaLine], log: Sequence[ClockEntry], basis: Basis, *, trace: bool
) -> list[Evaluated]:
    """Every target but those of replacements whose inputs are known: of the RMA, then of lines.

    A line has those of its own that say something else than those of the whole RMA.
    """
    asked = [found for line in lines if (found := asking(line, basis)) is not None]
    running_last = sorted(asked, key=lambda each: each.line.state in NOT_DELIVERED)
    of_contract = {each.line.reported.contract_id: each for each in running_last}
    whole = {
        each.key[1:]: each
        for first in of_contract.values()
        for each in _each(first, None, _shared(first), folded(log, None), trace=trace)
    }
    own = [
        each
        for one in asked
        for each in _each(one, one.line.line_id, _own(one), one.line.clock, trace=trace)
        if each.key[1:] not in whole or not each.says_as(whole[each.key[1:]])
    ]
    return [*whole.values(), *own]


def refusals_of(asked: Asking) -> Iterable[str]:
    """Why the policy could not judge such a line; a target that only lacks something is none."""
    for target in asked.targets:
        try:
            evaluate(
                asked.rules.policy, asked.case(target, _own(asked), asked.line.clock), trace=False
            )
        except BadCaseError as bad:
            if bad.fault not in _NOT_YET:
                yield bad.detail


def halted_replacement(asked: Asking) -> Outcome | None:
    """The target of a replacement whose clock stands, which is due nobody knows when."""
    target = asked.replacement
    if target is None or stands_since(asked.line.clock) is None:
        return None
    try:
        case = asked.case(target, _own(asked), asked.line.clock)
        outcome = evaluate(asked.rules.policy, case)
    except BadCaseError:
        return None
    return outcome if "due_at" not in outcome.values else None


def _own(asked: Asking) -> dict[str, object]:
    return events_of_line(asked.line, asked.basis.directory)


def _shared(asked: Asking) -> dict[str, object]:
    return events_of_contract(asked.line, asked.basis.directory)


def _each(
    asked: Asking, line_id: str | None, facts: Mapping[str, object], clock: Clock, *, trace: bool
) -> Iterator[Evaluated]:
    for target in asked.targets:
        case = asked.case(target, facts, clock)
        if target == asked.replacement:
            continue
        try:
            outcome = evaluate(asked.rules.policy, case, trace=trace)
        except BadCaseError:
            continue  # not known yet, or not for such a line
        yield Evaluated(line_id, asked, case, outcome)
