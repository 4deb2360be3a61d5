"""Operators that give an instant, each in the smallest policy.

In Berlin 2024: Wed 1 May is a holiday, clocks are two hours ahead of UTC from 31 March on, and
the office is open from 09:00 to 17:00.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.smallest_policy import parameter, value_of

TUESDAY_FOUR = "2024-04-30T14:00:00Z"
"""Tue 30 Apr, 16:00 in Berlin."""

AT = {"event": "at"}


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (AT, "2024-04-30T14:00"),
        ({"elapsed": {"after": AT, "minutes": 30}}, "2024-04-30T14:30"),
        ({"elapsed": {"after": AT, "hours": 24}}, "2024-05-01T14:00"),
        # One hour is left on Tuesday, the second one is Thursday 09:00 to 10:00.
        (
            {"business_time": {"after": AT, "hours": 2, "coverage": "office"}},
            "2024-05-02T08:00",
        ),
        (
            {"business_time": {"after": AT, "minutes": 90, "coverage": "office"}},
            "2024-05-02T07:30",
        ),
        # An amount that ends at closing is due at closing, not at the next opening.
        ({"business_time": {"after": AT, "hours": 1, "coverage": "office"}}, "2024-04-30T15:00"),
        (
            {"business_time": {"after": AT, "hours": 2, "coverage": "never_closed"}},
            "2024-04-30T16:00",
        ),
        # Eight hours: one on Tuesday, seven on Thursday.
        ({"business_days": {"after": AT, "days": 1, "coverage": "office"}}, "2024-05-02T14:00"),
        ({"opening": {"from": AT, "coverage": "office"}}, "2024-04-30T14:00"),
        (
            {"opening": {"from": {"elapsed": {"after": AT, "hours": 2}}, "coverage": "office"}},
            "2024-05-02T07:00",
        ),
    ],
)
def test_time_is_added_and_openings_are_found(
    tmp_path: Path, expression: object, expected: str
) -> None:
    assert value_of(tmp_path, "due_at", expression, {"at": TUESDAY_FOUR}) == _utc(expected)


def test_elapsed_time_runs_through_a_clock_change(tmp_path: Path) -> None:
    # Sat 30 March, 23:00 in Berlin; the clock goes forward at 02:00, four hours later it is 04:00.
    expression = {"elapsed": {"after": AT, "hours": 4}}
    found = value_of(tmp_path, "due_at", expression, {"at": "2024-03-30T22:00:00Z"})
    assert found == _utc("2024-03-31T02:00")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ({"elapsed": {"after": AT, "hours": 2, "halts": {"event": "halts"}}}, "2024-04-30T16:30"),
        # 30 minutes until the halt, which lasts until closing; 90 more from Thursday 09:00 on.
        (
            {
                "business_time": {
                    "after": AT,
                    "hours": 2,
                    "coverage": "office",
                    "halts": {"event": "halts"},
                }
            },
            "2024-05-02T08:30",
        ),
        (
            {
                "business_days": {
                    "after": AT,
                    "days": 1,
                    "coverage": "office",
                    "halts": {"event": "halts"},
                }
            },
            "2024-05-02T14:30",
        ),
    ],
)
def test_a_halt_stops_every_way_of_counting(
    tmp_path: Path, expression: object, expected: str
) -> None:
    halts = [["2024-04-30T14:30:00Z", "2024-04-30T15:00:00Z"]]
    event = {"at": TUESDAY_FOUR, "halts": halts}
    assert value_of(tmp_path, "due_at", expression, event) == _utc(expected)


def test_halts_are_put_in_order_and_those_that_overlap_count_once(tmp_path: Path) -> None:
    # 14:10 to 14:50 in all: two hours from 14:00 end at 16:40.
    halts = [
        ["2024-04-30T14:30:00Z", "2024-04-30T14:50:00Z"],
        ["2024-04-30T14:10:00Z", "2024-04-30T14:40:00Z"],
        ["2024-04-30T14:20:00Z", "2024-04-30T14:25:00Z"],
    ]
    expression = {"elapsed": {"after": AT, "hours": 2, "halts": {"event": "halts"}}}
    found = value_of(tmp_path, "due_at", expression, {"at": TUESDAY_FOUR, "halts": halts})
    assert found == _utc("2024-04-30T16:40")


def test_a_key_whose_clock_stands_is_left_out(tmp_path: Path) -> None:
    expression = {"elapsed": {"after": AT, "hours": 2, "halts": {"event": "halts"}}}
    event = {"at": TUESDAY_FOUR, "halts": [["2024-04-30T14:30:00Z", None]]}
    assert value_of(tmp_path, "due_at", expression, event) is None


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ({"window_close": {"of": {"event": "on"}, "coverage": "office"}}, "2024-04-30T15:00"),
        ({"day_start": {"of": {"event": "on"}, "clock": "site"}}, "2024-04-29T22:00"),
        ({"day_end": {"of": {"event": "on"}, "clock": "site"}}, "2024-04-30T22:00"),
    ],
)
def test_a_date_has_a_beginning_a_closing_and_an_end(
    tmp_path: Path, expression: object, expected: str
) -> None:
    assert value_of(tmp_path, "due_at", expression, {"on": "2024-04-30"}) == _utc(expected)


def test_a_date_that_the_place_skipped_ends_where_it_would_have_begun(tmp_path: Path) -> None:
    # Samoa had no 30 Dec 2011: the 29th ends with the jump at 10:00 UTC, and so does the 30th.
    expression = {"day_end": {"of": {"event": "on"}, "clock": "site"}}
    place = ("WS", None, "Pacific/Apia")
    assert value_of(tmp_path, "due_at", expression, {"on": "2011-12-29"}, place) == _utc(
        "2011-12-30T10:00"
    )
    assert value_of(tmp_path, "due_at", expression, {"on": "2011-12-30"}, place) == _utc(
        "2011-12-30T10:00"
    )


@pytest.mark.parametrize(
    ("operator", "event", "expected"),
    [
        ("latest", {"at": TUESDAY_FOUR, "until": "2024-05-02T09:00:00Z"}, "2024-05-02T09:00"),
        ("earliest", {"at": TUESDAY_FOUR, "until": "2024-05-02T09:00:00Z"}, "2024-04-30T14:00"),
        ("latest", {"at": TUESDAY_FOUR}, "2024-04-30T14:00"),
        ("earliest", {"until": TUESDAY_FOUR}, "2024-04-30T14:00"),
    ],
)
def test_the_latest_and_the_earliest_are_of_those_that_are_there(
    tmp_path: Path, operator: str, event: dict[str, object], expected: str
) -> None:
    expression = {operator: [AT, {"event": "until"}]}
    assert value_of(tmp_path, "due_at", expression, event) == _utc(expected)


def test_what_needs_an_absent_event_drops_out_of_the_latest(tmp_path: Path) -> None:
    later = {"elapsed": {"after": {"event": "until"}, "hours": 1}}
    expression = {"latest": [AT, later]}
    found = value_of(tmp_path, "due_at", expression, {"at": TUESDAY_FOUR})
    assert found == _utc("2024-04-30T14:00")


def test_the_first_case_that_holds_is_chosen(tmp_path: Path) -> None:
    expression = {
        "choose": [
            {"if": {"present": "until"}, "then": {"event": "until"}},
            {"if": {"present": "at"}, "then": AT},
            {"then": {"day_start": {"of": {"event": "on"}, "clock": "site"}}},
        ]
    }
    both = {"at": TUESDAY_FOUR, "until": "2024-05-02T09:00:00Z"}
    assert value_of(tmp_path, "due_at", expression, both) == _utc("2024-05-02T09:00")
    assert value_of(tmp_path, "due_at", expression, {"at": TUESDAY_FOUR}) == _utc(
        "2024-04-30T14:00"
    )
    # 1 May begins in Berlin at 22:00 UTC of the day before.
    assert value_of(tmp_path, "due_at", expression, {"on": "2024-05-01"}) == _utc(
        "2024-04-30T22:00"
    )


def test_a_number_can_be_a_reading_or_an_event(tmp_path: Path) -> None:
    params = {"wait": parameter("count", 3)}
    by_reading = {"elapsed": {"after": AT, "hours": {"param": "wait"}}}
    found = value_of(tmp_path, "due_at", by_reading, {"at": TUESDAY_FOUR}, params=params)
    assert found == _utc("2024-04-30T17:00")
    by_event = {"elapsed": {"after": AT, "hours": {"event": "n"}}}
    assert value_of(tmp_path, "due_at", by_event, {"at": TUESDAY_FOUR, "n": 5}) == _utc(
        "2024-04-30T19:00"
    )
