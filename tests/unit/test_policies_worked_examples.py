"""The worked examples of the specification, through the policies that are shipped."""

import json
from pathlib import Path
from typing import Any

import pytest

from rma_service.policies.case import Case
from rma_service.policies.documents import outcome_document
from rma_service.policies.evaluate import evaluate
from rma_service.policies.load import load_policies

ROOT = Path(__file__).parents[2]
POLICIES = load_policies(ROOT / "data" / "policies")
GOLDEN = json.loads((ROOT / "tests/golden/worked_examples.json").read_text("utf-8"))


def _case(example: dict[str, Any]) -> Case:
    return Case(
        target=example["target"],
        service_level=example["service_level"],
        priority=example["priority"],
        event=example["event"],
        country=example["country"],
        subdivision=example["subdivision"],
        timezone=example["tz"],
        params=example.get("params", {}),
    )


@pytest.mark.parametrize("example", GOLDEN["cases"], ids=lambda example: example["id"])
def test_the_worked_examples_come_out_to_the_second(example: dict[str, Any]) -> None:
    told = {key: value for key, value in example["expected"].items() if value is not None}
    outcome = evaluate(POLICIES[example["policy"]], _case(example))
    assert outcome_document(outcome) == told


@pytest.mark.parametrize("example", GOLDEN["cases"], ids=lambda example: example["id"])
def test_whoever_asks_for_no_trace_gets_the_same_outcome(example: dict[str, Any]) -> None:
    policy, case = POLICIES[example["policy"]], _case(example)
    plain, traced = evaluate(policy, case, trace=False), evaluate(policy, case)
    assert plain.trace is None
    assert outcome_document(plain) == outcome_document(traced)


def test_all_worked_examples_are_there() -> None:
    assert len(GOLDEN["cases"]) == 56
