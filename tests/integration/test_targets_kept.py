"""Targets keep what was told: after the delivery, of RMAs of an earlier release, and in exports.

NOW is Monday 2026-11-23, 10:00 UTC. A replacement under P1 arrives within four hours, under P3 by
the close of the next business day, 18:00 in Mainz, 17:00 UTC. A defective part is back within 15
working days of the delivery, a warranty ends 90 days after shipping.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from optimizer.dispatch.bounded import solved
from optimizer.files.read import read_directory
from rma_service.db.engine import Database
from rma_service.domain.errors import IllegalMove
from rma_service.domain.rma_record import Rma
from rma_service.domain.rma_request import ClockNews, LineKey, NewPriority, NewRma, RmaKey
from rma_service.usecases.approval import approve_plan
from rma_service.usecases.cases import history_of, rma_of
from rma_service.usecases.clock_log import record_clock_event
from rma_service.usecases.exporting import export_directory
from rma_service.usecases.fulfillment import Shipment, deliver, hand_over, receive_defective, ship
from rma_service.usecases.priority import change_priority
from rma_service.usecases.targets import DIFFERS, RmaTarget, targets_of
from tests.policy_folders import policy_text, use_policies, write_policies
from tests.rebuilding import faults_of_the_log
from tests.small_record import ANA, CAROL, NOW, HandClock, fill, opened, planned, request, tag

SHORTER = {
    "n: 15, after: {local_date: {of: {use: received_at}, clock: site}}": (
        "n: 10, after: {local_date: {of: {use: received_at}, clock: site}}"
    ),
    "after: {event: replacement_shipped_date}, days: 90": (
        "after: {event: replacement_shipped_date}, days: 60"
    ),
}
"""Ten working days for the way back, and sixty days of warranty."""

LESS_AT_THE_BEGINNING = "UPDATE event SET data = '{\"lines\": 1}' WHERE sequence = 1"


@pytest.fixture
def record(database: Database, tmp_path: Path) -> Database:
    fill(database, tmp_path / "tiny", free=5)
    return database


def tell(record: Database, rma: Rma, clock: HandClock, name: str, value: object) -> Rma:
    news = ClockNews(name, value, "The desk says so.")
    return record_clock_event(record, clock, ANA, RmaKey(rma.rma_number), news, solve=solved)


def targets(record: Database, rma: Rma, clock: HandClock) -> dict[str, RmaTarget]:
    _, found = targets_of(record, clock, CAROL, rma.rma_number)
    return {each.purpose: each for each in found}


def delivered(
    record: Database, clock: HandClock, wish: NewRma | None = None
) -> tuple[Rma, LineKey]:
    """An RMA whose replacement left at 10:00 and arrived at noon, on Monday 23 Nov."""
    rma = opened(record, wish, clock)
    key = LineKey(rma.rma_number, rma.lines[0].line_id)
    approve_plan(record, clock, ANA, planned(record, clock).plan_version)
    hand_over(record, clock, ANA, key)
    ship(record, clock, ANA, key, Shipment("N-1", "T-1"))
    clock.forward(hours=2)
    return deliver(record, clock, ANA, key, clock.at), key


def test_what_follows_a_delivery_stays_as_it_was_told_under_new_rules(
    record: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = HandClock()
    rma, _ = delivered(record, clock)
    # The 15th working day after Mon 23 Nov is Mon 14 Dec; 90 days after 23 Nov is 21 Feb.
    due, ends = "2026-12-14T23:00:00Z", "2027-02-21"
    before = targets(record, rma, clock)
    assert before["defective_return"].said.values["due_utc"] == due
    assert {before[each].differs for each in ("defective_return", "return_cost")} == {""}
    use_policies(monkeypatch, write_policies(tmp_path / "policies", policy_text(SHORTER)))
    after = targets(record, rma, clock)
    assert after["defective_return"].said == before["defective_return"].said
    assert after["replacement_warranty"].said.values["date"] == ends
    for purpose in ("defective_return", "replacement_warranty"):
        assert (after[purpose].differs, after[purpose].outcome) == (DIFFERS, None)
    assert after["return_cost"].differs == ""
    progress = rma_of(record, ANA, rma.rma_number).lines[0].progress
    assert progress.return_due_at == datetime(2026, 12, 14, 23, tzinfo=UTC)
    assert faults_of_the_log(record) == []


@pytest.mark.parametrize(
    ("late", "state"), [(timedelta(), "missed"), (timedelta(seconds=-1), "met")]
)
def test_a_defective_part_that_is_late_is_so_whatever_a_clock_is_told_later(
    record: Database, late: timedelta, state: str
) -> None:
    clock = HandClock()
    rma, key = delivered(record, clock)
    tell(record, rma, clock, "part_deemed_necessary_at", "2026-11-23T09:00:00Z")
    tell(record, rma, clock, "accepted_at", "2026-11-23T10:00:00Z")
    clock.at = datetime(2026, 12, 14, 23, tzinfo=UTC) + late  # 15 Dec begins in Mainz
    receive_defective(record, clock, ANA, key, "F1")
    tell(record, rma, clock, "accepted_at", "2026-11-23T10:05:00Z")
    found = targets(record, rma, clock)["defective_return"]
    assert (found.state, found.said.values["due_utc"]) == (state, "2026-12-14T23:00:00Z")
    assert (found.differs, found.history) == ("", ())


def test_an_rma_of_before_shows_its_targets_and_what_they_were_since_that_is_kept(
    record: Database,
) -> None:
    clock = HandClock()
    rma = opened(record, clock=clock)
    trigger = {"sqlite": "event_no_update", "postgresql": "event_no_change ON event"}
    with record.write() as tx:
        tx.exec_driver_sql(f"DROP TRIGGER {trigger[record.dialect]}")
        tx.exec_driver_sql(LESS_AT_THE_BEGINNING)
    shown = targets(record, rma, clock)["replacement"]
    assert (shown.said.values["due_utc"], shown.differs) == ("2026-11-23T14:00:00Z", "")
    assert shown.history == ()
    clock.forward(minutes=20)
    key = RmaKey(rma.rma_number)
    tell(record, rma, clock, "part_deemed_necessary_at", "2026-11-23T10:10:00Z")
    change_priority(record, clock, ANA, key, NewPriority("P3", "One runs again."), solve=solved)
    shown = targets(record, rma, clock)["replacement"]
    assert shown.said.values["due_utc"] == "2026-11-24T17:00:00Z"
    assert [old.said.values["due_utc"] for old in shown.history] == [
        "2026-11-23T14:00:00Z",
        "2026-11-23T14:10:00Z",
    ]
    assert [old.why for old in shown.history] == [
        "The clocks were told of part_deemed_necessary_at: The desk says so.",
        "The priority is P3 from now on: One runs again.",
    ]
    assert "clock" in {event.kind for event in history_of(record, ANA, rma.rma_number).events}


def test_an_export_tells_requests_as_their_clocks_know_them(
    record: Database, tmp_path: Path
) -> None:
    clock = HandClock()
    rma = opened(record, clock=clock)
    clock.forward(minutes=20)
    later = NOW + timedelta(minutes=10)
    tell(record, rma, clock, "part_deemed_necessary_at", later.isoformat())
    export_directory(record, tmp_path / "out")
    (row,) = read_directory(tmp_path / "out", tmp_path / "out" / "requests.csv").requests
    assert (row.part_deemed_necessary_at, row.form_completed_at) == (later, NOW)


def test_what_follows_a_delivery_is_set_by_the_edition_of_the_day_of_the_request(
    record: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = policy_text(SHORTER, version="next", effective_from="2026-11-24")
    use_policies(monkeypatch, write_policies(tmp_path / "policies", policy_text(), later))
    clock = HandClock()
    rma, _ = delivered(record, clock)
    found = targets(record, rma, clock)
    assert found["defective_return"].said.values["due_utc"] == "2026-12-14T23:00:00Z"
    assert found["replacement_warranty"].said.values["date"] == "2027-02-21"
    progress = rma.lines[0].progress
    assert progress.return_due_at == datetime(2026, 12, 14, 23, tzinfo=UTC)


def test_of_a_part_that_is_retained_the_target_says_that_nothing_is_due(record: Database) -> None:
    clock = HandClock()
    wish = request(tag(product_serial="S2-P1-0001"), site_id="S2")
    rma, _ = delivered(record, clock, wish)
    found = targets(record, rma, clock)["defective_return"]
    assert found.said.values["status"] == "waived_retention_service"
    assert "due_utc" not in found.said.values


def test_a_target_to_leave_the_depot_has_ended_when_the_unit_left(record: Database) -> None:
    clock = HandClock(NOW + timedelta(hours=5))  # 16:00 in Mainz, after the cut-off
    rma = opened(record, request(priority="P3"), clock)
    key = LineKey(rma.rma_number, rma.lines[0].line_id)
    assert rma.lines[0].terms is not None
    assert rma.lines[0].terms.target_kind == "ship_by"
    approve_plan(record, clock, ANA, planned(record, clock).plan_version)
    hand_over(record, clock, ANA, key)
    ship(record, clock, ANA, key, Shipment("N-1", "T-1"))
    with pytest.raises(IllegalMove, match="no target runs that a priority would change"):
        change_priority(
            record, clock, ANA, RmaKey(rma.rma_number), NewPriority("P1", "It fell."), solve=solved
        )
