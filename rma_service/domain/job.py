"""A piece of work that a worker does later, under a lease; and the workers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

JOB_STATES = ("due", "running", "done", "failed", "cancelled")
"""A job ends done, failed or cancelled; a failed one is parked until somebody asks again."""

MOST_ATTEMPTS = 5
"""Times that a job is tried before it is parked. Source: reliability.md, row 26."""


@dataclass(frozen=True, slots=True)
class Job:
    """One job; the attempt fences: who finishes must hold the newest one.

    An attempt that a worker handed back because it was stopped does not count as a try.
    """

    job_id: str
    kind: str
    payload: Mapping[str, object]
    result: Mapping[str, object] | None
    state: str
    due_at: datetime
    lease_until: datetime | None
    attempt: int
    error: str | None
    created_by: str
    created_at: datetime
    finished_at: datetime | None
    stage: str | None = None
    steps_done: int | None = None
    steps: int | None = None
    handed_back: int = 0

    @property
    def tries(self) -> int:
        """Times that it was tried and not handed back."""
        return self.attempt - self.handed_back


@dataclass(frozen=True, slots=True)
class WorkerSeen:
    """A worker as it was last seen; for people to look at, no lease depends on it."""

    worker_id: str
    machine: str
    process_id: int
    started_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None
    job_id: str | None = None
