"""The line of time of a promise: to scale, late is told apart, words do not collide."""

from datetime import timedelta

from rma_service.web.strip import LEFT, RIGHT, spare_words, strip_of
from tests.builders import at


def test_instants_stand_to_scale_between_asked_and_due() -> None:
    # Asked at 8, expected at 10, due at 12: the middle of the line.
    strip = strip_of(
        "guaranteed", "UTC", at(12), (("asked", at(8)), ("leaves", None), ("expected", at(10)))
    )
    assert strip
    assert [stop.x for stop in strip.stops] == [LEFT, (LEFT + RIGHT) / 2, RIGHT]
    assert strip.run == (LEFT, (LEFT + RIGHT) / 2)
    assert strip.over is None
    assert [stop.due for stop in strip.stops] == [False, False, True]


def test_what_comes_late_runs_to_the_due_instant_and_then_over() -> None:
    strip = strip_of("impossible_alone", "UTC", at(10), (("asked", at(8)), ("expected", at(12))))
    assert strip
    middle = (LEFT + RIGHT) / 2
    assert (strip.run, strip.over) == ((LEFT, middle), (middle, RIGHT))


def test_words_that_would_collide_take_turns() -> None:
    # Leaves one minute after it was asked for; on four hours that is less than four units.
    strip = strip_of(
        "guaranteed", "UTC", at(12), (("asked", at(8)), ("leaves", at(8, 1)), ("expected", at(11)))
    )
    assert strip
    assert [stop.above for stop in strip.stops[:3]] == [True, False, True]
    assert strip.height == 78


def test_there_is_no_line_without_a_span() -> None:
    assert strip_of("guaranteed", "UTC", at(8), (("asked", at(8)),)) is None
    assert strip_of("guaranteed", "UTC", at(8), ()) is None


def test_times_are_those_of_the_site() -> None:
    strip = strip_of("at_risk", "Asia/Kolkata", at(12), (("asked", at(8)), ("expected", at(10))))
    assert strip
    # 10:00 UTC is 15:30 in Kolkata.
    assert "15:30" in strip.stops[1].word
    assert "15:30" in strip.label


def test_margin_is_told_as_spare_or_late() -> None:
    assert spare_words(at(10), at(12)) == "2 h to spare"
    assert spare_words(at(12) + timedelta(minutes=5), at(12)) == "5 min late"
