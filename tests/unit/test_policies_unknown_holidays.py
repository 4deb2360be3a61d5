"""Years of which nobody knows the holidays: answered, and never in silence."""

from datetime import date

import pytest

from rma_service.policies.case import Case
from rma_service.policies.documents import trace_document
from rma_service.policies.evaluate import evaluate
from rma_service.policies.load import load_policies
from rma_service.policies.outcome import Outcome
from rma_service.policies.telling import trace_sentences
from rma_service.shipped import shipped_policies

COLOMBO = "Asia/Colombo"
NOT_KNOWN = "No public holidays of LK in 2027 are known: only weekends were skipped in that year."


def _asked(policy: str, target: str, priority: str | None, event: dict[str, object]) -> Outcome:
    level = "standard" if priority else None
    case = Case(target, level, priority, event, "LK", None, COLOMBO)
    return evaluate(load_policies(shipped_policies())[policy], case)


def _told(outcome: Outcome) -> tuple[object, bool]:
    assert outcome.trace is not None
    years = trace_document(outcome.trace)["years_without_holidays"]
    return years, NOT_KNOWN in trace_sentences(outcome, COLOMBO)


def test_dates_in_a_year_without_known_holidays_say_so() -> None:
    # holidays 0.109 knows those of Sri Lanka up to 2026. Received on Mon 21 December 2026: Wed 23
    # is a Poya Day and Fri 25 Christmas, so 22, 24, 28-31 December are 6 days, and 1, 4-8, 11-13
    # January the 9 others: no holiday of January is known.
    returned = _asked(
        "xfusion-co-care",
        "defective_return",
        None,
        {"replacement_received_at": "2026-12-21T06:00:00Z"},
    )
    assert returned.values["due_date"] == date(2027, 1, 13)
    assert _told(returned) == ([2027], True)


@pytest.mark.parametrize(
    ("reported_at", "told"),
    [("2026-12-30T06:00:00Z", ([2027], True)), ("2026-12-14T06:00:00Z", ([], False))],
)
def test_hours_that_reach_into_such_a_year_say_so(
    reported_at: str, told: tuple[object, bool]
) -> None:
    # Two windows from Wed 30 December 2026 end on Fri 1 January 2027; from Mon 14 December on Wed.
    assert _told(_asked("daocloud-support", "response", "L3", {"reported_at": reported_at})) == told


def test_what_counts_around_the_clock_needs_no_holidays() -> None:
    answered = _asked("daocloud-support", "response", "L1", {"reported_at": "2027-03-01T06:00:00Z"})
    assert _told(answered) == ([], False)
