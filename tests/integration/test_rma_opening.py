"""A partner opens an RMA: entitled, judged beside the others, promised at once, remembered."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from optimizer.dispatch.bounded import solved
from rma_service.db.engine import Database
from rma_service.domain.errors import IllegalMove, NotFound, Refused, StaleVersion
from rma_service.domain.rma import State
from rma_service.domain.rma_request import Completion, LineKey, RmaKey
from rma_service.usecases.cases import history_of, list_rmas, rma_of
from rma_service.usecases.rmas import cancel_rma, complete_fault_tag, open_rma, reject_line
from tests.small_record import ANA, CAROL, DAN, NOW, HandClock, fill, opened, request, tag


@pytest.fixture
def record(database: Database, tmp_path: Path) -> Database:
    fill(database, tmp_path / "tiny")
    return database


def test_an_rma_is_promised_at_once_with_verdict_arrival_reason_and_clause(
    record: Database,
) -> None:
    rma = opened(record)
    (line,) = rma.lines
    assert rma.rma_number.startswith("RMA2611-")
    assert line.state is State.OPEN
    assert line.terms is not None
    assert line.terms.due_at == NOW + timedelta(hours=4)
    assert line.promise is not None
    assert (line.promise.verdict, line.promise.basis) == ("guaranteed", "before_planning")
    assert (line.promise.owed, line.promise.clause) == (True, "Co-Care 2.4, Premier P1/P2")
    assert line.promise.arrival_at is not None
    # A car is there 25 + 45 minutes after the request at the earliest, and then it drives.
    assert NOW + timedelta(minutes=70) < line.promise.arrival_at <= line.promise.due_at
    assert line.promise.sentence.endswith(".")
    assert rma_of(record, CAROL, rma.rma_number) == rma


def test_what_was_told_is_in_the_chain_of_events(record: Database) -> None:
    rma = opened(record)
    history = history_of(record, CAROL, rma.rma_number)
    assert [(event.kind, event.actor, event.at) for event in history.events] == [
        ("open", "U-CAROL", NOW),
        ("tell", "U-CAROL", NOW),
    ]
    assert history.events[1].data["verdict"] == "guaranteed"
    assert history.broken_at is None
    assert rma.version == 2


def test_without_a_free_unit_the_promise_says_that_nothing_can_be_done(
    database: Database, tmp_path: Path
) -> None:
    fill(database, tmp_path / "tiny", free=0)
    (line,) = opened(database).lines
    assert line.promise is not None
    assert line.promise.verdict == "impossible_alone"
    assert {reason["code"] for reason in line.promise.reasons} >= {"stock"}


def test_two_rmas_within_an_hour_lose_their_guarantee_both(record: Database) -> None:
    clock = HandClock()
    first = opened(record, clock=clock)
    clock.at += timedelta(minutes=60)
    second = opened(record, clock=clock)
    assert [line.terms.owed for line in second.lines if line.terms] == [False]
    assert second.lines[0].promise is not None
    assert second.lines[0].promise.verdict == "excluded_by_clause"
    (line,) = rma_of(record, CAROL, first.rma_number).lines
    assert line.terms is not None
    assert line.promise is not None
    assert (line.terms.owed, line.terms.clause) == (False, "Co-Care 1 note 5")
    assert (line.promise.verdict, line.promise.outlook) == ("excluded_by_clause", "guaranteed")
    kinds = [event.kind for event in history_of(record, CAROL, first.rma_number).events]
    assert kinds == ["open", "tell", "target_changed"]


@pytest.mark.parametrize(
    ("later", "other"),
    [
        (timedelta(minutes=61), {}),  # an hour and a minute later
        (timedelta(), {"site_id": "S2", "lines": (tag(platform="P1"),)}),  # another site
    ],
)
def test_rmas_apart_in_time_or_place_keep_their_guarantee(
    record: Database, later: timedelta, other: dict[str, Any]
) -> None:
    clock = HandClock()
    first = opened(record, clock=clock)
    clock.at += later
    second = opened(record, replace(request(), **other), clock=clock)
    owed = [
        line.terms.owed
        for rma in (rma_of(record, CAROL, first.rma_number), second)
        for line in rma.lines
        if line.terms
    ]
    assert owed == [True, True]


def test_another_partners_rma_at_the_same_time_takes_nothing(record: Database) -> None:
    opened(record)
    (line,) = opened(record, request(site_id="S3"), by=DAN).lines
    assert line.terms is not None
    assert line.terms.owed


def test_a_line_that_the_contract_does_not_cover_is_rejected_and_remembered(
    record: Database,
) -> None:
    bad = tag(data_removed="retained")  # the contract of S1 has no retention service
    (line,) = opened(record, request(bad)).lines
    assert (line.state, line.state_clause) == (State.REJECTED, "Co-Care 3, retention service")
    assert line.promise is None


def test_a_request_that_names_what_is_not_there_is_refused_with_every_sentence(
    record: Database,
) -> None:
    bad = tag(part_number="NOPE", fault_code="ALSO")
    with pytest.raises(Refused) as refused:
        opened(record, request(bad, site_id="S3", priority="P9"))
    said = "\n".join(refused.value.sentences)
    for word in ("site S3", "part NOPE", "fault code ALSO"):
        assert word in said
    assert list_rmas(record, ANA) == []


def test_an_incomplete_form_is_on_hold_until_it_is_complete(record: Database) -> None:
    clock = HandClock()
    rma = opened(record, request(tag(form_complete=False, product_serial="")), clock)
    (line,) = rma.lines
    assert (line.state, line.terms, line.promise) == (State.ON_HOLD, None, None)
    clock.at += timedelta(minutes=30)
    key = LineKey(rma.rma_number, line.line_id, rma.version)
    with pytest.raises(Refused, match="lacks the serial of the product"):
        complete_fault_tag(record, clock, CAROL, key, Completion(), solve=solved)
    after = complete_fault_tag(record, clock, CAROL, key, Completion("S1-P1-0007"), solve=solved)
    (line,) = after.lines
    assert line.terms is not None
    assert line.promise is not None
    # The clock starts when the form is complete: four hours from 10:30.
    assert (line.state, line.terms.due_at) == (State.OPEN, NOW + timedelta(hours=4, minutes=30))
    assert line.promise.verdict == "guaranteed"
    with pytest.raises(IllegalMove, match="is open and cannot be released"):
        complete_fault_tag(
            record, clock, CAROL, LineKey(rma.rma_number, line.line_id), Completion()
        )


def test_a_canceled_rma_stays_canceled(record: Database) -> None:
    rma = opened(record)
    key = RmaKey(rma.rma_number, rma.version)
    after = cancel_rma(record, HandClock(), CAROL, key, "Found a spare on the shelf.")
    assert after.state is State.CANCELED
    assert after.lines[0].state_sentence == "Found a spare on the shelf."
    with pytest.raises(StaleVersion):
        cancel_rma(record, HandClock(), CAROL, key, "Again.")
    with pytest.raises(IllegalMove, match="nothing is left to cancel"):
        cancel_rma(record, HandClock(), CAROL, RmaKey(rma.rma_number), "Again.")


def test_rejecting_a_line_of_a_kit_rejects_the_kit(record: Database) -> None:
    rma = opened(record, request(tag(), tag(product_serial="S1-P1-0002"), ship_together=True))
    key = LineKey(rma.rma_number, rma.lines[0].line_id)
    with pytest.raises(IllegalMove, match="by a dispatcher only"):
        reject_line(record, HandClock(), CAROL, key, "No.")
    after = reject_line(record, HandClock(), ANA, key, "The customer ran an overclocked system.")
    assert [line.state for line in after.lines] == [State.REJECTED, State.REJECTED]


def test_a_stranger_is_told_that_there_is_no_such_rma(record: Database) -> None:
    rma = opened(record)
    sentences = []
    for number in (rma.rma_number, "RMA2611-NOTHING"):
        with pytest.raises(NotFound) as missing:
            rma_of(record, DAN, number)
        sentences.append(str(missing.value))
        with pytest.raises(NotFound):
            cancel_rma(record, HandClock(), DAN, RmaKey(number), "Mine.")
    assert sentences[0] == sentences[1]
    assert list_rmas(record, DAN) == []
    assert [each.rma_number for each in list_rmas(record, ANA)] == [rma.rma_number]


def test_staff_open_an_rma_for_the_partner_that_they_name(record: Database) -> None:
    rma = open_rma(record, HandClock(), ANA, request(partner_id="PA01"), solve=solved)
    assert (rma.partner_id, rma.opened_by) == ("PA01", "U-ANA")
    with pytest.raises(Refused, match="Name the partner"):
        open_rma(record, HandClock(), ANA, request())
    with pytest.raises(Refused, match="its own company"):
        open_rma(record, HandClock(), CAROL, request(partner_id="PA02"))


def test_pages_of_rmas_go_on_where_the_last_one_ended(record: Database) -> None:
    clock = HandClock(datetime(2026, 11, 23, 7, tzinfo=UTC))
    numbers = []
    for _ in range(3):
        numbers.append(opened(record, request(tag(fault_observed_at=clock.at)), clock).rma_number)
        clock.at += timedelta(hours=2)
    newest = list_rmas(record, CAROL, limit=2)
    last = newest[-1]
    rest = list_rmas(record, CAROL, after=(last.opened_at, last.rma_number), limit=2)
    assert [rma.rma_number for rma in [*newest, *rest]] == numbers[::-1]
