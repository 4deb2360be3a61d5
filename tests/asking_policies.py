"""Asking the shipped policies; answers as `rma conform deadlines` writes them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from rma_service.policies.case import BadCaseError, Case
from rma_service.policies.documents import outcome_document
from rma_service.policies.evaluate import evaluate
from rma_service.policies.load import load_policies

SHIPPED = Path(__file__).parents[1] / "data" / "policies"
POLICIES = load_policies(SHIPPED)

PLACES: Mapping[str, tuple[str, str | None, str]] = {
    "Adelaide": ("AU", "SA", "Australia/Adelaide"),
    "Apia": ("WS", None, "Pacific/Apia"),
    "Bandar": ("BN", None, "Asia/Brunei"),
    "Berlin": ("DE", "BE", "Europe/Berlin"),
    "Cairo": ("EG", None, "Africa/Cairo"),
    "Denver": ("US", None, "America/Denver"),
    "Dubai": ("AE", None, "Asia/Dubai"),
    "Hong Kong": ("HK", None, "Asia/Hong_Kong"),
    "Kathmandu": ("NP", None, "Asia/Kathmandu"),
    "Kiritimati": ("KI", None, "Pacific/Kiritimati"),
    "Kuala Lumpur": ("MY", None, "Asia/Kuala_Lumpur"),
    "Kuwait": ("KW", None, "Asia/Kuwait"),
    "London": ("GB", "ENG", "Europe/London"),
    "Lord Howe": ("AU", "NSW", "Australia/Lord_Howe"),
    "Mumbai": ("IN", "MH", "Asia/Kolkata"),
    "Munich": ("DE", "BY", "Europe/Berlin"),
    "New York": ("US", None, "America/New_York"),
    "Riyadh": ("SA", None, "Asia/Riyadh"),
    "Shanghai": ("CN", None, "Asia/Shanghai"),
    "Singapore": ("SG", None, "Asia/Singapore"),
    "Tokyo": ("JP", None, "Asia/Tokyo"),
}
"""Country, subdivision and zone by a name that a test can be read with."""


def answer(
    policy: str,
    target: str,
    event: Mapping[str, Any],
    place: str,
    *,
    level: str | None = None,
    priority: str | None = None,
    params: Mapping[str, Any] | None = None,
) -> dict[str, object]:
    """Answer of a shipped policy to one case."""
    country, subdivision, timezone = PLACES[place]
    case = Case(target, level, priority, event, country, subdivision, timezone, params or {})
    return outcome_document(evaluate(POLICIES[policy], case, trace=False))


def fault(
    policy: str,
    target: str,
    event: Mapping[str, Any],
    *,
    level: str | None = None,
    priority: str | None = None,
    params: Mapping[str, Any] | None = None,
) -> str:
    """Type of the error by which a shipped policy refuses a case, at a place without surprises."""
    with pytest.raises(BadCaseError) as refused:
        answer(policy, target, event, "Berlin", level=level, priority=priority, params=params)
    return refused.value.fault


def part_of(told: Mapping[str, object], expected: Mapping[str, object]) -> dict[str, object]:
    """What an answer says of the keys that are expected; None: it does not say it."""
    return {key: told.get(key) for key in expected}
