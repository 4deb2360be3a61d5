"""Tell the clocks of an RMA what happened; what they made targets of is derived anew."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from optimizer.calendars import instant_text
from rma_service.db import events
from rma_service.db.engine import Connection, Database
from rma_service.domain.clock_log import (
    CLOCK,
    INTERVALS,
    PAUSE,
    RESUME,
    ClockEntry,
    entries_of,
    folded,
    spells_of,
)
from rma_service.domain.errors import NotAllowed, Refused
from rma_service.domain.event import Happened
from rma_service.domain.people import Principal
from rma_service.domain.rma import State
from rma_service.domain.rma_record import Rma, RmaLine
from rma_service.domain.rma_request import ClockNews, RmaKey
from rma_service.policies.policy import Policy
from rma_service.policies.values import Event
from rma_service.usecases.basis import basis_of
from rma_service.usecases.cases import visible
from rma_service.usecases.intake import CLOCKS_APART, Basis
from rma_service.usecases.line_facts import NOTED_BY
from rma_service.usecases.moving import Hand, line_in
from rma_service.usecases.once import Once
from rma_service.usecases.rederiving import Change, rederived, still_runs
from rma_service.usecases.set_targets import newly_set
from rma_service.usecases.solving import Solve, at_once_or_in_child
from rma_service.usecases.target_values import asking, policies_of, refusals_of


@dataclass(frozen=True, slots=True)
class ClockChoices:
    """What somebody may tell the clocks of an RMA: events with their types, and to what."""

    events: Mapping[str, str]
    line_ids: tuple[str, ...]
    priorities: tuple[str, ...]
    priority: str
    timezone: str


MOST_ENTRIES = 1000
"""Entries of one clock log: whoever reads or tells it folds them all. An RMA has 100 lines."""

FORM = "form_completed_at"
"""Event that completes a fault tag, which a move of the line notes the first time."""


def record_clock_event(
    database: Database,
    clock: Callable[[], datetime],
    principal: Principal,
    key: RmaKey,
    news: ClockNews,
    once: Once[Rma] | None = None,
    solve: Solve = at_once_or_in_child,
) -> Rma:
    """Append an entry to the clock log of an RMA, and derive anew what it moves.

    Raises
    ------
    NotFound
        When the RMA, or the line that is named, is not there.
    NotAllowed
        When it is not for a partner to tell this.
    Refused
        When no policy of the RMA knows the event, or it cannot have happened so.
    """
    by = Hand(principal.principal_id, clock())

    def make(tx: Connection, rma: Rma, basis: Basis) -> Change:
        scope = rma.lines if news.line_id is None else (line_in(rma, news.line_id),)
        known = _known(scope, news.name, basis)
        if principal.partner_id is not None and not known.told_by_partner:
            raise NotAllowed(f"Only staff tell the clocks of {news.name}.")
        log = entries_of(events.load_events(tx, rma.partner_id, rma.rma_number))
        if len(log) >= MOST_ENTRIES:
            raise Refused([f"The clock log is full: it takes {MOST_ENTRIES} entries."])
        made = _entry(news, known, rma.version + 1, by.at)
        entry = replace(made, by_partner=principal.partner_id is not None)
        _require_place(entry, scope, log)
        whole = (*log, entry)
        spells_of(whole, entry.name, entry.line_id)
        lines = [replace(line, clock=folded(whole, line.line_id)) for line in rma.lines]
        _require_sound(lines, basis)
        why = f"The clocks were told of {news.name}: {news.why}"
        told = Happened(CLOCK, news.line_id, entry.data(news.why), entry.happened_at)
        moved = newly_set((rma.lines, log), (lines, whole), basis, why)
        return Change(lines, [told, *moved], why)

    return rederived(database, principal, key, by, make, once, solve)


def clock_choices(database: Database, principal: Principal, rma_number: str) -> ClockChoices:
    """Give what somebody may tell the clocks of an RMA; priorities only while a target runs.

    Raises
    ------
    NotFound
        When there is no RMA that this principal may see.
    """
    with database.read() as tx:
        rma = visible(tx, principal, rma_number)
        basis = basis_of(tx)
    policies = policies_of(rma.lines, basis)
    told = [may_be_told(each, by_partner=principal.partner_id is not None) for each in policies]
    running = [line for line in rma.lines if still_runs(line)]
    site = basis.directory.network.sites.get(rma.lines[0].reported.site_id)
    return ClockChoices(
        events={name: event.type for each in told for name, event in each.items()},
        line_ids=tuple(line.line_id for line in rma.lines),
        priorities=tuple(sorted({word for each in policies for word in each.priorities}))
        if running
        else (),
        priority=(running or rma.lines)[0].reported.priority,
        timezone="UTC" if site is None else site.timezone,
    )


def may_be_told(policy: Policy, *, by_partner: bool) -> Mapping[str, Event]:
    """Events that somebody may tell the clocks of a policy of, by name."""
    return {
        name: event
        for name, event in policy.events.items()
        if name not in NOTED_BY and (event.told_by_partner or not by_partner)
    }


def _known(lines: Sequence[RmaLine], name: str, basis: Basis) -> Event:
    """The event as the policy of one of these lines knows it."""
    if name in NOTED_BY:
        raise Refused([f"Nobody tells the clocks of {name}: {NOTED_BY[name]} notes it."])
    policies = policies_of(lines, basis)
    for policy in policies:
        if name in policy.events:
            return policy.events[name]
    names = sorted({each for policy in policies for each in may_be_told(policy, by_partner=False)})
    documents = " and ".join(policy.document for policy in policies) or "No policy of this RMA"
    raise Refused([f"{documents} knows no event {name}; known are: {', '.join(names)}."])


def _entry(news: ClockNews, known: Event, sequence: int, now: datetime) -> ClockEntry:
    """The entry that the news amount to.

    Raises
    ------
    Refused
        When the value is none of the type of the event, or lies in the future.
    """
    at = now if news.at is None else _instant(news.name, news.at, now)
    value = news.value
    if value is not None:
        value = _READERS.get(known.type, _plain)(news.name, value, now)
    if known.type == "instant" and value is not None:
        at = datetime.fromisoformat(str(value))
    if known.type == INTERVALS and value is None and news.corrects is None:
        raise Refused([f"Say which entry of {news.name} is withdrawn: its sequence."])
    corrects = news.corrects if known.type == INTERVALS else None
    return ClockEntry(sequence, news.line_id, news.name, known.type, value, at, corrects)


def _require_place(entry: ClockEntry, scope: Sequence[RmaLine], log: Sequence[ClockEntry]) -> None:
    """Refuse a correction of what was never told, and a completion that is a move of a line."""
    told = {(each.sequence, each.name, each.line_id) for each in log}
    if entry.corrects is not None and (entry.corrects, entry.name, entry.line_id) not in told:
        raise Refused([f"There is no entry {entry.corrects} of {entry.name} to be corrected."])
    same = [each for each in log if (each.name, each.line_id) == (entry.name, entry.line_id)]
    if entry.by_partner and same and not same[-1].by_partner:
        raise NotAllowed(f"Staff told the clocks of {entry.name}; ask the desk to correct that.")
    waiting = [line.line_id for line in scope if line.state is State.ON_HOLD]
    if entry.name == FORM and waiting:
        raise Refused([f"Line {waiting[0]} is on hold: complete its fault tag instead."])


def _require_sound(lines: Sequence[RmaLine], basis: Basis) -> None:
    """Refuse what a policy could not judge, such as an order of events that it forbids."""
    sentences = [
        sentence
        for line in lines
        if (asked := asking(line, basis)) is not None
        for sentence in refusals_of(asked)
    ]
    if sentences:
        raise Refused(list(dict.fromkeys(sentences)))


def _instant(name: str, raw: object, now: datetime) -> datetime:
    at = _moment(raw)
    if at is None:
        raise Refused([f"{name}: {raw!r} is no instant with its zone, as 2026-11-23T09:00:00Z is."])
    if at > now + CLOCKS_APART:
        raise Refused([f"{name}: {instant_text(at)} lies in the future."])
    return at


def _moment(raw: object) -> datetime | None:
    """The instant that a value says in UTC; None: it says none, or lacks its zone."""
    try:
        at = raw if isinstance(raw, datetime) else datetime.fromisoformat(str(raw))
        return None if at.utcoffset() is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _instant_text(name: str, raw: object, now: datetime) -> str:
    return _instant(name, raw, now).isoformat()


def _day_text(name: str, raw: object, _: datetime) -> str:
    try:
        return date.fromisoformat(str(raw)).isoformat()
    except ValueError as wrong:
        raise Refused([f"{name}: {raw!r} is no day, as 2026-11-23 is."]) from wrong


def _turn(name: str, raw: object, _: datetime) -> object:
    if raw not in (PAUSE, RESUME):
        raise Refused([f"{name}: {raw!r} is neither {PAUSE} nor {RESUME}."])
    return raw


def _plain(_: str, raw: object, __: datetime) -> object:
    """Any other value is held against its type by the policy itself."""
    return raw


_READERS: Mapping[str, Callable[[str, object, datetime], object]] = {
    "instant": _instant_text,
    "date": _day_text,
    INTERVALS: _turn,
}
