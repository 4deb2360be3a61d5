"""The demonstration in the record: taken over, planned as files alone are, and by a worker."""

import threading
from pathlib import Path

from optimizer.dispatch.bounded import NoPlanError, Solved, solved
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem
from rma_service.db.engine import Database
from rma_service.domain.plan_record import WishList
from rma_service.domain.rma import State
from rma_service.usecases.cases import history_of, list_rmas, rma_of
from rma_service.usecases.dispatch import plan_now, start_plan
from rma_service.usecases.importing import DEMO_AT, import_directory
from rma_service.usecases.jobs import job_of
from rma_service.usecases.plans import plan_of
from rma_service.usecases.requests import import_requests
from rma_service.usecases.rmas import open_rma
from rma_service.worker import Worker
from tests.small_record import ANA, CAROL, DAN, HandClock, fill, opened, planned, request


def test_the_record_plans_the_demonstration_as_files_alone_do(
    database: Database, demo_directory: Path, demo_plan: DispatchPlan
) -> None:
    clock = HandClock(DEMO_AT)
    requests = demo_directory / "requests.csv"
    imported = import_directory(database, clock, "U-ADA", demo_directory, requests=requests)
    count = import_requests(database, clock, "U-ADA", imported.requests)
    assert import_requests(database, clock, "U-ADA", imported.requests) == 0  # none comes twice

    rmas = list_rmas(database, ANA, limit=500)
    assert len(rmas) == count
    states = {line.line_id: line.state for rma in rmas for line in rma.lines}
    aside = {each.line_id: each.state for each in demo_plan.set_aside}
    planned = {each.line.line_id: each for each in demo_plan.lines}
    assert states == aside | dict.fromkeys(planned, State.OPEN)

    record = plan_now(database, clock, ANA.principal_id, solve=solved)
    stored = {each.line.line_id: each for each in plan_of(database, record.plan_version).plan.lines}
    assert {k: each.verdict for k, each in stored.items()} == {
        k: each.verdict for k, each in planned.items()
    }
    assert [level.value for level in demo_plan.levels] == [
        level.value for level in plan_of(database, record.plan_version).plan.levels
    ]
    theirs = list_rmas(database, DAN, limit=500)
    assert {rma.partner_id for rma in theirs} == {"PA02"}
    promises = [line.promise for rma in theirs for line in rma.lines if line.state is State.OPEN]
    assert all(promise and promise.basis == "plan" for promise in promises)
    kinds = [each.kind for each in history_of(database, DAN, theirs[0].rma_number).events]
    assert kinds[:1] == ["take_over"]


def test_a_worker_works_until_it_is_stopped(database: Database, tmp_path: Path) -> None:
    fill(database, tmp_path / "tiny", free=0, coming_at="2026-11-23T09:00:00Z")
    opened(database)
    clock = HandClock()
    job = start_plan(database, clock, ANA, WishList())
    worker, pause = Worker(database, clock), threading.Event()
    worker.start()
    while job_of(database, job.job_id).state in ("due", "running"):
        pause.wait(0.05)
    worker.stop()
    assert job_of(database, job.job_id).state == "done"
    assert all(thread.name != "worker" for thread in threading.enumerate())


def test_an_rma_is_taken_in_while_nothing_can_be_solved_and_promised_by_the_next_plan(
    database: Database, tmp_path: Path
) -> None:
    def fail(_problem: DispatchProblem, _seconds: float) -> Solved:
        raise NoPlanError("No memory is left.")

    fill(database, tmp_path / "tiny")
    rma = open_rma(database, HandClock(), CAROL, request(), solve=fail)
    assert [(line.state, line.promise) for line in rma.lines] == [(State.OPEN, None)]
    planned(database)
    (line,) = rma_of(database, CAROL, rma.rma_number).lines
    assert line.promise is not None
    assert (line.promise.verdict, line.promise.basis) == ("guaranteed", "plan")
    told = history_of(database, CAROL, rma.rma_number).events[-1]
    assert (told.kind, told.line_id, told.actor) == ("tell", line.line_id, "U-ANA")
    assert told.data["verdict"] == "guaranteed"
