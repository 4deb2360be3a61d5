"""Rules that every table obeys: keys stand once, references lead somewhere."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from optimizer.files.columns import Reference
from optimizer.files.faults import FileFault
from optimizer.files.sheet import Sheet

Sheets = Mapping[str, Sheet]


def faults_of_keys(sheets: Sheets) -> Iterator[FileFault]:
    """Rows whose key an earlier row has."""
    for sheet in sheets.values():
        first: dict[tuple[object, ...], int] = {}
        for line, key in sheet.sound(*sheet.table.key):
            if key in first:
                shown = ", ".join(map(str, key))
                allowed = f"a key that no earlier row has, but line {first[key]} has it"
                yield sheet.fault(line, ", ".join(sheet.table.key), shown, allowed)
            first.setdefault(key, line)


def faults_of_references(sheets: Sheets) -> Iterator[FileFault]:
    """Cells that name what the table they refer to does not hold."""
    for sheet in sheets.values():
        for column in sheet.table.columns:
            if column.refers_to is not None:
                yield from _unknown(sheet, column.name, column.refers_to, sheets)


def _unknown(
    sheet: Sheet, column: str, reference: Reference, sheets: Sheets
) -> Iterator[FileFault]:
    target = sheets[reference.table]
    if reference.column not in target.known_texts:
        return
    known = target.known_texts[reference.column].union(reference.or_words)
    for line, (value,) in sheet.sound(column):
        if value is not None and value not in known:
            yield sheet.fault_at(line, column, reference.allowed)


def faults_of_completeness(
    sheet: Sheet, columns: Sequence[str], wanted: Iterable[tuple[str, ...]], meant: str
) -> Iterator[FileFault]:
    """Rows that a table must hold and does not; silent while the table itself is broken."""
    if sheet.all_sound(*columns):
        present = {key for _, key in sheet.sound(*columns)}
        for key in sorted(set(wanted) - present):
            allowed = f"one row for every {meant}"
            yield sheet.fault(None, ", ".join(columns), f"no row for {', '.join(key)}", allowed)


def texts_of(sheet: Sheet, column: str) -> list[str]:
    """Different values of a column, sorted; none while any of them is faulty."""
    if not sheet.all_sound(column):
        return []
    return sorted({value for _, (value,) in sheet.sound(column) if value is not None})


def faults_of_overlaps(
    sheet: Sheet, windows: Iterable[tuple[int, tuple[object, ...], int, int]], column: str
) -> Iterator[FileFault]:
    """Windows (line, whose, from, to) [minutes] of one owner that share a minute."""
    latest: dict[tuple[object, ...], tuple[int, int]] = {}
    for line, owner, opens, closes in sorted(windows, key=lambda window: (window[2], window[0])):
        end, other = latest.get(owner, (0, 0))
        if opens < end:
            allowed = f"a window after the one of line {other}, which it overlaps"
            yield sheet.fault_at(line, column, allowed)
        if closes > end:
            latest[owner] = closes, line
