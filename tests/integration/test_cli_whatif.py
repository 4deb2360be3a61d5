"""The command `rma whatif`: promises by name, JSON, bases, and what it refuses."""

import json
from pathlib import Path

import pytest

from tests.asking_the_cli import AT, requests_of, rma

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
SECOND_BOARD = SCENARIOS / "second_board_in_madrid.toml"


@pytest.fixture(scope="module")
def asked(demo_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str | Path, ...]:
    """Ask about the three lines that want the one board in Madrid."""
    contended = ["RMA26110027", "RMA26110028", "RMA26110029"]
    into = tmp_path_factory.mktemp("asked") / "requests.csv"
    requests = requests_of(demo_directory, contended, into)
    return ("--network", demo_directory, "--requests", requests, "--at", AT)


def test_a_second_unit_keeps_the_second_promise_by_name(asked: tuple[str | Path, ...]) -> None:
    answer = rma("whatif", SECOND_BOARD, *asked)

    assert answer.exit_code == 0
    assert answer.stderr == ""
    lines = answer.stdout.splitlines()
    assert lines[:2] == [
        "What if Madrid kept a second MB-2U2S-V7?",
        "Compared with: the network as it is",
    ]
    assert "Promises lost: none" in lines
    gained = lines[lines.index("Promises gained: 1") + 2]
    assert gained.startswith("RMA26110028-01  PA02 Halyard Systems Care  S0069 Madrid")
    assert "impossible_together  guaranteed" in gained
    assert "breaking the promise of RMA26110027-01" in gained
    # two of three lines are kept instead of one
    totals = next(line for line in lines if line.startswith("guaranteed "))
    assert totals.split() == ["guaranteed", "1", "2", "+1"]
    assert any(line.startswith("MAD1") and " 1 to 2" in line for line in lines)


def test_json_is_the_comparison_and_is_what_the_file_holds(
    asked: tuple[str | Path, ...], tmp_path: Path
) -> None:
    out = tmp_path / "whatif.json"

    answer = rma("whatif", SECOND_BOARD, *asked, "--out", out, "--json")

    document = json.loads(answer.stdout)
    assert answer.stdout == out.read_text(encoding="utf-8")
    (gained,) = document["gained"]
    assert gained["line_id"] == "RMA26110028-01"
    assert gained["verdict"] == {"before": "impossible_together", "after": "guaranteed"}
    assert gained["option"]["after"]["depot_id"] == "MAD1"
    assert document["lost"] == []
    assert document["verdicts"]["guaranteed"] == {"before": 1, "after": 2}
    # one miss of weight 100 (P1) less
    missed = next(level for level in document["levels"] if level["name"] == "missed")
    assert missed["difference"] == -100
    assert missed["proved"] is True
    assert document["input_hash"]["before"] != document["input_hash"]["after"]


def test_a_scenario_can_be_the_base_of_another(
    asked: tuple[str | Path, ...], tmp_path: Path
) -> None:
    third = tmp_path / "third.toml"
    third.write_text(
        SECOND_BOARD.read_text(encoding="utf-8").replace("units = 1", "units = 2"),
        encoding="utf-8",
    )

    answer = rma("whatif", third, *asked, "--against", SECOND_BOARD, "--json")

    document = json.loads(answer.stdout)
    assert document["against"] == "What if Madrid kept a second MB-2U2S-V7?"
    # the second unit already served RMA26110028-01, the third serves the last line
    assert [each["line_id"] for each in document["gained"]] == ["RMA26110029-01"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('title = "t"\nwhy = "w"\n[[depots.close]\n', "is no valid TOML: "),
        (
            'title = "t"\nwhy = "w"\n[[depot.close]]\ndepot = "FRA1"\n',
            "key depot is unknown; did you mean depots?",
        ),
        (
            'title = "t"\nwhy = "w"\n[[depots.close]]\ndepot = "FRA9"\n',
            'depots.close: depot = "FRA9" is unknown; did you mean FRA1',
        ),
    ],
)
def test_a_scenario_that_says_nothing_sensible_is_refused(
    asked: tuple[str | Path, ...], tmp_path: Path, text: str, sentence: str
) -> None:
    scenario = tmp_path / "question.toml"
    scenario.write_text(text, encoding="utf-8")

    answer = rma("whatif", scenario, *asked)

    assert answer.exit_code == 2
    assert answer.stderr.startswith(str(scenario))
    assert sentence in answer.stderr
    assert len(answer.stderr.splitlines()) == 1
    assert answer.stdout == ""


def test_a_question_about_no_line_is_refused(demo_directory: Path, tmp_path: Path) -> None:
    header = (demo_directory / "requests.csv").read_text(encoding="utf-8").splitlines()[0]
    none = tmp_path / "requests.csv"
    none.write_text(f"{header}\n", encoding="utf-8")

    answer = rma(
        "whatif", SECOND_BOARD, "--network", demo_directory, "--requests", none, "--at", AT
    )

    assert answer.exit_code == 2
    assert answer.stderr == "No line is open at that instant, so a scenario changes nothing.\n"


def test_a_scenario_that_is_not_there_is_refused(asked: tuple[str | Path, ...]) -> None:
    answer = rma("whatif", "none.toml", *asked)

    assert answer.exit_code == 2
    assert answer.stderr == "none.toml cannot be read: No such file or directory.\n"
