"""Open, complete, cancel and reject: what a partner is told at once, it is told here."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import datetime

from rma_service.db.engine import Connection, Database
from rma_service.domain.errors import Conflicts, IllegalMove, Refused
from rma_service.domain.event import Happened
from rma_service.domain.people import Principal
from rma_service.domain.rma import ENDED, Move, State, next_state
from rma_service.domain.rma_record import Rma, RmaLine
from rma_service.domain.rma_request import Completion, LineKey, NewRma, RmaKey
from rma_service.usecases.basis import basis_of
from rma_service.usecases.cases import visible
from rma_service.usecases.intake import lines_of
from rma_service.usecases.moving import (
    Hand,
    begun,
    differences,
    let_go,
    line_in,
    locked,
    opened,
    saved,
    telling,
)
from rma_service.usecases.neighbors import MovedOn, ask, judge_again, retarget, would_gain
from rma_service.usecases.once import Once, kept, writing
from rma_service.usecases.promising import promised
from rma_service.usecases.solving import Solve, at_once_or_in_child

ATTEMPTS = 3
"""Times that an RMA is judged anew because another one of the partner came in between."""

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_TOKEN_LENGTH = 7

Clock = Callable[[], datetime]


def new_token() -> str:
    """Give letters that tell one RMA from another, none of which is taken for another one."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_TOKEN_LENGTH))


def new_number(at: datetime, token: str) -> str:
    """Number of an RMA that is opened at an instant."""
    return f"RMA{at:%y%m}-{token}"


def partner_of(principal: Principal, new: NewRma) -> str:
    """Company for which an RMA is opened: a partner's own, or the one that staff name.

    Raises
    ------
    Refused
        When a partner names another company, or staff name none.
    """
    if principal.partner_id is not None:
        if new.partner_id not in (None, principal.partner_id):
            raise Refused(["A partner opens RMAs of its own company only."])
        return principal.partner_id
    if new.partner_id is None:
        raise Refused(["Name the partner for whom the RMA is opened."])
    return new.partner_id


def open_rma(
    database: Database,
    clock: Clock,
    principal: Principal,
    new: NewRma,
    once: Once[Rma] | None = None,
    token: Callable[[], str] = new_token,
    solve: Solve = at_once_or_in_child,
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
    partner_id = partner_of(principal, new)
    by = Hand(principal.principal_id, clock())
    number = new_number(by.at, token())
    for _ in range(ATTEMPTS):
        with database.read() as tx:
            basis = basis_of(tx)
            asked = ask(tx, lines_of(new, partner_id, number, by.at, basis), basis, by.at)
        ready = promised(asked.judged.lines, asked.network, by.at, solve)
        with suppress(MovedOn), writing(database, once) as tx:
            ready, neighbors = judge_again(tx, asked, ready, by.at)
            retarget(tx, neighbors, by)
            rma = Rma(partner_id, number, by.at, by.actor, 1, tuple(ready))
            happened = [begun("open", rma.lines), *map(telling, rma.lines)]
            return kept(tx, once, opened(tx, rma, happened, by))
    raise _overtaken()


def complete_fault_tag(
    database: Database,
    clock: Clock,
    principal: Principal,
    key: LineKey,
    completion: Completion,
    once: Once[Rma] | None = None,
    solve: Solve = at_once_or_in_child,
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
            before = visible(tx, principal, key.rma_number)
            lines = _completed(before, key.line_id, completion, principal, by.at)
            asked = ask(tx, lines, basis_of(tx), by.at)
        ready = promised(asked.judged.lines, asked.network, by.at, solve)
        with suppress(MovedOn), writing(database, once) as tx:
            ready, neighbors = judge_again(tx, asked, ready, by.at)
            if locked(tx, principal, key.rma).version != before.version:
                raise MovedOn
            retarget(tx, neighbors, by)  # lines of the same RMA may be among them
            rma = visible(tx, principal, key.rma_number)
            return kept(tx, once, _rejudged(tx, rma, ready, by))
    raise _overtaken()


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
        gone = _with_kit(visible(tx, principal, key.rma_number), key.line_id)
        neighbors = would_gain(tx, gone)
        rma = locked(tx, principal, key.rma)
        gone = _with_kit(rma, key.line_id)
        _ended(tx, rma, gone, Move.REJECT, principal, why, by)
        retarget(tx, neighbors, by)
        return kept(tx, once, visible(tx, principal, key.rma_number))


def _with_kit(rma: Rma, line_id: str) -> list[RmaLine]:
    """A line and, when it ships together with others, the rest of its kit."""
    line = line_in(rma, line_id)
    kit = [
        other
        for other in rma.lines
        if other.reported.ship_together and other.state not in ENDED and other is not line
    ]
    return [line, *(kit if line.reported.ship_together else [])]


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


def _overtaken() -> Conflicts:
    return Conflicts("Other RMAs of this partner came in at the same moment; send it again.", ())
