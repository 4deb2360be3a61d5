"""Lists to look through: lines, the queue, depots, shelves, and what an RMA may name."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from rma_service.api.door import Reading, answer, answered
from rma_service.api.list_models import (
    Choice,
    ChoicesShown,
    DepotShown,
    DepotsShown,
    LinePage,
    LinesShown,
    ListedLineShown,
    QueuedLineShown,
    QueuePage,
    QueueShown,
    ShelfShown,
    SiteChoice,
    StockPage,
    StockShown,
)
from rma_service.api.paging import instant_part, number_part, paged, position, text_part
from rma_service.usecases import lists

router = APIRouter(tags=["Lists"])


@router.get("/v1/lines", response_model=LinesShown)
def get_lines(call: Reading, page: Annotated[LinePage, Query()]) -> Response:
    """Lines that you may see, those of the newest RMAs first."""
    after = position(call, page, instant_part, text_part)
    rows, _ = lists.list_lines(call.database, call.principal, page.wanted(), after, page.limit + 1)
    return paged(
        call,
        page,
        rows,
        key=lambda line: [line.opened_at.isoformat(), line.line_id],
        body=lambda shown: LinesShown(items=[ListedLineShown.model_validate(row) for row in shown]),
    )


@router.get("/v1/queue", response_model=QueueShown)
def get_queue(call: Reading, page: Annotated[QueuePage, Query()]) -> Response:
    """Lines whose part has not left: what needs a person first, then what is due first."""
    after = position(call, page, number_part, instant_part, text_part)
    found = lists.list_queue(call.database, call.clock(), page.rank, after, page.limit + 1)
    counts = {str(rank): lines for rank, lines in sorted(found.counts.items())}
    return paged(
        call,
        page,
        found.lines,
        key=lambda line: [str(line.rank), line.queue_at.isoformat(), line.line_id],
        body=lambda shown: QueueShown(
            items=[QueuedLineShown.model_validate(row) for row in shown], counts=counts
        ),
    )


@router.get("/v1/depots", response_model=DepotsShown)
def get_depots(call: Reading) -> Response:
    """Every depot in use with the sums of its shelves."""
    depots = lists.list_depots(call.database)
    return answered(
        call, answer(DepotsShown(items=[DepotShown.model_validate(each) for each in depots]))
    )


@router.get("/v1/stock", response_model=StockShown)
def get_stock(call: Reading, page: Annotated[StockPage, Query()]) -> Response:
    """Shelves by part and depot, with what is coming to them."""
    after = position(call, page, text_part, text_part)
    rows, _ = lists.list_shelves(
        call.database, page.search or "", page.depot_id or "", after, page.limit + 1
    )
    return paged(
        call,
        page,
        rows,
        key=lambda shelf: [shelf.part_number, shelf.depot_id],
        body=lambda shown: StockShown(items=[ShelfShown.model_validate(row) for row in shown]),
    )


@router.get("/v1/choices", response_model=ChoicesShown)
def get_choices(call: Reading) -> Response:
    """What you may name in an RMA: sites, platforms, part numbers, fault codes, priorities."""
    found = lists.form_choices(call.database, call.principal)
    shown = ChoicesShown(
        sites=[SiteChoice.model_validate(site) for site in found.sites],
        platforms=_choices(found.platforms),
        parts=_choices(found.parts),
        fault_codes=_choices(found.faults),
        priorities=_choices(found.priorities),
    )
    return answered(call, answer(shown))


def _choices(pairs: Iterable[tuple[str, str]]) -> list[Choice]:
    return [Choice(code=code, words=words) for code, words in pairs]
