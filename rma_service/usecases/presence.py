"""A worker among others: who it is, when it was seen, and whether it was told to stop."""

import os
import platform
import secrets
import threading
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from rma_service.db import workers
from rma_service.db.engine import Connection
from rma_service.domain.job import WorkerSeen

SILENCE = timedelta(minutes=1)
"""A worker that was not seen for so long is not counted any more."""

MEMORY = timedelta(days=1)
"""How long a worker that is gone is remembered."""

_TOKEN_BYTES = 6


@dataclass(slots=True)
class Presence:
    """One worker, as it shows itself."""

    seen: WorkerSeen
    told_to_stop: threading.Event = field(default_factory=threading.Event)

    @classmethod
    def here(cls, at: datetime) -> "Presence":
        """A new worker in this process; no two are the same, whatever numbers processes get."""
        return cls(
            WorkerSeen(
                worker_id=f"W-{secrets.token_hex(_TOKEN_BYTES)}",
                machine=platform.node(),
                process_id=os.getpid(),
                started_at=at,
                seen_at=at,
            )
        )

    def show(self, tx: Connection, at: datetime, job_id: str | None = None) -> None:
        """Be seen, at work on a job or without one."""
        workers.save_worker(tx, replace(self.seen, seen_at=at, job_id=job_id))

    def leave(self, tx: Connection, at: datetime) -> None:
        """Be seen for the last time, and forget those who left long ago."""
        workers.save_worker(tx, replace(self.seen, seen_at=at, ended_at=at))
        workers.forget_workers(tx, at - MEMORY)
