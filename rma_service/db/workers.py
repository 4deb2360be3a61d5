"""Workers as they were seen last; for people to look at."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select

from rma_service.db import tables as t
from rma_service.db.engine import Connection
from rma_service.domain.job import WorkerSeen


def save_worker(tx: Connection, seen: WorkerSeen) -> None:
    """Note a worker as it is now."""
    row = asdict(seen)
    changed = tx.execute(
        t.worker.update().where(t.worker.c.worker_id == seen.worker_id).values(row)
    )
    if changed.rowcount == 0:
        tx.execute(t.worker.insert().values(row))


def workers_at_work(tx: Connection, since: datetime) -> list[WorkerSeen]:
    """Workers that were seen since an instant and have not ended, the oldest first."""
    rows = tx.execute(
        select(t.worker)
        .where(t.worker.c.seen_at >= since, t.worker.c.ended_at.is_(None))
        .order_by(t.worker.c.started_at, t.worker.c.worker_id)
    )
    return [WorkerSeen(**row) for row in rows.mappings()]


def forget_workers(tx: Connection, before: datetime) -> int:
    """Forget workers that nobody has seen since an instant; gives how many."""
    return tx.execute(t.worker.delete().where(t.worker.c.seen_at < before)).rowcount
