"""What is shown of a request that was checked and not sent."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from rma_service.api.models import Shown
from rma_service.api.rma_models import ShownPromise, ShownTarget
from rma_service.domain.rma import State
from rma_service.domain.rma_record import RmaLine
from rma_service.preflight_words import advice_headline, advice_sentences
from rma_service.usecases.advising import AdvisedLine, AdvisedSending, Kind
from rma_service.usecases.crowds import is_owed
from rma_service.usecases.preflight import CheckedLine, Harmed, Preflight

Place = Annotated[int, Field(description="Place of the line in the request, counted from one.")]


class CheckedRmaLine(Shown):
    """What would become of one line; its sentences name other lines by their places."""

    place: Place
    state: State
    state_sentence: str | None
    state_clause: str | None
    target: ShownTarget | None
    promise: ShownPromise | None


class HarmedLine(Shown):
    """A line of yours that was sent before and would lose its guarantee."""

    rma_number: str
    line_id: str
    part_number: str
    due_at: datetime
    clause: str
    not_owed_reason: str | None


class StaggeredLine(Shown):
    """A line as it would be judged if it was sent then, with its fault tag complete."""

    place: Place
    state: State
    owed: bool
    owed_now: Annotated[bool, Field(description="Whether it is owed if all are sent now.")]
    target: ShownTarget | None
    due_now: Annotated[datetime | None, Field(description="When it is due if all are sent now.")]


class StaggeredRma(Shown):
    """An RMA, and when it is best sent."""

    send_at: datetime
    lines: list[StaggeredLine]


class ShownAdvice(Shown):
    """How to send the lines so that the most of them are owed.

    Owed lines are counted less those that other RMAs would lose.
    """

    kind: Kind
    headline: str
    sentences: list[str]
    owed_now: int
    owed_then: int
    proved: Annotated[
        bool,
        Field(description="No way has more lines owed, ends earlier or needs fewer RMAs."),
    ]
    rmas: list[StaggeredRma]


class ShownPreflight(Shown):
    """What opening an RMA with this request would say now; nothing was opened."""

    checked_at: datetime
    partner_id: str
    site_id: str
    timezone: str
    lines: list[CheckedRmaLine]
    harmed: list[HarmedLine]
    advice: ShownAdvice


def preflight_shown(checked: Preflight) -> ShownPreflight:
    """The answer as a body."""
    advice = checked.advice
    return ShownPreflight(
        checked_at=checked.checked_at,
        partner_id=checked.partner_id,
        site_id=checked.site_id,
        timezone=checked.timezone,
        lines=[_line(each) for each in checked.lines],
        harmed=[_harmed(each) for each in checked.harmed],
        advice=ShownAdvice(
            kind=advice.kind,
            headline=advice_headline(checked),
            sentences=list(advice_sentences(checked)),
            owed_now=advice.owed_now,
            owed_then=advice.owed_then,
            proved=advice.proved,
            rmas=[_rma(each) for each in advice.sendings],
        ),
    )


def _line(checked: CheckedLine) -> CheckedRmaLine:
    line = checked.line
    return CheckedRmaLine(
        place=checked.place,
        state=line.state,
        state_sentence=line.state_sentence,
        state_clause=line.state_clause,
        target=_target(line),
        promise=None if line.promise is None else ShownPromise.model_validate(line.promise),
    )


def _target(line: RmaLine) -> ShownTarget | None:
    return None if line.terms is None else ShownTarget.model_validate(line.terms)


def _harmed(harmed: Harmed) -> HarmedLine:
    line, terms = harmed.line, harmed.terms
    return HarmedLine(
        rma_number=line.rma_number,
        line_id=line.line_id,
        part_number=line.reported.part_number,
        due_at=terms.due_at,
        clause=terms.clause,
        not_owed_reason=terms.not_owed_reason,
    )


def _rma(sending: AdvisedSending) -> StaggeredRma:
    return StaggeredRma(send_at=sending.send_at, lines=[_staggered(each) for each in sending.lines])


def _staggered(line: AdvisedLine) -> StaggeredLine:
    return StaggeredLine(
        place=line.place,
        state=line.then.state,
        owed=is_owed(line.then),
        owed_now=is_owed(line.now),
        target=_target(line.then),
        due_now=None if line.now.terms is None else line.now.terms.due_at,
    )
