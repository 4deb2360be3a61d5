"""Every example in the description of the API fits what it is an example of."""

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from rma_service.db.engine import Database
from rma_service.main import create_app
from rma_service.settings import Settings
from tests.cast import HandClock

SHOWN = {
    "Problem",
    "ShownRma",
    "ShownJob",
    "RmaWish",
    "ChangedTag",
    "ClockWish",
    "PriorityWish",
    "Why",
    "ShippedUnit",
    "Arrival",
    "ReturnedUnit",
    "WishesWish",
    "KeyWish",
    "PersonWish",
    "ReadDigest",
    "RelocationNotice",
}


@pytest.fixture
def described(tmp_path: Path) -> dict[str, Any]:
    """Give the description of the API."""
    database = Database(f"sqlite:///{tmp_path / 'unused.db'}")
    document = create_app(Settings(), database, HandClock()).openapi()
    database.close()
    return document


def test_every_example_fits_its_schema(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    examples = {name: each["examples"] for name, each in schemas.items() if "examples" in each}
    assert examples.keys() == SHOWN
    faults = [
        f"{name}: {fault.message}"
        for name, shown in examples.items()
        for example in shown
        for fault in jsonschema_rs.validator_for(
            {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
        ).iter_errors(example)
    ]
    assert faults == []


def test_an_answer_is_shown_with_every_field(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    for name in ("ShownRma", "ShownJob"):
        (example,) = schemas[name]["examples"]
        assert example.keys() == schemas[name]["properties"].keys()
