"""One file of a directory as a sheet of texts and values, with the line of every row."""

import csv
import io
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import Any

import pandas as pd

from optimizer.files.columns import Column, Table
from optimizer.files.faults import FileFault


class Mark(Enum):
    """What stands for a value that could not be read."""

    FAULTY = "faulty"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one table, in the order of the file.

    `texts` holds what stands in the file, by line and column, and `cells` the values of it: one
    list per column of the table, all as long as `lines`. `known_texts` holds the texts of every
    column that was found, of rows with too few or too many cells as well, so that a broken row
    does not make everything that refers to it look wrong. A sheet that is not `readable` has no
    rows, and nothing can be said of what it should hold.
    """

    table: Table
    file: str
    readable: bool
    lines: tuple[int, ...] = ()
    texts: pd.DataFrame = field(default_factory=pd.DataFrame)
    cells: Mapping[str, list[Any]] = field(default_factory=dict)
    known_texts: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def sound(self, *columns: str) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Line and values of some columns, of every row where these could be read."""
        if not self.readable:
            return
        chosen = zip(*(self.cells[column] for column in columns), strict=True)
        for line, cells in zip(self.lines, chosen, strict=True):
            if Mark.FAULTY not in cells:
                yield line, cells

    def all_sound(self, *columns: str) -> bool:
        """Whether the file could be read and every cell of some columns is sound."""
        return self.readable and sum(1 for _ in self.sound(*columns)) == len(self.lines)

    def records(self) -> Iterator[dict[str, Any]]:
        """Every row as values by column; for sheets without fault."""
        names = self.table.names
        for _, cells in self.sound(*names):
            yield dict(zip(names, cells, strict=True))

    def fault(self, line: int | None, column: str | None, value: object, allowed: str) -> FileFault:
        """Return a fault of this sheet."""
        return FileFault(self.file, line, column, str(value), allowed)

    def fault_at(self, line: int, column: str, allowed: str) -> FileFault:
        """Return a fault of one cell, with the text that stands there."""
        there = column in self.texts
        return self.fault(line, column, self.texts.loc[line, column] if there else "", allowed)


def load(table: Table, path: Path, file: str) -> tuple[Sheet, list[FileFault]]:
    """Read one file, and say what is wrong with it taken alone."""
    blank = Sheet(table, file, readable=False)
    try:
        if _never_ends(path):
            return blank, [blank.fault(None, None, "a pipe or a device", _wanted(table))]
        content = path.read_bytes()
    except OSError as error:
        return blank, [blank.fault(None, None, *_unreadable(error, table))]
    faults = _faults_of_bytes(blank, content)
    if faults:
        return blank, faults
    return _tokenize(blank, content.decode("utf-8-sig"))


def _never_ends(path: Path) -> bool:
    """Whether reading might wait forever; the nameless pipe of a shell has a writer that ends."""
    place = Path(os.path.realpath(path))
    return place.exists() and not (place.is_file() or place.is_dir())


def _wanted(table: Table) -> str:
    return f"a file with {table.wanted}"


def _unreadable(error: OSError, table: Table) -> tuple[str, str]:
    if isinstance(error, FileNotFoundError):
        return "no such file", _wanted(table)
    if isinstance(error, IsADirectoryError):
        return "a directory", _wanted(table)
    return f"a file that cannot be read ({error.strerror})", "a file that may be read"


def _faults_of_bytes(sheet: Sheet, content: bytes) -> list[FileFault]:
    if not content.removeprefix(b"\xef\xbb\xbf"):
        return [sheet.fault(None, None, "an empty file", "a header line, then one line per row")]
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        return [sheet.fault(line, None, "a NUL byte", "text in UTF-8; NUL is a sign of UTF-16")]
    lines = enumerate(content.split(b"\n"), start=1)
    return [fault for number, line in lines for fault in _fault_of_encoding(sheet, number, line)]


def _fault_of_encoding(sheet: Sheet, number: int, line: bytes) -> Iterator[FileFault]:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as error:
        found = f"byte 0x{line[error.start]:02X} as byte {error.start + 1} of the line"
        yield sheet.fault(number, None, found, "text in UTF-8")


def _tokenize(sheet: Sheet, text: str) -> tuple[Sheet, list[FileFault]]:
    # pandas.read_csv would fill short rows, rename repeated columns and forget the lines.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        line = 1
        for row in reader:
            if row:
                rows.append(row)
                lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        found = f"a row that cannot be split into cells ({error})"
        return sheet, [
            sheet.fault(line, None, found, "cells between commas, quotes closed and doubled")
        ]
    header, *body = rows or [[]]
    return _settle(sheet, header, body, lines[1:])


def _settle(
    sheet: Sheet, header: list[str], body: list[list[str]], lines: list[int]
) -> tuple[Sheet, list[FileFault]]:
    """Set the cells under their columns and read them."""
    faults = [*_faults_of_header(sheet, header), *_faults_of_shape(sheet, header, body, lines)]
    at = {name: header.index(name) for name in sheet.table.names if name in header}
    even = [(line, row) for line, row in zip(lines, body, strict=True) if len(row) == len(header)]
    texts = pd.DataFrame(
        [[row[position] for position in at.values()] for _, row in even],
        index=[line for line, _ in even],
        columns=list(at),
        dtype=object,
    )
    known = {
        name: frozenset(row[position] for row in body if len(row) > position)
        for name, position in at.items()
    }
    cells = {column.name: _parsed(column, texts) for column in sheet.table.columns}
    kept = tuple(line for line, _ in even)
    settled = replace(sheet, readable=True, lines=kept, texts=texts, cells=cells, known_texts=known)
    return settled, [*faults, *_faults_of_cells(settled)]


def _faults_of_header(sheet: Sheet, header: list[str]) -> Iterator[FileFault]:
    allowed = f"{sheet.table.wanted}, each once and in any order"
    for column in sheet.table.columns:
        if column.name not in header and not column.optional:
            yield sheet.fault(1, column.name, "no such column", allowed)
    for position, name in enumerate(header):
        if name in header[:position]:
            yield sheet.fault(1, name, "a column that is there already", allowed)
        elif name not in sheet.table.names:
            yield sheet.fault(1, name, "a column that the table does not have", allowed)


def _faults_of_shape(
    sheet: Sheet, header: list[str], body: list[list[str]], lines: list[int]
) -> Iterator[FileFault]:
    if sheet.table.needs_rows and not body:
        yield sheet.fault(None, None, "a header and no rows", "at least one row")
    for row, line in zip(body, lines, strict=True):
        if len(row) != len(header):
            cells = f"{len(row)} cells"
            yield sheet.fault(line, None, cells, f"{len(header)} cells, as in the header")


def _parsed(column: Column, texts: pd.DataFrame) -> list[Any]:
    """Values of a column; each different text is read once."""
    if column.name not in texts:
        return [None if column.optional else Mark.FAULTY] * len(texts)
    meanings = {text: _value(column, text) for text in texts[column.name].unique()}
    return [meanings[text] for text in texts[column.name]]


def _value(column: Column, text: str) -> object:
    if text == "" and column.empty:
        return None
    try:
        return column.kind.parse(text)
    except ValueError:
        return Mark.FAULTY


def _faults_of_cells(sheet: Sheet) -> Iterator[FileFault]:
    for column in sheet.table.columns:
        for line, value in zip(sheet.lines, sheet.cells[column.name], strict=True):
            if value is Mark.FAULTY and column.name in sheet.texts:
                yield sheet.fault_at(line, column.name, column.allowed)
