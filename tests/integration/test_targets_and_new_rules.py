"""What new rules would set otherwise stays as it was told, says so, and is moved by no clock.

NOW is Monday 10:00 UTC. The shipped policy gives a premier P1 four hours to arrive and answers it
within 30 minutes; the new text of it gives five hours, and 45 minutes.
"""

from pathlib import Path

import pytest

from optimizer.dispatch.bounded import solved
from rma_service.db.engine import Database
from rma_service.domain.rma_record import Rma
from rma_service.domain.rma_request import ClockNews, NewPriority, RmaKey
from rma_service.usecases.clock_log import record_clock_event
from rma_service.usecases.priority import change_priority
from rma_service.usecases.targets import DIFFERS, RmaTarget, targets_of
from tests.policy_folders import policy_text, use_policies, write_policies
from tests.rebuilding import faults_of_the_log
from tests.small_record import ANA, HandClock, fill, opened

SLOWER = {
    "{use: received_at}, hours: 4}}": "{use: received_at}, hours: 5}}",
    "minutes: 30": "minutes: 45",
}


@pytest.fixture
def record(database: Database, tmp_path: Path) -> Database:
    fill(database, tmp_path / "tiny", free=5)
    return database


def tell(record: Database, rma: Rma, clock: HandClock, name: str, value: str) -> None:
    news = ClockNews(name, value, "The desk says so.")
    record_clock_event(record, clock, ANA, RmaKey(rma.rma_number), news, solve=solved)


def found(record: Database, rma: Rma, clock: HandClock) -> dict[str, RmaTarget]:
    return {each.purpose: each for each in targets_of(record, clock, ANA, rma.rma_number)[1]}


def due(target: RmaTarget) -> object:
    return target.said.values["due_utc"]


def test_a_target_stands_as_it_was_told_until_its_own_clock_is_told_something(
    record: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = HandClock()
    rma = opened(record, clock=clock)
    clock.forward(minutes=10)
    tell(record, rma, clock, "accepted_at", "2026-11-23T10:00:00Z")
    use_policies(monkeypatch, write_policies(tmp_path / "policies", policy_text(SLOWER)))
    shown = found(record, rma, clock)
    assert [due(shown[each]) for each in ("response", "replacement")] == [
        "2026-11-23T10:30:00Z",
        "2026-11-23T14:00:00Z",
    ]
    for target in (shown["response"], shown["replacement"]):
        assert (target.differs, target.outcome) == (DIFFERS, None)
    # Telling something else moves neither of them.
    tell(record, rma, clock, "relocated_date", "2026-11-20")
    shown = found(record, rma, clock)
    assert due(shown["response"]) == "2026-11-23T10:30:00Z"
    assert due(shown["replacement"]) == "2026-11-23T14:00:00Z"
    # What a clock is told about a target itself sets it by the rules of now.
    tell(record, rma, clock, "part_deemed_necessary_at", "2026-11-23T10:05:00Z")
    shown = found(record, rma, clock)
    assert (due(shown["replacement"]), shown["replacement"].differs) == ("2026-11-23T15:05:00Z", "")
    assert due(shown["response"]) == "2026-11-23T10:30:00Z"
    change = NewPriority("P3", "One runs again.")
    change_priority(record, clock, ANA, RmaKey(rma.rma_number), change, solve=solved)
    assert due(found(record, rma, clock)["response"]) == "2026-11-23T12:00:00Z"
    assert faults_of_the_log(record) == []
