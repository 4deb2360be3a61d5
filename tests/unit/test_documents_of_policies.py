"""What the pages on policies and deadlines tell is complete, and what they show loads."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from rma_service.policies.case import Case
from rma_service.policies.compiling import TABLE
from rma_service.policies.evaluate import evaluate
from rma_service.policies.keys import KEYS
from rma_service.policies.load import FaultyPoliciesError, load_policies
from rma_service.policies.readings import PARAMETER_READERS
from rma_service.policies.telling import trace_sentences
from rma_service.policies.values import EVENT_READERS
from tests.asking_policies import PLACES, POLICIES

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "policies.md").read_text("utf-8")
DEADLINES = (DOCS / "deadlines.md").read_text("utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
WHOLE = next(block for block in BLOCKS if block.startswith("policy: other-vendor"))
FRAGMENTS = "".join(block for block in BLOCKS if block is not WHOLE)
KINDS = {"instants": "instant", "dates": "date", "words": "word", "tests": "test"}


def _read() -> Any:  # noqa: ANN401 - whatever the page says
    return YAML(typ="safe", pure=True).load(FRAGMENTS)


def _operators(document: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any node that was read
    for section, kind in KINDS.items():
        for node in document["define"][section].values():
            yield from ((kind, operator) for operator in node)
    for target in document["targets"]:
        for branch in target["branches"]:
            yield from (("instants", operator) for operator in branch.get("times", {}))


def test_every_operator_is_shown_once_with_an_example() -> None:
    shown = set(_operators(_read()))
    assert sorted(set(TABLE) - shown) == []


def test_every_operator_has_its_line_of_explanation() -> None:
    told = set(re.findall(r"`([a-z_]+)`", PAGE))
    assert sorted({name for _, name in TABLE} - told) == []
    assert sorted(set(KEYS) - told) == []


def test_every_part_of_a_file_and_every_parameter_is_told() -> None:
    schema = json.loads(
        (resources.files("rma_service.policies") / "policy.schema.json").read_text("utf-8")
    )
    parameters = {name for policy in POLICIES.values() for name in policy.parameters}
    told = set(re.findall(r"`([a-z0-9_]+)`", PAGE))
    assert sorted((set(schema["properties"]) | parameters) - told) == []


def test_every_type_of_event_and_parameter_is_shown_and_told() -> None:
    document = _read()
    events = {event["type"] for event in document["events"].values()}
    parameters = {parameter["type"] for parameter in document["params"].values()}
    assert events == set(EVENT_READERS)
    assert parameters == set(PARAMETER_READERS)
    told = set(re.findall(r"`([a-z_]+)`", PAGE))
    assert sorted(set(EVENT_READERS) - told) == []


def test_the_fragments_of_the_page_are_one_policy_that_loads(tmp_path: Path) -> None:
    (tmp_path / "harbor.yaml").write_text(FRAGMENTS, "utf-8")
    policy = load_policies(tmp_path)["harbor-care"]
    event = {"reported_at": "2026-11-23T09:00:00Z", "called_at": "2026-11-23T09:10:00Z"}
    answered = evaluate(policy, _harbor(event))
    # Half an hour after the call.
    assert answered.values["due_at"] == datetime(2026, 11, 23, 9, 40, tzinfo=UTC)
    refused = evaluate(policy, _harbor(event | {"access_refused": True}))
    assert refused.values["status"] == "sla_void"


def _harbor(event: Mapping[str, object]) -> Case:
    return Case("answer", "gold", "urgent", event, "NO", None, "Europe/Oslo")


@pytest.mark.parametrize(
    ("level", "generated", "kind", "due_date", "due"),
    [
        # Mon 23 Nov 2026, 14:59 at the depot in London, 15:59 at the site in Berlin: the next day,
        # 17:00 +01. A minute later: one day later.
        ("8x5xNBD", "2026-11-23T14:59:00Z", "arrive_by", "2026-11-24", "2026-11-24T16:00:00Z"),
        ("8x5xNBD", "2026-11-23T15:00:00Z", "arrive_by", "2026-11-25", "2026-11-25T16:00:00Z"),
        # Sat 28 Nov: Mon 30 is the first, Tue 1 Dec the second.
        ("8x5xNBD", "2026-11-28T09:00:00Z", "arrive_by", "2026-12-01", "2026-12-01T16:00:00Z"),
        # Wed 23 Dec; 24 (1), 28-31 (5), Mon 4 Jan to Fri 8 (10): 1 Jan and both Christmas days off.
        ("essential", "2026-12-23T09:00:00Z", "ship_by", "2027-01-08", "2027-01-08T16:00:00Z"),
    ],
)
def test_a_fifth_vendor_is_a_file(
    tmp_path: Path, level: str, generated: str, kind: str, due_date: str, due: str
) -> None:
    (tmp_path / "other.yaml").write_text(WHOLE, "utf-8")
    policy = load_policies(tmp_path)["other-vendor"]
    event = {"rma_generated_at": generated, "depot_tz": "Europe/London"}
    told = evaluate(
        policy, Case("replacement", level, None, event, "DE", "BE", "Europe/Berlin")
    ).values
    assert (told["kind"], str(told["due_date"])) == (kind, due_date)
    assert told["due_at"] == datetime.fromisoformat(due)


@pytest.mark.parametrize(
    ("meanings", "problem"),
    [
        ("{urgent: nothing moves}", "says nothing of priority 'normal'"),
        ("{urgent: a, normal: b, later: c}", "'later' is no priority of this file"),
    ],
)
def test_all_priorities_have_a_meaning_or_none(tmp_path: Path, meanings: str, problem: str) -> None:
    told = "priority_meanings: {urgent: nothing moves, normal: something is slow}"
    assert told in FRAGMENTS
    text = FRAGMENTS.replace(told, f"priority_meanings: {meanings}")
    (tmp_path / "harbor.yaml").write_text(text, "utf-8")
    with pytest.raises(FaultyPoliciesError, match=re.escape(problem)):
        load_policies(tmp_path)
    (tmp_path / "harbor.yaml").write_text(FRAGMENTS.replace(f"{told}\n", ""), "utf-8")
    assert load_policies(tmp_path)["harbor-care"].priority_meanings == {}


def test_the_meanings_of_priorities_come_in_the_order_of_the_file() -> None:
    assert list(POLICIES["xfusion-co-care"].priority_meanings) == ["P1", "P2", "P3", "P4"]


def test_the_derivation_that_is_shown_is_the_one_that_is_told() -> None:
    shown = re.findall(r"^```text\n(.*?)^```$", DEADLINES, re.MULTILINE | re.DOTALL)
    event = {"reported_at": "2024-03-28T15:00:00Z"}
    case = Case("response", "standard", "L2", event, *PLACES["Munich"])
    told = trace_sentences(evaluate(POLICIES["daocloud-support"], case), "Europe/Berlin")
    assert "".join(shown).splitlines() == told


def test_the_page_of_deadlines_tells_every_target_and_every_rule_it_rests_on() -> None:
    targets = {entry.target for policy in POLICIES.values() for entry in policy.targets}
    rules = {
        rule for policy in POLICIES.values() for entry in policy.targets for rule in entry.register
    }
    assert sorted(name for name in targets if f"`{name}`" not in DEADLINES) == []
    assert sorted(rule for rule in rules if rule not in DEADLINES) == []


def test_the_page_of_deadlines_tells_every_reading_and_every_rule_of_time() -> None:
    parameters = {name for policy in POLICIES.values() for name in policy.parameters}
    assert sorted(name for name in parameters if f"`{name}`" not in DEADLINES) == []
    assert [n for n in range(1, 13) if f"- **T{n}** " not in DEADLINES] == []
    assert [n for n in range(1, 33) if f"\n| A{n} | " not in DEADLINES] == []
