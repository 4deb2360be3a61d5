"""Lines beside each other: RMAs of a partner meet at the batch guard, whichever came first.

What is judged and promised outside of a transaction is judged once more inside of it, while no
other RMA of the partner can come in and no import can change the rules.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from optimizer.network import Network
from rma_service.db import events, rmas
from rma_service.db.engine import Connection
from rma_service.domain.errors import Refused
from rma_service.domain.event import Happened
from rma_service.domain.rma import State
from rma_service.domain.rma_record import RmaLine, Terms
from rma_service.usecases.basis import basis_of
from rma_service.usecases.directory import live_network, network_version_of
from rma_service.usecases.intake import Basis, judged, judged_among, still_counts
from rma_service.usecases.moving import Hand, differences
from rma_service.usecases.under_way import with_vehicles_out


class MovedOn(Exception):  # noqa: N818 - says what is so, not that the program failed
    """What was promised outside of the transaction no longer holds inside of it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Lines that are asked for, judged by the rules of one import, with what may serve them.

    `network` has the stock of the parts that are asked for, and of what may stand in for them.
    """

    lines: Sequence[RmaLine]
    judged: Sequence[RmaLine]
    basis: Basis
    network: Network


@dataclass(frozen=True, slots=True)
class Neighbor:
    """An open line, its RMA locked, and the terms that it has from now on."""

    line: RmaLine
    terms: Terms | None


def ask(tx: Connection, lines: Sequence[RmaLine], basis: Basis, at: datetime) -> Asked:
    """Judge lines beside those of the partner around them, and look at what may serve them."""
    judged, _ = judged_among(tx, lines, basis)
    parts = [line.reported.part_number for line in lines]
    network = live_network(tx, basis.directory.network, parts)
    return Asked(lines, judged, basis, with_vehicles_out(tx, network, at))


def judge_again(
    tx: Connection, asked: Asked, ready: Sequence[RmaLine], at: datetime
) -> tuple[list[RmaLine], list[Neighbor]]:
    """Judge promised lines once more, with everything locked; gives them and who must be told.

    What came in meanwhile can take a guarantee, which is withdrawn from the promise without
    another solve.

    Raises
    ------
    MovedOn
        When whatever else has changed must be promised anew.
    """
    rmas.lock_partner(tx, asked.lines[0].partner_id)
    if network_version_of(tx).version != asked.basis.import_version:
        raise MovedOn
    again, changed = judged_among(tx, asked.lines, asked.basis)
    after = [_retold(told, line, at) for told, line in zip(ready, again, strict=True)]
    return after, _locked(tx, changed, asked.lines)


def judge_beside(
    tx: Connection, lines: Sequence[RmaLine], basis: Basis
) -> tuple[list[RmaLine], list[Neighbor]]:
    """Judge lines of a partner, whom the caller has locked; gives them and who must be told."""
    judged, changed = judged_among(tx, lines, basis)
    return judged, _locked(tx, changed, lines)


def would_gain(tx: Connection, gone: Sequence[RmaLine]) -> list[Neighbor]:
    """Lock lines and those beside them; gives those that change when the former are rejected."""
    rmas.lock_partner(tx, gone[0].partner_id)
    changed: list[RmaLine] = []
    with suppress(Refused):  # a line beside them that cannot be judged stays as it is
        changed = _judged_without(tx, gone, basis_of(tx))
    return _locked(tx, changed, gone)


def retarget(tx: Connection, neighbors: Sequence[Neighbor], by: Hand) -> None:
    """Save the new terms of lines, with what their partner is told."""
    for each in neighbors:
        before = each.line
        after = _told_anew(replace(before, terms=each.terms), by.at)
        rmas.save_line(tx, after)
        told = differences(before, after)
        if after.promise is not None:
            told["verdict"] = after.promise.verdict
        happened = Happened("target_changed", before.line_id, told)
        key = (before.partner_id, before.rma_number)
        events.append_events(tx, key, [happened], by.at, by.actor)


def _judged_without(tx: Connection, gone: Sequence[RmaLine], basis: Basis) -> list[RmaLine]:
    """Open lines around others with the terms that they have without those, where these differ."""
    span = max(policy.batch_guard.same_time_within for policy in basis.policies.values())
    times = [line.reported.requested_at for line in gone]
    ended = {line.line_id for line in gone}
    around = [
        line
        for line in rmas.lines_of_rmas_around(
            tx, gone[0].partner_id, min(times) - 2 * span, max(times) + 2 * span
        )
        if line.line_id not in ended and still_counts(line, basis)
    ]
    after = judged(around, basis)
    return [
        replace(old, terms=new.terms)
        for old, new in zip(around, after, strict=True)
        if old.state is State.OPEN
        and new.state is State.OPEN
        and min(times) - span <= old.reported.requested_at <= max(times) + span
        and old.terms != new.terms
    ]


def _locked(tx: Connection, changed: Sequence[RmaLine], own: Sequence[RmaLine]) -> list[Neighbor]:
    """Lock the RMAs of all these lines in one order, and look at the changed ones again.

    Without changed ones there is no order to keep: whoever changes the own RMA locks it alone.
    """
    if not changed:
        return []
    now = rmas.lock_lines(tx, [line.line_id for line in (*changed, *own)])
    return [
        Neighbor(now[line.line_id], line.terms)
        for line in changed
        if now[line.line_id].state is State.OPEN
    ]


def _retold(told: RmaLine, again: RmaLine, at: datetime) -> RmaLine:
    """A promised line as it is judged now, if its promise still fits."""
    if again.terms == told.terms and again.state is told.state:
        return told
    if again.terms is None or told.terms is None or again.terms.owed:
        raise MovedOn
    return _told_anew(replace(told, terms=again.terms), at)


def _told_anew(line: RmaLine, at: datetime) -> RmaLine:
    """Withdraw the guarantee that a line is no longer owed, or give it back; the way stays."""
    promise, terms = line.promise, line.terms
    if promise is None or terms is None or terms.owed == promise.owed:
        return line
    changed = replace(
        promise, promised_at=at, clause=terms.clause, owed=terms.owed, due_at=terms.due_at
    )
    if terms.owed:
        sentence = f"Owed again ({terms.clause}): a line beside it was rejected."
        verdict = promise.outlook or promise.verdict
        changed = replace(changed, verdict=verdict, outlook=None, sentence=sentence)
    else:
        sentence = terms.not_owed_reason or promise.sentence
        changed = replace(
            changed, verdict="excluded_by_clause", outlook=promise.verdict, sentence=sentence
        )
    return replace(line, promise=changed)
