"""The dispatch board: what needs a person first, and the plans."""

from datetime import datetime
from typing import cast

from fastapi import APIRouter
from starlette.responses import Response

from rma_service.domain.access import ACCESS, may
from rma_service.usecases.lists import PAGE_LINES, Queue, list_queue
from rma_service.usecases.naming import names_for
from rma_service.usecases.plans import LARGEST_VERSION, list_plans
from rma_service.web.board_view import Plans, board_view
from rma_service.web.cases_view import SHEET_HEADER, sheet_row
from rma_service.web.door import Visit, Visiting
from rma_service.web.paging import unmarked
from rma_service.web.sheets import MOST_ROWS, sheet
from rma_service.web.shell import page

router = APIRouter(include_in_schema=False)

PLANS_SHOWN = 10


@router.get("/board")
def get_board(visit: Visiting) -> Response:
    """The queue, one pile of it or all, and the newest plans."""
    rank = _rank(visit)
    may_plan = may(visit.principal, ACCESS["POST", "/board/plan"])
    queue = _queue(visit, rank, PAGE_LINES)
    view = board_view(queue, rank, _plans(visit), visit.clock(), may_plan=may_plan)
    return page(visit.request, "board.html.j2", view=view)


@router.get("/board.csv")
def get_board_csv(visit: Visiting) -> Response:
    """The same lines as a file."""
    queue = _queue(visit, _rank(visit), MOST_ROWS)
    return sheet("queue", SHEET_HEADER, map(sheet_row, queue.lines))


def _rank(visit: Visit) -> int | None:
    pile = visit.asked("pile")
    return int(pile) if pile.isascii() and pile.isdecimal() and len(pile) == 1 else None


def _queue(visit: Visit, rank: int | None, limit: int) -> Queue:
    place = unmarked(visit.asked("after"), int, datetime, str)
    after = cast("tuple[int, datetime, str] | None", place)
    return list_queue(visit.database, visit.clock(), rank, after, limit)


def _plans(visit: Visit) -> Plans:
    word = visit.asked("plans_before")
    known = word.isascii() and word.isdecimal() and len(word) < len(str(LARGEST_VERSION))
    before = int(word) if known else None
    found = list_plans(visit.database, before, PLANS_SHOWN + 1)
    shown = found[:PLANS_SHOWN]
    names = names_for(visit.database, visit.principal, {each.created_by for each in shown})
    older = shown[-1].plan_version if len(found) > PLANS_SHOWN else None
    return Plans(shown, names, older, first_page=before is None)
