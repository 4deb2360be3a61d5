"""An RMA that is reclassified: its target is that of the lower level, from the original start.

The shipped policies reclassify incidents without parts only, so the record is judged by a policy
whose four hours become eight from the moment somebody tells of the reclassification. NOW is
Monday 10:00 UTC.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from optimizer.dispatch.bounded import solved
from rma_service.db.engine import Database
from rma_service.domain.rma_record import Rma
from rma_service.domain.rma_request import ClockNews, RmaKey
from rma_service.usecases.clock_log import record_clock_event
from rma_service.usecases.targets import RmaTarget, targets_of
from tests.policy_folders import policy_text, use_policies, write_policies
from tests.rebuilding import faults_of_the_log
from tests.small_record import ANA, NOW, HandClock, fill, opened

DUE_IN_FOUR = "due_at: {elapsed: {after: {use: received_at}, hours: 4}}"
RECLASSIFYING = {
    "  first_contact_at: {type: instant}\n": (
        "  first_contact_at: {type: instant}\n  reclassified_at: {type: instant}\n"
    ),
    f"      - kind: arrive_by\n        {DUE_IN_FOUR}": (
        "      - if: {present: reclassified_at}\n"
        "        clause: The reclassification\n"
        "        kind: arrive_by\n"
        "        due_at: {elapsed: {after: {use: received_at}, hours: 8}}\n"
        f"      - kind: arrive_by\n        {DUE_IN_FOUR}"
    ),
}


@pytest.fixture
def record(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    use_policies(monkeypatch, write_policies(tmp_path / "policies", policy_text(RECLASSIFYING)))
    fill(database, tmp_path / "tiny", free=5)
    return database


def reclassified(record: Database, rma: Rma, clock: HandClock, value: str | None) -> Rma:
    news = ClockNews("reclassified_at", value, "No access to the machine.")
    return record_clock_event(record, clock, ANA, RmaKey(rma.rma_number), news, solve=solved)


def replacement(record: Database, rma: Rma, clock: HandClock) -> RmaTarget:
    _, found = targets_of(record, clock, ANA, rma.rma_number)
    (target,) = [each for each in found if each.purpose == "replacement"]
    return target


def test_a_reclassified_line_is_due_by_the_new_level_from_the_original_start(
    record: Database,
) -> None:
    clock = HandClock()
    rma = opened(record, clock=clock)
    clock.forward(minutes=40)
    (line,) = reclassified(record, rma, clock, "2026-11-23T10:40:00Z").lines
    assert line.terms is not None
    assert line.promise is not None
    # Eight hours from 10:00, not from the reclassification at 10:40; before, four.
    due_at = NOW + timedelta(hours=8)
    assert (line.terms.received_at, line.terms.due_at) == (NOW, due_at)
    assert (line.terms.clause, line.promise.due_at) == ("The reclassification", due_at)
    target = replacement(record, rma, clock)
    assert target.said.values["due_utc"] == "2026-11-23T18:00:00Z"
    (old,) = target.history
    assert old.said.values["due_utc"] == "2026-11-23T14:00:00Z"
    assert faults_of_the_log(record) == []


def test_a_reclassification_that_is_withdrawn_leaves_both_old_values_in_sight(
    record: Database,
) -> None:
    clock = HandClock()
    rma = opened(record, clock=clock)
    clock.forward(minutes=40)
    reclassified(record, rma, clock, "2026-11-23T10:40:00Z")
    clock.forward(minutes=10)
    (line,) = reclassified(record, rma, clock, None).lines
    assert line.terms is not None
    assert line.terms.due_at == NOW + timedelta(hours=4)
    history = [old.said.values["due_utc"] for old in replacement(record, rma, clock).history]
    assert history == ["2026-11-23T14:00:00Z", "2026-11-23T18:00:00Z"]
    assert faults_of_the_log(record) == []
