"""The table of operators and the schema of files say the same; both name what they know."""

import json
from importlib import resources
from typing import Any

import pytest

from rma_service.policies.compiling import TABLE
from rma_service.policies.keys import KEYS, SHOWN
from rma_service.policies.operators import Operator

SCHEMA: dict[str, Any] = json.loads(
    (resources.files("rma_service.policies") / "policy.schema.json").read_text("utf-8")
)
SECTIONS = {
    "instant": "instant",
    "date": "date",
    "word": "word_operator",
    "test": "test_operator",
    "instants": "instants",
}


def _resolved(node: dict[str, Any]) -> dict[str, Any]:
    name = node.get("$ref")
    return SCHEMA["$defs"][name.removeprefix("#/$defs/")] if name else node


@pytest.mark.parametrize(("kind", "section"), SECTIONS.items())
def test_every_type_has_the_operators_that_the_schema_lets_through(kind: str, section: str) -> None:
    known = {name for result, name in TABLE if result == kind}
    assert set(SCHEMA["$defs"][section]["properties"]) == known


@pytest.mark.parametrize("operator", TABLE.values(), ids=lambda each: f"{each.result}-{each.name}")
def test_an_operator_takes_the_arguments_that_the_schema_lets_through(operator: Operator) -> None:
    node = _resolved(SCHEMA["$defs"][SECTIONS[operator.result]]["properties"][operator.name])
    if isinstance(operator.arguments, dict):
        assert set(node["properties"]) == set(operator.arguments)
        optional = set(operator.arguments) - set(node["required"])
        assert optional == operator.optional


def test_a_branch_takes_every_key_and_knows_its_type() -> None:
    properties = SCHEMA["$defs"]["branch"]["properties"]
    assert set(KEYS) | {"if", "clause", "quote", "stop"} == set(properties)
    assert {name: properties[name]["$ref"].removeprefix("#/$defs/") for name in KEYS} == KEYS
    assert set(KEYS.values()) == set(SHOWN)


def test_what_compares_instants_or_dates_takes_the_operators_of_both() -> None:
    both = SCHEMA["$defs"]["instant_or_date"]["properties"]
    assert set(both) == {name for result, name in TABLE if result in {"instant", "date"}}
