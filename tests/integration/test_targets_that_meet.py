"""Two who change one thing at once: targets, plans, moves and new rules meet, none is lost.

On both kinds of database the other one acts while the promise of the first is solved, which is
outside of any transaction. On PostgreSQL one is stopped in its transaction, and the other waits.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest

from optimizer.dispatch.bounded import Solved, solved
from optimizer.dispatch.problem import DispatchProblem
from rma_service.db.engine import Database
from rma_service.domain.errors import Conflicts, DomainError
from rma_service.domain.people import Principal, Role
from rma_service.domain.rma import State
from rma_service.domain.rma_record import Rma, RmaLine
from rma_service.domain.rma_request import ClockNews, NewPriority, RmaKey
from rma_service.usecases.approval import approve_plan
from rma_service.usecases.cases import rma_of
from rma_service.usecases.clock_log import record_clock_event
from rma_service.usecases.confirming import confirm_changes
from rma_service.usecases.priority import change_priority
from rma_service.usecases.relocations import NewRelocation, tell_relocation
from rma_service.usecases.rmas import cancel_rma, open_rma
from rma_service.usecases.solving import Solve
from rma_service.usecases.target_changes import changes_of
from tests.interleaving import stopped_before, until_blocked
from tests.policy_folders import policy_text, use_policies, write_policies
from tests.rebuilding import faults_of_the_log
from tests.small_record import (
    ANA,
    CAROL,
    NOW,
    HandClock,
    fill,
    opened,
    planned,
    request,
    shelf,
    tag,
)

ADA = Principal("U-ADA", Role.ADMINISTRATOR, None, "Ada")
LESS_URGENT = NewPriority("P3", "One runs again.")
IN_FOUR_HOURS, NEXT_DAY = NOW + timedelta(hours=4), NOW + timedelta(hours=31)
MOVE = NewRelocation("P1", "S1", "S2", date(2026, 11, 20))
AT_THE_NEW_SITE = request(tag(contract_id="CO1"), site_id="S2")
LINE_SAVED = "UPDATE rma_line SET"


ON_POSTGRESQL = pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
"""SQLite lets one transaction write at a time: nobody can be stopped inside of it."""


@pytest.fixture
def record(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    """Give a record whose lines must be those of its logs in the end, by the rules of then."""
    monkeypatch.delenv("RMA_POLICIES_DIR", raising=False)
    fill(database, tmp_path / "tiny", free=5)
    yield database
    assert faults_of_the_log(database) == []


def once_while_solving(act: Callable[[], object]) -> Solve:
    """Solve, and let somebody else act before the first answer is given."""
    left = [act]

    def solve(problem: DispatchProblem, seconds: float) -> Solved:
        if left:
            left.pop()()
        return solved(problem, seconds)

    return solve


def only(record: Database, rma: Rma) -> RmaLine:
    (line,) = rma_of(record, ANA, rma.rma_number).lines
    return line


def due(line: RmaLine) -> object:
    return None if line.terms is None else line.terms.due_at


def refused(act: Callable[[], object]) -> type[DomainError] | None:
    try:
        act()
    except DomainError as error:
        return type(error)
    return None


@contextmanager
def waits_for(
    record: Database, words: str, first: Callable[[], object], act: Callable[[], object]
) -> Iterator[None]:
    """Stop the first one before a statement, let the other one come to wait, then both go on."""
    other = threading.Thread(target=act)
    with stopped_before(words, first):
        other.start()
        until_blocked(record, other)
    other.join()
    yield


def test_a_unit_that_is_held_while_a_priority_is_judged_stays_and_its_target_changes(
    record: Database,
) -> None:
    rma = opened(record)
    plan = planned(record)
    approve = once_while_solving(lambda: approve_plan(record, HandClock(), ANA, plan.plan_version))
    change_priority(record, HandClock(), ANA, RmaKey(rma.rma_number), LESS_URGENT, solve=approve)
    line = only(record, rma)
    assert (line.state, due(line), line.reported.priority) == (State.RESERVED, NEXT_DAY, "P3")
    assert shelf(record) == (5, 1)


def test_an_rma_that_is_canceled_while_a_clock_is_told_keeps_no_target_that_runs(
    record: Database,
) -> None:
    rma = opened(record)
    key = RmaKey(rma.rma_number)
    clock = HandClock(NOW + timedelta(minutes=30))
    news = ClockNews("part_deemed_necessary_at", "2026-11-23T10:20:00Z", "The logs came late.")
    cancel = once_while_solving(lambda: cancel_rma(record, clock, CAROL, key, "Found one."))
    record_clock_event(record, clock, ANA, key, news, solve=cancel)
    line = only(record, rma)
    assert (line.state, due(line)) == (State.CANCELED, IN_FOUR_HOURS)
    assert line.clock == {"part_deemed_necessary_at": "2026-11-23T10:20:00+00:00"}


def test_a_move_that_is_told_while_an_rma_is_opened_counts_for_it(record: Database) -> None:
    tell = once_while_solving(lambda: tell_relocation(record, HandClock(), CAROL, MOVE))
    (line,) = open_rma(record, HandClock(), CAROL, request(), solve=tell).lines
    # The promise of the old site holds until the delivery is re-arranged.
    assert line.terms is not None
    assert line.terms.owed
    (beside,) = opened(record, AT_THE_NEW_SITE).lines
    assert beside.terms is not None
    assert beside.terms.clause == "Co-Care 1 note 5"  # two at once for one place
    line = only(record, rma_of(record, ANA, line.rma_number))
    assert line.terms is not None
    assert not line.terms.owed


@ON_POSTGRESQL
def test_a_move_before_a_request_counts_although_it_is_stored_behind_it(
    record: Database,
) -> None:
    asked: list[Rma] = []
    with waits_for(
        record,
        "INSERT INTO relocation",
        lambda: tell_relocation(record, HandClock(), CAROL, MOVE),
        lambda: asked.append(opened(record, AT_THE_NEW_SITE)),
    ):
        (line,) = asked[0].lines
    assert line.state is State.OPEN, line.state_sentence
    assert line.terms is not None
    assert (line.terms.owed, line.terms.clause) == (False, "Co-Care 3, relocation")


@ON_POSTGRESQL
def test_a_plan_that_is_approved_while_a_priority_is_saved_no_longer_fits(
    record: Database,
) -> None:
    rma = opened(record)
    plan, clock, answers = planned(record), HandClock(), []
    key = RmaKey(rma.rma_number)
    approve = lambda: approve_plan(record, clock, ANA, plan.plan_version)  # noqa: E731 - it is short
    with waits_for(
        record,
        LINE_SAVED,
        lambda: change_priority(record, clock, ANA, key, LESS_URGENT, solve=solved),
        lambda: answers.append(refused(approve)),
    ):
        assert answers == [Conflicts]
    line = only(record, rma)
    assert (line.state, due(line)) == (State.OPEN, NEXT_DAY)
    assert shelf(record) == (5, 0)


@ON_POSTGRESQL
def test_a_priority_that_is_changed_while_a_plan_is_approved_sees_the_unit_that_is_held(
    record: Database,
) -> None:
    rma = opened(record)
    plan, clock, answers = planned(record), HandClock(), []
    key = RmaKey(rma.rma_number)
    change = lambda: change_priority(record, clock, ANA, key, LESS_URGENT, solve=solved)  # noqa: E731 - it is short
    with waits_for(
        record,
        LINE_SAVED,
        lambda: approve_plan(record, clock, ANA, plan.plan_version),
        lambda: answers.append(refused(change)),
    ):
        assert answers == [None]
    line = only(record, rma)
    assert (line.state, due(line)) == (State.RESERVED, NEXT_DAY)
    assert shelf(record) == (5, 1)


@ON_POSTGRESQL
def test_a_clock_that_is_told_while_an_rma_is_canceled_moves_nothing(record: Database) -> None:
    rma = opened(record)
    key = RmaKey(rma.rma_number)
    clock = HandClock(NOW + timedelta(minutes=30))
    news = ClockNews("part_deemed_necessary_at", "2026-11-23T10:20:00Z", "The logs came late.")
    tell = lambda: record_clock_event(record, clock, ANA, key, news, solve=solved)  # noqa: E731 - it is short
    answers: list[object] = []
    with waits_for(
        record,
        LINE_SAVED,
        lambda: cancel_rma(record, clock, CAROL, key, "Found one."),
        lambda: answers.append(refused(tell)),
    ):
        assert answers == [None]
    line = only(record, rma)
    assert (line.state, due(line)) == (State.CANCELED, IN_FOUR_HOURS)


@ON_POSTGRESQL
def test_a_list_whose_line_gets_another_priority_meanwhile_is_refused(
    record: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rma = opened(record)
    slower = {"{use: received_at}, hours: 4}}": "{use: received_at}, hours: 5}}"}
    use_policies(monkeypatch, write_policies(tmp_path / "next", policy_text(slower)))
    digest, clock = changes_of(record).digest, HandClock()
    key = RmaKey(rma.rma_number)
    confirm = lambda: confirm_changes(record, clock, ADA, digest, solve=solved)  # noqa: E731 - it is short
    answers: list[object] = []
    with waits_for(
        record,
        LINE_SAVED,
        lambda: change_priority(record, clock, ANA, key, LESS_URGENT, solve=solved),
        lambda: answers.append(refused(confirm)),
    ):
        assert answers == [Conflicts]
    assert due(only(record, rma)) == NEXT_DAY
