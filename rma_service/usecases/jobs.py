"""Ask for work that a worker does later, and see how far it is."""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime

from rma_service.db import jobs
from rma_service.db.engine import Connection, Database
from rma_service.domain.errors import IllegalMove, NotFound
from rma_service.domain.job import Job
from rma_service.domain.people import Principal
from rma_service.usecases.once import Once, kept, writing

_TOKEN_BYTES = 12


def start_job(
    tx: Connection, kind: str, payload: Mapping[str, object], actor: str, at: datetime
) -> Job:
    """Note a job that is due at once."""
    job = Job(
        job_id=f"J-{secrets.token_hex(_TOKEN_BYTES)}",
        kind=kind,
        payload=payload,
        result=None,
        state="due",
        due_at=at,
        lease_until=None,
        attempt=0,
        error=None,
        created_by=actor,
        created_at=at,
        finished_at=None,
    )
    jobs.insert_job(tx, job)
    return job


def job_of(database: Database, job_id: str) -> Job:
    """Give a job as it stands.

    Raises
    ------
    NotFound
        When there is no such job.
    """
    with database.read() as tx:
        return _known(tx, job_id)


def cancel_job(
    database: Database,
    clock: Callable[[], datetime],
    principal: Principal,
    job_id: str,
    once: Once[Job] | None = None,
) -> Job:
    """Call a job off; a worker that does it notices within seconds, and keeps nothing of it.

    Raises
    ------
    NotFound
        When there is no such job.
    IllegalMove
        When it has ended in another way.
    """
    why = f"{principal.name or principal.principal_id} called it off."
    with writing(database, once) as tx:
        canceled = jobs.cancel_job(tx, job_id, why, clock())
        job = _known(tx, job_id)
        if not canceled and job.state != "canceled":
            raise IllegalMove(f"The job has ended already: it is {job.state}.")
        return kept(tx, once, job)


def _known(tx: Connection, job_id: str) -> Job:
    job = jobs.load_job(tx, job_id)
    if job is None:
        raise NotFound("There is no such job.")
    return job
