"""What the page of a new RMA says when it was checked and not sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.dispatch.problem import Verdict
from rma_service.domain.rma import State
from rma_service.preflight_words import advice_headline, advice_sentences
from rma_service.usecases.advising import AdvisedLine, AdvisedSending
from rma_service.usecases.crowds import is_owed
from rma_service.usecases.preflight import CheckedLine, Preflight
from rma_service.web.plan_row import VerdictWords, verdict_words
from rma_service.web.promise_words import promise_words
from rma_service.web.rma_form import EnteredTag
from rma_service.wording import TARGET_WORDS, Moment, minute_gone, moment

_TONES = {"as_it_is": "good", "stagger": "warn", "nothing_helps": "warn", "nothing_to_send": "bad"}


@dataclass(frozen=True, slots=True)
class CheckedLineView:
    """What would become of one line; `href` leads to its fault tag."""

    place: int
    href: str
    part_number: str
    state: State
    verdict: VerdictWords | None
    sentence: str
    target: str
    due: Moment | None
    owed: bool
    clause: str


@dataclass(frozen=True, slots=True)
class AdvisedLineView:
    """One line of an RMA that is sent as advised."""

    place: int
    href: str
    part_number: str
    owed: bool
    target: str
    due: Moment | None
    due_now: Moment | None


@dataclass(frozen=True, slots=True)
class AdvisedRmaView:
    """An RMA that is sent as advised; `tags` are the numbers of its fault tags in the form."""

    number: int
    send: Moment
    at_once: bool
    tags: str
    lines: tuple[AdvisedLineView, ...]


@dataclass(frozen=True, slots=True)
class CheckedView:
    """The answer in words."""

    tone: str
    headline: str
    sentences: tuple[str, ...]
    checked: Moment
    lines: tuple[CheckedLineView, ...]
    rmas: tuple[AdvisedRmaView, ...]


def checked_view(checked: Preflight, tags: Sequence[EnteredTag]) -> CheckedView:
    """The answer in words, at the clock of the site; advice only where it changes something."""
    advice = checked.advice
    shown = advice.sendings if advice.kind == "stagger" else ()
    numbers = {place: tag.number for place, tag in enumerate(tags, start=1)}
    return CheckedView(
        tone=_TONES[advice.kind],
        headline=advice_headline(checked),
        sentences=advice_sentences(checked),
        checked=minute_gone(checked.checked_at, checked.timezone),
        lines=tuple(_line(each, numbers, checked.timezone) for each in checked.lines),
        rmas=tuple(
            _rma(number, each, numbers, checked) for number, each in enumerate(shown, start=1)
        ),
    )


def _line(checked: CheckedLine, numbers: dict[int, int], timezone: str) -> CheckedLineView:
    line = checked.line
    terms, promise = line.terms, line.promise
    return CheckedLineView(
        place=checked.place,
        href=f"tag-{numbers[checked.place]}",
        part_number=line.reported.part_number,
        state=line.state,
        verdict=verdict_words(Verdict(promise.verdict)) if promise else None,
        sentence=promise_words(line, timezone),
        target=TARGET_WORDS.get(terms.target_kind, terms.target_kind) if terms else "",
        due=moment(terms.due_at, timezone) if terms else None,
        owed=is_owed(line),
        clause=terms.clause if terms else line.state_clause or "",
    )


def _rma(
    number: int, sending: AdvisedSending, numbers: dict[int, int], checked: Preflight
) -> AdvisedRmaView:
    return AdvisedRmaView(
        number=number,
        send=moment(sending.send_at, checked.timezone),
        at_once=sending.send_at == checked.checked_at,
        tags=" ".join(str(numbers[line.place]) for line in sending.lines),
        lines=tuple(_advised(line, numbers, checked.timezone) for line in sending.lines),
    )


def _advised(line: AdvisedLine, numbers: dict[int, int], timezone: str) -> AdvisedLineView:
    then, now = line.then.terms, line.now.terms
    return AdvisedLineView(
        place=line.place,
        href=f"tag-{numbers[line.place]}",
        part_number=line.then.reported.part_number,
        owed=is_owed(line.then),
        target=TARGET_WORDS.get(then.target_kind, then.target_kind) if then else "",
        due=moment(then.due_at, timezone) if then else None,
        due_now=moment(now.due_at, timezone) if now else None,
    )
