"""RMAs: open, read, complete, cancel, reject, and every step from the depot to the closed return.

A route is one call of a use case. Whoever changes an RMA names the version that was read.
"""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.responses import Response

from rma_service.api.door import Call, Reading, Version, Writing, answer, answered, answered_once
from rma_service.api.paging import Page, instant_part, paged, position, text_part
from rma_service.api.preflight_models import ShownPreflight, preflight_shown
from rma_service.api.rma_models import (
    Arrival,
    ChangedTag,
    Events,
    ReturnedUnit,
    RmaWish,
    ShippedUnit,
    ShownEvent,
    ShownRma,
    ShownRmas,
    Why,
)
from rma_service.domain.once import Answer
from rma_service.domain.rma_record import Rma
from rma_service.domain.rma_request import LineKey, RmaKey
from rma_service.usecases import cases, fulfillment, rmas
from rma_service.usecases.once import Once
from rma_service.usecases.preflight import preflight

router = APIRouter(tags=["RMAs"])

RMA = "/v1/rmas/{rma_number}"
LINE = f"{RMA}/lines/{{line_id}}"


class RmaPage(Page):
    """Which RMAs are asked for."""

    going_on: Annotated[
        bool, Field(strict=False, description="Only those that have not ended.")
    ] = False


async def rma_key(rma_number: str, version: Version) -> RmaKey:
    """Name an RMA at the version that was read."""
    return RmaKey(rma_number, version)


async def line_key(rma_number: str, line_id: str, version: Version) -> LineKey:
    """Name a line of an RMA at the version that was read."""
    return LineKey(rma_number, line_id, version)


ThisRma = Annotated[RmaKey, Depends(rma_key)]
ThisLine = Annotated[LineKey, Depends(line_key)]


@router.post("/v1/rmas", status_code=201, response_model=ShownRma)
def post_rma(body: RmaWish, call: Writing) -> Response:
    """Open an RMA: the answer says for every line what is promised, why, and by which clause."""
    return answered_once(call, _opened, lambda once: rmas.open_rma(*call.means, body.value(), once))


@router.post("/v1/rmas:preflight", response_model=ShownPreflight)
def post_preflight(body: RmaWish, call: Reading) -> Response:
    """Say what opening this RMA would say, and how to send it so that more is owed; opens none."""
    checked = preflight(*call.means, body.value())
    return answered(call, answer(preflight_shown(checked)))


@router.get("/v1/rmas", response_model=ShownRmas)
def get_rmas(call: Reading, page: Annotated[RmaPage, Query()]) -> Response:
    """RMAs that you may see, the newest first."""
    after = position(call, page, instant_part, text_part)
    rows = cases.list_rmas(
        call.database, call.principal, after, page.limit + 1, going_on=page.going_on
    )
    return paged(
        call,
        page,
        rows,
        key=lambda rma: [rma.opened_at.isoformat(), rma.rma_number],
        body=lambda shown: ShownRmas(items=[ShownRma.model_validate(rma) for rma in shown]),
    )


@router.get("/v1/rmas/{rma_number}", response_model=ShownRma)
def get_rma(rma_number: str, call: Reading) -> Response:
    """One RMA with its lines."""
    return answered(call, _shown(cases.rma_of(call.database, call.principal, rma_number)))


@router.get("/v1/rmas/{rma_number}/events", response_model=Events)
def get_events(rma_number: str, call: Reading) -> Response:
    """Everything that happened to an RMA, and whether the chain of its events holds."""
    history = cases.history_of(call.database, call.principal, rma_number)
    items = [ShownEvent.model_validate(event) for event in history.events]
    return answered(call, answer(Events(items=items, broken_at=history.broken_at)))


@router.patch(LINE, response_model=ShownRma)
def patch_line(line: ThisLine, body: ChangedTag, call: Writing) -> Response:
    """Complete the fault tag of a line on hold; its clock starts, and it is promised."""
    return _changed(
        call, lambda once: rmas.complete_fault_tag(*call.means, line, body.value(), once)
    )


@router.post(f"{RMA}/cancellation", response_model=ShownRma)
def post_cancellation(rma: ThisRma, body: Why, call: Writing) -> Response:
    """Cancel every line of an RMA that has not ended."""
    return _changed(call, lambda once: rmas.cancel_rma(*call.means, rma, body.why, once))


@router.post(f"{LINE}/rejection", response_model=ShownRma)
def post_rejection(line: ThisLine, body: Why, call: Writing) -> Response:
    """Reject a line, and with it the rest of its kit."""
    return _changed(call, lambda once: rmas.reject_line(*call.means, line, body.why, once))


@router.post(f"{LINE}/hand-over", response_model=ShownRma)
def post_hand_over(line: ThisLine, call: Writing) -> Response:
    """Hand the reserved unit over to its courier."""
    return _changed(call, lambda once: fulfillment.hand_over(*call.means, line, once))


@router.post(f"{LINE}/shipment", response_model=ShownRma)
def post_shipment(line: ThisLine, body: ShippedUnit, call: Writing) -> Response:
    """Let the unit leave its depot."""
    return _changed(call, lambda once: fulfillment.ship(*call.means, line, body.value(), once))


@router.post(f"{LINE}/delivery", response_model=ShownRma)
def post_delivery(line: ThisLine, body: Arrival, call: Writing) -> Response:
    """Note when the replacement arrived; warranty and return dates follow."""
    return _changed(
        call, lambda once: fulfillment.deliver(*call.means, line, body.delivered_at, once)
    )


@router.post(f"{LINE}/return", response_model=ShownRma)
def post_return(line: ThisLine, body: ReturnedUnit, call: Writing) -> Response:
    """Take the defective part back; its serial must be the reported one."""
    return _changed(
        call, lambda once: fulfillment.receive_defective(*call.means, line, body.serial, once)
    )


@router.post(f"{LINE}/closure", response_model=ShownRma)
def post_closure(line: ThisLine, call: Writing) -> Response:
    """Close a line whose defective part is back, or stays with the customer by contract."""
    return _changed(call, lambda once: fulfillment.close(*call.means, line, once))


def _changed(call: Call, change: Callable[[Once[Rma]], Rma]) -> Response:
    """Change an RMA once, and show it as it is then."""
    return answered_once(call, _shown, change)


def _shown(rma: Rma) -> Answer:
    return answer(ShownRma.model_validate(rma), version=rma.version)


def _opened(rma: Rma) -> Answer:
    where = f"/v1/rmas/{rma.rma_number}"
    return answer(ShownRma.model_validate(rma), status=201, location=where, version=rma.version)
