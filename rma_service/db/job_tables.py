"""Work that is done later: the jobs, and the workers that were seen doing them.

A worker's row is for people to look at. Whether a job may be taken over, its own row says.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, text

from rma_service.db.columns import document, instant, metadata, number, one_of, string
from rma_service.db.types import Instant
from rma_service.domain.job import JOB_STATES

job = Table(
    "job",
    metadata,
    Column("job_id", Text, primary_key=True),
    string("kind"),
    document("payload"),
    document("result", required=False),
    one_of("state", JOB_STATES),
    instant("due_at"),
    instant("lease_until", required=False),
    number("attempt"),
    string("error", required=False),
    string("created_by"),
    instant("created_at"),
    instant("finished_at", required=False),
    string("stage", required=False),
    number("steps_done", required=False),
    number("steps", required=False),
    Column("handed_back", Integer, nullable=False, server_default=text("0")),
    CheckConstraint("attempt >= 0", name="attempt"),
    CheckConstraint("0 <= handed_back AND handed_back <= attempt", name="handed_back"),
    Index("ix_job_state_due_at", "state", "due_at"),
)

worker = Table(
    "worker",
    metadata,
    Column("worker_id", Text, primary_key=True),
    string("machine"),
    number("process_id"),
    instant("started_at"),
    Column("seen_at", Instant, nullable=False, index=True),
    instant("ended_at", required=False),
    Column("job_id", Text, ForeignKey("job.job_id")),
)
