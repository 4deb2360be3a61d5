"""Jobs under leases: whoever's lease ran out may be taken over, and finishes nothing any more."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from rma_service.db import tables as t
from rma_service.db.engine import Connection
from rma_service.domain.job import Job, Step


def insert_job(tx: Connection, job: Job) -> None:
    """Save a new job."""
    tx.execute(t.job.insert().values(asdict(job)))


def load_job(tx: Connection, job_id: str) -> Job | None:
    """Load a job."""
    row = tx.execute(select(t.job).where(t.job.c.job_id == job_id)).mappings().one_or_none()
    return None if row is None else Job(**row)


def is_job_ready(tx: Connection, at: datetime) -> bool:
    """Whether a job could be claimed; to look is cheaper than to claim."""
    return tx.execute(select(t.job.c.job_id).where(_ready(at)).limit(1)).first() is not None


def claim_job(tx: Connection, at: datetime, lease: timedelta) -> Job | None:
    """Take the job that is due longest, or whose lease ran out; None: there is none."""
    first = (
        select(t.job.c.job_id)
        .where(_ready(at))
        .order_by(t.job.c.due_at, t.job.c.job_id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    claimed = tx.execute(
        t.job.update()
        .where(t.job.c.job_id == first)
        .values(state="running", lease_until=at + lease, attempt=t.job.c.attempt + 1, **_NOT_BEGUN)
        .returning(t.job)
    )
    row = claimed.mappings().one_or_none()
    return None if row is None else Job(**row)


def renew_job(tx: Connection, job: Job, lease_until: datetime, step: Step) -> bool:
    """Hold a job longer and note how far it is; False: it is not held any more."""
    stage, done, steps = step
    return _changed(
        tx,
        job,
        {"lease_until": lease_until, "stage": stage, "steps_done": done, "steps": steps},
    )


def finish_job(tx: Connection, job: Job, result: Mapping[str, object], at: datetime) -> bool:
    """Note the result; False: somebody else holds the job now, and nothing changed."""
    return _changed(tx, job, _ended("done", at) | {"result": result})


def postpone_job(tx: Connection, job: Job, error: str, due_at: datetime) -> bool:
    """Let a job be tried again later; False as for `finish_job`."""
    return _changed(tx, job, _waiting(due_at) | {"error": error})


def hand_back_job(tx: Connection, job: Job, at: datetime) -> bool:
    """Let another worker take a job at once, as if it had not been tried; False as above."""
    return _changed(tx, job, _waiting(at) | {"handed_back": t.job.c.handed_back + 1})


def park_job(tx: Connection, job: Job, error: str, at: datetime) -> bool:
    """Give a job up with the reason; False as for `finish_job`."""
    return _changed(tx, job, _ended("failed", at) | {"error": error})


def cancel_job(tx: Connection, job_id: str, why: str, at: datetime) -> bool:
    """End a job that has not ended, whoever holds it; False: it has ended."""
    canceled = tx.execute(
        t.job.update()
        .where(t.job.c.job_id == job_id, t.job.c.state.in_(("due", "running")))
        .values(_ended("canceled", at) | {"error": why})
    )
    return canceled.rowcount == 1


_NOT_BEGUN = {"stage": None, "steps_done": None, "steps": None}


def _ended(state: str, at: datetime) -> dict[str, Any]:
    return {"state": state, "finished_at": at, "lease_until": None, **_NOT_BEGUN}


def _waiting(due_at: datetime) -> dict[str, Any]:
    return {"state": "due", "due_at": due_at, "lease_until": None, **_NOT_BEGUN}


def _ready(at: datetime) -> ColumnElement[bool]:
    return or_(
        and_(t.job.c.state == "due", t.job.c.due_at <= at),
        and_(t.job.c.state == "running", t.job.c.lease_until < at),
    )


def _changed(tx: Connection, job: Job, values: Mapping[str, Any]) -> bool:
    changed = tx.execute(
        t.job.update()
        .where(
            t.job.c.job_id == job.job_id,
            t.job.c.attempt == job.attempt,
            t.job.c.state == "running",
        )
        .values(values)
    )
    return changed.rowcount == 1
