"""Files that are no table at all, or not the right one: each is said once, with its line."""

from pathlib import Path

import pytest

from optimizer.files.faults import FaultyFiles, FileFault
from optimizer.files.read import read_directory
from optimizer.files.schema import TABLES
from tests.tiny_directory import TABLES as TEXTS
from tests.tiny_directory import change, write_directory

STOCK_COLUMNS = "depot_id, part_number, on_hand, reserved, base_stock"
IN_ANY_ORDER = f"the columns {STOCK_COLUMNS}, each once and in any order"
HEADER = b"depot_id,part_number,on_hand,reserved,base_stock\n"
QUOTES = "cells between commas, quotes closed and doubled"
UTF_8 = "text in UTF-8"


def faults_with_stock(folder: Path, content: bytes) -> tuple[FileFault, ...]:
    """Faults of the smallest directory when its stock.csv holds these bytes."""
    (write_directory(folder) / "stock.csv").write_bytes(content)
    with pytest.raises(FaultyFiles) as refusal:
        read_directory(folder, folder / "requests.csv")
    return refusal.value.faults


@pytest.mark.parametrize(
    ("content", "line", "column", "found", "allowed"),
    [
        (b"", None, None, "an empty file", "a header line, then one line per row"),
        (b"\xef\xbb\xbf", None, None, "an empty file", "a header line, then one line per row"),
        (HEADER + b"FRA1,DIMM,3,1,4\nZRH1,M\xfcll,1,0,1\n", 3, None, "", UTF_8),
        (
            HEADER + b"FRA1,DIMM\0,3,1,4\n",
            2,
            None,
            "a NUL byte",
            f"{UTF_8}; NUL is a sign of UTF-16",
        ),
        (
            HEADER.decode().encode("utf-16"),
            *(1, None, "a NUL byte", f"{UTF_8}; NUL is a sign of UTF-16"),
        ),
        (HEADER + b"FRA1,DIMM,3,1\n", 2, None, "4 cells", "5 cells, as in the header"),
        (HEADER + b"FRA1,DIMM,3,1,4,\n", 2, None, "6 cells", "5 cells, as in the header"),
        (HEADER.replace(b",reserved", b""), 1, "reserved", "no such column", IN_ANY_ORDER),
        (
            HEADER.replace(b"\n", b",colour\n"),
            *(1, "colour", "a column that the table does not have", IN_ANY_ORDER),
        ),
        (
            HEADER.replace(b"\n", b",on_hand\n"),
            *(1, "on_hand", "a column that is there already", IN_ANY_ORDER),
        ),
    ],
)
def test_a_file_of_the_wrong_shape_is_the_only_fault(
    tmp_path: Path, content: bytes, line: int | None, column: str | None, found: str, allowed: str
) -> None:
    # Latin-1 u-umlaut is byte 0xFC; "ZRH1,M" are six bytes, so it is the seventh of its line.
    found = found or "byte 0xFC as byte 7 of the line"
    expected = FileFault("stock.csv", line, column, found, allowed)
    assert faults_with_stock(tmp_path, content) == (expected,)


def test_a_quote_that_is_not_closed_is_found_at_the_line_where_its_row_starts(
    tmp_path: Path,
) -> None:
    (fault,) = faults_with_stock(tmp_path, HEADER + b'FRA1,DIMM,3,1,4\n"ZRH1,GPU,1,0,1\n\n\n')
    assert (fault.line, fault.column, fault.allowed) == (3, None, QUOTES)


def test_lines_are_counted_through_line_breaks_inside_quotes(tmp_path: Path) -> None:
    folder = write_directory(tmp_path)
    header, first, _ = TEXTS["substitutions"].splitlines()
    rows = [f'{first}"one\ntwo\nthree"', "GPU,DIMM,0,0,0,"]
    (folder / "substitutions.csv").write_text("\n".join([header, *rows]) + "\n")
    with pytest.raises(FaultyFiles) as refusal:
        read_directory(folder)
    # The first row takes lines 2, 3 and 4, so the second starts on line 5.
    allowed = "a whole number from 1 to 9"
    assert refusal.value.faults == (FileFault("substitutions.csv", 5, "rank", "0", allowed),)


def test_a_byte_order_mark_carriage_returns_and_empty_lines_change_nothing(tmp_path: Path) -> None:
    folder = write_directory(tmp_path)
    plain = read_directory(folder)
    windows = TEXTS["stock"].replace("\n", "\r\n\r\n")
    (folder / "stock.csv").write_bytes(b"\xef\xbb\xbf" + windows.encode())
    assert read_directory(folder) == plain


def test_blanks_around_the_name_of_a_column_can_be_seen(tmp_path: Path) -> None:
    faults = faults_with_stock(tmp_path, HEADER.replace(b"on_hand", b" on_hand"))
    odd = [str(fault) for fault in faults if fault.column == " on_hand"]
    assert [told[:36] for told in odd] == ["stock.csv, line 1, column ' on_hand'"]


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    folder = write_directory(tmp_path)
    plain = read_directory(folder)
    rows = [line.split(",")[::-1] for line in TEXTS["stock"].splitlines()]
    (folder / "stock.csv").write_text("\n".join(map(",".join, rows)) + "\n")
    assert read_directory(folder) == plain


@pytest.mark.parametrize("name", sorted(set(TABLES) - {"requests", "relocations", "special_cases"}))
def test_every_table_but_requests_relocations_and_special_cases_must_be_there(
    tmp_path: Path, name: str
) -> None:
    folder = write_directory(tmp_path)
    (folder / f"{name}.csv").unlink()
    with pytest.raises(FaultyFiles) as refusal:
        read_directory(folder)
    (fault,) = refusal.value.faults
    needed = [column.name for column in TABLES[name].columns if not column.optional]
    columns = f"a file with the columns {', '.join(needed)}"
    assert (fault.allowed + ",").startswith(columns + ",")
    assert fault == FileFault(f"{name}.csv", None, None, "no such file", fault.allowed)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_header_alone_is_refused_exactly_where_rows_are_needed(tmp_path: Path, name: str) -> None:
    folder = write_directory(tmp_path)
    (folder / f"{name}.csv").write_text(TEXTS[name].splitlines()[0] + "\n")
    faults: tuple[FileFault, ...] = ()
    try:
        read_directory(folder, folder / "requests.csv")
    except FaultyFiles as refusal:
        faults = refusal.faults
    bare = FileFault(f"{name}.csv", None, None, "a header and no rows", "at least one row")
    assert (bare in faults) == TABLES[name].needs_rows


def test_a_directory_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    folder = write_directory(tmp_path)
    (folder / "stock.csv").unlink()
    (folder / "stock.csv").mkdir()
    with pytest.raises(FaultyFiles, match=r"stock\.csv: found a directory, allowed is a file with"):
        read_directory(folder)


def test_a_file_in_the_place_of_the_directory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "network"
    path.write_text("a file")
    with pytest.raises(FaultyFiles, match="network: found a file, allowed is a directory of tabl"):
        read_directory(path)


def test_a_directory_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FaultyFiles, match="found no such directory"):
        read_directory(tmp_path / "nowhere")


def test_a_csv_file_that_no_table_is_read_from_is_refused_and_other_files_are_not(
    tmp_path: Path,
) -> None:
    folder = write_directory(tmp_path)
    (folder / "README.md").write_text("For people.")
    assert read_directory(folder).requests == ()
    (folder / "stocks.csv").write_text("depot_id\n")
    with pytest.raises(FaultyFiles) as refusal:
        read_directory(folder)
    (fault,) = refusal.value.faults
    assert (fault.file, fault.value) == ("stocks.csv", "a file that no table is read from")


def test_requests_that_are_asked_for_and_missing_are_refused(tmp_path: Path) -> None:
    folder = write_directory(tmp_path)
    with pytest.raises(FaultyFiles, match=r"elsewhere\.csv: found no such file"):
        read_directory(folder, folder / "elsewhere.csv")


def test_several_faults_of_several_files_are_all_told_in_the_order_of_file_line_and_column(
    tmp_path: Path,
) -> None:
    folder = write_directory(tmp_path)
    for table, line, column, value in (
        ("stock", 3, "on_hand", "-1"),
        ("stock", 2, "reserved", "9"),
        ("stock", 2, "part_number", "DIMN"),
        ("inbound", 2, "available_at", "soon"),
        ("sites", 2, "timezone", "Mars/Base"),
    ):
        change(folder, table, line, column, value)
    (folder / "bom.csv").write_bytes(b"")
    (folder / "partners.csv").unlink()
    with pytest.raises(FaultyFiles) as refusal:
        read_directory(folder, folder / "requests.csv")
    assert [(each.file, each.line, each.column) for each in refusal.value.faults] == [
        ("bom.csv", None, None),
        ("inbound.csv", 2, "available_at"),
        ("partners.csv", None, None),
        ("sites.csv", 2, "timezone"),
        ("stock.csv", 2, "part_number"),
        ("stock.csv", 2, "reserved"),
        ("stock.csv", 3, "on_hand"),
    ]
    first, *others = str(refusal.value).splitlines()
    assert first == "7 faults found, so nothing was read:"
    assert others == [str(fault) for fault in refusal.value.faults]
    assert others[4] == (
        "stock.csv, line 2, column part_number: found 'DIMN', "
        "allowed is a value that column part_number of parts.csv holds."
    )
    assert others[5].endswith("column reserved: found '9', allowed is at most on_hand, 3.")


def test_a_fault_stays_one_line_whatever_the_cell_holds() -> None:
    long = FileFault("stock.csv", 2, "on_hand", "9" * 5000, "less")
    assert (
        str(long) == f"stock.csv, line 2, column on_hand: found '{'9' * 60}...', allowed is less."
    )
    sly = FileFault("stock.csv", 2, "on_hand", "1\n\x1b[2J", "less")
    assert str(sly).splitlines() == [str(sly)]
    assert "found '1\\n\\x1b[2J', allowed" in str(sly)
    name = FileFault("stock.csv", 1, "\x0bon_hand", "a column", "less")
    assert str(name) == "stock.csv, line 1, column \\x0bon_hand: found a column, allowed is less."
    assert "found nothing, allowed" in str(FileFault("stock.csv", 2, "on_hand", "", "less"))
