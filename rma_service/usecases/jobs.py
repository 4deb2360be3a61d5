"""Ask for work that a worker does later, and see how far it is."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from rma_service.db import jobs
from rma_service.db.engine import Connection, Database
from rma_service.domain.errors import NotFound
from rma_service.domain.job import Job

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
        job = jobs.load_job(tx, job_id)
    if job is None:
        raise NotFound("There is no such job.")
    return job
