"""What the pages of one case say: its lines with promise and progress, its moves, its events."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from optimizer.dispatch.problem import Verdict
from rma_service.domain.event import Event
from rma_service.domain.listed import ListedSite
from rma_service.domain.people import Principal
from rma_service.domain.rma_record import Promise, Rma, RmaLine
from rma_service.policies.evaluate import Deadline
from rma_service.web.case_events import EventWords, event_words
from rma_service.web.case_moves import MoveForm, cancel_line, moves_of
from rma_service.web.derivation_view import derivation_steps
from rma_service.web.plan_row import VerdictWords, anchor, verdict_words
from rma_service.web.strip import Strip, spare_words, strip_of
from rma_service.wording import (
    TARGET_WORDS,
    Moment,
    day_of,
    moment,
    percent,
    reason_words,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a line: an instant, or a text with a note below."""

    word: str
    text: str = ""
    at: Moment | None = None
    note: str = ""


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
    customer: str
    place: str
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


NOT_YET = "Nothing is promised yet; the next plan of all open lines will tell."
"""What stands where a promise will stand."""

BASIS_WORDS = {
    "before_planning": "units that are free now, before planning",
    "plan": "the approved plan of all open lines",
}
"""What a promise rests on."""


def case_view(
    rma: Rma,
    events: Sequence[Event],
    places: Mapping[str, ListedSite],
    derivations: Mapping[str, Deadline],
    principal: Principal,
) -> CaseView:
    """One RMA in words, with the moves that this person may make."""
    return CaseView(
        rma_number=rma.rma_number,
        state=rma.state,
        version=rma.version,
        lead=_lead(rma, places),
        opened=moment(rma.opened_at, "UTC"),
        opened_by=rma.opened_by,
        lines=tuple(
            line_view(each, places[each.reported.site_id], derivations.get(each.line_id), principal)
            for each in rma.lines
        ),
        events=tuple(event_words(each) for each in reversed(events)),
        cancel_line=cancel_line(rma, principal),
    )


def line_view(
    line: RmaLine, site: ListedSite, derivation: Deadline | None, principal: Principal
) -> LineView:
    """One line in words."""
    promise, terms, reported = line.promise, line.terms, line.reported
    outlook = promise.outlook if promise else None
    moves = tuple(moves_of(line.state, principal))
    return LineView(
        anchor=anchor(line.line_id),
        line_id=line.line_id,
        state=line.state,
        state_word=_words(line.state),
        verdict=verdict_words(Verdict(promise.verdict)) if promise else None,
        outlook=verdict_words(Verdict(outlook)) if outlook else None,
        sentence=line.state_sentence or (promise.sentence if promise else NOT_YET),
        customer=site.customer,
        place=site.place,
        part_number=reported.part_number,
        target=TARGET_WORDS.get(terms.target_kind, terms.target_kind) if terms else "",
        due=moment(terms.due_at, site.timezone) if terms else None,
        arrives=_arrives(promise, site),
        chance=_chance(promise),
        owed=terms.owed if terms else True,
        clause=terms.clause if terms else line.state_clause or "",
        not_owed_reason=(terms.not_owed_reason or "") if terms else "",
        basis=BASIS_WORDS.get(promise.basis, promise.basis) if promise else "",
        strip=_strip(line, site),
        facts=tuple(_facts(line, site)),
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
    return moment(promise.arrival_at, site.timezone)


def _chance(promise: Promise | None) -> str:
    if promise is None or promise.probability is None:
        return ""
    return percent(promise.probability)


def _strip(line: RmaLine, site: ListedSite) -> Strip | None:
    """The way to the target on a line of time; a hand-over is not measured by its arrival."""
    promise, terms, route = line.promise, line.terms, line.route
    reached_at = _reached_at(line)
    if promise is None or terms is None or reached_at is None:
        return None
    leaves = route.departs_at if route and route.departs_at != reached_at else None
    word = "expected" if terms.target_kind == "arrive_by" else "leaves"
    named = (("asked", terms.received_at), ("leaves", leaves), (word, reached_at))
    return strip_of(promise.outlook or promise.verdict, site.timezone, terms.due_at, named)


def _reached_at(line: RmaLine) -> datetime | None:
    """When the line does what its target asks for: arrive, or be handed over."""
    if line.terms is not None and line.terms.target_kind == "ship_by":
        return line.route.departs_at if line.route else None
    return line.promise.arrival_at if line.promise else None


def _facts(line: RmaLine, site: ListedSite) -> Iterable[Fact]:
    reported, route, progress = line.reported, line.route, line.progress
    yield Fact("Part", reported.part_number, note=f"of {reported.platform}")
    yield Fact("Product", reported.product_serial, note=f"priority {reported.priority}")
    faulty = reported.faulty_serial or "to follow with the return"
    yield Fact("Faulty part", faulty, note=f"fault {reported.fault_code}")
    reached_at = _reached_at(line)
    if reached_at and line.terms:
        yield Fact("Margin", spare_words(reached_at, line.terms.due_at))
    if route:
        yield Fact("Sent from", route.depot_id, note=f"by {route.service_id}")
        yield Fact("Leaves", at=moment(route.departs_at, site.timezone))
        if route.replacement_part_number != reported.part_number:
            yield Fact("Substitute", route.replacement_part_number)
    if progress.shipped_serial:
        tracking = progress.tracking_number or "none"
        yield Fact("Replacement", progress.shipped_serial, note=f"tracking {tracking}")
    if progress.delivered_at:
        yield Fact("Delivered", at=moment(progress.delivered_at, site.timezone))
    if progress.warranty_ends_on:
        yield Fact("Warranty ends", day_of(progress.warranty_ends_on))
    if progress.return_due_at:
        yield Fact("Return due", at=moment(progress.return_due_at, site.timezone))
    if progress.returned_serial:
        yield Fact("Returned", progress.returned_serial)


def _reasons(promise: Promise | None) -> Iterable[ReasonWords]:
    for reason in promise.reasons if promise else ():
        places = [str(reason[key]) for key in ("depot_id", "service_id") if reason.get(key)]
        where = f"{', '.join(places)}: " if places else ""
        yield ReasonWords(reason_words(str(reason["code"])), f"{where}{reason['detail']}")


def _words(state: str) -> str:
    return state.replace("_", " ").capitalize()
