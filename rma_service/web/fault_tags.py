"""The page of fault tags to print: one for each defective part that goes back."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from rma_service.domain.listed import ListedSite
from rma_service.domain.rma import CALLED_OFF
from rma_service.domain.rma_record import RmaLine
from rma_service.usecases.cases import rma_of
from rma_service.usecases.lists import sites_named
from rma_service.web.door import Visiting
from rma_service.web.rma_form import DATA
from rma_service.web.shell import page
from rma_service.wording import Moment, moment

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class FaultTag:
    """One fault tag in words. Source: product.md, "The fault tag"."""

    line_id: str
    customer: str
    place: str
    part_number: str
    faulty_serial: str
    platform: str
    product_serial: str
    fault_code: str
    observed: Moment
    symptom: str
    data: str
    replacement: str
    due: Moment | None


@router.get("/cases/{rma_number}/fault-tags")
def get_fault_tags(visit: Visiting, rma_number: str) -> Response:
    """Fault tags of the lines whose defective part goes back."""
    rma = rma_of(visit.database, visit.principal, rma_number)
    sites = sites_named(visit.database, rma)
    tags = [fault_tag(line, sites[line.reported.site_id]) for line in rma.lines if goes_back(line)]
    return page(visit.request, "fault_tags.html.j2", rma_number=rma.rma_number, tags=tags)


def goes_back(line: RmaLine) -> bool:
    """Whether the defective part of a line is asked back, as far as is known."""
    retained = line.progress.return_waived or line.reported.data_removed == "retained"
    return not retained and line.state not in CALLED_OFF


def fault_tag(line: RmaLine, site: ListedSite) -> FaultTag:
    """One fault tag in words."""
    reported, due_at = line.reported, line.progress.return_due_at
    return FaultTag(
        line_id=line.line_id,
        customer=site.customer,
        place=site.place,
        part_number=reported.part_number,
        faulty_serial=reported.faulty_serial or "",
        platform=reported.platform,
        product_serial=reported.product_serial,
        fault_code=reported.fault_code,
        observed=moment(reported.fault_observed_at, site.timezone),
        symptom=reported.symptom,
        data=dict(DATA).get(reported.data_removed, reported.data_removed),
        replacement=line.progress.shipped_serial or "",
        due=moment(due_at, site.timezone) if due_at else None,
    )
