"""Targets of an RMA: read them, tell their clocks what happened, change the priority."""

from fastapi import APIRouter
from starlette.responses import Response

from rma_service.api.door import Reading, Writing, answer, answered, answered_once
from rma_service.api.rma_models import ShownRma
from rma_service.api.rmas import RMA, ThisRma
from rma_service.api.target_models import ClockWish, PriorityWish, ShownTargets, shown_target
from rma_service.domain.once import Answer
from rma_service.domain.rma_record import Rma
from rma_service.usecases.clock_log import record_clock_event
from rma_service.usecases.priority import change_priority
from rma_service.usecases.targets import targets_of

router = APIRouter(tags=["RMAs"])


@router.get(f"{RMA}/targets", response_model=ShownTargets)
def get_targets(rma_number: str, call: Reading) -> Response:
    """Every target of an RMA: its value and clause, how it stands, and what it was before."""
    rma, targets = targets_of(call.database, call.clock, call.principal, rma_number)
    items = [shown_target(each) for each in targets]
    return answered(
        call, answer(ShownTargets(rma_number=rma_number, version=rma.version, items=items))
    )


@router.post(f"{RMA}/clock-events", response_model=ShownRma)
def post_clock_event(rma: ThisRma, body: ClockWish, call: Writing) -> Response:
    """Tell the clocks of an RMA what happened; what that moves is derived anew."""
    return answered_once(
        call, _shown, lambda once: record_clock_event(*call.means, rma, body.news(), once)
    )


@router.post(f"{RMA}/priority", response_model=ShownRma)
def post_priority(rma: ThisRma, body: PriorityWish, call: Writing) -> Response:
    """Change the priority of an RMA; every target that still runs is derived anew."""
    return answered_once(
        call, _shown, lambda once: change_priority(*call.means, rma, body.wanted(), once)
    )


def _shown(rma: Rma) -> Answer:
    return answer(ShownRma.model_validate(rma), version=rma.version)
