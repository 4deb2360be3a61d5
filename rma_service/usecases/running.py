"""Do the job that is due: work with nothing held open, then keep its result under the fence."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from itertools import count

from optimizer.dispatch.bounded import Solved
from optimizer.dispatch.problem import DispatchProblem
from optimizer.executors import Hear
from rma_service.db import jobs
from rma_service.db.engine import Connection, Database
from rma_service.db.plans import wish_list
from rma_service.db.stock import book_receipts
from rma_service.domain.errors import DomainError
from rma_service.domain.job import MOST_ATTEMPTS, Job
from rma_service.usecases.asking_what_if import answer_what_if
from rma_service.usecases.dispatch import make_plan
from rma_service.usecases.holding import LEASE, Hold, Overtaken, Stopped
from rma_service.usecases.presence import Presence
from rma_service.usecases.refusals import NoAnswer
from rma_service.usecases.solving import Solve, in_child

FIRST_PAUSE = timedelta(seconds=5)
"""Pause after the first failure; it doubles with each one."""

Clock = Callable[[], datetime]
Result = Mapping[str, object]
Keep = Callable[[Connection], Result]
Runner = Callable[[Database, Clock, Job, Hear], Keep]


def _plan(database: Database, clock: Clock, job: Job, hear: Hear) -> Keep:
    solve = partial(in_child, hear=hear)
    keep = make_plan(database, clock, wish_list(job.payload), job.created_by, solve)
    return lambda tx: {"plan_version": keep(tx).plan_version}


def _what_if(database: Database, clock: Clock, job: Job, hear: Hear) -> Keep:
    answer = answer_what_if(database, clock, job, _twice(hear))
    return lambda _: answer


def _twice(hear: Hear) -> Solve:
    """Solve the network as it is, then the changed one, and tell their steps apart."""
    solved = count()

    def solve(problem: DispatchProblem, limit_seconds: float) -> Solved:
        suffix = "_changed" if next(solved) else ""
        return in_child(
            problem, limit_seconds, lambda stage, *steps: hear(f"{stage}{suffix}", *steps)
        )

    return solve


RUNNERS: Mapping[str, Runner] = {"plan": _plan, "what_if": _what_if}
"""How each kind of job is done: slow work first, then what keeps it in one transaction."""


def run_due_job(
    database: Database,
    clock: Clock,
    runners: Mapping[str, Runner] = RUNNERS,
    presence: Presence | None = None,
) -> Job | None:
    """Do the job that is due longest; gives it as it was claimed, None when none was due."""
    with database.read() as tx:
        if not jobs.is_job_ready(tx, clock()):
            return None
    worker = presence or Presence.here(clock())
    with database.write() as tx:
        job = jobs.claim_job(tx, clock(), LEASE)
        if job is not None:
            worker.show(tx, clock(), job.job_id)
    if job is not None:
        _run(Hold(database, clock, job, worker), runners)
        with database.write() as tx:
            worker.show(tx, clock())
    return job


def book_arrivals(database: Database, clock: Clock) -> int:
    """Put receipts whose time has come on their shelves; gives how many."""
    with database.write() as tx:
        return book_receipts(tx, clock())


def _run(hold: Hold, runners: Mapping[str, Runner]) -> None:
    job = hold.job
    if job.tries > MOST_ATTEMPTS:
        _park(hold, f"It was given up after {MOST_ATTEMPTS} tries. {_last_known(job)}")
        return
    try:
        with hold.renewed():
            keep = runners[job.kind](hold.database, hold.clock, job, hold.hear)
            hold.hear("keep", 0, 1)
        _finish(hold, keep)
    except Overtaken:
        return
    except Stopped:
        _hand_back(hold)
    except (DomainError, NoAnswer) as refusal:
        _park(hold, str(refusal))
    except Exception as fault:  # noqa: BLE001 - whatever a job does, the worker goes on
        _try_again(hold, f"{type(fault).__name__}: {fault}")


def _finish(hold: Hold, keep: Keep) -> None:
    with hold.database.write() as tx:
        if not jobs.finish_job(tx, hold.job, keep(tx), hold.clock()):
            raise Overtaken


def _last_known(job: Job) -> str:
    """Why a job was not done, as far as anybody could still say."""
    return job.error or "Its workers ended in the middle of it."


def _hand_back(hold: Hold) -> None:
    with hold.database.write() as tx:
        jobs.hand_back_job(tx, hold.job, hold.clock())


def _try_again(hold: Hold, error: str) -> None:
    if hold.job.tries >= MOST_ATTEMPTS:
        _park(hold, error)
        return
    due_at = hold.clock() + FIRST_PAUSE * 2 ** (hold.job.tries - 1)
    with hold.database.write() as tx:
        jobs.postpone_job(tx, hold.job, error, due_at)


def _park(hold: Hold, error: str) -> None:
    with hold.database.write() as tx:
        jobs.park_job(tx, hold.job, error, hold.clock())
