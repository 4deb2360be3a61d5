"""Policies against others before anything is applied: what they say, and which cases would move."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rma_service.db import rmas
from rma_service.db.engine import Connection, Database
from rma_service.domain.errors import NotFound
from rma_service.domain.rma_record import RmaLine
from rma_service.policies.differences import Difference, differences
from rma_service.policies.load import FaultyPoliciesError, load_policies, load_policy
from rma_service.policies.policy import Policy
from rma_service.usecases.basis import basis_with, policies_in_use
from rma_service.usecases.intake import Basis, Policies
from rma_service.usecases.refusals import FaultyInput
from rma_service.usecases.target_changes import (
    RUNNING,
    Changes,
    TargetChange,
    derived_anew,
    moved,
)


@dataclass(frozen=True, slots=True)
class PolicyDifference:
    """What differs between the newest editions of one policy; a version of None: it has none."""

    name: str
    old_version: str | None
    new_version: str | None
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class PolicyComparison:
    """What differs, and which running targets would move; None: no record was asked."""

    policies: tuple[PolicyDifference, ...]
    cases: Changes | None


def policies_at(place: Path) -> Policies:
    """Policies of a folder, or the one of a file, which then is its only edition.

    Raises
    ------
    FaultyInput
        When a file has a fault, with all of them.
    """
    try:
        if place.is_dir():
            return load_policies(place)
        policy = load_policy(place)
    except FaultyPoliciesError as faulty:
        raise FaultyInput([str(fault) for fault in faulty.faults]) from faulty
    return {policy.name: policy}


def compare_policies(old: Path, new: Path, database: Database | None = None) -> PolicyComparison:
    """Say what policies say otherwise; with a record, which of its running targets would move.

    Raises
    ------
    FaultyInput
        When a file has a fault.
    """
    before, after = policies_at(old), policies_at(new)
    told = tuple(
        _difference(name, before.get(name), after.get(name)) for name in sorted({**before, **after})
    )
    return PolicyComparison(told, None if database is None else _cases(database, before, after))


def _difference(name: str, old: Policy | None, new: Policy | None) -> PolicyDifference:
    both = () if old is None or new is None else differences(old, new)
    before, after = (None if each is None else each.version for each in (old, new))
    return PolicyDifference(name, before, after, both)


def _cases(database: Database, old: Policies, new: Policies) -> Changes:
    """Running targets that the new policies would set otherwise than the old ones."""
    kept = policies_in_use()
    with database.read() as tx:
        try:
            before, after = basis_with(tx, {**kept, **old}), basis_with(tx, {**kept, **new})
        except NotFound:
            return Changes()
        lines = _lines(tx, before, {**old, **new})
        first, then = derived_anew(tx, lines, before), derived_anew(tx, lines, after)
    return _between(first, then)


def _lines(tx: Connection, basis: Basis, compared: Mapping[str, Policy]) -> Sequence[RmaLine]:
    """Lines with a running target under one of the policies."""
    contracts = basis.directory.contracts
    return [
        line
        for line in rmas.lines_in(tx, RUNNING)
        if line.terms is not None
        and (contract := contracts.get(line.reported.contract_id)) is not None
        and contract.policy in compared
    ]


def _between(first: Changes, then: Changes) -> Changes:
    """What differs between two ways to derive the same targets, whatever stands in the record."""
    befores = {each.line.line_id: each.after for each in first.all}
    both = [
        TargetChange(each.line, befores[each.line.line_id], each.after, each.timezone)
        for each in then.all
        if each.line.line_id in befores
    ]
    return moved(both, then.not_derived)
