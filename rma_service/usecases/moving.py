"""What every change of an RMA does alike: lock it, move its lines, save, note the events."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from optimizer.calendars import instant_text
from optimizer.dispatch.problem import Target
from rma_service.db import events, reservations, rmas
from rma_service.db.engine import Connection
from rma_service.db.stock import lock_shelves
from rma_service.domain.errors import NotFound, StaleVersion
from rma_service.domain.event import Happened
from rma_service.domain.people import Principal
from rma_service.domain.rma import State
from rma_service.domain.rma_record import Rma, RmaLine
from rma_service.domain.rma_request import RmaKey

TARGET_CHANGED = "target_changed"
"""Kind of the events that give a line another target and keep the one before."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who changes something, and when."""

    actor: str
    at: datetime


def locked(tx: Connection, principal: Principal, key: RmaKey) -> Rma:
    """The RMA that is meant, locked until this transaction ends.

    Raises
    ------
    NotFound
        When there is none that this principal may see; which of the two is not told.
    StaleVersion
        When it has changed since the version that was named.
    """
    rma = rmas.lock_rma(tx, key.rma_number, principal.partner_id)
    if rma is None:
        raise NotFound("There is no such RMA.")
    if key.version not in (None, rma.version):
        raise StaleVersion(stale(rma, key))
    return rma


def stale(rma: Rma, key: RmaKey) -> str:
    """Sentence for a version that is no longer the newest."""
    return (
        f"The RMA has changed: it is at version {rma.version}, not {key.version}. "
        "Read it again before you change it."
    )


def line_in(rma: Rma, line_id: str) -> RmaLine:
    """Line of an RMA.

    Raises
    ------
    NotFound
        When the RMA has no such line.
    """
    for line in rma.lines:
        if line.line_id == line_id:
            return line
    raise NotFound("There is no such line in this RMA.")


def saved(
    tx: Connection, rma: Rma, lines: Iterable[RmaLine], happened: Sequence[Happened], by: Hand
) -> Rma:
    """Save changed lines with what happened, and give the RMA as it is now."""
    for line in lines:
        rmas.save_line(tx, line)
    events.append_events(tx, (rma.partner_id, rma.rma_number), happened, by.at, by.actor)
    now = rmas.load_rma(tx, rma.rma_number, rma.partner_id)
    if now is None:
        raise NotFound("There is no such RMA.")
    return now


def opened(tx: Connection, rma: Rma, happened: Sequence[Happened], by: Hand) -> Rma:
    """Save a new RMA with the events that open it, and give it as it will be read."""
    lines = sorted(rma.lines, key=lambda line: line.line_id)
    new = replace(rma, lines=tuple(lines), version=len(happened))
    rmas.insert_rma(tx, new)
    events.begin_chain(tx, (rma.partner_id, rma.rma_number), happened, by.at, by.actor)
    return new


def let_go(tx: Connection, lines: Iterable[RmaLine], at: datetime) -> None:
    """Release the units that are held for lines."""
    held = [
        reservation
        for line in lines
        if (reservation := reservations.open_reservation(tx, line.partner_id, line.line_id))
    ]
    lock_shelves(tx, {(each.depot_id, each.part_number) for each in held})
    for reservation in held:
        reservations.release(tx, reservation, at)


def still_asks(line: RmaLine, target: Target) -> bool:
    """Whether a line waits for what was planned for it, under the target that was planned for."""
    if line.state is not State.OPEN or line.terms is None:
        return False
    now = (instant_text(line.terms.due_at), line.terms.owed, line.terms.target_kind)
    return now == (instant_text(target.due_at), target.owed, target.kind)


def facts_of(line: RmaLine) -> dict[str, object]:
    """Everything of a line but its promise and its clock log, flat, as an event tells it."""
    flat: dict[str, object] = {
        "state": line.state.value,
        "state_sentence": line.state_sentence,
        "state_clause": line.state_clause,
    }
    for part in (line.reported, line.terms, line.route, line.progress):
        if part is not None:
            flat |= {name: _told(value) for name, value in asdict(part).items()}
    return flat


def differences(before: RmaLine, after: RmaLine) -> dict[str, object]:
    """What differs between two states of a line, as an event tells it; promises tell themselves."""
    old, new = facts_of(before), facts_of(after)
    return {name: new.get(name) for name in {**old, **new} if old.get(name) != new.get(name)}


def begun(kind: str, lines: Sequence[RmaLine]) -> Happened:
    """What opens an RMA: every fact of its lines, so that the log alone tells how they began."""
    facts = {
        line.line_id: {name: told for name, told in facts_of(line).items() if told is not None}
        for line in lines
    }
    return Happened(kind, None, {"lines": len(lines), "facts": facts})


def target_changed(before: RmaLine, after: RmaLine, why: str) -> Happened:
    """What the target of a line is from now on, what it was before, and why it changed."""
    new = differences(before, after)
    old = facts_of(before)
    told = {**new, "was": {name: old.get(name) for name in new}, "why": why}
    if after.promise is not None:
        told["verdict"] = after.promise.verdict
    return Happened(TARGET_CHANGED, before.line_id, told)


def telling(line: RmaLine) -> Happened:
    """What the partner was told of a line: its state, its target, and the promise."""
    terms, promise = line.terms, line.promise
    said: dict[str, object] = {"state": line.state.value}
    if line.state_sentence is not None:
        said |= {"sentence": line.state_sentence, "clause": line.state_clause}
    if terms is not None:
        said |= {"due_at": terms.due_at.isoformat(), "owed": terms.owed, "clause": terms.clause}
    if promise is not None:
        arrival_at = promise.arrival_at and promise.arrival_at.isoformat()
        said |= {"verdict": promise.verdict, "arrival_at": arrival_at}
    return Happened("tell", line.line_id, said)


def _told(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime | date) else value
