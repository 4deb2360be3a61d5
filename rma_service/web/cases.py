"""Pages of cases: the list, one case, its promise, and the moves of its lines."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from fastapi import APIRouter
from starlette.responses import Response

from rma_service.domain.access import ACCESS, may
from rma_service.domain.listed import LineFilter, ListedLine
from rma_service.usecases.cases import history_of, periods_of, rma_of
from rma_service.usecases.clock_log import clock_choices
from rma_service.usecases.derivation import derivations_of
from rma_service.usecases.lists import PAGE_LINES, list_lines, names_of_things, sites_named
from rma_service.usecases.naming import names_for
from rma_service.usecases.targets import targets_of
from rma_service.web.case_moves import NOTHING_SENT, SentMove
from rma_service.web.case_view import CaseView, Reader, case_view
from rma_service.web.cases_view import SHEET_HEADER, cases_view, sheet_row
from rma_service.web.clock_forms import clock_forms
from rma_service.web.door import Visit, Visiting
from rma_service.web.faults import Fault
from rma_service.web.paging import address, marked, unmarked
from rma_service.web.sheets import MOST_ROWS, sheet
from rma_service.web.shell import page
from rma_service.web.targets_view import target_words

router = APIRouter(include_in_schema=False)


@router.get("/cases")
def get_cases(visit: Visiting) -> Response:
    """The lines that somebody may see, filtered, page by page."""
    wanted = _wanted(visit)
    lines, more = _listed(visit, wanted, PAGE_LINES)
    words = {"state": wanted.state, "verdict": wanted.verdict, "search": wanted.search}
    following = marked(lines[-1].opened_at, lines[-1].line_id) if more else ""
    view = cases_view(
        lines,
        visit.principal,
        wanted,
        visit.clock(),
        next_href=address("/cases", {**words, "after": following}) if more else "",
        csv_href=address("/cases.csv", words),
        may_open=may(visit.principal, ACCESS["GET", "/cases/new"]),
    )
    return page(visit.request, "cases.html.j2", view=view)


@router.get("/cases.csv")
def get_cases_csv(visit: Visiting) -> Response:
    """The same lines as a file."""
    lines, _ = _listed(visit, _wanted(visit), MOST_ROWS)
    return sheet("cases", SHEET_HEADER, map(sheet_row, lines))


@router.get("/cases/{rma_number}")
def get_case(visit: Visiting, rma_number: str) -> Response:
    """One case with everything that happened to it."""
    return case_page(visit, rma_number)


@router.get("/cases/{rma_number}/promise")
def get_promise(visit: Visiting, rma_number: str) -> Response:
    """What was promised for the lines of one case, as its partner reads it first."""
    return page(visit.request, "promise.html.j2", view=_seen(visit, rma_number, NOTHING_SENT))


def case_page(
    visit: Visit,
    rma_number: str,
    faults: tuple[Fault, ...] = (),
    status: int = 200,
    sent: SentMove = NOTHING_SENT,
    clock: tuple[Mapping[str, str], str] = ({}, ""),
) -> Response:
    """The page of one case, with what could not be done and what was entered for it.

    `clock` is what was entered for the clocks or the priority, and for which of them.
    """
    view = _seen(visit, rma_number, sent)
    choices = clock_choices(visit.database, visit.principal, rma_number)
    _, targets = targets_of(visit.database, visit.clock, visit.principal, rma_number)
    return page(
        visit.request,
        "case.html.j2",
        status,
        view=view,
        faults=faults,
        targets=target_words(targets),
        clocks=clock_forms(choices, visit.principal, *clock),
    )


def _seen(visit: Visit, rma_number: str, sent: SentMove) -> CaseView:
    rma = rma_of(visit.database, visit.principal, rma_number)
    history = history_of(visit.database, visit.principal, rma_number)
    sites = sites_named(visit.database, rma)
    found = derivations_of(visit.database, visit.principal, rma_number)
    people = {rma.opened_by, *(each.actor for each in history.events)}
    names = names_for(visit.database, visit.principal, people)
    things, periods = names_of_things(visit.database), periods_of(visit.database, rma)
    reader = Reader(visit.principal, visit.clock(), names, things, sent, periods)
    return case_view(rma, history.events, sites, found, reader)


def _wanted(visit: Visit) -> LineFilter:
    return LineFilter(*(visit.asked(name) for name in ("state", "verdict", "search")))


def _listed(visit: Visit, wanted: LineFilter, limit: int) -> tuple[list[ListedLine], bool]:
    after = cast("tuple[datetime, str] | None", unmarked(visit.asked("after"), datetime, str))
    return list_lines(visit.database, visit.principal, wanted, after, limit)
