"""The dispatch board: what needs a person first, and the plans."""

from datetime import datetime
from typing import cast

from fastapi import APIRouter
from starlette.responses import Response

from rma_service.domain.access import ACCESS, may
from rma_service.usecases.lists import list_queue
from rma_service.usecases.plans import list_plans
from rma_service.web.board_view import board_view
from rma_service.web.door import Visiting
from rma_service.web.paging import unmarked
from rma_service.web.shell import page

router = APIRouter(include_in_schema=False)

PLANS_SHOWN = 20


@router.get("/board")
def get_board(visit: Visiting) -> Response:
    """The queue, one pile of it or all, and the newest plans."""
    now, pile = visit.clock(), visit.asked("pile")
    rank = int(pile) if pile.isdecimal() and len(pile) == 1 else None
    place = unmarked(visit.asked("after"), int, datetime, str)
    queue = list_queue(visit.database, now, rank, cast("tuple[int, datetime, str] | None", place))
    plans = list_plans(visit.database, limit=PLANS_SHOWN)
    may_plan = may(visit.principal, ACCESS["POST", "/board/plan"])
    view = board_view(queue, rank, plans, now, may_plan=may_plan)
    return page(visit.request, "board.html.j2", view=view)
