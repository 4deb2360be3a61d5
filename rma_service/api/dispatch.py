"""Dispatch plans: asked for, looked at, asked for again, compared, approved."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field
from starlette.responses import Response

from rma_service.api.dispatch_models import (
    ShownDifference,
    ShownJob,
    ShownPlan,
    ShownPlanRecord,
    ShownPlans,
    WishesWish,
)
from rma_service.api.door import Reading, Writing, answer, answered, answered_once
from rma_service.api.models import Strict
from rma_service.api.paging import LARGEST, Page, number_part, paged, position
from rma_service.domain.job import Job
from rma_service.domain.once import Answer
from rma_service.domain.plan_record import PlanRecord
from rma_service.usecases import approval, dispatch, plans

router = APIRouter(tags=["Dispatch"])

PlanVersion = Annotated[int, Path(ge=1, le=LARGEST)]


class OtherPlan(Strict):
    """The plan to compare with."""

    to: Annotated[int, Field(ge=1, le=LARGEST, strict=False)]


@router.post("/v1/plans", status_code=202, response_model=ShownJob)
def post_plan(body: WishesWish, call: Writing) -> Response:
    """Ask for a plan of all open lines; the answer is the job that makes it."""
    return answered_once(
        call, accepted, lambda once: dispatch.start_plan(*call.means, body.value(), once)
    )


@router.get("/v1/plans", response_model=ShownPlans)
def get_plans(call: Reading, page: Annotated[Page, Query()]) -> Response:
    """Plans, the newest first."""
    key = position(call, page, number_part)
    before = key[0] if key else None
    rows = plans.list_plans(call.database, before, page.limit + 1)
    return paged(
        call,
        page,
        rows,
        key=lambda record: [str(record.plan_version)],
        body=lambda shown: ShownPlans(items=[_record(record) for record in shown]),
    )


@router.get("/v1/plans/{plan_version}", response_model=ShownPlan)
def get_plan(plan_version: PlanVersion, call: Reading) -> Response:
    """One plan with its whole document."""
    record, document = plans.document_of(call.database, plan_version)
    return answered(call, answer(ShownPlan(record=_record(record), document=dict(document))))


@router.get(
    "/v1/plans/{plan_version}/problem",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}},
)
def get_problem_file(plan_version: PlanVersion, call: Reading) -> Response:
    """The problem file of a plan, by which anybody can solve the same question."""
    content = plans.problem_file_of(call.database, plan_version)
    return Response(content, media_type="application/octet-stream")


@router.get("/v1/plans/{plan_version}/difference", response_model=ShownDifference)
def get_difference(
    plan_version: PlanVersion, call: Reading, other: Annotated[OtherPlan, Query()]
) -> Response:
    """What another plan changes, on the lines that both answer."""
    difference = plans.compare_plans(call.database, plan_version, other.to)
    return answered(call, answer(ShownDifference.of(difference)))


@router.post("/v1/plans/{plan_version}/again", status_code=202, response_model=ShownJob)
def post_again(plan_version: PlanVersion, body: WishesWish, call: Writing) -> Response:
    """Ask for a plan again with other wishes; lines to keep go as this plan sends them."""
    return answered_once(
        call,
        accepted,
        lambda once: dispatch.replan(*call.means, plan_version, body.value(), once),
    )


@router.post("/v1/plans/{plan_version}/approval", response_model=ShownPlanRecord)
def post_approval(plan_version: PlanVersion, call: Writing) -> Response:
    """Approve a plan: all its units are held, or 409 names every conflict and none is."""
    return answered_once(
        call,
        lambda record: answer(_record(record)),
        lambda once: approval.approve_plan(*call.means, plan_version, once),
    )


def _record(record: PlanRecord) -> ShownPlanRecord:
    return ShownPlanRecord.model_validate(record)


def accepted(job: Job) -> Answer:
    """Tell which job was begun, and where it is seen."""
    return answer(ShownJob.model_validate(job), status=202, location=f"/v1/jobs/{job.job_id}")
