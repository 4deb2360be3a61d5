"""`rma policies`: which there are, what they say, what differs, and what would move."""

import csv
import json
from pathlib import Path

import pytest

from optimizer.files.read import read_directory
from rma_service.db.engine import Database
from rma_service.db.fact_tables import contract
from rma_service.usecases.cases import rma_of
from tests.asking_the_cli import rma
from tests.policy_folders import CARE, VERSION, policy_text, use_policies, write_policies
from tests.small_record import ANA, DAN, fill, opened, request, small_directory
from tests.tiny_directory import change

CUT_OFF_AT_TEN = {'default: "15:00"': 'default: "10:00"'}


@pytest.fixture
def now(tmp_path: Path) -> Path:
    return write_policies(tmp_path / "now", policy_text())


@pytest.fixture
def then(tmp_path: Path) -> Path:
    return write_policies(tmp_path / "then", policy_text(CUT_OFF_AT_TEN, version="9"))


@pytest.fixture
def record(database: Database, tmp_path: Path) -> Database:
    """Two RMAs of the same hour: the cut-off matters for P3, and not for P1."""
    fill(database, tmp_path / "tiny", free=9)
    opened(database, request(priority="P3"))
    opened(database, request(priority="P1", site_id="S3"), by=DAN)
    return database


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_list_names_every_edition(tmp_path: Path) -> None:
    older = policy_text(version="0", effective_from="2010-01-01")
    folder = write_policies(tmp_path / "both", policy_text(), older)
    shown = rma("policies", "list", "--policies", folder)
    assert shown.exit_code == 0, shown.stderr
    assert [line.split()[0] for line in shown.stdout.splitlines()] == ["policy", CARE, CARE]
    listed = json.loads(rma("policies", "list", "--policies", folder, "--json").stdout)
    assert [each["version"] for each in listed] == [VERSION, "0"]
    file = tmp_path / "list.csv"
    rma("policies", "list", "--policies", folder, "--csv", file)
    assert [row["effective_from"] for row in rows_of(file)][1:] == ["2010-01-01"]


def test_list_takes_the_folder_in_use_unless_another_is_named(
    monkeypatch: pytest.MonkeyPatch, then: Path
) -> None:
    use_policies(monkeypatch, then)
    (listed,) = json.loads(rma("policies", "list", "--json").stdout)
    assert (listed["policy"], listed["version"]) == (CARE, "9")


def test_show_tells_targets_parameters_and_what_is_not_owed(now: Path) -> None:
    shown = rma("policies", "show", CARE, "--policies", now)
    assert shown.exit_code == 0, shown.stderr
    assert "ahr, premier, P1, P2" in shown.stdout
    assert "four (4) hours on a 24x7 basis" in shown.stdout
    assert "Co-Care 1 note 5: multiple RMAs requested at the same time" in shown.stdout
    told = json.loads(rma("policies", "show", CARE, "--policies", now, "--json").stdout)
    (edition,) = told["editions"]
    assert {each["name"]: each["default"] for each in edition["parameters"]}["cutoff"] == "15:00"


def test_show_refuses_a_policy_that_is_not_there(now: Path) -> None:
    refused = rma("policies", "show", "care", "--policies", now)
    assert refused.exit_code == 2
    assert refused.stderr == f"There is no policy care; known are: {CARE}.\n"


def test_diff_says_what_differs_rule_by_rule(now: Path, then: Path, tmp_path: Path) -> None:
    file = tmp_path / "diff.csv"
    shown = rma("policies", "diff", now, then, "--csv", file)
    assert shown.exit_code == 0, shown.stderr
    assert f"{CARE}: 2 things differ between {VERSION} and 9." in shown.stdout
    assert "params: cutoff.default" in shown.stdout
    assert rows_of(file) == [
        {
            "policy": CARE,
            "section": "params",
            "name": "cutoff.default",
            "old": "15:00",
            "new": "10:00",
        },
        {"policy": CARE, "section": "version", "name": "", "old": VERSION, "new": "9"},
    ]
    told = json.loads(rma("policies", "diff", now, then, "--json").stdout)
    assert told["cases"] is None
    assert [each["name"] for each in told["policies"][0]["differences"]] == ["cutoff.default", ""]


def test_diff_takes_files_too_and_names_policies_that_come_and_go(
    now: Path, tmp_path: Path
) -> None:
    other = write_policies(tmp_path / "other", policy_text({f"policy: {CARE}": "policy: another"}))
    shown = rma("policies", "diff", now / "1.yaml", other / "1.yaml")
    assert f"another: new, version {VERSION}." in shown.stdout
    assert f"{CARE}: gone, version {VERSION}." in shown.stdout


def test_diff_tells_which_open_cases_would_move_and_changes_nothing(
    record: Database, database_url: str, now: Path, then: Path, tmp_path: Path
) -> None:
    file = tmp_path / "cases.csv"
    shown = rma("policies", "diff", now, then, "--database", database_url, "--csv", file)
    assert shown.exit_code == 0, shown.stderr
    assert "Targets that would move: 1" in shown.stdout
    assert shown.stdout.endswith("Nothing was applied.\n")
    (row,) = rows_of(file)
    assert (row["partner_id"], row["kind_before"], row["kind_after"]) == (
        "PA01",
        "arrive_by",
        "ship_by",
    )
    line = rma_of(record, ANA, row["line_id"].rpartition("-")[0]).lines[0]
    assert line.terms is not None
    assert line.terms.target_kind == "arrive_by"
    told = json.loads(
        rma("policies", "diff", then, now, "--database", database_url, "--json").stdout
    )
    assert [each["kind_after"] for each in told["cases"]["moving"]] == ["arrive_by"]


def test_diff_refuses_files_that_are_no_policies(now: Path, tmp_path: Path) -> None:
    broken = write_policies(tmp_path / "broken", policy_text().replace("targets:", "tarkets:"))
    refused = rma("policies", "diff", now, broken)
    assert refused.exit_code == 2
    assert "1.yaml, line " in refused.stderr
    assert "Traceback" not in refused.stderr
    nowhere = rma("policies", "diff", now, tmp_path / "nowhere.yaml")
    assert (nowhere.exit_code, "cannot be read" in nowhere.stderr) == (2, True)


@pytest.mark.usefixtures("record")
def test_check_tells_what_waits(
    monkeypatch: pytest.MonkeyPatch, database_url: str, then: Path, tmp_path: Path
) -> None:
    monkeypatch.setenv("RMA_DATABASE_URL", database_url)
    quiet = rma("policies", "check")
    assert quiet.exit_code == 0, quiet.stderr
    assert quiet.stdout == "Targets that would move: none\nNothing waits.\n"
    use_policies(monkeypatch, then)
    file = tmp_path / "check.csv"
    shown = rma("policies", "check", "--csv", file)
    assert "Targets that would move: 1" in shown.stdout
    assert "Targets that stay under other rules or data: 1" in shown.stdout
    (row,) = rows_of(file)
    assert (row["direction"], row["why"]) == (
        "same",
        f"Policy {CARE} {VERSION} became {CARE} 9.",
    )
    told = json.loads(rma("policies", "check", "--json").stdout)
    assert (len(told["moving"]), told["restamped"], len(told["digest"])) == (1, 1, 64)


def test_readings_of_a_contract_are_stored_and_exported_again(
    monkeypatch: pytest.MonkeyPatch, database: Database, database_url: str, tmp_path: Path
) -> None:
    monkeypatch.setenv("RMA_DATABASE_URL", database_url)
    (tmp_path / "files").mkdir()
    files = small_directory(tmp_path / "files", free=3)
    change(files, "contracts", 2, "params", '"{""cutoff"": ""13:00""}"')
    assert rma("import", files).exit_code == 0
    with database.read() as tx:
        row = tx.execute(contract.select().where(contract.c.contract_id == "CO1")).one()
    assert row.params == {"cutoff": "13:00"}
    assert rma("export", tmp_path / "out").exit_code == 0
    assert read_directory(tmp_path / "out").contracts["CO1"].params == {"cutoff": "13:00"}
    change(files, "contracts", 2, "params", '"{""cutoff"": ""13 h""}"')
    refused = rma("import", files)
    assert refused.exit_code == 2
    assert refused.stderr.startswith(
        "contracts.csv, line 2, column params: found 'cutoff: 13 h', allowed is what "
    )


def test_a_server_does_not_begin_with_a_policy_that_has_a_fault(
    monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path
) -> None:
    monkeypatch.setenv("RMA_DATABASE_URL", database_url)
    broken = write_policies(tmp_path / "broken", policy_text().replace("targets:", "tarkets:"))
    use_policies(monkeypatch, broken)
    refused = rma("serve")
    assert refused.exit_code == 2
    assert "1.yaml, line " in refused.stderr


def test_an_answer_goes_nowhere_where_it_cannot(now: Path, tmp_path: Path) -> None:
    refused = rma("policies", "list", "--policies", now, "--csv", tmp_path / "no" / "list.csv")
    assert refused.exit_code == 2
    assert "could not be written" in refused.stderr
