"""Every target of an RMA and of its lines: what it is, how it stands, and what it was before.

Values come from the log: what was told stands until something is told anew. How a target came
about is shown by the rules of now, as long as these set the same.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from optimizer.calendars import instant_text
from rma_service.db import events
from rma_service.db.engine import Connection, Database
from rma_service.domain.clock_log import entries_of
from rma_service.domain.event import Event
from rma_service.domain.people import Principal
from rma_service.domain.rma import CALLED_OFF, State
from rma_service.domain.rma_record import Rma, RmaLine, Terms
from rma_service.policies.deadline import Deadline
from rma_service.policies.outcome import Outcome
from rma_service.usecases.basis import basis_of
from rma_service.usecases.cases import visible
from rma_service.usecases.derivation import found_for
from rma_service.usecases.intake import Basis
from rma_service.usecases.replaying import Moment, replayed, traced_back
from rma_service.usecases.set_targets import Key, Said, said, said_of, set_by
from rma_service.usecases.target_states import Stands, StateOfTarget, state_of
from rma_service.usecases.target_values import (
    REPLACEMENT,
    Asking,
    Evaluated,
    asking,
    evaluated,
    halted_replacement,
)

DIFFERS = (
    "The rules of today would set this otherwise; what was told stands until somebody confirms "
    "the change."
)
"""What is told where a target cannot be derived any more as it was told."""


COUNTED_SINCE = (
    "Counted again today, the batch guard would take the guarantee; what was told when a unit was "
    "reserved stands."
)
"""What is told where only RMAs that came after a reservation make the difference."""


@dataclass(frozen=True, slots=True)
class OldTarget:
    """What a target was before an event changed it, and why it did."""

    said: Said
    until: datetime
    changed_by: Event
    why: str


@dataclass(frozen=True, slots=True)
class RmaTarget:
    """One target; without a line it is one of the RMA as a whole.

    `purpose` is what it is for, where the policy says so, such as `replacement`. `said` has its
    values, clause, and whether it is owed, as JSON tells them. `outcome` is how
    the rules of now come to the same; None: they do not, and `differs` says so.
    """

    line_id: str | None
    contract_id: str
    target: str
    purpose: str
    said: Said
    quote: str
    state: StateOfTarget
    differs: str
    outcome: Outcome | None
    timezone: str
    history: tuple[OldTarget, ...]


def targets_of(
    database: Database, clock: Callable[[], datetime], principal: Principal, rma_number: str
) -> tuple[Rma, tuple[RmaTarget, ...]]:
    """Give an RMA with its targets: those of the whole RMA, then those of its lines.

    Raises
    ------
    NotFound
        When there is no RMA that this principal may see.
    """
    with database.read() as tx:
        rma = visible(tx, principal, rma_number)
        return rma, tuple(targets_in(tx, rma, basis_of(tx), clock()))


def targets_in(tx: Connection, rma: Rma, basis: Basis, now: datetime) -> Iterator[RmaTarget]:
    """Targets of an RMA, as they stand at an instant."""
    chain = events.load_events(tx, rma.partner_id, rma.rma_number)
    found = found_for(tx, rma, basis)
    others = evaluated(rma.lines, entries_of(chain), basis, trace=True)
    told = set_by(chain)
    yield from (_other(each, rma, told, now) for each in others if each.line_id is None)
    for line in rma.lines:
        asked = asking(line, basis)
        moments = replayed(chain, line.line_id) or traced_back(chain, line)
        halted = None if asked is None else halted_replacement(asked)
        if asked is not None and halted is not None:
            yield _paused(line, asked, halted, moments)
        elif asked is not None and line.terms is not None:
            yield _replacement(line, line.terms, asked, found.get(line.line_id), moments, now)
        yield from (_other(each, rma, told, now) for each in others if each.line_id == line.line_id)


def _other(
    each: Evaluated, rma: Rma, told: Mapping[Key, Sequence[Event]], now: datetime
) -> RmaTarget:
    """A target beside that of the replacement: as the log set it last, else as it comes out."""
    before = told.get(each.key, ())
    shown = Said.of(before[-1].data) if before else said(each)
    holds = shown == said(each)
    stands = Stands(
        due_at=_instant(shown, "due_utc"),
        last_day=_day(shown, "due_date"),
        timezone=each.asked.timezone,
        stopped=_stop(each),
        owed=shown.owed,
        halted=each.outcome.trace is not None and each.outcome.trace.halted_since is not None,
        called_off=_called_off(each.line_id, rma),
    )
    return RmaTarget(
        line_id=each.line_id,
        contract_id=each.asked.line.reported.contract_id,
        target=each.outcome.target,
        purpose=each.asked.purpose(each.outcome.target),
        said=shown,
        quote=each.outcome.quote,
        state=state_of(stands, now),
        differs="" if holds else DIFFERS,
        outcome=each.outcome if holds else None,
        timezone=each.asked.timezone,
        history=tuple(_set_before(before)),
    )


def _set_before(told: Sequence[Event]) -> Iterator[OldTarget]:
    for event in told:
        was = event.data.get("was")
        if isinstance(was, Mapping):
            yield OldTarget(Said.of(was), event.at, event, str(event.data["why"]))


def _replacement(
    line: RmaLine,
    terms: Terms,
    asked: Asking,
    found: Deadline | None,
    moments: Sequence[Moment],
    now: datetime,
) -> RmaTarget:
    differs = _differs(line, terms, found)
    outcome = None if differs or found is None else _outcome(asked.replacement or "", found)
    shown = _said(terms, None if outcome is None else found)
    arrives = terms.target_kind == "arrive_by"
    stands = Stands(
        due_at=terms.due_at,
        last_day=_day(shown, "due_date"),
        timezone=asked.timezone,
        stopped=line.progress.delivered_at if arrives else line.progress.shipped_at,
        owed=terms.owed,
        called_off=line.state in CALLED_OFF,
    )
    return RmaTarget(
        line_id=line.line_id,
        contract_id=line.reported.contract_id,
        target=asked.replacement or "",
        purpose=REPLACEMENT,
        said=shown,
        quote="" if found is None or found.trace is None else found.trace.quote,
        state=state_of(stands, now),
        differs=differs,
        outcome=outcome,
        timezone=asked.timezone,
        history=tuple(_terms_before(moments)),
    )


def _paused(line: RmaLine, asked: Asking, outcome: Outcome, moments: Sequence[Moment]) -> RmaTarget:
    """The target of a replacement whose clock stands still."""
    off = line.state in CALLED_OFF
    return RmaTarget(
        line_id=line.line_id,
        contract_id=line.reported.contract_id,
        target=outcome.target,
        purpose=REPLACEMENT,
        said=said_of(outcome),
        quote=outcome.quote,
        state=StateOfTarget.CLOSED if off else StateOfTarget.PAUSED,
        differs="",
        outcome=outcome,
        timezone=asked.timezone,
        history=tuple(_terms_before(moments)),
    )


def _differs(line: RmaLine, terms: Terms, found: Deadline | None) -> str:
    """Why the rules of now cannot show how a target came about; empty: they can."""
    if found is None:
        return "" if line.state in CALLED_OFF else DIFFERS
    same = (found.kind, found.received_at, found.due_at) == (
        terms.target_kind,
        terms.received_at,
        terms.due_at,
    )
    if same and (found.owed, found.clause) == (terms.owed, terms.clause):
        return ""
    return COUNTED_SINCE if same and line.state is not State.OPEN else DIFFERS


def _outcome(target: str, found: Deadline) -> Outcome:
    """The deadline of a replacement as any other outcome."""
    values = {
        "kind": found.kind,
        "received_at": found.received_at,
        "due_at": found.due_at,
        "due_date": found.due_date,
        "ship_date": found.ship_date,
    }
    return Outcome(
        target=target,
        kind=found.kind,
        values={name: value for name, value in values.items() if value is not None},
        owed=found.owed,
        not_owed_reason=found.not_owed_reason,
        clause=found.clause,
        quote="" if found.trace is None else found.trace.quote,
        states_guarantee=True,
        stop=None,
        pauses=None,
        trace=found.trace,
    )


def _said(terms: Terms, found: Deadline | None) -> Said:
    """What the terms of a line say, in the words of every other target."""
    days = {} if found is None else {"due_date": found.due_date, "ship_date": found.ship_date}
    values = {
        "kind": terms.target_kind,
        "received_utc": instant_text(terms.received_at),
        "due_utc": instant_text(terms.due_at),
        **{name: day.isoformat() for name, day in days.items() if day is not None},
        "guaranteed": terms.owed,
    }
    return Said(values, terms.clause, terms.owed, terms.not_owed_reason)


def _terms_before(moments: Sequence[Moment]) -> Iterator[OldTarget]:
    """What the target of a replacement was, each time until an event set it otherwise."""
    for before, after in pairwise(moments):
        if before.line.terms is None:
            continue
        was = _said(before.line.terms, None)
        if after.line.terms is None or was != _said(after.line.terms, None):
            why = str(after.event.data.get("why", ""))
            yield OldTarget(was, after.event.at, after.event, why)


def _stop(each: Evaluated) -> object:
    """When the clock of a target was stopped, if it was."""
    return None if each.outcome.stop is None else each.case.event.get(each.outcome.stop)


def _called_off(line_id: str | None, rma: Rma) -> bool:
    """Whether nobody waits any more for what a target is about."""
    lines = [line for line in rma.lines if line_id in (None, line.line_id)]
    return all(line.state in CALLED_OFF for line in lines)


def _instant(said: Said, name: str) -> datetime | None:
    told = said.values.get(name)
    return None if told is None else datetime.fromisoformat(str(told))


def _day(said: Said, name: str) -> date | None:
    told = said.values.get(name)
    return None if told is None else date.fromisoformat(str(told))
