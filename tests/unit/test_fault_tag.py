from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rma_service.domain.fault_tag import FaultTag, TagFacts, fault_tag_refusal

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
TAG = FaultTag("S1", "X1", "P1", "hdd", "DSK", NINE, NINE, "yes")
FACTS = TagFacts(
    units_installed=1,
    parts_of_platform={"P1": 4},
    categories_of_fault=("hdd", "ssd"),
    retention_service=False,
)


def test_a_consistent_tag_is_accepted_even_when_fault_and_request_are_one_instant() -> None:
    assert fault_tag_refusal(TAG, FACTS) is None


@pytest.mark.parametrize("word", ["yes", "no"])
def test_data_removed_or_not_is_no_contradiction_whatever_the_part_can_hold(word: str) -> None:
    tag = replace(TAG, part_category="ssd", data_removed=word)
    assert fault_tag_refusal(tag, FACTS) is None


def test_a_retained_part_needs_the_retention_service() -> None:
    tag = replace(TAG, data_removed="retained")
    refusal = fault_tag_refusal(tag, FACTS)
    assert refusal is not None
    assert refusal.rule == "retention"
    assert fault_tag_refusal(tag, replace(FACTS, retention_service=True)) is None


def test_a_fault_cannot_be_seen_after_the_replacement_was_requested() -> None:
    late = replace(TAG, observed_at=NINE + timedelta(seconds=1))
    refusal = fault_tag_refusal(late, FACTS)
    assert refusal is not None
    assert refusal.rule == "fault_tag"
    assert refusal.sentence == "The fault was observed after the replacement was requested."


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"units_installed": 0}, "Site S1 has no X1 installed."),
        ({"parts_of_platform": {"P2": 1}}, "Part P1 is not built into a X1."),
        (
            {"categories_of_fault": ("psu",)},
            "Fault code DSK is not used for a part of category hdd.",
        ),
    ],
)
def test_a_tag_that_the_record_contradicts_is_refused(facts: dict[str, Any], sentence: str) -> None:
    refusal = fault_tag_refusal(TAG, replace(FACTS, **facts))
    assert refusal is not None
    assert (refusal.rule, refusal.sentence) == ("fault_tag", sentence)
