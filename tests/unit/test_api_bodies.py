"""No body of a request may hold what its description does not name."""

import json
from collections.abc import Iterator
from typing import Any

from tests.house.layout import ROOT

API = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))


def objects_in(schema: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - whatever JSON holds
    """Every object that a schema describes, wherever it stands."""
    if isinstance(schema, list):
        for each in schema:
            yield from objects_in(each)
    if not isinstance(schema, dict):
        return
    if "$ref" in schema:
        schema = API["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if schema.get("type") == "object":
        yield schema
    for each in schema.values():
        yield from objects_in(each)


def test_a_body_takes_no_field_that_is_not_described() -> None:
    bodies = {
        f"{method} {path}": list(objects_in(operation["requestBody"]))
        for path, operations in API["paths"].items()
        for method, operation in operations.items()
        if "requestBody" in operation
    }
    assert len(bodies) >= 10
    open_ones = {
        route: [each["title"] for each in found if each.get("additionalProperties", True) is True]
        for route, found in bodies.items()
    }
    assert all(bodies.values())
    assert open_ones == {route: [] for route in bodies}
