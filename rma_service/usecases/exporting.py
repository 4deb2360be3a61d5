"""Write the record as a directory of tables, which every command without a server reads.

What RMAs hold here is not called reserved there: their lines are among the requests instead. So a
directory says the same whether it is planned from files, or imported again.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, fields
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path

from optimizer.files.records import REQUEST_COLUMNS, RelocationRow
from rma_service.db.engine import Connection, Database
from rma_service.db.network import archive_of
from rma_service.db.requests import requests_not_shipped
from rma_service.db.stock import held_on_shelves, live_stock, unbooked_receipts
from rma_service.usecases.archive import unpack
from rma_service.usecases.basis import basis_of
from rma_service.usecases.directory import network_version_of
from rma_service.usecases.refusals import FaultyInput

_STOCK = ("depot_id", "part_number", "on_hand", "reserved", "base_stock")
_INBOUND = ("depot_id", "part_number", "quantity", "available_at")
_RELOCATIONS = tuple(field.name for field in fields(RelocationRow))


def export_directory(database: Database, directory: Path) -> int:
    """Write the last network with stock, receipts and moves of now, and requests; gives how many.

    Raises
    ------
    FaultyInput
        When the directory holds anything already, or cannot be written.
    NotFound
        When no directory was imported yet.
    """
    _refuse_a_full_directory(directory)
    with database.read() as tx:
        files = _files(tx)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (directory / name).write_bytes(content)
    except OSError as fault:
        raise FaultyInput([f"{directory} cannot be written: {fault.strerror}."]) from fault
    return len(files)


def _refuse_a_full_directory(directory: Path) -> None:
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise FaultyInput(
            [f"{directory} holds something already: name a directory that is new or empty."]
        )


def _files(tx: Connection) -> Mapping[str, bytes]:
    version = network_version_of(tx).version
    moves = basis_of(tx).directory.relocations
    told = {"relocations.csv": _table(_RELOCATIONS, map(astuple, moves))} if moves else {}
    return {
        **unpack(archive_of(tx, version)),
        **told,
        "stock.csv": _table(_STOCK, _stock_rows(tx)),
        "inbound.csv": _table(_INBOUND, unbooked_receipts(tx)),
        "requests.csv": _table(
            REQUEST_COLUMNS, map(attrgetter(*REQUEST_COLUMNS), requests_not_shipped(tx))
        ),
    }


def _stock_rows(tx: Connection) -> Iterator[tuple[object, ...]]:
    held = held_on_shelves(tx)
    for shelf, cell in sorted(live_stock(tx).items()):
        reserved = cell.reserved - held.get(shelf, 0)
        yield (*shelf, cell.on_hand, reserved, cell.base_stock)


def _table(header: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return int(value) if isinstance(value, bool) else value
