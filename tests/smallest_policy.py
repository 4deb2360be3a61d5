"""The smallest policy in which an operator can be tried: one target, one branch, one key."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rma_service.policies.case import Case
from rma_service.policies.evaluate import evaluate
from rma_service.policies.keys import Value
from rma_service.policies.load import load_policies
from rma_service.policies.outcome import Outcome
from rma_service.policies.policy import Policy

Place = tuple[str, str | None, str]

BERLIN: Place = ("DE", None, "Europe/Berlin")
EVENTS: Mapping[str, Mapping[str, object]] = {
    "at": {"type": "instant"},
    "until": {"type": "instant"},
    "on": {"type": "date"},
    "then": {"type": "date"},
    "n": {"type": "count", "least": 0},
    "yes": {"type": "flag"},
    "hub": {"type": "word", "words": ["east", "west"]},
    "there": {"type": "zone"},
    "halts": {"type": "intervals", "default": []},
}
"""One event of every type, and another instant and date to compare with."""

COVERAGE: Mapping[str, Mapping[str, object]] = {
    "office": {"calendar": "site", "windows": ["09:00-17:00"]},
    "never_closed": {"always": True},
}


def document(**sections: object) -> dict[str, Any]:
    """Return what a policy file says, with these sections instead of the smallest ones."""
    smallest: dict[str, Any] = {
        "policy": "small",
        "document": "Small Care",
        "version": "1",
        "effective_from": "2020-01-01",
        "running_contracts": {"rule": "follow", "clause": "1", "why": "The smallest text says so."},
        "service_levels": [],
        "priorities": [],
        "events": EVENTS,
        "clocks": {"site": {"place": "timezone"}},
        "calendars": {"site": {}},
        "coverage": COVERAGE,
        "targets": [target({"kind": "answer"})],
    }
    return smallest | sections


def target(*branches: Mapping[str, object], **more: object) -> dict[str, object]:
    """Return an entry of `targets` with these branches."""
    entry = {"target": "answer", "clause": "Small 1", "quote": "the answer", "register": ["S-1"]}
    return {**entry, "branches": list(branches), **more}


def load(folder: Path, written: Mapping[str, object]) -> Policy:
    """Load a document from a file of its own; JSON is YAML too."""
    (folder / "small.yaml").write_text(json.dumps(written), "utf-8")
    return load_policies(folder)["small"]


def parameter(kind: str, default: object, *alternatives: object) -> dict[str, object]:
    """Return an entry of `params`."""
    why = "Nothing else is said."
    return {
        "type": kind,
        "default": default,
        "alternatives": list(alternatives),
        "clause": "1",
        "why": why,
    }


def asked(
    policy: Policy,
    event: Mapping[str, object],
    place: Place = BERLIN,
    *,
    priority: str | None = None,
    params: Mapping[str, object] | None = None,
) -> Outcome:
    """Ask a policy for its only target."""
    return evaluate(policy, Case("answer", None, priority, event, *place, params or {}))


def value_of(
    folder: Path,
    key: str,
    expression: object,
    event: Mapping[str, object],
    place: Place = BERLIN,
    **sections: object,
) -> Value | None:
    """Value of one key that an expression gives; None: it is left out."""
    branches: Sequence[Mapping[str, object]] = [{"kind": "answer", key: expression}]
    policy = load(folder, document(targets=[target(*branches)], **sections))
    return asked(policy, event, place).values.get(key)
