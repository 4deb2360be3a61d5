"""Targets of lines whose unit is held or on its way: they are listed, and their way stays."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from optimizer.dispatch.bounded import Solved
from optimizer.dispatch.problem import DispatchProblem
from rma_service.db import tables
from rma_service.db.engine import Database
from rma_service.domain.errors import Conflicts
from rma_service.domain.people import Principal, Role
from rma_service.domain.rma import State
from rma_service.domain.rma_record import RmaLine
from rma_service.domain.rma_request import LineKey
from rma_service.usecases.approval import approve_plan
from rma_service.usecases.cases import rma_of
from rma_service.usecases.confirming import Confirmed, confirm_changes
from rma_service.usecases.fulfillment import Shipment, deliver, hand_over, ship
from rma_service.usecases.target_changes import changes_of
from tests.policy_folders import policy_text, use_policies, write_policies
from tests.small_record import ANA, HandClock, fill, opened, planned, request

ADA = Principal("U-ADA", Role.ADMINISTRATOR, None, "Ada")


def no_plan(problem: DispatchProblem, _seconds: float) -> Solved:
    """Nothing is solved for lines that have a way."""
    raise AssertionError(problem.lines)


@pytest.fixture
def record(database: Database, tmp_path: Path) -> Database:
    fill(database, tmp_path / "tiny", free=9)
    return database


def under_way(record: Database, clock: HandClock) -> RmaLine:
    """A line of priority P3 whose unit is held by an approved plan."""
    rma = opened(record, request(priority="P3"), clock)
    approve_plan(record, clock, ANA, planned(record, clock).plan_version)
    return line_of(record, rma.rma_number)


def line_of(record: Database, rma_number: str) -> RmaLine:
    (line,) = rma_of(record, ANA, rma_number).lines
    return line


def use_cut_off(monkeypatch: pytest.MonkeyPatch, folder: Path, hours: str) -> None:
    """Let another edition count, with these hours of a day and a cut-off before the request."""
    changes = {'default: "15:00"': 'default: "10:00"', 'default: ["09:00-18:00"]': hours}
    text = policy_text(changes, version="next")
    use_policies(monkeypatch, write_policies(folder / "next", text))


def confirmed(record: Database, clock: HandClock) -> Confirmed:
    return confirm_changes(record, clock, ADA, changes_of(record).digest, solve=no_plan)


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_line_keeps_its_way_and_its_state_under_a_target_that_it_meets(
    record: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, steps: int
) -> None:
    clock = HandClock()
    line = under_way(record, clock)
    key = LineKey(line.rma_number, line.line_id)
    if steps > 0:
        hand_over(record, clock, ANA, key)
    if steps > 1:
        ship(record, clock, ANA, key, Shipment("N1", "T1"))
    before = line_of(record, line.rma_number)
    assert before.state is (State.RESERVED, State.HANDED_OVER, State.SHIPPED)[steps]
    use_cut_off(monkeypatch, tmp_path, 'default: ["09:00-18:00"]')
    assert confirmed(record, clock) == Confirmed(moved=1, restamped=0, left=0)
    after = line_of(record, line.rma_number)
    assert (after.state, after.route, after.progress) == (
        before.state,
        before.route,
        before.progress,
    )
    assert after.terms is not None
    assert after.promise is not None
    assert (after.terms.target_kind, after.promise.verdict) == ("ship_by", "guaranteed")


def test_a_line_that_cannot_meet_its_new_target_is_not_called_guaranteed(
    record: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clock = HandClock()
    line = under_way(record, clock)
    # Of a day from 00:00 to 00:01, Tuesday is over in Mainz at 00:01; to see a way that is late,
    # the record is told that its part leaves a day later.
    assert line.route is not None
    late = line.route.departs_at + timedelta(days=1)
    with record.write() as tx:
        tx.execute(update(tables.rma_line).values(departs_at=late))
    use_cut_off(monkeypatch, tmp_path, 'default: ["00:00-00:01"]')
    confirmed(record, clock)
    after = line_of(record, line.rma_number)
    assert after.promise is not None
    assert after.promise.verdict == "not_proved"
    assert "after it, and no better way is proved yet" in after.promise.sentence


def test_a_line_that_is_delivered_has_no_target_that_could_move(
    record: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clock = HandClock()
    line = under_way(record, clock)
    key = LineKey(line.rma_number, line.line_id)
    hand_over(record, clock, ANA, key)
    ship(record, clock, ANA, key, Shipment("N1", "T1"))
    deliver(record, clock, ANA, key, clock())
    use_cut_off(monkeypatch, tmp_path, 'default: ["09:00-18:00"]')
    assert changes_of(record).all == ()


def test_a_list_is_another_one_when_a_unit_in_it_has_gone_on(
    record: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clock = HandClock()
    line = under_way(record, clock)
    use_cut_off(monkeypatch, tmp_path, 'default: ["09:00-18:00"]')
    read = changes_of(record).digest
    hand_over(record, clock, ANA, LineKey(line.rma_number, line.line_id))
    with pytest.raises(Conflicts):
        confirm_changes(record, clock, ADA, read, solve=no_plan)
    assert line_of(record, line.rma_number).terms == line.terms
