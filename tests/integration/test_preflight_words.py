"""What a partner reads of a request before it is sent, at the clock of Mainz (CET, UTC+1)."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from optimizer.dispatch.bounded import solved
from rma_service.db.engine import Database
from rma_service.domain.rma_request import NewLine, NewRma
from rma_service.preflight_words import advice_headline, advice_sentences
from rma_service.usecases.preflight import preflight
from tests.small_record import CAROL, NOW, HandClock, fill, opened, request, tag

BEST = "No way to send these lines has more of them owed, ends earlier or needs fewer RMAs."
WAIT = (
    "Wait more than 1 h after each RMA before you send the next one for the same site and part. "
    "The times that are named leave 5 min for delays."
)
ACCUMULATED = (
    "5 faulty units of the same part accumulated in one RMA, so no spare part is guaranteed."
)
LATE = (
    "The RMA was not requested in a timely manner after the fault, so no spare part is guaranteed."
)


@pytest.fixture
def record(database: Database, tmp_path: Path) -> Database:
    fill(database, tmp_path / "tiny", free=9)
    return database


def tags(count: int, **changes: Any) -> list[NewLine]:
    return [tag(product_serial=f"S1-P1-{number:04}", **changes) for number in range(count)]


def read(database: Database, new: NewRma, at: datetime = NOW) -> list[str]:
    """The headline and every sentence."""
    answer = preflight(database, HandClock(at), CAROL, new, "7K3M9QX", solved)
    return [advice_headline(answer), *advice_sentences(answer)]


def test_what_is_fine_is_said_in_one_sentence(record: Database) -> None:
    assert read(record, request(*tags(4))) == [
        "Send it as it is: every line is owed a guarantee, and no other RMA loses one."
    ]


def test_turns_are_explained_with_the_window_and_its_room(record: Database) -> None:
    assert read(record, request(*tags(5))) == [
        (
            "Sent now, none of 5 lines is owed a guarantee; sent as 2 RMAs one after the other, "
            "all 5 lines are owed a guarantee."
        ),
        WAIT,
        BEST,
    ]


def test_what_others_lose_is_said_first(record: Database) -> None:
    rma = opened(record)
    said = read(record, request(), datetime(2026, 11, 23, 10, 20, tzinfo=UTC))
    assert said == [
        (
            "Sent now, the line is owed no guarantee and 1 of other RMAs loses its own; sent at "
            "Mon 23 Nov 12:01 CET, the line is owed a guarantee."
        ),
        (
            f"Sent now, it takes the guarantee from the line of RMA {rma.rma_number} for part DIMM "
            "(Co-Care 1 note 5): 2 RMAs for the same part and site were requested at the same "
            "time, so no spare part is guaranteed."
        ),
        BEST,
    ]


def test_the_price_of_waiting_is_named_where_a_turn_misses_the_cut_off(record: Database) -> None:
    # Premier P3 arrives the next business day when it is asked for before 15:00. Checked at 14:30,
    # the second turn is sent at 15:36: it is shipped on the next day only.
    said = read(
        record, request(*tags(5), priority="P3"), datetime(2026, 11, 23, 13, 30, tzinfo=UTC)
    )
    assert said[2] == (
        "Line 5 of RMA 2 is then due to be shipped by Tue 24 Nov 18:00 CET; sent now, it would be "
        "due to arrive by Tue 24 Nov 18:00 CET."
    )


def test_a_fault_that_is_too_old_is_said_to_be_beyond_help(record: Database) -> None:
    old = tag(fault_observed_at=datetime(2026, 11, 12, 9, tzinfo=UTC))
    assert read(record, request(old)) == [
        "The line is owed no guarantee, and no way of sending changes that.",
        f"Line 1 is not owed in any case: {LATE} (Co-Care 1 note 5)",
        BEST,
    ]


def test_a_fault_that_grows_too_old_by_waiting_is_told_from_one_that_is(record: Database) -> None:
    # Seen on Monday the 16th, and checked on Monday the 23rd at 23:30: that is the fifth business
    # day after it. Each of them has accumulated, so that one goes now and one at 0:36.
    week = tags(2, fault_observed_at=datetime(2026, 11, 16, 9, tzinfo=UTC))
    said = read(record, request(*week), datetime(2026, 11, 23, 22, 30, tzinfo=UTC))
    assert said[0].endswith("sent as 2 RMAs one after the other, 1 of 2 lines is owed a guarantee.")
    assert said[-2] == (
        f"Line 2 is not owed in any case: other lines have their turn first, and by then {LATE} "
        "(Co-Care 1 note 5)"
    )


def test_lines_that_are_set_aside_are_named_with_their_clause(record: Database) -> None:
    waiting, retained = tag(form_complete=False), tag(data_removed="retained")
    said = read(record, request(tag(), waiting, retained))
    assert said[0].startswith("Send it as it is")
    assert said[1].startswith("Line 2 would be on hold (Co-Care 3, fault tag): The fault tag")
    assert said[2].startswith("Line 3 would be rejected (Co-Care 3, retention service): ")
    assert read(record, request(retained))[0].startswith("Every line would be rejected")


def test_a_kit_is_said_to_be_whole_and_its_lines_go_by_their_places(record: Database) -> None:
    kit = request(tag(), tag(data_removed="retained"), ship_together=True)
    answer = preflight(record, HandClock(), CAROL, kit, "7K3M9QX", solved)
    assert "7K3M9QX" not in repr([each.line.state_sentence for each in answer.lines])
    assert str(answer.lines[0].line.state_sentence).startswith("Ships together with line 2, which")
    said = read(record, request(*tags(5), ship_together=True))
    assert said[0] == ("None of 5 lines is owed a guarantee, and no way of sending changes that.")
    assert said[1] == "The lines arrive together as one kit, so they cannot be sent apart."
    assert said[2] == (
        f"Each of the lines 1, 2, 3, 4 and 5 is not owed in any case: {ACCUMULATED} "
        "(Co-Care 1 note 5)"
    )
