"""Plans of all open lines: made by a worker, kept as they were shown, asked for again."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.pool import QueuePool

from optimizer.dispatch.bounded import Solved, solved
from optimizer.dispatch.check import check
from optimizer.dispatch.problem import DispatchProblem, Option, Verdict
from optimizer.dispatch.problem_file import question_from
from rma_service.db.engine import Database
from rma_service.domain.errors import NotFound, Refused
from rma_service.domain.plan_record import PinWish, WishList
from rma_service.usecases.asking_what_if import answer_what_if, ask_what_if
from rma_service.usecases.dispatch import make_plan, replan, snapshot, start_plan
from rma_service.usecases.jobs import job_of
from rma_service.usecases.plans import compare_plans, list_plans, plan_of, problem_file_of
from rma_service.usecases.refusals import IllegalPlan
from rma_service.usecases.rmas import open_rma
from rma_service.usecases.running import run_due_job
from tests.small_record import ANA, CAROL, DAN, NOW, HandClock, fill, opened, planned, request, tag
from tests.strange_solvers import promise_too_much


@pytest.fixture
def record(database: Database, tmp_path: Path) -> Database:
    fill(database, tmp_path / "tiny")
    return database


def test_a_worker_makes_the_plan_that_was_asked_for_in_a_child_process(record: Database) -> None:
    rma = opened(record)
    clock = HandClock()
    job = start_plan(record, clock, ANA, WishList())
    assert job_of(record, job.job_id).state == "due"
    run_due_job(record, clock)
    done = job_of(record, job.job_id)
    assert (done.state, done.error) == ("done", None)
    assert done.result is not None
    stored = plan_of(record, int(str(done.result["plan_version"])))
    (line,) = stored.plan.lines
    assert (line.line.line_id, line.verdict) == (rma.lines[0].line_id, Verdict.GUARANTEED)
    assert (stored.record.status, stored.record.created_by) == ("proposed", "U-ANA")
    assert (stored.record.degraded, stored.record.base_version) == (False, None)
    assert run_due_job(record, clock) is None


def test_a_plan_is_kept_with_its_hash_and_its_problem_file(record: Database) -> None:
    opened(record)
    plan = planned(record)
    with record.read() as tx:
        problem = snapshot(tx, WishList(), NOW).problem
    answer = solved(problem, None)
    stored = plan_of(record, plan.plan_version).plan
    assert plan.input_hash == stored.input_hash == answer.plan.input_hash
    assert problem_file_of(record, plan.plan_version) == answer.problem_file
    assert question_from(answer.problem_file).line_ids is not None
    assert check(problem, answer.plan).violations == ()
    assert stored.versions["policy xfusion-co-care"] == "2"


def test_a_plan_that_the_independent_check_refuses_is_not_kept(record: Database) -> None:
    opened(record)
    clock, question = HandClock(), 'title = "Less"\nwhy = ""\n[[depots.close]]\ndepot = "ZRH1"\n'
    job = ask_what_if(record, clock, ANA, question)
    with pytest.raises(IllegalPlan):
        make_plan(record, clock, WishList(), "U-ANA", promise_too_much)
    with pytest.raises(IllegalPlan):
        answer_what_if(record, clock, job, promise_too_much)
    assert list_plans(record) == []


def test_nothing_is_held_open_while_a_promise_and_a_plan_are_solved(record: Database) -> None:
    held = []

    def watching(problem: DispatchProblem, limit_seconds: float) -> Solved:
        held.extend(_connections_in_use(record))
        return solved(problem, limit_seconds)

    open_rma(record, HandClock(), CAROL, request(), solve=watching)
    make_plan(record, HandClock(), WishList(), "U-ANA", watching)
    assert held == [0, 0, 0, 0]
    with record.read():
        assert 1 in _connections_in_use(record)


def _connections_in_use(database: Database) -> list[int]:
    """Connections that somebody holds, of those that write and of those that read."""
    pools = (database._writing.pool, database._reading.pool)  # noqa: SLF001 - nobody else asks
    return [pool.checkedout() for pool in pools if isinstance(pool, QueuePool)]


def test_a_line_on_hold_is_in_the_plan_as_such(record: Database) -> None:
    opened(record)
    waiting = opened(record, request(tag(form_complete=False), site_id="S2"))
    stored = plan_of(record, planned(record).plan_version).plan
    assert [each.line_id for each in stored.set_aside] == [waiting.lines[0].line_id]


def test_there_is_no_plan_of_nothing(record: Database) -> None:
    with pytest.raises(Refused, match="No line is open"):
        start_plan(record, HandClock(), ANA, WishList())
    with pytest.raises(NotFound, match="no such plan"):
        plan_of(record, 1)


@pytest.mark.parametrize(
    ("wishes", "sentence"),
    [
        (WishList(excluded_depots=frozenset({"MOON"})), "Excluded depot MOON"),
        (WishList(pins={"L9": PinWish("FRA1", "CAR")}), "Line L9 is pinned to FRA1 by CAR"),
        (WishList(keep=frozenset({"L9"})), "no plan is named"),
    ],
)
def test_wishes_that_cannot_be_are_refused_before_anybody_works(
    record: Database, wishes: WishList, sentence: str
) -> None:
    opened(record)
    with pytest.raises(Refused, match=sentence):
        start_plan(record, HandClock(), ANA, wishes)
    assert run_due_job(record, HandClock()) is None


def test_a_plan_without_a_courier_goes_by_another_one(record: Database) -> None:
    opened(record)
    wishes = WishList(excluded_services=frozenset({"CAR"}))
    ways = [plan_of(record, planned(record, wishes=each).plan_version) for each in (None, wishes)]
    # By car the part is there within four hours; all that is left is the parcel of tomorrow.
    assert [_way(each.plan.lines[0].option) for each in ways] == ["FRA1 by CAR", "FRA1 by DAY"]


def test_a_pinned_line_goes_as_somebody_wants_it(record: Database) -> None:
    (line,) = opened(record).lines
    wishes = WishList(pins={line.line_id: PinWish("FRA1", "DAY")})
    plan = plan_of(record, planned(record, wishes=wishes).plan_version).plan
    assert _way(plan.lines[0].option) == "FRA1 by DAY"


def _way(option: Option | None) -> str | None:
    return None if option is None else f"{option.depot_id} by {option.service_id}"


def test_a_plan_again_without_a_depot_shows_what_is_lost(record: Database) -> None:
    opened(record)
    first = planned(record)
    wishes = WishList(excluded_depots=frozenset({"FRA1"}), again_of=first.plan_version)
    second = planned(record, wishes=wishes)
    assert second.wishes == wishes
    difference = compare_plans(record, first.plan_version, second.plan_version)
    assert [change.before for change in difference.comparison.lost] == [Verdict.GUARANTEED]
    assert (difference.only_in_base, difference.only_in_other) == (0, 0)
    assert [each.plan_version for each in list_plans(record)] == [2, 1]
    assert [each.plan_version for each in list_plans(record, before=2)] == [1]


def test_plans_of_other_lines_are_compared_on_those_they_share(record: Database) -> None:
    clock = HandClock()
    opened(record, clock=clock)
    first = planned(record, clock)
    clock.at += timedelta(minutes=5)
    opened(record, request(site_id="S3"), clock, DAN)
    second = planned(record, clock)
    difference = compare_plans(record, first.plan_version, second.plan_version)
    assert (difference.only_in_base, difference.only_in_other) == (0, 1)


def test_a_kept_line_goes_as_the_former_plan_sent_it(record: Database) -> None:
    rma = opened(record)
    line_id = rma.lines[0].line_id
    first = planned(record)
    way = plan_of(record, first.plan_version).plan.lines[0].option
    job = replan(record, HandClock(), ANA, first.plan_version, WishList(keep=frozenset({line_id})))
    assert job.payload["again_of"] == first.plan_version
    again = planned(record, wishes=WishList(keep=frozenset({line_id}), again_of=first.plan_version))
    assert plan_of(record, again.plan_version).plan.lines[0].option == way
    with pytest.raises(NotFound, match="no such plan"):
        replan(record, HandClock(), ANA, 99, WishList(keep=frozenset({line_id})))
