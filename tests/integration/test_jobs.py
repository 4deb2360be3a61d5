"""Jobs under leases: tried again, parked, overtaken, handed back, canceled; never kept twice."""

import os
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Event

import pytest

from optimizer.executors import Bounds, Hear, run_watched
from rma_service.db import jobs
from rma_service.db import tables as t
from rma_service.db.engine import Connection, Database
from rma_service.db.workers import workers_at_work
from rma_service.domain.errors import NotFound
from rma_service.domain.job import MOST_ATTEMPTS, STAGES, Job, WorkerSeen
from rma_service.domain.plan_record import WishList
from rma_service.domain.rma_request import RmaKey
from rma_service.usecases.cases import list_rmas
from rma_service.usecases.dispatch import start_plan
from rma_service.usecases.holding import LEASE, LOOKS_PER_RENEWAL, Hold, Overtaken
from rma_service.usecases.jobs import job_of
from rma_service.usecases.presence import Presence
from rma_service.usecases.rmas import cancel_rma
from rma_service.usecases.running import Clock, Keep, run_due_job
from rma_service.worker import Worker
from tests import children
from tests.small_record import ANA, NOW, HandClock, fill, opened

LONG = Bounds(seconds=60, memory_bytes=4 * 10**9)


@pytest.fixture
def record(database: Database, tmp_path: Path) -> Database:
    fill(database, tmp_path / "tiny")
    opened(database)
    return database


@pytest.fixture
def job(record: Database) -> Job:
    """A job that is due."""
    return start_plan(record, HandClock(), ANA, WishList())


def fail(_database: Database, _clock: Clock, _job: Job, _hear: Hear) -> Keep:
    raise RuntimeError("The sky fell.")


def quick(_database: Database, _clock: Clock, _job: Job, _hear: Hear) -> Keep:
    return lambda _: {"plan_version": 1}


def test_a_job_that_always_fails_is_parked_with_its_reason_after_five_tries(
    record: Database, job: Job
) -> None:
    clock = HandClock()
    for attempt in range(1, MOST_ATTEMPTS + 1):
        tried = run_due_job(record, clock, {"plan": fail})
        assert tried is not None
        assert tried.attempt == attempt
        assert run_due_job(record, clock, {"plan": fail}) is None  # it pauses first
        clock.at += timedelta(minutes=10)
    parked = job_of(record, job.job_id)
    assert (parked.state, parked.error) == ("failed", "RuntimeError: The sky fell.")
    assert run_due_job(record, clock, {"plan": fail}) is None


def test_a_job_whose_workers_fall_silent_every_time_is_parked_and_says_so(
    record: Database, job: Job
) -> None:
    clock = HandClock()
    for _ in range(MOST_ATTEMPTS):
        with record.write() as tx:
            assert jobs.claim_job(tx, clock(), LEASE) is not None
        clock.at += LEASE + timedelta(seconds=1)
    run_due_job(record, clock, {"plan": quick})
    parked = job_of(record, job.job_id)
    assert parked.state == "failed"
    assert parked.error == "It was given up after 5 tries. Its workers ended in the middle of it."


def test_a_job_that_is_refused_is_not_tried_again(record: Database, job: Job) -> None:
    (rma,) = list_rmas(record, ANA)
    cancel_rma(record, HandClock(), ANA, RmaKey(rma.rma_number), "Found one.")
    run_due_job(record, HandClock())
    failed = job_of(record, job.job_id)
    assert (failed.state, failed.attempt) == ("failed", 1)
    assert failed.error == "No line is open, so there is nothing to plan."


def taken_over(record: Database) -> Job:
    """Let the lease of a running job run out, and another worker take it, at one moment."""
    with record.write() as tx:
        tx.execute(t.job.update().values(lease_until=NOW - timedelta(seconds=1)))
        other = jobs.claim_job(tx, NOW, LEASE)
    assert other is not None
    return other


def test_a_worker_whose_lease_ran_out_keeps_nothing(record: Database, job: Job) -> None:
    def overtaken(_database: Database, _clock: Clock, _job: Job, _hear: Hear) -> Keep:
        taken_over(record)

        def keep(tx: Connection) -> dict[str, object]:
            jobs.insert_job(tx, replace(job, job_id="J-other"))
            return {"plan_version": 1}

        return keep

    run_due_job(record, HandClock(), {"plan": overtaken})
    still = job_of(record, job.job_id)
    assert (still.state, still.attempt, still.result) == ("running", 2, None)
    with pytest.raises(NotFound):
        job_of(record, "J-other")


def held(record: Database, clock: HandClock) -> Hold:
    """Claim the job that is due, and hold it with nobody beside who renews."""
    with record.write() as tx:
        claimed = jobs.claim_job(tx, NOW, LEASE)
    assert claimed is not None
    return Hold(record, clock, claimed, Presence.here(NOW))


def test_a_lease_is_renewed_while_its_worker_works_however_long_a_step_takes(
    record: Database, job: Job
) -> None:
    clock = HandClock()
    hold = held(record, clock)
    for _ in range(3):
        clock.forward(seconds=LEASE.total_seconds() - 1)
        for _ in range(LOOKS_PER_RENEWAL):
            hold.look()
        with record.write() as tx:
            assert jobs.claim_job(tx, clock(), LEASE) is None
    clock.forward(seconds=LEASE.total_seconds() + 1)
    with record.write() as tx:
        assert jobs.claim_job(tx, clock(), LEASE) is not None
    assert job_of(record, job.job_id).attempt == 2


def test_a_job_under_way_tells_how_much_of_it_is_done(record: Database, job: Job) -> None:
    hold, seen = held(record, HandClock()), []
    for step in (("options", 1, 4), ("solve", 3, 4)):
        hold.hear(*step)
        hold.look()
        seen.append(job_of(record, job.job_id))
    assert STAGES["plan"] == ("read", "begin", "options", "solve", "check", "keep")
    # Two stages of six are behind it and a quarter of the third; then three and three quarters.
    assert [each.share for each in seen] == [2.25 / 6, 3.75 / 6]
    assert [each.stage for each in seen] == ["options", "solve"]


def test_steps_of_a_runner_come_into_the_record_and_leave_it_when_it_has_ended(
    record: Database, job: Job
) -> None:
    def telling(_database: Database, _clock: Clock, _job: Job, hear: Hear) -> Keep:
        hear("solve", 1, 2)
        assert any(
            job_of(record, job.job_id).stage == "solve" or Event().wait(0.05) for _ in range(600)
        )
        return lambda _: {"plan_version": 1}

    run_due_job(record, HandClock(), {"plan": telling})
    done = job_of(record, job.job_id)
    assert (done.state, done.stage, done.share) == ("done", None, None)


def test_a_worker_notices_at_its_next_step_that_it_was_overtaken(
    record: Database, job: Job
) -> None:
    hold = held(record, HandClock())
    hold.look()
    hold.hear("solve", 0, 2)
    other = taken_over(record)
    hold.look()
    with pytest.raises(Overtaken):
        hold.hear("solve", 1, 2)
    assert job_of(record, job.job_id) == other


def test_a_worker_that_is_stopped_ends_its_child_and_hands_the_job_back_untried(
    record: Database, job: Job
) -> None:
    clock, begun = HandClock(), Event()
    later = start_plan(record, HandClock(NOW + timedelta(seconds=1)), ANA, WishList())

    def hanging(_database: Database, _clock: Clock, _job: Job, hear: Hear) -> Keep:
        def heard(stage: str, done: int, steps: int) -> None:
            begun.set()
            hear(stage, done, steps)

        run_watched(LONG, heard, children.hang)
        raise AssertionError("It hung no longer.")

    clock.forward(seconds=1)
    worker = Worker(record, clock, {"plan": hanging})
    worker.start()
    assert begun.wait(30)
    worker.stop()
    waiting, untouched = job_of(record, job.job_id), job_of(record, later.job_id)
    assert (waiting.state, waiting.attempt, waiting.tries) == ("due", 1, 0)
    assert (untouched.state, untouched.attempt) == ("due", 0)
    # Another worker takes it at once, and it counts as its first try.
    retried = run_due_job(record, clock, {"plan": quick})
    assert retried is not None
    assert retried.tries == 1


def test_what_breaks_in_a_worker_itself_does_not_end_it(record: Database, job: Job) -> None:
    calls, done = count(), Event()

    def clock() -> datetime:
        if next(calls) == 1:
            raise RuntimeError("The clock stands still.")
        return NOW

    def noting(_database: Database, _clock: Clock, claimed: Job, _hear: Hear) -> Keep:
        assert claimed.job_id == job.job_id
        done.set()
        return lambda _: {"plan_version": 1}

    worker = Worker(record, clock, {"plan": noting})
    worker.start()
    assert done.wait(30)
    worker.stop()


def test_workers_are_seen_until_they_leave(record: Database) -> None:
    worker = Worker(record, HandClock())
    worker.start()
    since = NOW - timedelta(minutes=1)

    def seen() -> list[WorkerSeen]:
        with record.read() as tx:
            return workers_at_work(tx, since)

    assert any(seen() or Event().wait(0.05) for _ in range(600))
    (there,) = seen()
    assert (there.process_id, there.started_at, there.job_id) == (os.getpid(), NOW, None)
    worker.stop()
    assert seen() == []


def test_workers_side_by_side_do_every_job_once(record: Database) -> None:
    clock = HandClock()
    asked = {start_plan(record, clock, ANA, WishList()).job_id for _ in range(12)}

    def noting(_database: Database, _clock: Clock, claimed: Job, _hear: Hear) -> Keep:
        def keep(tx: Connection) -> dict[str, object]:
            # Its key makes the second one that is kept for a job fail.
            jobs.insert_job(tx, replace(claimed, job_id=f"{claimed.job_id}-kept", state="done"))
            return {"plan_version": 1}

        return keep

    workers = [Worker(record, clock, {"plan": noting}) for _ in range(4)]
    for worker in workers:
        worker.start()
    assert any(
        all(job_of(record, each).state == "done" for each in asked) or Event().wait(0.05)
        for _ in range(600)
    )
    for worker in workers:
        worker.stop()
    assert {job_of(record, each).attempt for each in asked} == {1}
    assert all(job_of(record, f"{each}-kept") for each in asked)
