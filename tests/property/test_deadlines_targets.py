"""Every target of the four policies: engine and slow evaluator tell the same, key by key."""

import os
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.judging_cases import judged
from tests.minute_scan_cases import drawn_case
from tests.minute_scan_draws import from_hypothesis, from_seed
from tests.minute_scan_policies import TARGETS, scan

SOAK = int(os.environ.get("RMA_SOAK", "1"))
ROWS = [(policy, target) for policy, targets in TARGETS.items() for target in targets]
SEEDS = {"management_assistance": 60, "response": 250, "ahr": 500, "reaction": 200}


def _told(case: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in judged(case).items() if value is not None}


@pytest.mark.parametrize(("policy", "target"), ROWS)
def test_the_engine_tells_what_a_walk_through_every_minute_tells(policy: str, target: str) -> None:
    for seed in range(SEEDS.get(target, 100) * SOAK):
        case = drawn_case(from_seed(seed), policy, target)
        assert _told(case) == scan(case), case


@pytest.mark.parametrize(("policy", "target"), ROWS)
@settings(max_examples=25 * SOAK, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_the_engine_tells_the_same_in_the_cases_that_hypothesis_likes(
    policy: str, target: str, data: st.DataObject
) -> None:
    case = drawn_case(from_hypothesis(data), policy, target)
    assert _told(case) == scan(case)
