"""`rma explain-target`: how targets came about, told at the terminal of the server."""

import json
from pathlib import Path

import pytest

from rma_service.db.engine import Database
from tests.asking_the_cli import rma
from tests.small_record import fill, opened

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "worked_examples.json"


@pytest.fixture
def rma_number(database: Database, tmp_path: Path) -> str:
    """Open an RMA of one line, premier P1, at 10:00 UTC: due within four hours."""
    fill(database, tmp_path / "tiny")
    return opened(database).rma_number


@pytest.fixture
def record(rma_number: str, database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let commands work on that record; give the number of its RMA."""
    monkeypatch.setenv("RMA_DATABASE_URL", database_url)
    return rma_number


def test_a_case_is_told_day_by_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    answer = rma("explain-target", "W05", "--case", GOLDEN)
    told = answer.stdout.splitlines()
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert told[0] == "W05: response, xfusion-co-care, P4"
    # Fri 17 May 2024 20:30 in Paris: weekend, Whit Monday, then Tue until the window closes.
    assert told[2:5] == [
        "  Sat 18 May 2024, Sun 19 May 2024 closed (weekend).",
        "  Mon 20 May 2024 closed: public holiday Pentecost Monday (FR).",
        "  Tue 21 May 2024: business day.",
    ]
    assert "  Due: Tue 21 May 2024 18:00 CEST." in told
    assert told[-1].startswith("  Derived with xfusion-co-care ")
    assert told[-1].endswith(", holidays 0.109, tzdata 2026.6.")


def test_a_case_needs_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RMA_DATABASE_URL", "sqlite:////nowhere/none.db")
    assert rma("explain-target", "W05", "--case", GOLDEN).exit_code == 0


def test_the_only_case_of_a_file_needs_no_id(tmp_path: Path) -> None:
    case = json.loads(GOLDEN.read_text(encoding="utf-8"))["cases"][0]
    file = tmp_path / "case.json"
    file.write_text(json.dumps({"cases": [case]}), encoding="utf-8")
    assert rma("explain-target", "--case", file).stdout.startswith("W01: response, ")


def test_signs_that_would_steer_a_terminal_are_not_shown(tmp_path: Path) -> None:
    case = json.loads(GOLDEN.read_text(encoding="utf-8"))["cases"][0] | {"id": "\x1b[2Jx"}
    file = tmp_path / "case.json"
    file.write_text(json.dumps({"cases": [case]}), encoding="utf-8")
    assert rma("explain-target", "--case", file).stdout.startswith(" [2Jx: response, ")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Say the number of an RMA, or name a file of cases with --case."),
        (("--case", str(GOLDEN)), f"{GOLDEN} has 56 cases; say the id of one of them."),
        (("W99", "--case", str(GOLDEN)), f"{GOLDEN} has no case with the id 'W99'."),
        (
            ("W05", "--case", str(GOLDEN), "--target", "ahr"),
            "--target is for an RMA; a case has one target.",
        ),
        (
            ("W05", "--policies", "."),
            "--policies goes with --case; the record has policies of its own.",
        ),
    ],
)
def test_what_cannot_be_explained_is_refused_in_a_sentence(
    arguments: tuple[str, ...], sentence: str
) -> None:
    answer = rma("explain-target", *arguments)
    assert (answer.exit_code, answer.stdout, answer.stderr) == (2, "", f"{sentence}\n")


def test_a_case_that_nobody_can_judge_is_refused_with_its_fault(tmp_path: Path) -> None:
    case = json.loads(GOLDEN.read_text(encoding="utf-8"))["cases"][0] | {"policy": "gold"}
    file = tmp_path / "case.json"
    file.write_text(json.dumps({"cases": [case]}), encoding="utf-8")
    answer = rma("explain-target", "--case", file)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.startswith("W01: unknown_policy: No policy is named 'gold'")


def test_the_targets_of_an_rma_are_told_with_their_state(record: str) -> None:
    answer = rma("explain-target", record)
    assert (answer.exit_code, answer.stderr) == (0, "")
    told = answer.stdout.splitlines()
    headings = [line for line in told if not line.startswith(" ")]
    assert any(f"{record}-" in line and ": ahr, for replacement: " in line for line in headings)
    # Opened on Mon 23 Nov 2026 at 11:00 in Mainz, due four hours later.
    assert "  Due: Mon 23 Nov 2026 15:00 CET." in told
    assert any(line.startswith(f"{record}: ") for line in headings)


def test_one_target_of_an_rma_may_be_asked_for(record: str) -> None:
    told = rma("explain-target", record, "--target", "ahr").stdout.splitlines()
    headings = [line for line in told if not line.startswith(" ")]
    assert len(headings) == 1
    refused = rma("explain-target", record, "--target", "none")
    assert refused.exit_code == 2
    assert refused.stderr.startswith(f"{record} has no target of the name none; what it has: ")


@pytest.mark.usefixtures("record")
def test_an_rma_that_the_record_does_not_have_is_refused() -> None:
    answer = rma("explain-target", "R9")
    assert (answer.exit_code, answer.stdout, answer.stderr) == (2, "", "There is no such RMA.\n")
