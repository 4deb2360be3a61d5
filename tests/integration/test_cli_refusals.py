"""What the command line refuses: sentences on standard error, an exit status, never a traceback."""

from pathlib import Path

import pytest

from tests.asking_the_cli import AT, requests_of, rma

UNKNOWN_YEAR = "is not of the years 2010 to 2090, of which public holidays are known."
RIGHT = "Write it like 2026-11-23T09:00:00Z or 2026-11-23T10:00:00+01:00."


@pytest.fixture(scope="module")
def requests(demo_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give one line."""
    into = tmp_path_factory.mktemp("asked") / "requests.csv"
    return requests_of(demo_directory, ["RMA26110027"], into)


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("2026-11-23T09:00:00", f"--at 2026-11-23T09:00:00 has no time zone. {RIGHT}"),
        ("2026-11-23", f"--at 2026-11-23 has no time zone. {RIGHT}"),
        ("noon", f"--at noon is no instant. {RIGHT}"),
        (
            "0001-01-01T00:00:00+10:00",
            f"--at 0001-01-01T00:00:00+10:00 {UNKNOWN_YEAR}",
        ),
    ],
)
def test_an_instant_without_zone_or_sense_is_refused_with_a_right_one(
    demo_directory: Path, at: str, sentence: str
) -> None:
    answer = rma("plan", "--network", demo_directory, "--at", at)

    assert answer.exit_code == 2
    assert answer.stderr == f"{sentence}\n"
    assert answer.stdout == ""


def test_every_fault_of_the_files_is_told_and_nothing_is_written(
    demo_directory: Path, requests: Path, tmp_path: Path
) -> None:
    faulty = tmp_path / "faulty.csv"
    text = requests.read_text(encoding="utf-8")
    seen = text.replace(",S0068,", ",S9999,").replace(",yes,", ",perhaps,")
    faulty.write_text(seen, encoding="utf-8")
    out = tmp_path / "plan.json"

    answer = rma(
        "plan", "--network", demo_directory, "--requests", faulty, "--at", AT, "--out", out
    )

    assert answer.exit_code == 2
    told = answer.stderr.splitlines()
    assert any("line 2, column site_id: found 'S9999'" in fault for fault in told)
    assert any("line 2, column data_removed: found 'perhaps'" in fault for fault in told)
    assert "Traceback" not in answer.output
    assert answer.stdout == ""
    assert not out.exists()


def test_a_priority_that_the_policy_of_a_contract_lacks_is_told_with_those_that_it_has(
    demo_directory: Path, requests: Path, tmp_path: Path
) -> None:
    faulty = tmp_path / "faulty.csv"
    text = requests.read_text(encoding="utf-8")
    faulty.write_text(text.replace(",P1,", ",P7,"), encoding="utf-8")

    answer = rma("plan", "--network", demo_directory, "--requests", faulty, "--at", AT)

    assert (answer.exit_code, answer.stdout) == (2, "")
    told = answer.stderr.splitlines()
    assert len(told) == text.count(",P1,")
    assert told[0] == (
        f"{faulty}, line 2, column priority: found 'P7', allowed is "
        "a priority of Co-Care Service: P1, P2, P3, P4."
    )


def test_a_network_that_is_a_file_or_missing_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "network.csv"
    file.write_text("", encoding="utf-8")

    as_file = rma("plan", "--network", file, "--at", AT)
    missing = rma("plan", "--network", tmp_path / "none", "--at", AT)

    assert (as_file.exit_code, missing.exit_code) == (2, 2)
    assert as_file.stderr.startswith(f"{file}: found a file, allowed is a directory of tables")
    assert "found no such directory" in missing.stderr


def test_requests_that_are_missing_are_refused(demo_directory: Path, tmp_path: Path) -> None:
    answer = rma(
        "plan", "--network", demo_directory, "--requests", tmp_path / "none.csv", "--at", AT
    )

    assert answer.exit_code == 2
    assert "none.csv" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_policies_that_are_missing_are_refused(
    demo_directory: Path, requests: Path, tmp_path: Path
) -> None:
    asked = ("--network", demo_directory, "--requests", requests, "--at", AT)

    answer = rma("plan", *asked, "--policies", tmp_path)

    assert answer.exit_code == 2
    assert "there is no policy file" in answer.stderr


def test_a_place_where_no_file_can_be_is_refused_before_any_work(tmp_path: Path) -> None:
    asked = ("plan", "--network", tmp_path / "none", "--at", AT)
    folder = tmp_path / "nowhere"

    answer = rma(*asked, "--out", folder / "plan.json", "--csv", tmp_path)

    assert answer.exit_code == 2
    assert answer.stderr.splitlines() == [
        f"{folder}/plan.json cannot be written: the folder {folder} does not exist.",
        f"{tmp_path} cannot be written: it is a folder; name a file.",
    ]


def test_a_name_that_the_system_refuses_is_told_in_a_sentence(tmp_path: Path) -> None:
    out = tmp_path / f"{'n' * 300}.json"

    answer = rma("plan", "--network", tmp_path, "--at", AT, "--out", out)

    assert answer.exit_code == 2
    assert answer.stderr == f"{out} cannot be written: File name too long.\n"


def test_a_disk_that_is_full_is_told_in_a_sentence(demo_directory: Path, requests: Path) -> None:
    asked = ("--network", demo_directory, "--requests", requests, "--at", AT)

    answer = rma("plan", *asked, "--out", "/dev/full")

    assert answer.exit_code == 2
    assert answer.stderr == "/dev/full could not be written: No space left on device.\n"
    assert answer.stdout == ""


def test_an_unknown_option_is_refused_with_what_is_known(demo_directory: Path) -> None:
    answer = rma("plan", "--network", demo_directory, "--at", AT, "--jsn")

    assert answer.exit_code == 2
    assert "--json" in answer.stderr


def test_a_year_in_which_a_country_of_the_network_has_no_known_holidays_is_refused(
    demo_directory: Path, requests: Path
) -> None:
    # Of India, which has depots and sites, holidays that follow the moon are known until 2035.
    asked = ("plan", "--network", demo_directory, "--requests", requests)
    answer = rma(*asked, "--at", "2040-01-05T09:00:00Z")

    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.startswith("Some holidays of IN in 2040 are not known: ")
