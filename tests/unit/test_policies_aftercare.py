"""Warranty of a replacement and way back of the defective part, by the policy file."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rma_service.policies.case import Case
from rma_service.policies.evaluate import evaluate
from rma_service.policies.load import load_policies
from rma_service.policies.outcome import Outcome

POLICY = load_policies(Path(__file__).parents[2] / "data" / "policies")["xfusion-co-care"]
LONDON = ("GB", "ENG", "Europe/London")


def _asked(purpose: str, place: tuple[str, str | None, str], **event: object) -> Outcome:
    return evaluate(POLICY, Case(POLICY.uses[purpose], None, None, event, *place))


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
    shipped_on = date(2024, 6, 1)
    found = _asked(
        "replacement_warranty",
        LONDON,
        replacement_shipped_date=shipped_on,
        initial_warranty_end_date=initial_end_on,
    )
    assert found.values == {"kind": "warranty_end", "date": ends_on}


def _due(
    place: tuple[str, str | None, str], received_at: datetime, *, kept: bool = False
) -> Outcome:
    return _asked(
        "defective_return", place, replacement_received_at=received_at, retention_service=kept
    )


def test_a_defective_part_is_due_on_the_fifteenth_business_day_at_the_site() -> None:
    # The 15th working day after Tuesday 4 June is Tuesday 25 June, until midnight of BST = UTC + 1.
    values = _due(LONDON, datetime(2024, 6, 4, 11, tzinfo=UTC)).values
    assert values["due_date"] == date(2024, 6, 25)
    assert values["due_at"] == values["chargeable_from_at"] == datetime(2024, 6, 25, 23, tzinfo=UTC)


def test_the_way_back_counts_the_working_week_of_the_country() -> None:
    # Sunday to Thursday in Kuwait: 4-7, 10-14, 17-21 and 24 November; midnight there is 21:00.
    values = _due(("KW", None, "Asia/Kuwait"), datetime(2024, 11, 3, 9, tzinfo=UTC)).values
    assert values["due_date"] == date(2024, 11, 24)
    assert values["due_at"] == datetime(2024, 11, 24, 21, tzinfo=UTC)


def test_the_day_of_receiving_is_that_of_the_site() -> None:
    # 23:30 UTC on 4 June is already Wednesday the 5th in London: one day later than above.
    found = _due(LONDON, datetime(2024, 6, 4, 23, 30, tzinfo=UTC))
    assert found.values["due_date"] == date(2024, 6, 26)


def test_a_part_that_may_be_kept_is_never_due() -> None:
    found = _due(LONDON, datetime(2024, 6, 4, 11, tzinfo=UTC), kept=True)
    assert found.values["status"] == "waived_retention_service"
    assert "due_at" not in found.values
    assert found.clause == "Co-Care 3, retention service"
