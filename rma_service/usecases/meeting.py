"""Which lines meet at the batch guard: each policy says by its own rule what RMAs must share.

Lines under one policy meet, whatever edition of it judges each of them; which ones count for a
line, the guard of its own edition says.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from optimizer.files.records import Directory
from rma_service.db import rmas
from rma_service.db.engine import Connection
from rma_service.domain.batch import BatchGuard
from rma_service.domain.rma_record import RmaLine
from rma_service.policies.policy import Policy
from rma_service.usecases.contract_rules import rules_of_request
from rma_service.usecases.intake import Basis, request_row
from rma_service.usecases.standing import sites_connected

_SEARCHED = ("site_id", "part_number")
"""Fields of a guard by which the record finds lines; the partner is searched for in any case."""


@dataclass(frozen=True, slots=True)
class _Circle:
    """Lines under one policy, and a guard by which they may meet others under it."""

    guard: BatchGuard
    lines: Sequence[RmaLine]

    def reach(self) -> tuple[datetime, datetime]:
        """From two windows before the first of the lines to two windows after the last.

        Source: deadlines.md, "The batch guard's inputs".
        """
        times = [line.reported.requested_at for line in self.lines]
        twice = 2 * self.guard.same_time_within
        return min(times) - twice, max(times) + twice

    def alike(self, directory: Directory) -> Mapping[str, set[str]]:
        """What lines must have in common with these, by the fields that can be searched for.

        Equipment that moves is counted where it stands, so its sites are one place.
        """
        found = {
            name: {str(getattr(line.reported, name)) for line in self.lines}
            for name in _SEARCHED
            if name in self.guard.same
        }
        if "site_id" in found:
            _, until = self.reach()
            found["site_id"] = sites_connected(directory, found["site_id"], until)
        return found


def lines_met(tx: Connection, lines: Sequence[RmaLine], basis: Basis) -> list[RmaLine]:
    """Other lines of the partner whom these meet, and whom those meet in turn, with their RMAs.

    The other lines of their RMAs are read too, so that kits and batches are whole; whom those
    would meet in turn is not, so they cannot tell how these change.
    """
    own = {line.line_id for line in lines}
    found: dict[str, RmaLine] = {}
    for circle in _circles(lines, basis):
        since, until = circle.reach()
        alike = circle.alike(basis.directory)
        near = rmas.lines_of_rmas_around(tx, lines[0].partner_id, since, until, alike)
        found |= {line.line_id: line for line in near if line.line_id not in own}
    return sorted(found.values(), key=lambda line: (line.rma_number, line.line_id))


def met_by(lines: Sequence[RmaLine], others: Iterable[RmaLine], basis: Basis) -> set[str]:
    """Ids of the others for whom one of the lines counts at the guard of their policy."""
    own: dict[str, list[RmaLine]] = {}
    for line in lines:
        policy = policy_of(line, basis)
        if policy is not None:
            own.setdefault(policy.name, []).append(line)
    met = set()
    for other in others:
        policy = policy_of(other, basis)
        guard = None if policy is None else guard_of(policy)
        if policy is None or guard is None:
            continue
        told = other.reported
        place = sites_connected(basis.directory, [told.site_id], told.requested_at)
        if any(_meet(guard, line, other, place) for line in own.get(policy.name, ())):
            met.add(other.line_id)
    return met


def policy_of(line: RmaLine, basis: Basis) -> Policy | None:
    """Edition of a policy that judges a line; None: its contract or its site is not in use."""
    row, directory = request_row(line), basis.directory
    contract = directory.contracts.get(row.contract_id)
    known = contract is not None and contract.policy in basis.policies
    if not known or row.site_id not in directory.network.sites:
        return None
    return rules_of_request(directory, basis.policies, row).policy


def guard_of(policy: Policy) -> BatchGuard | None:
    """Guard of a policy; None: it has no clause on batches."""
    return policy.batch_guard


def met_fields(guard: BatchGuard, line: RmaLine) -> tuple[str, ...]:
    """What RMAs must share with a line to meet it."""
    return tuple(
        line.partner_id if name == "partner_id" else getattr(line.reported, name)
        for name in guard.same
    )


def _circles(lines: Sequence[RmaLine], basis: Basis) -> list[_Circle]:
    """Lines by their policy and by each guard that an edition of it has; without one, no circle."""
    groups: dict[str, tuple[Policy, list[RmaLine]]] = {}
    for line in lines:
        policy = policy_of(line, basis)
        if policy is not None:
            newest = basis.policies[policy.name]
            groups.setdefault(policy.name, (newest, []))[1].append(line)
    return [
        _Circle(guard, own)
        for newest, own in groups.values()
        for guard in dict.fromkeys(guard_of(each) for each in newest.editions)
        if guard is not None
    ]


def _meet(guard: BatchGuard, line: RmaLine, other: RmaLine, place: Collection[str]) -> bool:
    """Whether the lines meet; `place` are the sites that count as that of the other one."""
    apart = abs(line.reported.requested_at - other.reported.requested_at)
    if line.reported.site_id in place:
        reported = replace(line.reported, site_id=other.reported.site_id)
        line = replace(line, reported=reported)
    alike = met_fields(guard, line) == met_fields(guard, other)
    return (alike and apart <= guard.same_time_within) or _batch(line) == _batch(other)


def _batch(line: RmaLine) -> tuple[str, str]:
    return line.rma_number, line.reported.part_number
