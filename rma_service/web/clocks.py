"""Tell the clocks of a case what happened, and change its priority, each by a form."""

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter
from starlette.responses import Response

from rma_service.domain.errors import Conflicts, DomainError, IllegalMove, Refused, StaleVersion
from rma_service.domain.rma_record import Rma
from rma_service.domain.rma_request import ClockNews, NewPriority, RmaKey
from rma_service.usecases.clock_log import ClockChoices, clock_choices, record_clock_event
from rma_service.usecases.once import Once
from rma_service.usecases.priority import change_priority
from rma_service.web.cases import case_page
from rma_service.web.clock_forms import CLOCK_FIELDS, PRIORITY_FIELDS
from rma_service.web.door import Form, Posted, Visit, Visiting, once_then_go
from rma_service.web.faults import Fault
from rma_service.web.moves import STALE, case_href
from rma_service.web.rma_form import local_instant_of

router = APIRouter(include_in_schema=False)

_YES_NO = {"yes": True, "no": False}


@router.post("/cases/{rma_number}/clock")
def post_clock(visit: Visiting, form: Posted, rma_number: str) -> Response:
    """Append to the clock log, or show the case with why that was refused."""

    def act(once: Once[Rma]) -> Rma:
        choices = clock_choices(visit.database, visit.principal, rma_number)
        news = _news(form, choices, visit.clock())
        return record_clock_event(*visit.means, _key(form, rma_number), news, once)

    return _done(visit, form, rma_number, "clock", act)


@router.post("/cases/{rma_number}/priority")
def post_priority(visit: Visiting, form: Posted, rma_number: str) -> Response:
    """Change the priority, or show the case with why that was refused."""

    def act(once: Once[Rma]) -> Rma:
        wanted = NewPriority(form.text("priority"), _required(form, "priority_why"))
        return change_priority(*visit.means, _key(form, rma_number), wanted, once)

    return _done(visit, form, rma_number, "priority", act)


def _done(
    visit: Visit, form: Form, rma_number: str, what: str, act: Callable[[Once[Rma]], Rma]
) -> Response:
    try:
        return once_then_go(visit, form, act, lambda rma: case_href(rma, what))
    except (IllegalMove, Refused, StaleVersion, Conflicts) as refused:
        names = CLOCK_FIELDS if what == "clock" else PRIORITY_FIELDS
        entered = {name: form.text(name) for name in names}
        return case_page(visit, rma_number, _faults(refused, what), 409, clock=(entered, what))


def _faults(refused: DomainError, what: str) -> tuple[Fault, ...]:
    if isinstance(refused, StaleVersion):
        return (Fault(STALE),)
    first = "clock_event" if what == "clock" else "priority"
    sentences = refused.sentences if isinstance(refused, Refused) else (str(refused),)
    return tuple(Fault(sentence, first) for sentence in sentences)


def _key(form: Form, rma_number: str) -> RmaKey:
    version = form.text("version")
    return RmaKey(rma_number, int(version) if version.isdecimal() else None)


def _required(form: Form, name: str) -> str:
    text = form.text(name)
    if not text:
        raise Refused(["Say why: whoever reads the log later wants to know."])
    return text


def _news(form: Form, choices: ClockChoices, now: datetime) -> ClockNews:
    name, why = form.text("clock_event"), _required(form, "clock_why")
    at = _at(form.text("clock_at"), choices.timezone)
    if choices.events.get(name) == "instant":
        return ClockNews(name, at or now, why, None, form.text("clock_line") or None)
    value = _value(form.text("clock_value"), choices.events.get(name, ""))
    return ClockNews(name, value, why, at, form.text("clock_line") or None)


def _at(text: str, timezone: str) -> datetime | None:
    """An instant on the clock of the site; None: nothing was written, which means now."""
    if not text:
        return None
    at = local_instant_of(text, timezone)
    if at is None:
        raise Refused(["Enter date and time, such as 2026-11-23T08:35."])
    return at


def _value(text: str, kind: str) -> object:
    """What was written, as the type of the event has it."""
    if kind == "count" and text.isdecimal():
        return int(text[:18])
    if kind == "flag" and text.lower() in _YES_NO:
        return _YES_NO[text.lower()]
    if not text:
        raise Refused(["Enter the value too: what happened says which, such as a day or yes."])
    return text
