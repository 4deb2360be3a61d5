"""A piece of work that a worker does later, under a lease; and the workers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

JOB_STATES = ("due", "running", "done", "failed", "canceled")
"""A job ends done, failed or canceled; a failed one is parked until somebody asks again."""

MOST_ATTEMPTS = 5
"""Times that a job is tried before it is parked. Source: docs/operating.md, "Jobs and workers"."""

Step = tuple[str, int, int]
"""How far a job is: stage, steps done, steps in all."""

_SOLVING = ("begin", "options", "solve", "check")

STAGES: Mapping[str, Sequence[str]] = {
    "plan": ("read", *_SOLVING, "keep"),
    "what_if": ("read", *_SOLVING, *(f"{stage}_changed" for stage in _SOLVING), "keep"),
}
"""Stages of each kind of job, in their order; what-if solves the changed network second."""


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

    @property
    def share(self) -> float | None:
        """How much of its stages is done, from 0 to 1; None: it is not at work."""
        stages = STAGES.get(self.kind, ())
        if self.stage not in stages or self.steps_done is None or not self.steps:
            return None
        return (stages.index(self.stage) + self.steps_done / self.steps) / len(stages)


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
