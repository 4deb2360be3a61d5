"""What the policy of a line makes of what is known of it: each of its targets, evaluated."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rma_service.domain.clock_log import Clock
from rma_service.domain.rma_record import RmaLine
from rma_service.policies.case import BadCaseError, Case
from rma_service.policies.evaluate import evaluate
from rma_service.policies.policy import Policy
from rma_service.usecases.contract_rules import Rules, rules_of_request
from rma_service.usecases.intake import Basis, request_row
from rma_service.usecases.line_facts import asked_with

_NOT_YET = frozenset({"missing_field", "unknown_level"})
"""Faults of a case that only say that a target is not there yet, or not for such a line."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A line whose policy is asked, by the rules that judge it."""

    line: RmaLine
    rules: Rules
    basis: Basis

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

    @property
    def targets(self) -> tuple[str, ...]:
        """Names of the targets of the policy, in its order."""
        return tuple(dict.fromkeys(rule.target for rule in self.rules.policy.targets))


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


def refusals_of(asked: Asking, facts: Mapping[str, object], clock: Clock) -> Iterable[str]:
    """Why the policy could not judge such a line; a target that only lacks something is none."""
    for target in asked.targets:
        try:
            evaluate(asked.rules.policy, asked.case(target, facts, clock))
        except BadCaseError as bad:
            if bad.fault not in _NOT_YET:
                yield bad.detail
