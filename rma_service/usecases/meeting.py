"""Which lines meet at the batch guard: each policy says by its own rule what RMAs must share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rma_service.db import rmas
from rma_service.db.engine import Connection
from rma_service.domain.batch import BatchGuard
from rma_service.domain.rma_record import RmaLine
from rma_service.policies.policy import Policy
from rma_service.usecases.intake import Basis

_SEARCHED = ("site_id", "part_number")
"""Fields of a guard by which the record finds lines; the partner is searched for in any case."""


@dataclass(frozen=True, slots=True)
class _Crowd:
    """Lines under one policy, by the guard of which they meet others."""

    policy_name: str
    guard: BatchGuard
    lines: Sequence[RmaLine]

    def reach(self, spans: int) -> tuple[datetime, datetime]:
        """From so many spans of the guard before the first of the lines to as many after the last.

        Source: deadlines.md, "The batch guard's inputs".
        """
        times = [line.reported.requested_at for line in self.lines]
        return min(times) - spans * self.guard.same_time_within, (
            max(times) + spans * self.guard.same_time_within
        )

    def alike(self) -> Mapping[str, set[str]]:
        """What lines must have in common with these, by the fields that can be searched for."""
        return {
            name: {str(getattr(line.reported, name)) for line in self.lines}
            for name in _SEARCHED
            if name in self.guard.same
        }

    def meets(self, other: RmaLine) -> bool:
        """Whether the guard counts one of the lines for the other one."""
        return any(
            (
                _shared(line, self.guard.same) == _shared(other, self.guard.same)
                and _apart(line, other) <= self.guard.same_time_within
            )
            or _batch(line) == _batch(other)
            for line in self.lines
        )


def lines_met(tx: Connection, lines: Sequence[RmaLine], basis: Basis) -> list[RmaLine]:
    """Other lines of the partner whom these meet, and whom those meet in turn, with their RMAs.

    The other lines of their RMAs are read too, so that kits and batches are whole; whom those
    would meet in turn is not, so they cannot tell how these change.
    """
    own = {line.line_id for line in lines}
    found: dict[str, RmaLine] = {}
    for crowd in _crowds(lines, basis):
        since, until = crowd.reach(2)
        near = rmas.lines_of_rmas_around(tx, lines[0].partner_id, since, until, crowd.alike())
        found |= {line.line_id: line for line in near if line.line_id not in own}
    return sorted(found.values(), key=lambda line: (line.rma_number, line.line_id))


def met_by(lines: Sequence[RmaLine], others: Iterable[RmaLine], basis: Basis) -> set[str]:
    """Ids of the others who meet one of the lines at the guard of the policy of both."""
    crowds = {crowd.policy_name: crowd for crowd in _crowds(lines, basis)}
    met = set()
    for other in others:
        policy = policy_of(other, basis)
        if policy is not None and policy.name in crowds and crowds[policy.name].meets(other):
            met.add(other.line_id)
    return met


def policy_of(line: RmaLine, basis: Basis) -> Policy | None:
    """Policy under which a line is judged; None: its contract is not in use any more."""
    contract = basis.directory.contracts.get(line.reported.contract_id)
    return None if contract is None else basis.policies.get(contract.policy)


def guard_of(policy: Policy) -> BatchGuard | None:
    """Guard of a policy; None: it has no clause on batches."""
    return policy.batch_guard


def _crowds(lines: Sequence[RmaLine], basis: Basis) -> list[_Crowd]:
    """Lines by their policy, in the order in which they come; without a guard nobody meets."""
    groups: dict[str, tuple[BatchGuard, list[RmaLine]]] = {}
    for line in lines:
        policy = policy_of(line, basis)
        guard = None if policy is None else guard_of(policy)
        if policy is not None and guard is not None:
            groups.setdefault(policy.name, (guard, []))[1].append(line)
    return [_Crowd(name, guard, each) for name, (guard, each) in groups.items()]


def _shared(line: RmaLine, fields: Iterable[str]) -> tuple[str, ...]:
    return tuple(
        line.partner_id if name == "partner_id" else getattr(line.reported, name) for name in fields
    )


def _batch(line: RmaLine) -> tuple[str, str]:
    return line.rma_number, line.reported.part_number


def _apart(line: RmaLine, other: RmaLine) -> timedelta:
    return abs(line.reported.requested_at - other.reported.requested_at)
