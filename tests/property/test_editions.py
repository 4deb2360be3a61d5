"""Which edition judges: whatever the dates, it is the one that a list read by hand gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from rma_service.policies.editions import in_force, judging

DAYS = st.integers(0, 400).map(lambda days: date(2026, 1, 1) + timedelta(days))
RULES: st.SearchStrategy[Literal["follow", "keep"]] = st.sampled_from(["follow", "keep"])


@dataclass(frozen=True, slots=True)
class Edition:
    """The smallest edition."""

    effective_from: date
    running_contracts: Literal["follow", "keep"]


@st.composite
def editions(draw: st.DrawFn) -> Sequence[Edition]:
    """One to five editions of different days, the oldest first."""
    days = sorted(draw(st.sets(DAYS, min_size=1, max_size=5)))
    return [Edition(day, draw(RULES)) for day in days]


def by_hand(known: Sequence[Edition], on: date) -> Edition:
    """Read the list from its end for the first edition that has begun."""
    for edition in reversed(known):
        if edition.effective_from <= on:
            return edition
    return known[0]


@given(editions(), DAYS)
def test_the_edition_in_force_is_the_last_that_has_begun(
    known: Sequence[Edition], on: date
) -> None:
    assert in_force(known, on) == by_hand(known, on)


@given(editions(), DAYS, DAYS)
def test_a_contract_is_judged_by_the_edition_of_its_start_or_of_the_request(
    known: Sequence[Edition], start: date, asked: date
) -> None:
    first = by_hand(known, start)
    wanted = first if first.running_contracts == "keep" else by_hand(known, asked)
    assert judging(known, start, asked) == wanted


@given(editions(), DAYS, DAYS, DAYS)
def test_a_kept_edition_never_changes_and_a_followed_one_never_goes_back(
    known: Sequence[Edition], start: date, one: date, other: date
) -> None:
    earlier, later = (judging(known, start, day) for day in sorted((one, other)))
    if by_hand(known, start).running_contracts == "keep":
        assert earlier == later
    else:
        assert earlier.effective_from <= later.effective_from


@given(editions(), DAYS, DAYS, DAYS, RULES)
def test_an_edition_of_a_later_day_than_the_request_and_the_start_judges_nothing(
    known: Sequence[Edition],
    start: date,
    asked: date,
    since: date,
    rule: Literal["follow", "keep"],
) -> None:
    latest = max(start, asked, known[-1].effective_from)
    more = [*known, Edition(max(since, latest + timedelta(1)), rule)]
    assert judging(more, start, asked) == judging(known, start, asked)
