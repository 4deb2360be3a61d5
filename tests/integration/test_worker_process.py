"""Workers as processes: killed or told to end in the middle of a job, on both databases."""

import signal
import subprocess
from contextlib import AbstractContextManager
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import select

from rma_service.db import tables as t
from rma_service.db.engine import Database
from rma_service.usecases.jobs import job_of
from tests.asking_the_cli import rma
from tests.integration.test_serve import free_port
from tests.small_record import fill, opened
from tests.workers import (
    asked_for_a_plan,
    lease_runs_out,
    middle_of_a_job,
    plans_in,
    running,
    soon,
)


@pytest.fixture
def record(database: Database, tmp_path: Path) -> Database:
    fill(database, tmp_path / "tiny")
    opened(database)
    return database


def serving(url: str, port: int, **settings: str) -> AbstractContextManager[subprocess.Popen[str]]:
    """A server; it says that it is ready a moment before it heeds signals."""
    return running("serve", "Serving", RMA_DATABASE_URL=url, RMA_PORT=str(port), **settings)


def working(record: Database, url: str) -> AbstractContextManager[subprocess.Popen[str]]:
    """What does the jobs of a record: on SQLite the server, on PostgreSQL a worker."""
    if record.dialect == "sqlite":
        return serving(url, free_port())
    return running("worker", "Working", RMA_DATABASE_URL=url)


def test_a_job_whose_worker_is_killed_in_its_middle_is_taken_over_and_its_plan_stored_once(
    record: Database, database_url: str
) -> None:
    with working(record, database_url) as first, middle_of_a_job(record) as caught:
        first.kill()
        first.wait()
    job, before = caught
    left = job_of(record, job.job_id)
    assert (left.state, left.attempt, plans_in(record)) == ("running", 1, before)
    lease_runs_out(record)
    with working(record, database_url):
        assert soon(lambda: job_of(record, job.job_id).state != "running")
        done = job_of(record, job.job_id)
    assert (done.state, done.attempt, done.error) == ("done", 2, None)
    assert plans_in(record) == before + 1


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_end_lets_go_of_its_job_and_another_one_takes_it(
    record: Database, database_url: str, sign: signal.Signals
) -> None:
    with working(record, database_url) as first:
        job = asked_for_a_plan(record)
        assert soon(lambda: job_of(record, job.job_id).state == "running")
        first.send_signal(sign)
        _, logged = first.communicate(timeout=60)
    assert first.returncode == 0, logged
    assert "Traceback" not in logged
    # It had time for the whole job, or handed it back as if it had not been tried.
    left = job_of(record, job.job_id)
    assert (left.state, left.tries, left.lease_until) in {("due", 0, None), ("done", 1, None)}
    with record.read() as tx:
        (ended,) = tx.execute(select(t.worker.c.ended_at)).scalars()
    assert ended is not None
    with working(record, database_url):
        assert soon(lambda: job_of(record, job.job_id).state == "done")
    assert plans_in(record) == 1


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("setting", "workers"), [("0", 0), ("1", 1)])
def test_a_server_on_postgresql_works_only_when_it_is_asked_to(
    record: Database, database_url: str, setting: str, workers: int
) -> None:
    port = free_port()
    with serving(database_url, port, RMA_WITH_WORKER=setting) as server:
        assert httpx2.get(f"http://127.0.0.1:{port}/readyz", timeout=60).status_code == 200
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=60)
    with record.read() as tx:
        assert len(tx.execute(select(t.worker)).all()) == workers


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_a_worker_on_sqlite_is_refused_with_what_to_do(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RMA_DATABASE_URL", database_url)
    answer = rma("worker")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == (
        "On SQLite the server does the jobs itself, so start `rma serve`; workers of their own "
        "need PostgreSQL (RMA_DATABASE_URL).\n"
    )
