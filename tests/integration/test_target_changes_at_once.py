"""Several who confirm one list at the same moment: one of them does it, and it is done once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from optimizer.dispatch.bounded import Solved, solved
from optimizer.dispatch.problem import DispatchProblem
from rma_service.db.engine import Database, insisted
from rma_service.domain.errors import Conflicts
from rma_service.domain.people import Principal, Role
from rma_service.domain.rma_request import ClockNews, RmaKey
from rma_service.usecases.cases import history_of, rma_of
from rma_service.usecases.clock_log import record_clock_event
from rma_service.usecases.confirming import Confirmed, confirm_changes
from rma_service.usecases.target_changes import changes_of
from tests.policy_folders import policy_text, use_policies, write_policies
from tests.rebuilding import faults_of_the_log
from tests.small_record import ANA, CAROL, DAN, HandClock, fill, opened, request

ADA = Principal("U-ADA", Role.ADMINISTRATOR, None, "Ada")
CLIENTS = 6


@pytest.fixture
def waiting_record(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Give a record in which one target of each of two partners would move."""
    fill(database, tmp_path / "tiny", free=9)
    opened(database, request(priority="P3"))
    opened(database, request(priority="P3", site_id="S3"), by=DAN)
    text = policy_text({'default: "15:00"': 'default: "10:00"'}, version="next")
    use_policies(monkeypatch, write_policies(tmp_path / "next", text))
    return database


def test_one_list_is_confirmed_once(waiting_record: Database) -> None:
    changes = changes_of(waiting_record)
    ready = threading.Barrier(CLIENTS)

    def confirm(_: int) -> Confirmed | Conflicts:
        ready.wait()
        try:
            return insisted(
                lambda: confirm_changes(
                    waiting_record, HandClock(), ADA, changes.digest, solve=solved
                )
            )
        except Conflicts as late:
            return late

    with ThreadPoolExecutor(CLIENTS) as pool:
        done = list(pool.map(confirm, range(CLIENTS)))
    assert [each for each in done if isinstance(each, Confirmed)] == [Confirmed(2, 0, 0)]
    for change in changes.moving:
        number = change.line.rma_number
        told = history_of(waiting_record, ADA, number)
        assert told.broken_at is None
        assert [event.kind for event in told.events].count("target_changed") == 1
    assert changes_of(waiting_record).all == ()


def test_an_rma_that_comes_in_meanwhile_meets_a_list_that_is_done_or_is_not(
    waiting_record: Database,
) -> None:
    # The new RMA takes the guarantee of the first one, so the list is another one when it is first.
    digest = changes_of(waiting_record).digest
    first = next(c.line for c in changes_of(waiting_record).moving if c.line.partner_id == "PA01")
    ready = threading.Barrier(2)

    def confirm() -> Confirmed | Conflicts:
        ready.wait()
        try:
            return insisted(
                lambda: confirm_changes(waiting_record, HandClock(), ADA, digest, solve=solved)
            )
        except Conflicts as late:
            return late

    def ask() -> object:
        ready.wait()
        return insisted(lambda: opened(waiting_record, request(priority="P3")))

    with ThreadPoolExecutor(2) as pool:
        confirmed, asked = pool.submit(confirm), pool.submit(ask)
        done = confirmed.result()
        asked.result()
    line = rma_of(waiting_record, CAROL, first.rma_number).lines[0]
    assert line.terms is not None
    if isinstance(done, Conflicts):
        assert line.terms == first.terms  # it still waits, with all that changed
        assert not next(
            c.after.owed
            for c in changes_of(waiting_record).moving
            if c.line.line_id == line.line_id
        )
    else:
        assert (line.terms.target_kind, line.terms.owed) == ("ship_by", False)


def test_what_a_clock_is_told_while_a_list_is_solved_is_not_overwritten(
    waiting_record: Database,
) -> None:
    # Who called first moves no target of a part, so the list stays the one that was read; the line
    # is another one all the same, and must not be saved as it was before.
    digest = changes_of(waiting_record).digest
    asked: list[str] = []

    def solve(problem: DispatchProblem, seconds: float) -> Solved:
        number = problem.lines[0].rma_number
        if not asked:
            news = ClockNews("accepted_at", "2026-11-23T10:00:00Z", "The desk took the call.")
            record_clock_event(waiting_record, HandClock(), ANA, RmaKey(number), news)
        asked.append(number)
        return solved(problem, seconds)

    done = confirm_changes(waiting_record, HandClock(), ADA, digest, solve=solve)
    assert (done, len(asked)) == (Confirmed(2, 0, 0), 4)  # both RMAs, and both once more
    (line,) = rma_of(waiting_record, ANA, asked[0]).lines
    assert line.clock == {"accepted_at": "2026-11-23T10:00:00+00:00"}
    assert faults_of_the_log(waiting_record) == []
