"""Shelves and receipts: what lies where, what comes, and how imports and arrivals change it.

A shelf is changed by one statement that also tests what it may hold, and every change is kept as
a movement. Whoever changes several shelves in one transaction, or receipts of a shelf, locks the
shelves first, all by one statement in the order of (depot, part) as the database sorts them, so
that two transactions never wait for each other.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Executable,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    func,
    insert,
    select,
    tuple_,
    update,
)

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
    cause_type: Literal["import", "receive", "reserve", "release", "ship"]
    cause_id: str
    at: datetime

    @property
    def changes(self) -> bool:
        """Whether anything moves at all."""
        return bool(self.delta_on_hand or self.delta_reserved)


_EMPTY = StockCell(0, 0, 0)

_FREE = (receipt.c.quantity - receipt.c.reserved).label("free")
_STOCK = select(stock)
_RECEIPTS = (
    select(receipt.c.depot_id, receipt.c.part_number, _FREE, receipt.c.available_at)
    .where(receipt.c.state == "expected", _FREE > 0)
    .order_by(receipt.c.available_at, receipt.c.receipt_id)
)
_STOCK_OF_PARTS = _STOCK.where(stock.c.part_number.in_(bindparam("parts", expanding=True)))
_RECEIPTS_OF_PARTS = _RECEIPTS.where(receipt.c.part_number.in_(bindparam("parts", expanding=True)))


def lock_shelves(tx: Connection, shelves: Iterable[Shelf] | None = None) -> None:
    """Let nobody else change shelves, or all of them, until this transaction ends."""
    query = select(stock.c.depot_id).order_by(stock.c.depot_id, stock.c.part_number)
    if shelves is not None:
        wanted = sorted(shelves)
        query = query.where(tuple_(stock.c.depot_id, stock.c.part_number).in_(wanted))
    tx.execute(query.with_for_update(key_share=True))


def live_stock(
    tx: Connection, part_numbers: Collection[str] | None = None
) -> Mapping[Shelf, StockCell]:
    """Good units by depot and part, of all parts or of some."""
    rows = _rows_of(tx, (_STOCK, _STOCK_OF_PARTS), part_numbers)
    return {
        (row.depot_id, row.part_number): StockCell(row.on_hand, row.reserved, row.base_stock)
        for row in rows
    }


def expected_receipts(
    tx: Connection, part_numbers: Collection[str] | None = None
) -> Mapping[Shelf, tuple[Receipt, ...]]:
    """Units on their way that nobody holds yet, by depot and part, soonest first."""
    rows = _rows_of(tx, (_RECEIPTS, _RECEIPTS_OF_PARTS), part_numbers)
    found: dict[Shelf, list[Receipt]] = {}
    for row in rows:
        shelf = row.depot_id, row.part_number
        found.setdefault(shelf, []).append(Receipt(row.free, row.available_at))
    return {shelf: tuple(receipts) for shelf, receipts in found.items()}


def _rows_of(
    tx: Connection, queries: tuple[Select[Any], Select[Any]], parts: Collection[str] | None
) -> Sequence[Row[Any]]:
    """Rows of a query for all parts, or of one for some."""
    if parts is None:
        return tx.execute(queries[0]).all()
    return tx.execute(queries[1], {"parts": sorted(parts)}).all()


def unbooked_receipts(tx: Connection) -> Sequence[tuple[str, str, int, datetime]]:
    """Depot, part, units and instant of everything on its way, held or not."""
    units = func.sum(receipt.c.quantity)
    key = (receipt.c.depot_id, receipt.c.part_number, receipt.c.available_at)
    rows = tx.execute(
        select(*key, units).where(receipt.c.state == "expected").group_by(*key).order_by(*key)
    )
    return [(depot_id, part, units, at) for depot_id, part, at, units in rows]


def held_on_shelves(tx: Connection) -> Mapping[Shelf, int]:
    """Units on shelves that open reservations hold [units], by depot and part."""
    rows = tx.execute(
        select(reservation.c.depot_id, reservation.c.part_number, func.count())
        .select_from(reservation.outerjoin(receipt))
        .where(reservation.c.state == "open", func.coalesce(receipt.c.state, "") != "expected")
        .group_by(reservation.c.depot_id, reservation.c.part_number)
    )
    return {(depot_id, part_number): units for depot_id, part_number, units in rows}


def replace_shelves(
    tx: Connection, wanted: Mapping[Shelf, StockCell], cause_id: str, at: datetime
) -> None:
    """Make the shelves hold what an import says, and keep every difference as a movement.

    All shelves must be locked before what is wanted of them is read from the record.

    Raises
    ------
    IntegrityError
        When a shelf would hold less than is reserved on it.
    """
    found = live_stock(tx)
    in_order = sorted(wanted.items())
    _many(tx, insert(stock), [_cell(*each) for each in in_order if each[0] not in found])
    _many(
        tx,
        update(stock)
        .where(stock.c.depot_id == bindparam("depot"), stock.c.part_number == bindparam("part"))
        .values({name: bindparam(name) for name in ("on_hand", "reserved", "base_stock")}),
        [
            {"depot": shelf[0], "part": shelf[1], **asdict(cell)}
            for shelf, cell in in_order
            if shelf in found and cell != found[shelf]
        ],
    )
    differences = [
        Moved(
            shelf, cell.on_hand - was.on_hand, cell.reserved - was.reserved, "import", cause_id, at
        )
        for shelf, cell in in_order
        for was in (found.get(shelf, _EMPTY),)
    ]
    _many(tx, insert(movement), [_entry(each) for each in differences if each.changes])


def replace_receipts(
    tx: Connection, wanted: Mapping[Shelf, tuple[Receipt, ...]]
) -> Sequence[Shelf]:
    """Expect what an import says; gives the shelves whose held receipts it no longer has.

    A receipt of which units are held stays when the import has it still, unchanged.
    """
    coming = Counter(
        (*shelf, each.quantity, each.available_at)
        for shelf, receipts in wanted.items()
        for each in receipts
    )
    kept, lost = [], []
    rows = tx.execute(
        select(receipt).where(receipt.c.state == "expected").order_by(receipt.c.receipt_id)
    )
    for row in rows:
        key = (row.depot_id, row.part_number, row.quantity, row.available_at)
        if coming[key]:
            coming[key] -= 1
            kept.append(row.receipt_id)
        elif row.reserved:
            lost.append((row.depot_id, row.part_number))
    tx.execute(
        update(receipt)
        .where(receipt.c.state == "expected", receipt.c.reserved == 0)
        .where(receipt.c.receipt_id.not_in(kept))
        .values(state="withdrawn")
    )
    names = ("depot_id", "part_number", "quantity", "available_at")
    new = [dict(zip(names, key, strict=True)) for key in sorted(coming.elements())]
    _many(tx, insert(receipt), [{**row, "reserved": 0, "state": "expected"} for row in new])
    return lost


def book_receipts(tx: Connection, until: datetime) -> int:
    """Put what has arrived by an instant on its shelves; gives how many receipts.

    Units that reservations hold of a receipt are reserved on the shelf from then on.
    """
    arrived = tx.execute(
        select(receipt.c.receipt_id, receipt.c.depot_id, receipt.c.part_number)
        .where(receipt.c.state == "expected", receipt.c.available_at <= until)
        .order_by(receipt.c.depot_id, receipt.c.part_number, receipt.c.receipt_id)
    ).all()
    lock_shelves(tx, {(row.depot_id, row.part_number) for row in arrived})
    return sum(_book(tx, row[0], (row[1], row[2]), until) for row in arrived)


def _book(tx: Connection, receipt_id: int, shelf: Shelf, at: datetime) -> bool:
    """Put one receipt on its shelf, which is locked, unless somebody else did."""
    booked = tx.execute(
        update(receipt)
        .where(receipt.c.receipt_id == receipt_id, receipt.c.state == "expected")
        .values(state="booked")
        .returning(receipt.c.quantity, receipt.c.reserved)
    ).one_or_none()
    if booked is None:
        return False
    moved = Moved(shelf, booked.quantity, booked.reserved, "receive", str(receipt_id), at)
    tx.execute(
        update(stock)
        .where(_is_shelf(stock, shelf))
        .values(
            on_hand=stock.c.on_hand + moved.delta_on_hand,
            reserved=stock.c.reserved + moved.delta_reserved,
        )
    )
    tx.execute(insert(movement).values(_entry(moved)))
    return True


def _is_shelf(table: Table, shelf: Shelf) -> ColumnElement[bool]:
    depot_id, part_number = shelf
    return and_(table.c.depot_id == depot_id, table.c.part_number == part_number)


def _cell(shelf: Shelf, cell: StockCell) -> dict[str, object]:
    return {"depot_id": shelf[0], "part_number": shelf[1], **asdict(cell)}


def _entry(moved: Moved) -> dict[str, object]:
    return {
        "depot_id": moved.shelf[0],
        "part_number": moved.shelf[1],
        "delta_on_hand": moved.delta_on_hand,
        "delta_reserved": moved.delta_reserved,
        "cause_type": moved.cause_type,
        "cause_id": moved.cause_id,
        "at": moved.at,
    }


def _many(tx: Connection, statement: Executable, rows: Sequence[Mapping[str, object]]) -> None:
    """Run one statement for many rows, or none."""
    if rows:
        tx.execute(statement, rows)
