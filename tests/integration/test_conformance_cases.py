"""The public cases: the engine and the slow evaluator answer every one as it says."""

import itertools
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from tests.judging_cases import CONFORMANCE, differences, judged, public_cases
from tests.minute_scan_cases import READINGS
from tests.minute_scan_policies import LEVELS, PRIORITY_DECIDES, TARGETS, scan

FILES = public_cases()
CASES = [case for cases in FILES.values() for case in cases]
README = (CONFORMANCE / "README.md").read_text(encoding="utf-8")
FAULTS = {
    "unknown_policy",
    "unknown_target",
    "unknown_level",
    "unknown_place",
    "missing_field",
    "bad_instant",
    "bad_parameter",
    "events_out_of_order",
}


@pytest.mark.parametrize("name", FILES)
def test_the_engine_answers_every_public_case_as_it_says(name: str) -> None:
    wrong = {case["id"]: differences(case, judged(case)) for case in FILES[name]}
    assert {id_: found for id_, found in wrong.items() if found} == {}


@pytest.mark.parametrize("name", FILES)
def test_with_a_trace_the_answers_are_the_same(name: str) -> None:
    assert [c["id"] for c in FILES[name] if judged(c, trace=True) != judged(c)] == []


@pytest.mark.parametrize("name", FILES)
def test_a_walk_through_every_minute_answers_every_public_case_as_it_says(name: str) -> None:
    wrong = {case["id"]: differences(case, scan(case)) for case in FILES[name]}
    assert {id_: found for id_, found in wrong.items() if found} == {}


def test_a_wrong_answer_is_a_difference() -> None:
    case = {"expected": {"due_utc": "2024-05-14T08:42:00Z", "date": None}}
    assert differences(case, {"due_utc": "2024-05-14T08:42:00Z", "extra": 1}) == {}
    assert list(differences(case, {"due_utc": "2024-05-14T08:43:00Z"})) == ["due_utc"]
    assert list(differences(case, {})) == ["due_utc"]
    assert list(differences(case, {**case["expected"], "date": "2024-05-14"})) == ["date"]
    assert list(differences(case, {"error": {"type": "bad_instant"}})) == ["due_utc"]
    fault = {"expected": {"error": {"type": "bad_instant"}}}
    assert differences(fault, {"error": {"type": "bad_instant", "detail": "in words"}}) == {}
    assert differences(fault, {"kind": "response"}) != {}


def test_every_case_has_its_own_id_and_says_why() -> None:
    assert max(Counter(case["id"] for case in CASES).values()) == 1
    assert [case["id"] for case in CASES if len(case["why"]) < 12] == []


def test_every_file_names_the_data_that_its_answers_rest_on() -> None:
    for path in CONFORMANCE.glob("*.json"):
        document = json.loads(path.read_text(encoding="utf-8"))
        assert set(document) == {"about", "holidays", "tzdata", "cases"}
        assert document["holidays"] == version("holidays")
        assert document["tzdata"] == version("tzdata")


def _rows() -> Iterator[tuple[str, str, str | None, str | None]]:
    """Every policy, target, and service level and priority where they decide something."""
    for policy, targets in TARGETS.items():
        for target in targets:
            priorities = PRIORITY_DECIDES.get((policy, target), (None,))
            levels = LEVELS[policy] if (policy, target) == ("daocloud-support", "response") else ()
            for level, priority in itertools.product(levels or (None,), priorities):
                yield policy, target, level, priority
    for level in ("basic", "standard"):
        yield "xfusion-co-care", "ahr", level, None
    for priority in ("P1", "P2", "P3", "P4"):
        yield "xfusion-co-care", "ahr", "premier", priority


@pytest.mark.parametrize(("policy", "target", "level", "priority"), list(_rows()))
def test_every_target_has_a_case_for_every_level_and_priority(
    policy: str, target: str, level: str | None, priority: str | None
) -> None:
    assert [
        case["id"]
        for case in CASES
        if (case["policy"], case["target"]) == (policy, target)
        and level in {None, case["service_level"]}
        and priority in {None, case["priority"]}
        and "error" not in case["expected"]
    ]


@pytest.mark.parametrize(
    ("policy", "parameter"),
    [(policy, parameter) for policy, readings in READINGS.items() for parameter in readings],
)
def test_every_parameter_has_a_case_in_which_another_reading_changes_the_answer(
    policy: str, parameter: str
) -> None:
    def moves(case: dict[str, Any]) -> bool:
        others = {name: value for name, value in case["params"].items() if name != parameter}
        return judged({**case, "params": others}) != judged(case)

    chosen = [c for c in CASES if c["policy"] == policy and parameter in c.get("params", {})]
    assert [case["id"] for case in chosen if "error" not in case["expected"] and moves(case)]


def test_every_type_of_fault_has_a_case() -> None:
    told = {case["expected"]["error"]["type"] for case in CASES if "error" in case["expected"]}
    assert told == FAULTS


def test_the_readme_gives_the_right_numbers() -> None:
    rows = re.findall(r"^\| \[`(\w+)\.json`\]\(\w+\.json\) \| (\d+) \|", README, re.MULTILINE)
    assert {name: int(number) for name, number in rows} == {
        name: len(cases) for name, cases in FILES.items()
    }
    assert f"**{len(CASES)} cases**" in README
    assert f"`holidays` {version('holidays')}" in README
    assert f"`tzdata` {version('tzdata')}" in README
    assert {fault for fault in FAULTS if f"`{fault}`" in README} == FAULTS


def test_the_case_that_the_readme_shows_is_a_public_one() -> None:
    shown = json.loads(re.findall(r"```json\n(.*?)```", README, re.DOTALL)[0])
    (same,) = [case for case in CASES if case["id"] == shown["id"]]
    assert shown == same


def test_the_comparison_that_the_readme_gives_away_finds_a_wrong_answer(tmp_path: Path) -> None:
    (script,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (tmp_path / "compare.py").write_text(script, encoding="utf-8")
    answers = {case["id"]: judged(case) for case in FILES["bad_cases"] + FILES["elapsed"]}

    def compared() -> subprocess.CompletedProcess[str]:
        (tmp_path / "results.json").write_text(json.dumps(answers), encoding="utf-8")
        command = [sys.executable, "compare.py", str(CONFORMANCE / "elapsed.json"), "results.json"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert compared().returncode == 0
    answers["elapsed-01"] = {**answers["elapsed-01"], "due_utc": "2024-03-31T02:15:00Z"}
    wrong = compared()
    assert wrong.returncode == 1
    assert wrong.stdout.splitlines()[0] == "elapsed-01"
    assert f"{len(FILES['elapsed']) - 1} of {len(FILES['elapsed'])} cases agree" in wrong.stdout
