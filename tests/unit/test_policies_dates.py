"""Operators that give a local date, each in the smallest policy."""

from datetime import date
from pathlib import Path

import pytest

from tests.smallest_policy import BERLIN, parameter, value_of

ON = {"event": "on"}


@pytest.mark.parametrize(
    ("expression", "on", "expected"),
    [
        (ON, "2024-04-30", date(2024, 4, 30)),
        # Wed 1 May is a holiday.
        ({"nth_business_day": {"n": 1, "after": ON, "calendar": "site"}}, "2024-04-30", "2 May"),
        ({"nth_business_day": {"n": 3, "after": ON, "calendar": "site"}}, "2024-04-30", "6 May"),
        ({"plus_days": {"after": ON, "days": 90}}, "2024-01-10", date(2024, 4, 9)),
        ({"plus_days": {"after": ON, "days": -28}}, "2024-03-01", date(2024, 2, 2)),
        # The 31st of a shorter month is its last day.
        ({"plus_months": {"after": ON, "months": 1}}, "2024-01-31", date(2024, 2, 29)),
        ({"plus_months": {"after": ON, "months": -2}}, "2024-01-31", date(2023, 11, 30)),
        ({"plus_months": {"after": ON, "months": 11}}, "2024-12-15", date(2025, 11, 15)),
        ({"plus_years": {"after": ON, "years": 1}}, "2024-02-29", date(2025, 2, 28)),
        ({"plus_years": {"after": ON, "years": 4}}, "2024-02-29", date(2028, 2, 29)),
        # A term ends the day before the corresponding date, or with a month that has none.
        ({"term_end": {"starts": ON, "months": 12}}, "2024-03-01", date(2025, 2, 28)),
        ({"term_end": {"starts": ON, "months": 12}}, "2024-02-29", date(2025, 2, 28)),
        ({"term_end": {"starts": ON, "months": 48}}, "2024-02-29", date(2028, 2, 28)),
        ({"term_end": {"starts": ON, "months": 1}}, "2024-01-31", date(2024, 2, 29)),
        ({"term_end": {"starts": ON, "months": 1}}, "2024-01-01", date(2024, 1, 31)),
    ],
)
def test_dates_follow_the_calendar(
    tmp_path: Path, expression: object, on: str, expected: date | str
) -> None:
    wanted = date(2024, 5, int(expected.split()[0])) if isinstance(expected, str) else expected
    assert value_of(tmp_path, "date", expression, {"on": on}) == wanted


@pytest.mark.parametrize(
    ("clock", "expected"), [("site", date(2024, 5, 1)), ("far", date(2024, 4, 30))]
)
def test_an_instant_has_the_date_of_the_clock_that_is_asked(
    tmp_path: Path, clock: str, expected: date
) -> None:
    # 22:30 UTC on 30 April is 00:30 of 1 May in Berlin, and 16:30 of the 30th in Denver.
    clocks = {"site": {"place": "timezone"}, "far": {"zone": "America/Denver"}}
    expression = {"local_date": {"of": {"event": "at"}, "clock": clock}}
    event = {"at": "2024-04-30T22:30:00Z"}
    assert value_of(tmp_path, "date", expression, event, clocks=clocks) == expected


def test_a_cell_of_a_table_is_a_date(tmp_path: Path) -> None:
    tables = {"ends": {"rows": {"east": {"end": "2025-01-31"}, "west": {"end": "2026-06-30"}}}}
    expression = {"table": {"table": "ends", "row": {"event": "hub"}, "column": "end"}}
    found = value_of(tmp_path, "date", expression, {"hub": "west"}, tables=tables)
    assert found == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("event", "latest", "earliest"),
    [
        ({"on": "2024-01-05", "then": "2024-01-10"}, date(2024, 1, 10), date(2024, 1, 5)),
        ({"then": "2024-01-10"}, date(2024, 1, 10), date(2024, 1, 10)),
    ],
)
def test_of_two_dates_the_later_and_the_earlier_are_found(
    tmp_path: Path, event: dict[str, object], latest: date, earliest: date
) -> None:
    both = [ON, {"event": "then"}]
    assert value_of(tmp_path, "date", {"latest": both}, event) == latest
    assert value_of(tmp_path, "date", {"earliest": both}, event) == earliest


def test_a_number_that_the_reading_leaves_open_drops_out(tmp_path: Path) -> None:
    params = {"cap": parameter("optional_count", None, 10)}
    capped = {"plus_days": {"after": ON, "days": {"param": "cap"}}}
    expression = {"earliest": [{"event": "then"}, capped]}
    event = {"on": "2024-01-01", "then": "2024-03-01"}
    assert value_of(tmp_path, "date", expression, event, BERLIN, params=params) == date(2024, 3, 1)
    params = {"cap": parameter("optional_count", 10)}
    assert value_of(tmp_path, "date", expression, event, BERLIN, params=params) == date(2024, 1, 11)


def test_the_case_that_holds_gives_the_date(tmp_path: Path) -> None:
    expression = {
        "choose": [
            {"if": {"event_equals": {"event": "yes", "value": True}}, "then": {"event": "then"}},
            {"then": ON},
        ]
    }
    event = {"on": "2024-01-01", "then": "2024-03-01", "yes": True}
    assert value_of(tmp_path, "date", expression, event) == date(2024, 3, 1)
    assert value_of(tmp_path, "date", expression, {**event, "yes": False}) == date(2024, 1, 1)
