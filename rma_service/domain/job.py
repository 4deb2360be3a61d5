"""A piece of work that a worker does later, under a lease."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

MOST_ATTEMPTS = 5
"""Times that a job is tried before it is parked. Source: reliability.md, row 26."""


@dataclass(frozen=True, slots=True)
class Job:
    """One job; the attempt fences: who finishes must hold the newest one."""

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
