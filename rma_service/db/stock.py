"""Shelves and receipts: what lies where, what comes, and how imports and arrivals change it.

A shelf is changed by one statement that also tests what it may hold, and every change is kept as
a movement. Whoever changes several shelves in one transaction takes them in the order of
(depot, part), so that two transactions never wait for each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Table, and_, func, insert, select, update

from optimizer.network import Receipt, StockCell
from rma_service.db.engine import Connection
from rma_service.db.tables import movement, receipt, reservation, stock

Shelf = tuple[str, str]
"""Depot and part number."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One entry of the ledger: what changed on a shelf [units], when and because of what."""

    shelf: Shelf
    delta_on_hand: int
    delta_reserved: int
    cause_type: Literal["import", "receive"]
    cause_id: str
    at: datetime


def live_stock(connection: Connection) -> Mapping[Shelf, StockCell]:
    """Good units by depot and part."""
    return {
        (row.depot_id, row.part_number): StockCell(row.on_hand, row.reserved, row.base_stock)
        for row in connection.execute(select(stock))
    }


def expected_receipts(connection: Connection) -> Mapping[Shelf, tuple[Receipt, ...]]:
    """Units on their way that nobody holds yet, by depot and part, soonest first."""
    free = receipt.c.quantity - receipt.c.reserved
    rows = connection.execute(
        select(receipt.c.depot_id, receipt.c.part_number, free, receipt.c.available_at)
        .where(receipt.c.state == "expected", free > 0)
        .order_by(receipt.c.available_at, receipt.c.receipt_id)
    )
    found: dict[Shelf, list[Receipt]] = {}
    for depot_id, part_number, quantity, available_at in rows:
        found.setdefault((depot_id, part_number), []).append(Receipt(quantity, available_at))
    return {shelf: tuple(receipts) for shelf, receipts in found.items()}


def held_on_shelves(connection: Connection) -> Mapping[Shelf, int]:
    """Units on shelves that open reservations hold [units], by depot and part."""
    rows = connection.execute(
        select(reservation.c.depot_id, reservation.c.part_number, func.count())
        .select_from(reservation.outerjoin(receipt))
        .where(reservation.c.state == "open", func.coalesce(receipt.c.state, "") != "expected")
        .group_by(reservation.c.depot_id, reservation.c.part_number)
    )
    return {(depot_id, part_number): units for depot_id, part_number, units in rows}


def put_shelf(connection: Connection, shelf: Shelf, base_stock: int) -> None:
    """Make an empty shelf, unless there is one, and set how much it shall hold."""
    changed = connection.execute(
        update(stock).where(_is_shelf(stock, shelf)).values(base_stock=base_stock)
    )
    if changed.rowcount == 0:
        depot_id, part_number = shelf
        connection.execute(
            insert(stock).values(
                depot_id=depot_id,
                part_number=part_number,
                on_hand=0,
                reserved=0,
                base_stock=base_stock,
            )
        )


def move_units(connection: Connection, moved: Moved) -> bool:
    """Change what lies on a shelf and keep why; False: the shelf cannot hold that."""
    if not moved.delta_on_hand and not moved.delta_reserved:
        return True
    on_hand = stock.c.on_hand + moved.delta_on_hand
    reserved = stock.c.reserved + moved.delta_reserved
    changed = connection.execute(
        update(stock)
        .where(_is_shelf(stock, moved.shelf), reserved >= 0, reserved <= on_hand)
        .values(on_hand=on_hand, reserved=reserved)
    )
    if changed.rowcount != 1:
        return False
    depot_id, part_number = moved.shelf
    connection.execute(
        insert(movement).values(
            depot_id=depot_id,
            part_number=part_number,
            delta_on_hand=moved.delta_on_hand,
            delta_reserved=moved.delta_reserved,
            cause_type=moved.cause_type,
            cause_id=moved.cause_id,
            at=moved.at,
        )
    )
    return True


def book_receipts(connection: Connection, until: datetime) -> int:
    """Put what has arrived by an instant on its shelves; gives how many receipts.

    Units that reservations hold of a receipt are reserved on the shelf from then on.
    """
    arrived = connection.execute(
        select(receipt.c.receipt_id, receipt.c.depot_id, receipt.c.part_number)
        .where(receipt.c.state == "expected", receipt.c.available_at <= until)
        .order_by(receipt.c.depot_id, receipt.c.part_number, receipt.c.receipt_id)
    ).all()
    return sum(_book(connection, row[0], (row[1], row[2]), until) for row in arrived)


def _book(connection: Connection, receipt_id: int, shelf: Shelf, at: datetime) -> bool:
    """Put one receipt on its shelf, unless somebody else did; the shelf is locked first."""
    connection.execute(select(stock).where(_is_shelf(stock, shelf)).with_for_update())
    booked = connection.execute(
        update(receipt)
        .where(receipt.c.receipt_id == receipt_id, receipt.c.state == "expected")
        .values(state="booked")
        .returning(receipt.c.quantity, receipt.c.reserved)
    ).one_or_none()
    return booked is not None and move_units(
        connection,
        Moved(shelf, booked.quantity, booked.reserved, "receive", str(receipt_id), at),
    )


def _is_shelf(table: Table, shelf: Shelf) -> ColumnElement[bool]:
    depot_id, part_number = shelf
    return and_(table.c.depot_id == depot_id, table.c.part_number == part_number)
