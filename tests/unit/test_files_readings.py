"""Readings of a contract in contracts.csv: a column that may be missing, and JSON in its cells."""

from pathlib import Path

import pytest

from optimizer.files.faults import FaultyFiles, FileFault
from optimizer.files.read import read_directory
from tests.tiny_directory import write_directory


def with_params(folder: Path, cell: str) -> Path:
    """Write the smallest directory, whose one contract has a cell of the column params."""
    write_directory(folder)
    header, row = (folder / "contracts.csv").read_text(encoding="utf-8").splitlines()
    (folder / "contracts.csv").write_text(f"{header},params\n{row},{cell}\n", encoding="utf-8")
    return folder


def faults_of(folder: Path) -> tuple[FileFault, ...]:
    with pytest.raises(FaultyFiles) as refusal:
        read_directory(folder)
    return refusal.value.faults


def test_contracts_without_the_column_read_as_their_policy_does(tmp_path: Path) -> None:
    assert read_directory(write_directory(tmp_path)).contracts["CO1"].params == {}


def test_an_empty_cell_is_no_reading(tmp_path: Path) -> None:
    assert read_directory(with_params(tmp_path, "")).contracts["CO1"].params == {}


def test_readings_are_kept_as_json_says_them(tmp_path: Path) -> None:
    cell = '"{""cutoff"": ""13:00"", ""nbd_window"": [""08:00-17:00""], ""half_days"": true}"'
    contract = read_directory(with_params(tmp_path, cell)).contracts["CO1"]
    assert contract.params == {"cutoff": "13:00", "nbd_window": ["08:00-17:00"], "half_days": True}


@pytest.mark.parametrize(
    "cell",
    [
        "13:00",
        '"[""cutoff""]"',
        "{}",
        '"{""cutoff"": ""13:00"", ""cutoff"": ""14:00""}"',
        '"{""acceptance_cap_days"": NaN}"',
        '"{""cutoff"": "',
        "[" * 100_000,
    ],
    ids=["text", "list", "empty", "twice", "not a number", "cut off", "deep"],
)
def test_what_is_no_object_of_readings_is_refused_in_its_place(tmp_path: Path, cell: str) -> None:
    (fault,) = faults_of(with_params(tmp_path, cell))
    assert (fault.file, fault.line, fault.column) == ("contracts.csv", 2, "params")
    assert "readings of parameters as a JSON object" in fault.allowed


def test_a_header_that_lacks_a_needed_column_names_the_one_that_may_be_missing(
    tmp_path: Path,
) -> None:
    path = write_directory(tmp_path) / "contracts.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("ends_on", "until"))
    missing = next(fault for fault in faults_of(tmp_path) if fault.column == "ends_on")
    assert missing.value == "no such column"
    assert "retention_service, and if you like params, " in missing.allowed
    assert missing.allowed.endswith(", each once and in any order")
