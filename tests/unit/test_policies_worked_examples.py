import json
from pathlib import Path
from typing import Any

import pytest

from rma_service.policies.case import Case
from rma_service.policies.evaluate import Deadline, evaluate
from rma_service.policies.load import load_policies

ROOT = Path(__file__).parents[2]
POLICIES = load_policies(ROOT / "data" / "policies")
GOLDEN = json.loads((ROOT / "tests/golden/ahr_worked_examples.json").read_text("utf-8"))


def _written(deadline: Deadline) -> dict[str, Any]:
    texts = {
        "kind": deadline.kind,
        "received_utc": deadline.received_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "due_utc": deadline.due_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "due_date": deadline.due_date and deadline.due_date.isoformat(),
        "ship_date": deadline.ship_date and deadline.ship_date.isoformat(),
        "guaranteed": deadline.owed,
    }
    return {key: text for key, text in texts.items() if text is not None}


@pytest.mark.parametrize("example", GOLDEN["cases"], ids=lambda example: example["id"])
def test_the_worked_examples_come_out_to_the_second(example: dict[str, Any]) -> None:
    case = Case(
        target=example["target"],
        service_level=example["service_level"],
        priority=example["priority"],
        event=example["event"],
        country=example["country"],
        subdivision=example["subdivision"],
        timezone=example["tz"],
        params=example.get("params", {}),
    )
    assert _written(evaluate(POLICIES[example["policy"]], case)) == example["expected"]


def test_all_thirteen_worked_examples_are_there() -> None:
    assert len(GOLDEN["cases"]) == 13
