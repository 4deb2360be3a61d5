"""What a clock log amounts to, folded from entries that correct each other and erase nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from rma_service.domain.clock_log import (
    CLOCK,
    INTERVALS,
    ClockEntry,
    entries_of,
    folded,
    stands_since,
    union,
)
from rma_service.domain.errors import Refused
from rma_service.domain.event import Event

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


def fact(sequence: int, value: object, line_id: str | None = None, name: str = "a") -> ClockEntry:
    return ClockEntry(sequence, line_id, name, "word", value, at(sequence))


def turn(
    sequence: int,
    value: str | None,
    minutes: int,
    line: str | None = None,
    corrects: int | None = None,
) -> ClockEntry:
    return ClockEntry(sequence, line, "halts", INTERVALS, value, at(minutes), corrects)


def spells(*entries: ClockEntry, line: str | None = None) -> object:
    """Minutes after nine of each spell in which the clock stands."""
    found = folded(entries, line).get("halts", [])
    assert isinstance(found, list)
    return [
        [end and (datetime.fromisoformat(end) - NINE) // timedelta(minutes=1) for end in spell]
        for spell in found
    ]


def test_the_last_entry_of_a_fact_counts_and_none_withdraws_it() -> None:
    log = [fact(1, "x"), fact(2, "y"), fact(3, 7, name="b")]
    assert folded(log, None) == {"a": "y", "b": 7}
    assert folded([*log, fact(4, None)], None) == {"b": 7}
    assert folded([*log, fact(4, None), fact(5, "z")], None) == {"a": "z", "b": 7}
    assert folded([fact(1, value=False)], None) == {"a": False}  # false is a value


def test_what_was_told_of_a_line_goes_before_what_was_told_of_all() -> None:
    log = [fact(1, "own", "L1"), fact(2, "all")]
    assert folded(log, "L1") == {"a": "own"}
    assert folded(log, "L2") == {"a": "all"}
    assert folded(log, None) == {"a": "all"}
    # Withdrawn of the line, it holds as it was told of all.
    assert folded([*log, fact(3, None, "L1")], "L1") == {"a": "all"}


def test_pauses_and_resumptions_pair_by_when_they_happened_and_not_by_when_they_were_told() -> None:
    assert spells(turn(1, "resume", 20), turn(2, "pause", 10)) == [[10, 20]]
    assert spells(turn(1, "pause", 10), turn(2, "resume", 10)) == [[10, 10]]
    assert spells(turn(1, "pause", 10), turn(2, "resume", 20), turn(3, "pause", 30)) == [
        [10, 20],
        [30, None],
    ]


@pytest.mark.parametrize(
    ("log", "sentence"),
    [
        ([turn(1, "resume", 20)], "nothing is paused then"),
        ([turn(1, "pause", 30), turn(2, "resume", 20)], "it is paused only at 2026-11-23T09:30"),
        ([turn(1, "pause", 10), turn(2, "pause", 20)], "it is paused since 2026-11-23T09:10:00Z"),
    ],
)
def test_a_clock_does_not_stand_twice_and_does_not_run_on_unpaused(
    log: list[ClockEntry], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        folded(log, None)


def test_a_turn_is_replaced_or_withdrawn_by_its_sequence() -> None:
    log = [turn(1, "pause", 10), turn(2, "resume", 20)]
    assert spells(*log, turn(3, "pause", 15, corrects=1)) == [[15, 20]]
    assert spells(*log, turn(3, None, 0, corrects=2)) == [[10, None]]
    assert spells(*log, turn(3, None, 0, corrects=2), turn(4, None, 0, corrects=1)) == []


def test_spells_of_a_line_and_of_all_count_once_where_they_overlap() -> None:
    log = [
        turn(1, "pause", 10),
        turn(2, "resume", 30),
        turn(3, "pause", 20, "L1"),
        turn(4, "resume", 40, "L1"),
    ]
    assert spells(*log, line="L1") == [[10, 40]]
    assert spells(*log, line="L2") == [[10, 30]]
    assert union([(at(0), None), (at(5), at(9))]) == ((at(0), None),)
    assert union([(at(0), at(5)), (at(5), at(9)), (at(10), at(11))]) == (
        (at(0), at(9)),
        (at(10), at(11)),
    )
    assert union([(at(0), at(9)), (at(2), at(5))]) == ((at(0), at(9)),)


def test_it_is_known_since_when_a_clock_stands() -> None:
    assert stands_since(folded([turn(1, "pause", 10)], None)) == at(10)
    assert stands_since(folded([turn(1, "pause", 10), turn(2, "resume", 20)], None)) is None
    assert stands_since({"a": "word", "b": 3}) is None


def test_entries_are_read_from_the_events_of_an_rma_and_from_no_others() -> None:
    entry = ClockEntry(2, "L1", "halts", INTERVALS, "pause", at(5), corrects=1, by_partner=True)
    told = {**entry.data("Why not."), "happened_at": at(5).isoformat()}
    clock = Event("PA", "R", 2, "L1", at(9), "U", CLOCK, told, "", "")
    other = Event("PA", "R", 1, None, at(9), "U", "open", {"name": "halts"}, "", "")
    assert entries_of([other, clock]) == (entry,)
    assert told["why"] == "Why not."
