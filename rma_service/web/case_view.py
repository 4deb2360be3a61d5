"""What the pages of one case say: its lines with promise and progress, its moves, its events."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from optimizer.dispatch.problem import Verdict
from rma_service.domain.entitlement import ServicePeriod
from rma_service.domain.event import Event
from rma_service.domain.listed import ListedSite, Named
from rma_service.domain.people import Principal
from rma_service.domain.rma import CALLED_OFF, ENDED
from rma_service.domain.rma_record import Promise, Rma, RmaLine
from rma_service.policies.deadline import Deadline
from rma_service.web.case_events import EventWords, event_words, together
from rma_service.web.case_facts import Fact, line_facts
from rma_service.web.case_moves import NOTHING_SENT, MoveForm, SentMove, cancel_line, moves_of
from rma_service.web.case_next import NextStep, next_step
from rma_service.web.derivation_view import derivation_steps
from rma_service.web.fault_tags import goes_back
from rma_service.web.plan_row import VerdictWords, anchor, verdict_words
from rma_service.web.promise_words import promise_words, reached_at
from rma_service.web.strip import Strip, strip_of
from rma_service.wording import (
    TARGET_WORDS,
    Moment,
    minute_gone,
    minute_moment,
    moment,
    percent,
    reason_words,
)


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """One failed test in words."""

    word: str
    detail: str


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of a case in words."""

    anchor: str
    line_id: str
    state: str
    state_word: str
    verdict: VerdictWords | None
    outlook: VerdictWords | None
    sentence: str
    found: str
    next: NextStep | None
    customer: str
    place: str
    timezone: str
    part_number: str
    target: str
    due: Moment | None
    arrives: Moment | None
    chance: str
    owed: bool
    clause: str
    not_owed_reason: str
    basis: str
    strip: Strip | None
    facts: tuple[Fact, ...]
    trace: tuple[str, ...]
    reasons: tuple[ReasonWords, ...]
    moves: tuple[MoveForm, ...]
    grave_moves: tuple[MoveForm, ...]


@dataclass(frozen=True, slots=True)
class CaseView:
    """One RMA as a page shows it."""

    rma_number: str
    state: str
    version: int
    lead: str
    opened: Moment
    opened_by: str
    lines: tuple[LineView, ...]
    events: tuple[EventWords, ...]
    cancel_line: str
    going_on: int
    has_tags: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a case and when, what people and things are called, and a refused move."""

    principal: Principal
    now: datetime
    names: Mapping[str, str]
    named: Named
    sent: SentMove = NOTHING_SENT
    periods: Mapping[str, ServicePeriod] = field(default_factory=dict)


BASIS_WORDS = {
    "before_planning": "units that are free now, before planning",
    "plan": "the plan of all open lines",
}
"""What a promise rests on."""


def case_view(
    rma: Rma,
    events: Sequence[Event],
    places: Mapping[str, ListedSite],
    derivations: Mapping[str, Deadline],
    reader: Reader,
) -> CaseView:
    """One RMA in words, with the moves that this person may make."""
    names = reader.names
    zones = {each.line_id: places[each.reported.site_id].timezone for each in rma.lines}
    first_zone = next(iter(zones.values()))
    return CaseView(
        rma_number=rma.rma_number,
        state=rma.state,
        version=rma.version,
        lead=_lead(rma, places),
        opened=minute_gone(rma.opened_at, first_zone),
        opened_by=names[rma.opened_by],
        lines=tuple(
            line_view(each, places[each.reported.site_id], derivations.get(each.line_id), reader)
            for each in rma.lines
        ),
        events=together(
            event_words(each, names[each.actor], zones.get(each.line_id or "", first_zone))
            for each in reversed(events)
        ),
        cancel_line=cancel_line(rma, reader.principal),
        has_tags=any(map(goes_back, rma.lines)),
        going_on=sum(line.state not in ENDED for line in rma.lines),
    )


def line_view(
    line: RmaLine, site: ListedSite, derivation: Deadline | None, reader: Reader
) -> LineView:
    """One line in words."""
    promise = None if line.state in CALLED_OFF else line.promise
    terms, reported = line.terms, line.reported
    outlook = promise.outlook if promise else None
    moves = tuple(moves_of(line, reader.principal, reader.sent, site.timezone))
    return LineView(
        anchor=anchor(line.line_id),
        line_id=line.line_id,
        state=line.state,
        state_word=_words(line.state),
        verdict=verdict_words(Verdict(promise.verdict)) if promise else None,
        outlook=verdict_words(Verdict(outlook)) if outlook else None,
        sentence=promise_words(line, site.timezone),
        found=promise.sentence if promise and line.state_sentence is None else "",
        next=next_step(line, site.timezone, reader.principal, reader.now),
        customer=site.customer,
        place=site.place,
        timezone=site.timezone,
        part_number=reported.part_number,
        target=TARGET_WORDS.get(terms.target_kind, terms.target_kind) if terms else "",
        due=moment(terms.due_at, site.timezone) if terms else None,
        arrives=_arrives(promise, site),
        chance=_chance(promise),
        owed=terms.owed if terms else True,
        clause=terms.clause if terms else line.state_clause or "",
        not_owed_reason=(terms.not_owed_reason or "") if terms else "",
        basis=BASIS_WORDS.get(promise.basis, promise.basis) if promise else "",
        strip=_strip(line, site) if promise else None,
        facts=tuple(line_facts(line, site, reader.named, reader.periods.get(reported.contract_id))),
        trace=derivation_steps(derivation, site.timezone) if derivation else (),
        reasons=tuple(_reasons(promise)),
        moves=tuple(each for each in moves if not each.grave),
        grave_moves=tuple(each for each in moves if each.grave),
    )


def _lead(rma: Rma, places: Mapping[str, ListedSite]) -> str:
    sites = {each.reported.site_id: None for each in rma.lines}
    named = [f"{places[each].customer}, {places[each].place}" for each in sites]
    return " · ".join(named)


def _arrives(promise: Promise | None, site: ListedSite) -> Moment | None:
    if promise is None or promise.arrival_at is None:
        return None
    return minute_moment(promise.arrival_at, site.timezone)


def _chance(promise: Promise | None) -> str:
    if promise is None or promise.probability is None:
        return ""
    return percent(promise.probability)


def _strip(line: RmaLine, site: ListedSite) -> Strip | None:
    """The way to the target on a line of time; a hand-over is not measured by its arrival."""
    promise, terms, route = line.promise, line.terms, line.route
    reached = reached_at(line)
    if promise is None or terms is None or reached is None:
        return None
    leaves = route.departs_at if route and route.departs_at != reached else None
    word = "expected" if terms.target_kind == "arrive_by" else "leaves"
    named = (("asked", terms.received_at), ("leaves", leaves), (word, reached))
    return strip_of(promise.outlook or promise.verdict, site.timezone, terms.due_at, named)


def _reasons(promise: Promise | None) -> Iterable[ReasonWords]:
    for reason in promise.reasons if promise else ():
        places = [str(reason[key]) for key in ("depot_id", "service_id") if reason.get(key)]
        where = f"{', '.join(places)}: " if places else ""
        yield ReasonWords(reason_words(str(reason["code"])), f"{where}{reason['detail']}")


def _words(state: str) -> str:
    return state.replace("_", " ").capitalize()
