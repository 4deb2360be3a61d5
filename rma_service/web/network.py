"""Pages of the network: depots on the map, shelves with what is coming, and whether all is well."""

from typing import cast

from fastapi import APIRouter
from starlette.responses import Response

from rma_service.usecases.health import health_of
from rma_service.usecases.lists import (
    PAGE_LINES,
    list_depots,
    list_shelves,
    present_network,
)
from rma_service.web.cases_view import shown_words
from rma_service.web.door import Visit, Visiting
from rma_service.web.error_page import no_network_page
from rma_service.web.health_view import health_view
from rma_service.web.network_view import (
    DEPOT_HEADER,
    SHEET_HEADER,
    depot_map,
    depot_row,
    depot_sheet_row,
    network_lead,
    sheet_row,
    shelf_row,
)
from rma_service.web.paging import address, marked, unmarked
from rma_service.web.sheets import MOST_ROWS, sheet
from rma_service.web.shell import page
from rma_service.web.world_map import HEIGHT, WIDTH, edge_path, land_path

router = APIRouter(include_in_schema=False)


@router.get("/network")
def get_network(visit: Visiting) -> Response:
    """Every depot, on the map and in a table."""
    depots = list_depots(visit.database)
    if not depots:
        return no_network_page(visit.request)
    return page(
        visit.request,
        "network.html.j2",
        lead=network_lead(depots),
        depots=[depot_row(each) for each in depots],
        world=depot_map(depots, present_network(visit.database)),
        map_size=(WIDTH, HEIGHT),
        land=land_path(),
        edge=edge_path(),
    )


@router.get("/network.csv")
def get_network_csv(visit: Visiting) -> Response:
    """The same depots as a file."""
    return sheet("depots", DEPOT_HEADER, map(depot_sheet_row, list_depots(visit.database)))


@router.get("/stock")
def get_stock(visit: Visiting) -> Response:
    """Shelves by part, filtered, page by page."""
    search, depot = visit.asked("search"), visit.asked("depot")
    after = cast("tuple[str, str] | None", unmarked(visit.asked("after"), str, str))
    shelves, more = list_shelves(visit.database, search, depot, after)
    words = {"search": search, "depot": depot}
    following = marked(shelves[-1].part_number, shelves[-1].depot_id) if more else ""
    return page(
        visit.request,
        "stock.html.j2",
        search=search,
        depot=depot,
        depots=_depot_choices(visit),
        rows=[shelf_row(each) for each in shelves],
        next_href=address("/stock", {**words, "after": following}) if more else "",
        csv_href=address("/stock.csv", words),
        shown=shown_words(min(len(shelves), PAGE_LINES), more=more),
    )


@router.get("/stock.csv")
def get_stock_csv(visit: Visiting) -> Response:
    """The same shelves as a file."""
    shelves, _ = list_shelves(
        visit.database, visit.asked("search"), visit.asked("depot"), limit=MOST_ROWS
    )
    return sheet("stock", SHEET_HEADER, map(sheet_row, shelves))


@router.get("/health")
def get_health(visit: Visiting) -> Response:
    """What the service stands on, and whether it is sound."""
    return page(
        visit.request, "health.html.j2", view=health_view(health_of(visit.database, visit.clock))
    )


def _depot_choices(visit: Visit) -> list[tuple[str, str]]:
    return [
        (each.depot_id, f"{each.depot_id}, {each.name}") for each in list_depots(visit.database)
    ]
