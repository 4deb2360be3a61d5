"""What the database says about itself, and what is counted in it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select

from optimizer.dispatch.problem import Verdict
from rma_service.db import tables as t
from rma_service.db.engine import Connection
from rma_service.domain.job import JOB_STATES, Job
from rma_service.domain.rma import State

NOT_TOLD = "not_told"
"""What stands for the verdict of an open line that nothing was promised about yet."""


def library(tx: Connection) -> str:
    """Say which program keeps a database; of SQLite, with which journal."""
    if tx.dialect.name == "postgresql":
        return f"PostgreSQL {tx.exec_driver_sql('SHOW server_version').scalar_one()}"
    version = tx.exec_driver_sql("SELECT sqlite_version()").scalar_one()
    journal = tx.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    return f"SQLite {version}, journal {journal.upper()}"


def count_jobs(tx: Connection) -> Mapping[str, int]:
    """How many jobs are in each state; none is none."""
    rows = tx.execute(select(t.job.c.state, func.count().label("number")).group_by(t.job.c.state))
    counted = {row.state: row.number for row in rows}
    return dict.fromkeys(JOB_STATES, 0) | counted


def longest_due(tx: Connection) -> datetime | None:
    """Since when the job that waits longest is due."""
    due: datetime | None = tx.execute(
        select(func.min(t.job.c.due_at)).where(t.job.c.state == "due")
    ).scalar_one()
    return due


def parked_jobs(tx: Connection, limit: int) -> Sequence[Job]:
    """Jobs that were given up, the newest first."""
    rows = tx.execute(
        select(t.job)
        .where(t.job.c.state == "failed")
        .order_by(t.job.c.finished_at.desc(), t.job.c.job_id)
        .limit(limit)
    )
    return [Job(**row) for row in rows.mappings()]


def count_open_lines(tx: Connection) -> Mapping[str, int]:
    """How many open lines have each verdict; none is none."""
    verdict = func.coalesce(t.promise.c.verdict, NOT_TOLD)
    rows = tx.execute(
        select(verdict.label("verdict"), func.count().label("number"))
        .select_from(t.rma_line.outerjoin(t.promise))
        .where(t.rma_line.c.state == State.OPEN)
        .group_by(verdict)
    )
    every = (*Verdict, NOT_TOLD)
    counted = {row.verdict: row.number for row in rows}
    return dict.fromkeys(map(str, every), 0) | counted
