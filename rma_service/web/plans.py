"""Pages of plans: ask for one, review it, wish otherwise, see what differs, approve."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from rma_service.domain.access import ACCESS, may
from rma_service.domain.errors import Conflicts, IllegalMove, Refused, StaleVersion
from rma_service.domain.plan_record import WishList
from rma_service.usecases.approval import approve_plan
from rma_service.usecases.dispatch import replan, start_plan
from rma_service.usecases.naming import names_for
from rma_service.usecases.plans import StoredPlan, compare_plans, plan_of
from rma_service.web.conflict_words import conflict_words
from rma_service.web.difference_view import difference_view
from rma_service.web.door import Posted, Visit, Visiting, once_then_go
from rma_service.web.faults import Fault
from rma_service.web.jobs import job_href
from rma_service.web.plan_map import map_view
from rma_service.web.plan_review import SURE, review_of, sent_wishes, wish_form
from rma_service.web.plan_sheet import SHEET_HEADER, sheet_row
from rma_service.web.plan_view import plan_view
from rma_service.web.sheets import sheet
from rma_service.web.shell import go, page
from rma_service.web.world_map import HEIGHT, WIDTH, edge_path, land_path

router = APIRouter(include_in_schema=False)


@router.post("/board/plan")
def post_plan(visit: Visiting, form: Posted) -> Response:
    """Ask for a plan of all open lines, and lead on to where it is seen being made."""
    return once_then_go(
        visit,
        form,
        lambda once: start_plan(*visit.means, WishList(), once),
        job_href,
    )


@router.get("/plans/{plan_version}")
def get_plan(visit: Visiting, plan_version: int) -> Response:
    """A plan to review, line by line."""
    return plan_page(visit, plan_of(visit.database, plan_version))


@router.post("/plans/{plan_version}/again")
def post_again(visit: Visiting, form: Posted, plan_version: int) -> Response:
    """Plan again with what is pinned and left out, or say why that cannot be."""
    stored = plan_of(visit.database, plan_version)
    wishes = sent_wishes(form)
    try:
        return once_then_go(
            visit,
            form,
            lambda once: replan(*visit.means, plan_version, wishes, once),
            job_href,
        )
    except Refused as refused:
        faults = [Fault(each) for each in refused.sentences]
        return plan_page(visit, stored, faults, status=422)


@router.get("/plans/{plan_version}/difference")
def get_difference(visit: Visiting, plan_version: int) -> Response:
    """What differs between a plan and another: the one that was asked for, or that it is from."""
    record = plan_of(visit.database, plan_version).record
    against = _named(visit) or record.wishes.again_of or record.base_version
    if against in (None, plan_version):
        return go(f"/plans/{plan_version}")
    found = compare_plans(visit.database, against, plan_version)
    network = plan_of(visit.database, plan_version).network
    view = difference_view(found.comparison, network, f"Plan {against}", f"Plan {plan_version}")
    return page(
        visit.request,
        "difference.html.j2",
        diff=view,
        version=plan_version,
        against=against,
        only_before=found.only_in_base,
        only_after=found.only_in_other,
    )


@router.post("/plans/{plan_version}/approve")
def post_approve(visit: Visiting, form: Posted, plan_version: int) -> Response:
    """Reserve every unit of a plan, or show what stands in its way; then nothing is reserved."""
    stored = plan_of(visit.database, plan_version)
    if stored.record.degraded and not form.text(SURE):
        return plan_page(visit, stored, [Fault(NOT_SURE, SURE)], status=422)
    try:
        return once_then_go(
            visit,
            form,
            lambda once: approve_plan(*visit.means, plan_version, once),
            lambda _: f"/plans/{plan_version}?said=approved",
        )
    except Conflicts as conflicts:
        now = plan_of(visit.database, plan_version)
        return plan_page(visit, now, conflicts=conflicts, status=409)
    except (IllegalMove, StaleVersion, Refused) as refused:
        now = plan_of(visit.database, plan_version)
        return plan_page(visit, now, [Fault(str(refused))], status=409)


@router.get("/plans/{plan_version}/lines.csv")
def get_lines_csv(visit: Visiting, plan_version: int) -> Response:
    """The lines of a plan as a file."""
    stored = plan_of(visit.database, plan_version)
    rows = map(sheet_row, stored.plan.lines)
    return sheet(f"plan-{plan_version}", SHEET_HEADER, rows)


def plan_page(
    visit: Visit,
    stored: StoredPlan,
    faults: Sequence[Fault] = (),
    *,
    conflicts: Conflicts | None = None,
    status: int = 200,
) -> Response:
    """The review of a plan, with what could not be done."""
    record = stored.record
    people = {each for each in (record.created_by, record.approved_by) if each}
    names = names_for(visit.database, visit.principal, people)
    return page(
        visit.request,
        "plan_review.html.j2",
        status,
        review=review_of(stored, names, visit.clock(), may_approve=_may(visit, "POST", "approve")),
        wishes=wish_form(stored) if _may(visit, "POST", "again") else None,
        faults=faults,
        conflict=str(conflicts or ""),
        conflicts=[conflict_words(each) for each in conflicts.conflicts] if conflicts else [],
        version=record.plan_version,
        **_drawn(stored),
    )


NOT_SURE = "This plan was made without proof. Say that you approve it all the same."
"""What stands beside the box that nobody has checked."""


def _named(visit: Visit) -> int | None:
    """The plan to compare with that the address names."""
    word = visit.asked("against")
    return int(word) if word.isascii() and word.isdecimal() and len(word) < 10 else None  # noqa: PLR2004 - plans are numbered up to ten digits


def _drawn(stored: StoredPlan) -> dict[str, Any]:
    plan, network = stored.plan, stored.network
    view = plan_view(plan, network)
    return {
        "view": view,
        "figures": view.figures,
        "input_hash": plan.input_hash,
        "world": map_view(plan, network),
        "map_size": (WIDTH, HEIGHT),
        "land": land_path(),
        "edge": edge_path(),
    }


def _may(visit: Visit, method: str, deed: str) -> bool:
    return may(visit.principal, ACCESS[method, f"/plans/{{plan_version}}/{deed}"])
