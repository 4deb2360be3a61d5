"""What people do to the lines of a case, each as one button of a form."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
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
from rma_service.usecases.fulfillment import Shipment
from rma_service.usecases.once import Once
from rma_service.web.cases import case_page
from rma_service.web.door import Form, Posted, Visit, Visiting, once_then_go
from rma_service.web.faults import Fault
from rma_service.web.rma_form import local_instant_of

router = APIRouter(include_in_schema=False)

Make = Callable[[Visit, LineKey, Form, Once[Rma]], Rma]


@router.post("/cases/{rma_number}/lines/{line_id}/{move}")
def post_move(visit: Visiting, form: Posted, rma_number: str, line_id: str, move: str) -> Response:
    """Make a move, or show the case with why it was not made."""
    make = MOVES.get(move)
    if make is None:
        raise NotFound(f"There is no move {move}.")
    version = form.text("version")
    key = LineKey(rma_number, line_id, int(version) if version.isdecimal() else None)
    try:
        return once_then_go(visit, form, lambda once: make(visit, key, form, once), case_href)
    except (IllegalMove, Refused, StaleVersion, Conflicts) as refused:
        return case_page(visit, rma_number, _faults(refused), 409)


def case_href(rma: Rma) -> str:
    """Where a case stands after a move."""
    return f"/cases/{quote(rma.rma_number, safe='')}?said=moved"


def _faults(refused: DomainError) -> tuple[Fault, ...]:
    sentences = refused.sentences if isinstance(refused, Refused) else (str(refused),)
    return tuple(Fault(each) for each in sentences)


def _needed(form: Form, name: str, sentence: str) -> str:
    text = form.text(name)
    if not text:
        raise Refused([sentence])
    return text


def _instant(form: Form, now: datetime) -> datetime:
    if not form.text("at"):
        return now
    at = local_instant_of(form.text("at"), "UTC")
    if at is None:
        raise Refused(["Enter date and time of the delivery, such as 2026-11-23T08:35."])
    return at


def _stands(visit: Visit) -> tuple[Any, Callable[[], datetime], Any]:
    return visit.database, visit.clock, visit.principal


def _complete(visit: Visit, key: LineKey, form: Form, once: Once[Rma]) -> Rma:
    told = Completion(
        product_serial=form.text("product_serial") or None,
        faulty_serial=form.text("faulty_serial") or None,
    )
    return rmas.complete_fault_tag(*_stands(visit), key, told, once)


def _hand_over(visit: Visit, key: LineKey, _: Form, once: Once[Rma]) -> Rma:
    return fulfillment.hand_over(*_stands(visit), key, once)


def _ship(visit: Visit, key: LineKey, form: Form, once: Once[Rma]) -> Rma:
    shipment = Shipment(
        serial=_needed(form, "serial", "Enter the serial number of the unit that leaves."),
        tracking_number=_needed(form, "tracking_number", "Enter the courier's tracking number."),
    )
    return fulfillment.ship(*_stands(visit), key, shipment, once)


def _deliver(visit: Visit, key: LineKey, form: Form, once: Once[Rma]) -> Rma:
    return fulfillment.deliver(*_stands(visit), key, _instant(form, visit.clock()), once)


def _receive(visit: Visit, key: LineKey, form: Form, once: Once[Rma]) -> Rma:
    serial = _needed(form, "serial", "Enter the serial number of the part that came back.")
    return fulfillment.receive_defective(*_stands(visit), key, serial, once)


def _close(visit: Visit, key: LineKey, _: Form, once: Once[Rma]) -> Rma:
    return fulfillment.close(*_stands(visit), key, once)


def _reject(visit: Visit, key: LineKey, form: Form, once: Once[Rma]) -> Rma:
    why = _needed(form, "reason", "Say why the line is rejected.")
    return rmas.reject_line(*_stands(visit), key, why, once)


def _cancel(visit: Visit, key: LineKey, form: Form, once: Once[Rma]) -> Rma:
    why = form.text("reason") or "no longer needed"
    return rmas.cancel_rma(*_stands(visit), key.rma, why, once)


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
