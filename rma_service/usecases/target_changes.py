"""Targets that rules or data of today would set otherwise: listed first, changed when confirmed.

A new edition or text of a policy, another reading of a contract, and new data of holidays or time
zones move no target by themselves. What would move is a list with a digest; whoever confirms it
names the digest, so that nobody confirms what was not read.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

from rma_service.db import rmas
from rma_service.db.engine import Connection, Database
from rma_service.domain.errors import NotFound, Refused
from rma_service.domain.rma import State
from rma_service.domain.rma_record import RmaLine, Terms
from rma_service.usecases.basis import basis_of
from rma_service.usecases.intake import Basis, derived_by, judged
from rma_service.usecases.neighbors import lines_beside, still_counts

RUNNING = frozenset({State.OPEN, State.RESERVED, State.HANDED_OVER, State.SHIPPED})
"""States in which the target of a replacement still runs."""

UNKNOWN = "unknown"
"""What stands for a version in targets that are older than its being kept."""

NOT_THERE = "Its contract, its policy or something else that it names is not in use any more."

_BESIDE_DEADLINE = ("policy_version", "rules_digest", "holidays_version", "tzdata_version")


@dataclass(frozen=True, slots=True)
class TargetChange:
    """A line, its terms as they are and as they would be derived now, and the zone of its site."""

    line: RmaLine
    before: Terms
    after: Terms
    timezone: str

    @property
    def why(self) -> tuple[str, ...]:
        """What the target rests on now and did not before, in sentences."""
        return tuple(_reasons(self.before, self.after))

    @property
    def moves(self) -> bool:
        """Whether anything but the versions differs."""
        return _said(self.before) != _said(self.after)

    @property
    def direction(self) -> str:
        """Word for what becomes of the deadline."""
        if self.after.due_at == self.before.due_at:
            return "same"
        return "earlier" if self.after.due_at < self.before.due_at else "later"


@dataclass(frozen=True, slots=True)
class NotDerived:
    """A line whose target cannot be derived now; it keeps the one it has."""

    line: RmaLine
    sentence: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What waits for a confirmation: targets that move, others that only rest on new versions."""

    moving: tuple[TargetChange, ...] = ()
    restamped: tuple[TargetChange, ...] = ()
    not_derived: tuple[NotDerived, ...] = ()

    @property
    def all(self) -> tuple[TargetChange, ...]:
        """Everything that a confirmation changes."""
        return (*self.moving, *self.restamped)

    @property
    def digest(self) -> str:
        """Mark of the list: of every line in it, as it stands and as it would be."""
        told = [
            (each.line.line_id, each.line.state, _told(each.before), _told(each.after))
            for each in self.all
        ]
        left = [(each.line.line_id, each.sentence) for each in self.not_derived]
        return sha256(json.dumps([told, left]).encode("ascii")).hexdigest()


def changes_of(database: Database) -> Changes:
    """Targets that would be derived otherwise now; nothing is changed."""
    with database.read() as tx:
        return waiting(tx)


def waiting(tx: Connection) -> Changes:
    """Look at every running target that rests on something else than it would now."""
    try:
        basis = basis_of(tx)
    except NotFound:
        return Changes()
    return derived_anew(tx, stale_lines(tx, basis), basis)


def stale_lines(tx: Connection, basis: Basis) -> list[RmaLine]:
    """Lines whose running target rests on other rules or data than those of now."""
    running = rmas.lines_in(tx, RUNNING)
    return [line for line in running if line.terms is not None and not _is_fresh(line, basis)]


def derived_anew(tx: Connection, lines: Sequence[RmaLine], basis: Basis) -> Changes:
    """Derive targets once more, each partner's lines beside those that they meet."""
    changes: list[TargetChange] = []
    left = [NotDerived(line, NOT_THERE) for line in lines if not _is_there(line, basis)]
    there = [line for line in lines if _is_there(line, basis)]
    there.sort(key=lambda line: (line.partner_id, line.rma_number, line.line_id))
    for _, of_partner in groupby(there, key=lambda line: line.partner_id):
        for found in _of_partner(tx, list(of_partner), basis):
            if isinstance(found, TargetChange):
                changes.append(found)
            else:
                left.append(found)
    return moved(changes, left)


def moved(changes: Sequence[TargetChange], left: Sequence[NotDerived]) -> Changes:
    """Tell targets that move from those that stay."""
    return Changes(
        tuple(each for each in changes if each.moves),
        tuple(each for each in changes if not each.moves),
        tuple(sorted(left, key=lambda each: each.line.line_id)),
    )


def _of_partner(
    tx: Connection, lines: Sequence[RmaLine], basis: Basis
) -> Iterator[TargetChange | NotDerived]:
    try:
        after = judged([*lines, *lines_beside(tx, lines, basis)], basis)
    except Refused as refused:
        yield from (NotDerived(line, str(refused)) for line in lines)
        return
    for old, new in zip(lines, after, strict=False):  # what stands beside them comes behind them
        if old.terms is not None and new.terms is not None:
            timezone = basis.directory.network.sites[old.reported.site_id].timezone
            yield TargetChange(old, old.terms, new.terms, timezone)
        else:
            yield NotDerived(
                old, f"It would be {new.state.replace('_', ' ')}: {new.state_sentence}"
            )


def _is_fresh(line: RmaLine, basis: Basis) -> bool:
    if line.terms is None or not _is_there(line, basis):
        return False
    return line.terms.derived_by == tuple(derived_by(line, basis).values())


def _is_there(line: RmaLine, basis: Basis) -> bool:
    return (
        still_counts(line, basis)
        and basis.directory.contracts[line.reported.contract_id].policy in basis.policies
    )


def _reasons(before: Terms, after: Terms) -> Iterator[str]:
    """Say what a target rests on now, and rested on before."""
    if UNKNOWN in before.derived_by:
        yield "It is not known by which data it was derived."
    elif before.policy_version != after.policy_version:
        yield f"Policy {before.policy_version} became {after.policy_version}."
    elif before.rules_digest != after.rules_digest:
        yield f"The text of {after.policy_version}, or what its contract reads otherwise, changed."
    for name, old, new in (
        ("holidays", before.holidays_version, after.holidays_version),
        ("time zones", before.tzdata_version, after.tzdata_version),
    ):
        if UNKNOWN not in before.derived_by and old != new:
            yield f"The data of {name} {old} became {new}."


def _said(terms: Terms) -> Mapping[str, object]:
    """Everything that a target says, without what it rests on."""
    return {name: told for name, told in _facts(terms).items() if name not in _BESIDE_DEADLINE}


def _facts(terms: Terms) -> dict[str, object]:
    return {name: getattr(terms, name) for name in Terms.__slots__}


def _told(terms: Terms) -> list[str]:
    return [str(told) for told in _facts(terms).values()]
