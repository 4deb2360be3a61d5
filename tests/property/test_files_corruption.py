"""Whatever stands in a directory, it is read, or every fault is told: nothing else happens."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.files.faults import FaultyFiles
from optimizer.files.read import read_directory
from optimizer.files.schema import TABLES
from tests.tiny_directory import TABLES as TEXTS
from tests.tiny_directory import change, write_directory

SLY = (
    *("", "0", "-0", "-1", "1e999", "nan", "24:00", "23:59", "ALL", "business_day", ";", ";;"),
    *("\u0663", "\U0001f600", "'", " "),
    *("9999-12-31", "0001-01-01T00:00:00Z", "2026-11-23T09:00:00Z", "EU", "CH", "DE", "S1", "FRA"),
    *("../x", "posixrules", "Factory", "00000000000000000000001", "0.000000000000001", "=1+1"),
)
CELLS = st.sampled_from(SLY) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters='",\n\r\0'), max_size=12
)


@st.composite
def cells(draw: st.DrawFn) -> tuple[str, int, str, str]:
    """A cell of the smallest directory, and what to put there."""
    name = draw(st.sampled_from(sorted(TEXTS)))
    line = draw(st.integers(2, len(TEXTS[name].splitlines())))
    return name, line, draw(st.sampled_from(TABLES[name].names)), draw(CELLS)


def read_or_told(folder: Path) -> None:
    """Read, or take the faults and see that each names a file and fits one line."""
    try:
        read_directory(folder, folder / "requests.csv")
    except FaultyFiles as refusal:
        told = refusal
    else:
        return
    head, *lines = str(told).splitlines()
    assert head.startswith(f"{len(told.faults)} fault")
    assert len(lines) == len(told.faults) > 0
    assert all(".csv" in line for line in lines)


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(st.lists(cells(), min_size=1, max_size=3))
def test_random_cells_are_read_or_refused_without_any_other_error(
    changes: list[tuple[str, int, str, str]],
) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = write_directory(Path(temporary))
        for name, line, column, value in changes:
            change(folder, name, line, column, value)
        read_or_told(folder)


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(st.sampled_from(sorted(TEXTS)), st.binary(max_size=40), st.integers(0, 400))
def test_random_bytes_in_a_file_are_read_or_refused_without_any_other_error(
    name: str, junk: bytes, position: int
) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = write_directory(Path(temporary))
        content = TEXTS[name].encode()
        (folder / f"{name}.csv").write_bytes(content[:position] + junk + content[position:])
        read_or_told(folder)


@pytest.fixture(scope="module")
def copied_demo(demo_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the demonstration network, to be spoilt and mended again."""
    folder = tmp_path_factory.mktemp("spoilt") / "demo"
    shutil.copytree(demo_directory, folder)
    return folder


@settings(max_examples=12, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_a_demonstration_network_with_a_spoilt_row_is_read_or_refused(
    copied_demo: Path, data: st.DataObject
) -> None:
    path = copied_demo / f"{data.draw(st.sampled_from(sorted(TABLES)))}.csv"
    content = path.read_text(encoding="utf-8")
    lines = content.splitlines(keepends=True)
    chosen = data.draw(st.integers(1, len(lines) - 1))
    lines[chosen] = lines[chosen].replace(
        data.draw(st.sampled_from(list("0123456789abcdeABCDE,;-:"))), data.draw(CELLS)
    )
    path.write_text("".join(lines), encoding="utf-8", newline="")
    try:
        read_or_told(copied_demo)
    finally:
        path.write_text(content, encoding="utf-8", newline="")
