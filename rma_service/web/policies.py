"""Pages of policies: what they say, and the targets that new rules or data would move."""

from fastapi import APIRouter
from starlette.responses import Response

from rma_service.domain.access import ACCESS, may
from rma_service.domain.errors import Conflicts
from rma_service.usecases.confirming import confirm_changes
from rma_service.usecases.policy_texts import list_policies, read_policy
from rma_service.usecases.target_changes import changes_of
from rma_service.web.door import Posted, Visit, Visiting, once_then_go
from rma_service.web.faults import Fault
from rma_service.web.policies_view import (
    SHEET_HEADER,
    changes_view,
    policy_rows,
    policy_view,
    sheet_row,
)
from rma_service.web.sheets import sheet
from rma_service.web.shell import page

router = APIRouter(include_in_schema=False)


@router.get("/policies")
def get_policies(visit: Visiting) -> Response:
    """Policies with their editions, and targets that would move."""
    return _listed(visit)


@router.get("/policies.csv")
def get_policies_csv(visit: Visiting) -> Response:
    """Targets that would move, as a file."""
    moving = changes_of(visit.database).moving
    return sheet("target-changes", SHEET_HEADER, map(sheet_row, moving))


@router.post("/policies/confirmation")
def post_confirmation(visit: Visiting, form: Posted) -> Response:
    """Change the targets of the list that was read, or show the list that it is by now."""
    try:
        return once_then_go(
            visit,
            form,
            lambda once: confirm_changes(*visit.means, form.text("digest"), once),
            lambda _: "/policies?said=targets-confirmed",
        )
    except Conflicts as conflict:
        return _listed(visit, (Fault(str(conflict)),), status=409)


@router.get("/policies/{name}")
def get_policy(visit: Visiting, name: str) -> Response:
    """One policy with targets, parameters and exclusions of every edition."""
    found = read_policy(visit.database, visit.principal, name)
    return page(
        visit.request,
        "policy.html.j2",
        view=policy_view(found),
        may_list=may(visit.principal, ACCESS["GET", "/policies"]),
    )


def _listed(visit: Visit, faults: tuple[Fault, ...] = (), status: int = 200) -> Response:
    return page(
        visit.request,
        "policies.html.j2",
        status,
        policies=policy_rows(list_policies(visit.database, visit.principal)),
        view=changes_view(changes_of(visit.database)),
        may_confirm=may(visit.principal, ACCESS["POST", "/policies/confirmation"]),
        faults=faults,
    )
