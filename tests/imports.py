"""A directory that tests import, change and import again, and what the ledger says of it."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from rma_service.db import tables as t
from rma_service.db.engine import Database
from rma_service.usecases.approval import approve_plan
from rma_service.usecases.importing import Imported, import_directory
from tests.small_record import ANA, HandClock, opened, planned, shelf, small_directory

SHELF = ("FRA1", "DIMM")


def directory_of_three(folder: Path) -> Path:
    """Write a directory with three free units of DIMM at FRA1, to be changed."""
    folder.mkdir()
    return small_directory(folder, 3)


def taken(database: Database, files: Path, shift_to: datetime | None = None) -> Imported:
    """Import the directory."""
    return import_directory(database, HandClock(), "U-ADA", files, shift_to)


def held(database: Database, files: Path) -> None:
    """Import, and let an approved plan hold one DIMM at FRA1."""
    taken(database, files)
    opened(database)
    approve_plan(database, HandClock(), ANA, planned(database).plan_version)
    assert shelf(database) == (3, 1)


def movements(database: Database) -> list[tuple[int, int, str, str]]:
    """Entries of the ledger for DIMM at FRA1: on hand, reserved, cause and its id."""
    columns = t.movement.c
    with database.read() as tx:
        rows = tx.execute(
            select(
                columns.delta_on_hand, columns.delta_reserved, columns.cause_type, columns.cause_id
            )
            .where(columns.depot_id == "FRA1", columns.part_number == "DIMM")
            .order_by(columns.movement_id)
        )
        return [tuple(row) for row in rows]
