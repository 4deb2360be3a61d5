"""What is still promised of a way that stays, when the target of its line is another one.

The way leaves at 10:00 and was planned to arrive at 13:00 with 95 in a hundred.
"""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rma_service.domain.rma import State
from rma_service.domain.rma_record import Progress, Promise, Reported, RmaLine, Route, Terms
from rma_service.usecases.measuring import measured_anew


def at(hour: int) -> datetime:
    return datetime(2026, 11, 23, hour, tzinfo=UTC)


def terms(due: int, kind: str = "arrive_by", confidence: float = 0.95, **more: object) -> Terms:
    owed = more.get("owed", True) is True
    reason = None if owed else "Two at the same time."
    return Terms(at(9), kind, at(due), owed, "2.4", confidence, 1, 1, reason, "p 1", "d", "h", "t")


def line(new: Terms, verdict: str = "guaranteed") -> RmaLine:
    """A reserved line that has new terms already, and was told a verdict under the old ones."""
    reported = Reported(
        "C", "S", "X", "SN", "P", None, "P1", at(9), at(9), at(9), at(8), "F", "yes",
        ship_together=False,
    )  # fmt: skip
    promise = Promise(
        at(9), "plan", verdict, None, "As planned.", "2.4", True, at(14), at(13), 0.99, ()  # noqa: FBT003 - a value
    )  # fmt: skip
    route = Route(1, "D", "P", "CAR", at(10), at(13))
    return RmaLine(
        "PA", "R", "R-1", reported, State.RESERVED, terms=new, promise=promise, route=route
    )


OLD = terms(14)


@pytest.mark.parametrize(
    ("new", "word", "probability"),
    [
        (terms(18), "guaranteed", 0.99),  # no harder: at least as probable as before
        (terms(13), "guaranteed", None),  # planned for 13:00 at 95 in a hundred
        (terms(12), "not_proved", None),
        (terms(18, confidence=0.99), "at_risk", 0.99),
        (terms(13, confidence=0.90), "guaranteed", None),
        (terms(10, "ship_by"), "guaranteed", None),  # it leaves at 10:00
        (terms(9, "ship_by"), "not_proved", None),
    ],
)
def test_a_way_is_called_what_it_is_under_the_new_target(
    new: Terms, word: str, probability: float | None
) -> None:
    told = measured_anew(line(new), OLD, at(11)).promise
    assert told is not None
    assert (told.verdict, told.outlook, told.probability) == (word, None, probability)
    assert (told.due_at, told.promised_at) == (new.due_at, at(11))
    assert told.arrival_at == at(13)  # the way stays


def test_what_is_not_owed_says_so_and_what_it_would_be_called() -> None:
    told = measured_anew(line(terms(18, owed=False)), OLD, at(11)).promise
    assert told is not None
    assert (told.verdict, told.outlook) == ("excluded_by_clause", "guaranteed")
    assert told.sentence == "Two at the same time."


def test_a_unit_that_has_left_is_measured_by_when_it_left() -> None:
    late = replace(line(terms(10, "ship_by")), progress=Progress(shipped_at=at(11)))
    told = measured_anew(late, OLD, at(12)).promise
    assert told is not None
    assert told.verdict == "not_proved"
    assert "It leaves 2026-11-23T11:00:00Z, after it" in told.sentence


def test_without_a_promise_or_a_target_nothing_is_told() -> None:
    silent = replace(line(OLD), promise=None)
    assert measured_anew(silent, OLD, at(11)) is silent
    waiting = replace(line(OLD), terms=None)
    assert measured_anew(waiting, OLD, at(11)) is waiting
