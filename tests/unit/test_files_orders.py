"""Facts of orders, of pick-up and of moves: read, and refused where they disagree."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from optimizer.files.faults import FaultyFiles, FileFault
from optimizer.files.read import read_directory
from optimizer.files.records import OrderFacts
from tests.tiny_directory import change, write_directory

NO_START = "a date, or empty where order_type or po_start_date tells how it follows"
NO_END = "a date, or empty where term_months tells how long the service lasts"


def with_cells(folder: Path, table: str, cells: dict[str, str]) -> Path:
    """Write the smallest directory with cells of the first row of a table changed."""
    write_directory(folder)
    for column, value in cells.items():
        change(folder, table, 2, column, value)
    return folder


def faults_of(folder: Path, table: str, cells: dict[str, str]) -> tuple[FileFault, ...]:
    with pytest.raises(FaultyFiles) as refusal:
        read_directory(with_cells(folder, table, cells))
    return refusal.value.faults


def test_an_order_without_a_first_day_keeps_its_facts_and_the_line_of_its_row(
    tmp_path: Path,
) -> None:
    cells = {"starts_on": "", "ends_on": "", "order_type": "new", "shipment_date": "2024-01-10"}
    cells |= {"installation_sold": "0", "term_months": "36"}
    contract = read_directory(with_cells(tmp_path, "contracts", cells)).contracts["CO1"]
    assert (contract.starts_on, contract.ends_on, contract.line) == (None, None, 2)
    assert contract.order == OrderFacts(
        order_type="new",
        shipment_date=date(2024, 1, 10),
        installation_sold=False,
        term_months=36,
    )
    assert set(contract.order.told()) == {
        *("order_type", "shipment_date", "installation_sold", "term_months")
    }


@pytest.mark.parametrize(
    ("cells", "column", "allowed"),
    [
        ({"starts_on": ""}, "starts_on", NO_START),
        ({"starts_on": "", "shipment_date": "2024-01-10"}, "starts_on", NO_START),
        ({"ends_on": ""}, "ends_on", NO_END),
        ({"po_start_date": "2024-01-02"}, "po_start_date", "empty, or starts_on, 2024-01-01"),
        ({"term_months": "0"}, "term_months", "empty, or a whole number from 1 to 240"),
    ],
)
def test_an_order_that_does_not_say_when_it_begins_or_ends_is_one_fault_of_one_cell(
    tmp_path: Path, cells: dict[str, str], column: str, allowed: str
) -> None:
    (fault,) = faults_of(tmp_path, "contracts", cells)
    assert (fault.file, fault.line, fault.column) == ("contracts.csv", 2, column)
    assert fault.allowed == allowed


def test_a_first_day_that_is_stated_twice_alike_is_no_fault(tmp_path: Path) -> None:
    folder = with_cells(tmp_path, "contracts", {"po_start_date": "2024-01-01"})
    assert read_directory(folder).contracts["CO1"].starts_on == date(2024, 1, 1)


def test_without_the_column_nothing_is_picked_up_and_with_it_where_it_says_so(
    tmp_path: Path,
) -> None:
    assert read_directory(write_directory(tmp_path)).pickup_countries == frozenset()
    change(tmp_path, "countries", 3, "pickup_service", "1")
    assert read_directory(tmp_path).pickup_countries == {"CH"}


def test_a_move_is_read_with_its_days(tmp_path: Path) -> None:
    (move,) = read_directory(write_directory(tmp_path)).relocations
    assert (move.contract_id, move.platform, move.product_serial) == ("CO1", "P1", "S1-P1-0002")
    assert (move.from_site_id, move.to_site_id) == ("S1", "S2")
    assert move.relocated_on == date(2027, 6, 1)
    assert move.notice_received_at == datetime(2027, 6, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cells", "column", "allowed"),
    [
        ({"to_site_id": "S1"}, "to_site_id", "another site than from_site_id"),
        (
            {"from_site_id": "S2", "to_site_id": "S1"},
            *("from_site_id", "the site of CO1, S1, or that of another move"),
        ),
        ({"partner_id": "PA02"}, "contract_id", "a contract of PA02"),
        ({"partner_id": "PA02"}, "from_site_id", "a site of PA02, who told of the move"),
        ({"partner_id": "PA02"}, "to_site_id", "a site of PA02, who told of the move"),
        (
            {"platform": "P9"},
            *("platform", "a value that column platform of platforms.csv holds"),
        ),
    ],
)
def test_a_move_between_sites_of_somebody_else_or_from_nowhere_is_a_fault_of_its_cell(
    tmp_path: Path, cells: dict[str, str], column: str, allowed: str
) -> None:
    found = {each.column: each for each in faults_of(tmp_path, "relocations", cells)}
    assert (found[column].file, found[column].line) == ("relocations.csv", 2)
    assert found[column].allowed == allowed


def test_a_further_move_may_start_where_another_one_ended(tmp_path: Path) -> None:
    write_directory(tmp_path)
    path = tmp_path / "relocations.csv"
    back = "REL2,PA01,CO1,P1,S1-P1-0002,S2,S1,2027-09-01,2027-09-02T08:00:00Z\n"
    path.write_text(path.read_text(encoding="utf-8") + back)
    assert len(read_directory(tmp_path).relocations) == 2
