"""The page of a job: how far it is, and where its result stands."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from rma_service.domain.job import Job
from rma_service.usecases.jobs import job_of
from rma_service.web.door import Visiting
from rma_service.web.shell import lead_on, page

router = APIRouter(include_in_schema=False)

TITLES = {
    "plan": ("Dispatch", "A plan is being made", "Plan all open lines"),
    "what_if": ("Planning", "A question is being answered", "What if"),
}
"""Kicker, title while it runs, and title when it failed, for each kind of job."""


@dataclass(frozen=True, slots=True)
class JobView:
    """The job in words."""

    kicker: str
    title: str
    lead: str
    href: str
    running: bool
    word: str
    outcome: str
    back_href: str


@router.get("/jobs/{job_id}")
def get_job(visit: Visiting, job_id: str) -> Response:
    """How far a job is; one that is done leads on to its result."""
    job = job_of(visit.database, job_id)
    if job.state == "done":
        return lead_on(visit.request, result_href(job))
    return page(visit.request, "job.html.j2", view=job_view(job))


def result_href(job: Job) -> str:
    """Where the result of a job stands."""
    if job.kind == "what_if" or job.result is None:
        return f"/what-if/{job.job_id}"
    version = job.result["plan_version"]
    again = job.payload.get("again_of")
    return f"/plans/{version}/difference" if again else f"/plans/{version}"


def job_view(job: Job) -> JobView:
    """A job that is not done, in words."""
    failed = job.state == "failed"
    kicker, running, title = TITLES[job.kind]
    return JobView(
        kicker=kicker,
        title=title if failed else running,
        lead="It could not be done." if failed else "The open lines are read, solved and checked.",
        href=f"/jobs/{job.job_id}",
        running=not failed,
        word="Why not" if failed else "At work" if job.state == "running" else "Waiting its turn",
        outcome=job.error or "No reason is known.",
        back_href="/what-if" if job.kind == "what_if" else "/board",
    )
