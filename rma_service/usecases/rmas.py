"""Open, complete, cancel and reject: what a partner is told at once, it is told here."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import datetime

from rma_service.db import events, rmas
from rma_service.db.engine import Connection, Database
from rma_service.domain.errors import Conflicts, IllegalMove, Refused
from rma_service.domain.event import Happened
from rma_service.domain.people import Principal
from rma_service.domain.rma import ENDED, Move, State, next_state
from rma_service.domain.rma_record import Rma, RmaLine
from rma_service.domain.rma_request import Completion, LineKey, NewRma, RmaKey
from rma_service.usecases.basis import basis_of
from rma_service.usecases.cases import visible
from rma_service.usecases.intake import Basis, judged_among, lines_of
from rma_service.usecases.moving import (
    Hand,
    differences,
    let_go,
    line_in,
    locked,
    saved,
    telling,
)
from rma_service.usecases.once import Once, kept, writing
from rma_service.usecases.promising import promised
from rma_service.usecases.solving import Solve, in_child
from rma_service.usecases.under_way import with_vehicles_out

ATTEMPTS = 3
"""Times that an RMA is judged anew because another one of the partner came in between."""

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_TOKEN_LENGTH = 7

Clock = Callable[[], datetime]


class _MovedOn(Exception):  # noqa: N818 - says what is so, not that the program failed
    """What was promised outside of the transaction no longer holds inside of it."""


def new_token() -> str:
    """Give letters that tell one RMA from another, none of which is taken for another one."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_TOKEN_LENGTH))


def open_rma(
    database: Database,
    clock: Clock,
    principal: Principal,
    new: NewRma,
    once: Once[Rma] | None = None,
    token: Callable[[], str] = new_token,
    solve: Solve = in_child,
) -> Rma:
    """Open an RMA: entitled, judged beside the partner's others, and promised at once.

    The promise is solved before the transaction, on stock that nobody holds for it.

    Raises
    ------
    Refused
        When the request names what is not there.
    Conflicts
        When other RMAs of the partner came in between every time.
    """
    partner_id = _partner_of(principal, new)
    by = Hand(principal.principal_id, clock())
    number = f"RMA{by.at:%y%m}-{token()}"
    for _ in range(ATTEMPTS):
        with database.read() as tx:
            basis = basis_of(tx)
            asked = lines_of(new, partner_id, number, by.at, basis)
            lines, _ = judged_among(tx, asked, basis)
            network = with_vehicles_out(tx, basis.directory.network, by.at)
        ready = promised(lines, network, by.at, solve)
        with suppress(_MovedOn), writing(database, once) as tx:
            ready = _judge_again(tx, asked, ready, basis, by)
            rma = Rma(partner_id, number, by.at, by.actor, 1, tuple(ready))
            return kept(tx, once, _inserted(tx, rma, by))
    raise _too_many()


def complete_fault_tag(
    database: Database,
    clock: Clock,
    principal: Principal,
    key: LineKey,
    completion: Completion,
    once: Once[Rma] | None = None,
    solve: Solve = in_child,
) -> Rma:
    """Complete the form of a line on hold; it, and what waited for it, is judged and promised.

    Raises
    ------
    IllegalMove
        When the line is not on hold.
    Refused
        When something is still missing.
    """
    by = Hand(principal.principal_id, clock())
    for _ in range(ATTEMPTS):
        with database.read() as tx:
            basis = basis_of(tx)
            before = visible(tx, principal, key.rma_number)
            asked = _completed(before, key.line_id, completion, principal, by.at)
            lines, _ = judged_among(tx, asked, basis)
            network = with_vehicles_out(tx, basis.directory.network, by.at)
        ready = promised(lines, network, by.at, solve)
        with suppress(_MovedOn), writing(database, once) as tx:
            ready = _judge_again(tx, asked, ready, basis, by)
            rma = locked(tx, principal, key.rma)
            if rma.version != before.version:
                raise _MovedOn
            return kept(tx, once, _rejudged(tx, rma, ready, by))
    raise _too_many()


def cancel_rma(
    database: Database,
    clock: Clock,
    principal: Principal,
    key: RmaKey | LineKey,
    why: str,
    once: Once[Rma] | None = None,
) -> Rma:
    """Cancel every line that has not ended, and let go of the units that are held for them.

    Raises
    ------
    NotFound
        When there is no such RMA, or the line by which it is named is not one of it.
    IllegalMove
        When a line is too far for that, or nothing is left to cancel.
    """
    by = Hand(principal.principal_id, clock())
    with writing(database, once) as tx:
        rma = locked(tx, principal, key.rma)
        if isinstance(key, LineKey):
            line_in(rma, key.line_id)
        going_on = [line for line in rma.lines if line.state not in ENDED]
        if not going_on:
            raise IllegalMove(f"RMA {rma.rma_number} is {rma.state}; nothing is left to cancel.")
        return kept(tx, once, _ended(tx, rma, going_on, Move.CANCEL, principal, why, by))


def reject_line(
    database: Database,
    clock: Clock,
    principal: Principal,
    key: LineKey,
    why: str,
    once: Once[Rma] | None = None,
) -> Rma:
    """Reject a line that nobody has handed over, and with it the rest of its kit.

    Raises
    ------
    IllegalMove
        When the line, or one that ships with it, is too far for that.
    """
    by = Hand(principal.principal_id, clock())
    with writing(database, once) as tx:
        rma = locked(tx, principal, key.rma)
        line = line_in(rma, key.line_id)
        kit = [
            other
            for other in rma.lines
            if other.reported.ship_together and other.state not in ENDED and other is not line
        ]
        lines = [line, *(kit if line.reported.ship_together else [])]
        return kept(tx, once, _ended(tx, rma, lines, Move.REJECT, principal, why, by))


def _partner_of(principal: Principal, new: NewRma) -> str:
    """Company for which an RMA is opened: a partner's own, or the one that staff name."""
    if principal.partner_id is not None:
        if new.partner_id not in (None, principal.partner_id):
            raise Refused(["A partner opens RMAs of its own company only."])
        return principal.partner_id
    if new.partner_id is None:
        raise Refused(["Name the partner for whom the RMA is opened."])
    return new.partner_id


def _judge_again(
    tx: Connection, asked: Sequence[RmaLine], ready: Sequence[RmaLine], basis: Basis, by: Hand
) -> list[RmaLine]:
    """Judge once more while no other RMA of the partner can come in, and tell neighbors.

    What came in meanwhile can take a guarantee, which is withdrawn from the promise without
    another solve; whatever else has changed must be promised anew.
    """
    rmas.lock_partner(tx, asked[0].partner_id)
    again, neighbors = judged_among(tx, asked, basis)
    after = [_retold(told, line, by.at) for told, line in zip(ready, again, strict=True)]
    _retarget(tx, neighbors, by)
    return after


def _retold(told: RmaLine, again: RmaLine, at: datetime) -> RmaLine:
    """A promised line as it is judged now, if its promise still fits."""
    if again.terms == told.terms and again.state is told.state:
        return told
    if again.terms is None or told.terms is None or again.terms.owed:
        raise _MovedOn
    return _not_promised_any_more(replace(told, terms=again.terms), at)


def _retarget(tx: Connection, neighbors: Sequence[RmaLine], by: Hand) -> None:
    """Save the new terms of open lines that an RMA beside them changes."""
    now = rmas.lock_lines(tx, [line.line_id for line in neighbors])
    for line in neighbors:
        before = now[line.line_id]
        if before.state is not State.OPEN:
            continue
        after = _not_promised_any_more(replace(before, terms=line.terms), by.at)
        rmas.save_line(tx, after)
        happened = Happened("target_changed", line.line_id, differences(before, after))
        events.append_events(tx, (line.partner_id, line.rma_number), [happened], by.at, by.actor)


def _not_promised_any_more(line: RmaLine, at: datetime) -> RmaLine:
    """Withdraw the guarantee of a line that is no longer owed one; the outlook stays."""
    promise, terms = line.promise, line.terms
    if promise is None or terms is None or terms.owed or not promise.owed:
        return line
    return replace(
        line,
        promise=replace(
            promise,
            promised_at=at,
            verdict="excluded_by_clause",
            outlook=promise.verdict,
            sentence=terms.not_owed_reason or promise.sentence,
            clause=terms.clause,
            owed=False,
        ),
    )


def _inserted(tx: Connection, rma: Rma, by: Hand) -> Rma:
    rmas.insert_rma(tx, rma)
    opened = Happened("open", None, {"lines": len(rma.lines)})
    return saved(tx, rma, (), [opened, *map(telling, rma.lines)], by)


def _completed(
    rma: Rma, line_id: str, completion: Completion, principal: Principal, at: datetime
) -> list[RmaLine]:
    """Lines of an RMA that are judged anew: those on hold, one of them with its form complete."""
    line = line_in(rma, line_id)
    next_state(line_id, line.state, Move.RELEASE, principal.role)
    given = {name: value for name, value in asdict(completion).items() if value is not None}
    reported = replace(line.reported, **given, form_completed_at=at)
    if not reported.product_serial:
        raise Refused([f"Line {line_id} still lacks the serial of the product."])
    whole = replace(line, reported=reported)
    lines = [whole if other is line else other for other in rma.lines]
    return [each for each in lines if each.state is State.ON_HOLD]


def _rejudged(tx: Connection, rma: Rma, ready: Iterable[RmaLine], by: Hand) -> Rma:
    before = {line.line_id: line for line in rma.lines}
    lines = [line for line in ready if line != before[line.line_id]]
    happened = []
    for line in lines:
        done = differences(before[line.line_id], line)
        happened += [Happened("complete_fault_tag", line.line_id, done), telling(line)]
    return saved(tx, rma, lines, happened, by)


def _ended(
    tx: Connection,
    rma: Rma,
    lines: Sequence[RmaLine],
    move: Move,
    principal: Principal,
    why: str,
    by: Hand,
) -> Rma:
    """End lines by a move and let go of their units."""
    after = [
        replace(
            line,
            state=next_state(line.line_id, line.state, move, principal.role),
            state_sentence=why,
            state_clause=None,
        )
        for line in lines
    ]
    let_go(tx, lines, by.at)
    happened = [
        Happened(move.value, line.line_id, differences(old, line))
        for old, line in zip(lines, after, strict=True)
    ]
    return saved(tx, rma, after, happened, by)


def _too_many() -> Conflicts:
    return Conflicts("Other RMAs of this partner came in at the same moment; send it again.", ())
