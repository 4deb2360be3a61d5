"""Counters against movements: queries whose answer must be empty at any time."""

from sqlalchemy import ColumnElement, Select, func, literal, select, union_all

from rma_service.db.engine import Connection
from rma_service.db.tables import movement, receipt, reservation, stock

_OF_RESERVATIONS = ("receive", "reserve", "release", "ship")
"""Causes whose reserved units belong to reservations kept here, not to other systems."""


def ledger_faults(tx: Connection) -> list[str]:
    """Say of every counter that contradicts the ledger by how much; empty: none does.

    A shelf holds the sum of its movements. Open reservations hold what movements reserved for
    them on a shelf, or what is reserved of a receipt that is still expected.
    """
    return [
        f"{what} of {part_number} at {depot_id} differs from {against} by {units}."
        for what, against, query in (
            ("Stock on hand", "its movements", _shelves("on_hand")),
            ("Reserved stock", "its movements", _shelves("reserved")),
            ("Reserved stock", "its open reservations", _reserved_on_shelves()),
            ("A reserved receipt", "its open reservations", _reserved_of_receipts()),
        )
        for depot_id, part_number, units in tx.execute(query)
    ]


def _shelves(counter: str) -> Select[str, str, int]:
    return _differences(
        select(stock.c.depot_id, stock.c.part_number, stock.c[counter]),
        select(movement.c.depot_id, movement.c.part_number, -movement.c[f"delta_{counter}"]),
    )


def _reserved_on_shelves() -> Select[str, str, int]:
    return _differences(
        select(movement.c.depot_id, movement.c.part_number, movement.c.delta_reserved).where(
            movement.c.cause_type.in_(_OF_RESERVATIONS)
        ),
        _open_reservations(func.coalesce(receipt.c.state, "") != "expected"),
    )


def _reserved_of_receipts() -> Select[str, str, int]:
    return _differences(
        select(receipt.c.depot_id, receipt.c.part_number, receipt.c.reserved).where(
            receipt.c.state == "expected"
        ),
        _open_reservations(receipt.c.state == "expected"),
    )


def _open_reservations(of: ColumnElement[bool]) -> Select[str, str, int]:
    return (
        select(reservation.c.depot_id, reservation.c.part_number, literal(-1))
        .select_from(reservation.outerjoin(receipt))
        .where(reservation.c.state == "open", of)
    )


def _differences(
    counted: Select[str, str, int], explained: Select[str, str, int]
) -> Select[str, str, int]:
    """Shelves where two readings, the second one negative, do not add up to nothing."""
    both = union_all(counted, explained).subquery()
    depot_id, part_number, units = both.c
    return (
        select(depot_id, part_number, func.sum(units))
        .group_by(depot_id, part_number)
        .having(func.sum(units) != 0)
        .order_by(depot_id, part_number)
    )
