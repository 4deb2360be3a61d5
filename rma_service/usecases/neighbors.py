"""Lines beside each other: RMAs of a partner meet at the batch guard, whichever came first.

What is judged and promised outside of a transaction is judged once more inside of it, while no
other RMA of the partner can come in, no equipment of it moves and no import can change the rules.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from optimizer.network import Network
from rma_service.db import events, rmas
from rma_service.db.engine import Connection
from rma_service.domain.errors import Refused
from rma_service.domain.rma import State
from rma_service.domain.rma_record import RmaLine, Terms
from rma_service.usecases.basis import basis_of
from rma_service.usecases.directory import live_network
from rma_service.usecases.intake import Basis, judged
from rma_service.usecases.meeting import lines_met, met_by
from rma_service.usecases.moving import Hand, target_changed
from rma_service.usecases.under_way import with_vehicles_out

COUNTED_AGAIN = "What is asked for beside it was counted again by the batch guard."
"""Why the target of a line changes whose own RMA nobody changed."""


class MovedOn(Exception):  # noqa: N818 - says what is so, not that the program failed
    """What was promised outside of the transaction no longer holds inside of it."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Lines as they are judged beside others, and those of the others that change thereby."""

    beside: Sequence[RmaLine]
    lines: Sequence[RmaLine]
    changed: Sequence[RmaLine]


@dataclass(frozen=True, slots=True)
class Asked:
    """Lines that are asked for, judged by the rules of one import, with what may serve them.

    `network` has the stock of the parts that are asked for, and of what may stand in for them.
    """

    lines: Sequence[RmaLine]
    judged: Judgement
    basis: Basis
    network: Network


@dataclass(frozen=True, slots=True)
class Neighbor:
    """An open line, its RMA locked, and the terms that it has from now on."""

    line: RmaLine
    terms: Terms | None


def ask(tx: Connection, lines: Sequence[RmaLine], basis: Basis, at: datetime) -> Asked:
    """Judge lines beside others of their partner, and look at what may serve them."""
    ready = judged_among(tx, lines, basis)
    parts = [line.reported.part_number for line in lines]
    network = live_network(tx, basis.directory.network, parts)
    return Asked(lines, ready, basis, with_vehicles_out(tx, network, at))


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
    if not _is_judged_as(basis_of(tx), asked.basis):
        raise MovedOn
    again = judged_among(tx, asked.lines, asked.basis, asked.judged)
    after = [_retold(told, line, at) for told, line in zip(ready, again.lines, strict=True)]
    return after, _locked(tx, again.changed, asked.lines)


def _is_judged_as(now: Basis, before: Basis) -> bool:
    """Whether nothing was imported and no equipment told to move meanwhile."""
    return (
        now.network_version == before.network_version
        and now.directory.relocations == before.directory.relocations
    )


def judge_beside(
    tx: Connection, lines: Sequence[RmaLine], basis: Basis
) -> tuple[list[RmaLine], list[Neighbor]]:
    """Judge lines of a partner, whom the caller has locked; gives them and who must be told."""
    ready = judged_among(tx, lines, basis)
    return list(ready.lines), _locked(tx, ready.changed, lines)


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
        happened = target_changed(before, after, COUNTED_AGAIN)
        key = (before.partner_id, before.rma_number)
        events.append_events(tx, key, [happened], by.at, by.actor)


def judged_among(
    tx: Connection, lines: Sequence[RmaLine], basis: Basis, before: Judgement | None = None
) -> Judgement:
    """Judge lines beside what the partner asked for shortly before or after: they, and who changes.

    RMAs meet whichever was first, so a new one can take an open neighbor's guarantee. What was
    judged `before` by the same basis stands as long as the lines beside are the same.
    """
    beside = lines_beside(tx, lines, basis)
    if before is not None and before.beside == beside:
        return before
    after = judged([*lines, *beside], basis)
    changed = changed_by(beside, after[len(lines) :], lines, basis)
    return Judgement(beside, after[: len(lines)], changed)


def lines_beside(tx: Connection, lines: Sequence[RmaLine], basis: Basis) -> list[RmaLine]:
    """Other lines of the partner that the guard looks at with these, and with those in turn."""
    return [line for line in lines_met(tx, lines, basis) if still_counts(line, basis)]


def changed_by(
    before: Sequence[RmaLine], after: Sequence[RmaLine], lines: Sequence[RmaLine], basis: Basis
) -> list[RmaLine]:
    """Open lines with their new terms, where these differ and the guard meets them with `lines`."""
    met = met_by(lines, before, basis)
    return [
        replace(old, terms=new.terms)
        for old, new in zip(before, after, strict=True)
        if old.line_id in met
        and old.state is State.OPEN
        and new.state is State.OPEN
        and old.terms != new.terms
        and is_derived_alike(old, new)
    ]


def harmed_among(
    before: Sequence[RmaLine], changed: Sequence[RmaLine]
) -> list[tuple[RmaLine, Terms]]:
    """Lines that lose their guarantee by changing, each with the terms that it has then."""
    after = {line.line_id: line.terms for line in changed}
    return [
        (line, terms)
        for line in before
        if (terms := after.get(line.line_id)) is not None
        and not terms.owed
        and line.terms is not None
        and line.terms.owed
    ]


def is_derived_alike(old: RmaLine, new: RmaLine) -> bool:
    """Whether two judgements of a line rest on the same rules and data.

    A new version of those moves no target beside another: it waits until somebody confirms it.
    """
    return (
        old.terms is not None
        and new.terms is not None
        and old.terms.derived_by == new.terms.derived_by
    )


def still_counts(line: RmaLine, basis: Basis) -> bool:
    """Whether a line can be judged beside others: not rejected, and its facts not retired.

    A canceled RMA was requested all the same and still counts.
    """
    told, places = line.reported, basis.directory.network
    return (
        line.state is not State.REJECTED
        and told.contract_id in basis.directory.contracts
        and told.fault_code in basis.directory.fault_codes
        and told.site_id in places.sites
        and told.part_number in places.parts
    )


def _judged_without(tx: Connection, gone: Sequence[RmaLine], basis: Basis) -> list[RmaLine]:
    """Open lines beside others with the terms that they have without those, where these differ."""
    beside = lines_beside(tx, gone, basis)
    return changed_by(beside, judged(beside, basis), gone, basis)


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
