"""Places where an answer cannot go, and files that are none: refused before any work is done."""

import os
from pathlib import Path

import pytest

from optimizer.files.cells import FIRST_YEAR, LAST_YEAR
from rma_service.usecases.asking import YEARS
from tests.asking_the_cli import AT, requests_of, rma
from tests.tiny_directory import write_directory


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Give a directory of tables; its contract is under a policy that does not come along."""
    folder = tmp_path / "network"
    folder.mkdir()
    return write_directory(folder)


def test_two_answers_do_not_go_to_one_file(tiny: Path, tmp_path: Path) -> None:
    both = tmp_path / "answer"

    answer = rma("plan", "--network", tiny, "--at", AT, "--out", both, "--csv", both)

    assert answer.exit_code == 2
    assert answer.stderr == (
        f"{both} cannot be written: it is named twice; give every answer a file of its own.\n"
    )


def test_an_answer_never_replaces_what_it_was_made_from(tiny: Path, tmp_path: Path) -> None:
    requests = tmp_path / "asked.csv"
    requests.write_bytes((tiny / "requests.csv").read_bytes())
    link = tmp_path / "link.json"
    link.symlink_to(requests)

    answer = rma(
        "plan", "--network", tiny, "--requests", requests, "--at", AT, "--out", link,
        "--html", tiny / "stock.csv",
    )  # fmt: skip

    assert answer.exit_code == 2
    table = f"every CSV file in {tiny} is read as a table; choose another folder"
    assert answer.stderr.splitlines() == [
        f"{link} cannot be written: the question is read from it.",
        f"{tiny}/stock.csv cannot be written: {table}.",
    ]


def test_a_plan_as_csv_does_not_go_among_the_tables_where_the_next_plan_would_trip_over_it(
    tiny: Path,
) -> None:
    answer = rma("plan", "--network", tiny, "--at", AT, "--csv", tiny / "plan.csv")

    assert answer.exit_code == 2
    assert "every CSV file in" in answer.stderr


def test_a_comparison_never_replaces_its_scenarios(tiny: Path, tmp_path: Path) -> None:
    scenario, base = tmp_path / "question.toml", tmp_path / "base.toml"
    scenario.write_text("", encoding="utf-8")
    base.write_text("", encoding="utf-8")

    for place in (scenario, base):
        answer = rma(
            "whatif", scenario, "--against", base, "--network", tiny, "--at", AT, "--out", place
        )
        assert answer.exit_code == 2
        assert answer.stderr == f"{place} cannot be written: the question is read from it.\n"


def test_a_link_in_a_circle_is_no_place_for_an_answer(tiny: Path, tmp_path: Path) -> None:
    circle = tmp_path / "circle"
    circle.symlink_to(circle)

    answer = rma("plan", "--network", tiny, "--at", AT, "--out", circle)

    assert answer.exit_code == 2
    assert answer.stderr == f"{circle} cannot be written: it is a link that leads nowhere.\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_closed_folder_and_a_protected_file_are_told_before_any_work(
    tiny: Path, tmp_path: Path
) -> None:
    protected, folder = tmp_path / "protected.json", tmp_path / "closed"
    protected.write_text("{}", encoding="utf-8")
    protected.chmod(0o444)
    folder.mkdir(mode=0o555)

    answer = rma(
        "plan", "--network", tiny, "--at", AT, "--out", protected, "--html", folder / "plan.html"
    )

    assert answer.exit_code == 2
    assert answer.stderr.splitlines() == [
        f"{protected} cannot be written: you may not change it.",
        f"{folder}/plan.html cannot be written: you may not write into the folder {folder}.",
    ]


def test_a_pipe_that_nobody_fills_is_refused_instead_of_waited_for(tiny: Path) -> None:
    (tiny / "stock.csv").unlink()
    os.mkfifo(tiny / "stock.csv")

    answer = rma("plan", "--network", tiny, "--at", AT)

    assert answer.exit_code == 2
    assert answer.stderr.startswith("stock.csv: found a pipe or a device, allowed is a file with")


def test_requests_may_come_through_a_pipe(demo_directory: Path, tmp_path: Path) -> None:
    text = requests_of(demo_directory, ["RMA26110027"], tmp_path / "requests.csv").read_bytes()
    reading, writing = os.pipe()
    os.write(writing, text)
    os.close(writing)

    answer = rma(
        "plan", "--network", demo_directory, "--requests", f"/dev/fd/{reading}", "--at", AT
    )
    os.close(reading)

    assert answer.exit_code == 0
    assert "RMA26110027-01" in answer.stdout


def test_policies_whose_place_cannot_be_read_are_told_in_a_sentence(tiny: Path) -> None:
    answer = rma("plan", "--network", tiny, "--at", AT, "--policies", "p" * 300)

    assert answer.exit_code == 2
    assert answer.stderr == f"{'p' * 300}: cannot be read: File name too long.\n"


@pytest.mark.parametrize(
    ("at", "exit_code"),
    [
        ("2009-12-31T23:59:59Z", 2),
        # In UTC still the old year.
        ("2010-01-01T00:30:00+01:00", 2),
        ("2091-01-01T00:00:00Z", 2),
        ("9999-12-31T23:59:59Z", 2),
    ],
)
def test_an_instant_of_years_without_known_holidays_is_refused(
    tiny: Path, at: str, exit_code: int
) -> None:
    answer = rma("plan", "--network", tiny, "--at", at)

    assert answer.exit_code == exit_code
    assert answer.stderr == (
        f"--at {at} is not of the years 2010 to 2090, of which public holidays are known.\n"
    )


@pytest.mark.parametrize("seconds", ["inf", "1e308", "0", "-1", "nan"])
def test_a_time_limit_is_a_number_of_seconds_that_somebody_would_wait(
    tiny: Path, seconds: str
) -> None:
    answer = rma("plan", "--network", tiny, "--at", AT, "--time-limit", seconds)

    assert answer.exit_code == 2
    assert "--time-limit" in answer.stderr


def test_a_plan_is_asked_for_in_the_years_in_which_tables_may_lie() -> None:
    assert YEARS == (FIRST_YEAR, LAST_YEAR)
