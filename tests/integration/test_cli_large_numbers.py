"""Tables with numbers at and beyond the largest that they may hold: one sentence for each."""

from pathlib import Path

import pytest

from optimizer.files.read import read_directory
from tests.asking_the_cli import AT, rma
from tests.tiny_directory import change, write_directory

LARGEST = [
    ("stock", "on_hand", 1_000_000),
    ("courier_vehicles", "vehicles", 100_000),
    ("courier_services", "price_per_kg_cents", 1_000_000),
    ("parts", "ship_weight_kg", 100_000),
]


@pytest.mark.parametrize(("table", "column", "largest"), LARGEST)
def test_a_number_above_the_largest_of_a_cell_is_refused_and_the_largest_is_read(
    tmp_path: Path, table: str, column: str, largest: int
) -> None:
    folder = write_directory(tmp_path)
    change(folder, table, 2, column, str(largest))
    read_directory(folder)
    change(folder, table, 2, column, str(largest + 1))
    answer = rma("plan", "--network", folder, "--at", AT)
    assert answer.exit_code == 2
    assert answer.stderr.startswith(f"{table}.csv, line 2, column {column}: ")


COUNTED = [("stock", "on_hand"), ("courier_vehicles", "vehicles")]


@pytest.mark.parametrize("number", ["-1", "1e308", "nan", "inf", "9223372036854775808", "0.5"])
@pytest.mark.parametrize(
    ("table", "column"), [("stock", "on_hand"), ("courier_vehicles", "vehicles")]
)
def test_a_number_that_counts_nothing_is_told_by_file_line_and_column(
    tmp_path: Path, table: str, column: str, number: str
) -> None:
    folder = write_directory(tmp_path)
    change(folder, table, 2, column, number)
    answer = rma("plan", "--network", folder, "--at", AT)
    assert answer.exit_code == 2
    assert answer.stderr.startswith(f"{table}.csv, line 2, column {column}: ")
