"""The tables of a network for another day: contracts and moves lie as far from it as before."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from optimizer.calendars import instant_text
from optimizer.files.cells import DAY, INSTANT
from optimizer.files.columns import Table
from optimizer.files.schema import TABLES
from rma_service.usecases.archive import files_of

_DATED = {TABLES[name].file: TABLES[name] for name in ("contracts", "relocations")}
"""Tables whose days and instants move, by their files."""


@contextmanager
def moved_contracts(directory: Path, days: int) -> Iterator[Path]:
    """Give a folder for a while, with contracts and moves that lie so many days later."""
    with TemporaryDirectory(prefix="rma-network-") as folder:
        for name, content in files_of(directory).items():
            table = _DATED.get(name)
            told = _moved(content, table, timedelta(days)) if table else content
            Path(folder, name).write_bytes(told)
        yield Path(folder)


def _moved(content: bytes, table: Table, by: timedelta) -> bytes:
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    kinds = {column.name: column.kind for column in table.columns}
    dated = [place for place, name in enumerate(header) if kinds.get(name) in (DAY, INSTANT)]
    moved = io.StringIO()
    writer = csv.writer(moved, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        cells = enumerate(row)
        writer.writerow([_later(cell, by) if place in dated else cell for place, cell in cells])
    return moved.getvalue().encode()


def _later(text: str, by: timedelta) -> str:
    """A day or an instant moves; one that is not known is empty and stays so."""
    if not text:
        return text
    if len(text) == len("2026-11-23"):
        return (date.fromisoformat(text) + by).isoformat()
    return instant_text(datetime.fromisoformat(text) + by)
