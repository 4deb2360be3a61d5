"""The page about scenarios tells every table and every key, and its example can be read."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from optimizer.whatif.scenario import KINDS, parse_scenario
from optimizer.whatif.stock_changes import AddStock

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_every_change_is_told_with_every_key(kind: str) -> None:
    (row,) = [row for row in PAGE.splitlines() if row.startswith(f"| `{kind}` |")]

    keys = {field.name for field in fields(KINDS[kind])}  # type: ignore[arg-type]  # dataclasses all
    assert set(re.findall(r"`([a-z_]+)`", row.split("|")[2])) == keys


def test_changes_are_told_in_the_order_in_which_they_are_made() -> None:
    told = re.findall(r"^\| `([a-z]+\.[a-z_]+)` \|", PAGE, re.MULTILINE)

    assert told == list(KINDS)


def test_the_example_of_the_page_can_be_read() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)

    scenario = parse_scenario(example, "page")

    assert scenario.changes == (("stock.add", AddStock("MAD1", 1, "MB-2U2S-V7")),)
