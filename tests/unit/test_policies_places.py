"""Clocks, calendars and coverage: every way to say them, each in the smallest policy."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from optimizer.calendars import WEEKDAYS
from rma_service.policies.case import BadCaseError, Case
from rma_service.policies.evaluate import evaluate
from tests.smallest_policy import BERLIN, asked, document, load, parameter, target, value_of

ON, AT = {"event": "on"}, {"event": "at"}
START = {"day_start": {"of": ON, "clock": "asked"}}
NEXT = {"nth_business_day": {"n": 1, "after": ON, "calendar": "asked"}}


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "event", "starts"),
    [
        ({"place": "timezone"}, {}, "2024-01-14T23:00"),
        ({"zone": "Asia/Tokyo"}, {}, "2024-01-14T15:00"),
        ({"event": "there"}, {"there": "America/New_York"}, "2024-01-15T05:00"),
        (
            {"by_reading": {"param": "town", "zones": {"here": "Europe/London", "far": "UTC"}}},
            {},
            "2024-01-15T00:00",
        ),
        (
            {"by_event": {"event": "hub", "clocks": {"east": "site", "west": "denver"}}},
            {"hub": "west"},
            "2024-01-15T07:00",
        ),
    ],
)
def test_a_clock_is_said_in_five_ways(
    tmp_path: Path, clock: object, event: dict[str, object], starts: str
) -> None:
    clocks = {
        "site": {"place": "timezone"},
        "denver": {"zone": "America/Denver"},
        "asked": clock,
    }
    found = value_of(
        tmp_path,
        "start_at",
        START,
        {"on": "2024-01-15", **event},
        clocks=clocks,
        params={"town": parameter("choice", "here", "far")},
    )
    assert found == _utc(starts)


def test_a_reading_can_name_the_clock(tmp_path: Path) -> None:
    clocks = {"site": {"place": "timezone"}, "tokyo": {"zone": "Asia/Tokyo"}}
    branch = {"kind": "answer", "start_at": {"day_start": {"of": ON, "clock": {"param": "whose"}}}}
    policy = load(
        tmp_path,
        document(
            clocks=clocks,
            params={"whose": parameter("choice", "site", "tokyo")},
            targets=[target(branch)],
        ),
    )
    event = {"on": "2024-01-15"}
    assert asked(policy, event).values["start_at"] == _utc("2024-01-14T23:00")
    other = asked(policy, event, params={"whose": "tokyo"})
    assert other.values["start_at"] == _utc("2024-01-14T15:00")


@pytest.mark.parametrize(
    ("calendar", "on", "place", "found"),
    [
        # Fri 26 Apr 2024; Wed 1 May is a holiday in Germany.
        ({}, "2024-04-26", BERLIN, date(2024, 4, 29)),
        ({}, "2024-04-30", BERLIN, date(2024, 5, 2)),
        ({"holidays": "none"}, "2024-04-30", BERLIN, date(2024, 5, 1)),
        ({"weekend": ["fri", "sat"]}, "2024-04-25", BERLIN, date(2024, 4, 28)),
        # Saudi Arabia rests on Friday and Saturday; without holidays too.
        ({}, "2024-04-25", ("SA", None, "Asia/Riyadh"), date(2024, 4, 28)),
        ({"holidays": "none"}, "2024-04-25", ("SA", None, "Asia/Riyadh"), date(2024, 4, 28)),
        # Sat 11 May 2024 is worked in China; Fri 8 March is half a day off.
        ({}, "2024-05-10", ("CN", None, "Asia/Shanghai"), date(2024, 5, 11)),
        (
            {"makeup_workdays": False},
            "2024-05-10",
            ("CN", None, "Asia/Shanghai"),
            date(2024, 5, 13),
        ),
        ({}, "2024-03-07", ("CN", None, "Asia/Shanghai"), date(2024, 3, 8)),
        (
            {"half_days_closed": True},
            "2024-03-07",
            ("CN", None, "Asia/Shanghai"),
            date(2024, 3, 11),
        ),
        # Fri 1 Nov 2024, All Saints, is a holiday in Bavaria and not in Berlin.
        ({}, "2024-10-31", ("DE", "BY", "Europe/Berlin"), date(2024, 11, 4)),
        ({}, "2024-10-31", ("DE", "BE", "Europe/Berlin"), date(2024, 11, 1)),
    ],
)
def test_a_calendar_takes_weekend_holidays_and_made_up_days_as_it_says(
    tmp_path: Path,
    calendar: object,
    on: str,
    place: tuple[str, str | None, str],
    found: date,
) -> None:
    calendars = {"site": {}, "asked": calendar}
    assert value_of(tmp_path, "date", NEXT, {"on": on}, place, calendars=calendars) == found


def test_a_calendar_can_hang_on_an_event_or_a_reading(tmp_path: Path) -> None:
    calendars = {
        "site": {},
        "gulf": {"weekend": ["fri", "sat"]},
        "asked": {"by_event": {"event": "hub", "calendars": {"east": "gulf", "west": "site"}}},
    }
    thursday = {"on": "2024-04-25"}
    found = value_of(tmp_path, "date", NEXT, {**thursday, "hub": "east"}, calendars=calendars)
    assert found == date(2024, 4, 28)
    found = value_of(tmp_path, "date", NEXT, {**thursday, "hub": "west"}, calendars=calendars)
    assert found == date(2024, 4, 26)
    by_reading = {"by_reading": {"param": "week", "calendars": {"ours": "site", "gulf": "gulf"}}}
    params = {"week": parameter("choice", "gulf", "ours")}
    found = value_of(
        tmp_path, "date", NEXT, thursday, params=params, calendars=calendars | {"asked": by_reading}
    )
    assert found == date(2024, 4, 28)


def test_the_weekend_can_be_a_reading(tmp_path: Path) -> None:
    params = {"weekend": parameter("weekend", "country", ["fri", "sat"])}
    calendars = {"site": {}, "asked": {"weekend": {"param": "weekend"}}}
    branch = {"kind": "answer", "date": NEXT}
    policy = load(tmp_path, document(params=params, calendars=calendars, targets=[target(branch)]))
    thursday = {"on": "2024-04-25"}
    assert asked(policy, thursday).values["date"] == date(2024, 4, 26)
    gulf = asked(policy, thursday, params={"weekend": ["fri", "sat"]})
    assert gulf.values["date"] == date(2024, 4, 28)


def test_a_weekend_of_the_whole_week_is_a_bad_parameter(tmp_path: Path) -> None:
    params = {"weekend": parameter("weekend", "country", ["fri", "sat"])}
    calendars = {"site": {}, "asked": {"weekend": {"param": "weekend"}}}
    branch = {"kind": "answer", "date": NEXT}
    policy = load(tmp_path, document(params=params, calendars=calendars, targets=[target(branch)]))
    with pytest.raises(BadCaseError, match="leaves no day of the week to work on") as refused:
        asked(policy, {"on": "2024-04-25"}, params={"weekend": list(WEEKDAYS)})
    assert refused.value.fault == "bad_parameter"


@pytest.mark.parametrize(
    ("coverage", "event", "due"),
    [
        # Tue 23 Apr 2024, 16:00 in Berlin, and two hours more.
        ({"calendar": "site", "windows": ["09:00-17:00"]}, {}, "2024-04-24T08:00"),
        ({"calendar": "site", "windows": ["09:00-12:00", "16:30-24:00"]}, {}, "2024-04-23T16:30"),
        # In another order, and two that touch are one.
        ({"calendar": "site", "windows": ["17:00-19:00", "09:00-17:00"]}, {}, "2024-04-23T16:00"),
        ({"calendar": "site", "windows": {"param": "hours"}}, {}, "2024-04-24T07:00"),
        ({"always": True}, {}, "2024-04-23T16:00"),
        (
            {"by_event": {"event": "hub", "coverages": {"east": "day", "west": "night"}}},
            {"hub": "west"},
            "2024-04-23T20:00",
        ),
        (
            {"by_reading": {"param": "shift", "coverages": {"early": "day", "late": "night"}}},
            {},
            "2024-04-23T20:00",
        ),
    ],
)
def test_coverage_is_said_in_five_ways(
    tmp_path: Path, coverage: object, event: dict[str, object], due: str
) -> None:
    found = value_of(
        tmp_path,
        "due_at",
        {"business_time": {"after": AT, "hours": 2, "coverage": "asked"}},
        {"at": "2024-04-23T14:00:00Z", **event},
        params={
            "hours": parameter("windows", ["08:00-17:00"]),
            "shift": parameter("choice", "late", "early"),
        },
        coverage={
            "office": {"calendar": "site", "windows": ["09:00-17:00"]},
            "day": {"calendar": "site", "windows": ["08:00-16:00"]},
            "night": {"calendar": "site", "windows": ["20:00-24:00"]},
            "asked": coverage,
        },
    )
    assert found == _utc(due)


def test_places_that_are_kept_ready_do_not_take_the_calendar_of_one_another(
    tmp_path: Path,
) -> None:
    branch = {"kind": "answer", "date": NEXT}
    calendars: dict[str, object] = {"site": {}, "asked": {"weekend": {"param": "week"}}}
    params = {"week": parameter("weekend", "country", ["sun"])}
    policy = load(tmp_path, document(calendars=calendars, params=params, targets=[target(branch)]))

    def found(on: str, place: tuple[str, str | None, str], week: object = "country") -> object:
        case = Case("answer", None, None, {"on": on}, *place, {"week": week})
        return evaluate(policy, case, trace=False).values["date"]

    for _ in range(2):
        # Thu 31 Oct 2024: All Saints on Friday is a holiday in Bavaria, the Gulf rests on it.
        assert found("2024-10-31", ("DE", "BE", "Europe/Berlin")) == date(2024, 11, 1)
        assert found("2024-10-31", ("DE", "BY", "Europe/Berlin")) == date(2024, 11, 4)
        assert found("2024-10-31", ("DE", "BY", "Europe/Berlin"), ["sun"]) == date(2024, 11, 2)
        assert found("2024-10-31", ("SA", None, "Europe/Berlin")) == date(2024, 11, 3)
        # Samoa had no 30 Dec 2011; Berlin had.
        assert found("2011-12-29", ("WS", None, "Pacific/Apia")) == date(2012, 1, 3)
        assert found("2011-12-29", ("WS", None, "Europe/Berlin")) == date(2011, 12, 30)
