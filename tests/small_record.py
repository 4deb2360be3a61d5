"""A small record for tests: the tiny directory imported under the shipped policy, and its people.

NOW is Monday 2026-11-23, 10:00 UTC (11:00 in Mainz). At FRA1, which never closes, lie so many free
units of DIMM as a test says, and GPU nowhere. Carol's partner PA01 has the sites S1 in Mainz and
S2 in Basel, Dan's PA02 has S3 in Mainz and nothing yet at S4 in Zug; all contracts are premier,
that of S2 retains parts.
A car of FRA1 takes well under an hour to Mainz, so P1, due in four hours, is guaranteed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from optimizer.dispatch.bounded import solved
from rma_service.db import tables
from rma_service.db.engine import Database
from rma_service.domain.people import Principal, Role
from rma_service.domain.plan_record import PlanRecord, WishList
from rma_service.domain.rma_record import Rma
from rma_service.domain.rma_request import NewLine, NewRma
from rma_service.usecases.dispatch import plan_now
from rma_service.usecases.importing import import_directory
from rma_service.usecases.rmas import open_rma
from tests import cast
from tests.tiny_directory import change, write_directory

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
ANA = Principal("U-ANA", Role.DISPATCHER, None, "Ana")
BEN = Principal("U-BEN", Role.PLANNER, None, "Ben")
CAROL = Principal("U-CAROL", Role.PARTNER, "PA01", "Carol")
DAN = Principal("U-DAN", Role.PARTNER, "PA02", "Dan")

WISH: dict[str, Any] = {
    "site_id": "S1",
    "priority": "P1",
    "lines": [
        {
            "platform": "P1",
            "part_number": "DIMM",
            "product_serial": "S1-P1-0001",
            "fault_code": "MEM",
            "fault_observed_at": "2026-11-23T08:30:00Z",
            "data_removed": "yes",
            "faulty_serial": "F1",
            "symptom": "Errors that cannot be corrected.",
        }
    ],
}
"""One line for Mainz, priority P1, as a program sends it."""


@dataclass(slots=True)
class HandClock(cast.HandClock):
    """A clock that stands at NOW until it is moved by hand."""

    at: datetime = NOW


def small_directory(folder: Path, free: int) -> Path:
    """Write the directory with so many free units of DIMM at FRA1."""
    write_directory(folder)
    change(folder, "contracts", 2, "policy", "xfusion-co-care")
    change(folder, "contracts", 2, "service_level", "premier")
    change(folder, "stock", 2, "on_hand", str(free))
    change(folder, "stock", 2, "reserved", "0")
    for file, rows in {
        "sites": [
            "S3,Borealis,PA02,colo,Mainz,DE,RP,EMEA,EU,eurasia,50,8.3,Europe/Berlin,always,1,1,FRA,20",
            "S4,Borealis,PA02,colo,Zug,CH,ZG,EMEA,CH,eurasia,47.2,8.5,Europe/Zurich,always,1,1,ZRH,20",
        ],
        "contracts": [
            "CO2,PA01,S2,xfusion-co-care,premier,2024-01-01,2027-12-31,1",
            "CO3,PA02,S3,xfusion-co-care,premier,2024-01-01,2027-12-31,0",
        ],
        "installed_base": ["S2,P1,2,CO2,1", "S3,P1,2,CO3,1"],
    }.items():
        path = folder / f"{file}.csv"
        path.write_text(path.read_text(encoding="utf-8") + "".join(f"{row}\n" for row in rows))
    change(folder, "sites", 2, "receiving", "always")
    return folder


def fill(
    database: Database,
    folder: Path,
    free: int = 1,
    coming_at: str | None = None,
    coming: int = 1,
) -> None:
    """Import the directory, on request with more units of DIMM on their way to FRA1."""
    folder.mkdir(exist_ok=True)
    small_directory(folder, free)
    if coming_at is not None:
        change(folder, "inbound", 2, "depot_id", "FRA1")
        change(folder, "inbound", 2, "part_number", "DIMM")
        change(folder, "inbound", 2, "quantity", str(coming))
        change(folder, "inbound", 2, "available_at", coming_at)
    import_directory(database, HandClock(), "U-ADA", folder)


def shelf(database: Database, depot_id: str = "FRA1") -> tuple[int, int]:
    """Units of DIMM at a depot: on hand, reserved."""
    columns = tables.stock.c
    with database.read() as tx:
        row = tx.execute(
            select(columns.on_hand, columns.reserved).where(
                columns.depot_id == depot_id, columns.part_number == "DIMM"
            )
        ).one()
    return row.on_hand, row.reserved


def tag(**changes: Any) -> NewLine:
    """A complete fault tag: one memory module that failed an hour ago."""
    default: dict[str, Any] = {
        "platform": "P1",
        "part_number": "DIMM",
        "product_serial": "S1-P1-0001",
        "fault_code": "MEM",
        "fault_observed_at": datetime(2026, 11, 23, 9, tzinfo=UTC),
        "data_removed": "yes",
        "faulty_serial": "F1",
        "symptom": "Errors that cannot be corrected in slot A1.",
    }
    return NewLine(**(default | changes))


def request(*tags: NewLine, **changes: Any) -> NewRma:
    """One line for Mainz, priority P1."""
    default: dict[str, Any] = {"site_id": "S1", "priority": "P1", "lines": tags or (tag(),)}
    return NewRma(**(default | changes))


def opened(
    database: Database,
    new: NewRma | None = None,
    clock: cast.HandClock | None = None,
    by: Principal = CAROL,
) -> Rma:
    """An RMA that a partner has opened."""
    return open_rma(database, clock or HandClock(), by, new or request(), solve=solved)


def planned(
    database: Database, clock: cast.HandClock | None = None, wishes: WishList | None = None
) -> PlanRecord:
    """A plan of all open lines, solved here, as a child process takes seconds to begin."""
    return plan_now(database, clock or HandClock(), ANA.principal_id, wishes, solved)
