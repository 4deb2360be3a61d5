"""Processes that work on a record, and the middle of a job, at which tests end them."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from sqlalchemy import func, select

from rma_service.db import tables as t
from rma_service.db.engine import Connection, Database
from rma_service.domain.job import Job
from rma_service.domain.plan_record import WishList
from rma_service.usecases.dispatch import start_plan
from rma_service.usecases.jobs import job_of
from tests.cast import AT
from tests.small_record import ANA, HandClock

ROOT = Path(__file__).resolve().parents[1]
LONG_AGO = AT.replace(year=2001)
"""An instant before that of any machine on which tests run."""


def soon(happens: Callable[[], object]) -> bool:
    """Whether something happens within two minutes."""
    return any(happens() or Event().wait(0.02) for _ in range(6000))


@contextmanager
def running(command: str, ready: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """Run a command of `rma` until the block ends, and give it when it says that it is ready."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("RMA_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "rma_service", command],
        cwd=ROOT,
        env=others | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        said = iter(process.stdout.readline, "")
        assert any(line.startswith(ready) for line in said), process.communicate()[1]
        yield process
    finally:
        process.kill()
        process.communicate()


def asked_for_a_plan(record: Database) -> Job:
    """Ask for a plan that is due whatever the clock of the machine says."""
    job = start_plan(record, HandClock(), ANA, WishList())
    with record.write() as tx:
        tx.execute(t.job.update().values(due_at=LONG_AGO))
    return job


def lease_runs_out(record: Database) -> None:
    """Let the lease of a job run out without waiting for it."""
    with record.write() as tx:
        tx.execute(t.job.update().values(lease_until=LONG_AGO))


def plans_in(record: Database) -> int:
    """How many plans are stored."""
    with record.read() as tx:
        return tx.execute(select(func.count()).select_from(t.plan)).scalar_one()


@contextmanager
def middle_of_a_job(record: Database) -> Iterator[tuple[Job, int]]:
    """Ask for a plan and wait until somebody works on it, who can keep nothing in this block.

    On PostgreSQL that is the last moment of all: the plan is inserted, and not committed. Beside
    the job stands how many plans there were when it was asked for.
    """
    hold = _held_at_its_end if record.dialect == "postgresql" else _held_somewhere
    with hold(record) as caught:
        yield caught


@contextmanager
def _held_at_its_end(record: Database) -> Iterator[tuple[Job, int]]:
    before = plans_in(record)
    with _patient(record) as row:
        with _patient(record) as table:
            table.exec_driver_sql("LOCK TABLE plan IN SHARE MODE")
            job = asked_for_a_plan(record)
            assert soon(lambda: _waits(record, "relation"))
            row.execute(select(t.job).where(t.job.c.job_id == job.job_id).with_for_update())
        assert soon(lambda: _waits(record, "transactionid"))
        yield job, before


@contextmanager
def _held_somewhere(record: Database) -> Iterator[tuple[Job, int]]:
    for _ in range(20):
        before = plans_in(record)
        job = asked_for_a_plan(record)
        assert soon(lambda: job_of(record, job.job_id).state != "due")  # noqa: B023 - used at once
        with record.write():
            if job_of(record, job.job_id).state == "running":
                yield job, before
                return
    raise AssertionError("Every job was done before it could be caught.")


@contextmanager
def _patient(record: Database) -> Iterator[Connection]:
    """A transaction that may hold locks for a while."""
    with record.write() as tx:
        tx.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield tx


def _waits(record: Database, lock: str) -> bool:
    """Whether somebody waits for such a lock."""
    asked = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = %(lock)s"
    with record.read() as tx:
        return bool(tx.exec_driver_sql(asked, {"lock": lock}).scalar_one())
