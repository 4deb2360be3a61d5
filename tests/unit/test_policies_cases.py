"""Cases that cannot be judged, and what is told of those that can."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rma_service.policies.case import BadCaseError, Case
from rma_service.policies.evaluate import evaluate
from rma_service.policies.load import load_policies
from rma_service.policies.outcome import ClockChange, Trace

POLICY = load_policies(Path(__file__).parents[2] / "data" / "policies")["xfusion-co-care"]
MONDAY_TEN = Case(
    target="ahr",
    service_level="standard",
    priority=None,
    event={"rma_generated_at": "2026-11-23T09:00:00Z"},
    country="DE",
    subdivision="BE",
    timezone="Europe/Berlin",
)


def _trace(case: Case) -> Trace:
    found = evaluate(POLICY, case).trace
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"target": "hovercraft"}, "unknown_target"),
        ({"service_level": "gold"}, "unknown_level"),
        ({"priority": "P9"}, "unknown_level"),
        ({"service_level": "premier"}, "missing_field"),
        ({"country": "XX"}, "unknown_place"),
        ({"subdivision": "ZZ"}, "unknown_place"),
        ({"timezone": "Europe/Atlantis"}, "unknown_place"),
        ({"event": {}}, "missing_field"),
        ({"event": {"rma_generated_at": None}}, "missing_field"),
        ({"event": {"rma_generated_at": "yesterday"}}, "bad_instant"),
        ({"event": {"rma_generated_at": "2026-11-23T09:00:00"}}, "bad_instant"),
        ({"event": {"rma_generated_at": "2026-02-30T09:00:00Z"}}, "bad_instant"),
        ({"event": {"rma_generated_at": datetime(2026, 11, 23)}}, "bad_instant"),  # noqa: DTZ001 - the fault
        ({"event": {"rma_generated_at": "2450-11-23T09:00:00Z"}}, "bad_instant"),
        ({"event": {"rma_generated_at": "2026-11-23T09:00:00Z", "mood": 1}}, "bad_parameter"),
        ({"params": {"mood": "good"}}, "bad_parameter"),
        ({"params": {"cutoff": "25:00"}}, "bad_parameter"),
        ({"params": {"cutoff": 900}}, "bad_parameter"),
        ({"params": {"cutoff_inclusive": "yes"}}, "bad_parameter"),
        ({"params": {"due_at": "teatime"}}, "bad_parameter"),
        ({"params": {"due_at": 5}}, "bad_parameter"),
        ({"params": {"nbd_window": []}}, "bad_parameter"),
        ({"params": {"nbd_window": ["18:00-09:00"]}}, "bad_parameter"),
        ({"params": {"nbd_window": ["09:00-12:00", "11:00-18:00"]}}, "bad_parameter"),
        ({"params": {"nbd_window": ["09:00"]}}, "bad_parameter"),
        ({"params": {"weekend": ["caturday"]}}, "bad_parameter"),
        ({"params": {"max_rmas_same_time": 0}}, "bad_parameter"),
        ({"params": {"max_rmas_same_time": True}}, "bad_parameter"),
        ({"params": {"cutoff_zone": "depot"}}, "missing_field"),
    ],
)
def test_a_case_that_cannot_be_judged_says_what_kind_of_fault_it_has(
    changes: dict[str, Any], fault: str
) -> None:
    with pytest.raises(BadCaseError) as refused:
        evaluate(POLICY, replace(MONDAY_TEN, **changes))
    assert refused.value.fault == fault


@pytest.mark.parametrize(
    ("name", "raw", "fault"),
    [
        ("rma_count_same_time", "two", "bad_parameter"),
        ("rma_timely", 1, "bad_parameter"),
        ("depot_tz", "Mars/Olympus", "unknown_place"),
        ("depot_tz", 8, "unknown_place"),
    ],
)
def test_an_event_of_the_wrong_type_is_named(name: str, raw: object, fault: str) -> None:
    case = replace(MONDAY_TEN, event={**MONDAY_TEN.event, name: raw})
    with pytest.raises(BadCaseError, match=name) as refused:
        evaluate(POLICY, case)
    assert refused.value.fault == fault


def test_an_aware_instant_counts_as_its_text_does() -> None:
    at = datetime(2026, 11, 23, 10, tzinfo=UTC) - timedelta(hours=1)
    typed = replace(MONDAY_TEN, event={"rma_generated_at": at})
    assert evaluate(POLICY, typed) == evaluate(POLICY, MONDAY_TEN)


def test_the_trace_names_the_days_that_were_skipped_and_why() -> None:
    # Good Friday 2026 is 3 April, Easter Monday the 6th. Thu 2 April 10:00 arrives Tue 7.
    case = replace(MONDAY_TEN, event={"rma_generated_at": "2026-04-02T08:00:00Z"})
    trace = _trace(case)
    assert trace.days == {
        date(2026, 4, 2): "business day",
        date(2026, 4, 3): "public holiday: Good Friday",
        date(2026, 4, 4): "weekend",
        date(2026, 4, 5): "weekend",
        date(2026, 4, 6): "public holiday: Easter Monday",
        date(2026, 4, 7): "business day",
    }


def test_the_trace_tells_a_make_up_day_from_an_ordinary_one() -> None:
    case = replace(
        MONDAY_TEN,
        event={"rma_generated_at": "2024-05-10T02:00:00Z"},
        country="CN",
        subdivision=None,
        timezone="Asia/Shanghai",
    )
    assert _trace(case).days[date(2024, 5, 11)] == "make-up working day"


def test_the_trace_names_only_the_readings_that_mattered() -> None:
    basic = _trace(replace(MONDAY_TEN, service_level="basic")).readings
    assert basic["nbd_window"] == ["09:00-18:00"]
    assert "cutoff" not in basic
    four_hours = replace(MONDAY_TEN, service_level="premier", priority="P1")
    # Only the limits of the batch guard are looked at.
    assert set(_trace(four_hours).readings) == {
        "max_rmas_same_time",
        "max_parts_per_rma",
    }


def test_the_trace_tells_a_clock_change_on_the_way() -> None:
    # Fri 23 Oct 2026 to Mon 26: summer time ended on Sunday the 25th at 01:00 UTC.
    case = replace(MONDAY_TEN, event={"rma_generated_at": "2026-10-23T08:00:00Z"})
    ended = ClockChange(
        "Europe/Berlin",
        datetime(2026, 10, 25, 1, tzinfo=UTC),
        timedelta(hours=2),
        timedelta(hours=1),
    )
    assert _trace(case).clock_changes == (ended,)
    assert _trace(MONDAY_TEN).clock_changes == ()


def test_the_trace_names_the_words_of_the_document_and_every_version() -> None:
    trace = _trace(MONDAY_TEN)
    assert trace.quote.startswith("arrive the Next Business Day")
    crowd = {**MONDAY_TEN.event, "rma_count_same_time": 2}
    excluded = _trace(replace(MONDAY_TEN, event=crowd))
    assert excluded.quote == "multiple RMAs requested at the same time"
    assert trace.versions == {"xfusion-co-care": "2", "holidays": "0.109", "tzdata": "2026.6"}
