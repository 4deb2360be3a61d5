"""Cases of the conformance format, put to the engine of the product."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from rma_service.policies.case import BadCaseError, Case
from rma_service.policies.documents import outcome_document
from rma_service.policies.evaluate import evaluate
from rma_service.policies.load import load_policies
from rma_service.policies.policy import Policy

ROOT = Path(__file__).resolve().parents[1]
CONFORMANCE = ROOT / "data" / "conformance"


@cache
def policies() -> Mapping[str, Policy]:
    return load_policies(ROOT / "data" / "policies")


def judged(case: Mapping[str, Any], *, trace: bool = False) -> dict[str, Any]:
    """Evaluate a case, or tell the type of what is wrong with it, as `rma conform` does."""
    policy = policies().get(case["policy"])
    if policy is None:
        return {"error": {"type": "unknown_policy"}}
    asked = Case(
        case["target"],
        case["service_level"],
        case["priority"],
        case["event"],
        case["country"],
        case["subdivision"],
        case["tz"],
        case.get("params", {}),
    )
    try:
        return dict(outcome_document(evaluate(policy, asked, trace=trace)))
    except BadCaseError as bad:
        return {"error": {"type": bad.fault}}


def public_cases() -> Mapping[str, list[dict[str, Any]]]:
    """Read all public cases, by the name of their file."""
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))["cases"]
        for path in sorted(CONFORMANCE.glob("*.json"))
    }


def differences(case: Mapping[str, Any], result: Mapping[str, Any]) -> dict[str, Any]:
    """Keys in which a result is not what a case expects: expected value and found one.

    A key that is expected to be null may be left out; keys that nobody expects are nobody's
    business; of an error only the type counts.
    """
    expected = case["expected"]
    if "error" in expected:
        found = result.get("error", {}).get("type")
        wanted = expected["error"]["type"]
        return {} if found == wanted else {"error": (wanted, found)}
    return {
        key: (value, result.get(key)) for key, value in expected.items() if result.get(key) != value
    }
