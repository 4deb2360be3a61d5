"""`rma conform deadlines`: a file of cases in, a file of results out, whatever is in it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from rma_service.rule_commands import CONFORM_STAGES
from rma_service.shipped import shipped_policies
from rma_service.usecases.conforming import conform_deadlines, policies_in, result_of
from rma_service.usecases.stages import Stages
from tests.asking_the_cli import rma

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "worked_examples.json"
CASE = {
    "id": "A",
    "policy": "xfusion-co-care",
    "target": "response",
    "service_level": None,
    "priority": "P1",
    "event": {"accepted_at": "2024-05-14T08:12:00Z"},
    "country": "FR",
    "subdivision": None,
    "tz": "Europe/Paris",
}
RESULT = {
    "kind": "response",
    "received_utc": "2024-05-14T08:12:00Z",
    "due_utc": "2024-05-14T08:42:00Z",  # P1: 30 minutes after TAC accepted
    "guaranteed": True,
}


def conformed(tmp_path: Path, *cases: Mapping[str, Any]) -> dict[str, Any]:
    """Results of some cases, evaluated by the command."""
    file, out = tmp_path / "cases.json", tmp_path / "results.json"
    file.write_text(json.dumps({"cases": cases}), encoding="utf-8")
    answer = rma("conform", "deadlines", file, "--out", out)
    assert (answer.exit_code, answer.stderr) == (0, "")
    results: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return results


def test_every_worked_example_comes_out_as_it_was_worked_out(tmp_path: Path) -> None:
    cases = json.loads(GOLDEN.read_text(encoding="utf-8"))["cases"]
    results = conformed(tmp_path, *cases)
    assert len(results) == len(cases) == 56
    for case in cases:
        found = {key: results[case["id"]].get(key) for key in case["expected"]}
        assert found == case["expected"], case["id"]


def test_an_invalid_case_is_a_result_and_the_others_go_on(tmp_path: Path) -> None:
    results = conformed(
        tmp_path,
        {**CASE, "id": "no such policy", "policy": "gold"},
        {**CASE, "id": "no such target", "target": "resolution"},
        {**CASE, "id": "no such level", "priority": "P5"},
        {**CASE, "id": "no such place", "country": "XX"},
        {**CASE, "id": "no event", "event": {}},
        {**CASE, "id": "no zone", "event": {"accepted_at": "2024-05-14T08:12:00"}},
        {**CASE, "id": "no such reading", "params": {"due_at": "noon"}},
        CASE,
    )
    faults = {
        case_id: result["error"]["type"] for case_id, result in results.items() if case_id != "A"
    }
    assert faults == {
        "no such policy": "unknown_policy",
        "no such target": "unknown_target",
        "no such level": "unknown_level",
        "no such place": "unknown_place",
        "no event": "missing_field",
        "no zone": "bad_instant",
        "no such reading": "bad_parameter",
    }
    assert results["A"] == RESULT


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"policy": None}, "missing_field"),
        ({"tz": None}, "missing_field"),
        ({"policy": 7}, "unknown_policy"),
        ({"target": ["response"]}, "unknown_target"),
        ({"service_level": {}}, "unknown_level"),
        ({"priority": 1}, "unknown_level"),
        ({"country": ["FR"]}, "unknown_place"),
        ({"subdivision": 75}, "unknown_place"),
        ({"tz": 1}, "unknown_place"),
        ({"event": []}, "bad_parameter"),
        ({"params": ["due_at"]}, "bad_parameter"),
        ({"event": {"accepted_at": {"deep": [1]}}}, "bad_instant"),
        ({"event": {"accepted_at": "9999-12-31T23:59:59Z"}}, "bad_instant"),
    ],
)
def test_a_field_of_another_kind_makes_its_case_invalid_and_nothing_else(
    tmp_path: Path, changed: dict[str, object], fault: str
) -> None:
    results = conformed(tmp_path, {**CASE, **changed}, {**CASE, "id": "B"})
    assert results["A"]["error"]["type"] == fault
    assert results["A"]["error"]["detail"].endswith(".")
    assert results["B"] == RESULT


def test_level_priority_subdivision_and_params_may_be_missing(tmp_path: Path) -> None:
    optional = ("service_level", "subdivision")
    case = {name: value for name, value in CASE.items() if name not in optional}
    assert conformed(tmp_path, case)["A"] == RESULT
    assert conformed(tmp_path, {**CASE, "params": None})["A"] == RESULT


def test_a_value_nested_deeply_is_told_of_as_a_fault_of_its_case(tmp_path: Path) -> None:
    deep: object = 1
    for _ in range(700):
        deep = [deep]
    result = conformed(tmp_path, {**CASE, "event": {"accepted_at": deep}})["A"]
    assert result["error"]["type"] in {"bad_instant", "bad_parameter"}
    assert len(result["error"]["detail"]) == 500
    assert result["error"]["detail"].endswith("\u2026")


def test_a_value_too_deep_to_be_written_down_is_a_fault_of_its_case() -> None:
    deep: object = 1
    for _ in range(100_000):
        deep = [deep]
    policies = policies_in(shipped_policies())
    result = result_of(policies, {**CASE, "event": {"accepted_at": deep}})
    assert result == {
        "error": {
            "type": "bad_parameter",
            "detail": "A value of the case is nested too deeply to say anything.",
        }
    }


def test_holidays_are_those_of_the_subdivision_of_a_case(tmp_path: Path) -> None:
    # Thu 15 Aug 2024 is Assumption Day in Saarland, not in Berlin: P4 of Wed is due Fri, or Thu.
    wednesday = {"accepted_at": "2024-08-14T08:00:00Z"}
    place = {"country": "DE", "tz": "Europe/Berlin", "priority": "P4", "event": wednesday}
    results = conformed(
        tmp_path,
        {**CASE, **place, "id": "Saarland", "subdivision": "SL"},
        {**CASE, **place, "id": "Berlin", "subdivision": "BE"},
    )
    due = {case_id: result["due_date"] for case_id, result in results.items()}
    assert due == {"Saarland": "2024-08-16", "Berlin": "2024-08-15"}


def test_an_id_may_be_any_text(tmp_path: Path) -> None:
    ids = ["M\u00fcnchen", "\ud800", "../x", "a\nb"]
    assert list(conformed(tmp_path, *({**CASE, "id": each} for each in ids))) == ids


def test_the_command_tells_how_many_cases_nobody_can_judge(tmp_path: Path) -> None:
    file, out = tmp_path / "cases.json", tmp_path / "results.json"
    cases = [CASE, {**CASE, "id": "B", "policy": "gold"}, {**CASE, "id": "C", "country": "XX"}]
    file.write_text(json.dumps({"cases": cases}), encoding="utf-8")
    told = rma("conform", "deadlines", file, "--out", out).stdout
    assert told == f"3 cases evaluated, 2 of them invalid; wrote {out}.\n"


def test_no_cases_are_no_results(tmp_path: Path) -> None:
    assert conformed(tmp_path) == {}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is no JSON: Expecting value at line 1, column 1."),
        (b'{"cases": [\n  {"id": }]}', "is no JSON: Expecting value at line 2, column 10."),
        (b'{"cases": [{"id": NaN}]}', "is no JSON: NaN is no number there."),
        (b'{"cases": [' + b"9" * 5000 + b"]}", "is no JSON: Exceeds the limit"),
        (
            b'{"cases": [{"id": "A", "priority": "P1", "priority": "P2"}]}',
            ": the object with the id 'A' has 'priority' 2 times, as 'P1' and 'P2'; say it once.",
        ),
        (
            b'{"cases": [{"id": "A", "event": {"years": 1, "years": 1}}]}',
            ": an object has 'years' 2 times, as 1 and 1; say it once.",
        ),
        (b'{"cases": [], "cases": []}', ": an object has 'cases' 2 times, as [] and []"),
        (b"\xff\xfe", "is no text in UTF-8: byte 0 cannot be."),
        (b"[" * 100_000, "is nested too deeply to be a list of cases."),
        (b"[]", "has no list of cases; it should look like"),
        (b'{"cases": {}}', "has no list of cases; it should look like"),
        (b'{"cases": [7]}', ": case 1 is no object with id, policy, target ..."),
        (b'{"cases": [{"id": "A"}, {}]}', ": case 2 has no id; give it a text of its own."),
        (b'{"cases": [{"id": 1}]}', ": case 1 has no id; give it a text of its own."),
        (b'{"cases": [{"id": ""}]}', ": case 1 has no id; give it a text of its own."),
        (
            b'{"cases": [{"id": "A"}, {"id": "A"}]}',
            ": 2 cases have the id 'A'; give each one of its own.",
        ),
        (b" " * 64_000_001, "is larger than 64 MB; split it into several files."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_old_results_stay(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    file, out = tmp_path / "cases.json", tmp_path / "results.json"
    file.write_bytes(content)
    out.write_text("old", encoding="utf-8")

    answer = rma("conform", "deadlines", file, "--out", out)

    assert answer.exit_code == 2
    assert answer.stderr.startswith(f"{file}")
    assert sentence in answer.stderr
    assert answer.stdout == ""
    assert out.read_text(encoding="utf-8") == "old"


def test_many_faults_of_a_file_are_counted_after_the_first_twenty(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"cases": [{}] * 30}), encoding="utf-8")
    told = rma("conform", "deadlines", file, "--out", tmp_path / "out.json").stderr.splitlines()
    assert len(told) == 21
    assert told[-1] == "... and 10 more of the kind."


def test_a_mark_of_order_before_the_text_is_read_over(tmp_path: Path) -> None:
    file, out = tmp_path / "cases.json", tmp_path / "results.json"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps({"cases": [CASE]}).encode())
    assert rma("conform", "deadlines", file, "--out", out).exit_code == 0


def test_results_that_cannot_be_written_are_refused_before_any_work(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"cases": [CASE]}), encoding="utf-8")
    nowhere = tmp_path / "none" / "results.json"
    expected = {
        tmp_path: "it is a folder; name a file",
        nowhere: f"the folder {nowhere.parent} does not exist",
        file: "the question is read from it",
    }
    for out, why in expected.items():
        answer = rma("conform", "deadlines", file, "--out", out)
        assert (answer.exit_code, answer.stderr) == (2, f"{out} cannot be written: {why}.\n")
    assert json.loads(file.read_text(encoding="utf-8")) == {"cases": [CASE]}
    policy = shipped_policies() / "results.yaml"
    answer = rma("conform", "deadlines", file, "--out", policy)
    assert answer.exit_code == 2
    assert answer.stderr.endswith(f"every YAML file in {shipped_policies()} is read as a policy.\n")
    assert not policy.exists()


def test_a_missing_file_and_a_missing_folder_of_policies_are_named(tmp_path: Path) -> None:
    missing, out = tmp_path / "none.json", tmp_path / "results.json"
    answer = rma("conform", "deadlines", missing, "--out", out)
    assert (answer.exit_code, answer.stderr) == (
        2,
        f"{missing} could not be read: No such file or directory.\n",
    )
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"cases": [CASE]}), encoding="utf-8")
    folder = tmp_path / "no policies"
    answer = rma("conform", "deadlines", file, "--out", out, "--policies", folder)
    assert answer.exit_code == 2
    assert str(folder) in answer.stderr
    assert not out.exists()


def test_the_bar_is_told_how_far_a_long_file_is(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    cases = [{**CASE, "id": str(each)} for each in range(450)]
    file.write_text(json.dumps({"cases": cases}), encoding="utf-8")
    steps: list[tuple[str, int, int]] = []
    stages = Stages(lambda *step: steps.append(step))
    done = conform_deadlines(file, tmp_path / "out.json", shipped_policies(), stages)
    assert (done.cases, done.invalid) == (450, 0)
    assert [step for step in steps if step[0] == "cases" and step[2] > 1] == [
        ("cases", 0, 450),
        ("cases", 200, 450),
        ("cases", 400, 450),
    ]
    # The command itself adds the stage in which it loads.
    assert 1 + len(stages.seconds) == CONFORM_STAGES
