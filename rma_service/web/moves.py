"""What people do to the lines of a case, each as one button of a form."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from rma_service.domain.errors import (
    Conflicts,
    DomainError,
    IllegalMove,
    NotFound,
    Refused,
    StaleVersion,
)
from rma_service.domain.rma_record import Rma
from rma_service.domain.rma_request import Completion, LineKey
from rma_service.usecases import fulfillment, rmas
from rma_service.usecases.cases import rma_of
from rma_service.usecases.fulfillment import Shipment
from rma_service.usecases.lists import sites_named
from rma_service.usecases.moving import line_in
from rma_service.usecases.once import Once
from rma_service.web.case_moves import FIELDS, SentMove, field_id
from rma_service.web.cases import case_page
from rma_service.web.door import Form, Posted, Visit, Visiting, once_then_go
from rma_service.web.faults import Fault
from rma_service.web.rma_form import local_instant_of
from rma_service.wording import moment

router = APIRouter(include_in_schema=False)

Make = Callable[[Visit, LineKey, Form, Once[Rma]], Rma]


STALE = (
    "Somebody changed this case while you looked at it. It stands below as it is now: "
    "look again, and press once more if it still holds."
)
"""What stands for a version that is no longer the newest."""


class _Unusable(Refused):
    """A field of a move holds nothing, or nothing of use; says which and why."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(tuple(wrong.values()))
        self.wrong = wrong


@router.post("/cases/{rma_number}/lines/{line_id}/{move}")
def post_move(visit: Visiting, form: Posted, rma_number: str, line_id: str, move: str) -> Response:
    """Make a move, or show the case with why it was not made and with what was entered."""
    make = MOVES.get(move)
    if make is None:
        raise NotFound(f"There is no move {move}.")
    version = form.text("version")
    key = LineKey(rma_number, line_id, int(version) if version.isdecimal() else None)
    try:
        return once_then_go(
            visit,
            form,
            lambda once: make(visit, key, form, once),
            lambda rma: case_href(rma, move),
        )
    except (IllegalMove, Refused, StaleVersion, Conflicts) as refused:
        sent = _sent(form, line_id, move, refused)
        return case_page(visit, rma_number, _faults(refused, sent), 409, sent)


def case_href(rma: Rma, move: str) -> str:
    """Where a case stands after a move, and by which word the page says what was done."""
    return f"/cases/{quote(rma.rma_number, safe='')}?said={move}"


def _sent(form: Form, line_id: str, move: str, refused: DomainError) -> SentMove:
    """What was entered for a move; a refusal that names no field is about the first of them."""
    fields = FIELDS.get(move, ())
    wrong: Mapping[str, str] = {}
    if isinstance(refused, _Unusable):
        wrong = refused.wrong
    elif isinstance(refused, Refused) and fields:
        wrong = {fields[0].name: str(refused)}
    return SentMove(line_id, move, {each.name: form.text(each.name) for each in fields}, wrong)


def _faults(refused: DomainError, sent: SentMove) -> tuple[Fault, ...]:
    """Sentences for the head of the page, each led to its field where it has one."""
    if sent.wrong:
        return tuple(
            Fault(sentence, field_id(sent.line_id, sent.key, name))
            for name, sentence in sent.wrong.items()
        )
    said = STALE if isinstance(refused, StaleVersion) else str(refused)
    return Fault(said), *_entered(sent)


def _entered(sent: SentMove) -> tuple[Fault, ...]:
    """What was entered, for a move whose form may not be there any more."""
    words = {each.name: each.word for fields in FIELDS.values() for each in fields}
    told = [f"{words[name].lower()} {text}" for name, text in sent.entered.items() if text]
    return (Fault(f"You had entered: {', '.join(told)}."),) if told else ()


def _required(form: Form, sentences: Mapping[str, str]) -> list[str]:
    """Give the fields of a move, every one of which must hold something."""
    wrong = {name: sentence for name, sentence in sentences.items() if not form.text(name)}
    if wrong:
        raise _Unusable(wrong)
    return [form.text(name) for name in sentences]


def _delivered_at(visit: Visit, key: LineKey, text: str) -> datetime:
    """Instant of a delivery, written on the clock of its site; now when nothing is written."""
    if not text:
        return visit.clock()
    rma = rma_of(visit.database, visit.principal, key.rma_number)
    line = line_in(rma, key.line_id)
    timezone = sites_named(visit.database, rma)[line.reported.site_id].timezone
    at = local_instant_of(text, timezone)
    if at is None:
        raise _Unusable({"at": "Enter date and time of the delivery, such as 2026-11-23T08:35."})
    if at > visit.clock():
        raise _Unusable({"at": "This lies in the future: a delivery is noted when it is made."})
    return _after_shipping(at, line.progress.shipped_at, timezone)


def _after_shipping(at: datetime, shipped_at: datetime | None, timezone: str) -> datetime:
    """A delivery not before its shipment; of the minute of shipping a field knows no seconds."""
    if shipped_at is None or at >= shipped_at:
        return at
    if shipped_at - at < timedelta(minutes=1):
        return shipped_at
    left = moment(shipped_at, timezone).local
    raise _Unusable({"at": f"It was shipped {left}; it cannot arrive before that."})


def _complete(visit: Visit, key: LineKey, form: Form, once: Once[Rma]) -> Rma:
    told = Completion(
        product_serial=form.text("product_serial") or None,
        faulty_serial=form.text("faulty_serial") or None,
    )
    return rmas.complete_fault_tag(*visit.means, key, told, once)


def _hand_over(visit: Visit, key: LineKey, _: Form, once: Once[Rma]) -> Rma:
    return fulfillment.hand_over(*visit.means, key, once)


def _ship(visit: Visit, key: LineKey, form: Form, once: Once[Rma]) -> Rma:
    serial, tracking_number = _required(
        form,
        {
            "serial": "Enter the serial number of the unit that leaves.",
            "tracking_number": "Enter the courier's tracking number.",
        },
    )
    shipment = Shipment(serial, tracking_number)
    return fulfillment.ship(*visit.means, key, shipment, once)


def _deliver(visit: Visit, key: LineKey, form: Form, once: Once[Rma]) -> Rma:
    at = _delivered_at(visit, key, form.text("at"))
    return fulfillment.deliver(*visit.means, key, at, once)


def _receive(visit: Visit, key: LineKey, form: Form, once: Once[Rma]) -> Rma:
    asked = {"serial": "Enter the serial number of the part that came back."}
    (serial,) = _required(form, asked)
    return fulfillment.receive_defective(*visit.means, key, serial, once)


def _close(visit: Visit, key: LineKey, _: Form, once: Once[Rma]) -> Rma:
    return fulfillment.close(*visit.means, key, once)


def _reject(visit: Visit, key: LineKey, form: Form, once: Once[Rma]) -> Rma:
    (why,) = _required(form, {"reason": "Say why the line is rejected."})
    return rmas.reject_line(*visit.means, key, why, once)


def _cancel(visit: Visit, key: LineKey, form: Form, once: Once[Rma]) -> Rma:
    why = form.text("reason") or "no longer needed"
    return rmas.cancel_rma(*visit.means, key, why, once)


MOVES: Mapping[str, Make] = {
    "complete": _complete,
    "hand-over": _hand_over,
    "ship": _ship,
    "deliver": _deliver,
    "receive": _receive,
    "close": _close,
    "reject": _reject,
    "cancel": _cancel,
}
"""Moves by their word in an address; each is one call of a use case."""
