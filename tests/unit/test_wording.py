"""Words and figures of terminal and pages: nothing is rounded to look better than it is."""

from datetime import UTC, datetime, timedelta

import pytest

from optimizer.dispatch.problem import REASON_CODES, Verdict
from rma_service.wording import (
    REASON_WORDS,
    VERDICT_WORDS,
    duration,
    later,
    level_figure,
    level_words,
    moment,
    money,
    money_difference,
    percent,
    reason_words,
)
from tests.builders import at


@pytest.mark.parametrize(
    ("cents", "expected"), [(0, "$0.00"), (123456789, "$1,234,567.89"), (-5, "\N{MINUS SIGN}$0.05")]
)
def test_money_is_told_in_dollars(cents: int, expected: str) -> None:
    assert money(cents) == expected


def test_a_dearer_way_has_a_plus() -> None:
    assert [money_difference(each) for each in (150, 0, -150)] == [
        "+$1.50",
        "$0.00",
        "\N{MINUS SIGN}$1.50",
    ]


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (0.9, "0 min"),
        (59.99, "59 min"),
        (60, "1 h"),
        (1501, "1 d 1 h"),  # a day and an hour and a minute: two figures are enough
        (-0.1, "\N{MINUS SIGN}1 min"),  # six seconds late is late
        (-90, "\N{MINUS SIGN}1 h 30 min"),
    ],
)
def test_a_margin_is_rounded_down(minutes: float, expected: str) -> None:
    assert duration(minutes) == expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(0.2, "1 min later"), (-45.5, "45 min earlier"), (0, "same time"), (-0.5, "same time")],
)
def test_a_later_arrival_is_rounded_up(minutes: float, expected: str) -> None:
    assert later(minutes) == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [(1.0, "100 %"), (0.99999, "99.9 %"), (0.95, "95 %"), (0.29, "29 %"), (0.0, "0 %")],
)
def test_a_probability_is_rounded_down(share: float, expected: str) -> None:
    assert percent(share) == expected


def test_an_instant_is_rounded_up_to_the_second() -> None:
    shown = moment(at(12, 1) + timedelta(microseconds=1), "UTC")
    assert (shown.machine, shown.local_clock) == ("2026-11-23T12:01:01Z", "12:01:01")


def test_seconds_are_left_out_when_there_are_none() -> None:
    assert moment(at(12, 1), "UTC").local_clock == "12:01"


def test_summer_time_is_that_of_the_zone() -> None:
    summer = moment(datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "Europe/Berlin")
    assert summer.local == "Thu 2 Jul 00:30 CEST"
    assert summer.utc == "Wed 1 Jul 22:30 UTC"


def test_a_zone_without_a_name_is_told_by_its_offset() -> None:
    assert moment(at(12), "America/Santiago").local_zone == "UTC-03"


def test_bounds_are_rounded_up_to_what_the_level_counts() -> None:
    assert level_figure("missed", 99.2) == "100"
    assert level_figure("missed", 100.0000001) == "100"
    assert level_figure("cost", 54_999.2) == "$550.00"
    assert level_figure("cost", float("-inf")) == "none known"


def test_every_code_and_verdict_has_words() -> None:
    assert tuple(REASON_WORDS) == REASON_CODES
    assert tuple(VERDICT_WORDS) == tuple(Verdict)
    assert reason_words("taken_by_others") == "Taken by others"


def test_a_level_without_words_is_read_as_it_stands() -> None:
    assert level_words("cost") == ("Cost", "couriers, substitutes and last units")
    assert level_words("distance") == ("distance", "")
