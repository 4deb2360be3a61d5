import pytest

from optimizer.business_time import elapsed
from tests.business_hours import HOUR, Hours, halted, micros, text_of

BAVARIA = ("DE", "BY", "Europe/Berlin")
MONDAY_TEN = "2024-05-13T10:00:00+02:00"

Span = tuple[str, str | None]


@pytest.mark.parametrize(
    ("spans", "due"),
    [
        # 10:00 + 4 h = 14:00 CEST without a halt.
        ((), "2024-05-13T12:00:00Z"),
        # Two hours within: 16:00 CEST.
        ((("2024-05-13T09:00:00Z", "2024-05-13T11:00:00Z"),), "2024-05-13T14:00:00Z"),
        # Two halts of one hour: the same.
        (
            (
                ("2024-05-13T09:00:00Z", "2024-05-13T10:00:00Z"),
                ("2024-05-13T12:00:00Z", "2024-05-13T13:00:00Z"),
            ),
            "2024-05-13T14:00:00Z",
        ),
        # Ended before the start: nothing.
        ((("2024-05-13T06:00:00Z", "2024-05-13T07:30:00Z"),), "2024-05-13T12:00:00Z"),
        # Began before the start: only the hour after it counts, 15:00 CEST.
        ((("2024-05-13T07:00:00Z", "2024-05-13T09:00:00Z"),), "2024-05-13T13:00:00Z"),
        # From 17:00 to 10:00 is out of reach of 14:00.
        ((("2024-05-13T15:00:00Z", "2024-05-14T08:00:00Z"),), "2024-05-13T12:00:00Z"),
        # Begins exactly when the amount is reached.
        ((("2024-05-13T12:00:00Z", "2024-05-14T08:00:00Z"),), "2024-05-13T12:00:00Z"),
        # Never ends, but begins when the amount is reached.
        ((("2024-05-13T12:00:00Z", None),), "2024-05-13T12:00:00Z"),
        # Never ends and begins a second earlier.
        ((("2024-05-13T11:59:59Z", None),), None),
        # Never ends, around the start.
        ((("2024-05-13T07:00:00Z", None),), None),
    ],
)
def test_a_halt_costs_what_it_takes_of_the_hours_that_are_needed(
    spans: tuple[Span, ...], due: str | None
) -> None:
    assert Hours(*BAVARIA).add(MONDAY_TEN, 4, *spans) == due


@pytest.mark.parametrize(
    ("span", "due"),
    [
        # Mon 10:00 + 2 windows = Wed 10:00 CEST. A halt by night costs nothing:
        (("2024-05-13T18:00:00Z", "2024-05-13T21:00:00Z"), "2024-05-15T08:00:00Z"),
        # from Mon 17:00 to Tue 10:00 it costs one hour and one hour: Wed 12:00;
        (("2024-05-13T15:00:00Z", "2024-05-14T08:00:00Z"), "2024-05-15T10:00:00Z"),
        # from closing to opening nothing;
        (("2024-05-13T16:00:00Z", "2024-05-14T07:00:00Z"), "2024-05-15T08:00:00Z"),
        # all Tuesday a whole window: Thu 10:00.
        (("2024-05-13T22:00:00Z", "2024-05-14T22:00:00Z"), "2024-05-16T08:00:00Z"),
    ],
)
def test_a_halt_outside_the_windows_costs_nothing(span: Span, due: str) -> None:
    assert Hours(*BAVARIA).add_windows(MONDAY_TEN, 2, span) == due


def test_an_amount_that_ends_at_closing_stays_there_when_the_night_is_halted() -> None:
    # Mon 10:00 + 8 h = 18:00 CEST, where the halt begins.
    night: Span = ("2024-05-13T16:00:00Z", "2024-05-14T07:00:00Z")
    assert Hours(*BAVARIA).add(MONDAY_TEN, 8, night) == "2024-05-13T16:00:00Z"


def test_a_halt_may_last_over_years() -> None:
    # Tue 29 Dec 2026 17:00 CET: half an hour; halted until Tue 4 Jan 2028 12:00; 1.5 h: 13:30 CET.
    span: Span = ("2026-12-29T16:30:00Z", "2028-01-04T11:00:00Z")
    assert Hours(*BAVARIA).add("2026-12-29T16:00:00Z", 2, span) == "2028-01-04T12:30:00Z"


def test_a_halt_of_a_later_year_is_met_when_the_hours_reach_it() -> None:
    # Wed 30 Dec 2026 17:00 CET + 11 h = 1 h + 9 h on Thu + Mon 4 Jan 10:00; halted from 09:30 on.
    wednesday = "2026-12-30T16:00:00Z"
    assert Hours(*BAVARIA).add(wednesday, 11, ("2027-01-04T08:30:00Z", None)) is None
    closed: Span = ("2027-01-04T08:30:00Z", "2027-01-04T10:00:00Z")
    assert Hours(*BAVARIA).add(wednesday, 11, closed) == "2027-01-04T10:30:00Z"
    # One that begins later than the deadline, in a year that nobody asked for, does not matter.
    assert Hours(*BAVARIA).add(wednesday, 11, ("2029-01-04T08:30:00Z", None)) == (
        "2027-01-04T09:00:00Z"
    )


def test_a_halt_over_a_change_of_the_clocks_is_as_long_as_it_lasted() -> None:
    # Sat 30 Mar 20:00 to Sun 31 Mar 2024 08:00 lasts 11 h in Berlin. Open all round, from Sat 18:00
    # CET on: 2 h, halted, and 1 h from Sun 08:00 CEST. Plain time: 24 h + 11 h after Sat 17:00 UTC.
    berlin = Hours(None, None, "Europe/Berlin", (0, 24), weekend=frozenset({0}))
    span: Span = ("2024-03-30T20:00:00+01:00", "2024-03-31T08:00:00+02:00")
    assert berlin.add("2024-03-30T17:00:00Z", 3, span) == "2024-03-31T07:00:00Z"
    plain = elapsed(micros("2024-03-30T17:00:00Z"), 24 * HOUR, halted(span))
    assert text_of(plain) == "2024-04-01T04:00:00Z"


def test_plain_time_stands_still_in_a_halt() -> None:
    # Tue 10:00 + 24 h with 12 h halted on the way: Wed 22:00.
    start = micros("2024-09-10T10:00:00Z")
    on_the_way = halted(("2024-09-11T08:00:00Z", "2024-09-11T20:00:00Z"))
    assert text_of(elapsed(start, 24 * HOUR, on_the_way)) == "2024-09-11T22:00:00Z"
    # The halt begins at the 22nd hour: 22 h are reached without it.
    assert text_of(elapsed(start, 22 * HOUR, on_the_way)) == "2024-09-11T08:00:00Z"


@pytest.mark.parametrize(
    ("span", "due"),
    [
        (("2024-09-10T07:00:00Z", "2024-09-10T09:00:00Z"), "2024-09-10T12:00:00Z"),  # before
        (("2024-09-10T09:00:00Z", "2024-09-10T11:00:00Z"), "2024-09-10T13:00:00Z"),  # one hour
        (("2024-09-10T12:00:00Z", None), "2024-09-10T12:00:00Z"),  # when it is due
        (("2024-09-10T11:59:59Z", None), None),
    ],
)
def test_plain_time_is_halted_by_the_same_rules(span: Span, due: str | None) -> None:
    # 10:00 + 2 h = 12:00.
    start = micros("2024-09-10T10:00:00Z")
    assert text_of(elapsed(start, 2 * HOUR, halted(span))) == due
