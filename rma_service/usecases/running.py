"""Do the job that is due: work with nothing held open, then keep its result under the fence."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from rma_service.db import jobs
from rma_service.db.engine import Connection, Database
from rma_service.db.plans import wish_list
from rma_service.db.stock import book_receipts
from rma_service.domain.errors import DomainError
from rma_service.domain.job import MOST_ATTEMPTS, Job
from rma_service.usecases.asking_what_if import answer_what_if
from rma_service.usecases.dispatch import make_plan
from rma_service.usecases.refusals import NoAnswer

LEASE = timedelta(minutes=5)
"""How long a worker may be silent before its job is taken over; longer than any solve."""

FIRST_PAUSE = timedelta(seconds=5)
"""Pause after the first failure; it doubles with each one."""

Clock = Callable[[], datetime]
Result = Mapping[str, object]
Keep = Callable[[Connection], Result]
Runner = Callable[[Database, Clock, Job], Keep]


def _plan(database: Database, clock: Clock, job: Job) -> Keep:
    keep = make_plan(database, clock, wish_list(job.payload), job.created_by)
    return lambda tx: {"plan_version": keep(tx).plan_version}


def _what_if(database: Database, clock: Clock, job: Job) -> Keep:
    answer = answer_what_if(database, clock, job)
    return lambda _: answer


RUNNERS: Mapping[str, Runner] = {"plan": _plan, "what_if": _what_if}
"""How each kind of job is done: slow work first, then what keeps it in one transaction."""


def run_due_job(
    database: Database, clock: Clock, runners: Mapping[str, Runner] = RUNNERS
) -> Job | None:
    """Do the job that is due longest; gives it as it was claimed, None when none was due."""
    with database.read() as tx:
        if not jobs.is_job_ready(tx, clock()):
            return None
    with database.write() as tx:
        job = jobs.claim_job(tx, clock(), LEASE)
    if job is not None:
        _run(database, clock, job, runners)
    return job


def book_arrivals(database: Database, clock: Clock) -> int:
    """Put receipts whose time has come on their shelves; gives how many."""
    with database.write() as tx:
        return book_receipts(tx, clock())


def _run(database: Database, clock: Clock, job: Job, runners: Mapping[str, Runner]) -> None:
    if job.attempt > MOST_ATTEMPTS:
        _park(database, clock, job, f"It was given up after {MOST_ATTEMPTS} attempts.")
        return
    try:
        keep = runners[job.kind](database, clock, job)
        _finish(database, clock, job, keep)
    except _Overtaken:
        return
    except (DomainError, NoAnswer) as refusal:
        _park(database, clock, job, str(refusal))
    except Exception as fault:  # noqa: BLE001 - whatever a job does, the worker goes on
        _try_again(database, clock, job, f"{type(fault).__name__}: {fault}")


def _finish(database: Database, clock: Clock, job: Job, keep: Keep) -> None:
    with database.write() as tx:
        if not jobs.finish_job(tx, job, keep(tx), clock()):
            raise _Overtaken


class _Overtaken(Exception):  # noqa: N818 - says what is so, not that the program failed
    """The lease ran out and somebody else holds the job; what was done is not kept."""


def _try_again(database: Database, clock: Clock, job: Job, error: str) -> None:
    if job.attempt >= MOST_ATTEMPTS:
        _park(database, clock, job, error)
        return
    with database.write() as tx:
        jobs.postpone_job(tx, job, error, clock() + FIRST_PAUSE * 2 ** (job.attempt - 1))


def _park(database: Database, clock: Clock, job: Job, error: str) -> None:
    with database.write() as tx:
        jobs.park_job(tx, job, error, clock())
