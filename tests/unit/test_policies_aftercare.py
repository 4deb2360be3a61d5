"""Warranty of a replacement and way back of the defective part, by the policy file."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rma_service.policies.aftercare import return_due, warranty_ends_on
from rma_service.policies.case import Case
from rma_service.policies.load import load_policies

POLICY = load_policies(Path(__file__).parents[2] / "data" / "policies")["xfusion-co-care"]


def _case(country: str, subdivision: str | None, timezone: str) -> Case:
    return Case("ahr", "basic", None, {}, country, subdivision, timezone)


@pytest.mark.parametrize(
    ("initial_end_on", "ends_on"),
    [
        (None, date(2024, 8, 30)),  # 1 June + 90 = 30 August
        (date(2024, 8, 15), date(2024, 8, 30)),  # the remainder ends sooner
        (date(2024, 12, 31), date(2024, 12, 31)),  # the remainder ends later
    ],
)
def test_a_replacement_is_under_warranty_for_its_term_or_the_longer_remainder(
    initial_end_on: date | None, ends_on: date
) -> None:
    assert warranty_ends_on(POLICY, date(2024, 6, 1), initial_end_on) == ends_on


def test_a_defective_part_is_due_on_the_fifteenth_business_day_at_the_site() -> None:
    # The 15th working day after Tuesday 4 June is Tuesday 25 June, until midnight of BST = UTC + 1.
    due = return_due(
        POLICY, _case("GB", "ENG", "Europe/London"), datetime(2024, 6, 4, 11, tzinfo=UTC)
    )
    assert (due.due_on, due.due_at) == (date(2024, 6, 25), datetime(2024, 6, 25, 23, tzinfo=UTC))


def test_the_way_back_counts_the_working_week_of_the_country() -> None:
    # Sunday to Thursday in Kuwait: 4-7, 10-14, 17-21 and 24 November; midnight there is 21:00.
    due = return_due(POLICY, _case("KW", None, "Asia/Kuwait"), datetime(2024, 11, 3, 9, tzinfo=UTC))
    assert (due.due_on, due.due_at) == (date(2024, 11, 24), datetime(2024, 11, 24, 21, tzinfo=UTC))


def test_the_day_of_receiving_is_that_of_the_site() -> None:
    # 23:30 UTC on 4 June is already Wednesday the 5th in London: one day later than above.
    due = return_due(
        POLICY, _case("GB", "ENG", "Europe/London"), datetime(2024, 6, 4, 23, 30, tzinfo=UTC)
    )
    assert due.due_on == date(2024, 6, 26)
