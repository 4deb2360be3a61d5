"""Jobs: how far they are, and called off."""

from fastapi import APIRouter
from starlette.responses import Response

from rma_service.api.dispatch_models import ShownJob
from rma_service.api.door import Reading, Writing, answer, answered, answered_once
from rma_service.usecases import jobs

router = APIRouter(tags=["Dispatch"])


@router.get("/v1/jobs/{job_id}", response_model=ShownJob)
def get_job(job_id: str, call: Reading) -> Response:
    """How far a job is, and what came of it."""
    return answered(call, answer(ShownJob.model_validate(jobs.job_of(call.database, job_id))))


@router.post("/v1/jobs/{job_id}/cancellation", response_model=ShownJob)
def post_cancellation(job_id: str, call: Writing) -> Response:
    """Call a job off; one that has ended in another way is not changed."""
    return answered_once(
        call,
        lambda job: answer(ShownJob.model_validate(job)),
        lambda once: jobs.cancel_job(*call.means, job_id, once),
    )
