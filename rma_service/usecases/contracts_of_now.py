"""The tables of a network for another day: contracts hold as long before and after it."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from rma_service.usecases.archive import files_of

_CONTRACTS = "contracts.csv"
_DAYS = ("starts_on", "ends_on")


@contextmanager
def moved_contracts(directory: Path, days: int) -> Iterator[Path]:
    """Give a folder for a while, with contracts that start and end so many days later."""
    with TemporaryDirectory(prefix="rma-network-") as folder:
        for name, content in files_of(directory).items():
            told = _moved(content, timedelta(days)) if name == _CONTRACTS else content
            Path(folder, name).write_bytes(told)
        yield Path(folder)


def _moved(table: bytes, by: timedelta) -> bytes:
    header, *rows = csv.reader(io.StringIO(table.decode(), newline=""))
    dated = [place for place, column in enumerate(header) if column in _DAYS]
    moved = io.StringIO()
    writer = csv.writer(moved, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        cells = enumerate(row)
        writer.writerow([_later(cell, by) if place in dated else cell for place, cell in cells])
    return moved.getvalue().encode()


def _later(day: str, by: timedelta) -> str:
    """A day of an open end is empty and stays so."""
    return (date.fromisoformat(day) + by).isoformat() if day else day
