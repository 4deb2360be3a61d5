"""The page on proofs is true: what it shows of some lines is what the plan says of them today."""

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from optimizer.dispatch.problem import DispatchPlan, DispatchProblem, Verdict
from optimizer.dispatch.solve import solve
from optimizer.dispatch.wishes import Pin, Wishes
from optimizer.files.document import plan_document
from rma_service.wording import money

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-a-promise-is-proved.md"
BLOCK = re.compile(r"^```json\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| `?(\w+)`? \| ([\d,]+) \| ([^|]+?) \|$", re.MULTILINE)
TOKYO, MADRID = "RMA26110016-01", ("RMA26110027-01", "RMA26110028-01", "RMA26110029-01")


@pytest.fixture(scope="module")
def document(demo_plan: DispatchPlan) -> dict[str, Any]:
    """Give the plan as plan.json holds it."""
    read: dict[str, Any] = json.loads(json.dumps(plan_document(demo_plan)))
    return read


@pytest.fixture(scope="module")
def page() -> str:
    """Give the text of the page."""
    return PAGE.read_text(encoding="utf-8")


def shortened(whole: object, part: object) -> object:
    """What is left of a document when it has only the names that a part of it has."""
    if isinstance(whole, dict) and isinstance(part, dict):
        return {name: shortened(whole.get(name), part[name]) for name in part}
    if isinstance(whole, list) and isinstance(part, list) and len(whole) == len(part):
        return [shortened(one, other) for one, other in zip(whole, part, strict=True)]
    return whole


def line_of(document: dict[str, Any], line_id: str) -> dict[str, Any]:
    """One line of a plan."""
    line: dict[str, Any] = next(x for x in document["lines"] if x["line_id"] == line_id)
    return line


def number(text: str) -> int:
    """A whole number with commas between thousands."""
    return int(text.replace(",", ""))


def test_what_the_page_shows_of_a_line_is_what_the_plan_says(
    page: str, document: dict[str, Any]
) -> None:
    blocks = [json.loads(block) for block in BLOCK.findall(page)]
    assert {each["verdict"] for each in blocks if "verdict" in each} == {
        "impossible_alone",
        "impossible_together",
        "excluded_by_clause",
        "guaranteed",
    }
    for block in blocks:
        assert shortened(line_of(document, block["line_id"]), block) == block


def test_a_block_that_says_something_else_would_be_seen() -> None:
    whole = {"a": 1, "b": [{"c": 2, "d": 3}], "e": []}
    assert shortened(whole, {"b": [{"c": 2}], "e": []}) == {"b": [{"c": 2}], "e": []}
    assert shortened(whole, {"b": [{"c": 4}]}) != {"b": [{"c": 4}]}
    assert shortened(whole, {"e": [1]}) != {"e": [1]}
    assert shortened(whole, {"x": 1}) != {"x": 1}


def test_the_counts_of_failed_tests_are_those_of_the_line_in_tokyo(
    page: str, document: dict[str, Any]
) -> None:
    reasons = line_of(document, TOKYO)["reasons"]
    table = page.partition("| first failed test |")[2].partition("\n\n")[0]
    rows = [(code, number(count), words) for code, count, words in ROW.findall(table)]
    assert {code: count for code, count, _ in rows} == Counter(x["code"] for x in reasons)
    told = {f"{x.get('depot_id')} by {x.get('service_id')}: {x['detail']}" for x in reasons}
    named = [words for _, _, words in rows if ":" in words]
    assert len(named) >= 5
    assert set(named) <= told


def test_the_network_has_as_many_pairs_as_the_page_says(
    page: str, demo_problem: DispatchProblem
) -> None:
    depots, services = len(demo_problem.network.depots), len(demo_problem.network.services)
    flat = " ".join(page.split())
    assert f"{depots} depots and {services} courier services: {depots * services:,} pairs" in flat


def test_the_levels_are_those_of_the_plan(page: str, document: dict[str, Any]) -> None:
    table = page.partition("| level | value |")[2].partition("\n\n")[0]
    rows = [(name, number(value), number(bound)) for name, value, bound in ROW.findall(table)]
    assert rows == [(x["name"], x["value"], x["bound"]) for x in document["levels"]]
    assert all(level["proved"] for level in document["levels"])


def test_money_of_the_prose_is_that_of_the_relaxations(page: str, document: dict[str, Any]) -> None:
    told = re.findall(r"cost (\$[\d,.]+\d) less", " ".join(page.split()))
    cheaper = [
        -line_of(document, each)["relaxations"][0]["plan_costs_more_cents"]
        for each in (TOKYO, MADRID[1])
    ]
    assert told == [money(cents) for cents in cheaper]


def test_whoever_is_met_in_madrid_the_others_weigh_the_same(demo_problem: DispatchProblem) -> None:
    lines = tuple(each for each in demo_problem.lines if each.line_id in MADRID)
    assert sorted(each.target.miss_weight for each in lines) == [40, 100, 100]
    asked = replace(demo_problem, lines=lines)
    forced = replace(asked, wishes=Wishes({MADRID[1]: Pin("MAD1", "TECHPU")}))
    for one, winner in ((asked, MADRID[0]), (forced, MADRID[1])):
        plan = solve(one)
        met = [x.line.line_id for x in plan.lines if x.verdict is Verdict.GUARANTEED]
        assert (met, plan.levels[0].value, plan.levels[0].proved) == ([winner], 140, True)


def test_files_that_the_page_names_are_there(page: str) -> None:
    root = PAGE.parents[1]
    for name in re.findall(r"`(tests/[\w/]+\.py)`", page):
        assert (root / name).is_file(), name
