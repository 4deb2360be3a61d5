from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rma_service.domain.batch import BatchCounts, BatchFact, BatchGuard, batch_counts

GUARD = BatchGuard(
    same=("partner_id", "site_id", "part_number"),
    same_time_within=timedelta(minutes=60),
    accumulated_when_observed_before=timedelta(hours=24),
    accumulated_when_lines_exceed=4,
    timely_within_business_days=5,
)
NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
FINE = BatchCounts(rma_count_same_time=1, faulty_parts_in_rma=1, rma_timely=True)


def _fact(line_id: str, rma_number: str = "R1", **changes: Any) -> BatchFact:
    """A line of RMA R1 for part P1, requested at nine for a fault seen an hour before."""
    default = BatchFact(line_id, rma_number, "PA01", "S1", "P1", NINE, NINE - timedelta(hours=1), 0)
    return replace(default, **changes)


def _old(line_id: str, **changes: Any) -> BatchFact:
    return _fact(line_id, observed_at=NINE - timedelta(hours=24, seconds=1), **changes)


def test_one_fresh_line_is_no_batch() -> None:
    assert batch_counts(GUARD, [_fact("a")]) == {"a": FINE}


@pytest.mark.parametrize(("minutes", "together"), [(60, 2), (61, 1)])
def test_rmas_within_sixty_minutes_count_for_both(minutes: int, together: int) -> None:
    later = _fact("b", "R2", requested_at=NINE + timedelta(minutes=minutes))
    counts = batch_counts(GUARD, [_fact("a"), later])
    assert [counts[line].rma_count_same_time for line in "ab"] == [together, together]


@pytest.mark.parametrize(
    "change", [{"partner_id": "PA02"}, {"site_id": "S2"}, {"part_number": "P2"}]
)
def test_rmas_of_another_partner_site_or_part_do_not_count(change: dict[str, str]) -> None:
    counts = batch_counts(GUARD, [_fact("a"), _fact("b", "R2", **change)])
    assert counts == {"a": FINE, "b": FINE}


def test_lines_of_one_rma_are_one_rma() -> None:
    counts = batch_counts(GUARD, [_fact("a"), _fact("b"), _fact("c", "R2")])
    assert counts["a"].rma_count_same_time == 2


def test_a_policy_may_count_over_all_parts_of_a_site() -> None:
    wider = replace(GUARD, same=("partner_id", "site_id"))
    counts = batch_counts(wider, [_fact("a"), _fact("b", "R2", part_number="P2")])
    assert counts["a"].rma_count_same_time == 2


@pytest.mark.parametrize(("lines", "faulty"), [(4, 1), (5, 5), (20, 20)])
def test_more_than_four_lines_of_a_part_count_each(lines: int, faulty: int) -> None:
    facts = [_fact(f"l{i}") for i in range(lines)]
    counts = batch_counts(GUARD, facts)
    assert {each.faulty_parts_in_rma for each in counts.values()} == {faulty}


def test_other_parts_of_the_same_rma_do_not_add_up() -> None:
    facts = [_fact(f"l{i}", part_number=f"P{i % 2}") for i in range(8)]
    assert {each.faulty_parts_in_rma for each in batch_counts(GUARD, facts).values()} == {1}


@pytest.mark.parametrize(("old", "faulty"), [(1, 1), (2, 2), (3, 3)])
def test_lines_seen_more_than_a_day_before_count_each_and_fresh_ones_do_not(
    old: int, faulty: int
) -> None:
    facts = [_fact("fresh"), *(_old(f"l{i}") for i in range(old))]
    counts = batch_counts(GUARD, facts)
    # The fresh line of the same part loses its guarantee with them.
    assert {each.faulty_parts_in_rma for each in counts.values()} == {faulty}


def test_a_fault_of_exactly_a_day_is_still_fresh() -> None:
    facts = [_fact(line, observed_at=NINE - timedelta(hours=24)) for line in "ab"]
    assert batch_counts(GUARD, facts) == {"a": FINE, "b": FINE}


@pytest.mark.parametrize(("age", "timely"), [(5, True), (6, False)])
def test_the_oldest_fault_of_a_part_in_an_rma_decides_whether_it_is_timely(
    age: int, timely: bool
) -> None:
    facts = [_fact("a"), _fact("b", fault_age_business_days=age), _fact("c", part_number="P2")]
    counts = batch_counts(GUARD, facts)
    assert [counts[line].rma_timely for line in "abc"] == [timely, timely, True]
