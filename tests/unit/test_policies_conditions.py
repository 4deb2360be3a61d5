"""Operators that give yes or no, each in the smallest policy."""

from pathlib import Path
from typing import Any

import pytest

from tests.smallest_policy import asked, document, load, parameter, target, value_of

AT, ON = {"event": "at"}, {"event": "on"}
NOON = "2024-04-30T10:00:00Z"
"""Tue 30 Apr, 12:00 in Berlin."""


def _clock_before(time: object, **more: object) -> dict[str, object]:
    return {"clock_before": {"of": AT, "clock": "site", "time": time, **more}}


@pytest.mark.parametrize(
    ("test", "event", "holds"),
    [
        (True, {}, True),
        (False, {}, False),
        ({"present": "at"}, {"at": NOON}, True),
        ({"present": "at"}, {}, False),
        ({"absent": "at"}, {}, True),
        ({"absent": "at"}, {"at": NOON}, False),
        ({"event_equals": {"event": "yes", "value": True}}, {"yes": True}, True),
        ({"event_equals": {"event": "yes", "value": False}}, {"yes": True}, False),
        ({"event_equals": {"event": "hub", "value": "west"}}, {"hub": "west"}, True),
        ({"event_equals": {"event": "hub", "value": "west"}}, {"hub": "east"}, False),
        ({"event_above": {"event": "n", "limit": 2}}, {"n": 3}, True),
        ({"event_above": {"event": "n", "limit": 2}}, {"n": 2}, False),
        (_clock_before("12:01"), {"at": NOON}, True),
        (_clock_before("12:00"), {"at": NOON}, False),
        (_clock_before("12:00", inclusive=True), {"at": NOON}, True),
        (_clock_before("12:00", inclusive=True), {"at": "2024-04-30T10:00:01Z"}, False),
        ({"business_day": {"of": ON, "calendar": "site"}}, {"on": "2024-04-30"}, True),
        ({"business_day": {"of": ON, "calendar": "site"}}, {"on": "2024-05-01"}, False),
        ({"business_day": {"of": ON, "calendar": "site"}}, {"on": "2024-05-04"}, False),
        ({"open": {"at": AT, "coverage": "office"}}, {"at": NOON}, True),
        # 17:00 itself is closed, 09:00 itself is open.
        ({"open": {"at": AT, "coverage": "office"}}, {"at": "2024-04-30T15:00:00Z"}, False),
        ({"open": {"at": AT, "coverage": "office"}}, {"at": "2024-04-30T07:00:00Z"}, True),
        ({"open": {"at": AT, "coverage": "never_closed"}}, {"at": "2024-05-01T01:00:00Z"}, True),
        ({"all": [True, {"present": "at"}]}, {"at": NOON}, True),
        ({"all": [True, {"present": "at"}]}, {}, False),
        ({"any": [False, {"present": "at"}]}, {"at": NOON}, True),
        ({"any": [False, {"present": "at"}]}, {}, False),
        ({"not": {"present": "at"}}, {}, True),
        ({"not": True}, {}, False),
    ],
)
def test_a_test_holds_when_what_it_says_is_so(
    tmp_path: Path, test: object, event: dict[str, Any], *, holds: bool
) -> None:
    assert value_of(tmp_path, "closes", test, event) is holds


@pytest.mark.parametrize(
    ("first", "second", "holds"),
    [
        (NOON, "2024-04-30T10:00:01Z", True),
        (NOON, NOON, False),
        ("2024-04-30T10:00:01Z", NOON, False),
    ],
)
def test_an_instant_is_before_another_when_it_is_earlier(
    tmp_path: Path, first: str, second: str, *, holds: bool
) -> None:
    test = {"before": {"first": AT, "second": {"event": "until"}}}
    assert value_of(tmp_path, "closes", test, {"at": first, "until": second}) is holds


@pytest.mark.parametrize(
    ("first", "holds"),
    [
        (ON, True),
        ({"latest": [ON, {"event": "then"}]}, False),
        ({"choose": [{"if": {"absent": "on"}, "then": {"event": "then"}}, {"then": ON}]}, True),
        ({"plus_days": {"after": ON, "days": 2}}, False),
    ],
)
def test_two_dates_are_compared_however_the_first_one_comes_about(
    tmp_path: Path, first: object, *, holds: bool
) -> None:
    test = {"before": {"first": first, "second": {"event": "then"}}}
    event = {"on": "2024-04-29", "then": "2024-04-30"}
    assert value_of(tmp_path, "closes", test, event) is holds


def test_definitions_and_keys_can_be_compared_too(tmp_path: Path) -> None:
    define = {"dates": {"limit": {"plus_days": {"after": ON, "days": 7}}}}
    branch = {
        "kind": "answer",
        "due_date": {"event": "then"},
        "closes": {"before": {"first": {"use": "due_date"}, "second": {"use": "limit"}}},
    }
    policy = load(tmp_path, document(define=define, targets=[target(branch)]))
    assert asked(policy, {"on": "2024-04-01", "then": "2024-04-07"}).values["closes"] is True
    assert asked(policy, {"on": "2024-04-01", "then": "2024-04-08"}).values["closes"] is False


@pytest.mark.parametrize(
    ("kind", "default", "other"),
    [("choice", "soft", "hard"), ("flag", False, True), ("optional_count", None, 90)],
)
def test_a_reading_decides_and_a_case_can_choose_another(
    tmp_path: Path, kind: str, default: object, other: object
) -> None:
    test = {"reading": {"param": "read", "equals": default}}
    params = {"read": parameter(kind, default, other)}
    branch = {"kind": "answer", "closes": test}
    policy = load(tmp_path, document(params=params, targets=[target(branch)]))
    assert asked(policy, {}).values["closes"] is True
    assert asked(policy, {}, params={"read": other}).values["closes"] is False


def test_a_wall_clock_that_is_turned_back_is_read_as_it_shows(tmp_path: Path) -> None:
    # Sun 27 Oct 2024 in Berlin: 02:15 comes at 00:15 UTC and again at 01:15 UTC.
    for at in ("2024-10-27T00:15:00Z", "2024-10-27T01:15:00Z"):
        assert value_of(tmp_path, "closes", _clock_before("02:30"), {"at": at}) is True
    last = {"at": "2024-10-27T01:30:00Z"}
    assert value_of(tmp_path, "closes", _clock_before("02:30"), last) is False
