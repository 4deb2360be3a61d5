"""The page of a job: how far it is, and where its result stands."""

from contextlib import suppress
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from rma_service.domain.access import ACCESS, may
from rma_service.domain.errors import IllegalMove
from rma_service.domain.job import Job
from rma_service.usecases.health import workers_seen
from rma_service.usecases.jobs import cancel_job, job_of
from rma_service.web.door import Visit, Visiting
from rma_service.web.shell import go, lead_on, page

router = APIRouter(include_in_schema=False)

TITLES = {
    "plan": ("Dispatch", "A plan is being made", "Plan all open lines"),
    "what_if": ("Planning", "A question is being answered", "What if"),
}
"""Kicker, title while it runs, and title when it failed, for each kind of job."""


KIND_WORDS = {"plan": "Plan", "what_if": "What if"}
"""What a person calls each kind of job."""

ENDED = {"failed": "It could not be done.", "canceled": "It was called off."}
"""What stands over a job that ended without a result."""

STAGE_WORDS = {
    "read": "Reading the open lines",
    "begin": "Starting the solver",
    "options": "Finding every way to serve each line",
    "solve": "Choosing the best ways of all lines together",
    "check": "Checking every claim again",
    "keep": "Storing the answer",
}
"""What a person reads of each stage."""

CHANGED = "_changed"
"""How stages end that look at the changed network."""

TURN, NOBODY = "Waiting its turn", "Waiting; no worker was seen in the last minute"


@dataclass(frozen=True, slots=True)
class JobView:
    """The job in words; `percent` is missing while it waits, `news` once nothing has changed."""

    kicker: str
    title: str
    lead: str
    href: str
    running: bool
    word: str
    stage: str
    seen: str
    news: bool
    percent: int | None
    may_cancel: bool
    outcome: str
    back_href: str


@router.get("/jobs/{job_id}")
def get_job(visit: Visiting, job_id: str) -> Response:
    """How far a job is; one that is done leads on to its result."""
    job = job_of(visit.database, job_id)
    seen = visit.asked("seen")
    if job.state == "done":
        return lead_on(visit.request, result_href(job))
    if job.state in ENDED and seen:
        return lead_on(visit.request, job_href(job))
    waiting = "" if job.state != "due" else _waiting(visit)
    may_cancel = may(visit.principal, ACCESS["POST", "/jobs/{job_id}/cancel"])
    view = job_view(job, waiting, seen, may_cancel=may_cancel)
    return page(visit.request, "job.html.j2", view=view)


@router.post("/jobs/{job_id}/cancel")
def post_cancel(visit: Visiting, job_id: str) -> Response:
    """Call a job off; one that ended meanwhile shows how."""
    with suppress(IllegalMove):
        cancel_job(*visit.means, job_id)
    return go(f"/jobs/{job_id}")


def _waiting(visit: Visit) -> str:
    return TURN if workers_seen(visit.database, visit.clock) else NOBODY


def job_href(job: Job) -> str:
    """Where a job is seen being done."""
    return f"/jobs/{job.job_id}"


def result_href(job: Job) -> str:
    """Where the result of a job stands."""
    if job.kind == "what_if" or job.result is None:
        return f"/what-if/{job.job_id}"
    version = job.result["plan_version"]
    again = job.payload.get("again_of")
    return f"/plans/{version}/difference" if again else f"/plans/{version}"


def job_view(job: Job, waiting: str = TURN, seen: str = "", *, may_cancel: bool = False) -> JobView:
    """A job that is not done, in words; `seen` is the stage that the page shows already."""
    kicker, running, title = TITLES[job.kind]
    ended = job.state in ENDED
    key = job.stage or job.state
    return JobView(
        kicker=kicker,
        title=title if ended else running,
        lead=ENDED.get(job.state, "The open lines are read, solved and checked."),
        href=job_href(job),
        running=not ended,
        word="Why not" if ended else "How far it is",
        stage=stage_words(job.stage) if job.stage else waiting,
        seen=key,
        news=seen not in {"", key},
        percent=None if job.share is None else int(job.share * 100),
        may_cancel=may_cancel,
        outcome=job.error or "No reason is known.",
        back_href="/what-if" if job.kind == "what_if" else "/board",
    )


def stage_words(stage: str) -> str:
    """A stage as a person reads it."""
    word = STAGE_WORDS.get(stage.removesuffix(CHANGED), stage)
    return f"{word}, in the changed network" if stage.endswith(CHANGED) else word
