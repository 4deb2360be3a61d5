"""The command `rma plan`, asked about one contended part, an expired contract, an open form."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.asking_the_cli import AT, requests_of, rma

CONTENDED = ("RMA26110027", "RMA26110028", "RMA26110029")
EXPIRED, INCOMPLETE = "RMA26110025", "RMA26110023"


@pytest.fixture(scope="module")
def requests(demo_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the three lines that want the one board in Madrid, and two that are set aside."""
    numbers = (*CONTENDED, EXPIRED, INCOMPLETE)
    return requests_of(demo_directory, numbers, tmp_path_factory.mktemp("asked") / "requests.csv")


def test_a_plan_is_shown_line_by_line_with_its_totals(demo_directory: Path, requests: Path) -> None:
    answer = rma("plan", "--network", demo_directory, "--requests", requests, "--at", AT)

    assert answer.exit_code == 0
    assert answer.stderr == ""
    lines = answer.stdout.splitlines()
    assert lines[0].split()[:4] == ["verdict", "RMA", "line", "site"]
    # MAD1 holds one unit; the first of two lines that weigh the same gets it.
    assert lines[1].split()[:4] == ["guaranteed", "RMA26110027-01", "S0068", "MAD1"]
    assert "Mon 23 Nov" in lines[1]
    assert "CET" in lines[1]
    assert lines[2].startswith("impossible_together  RMA26110028-01  S0069  against RMA26110027-01")
    assert "Rejected (1)" in lines
    assert "Contract CO0178 ended on 2026-10-31" in answer.stdout
    assert "On hold (1)" in lines
    assert "RMA26110023-01" in answer.stdout
    assert "3 lines: 1 guaranteed, 2 impossible_together" in lines
    assert any(line.startswith("Cost: $") for line in lines)
    assert any(line.startswith("Promises missed") and "Proved: no plan" in line for line in lines)
    seconds = next(line for line in lines if line.startswith("Seconds by stage: loading "))
    assert all(stage in seconds for stage in ("reading", "entitlement", "solve", "check", "sum"))


def test_json_is_the_plan_document_and_nothing_else(
    demo_directory: Path, requests: Path, tmp_path: Path
) -> None:
    out = tmp_path / "plan.json"
    answer = rma(
        "plan", "--network", demo_directory, "--requests", requests, "--at", AT, "--out", out,
        "--json",
    )  # fmt: skip

    printed = json.loads(answer.stdout)
    assert answer.stdout == out.read_text(encoding="utf-8")
    assert [line["verdict"] for line in printed["lines"]] == [
        "guaranteed",
        "impossible_together",
        "impossible_together",
    ]
    assert [line["line_id"] for line in printed["rejected"]] == ["RMA26110025-01"]
    assert {"code", "ortools", "holidays", "tzdata"} <= set(printed["versions"])
    assert any(name.startswith("policy ") for name in printed["versions"])
    assert {"loading", "reading", "entitlement", "options", "check"} <= set(printed["seconds"])


def test_two_runs_differ_in_seconds_alone(demo_directory: Path, requests: Path) -> None:
    def plan() -> dict[str, Any]:
        asked = ("--network", demo_directory, "--requests", requests, "--at", AT, "--json")
        document: dict[str, Any] = json.loads(rma("plan", *asked).stdout)
        assert document.pop("seconds")
        return document

    assert plan() == plan()


def test_every_file_that_is_asked_for_is_written_and_named(
    demo_directory: Path, requests: Path, tmp_path: Path
) -> None:
    files = {flag: tmp_path / f"plan.{flag}" for flag in ("csv", "html", "geojson")}
    flags = [part for flag, path in files.items() for part in (f"--{flag}", path)]

    answer = rma("plan", "--network", demo_directory, "--requests", requests, "--at", AT, *flags)

    named = ", ".join(str(path) for path in files.values())
    assert f"Written: {named}" in answer.stdout.splitlines()
    # a header, three planned lines, two set aside
    assert len(files["csv"].read_text(encoding="utf-8").splitlines()) == 6
    assert "RMA26110027-01" in files["html"].read_text(encoding="utf-8")
    assert json.loads(files["geojson"].read_text(encoding="utf-8"))["type"] == "FeatureCollection"


def test_the_zone_of_the_instant_does_not_matter(demo_directory: Path, requests: Path) -> None:
    def lines(at: str) -> object:
        asked = ("--network", demo_directory, "--requests", requests, "--at", at, "--json")
        return json.loads(rma("plan", *asked).stdout)["lines"]

    assert lines("2026-11-23T10:00:00+01:00") == lines(AT)


def test_requests_of_the_directory_are_planned_unless_others_are_named(
    demo_directory: Path, tmp_path: Path, requests: Path
) -> None:
    for table in demo_directory.glob("*.csv"):
        (tmp_path / table.name).write_bytes(table.read_bytes())
    (tmp_path / "special_cases.csv").unlink()
    (tmp_path / "requests.csv").write_bytes(requests.read_bytes())

    answer = rma("plan", "--network", tmp_path, "--at", AT, "--json")

    assert len(json.loads(answer.stdout)["lines"]) == 3


def test_a_plan_that_ran_out_of_time_is_legal_and_says_what_is_not_proved(
    demo_directory: Path, requests: Path
) -> None:
    asked = ("--network", demo_directory, "--requests", requests, "--at", AT, "--json")
    answer = rma("plan", *asked, "--time-limit", "0.001")

    assert answer.exit_code == 0
    document = json.loads(answer.stdout)
    # The options alone take longer, so the solver gets no time: first come, first served.
    assert [line["verdict"] for line in document["lines"]] == [
        "guaranteed",
        "not_proved",
        "not_proved",
    ]
    assert [level["proved"] for level in document["levels"]] == [False, False, False]
