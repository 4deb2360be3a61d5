"""Confirm targets that rules or data of today set otherwise: the whole list, as it was read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from optimizer.network import Network
from rma_service.db import events, rmas
from rma_service.db.engine import Connection, Database
from rma_service.domain.errors import Conflicts
from rma_service.domain.people import Principal
from rma_service.domain.rma import State
from rma_service.domain.rma_record import RmaLine
from rma_service.usecases.basis import basis_of
from rma_service.usecases.directory import live_network
from rma_service.usecases.measuring import measured_anew
from rma_service.usecases.moving import Hand, target_changed
from rma_service.usecases.neighbors import MovedOn
from rma_service.usecases.once import Once, kept, writing
from rma_service.usecases.promising import promised
from rma_service.usecases.solving import Solve, at_once_or_in_child
from rma_service.usecases.target_changes import Changes, TargetChange, waiting
from rma_service.usecases.under_way import with_vehicles_out

MOVED_ON = "The list of changes is not the one that was read any more: read it again, then confirm."
STAYS = "It was derived again and stays."

ATTEMPTS = 3
"""Times that promises are solved anew because a line of the list was changed meanwhile."""

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How many targets moved, how many rest on new versions only, and how many were left alone."""

    moved: int
    restamped: int
    left: int


def confirm_changes(
    database: Database,
    clock: Clock,
    principal: Principal,
    digest: str,
    once: Once[Confirmed] | None = None,
    solve: Solve = at_once_or_in_child,
) -> Confirmed:
    """Give every line of the list its new target, and tell the promises of those that move anew.

    Promises are solved before the transaction. Inside of it the list is made once more, with the
    partners and their RMAs locked, and must still be the one that was read. A line of it that was
    changed without a word of its target, as by what its clocks were told, is taken as it is then.

    Raises
    ------
    Conflicts
        When the list is another one than the digest stands for.
    """
    by = Hand(principal.principal_id, clock())
    for _ in range(ATTEMPTS):
        with database.read() as tx:
            changes = waiting(tx)
            _require(changes, digest)
            network = _network(tx, changes, by.at)
        ready = _retold(changes.moving, network, by.at, solve)
        with suppress(MovedOn), writing(database, once) as tx:
            _lock(tx, changes.all)
            _require_same(waiting(tx), changes, digest)
            for each in changes.all:
                restamped = replace(each.line, terms=each.after)
                _save(tx, each, ready.get(each.line.line_id, restamped), by)
            done = Confirmed(len(changes.moving), len(changes.restamped), len(changes.not_derived))
            return kept(tx, once, done)
    raise Conflicts(MOVED_ON, ())


def _require_same(now: Changes, before: Changes, digest: str) -> None:
    """Refuse another list; the same one of other lines must be solved anew."""
    _require(now, digest)
    if now != before:
        raise MovedOn


def _require(changes: Changes, digest: str) -> None:
    if changes.digest != digest:
        raise Conflicts(MOVED_ON, ())


def _lock(tx: Connection, changes: Sequence[TargetChange]) -> None:
    """Lock partners, then their RMAs, each in the order that everybody keeps."""
    for partner_id in sorted({each.line.partner_id for each in changes}):
        rmas.lock_partner(tx, partner_id)
    rmas.lock_lines(tx, [each.line.line_id for each in changes])


def _save(tx: Connection, change: TargetChange, after: RmaLine, by: Hand) -> None:
    why = " ".join([*change.why, *([] if change.moves else [STAYS])])
    rmas.save_line(tx, after)
    happened = target_changed(change.line, after, why)
    key = (after.partner_id, after.rma_number)
    events.append_events(tx, key, [happened], by.at, by.actor)


def _network(tx: Connection, changes: Changes, at: datetime) -> Network | None:
    """Stock that may serve what is promised anew; None: nothing is."""
    parts = {each.line.reported.part_number for each in changes.moving}
    if not parts:
        return None
    still = basis_of(tx).directory.network
    return with_vehicles_out(tx, live_network(tx, still, sorted(parts)), at)


def _retold(
    changes: Sequence[TargetChange], network: Network | None, at: datetime, solve: Solve
) -> Mapping[str, RmaLine]:
    """Lines whose target moves, with their new terms and what is promised from now on."""
    ready: dict[str, RmaLine] = {}
    if network is None:
        return ready
    for _, of_rma in groupby(changes, key=lambda each: each.line.rma_number):
        for line in _retold_rma(list(of_rma), network, at, solve):
            ready[line.line_id] = line
    return ready


def _retold_rma(
    changes: Sequence[TargetChange], network: Network, at: datetime, solve: Solve
) -> Iterator[RmaLine]:
    """Open lines are promised as if they came in now; the others go the way that was approved."""
    before = {each.line.line_id: each.before for each in changes}
    waits = [replace(each.line, terms=each.after) for each in changes if _waits(each.line)]
    for line in promised(waits, network, at, solve):
        yield measured_anew(line, before[line.line_id], at) if _is_old(line) else line
    for each in changes:
        if not _waits(each.line):
            yield measured_anew(replace(each.line, terms=each.after), each.before, at)


def _waits(line: RmaLine) -> bool:
    """Whether nothing is held for a line yet, so that another way may be found for it.

    A line that was never promised anything waits for the first plan, which promises it.
    """
    return line.state is State.OPEN and line.promise is not None


def _is_old(line: RmaLine) -> bool:
    """Whether a promise is still of the former target, as nothing could be solved."""
    told, terms = line.promise, line.terms
    if told is None or terms is None:
        return False
    return (told.due_at, told.owed, told.clause) != (terms.due_at, terms.owed, terms.clause)
