"""Operators that give a word, several instants, or steps, each in the smallest policy."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from rma_service.policies.case import BadCaseError
from rma_service.policies.keys import Step
from tests.smallest_policy import BERLIN, asked, document, load, parameter, target, value_of

AT = {"event": "at"}
HUBS = {"east": "east_office", "west": "west_office"}
CLOCKS = {
    "site": {"place": "timezone"},
    "east": {"zone": "Europe/Berlin"},
    "west": {"zone": "America/Denver"},
}
CALENDARS = {
    "site": {},
    "east": {"clock": "east", "holidays": "none"},
    "west": {"clock": "west", "holidays": "none"},
}
OFFICES = {
    "office": {"calendar": "site", "windows": ["09:00-17:00"]},
    "east_office": {"calendar": "east", "windows": ["08:00-17:00"]},
    "west_office": {"calendar": "west", "windows": ["08:00-17:00"]},
}


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_word_stands_plain_or_comes_from_an_event(tmp_path: Path) -> None:
    assert value_of(tmp_path, "status", "waiting", {}) == "waiting"
    assert value_of(tmp_path, "status", {"event": "hub"}, {"hub": "west"}) == "west"


def test_a_word_can_be_chosen_and_looked_up(tmp_path: Path) -> None:
    cases = [
        {"if": {"event_equals": {"event": "hub", "value": "east"}}, "then": "first"},
        {"then": "second"},
    ]
    assert value_of(tmp_path, "status", {"choose": cases}, {"hub": "east"}) == "first"
    assert value_of(tmp_path, "status", {"choose": cases}, {"hub": "west"}) == "second"
    tables = {"names": {"rows": {"east": {"long": "Far East"}, "west": {"long": "Wild West"}}}}
    cell = {"table": {"table": "names", "row": {"event": "hub"}, "column": "long"}}
    assert value_of(tmp_path, "status", cell, {"hub": "west"}, tables=tables) == "Wild West"


@pytest.mark.parametrize(
    ("on", "phase"),
    [
        ("2023-12-31", "before"),
        ("2024-01-01", "during"),
        ("2024-06-30", "during"),
        ("2024-07-01", "after"),
    ],
)
def test_a_phase_begins_with_the_date_that_is_given_for_it(
    tmp_path: Path, on: str, phase: str
) -> None:
    dates = {"rows": {"it": {"first": "2024-01-01", "second": "2024-07-01"}}}

    def cell(column: str) -> object:
        return {"table": {"table": "dates", "row": "it", "column": column}}

    phases = [
        {"word": "before"},
        {"word": "during", "from": cell("first")},
        {"word": "after", "from": cell("second")},
    ]
    expression = {"phase": {"on": {"event": "on"}, "phases": phases}}
    assert value_of(tmp_path, "phase", expression, {"on": on}, tables={"dates": dates}) == phase


@pytest.mark.parametrize(
    ("at", "default", "owner"),
    [
        # Tue 23 Apr 2024: Berlin is open from 06:00 to 15:00 UTC, Denver from 14:00 to 23:00.
        ("2024-04-23T10:00:00Z", "west", "east"),
        ("2024-04-23T14:30:00Z", "west", "west"),
        ("2024-04-23T14:30:00Z", "east", "east"),
        ("2024-04-23T20:00:00Z", "east", "west"),
        ("2024-04-23T23:00:00Z", "east", "on_call"),
        ("2024-04-27T10:00:00Z", "east", "on_call"),
    ],
)
def test_the_default_hub_goes_first_then_the_one_that_opened_last(
    tmp_path: Path, at: str, default: str, owner: str
) -> None:
    expression = {
        "open_hub": {"at": AT, "default": {"event": "hub"}, "hubs": HUBS, "none": "on_call"}
    }
    found = value_of(
        tmp_path,
        "initial_owner",
        expression,
        {"at": at, "hub": default},
        clocks=CLOCKS,
        calendars=CALENDARS,
        coverage=OFFICES,
    )
    assert found == owner


def test_of_two_open_hubs_the_one_that_opened_last_owns(tmp_path: Path) -> None:
    # 14:30 UTC: Berlin opened at 06:00, Denver at 14:00; the default one, of Samoa, is closed.
    hubs = {**HUBS, "south": "south_office"}
    expression = {"open_hub": {"at": AT, "default": "south", "hubs": hubs, "none": "on_call"}}
    found = value_of(
        tmp_path,
        "initial_owner",
        expression,
        {"at": "2024-04-23T14:30:00Z"},
        clocks=CLOCKS | {"south": {"zone": "Pacific/Apia"}},
        calendars=CALENDARS | {"south": {"clock": "south", "holidays": "none"}},
        coverage=OFFICES | {"south_office": {"calendar": "south", "windows": ["08:00-17:00"]}},
    )
    assert found == "west"


def test_regular_updates_end_strictly_before_their_end(tmp_path: Path) -> None:
    expression = {"every": {"minutes": 60, "after": AT, "until": {"event": "until"}}}
    event = {"at": "2024-04-23T08:00:00Z", "until": "2024-04-23T10:00:00Z"}
    assert value_of(tmp_path, "times", expression, event) == (_utc("2024-04-23T09:00"),)
    later = {**event, "until": "2024-04-23T10:00:01Z"}
    assert value_of(tmp_path, "times", expression, later) == (
        _utc("2024-04-23T09:00"),
        _utc("2024-04-23T10:00"),
    )


def test_updates_without_a_reasonable_end_are_refused(tmp_path: Path) -> None:
    expression = {"every": {"minutes": 60, "after": AT, "until": {"event": "until"}}}
    event = {"at": "1900-01-01T08:00:00Z", "until": "2024-04-23T10:00:00Z"}
    with pytest.raises(BadCaseError, match="more than 100000 instants"):
        value_of(tmp_path, "times", expression, event)


def test_the_next_closings_skip_closed_days(tmp_path: Path) -> None:
    # Tue 30 Apr, 17:00 in Berlin is a closing, which is not after itself; 1 May is a holiday.
    expression = {"window_closes": {"after": AT, "count": 2, "coverage": "office"}}
    found = value_of(tmp_path, "times", expression, {"at": "2024-04-30T15:00:00Z"})
    assert found == (_utc("2024-05-02T15:00"), _utc("2024-05-03T15:00"))


def test_a_step_is_without_instant_while_its_clock_stands(tmp_path: Path) -> None:
    def after(hours: int) -> object:
        return {"elapsed": {"after": AT, "hours": hours, "halts": {"event": "halts"}}}

    steps = [{"to": "team", "at": after(1)}, {"to": {"event": "hub"}, "at": after(2)}]
    event = {
        "at": "2024-04-23T08:00:00Z",
        "hub": "east",
        "halts": [["2024-04-23T09:30:00Z", None]],
    }
    assert value_of(tmp_path, "steps", steps, event) == (
        Step("team", _utc("2024-04-23T09:00")),
        Step("east", None),
    )
    assert value_of(tmp_path, "steps", [], event) == ()


def test_a_number_by_priority_is_that_of_the_case(tmp_path: Path) -> None:
    expression = {"elapsed": {"after": AT, "hours": {"param": "waits", "by": "priority"}}}
    entry = target({"kind": "answer", "due_at": expression}, when={"priority": ["high", "low"]})
    policy = load(
        tmp_path,
        document(
            priorities=["high", "low"],
            params={"waits": parameter("counts_by_priority", {"high": 1, "low": 8})},
            targets=[entry],
        ),
    )
    event = {"at": "2024-04-23T08:00:00Z"}
    high, low = (asked(policy, event, BERLIN, priority=word) for word in ("high", "low"))
    assert (high.values["due_at"], low.values["due_at"]) == (
        _utc("2024-04-23T09:00"),
        _utc("2024-04-23T16:00"),
    )
    # Whoever gives another number for one priority leaves the other as it was.
    params = {"waits": {"low": 4}}
    low = asked(policy, event, BERLIN, priority="low", params=params)
    high = asked(policy, event, BERLIN, priority="high", params=params)
    assert (high.values["due_at"], low.values["due_at"]) == (
        _utc("2024-04-23T09:00"),
        _utc("2024-04-23T12:00"),
    )
