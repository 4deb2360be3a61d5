"""Plain reads of depots, shelves and what is coming to them."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, and_, case, func, literal, or_, select, tuple_

from rma_service.db import tables as t
from rma_service.domain.listed import ListedDepot, ListedReceipt, ListedShelf


def list_depots(tx: Connection) -> list[ListedDepot]:
    """Every depot in use with the sums of its shelves."""
    stock = t.stock.c
    lacking = stock.base_stock - stock.on_hand + stock.reserved
    short = case((lacking > 0, lacking), else_=0)
    rows = tx.execute(
        select(
            t.depot.c.depot_id,
            t.depot.c.name,
            t.depot.c.city,
            t.depot.c.country,
            t.depot.c.timezone,
            func.count(stock.part_number).label("kept"),
            func.coalesce(func.sum(stock.on_hand), 0).label("on_hand"),
            func.coalesce(func.sum(stock.reserved), 0).label("reserved"),
            func.coalesce(func.sum(stock.base_stock), 0).label("base_stock"),
            func.coalesce(func.sum(short), 0).label("short"),
        )
        .select_from(t.depot.outerjoin(t.stock, stock.depot_id == t.depot.c.depot_id))
        .where(t.depot.c.active)
        .group_by(*t.depot.c)
        .order_by(t.depot.c.depot_id)
    )
    coming = _coming(tx)
    return [ListedDepot(**row, coming=coming.get(row["depot_id"], 0)) for row in rows.mappings()]


def list_shelves(
    tx: Connection, search: str, depot_id: str, after: tuple[str, str] | None, limit: int
) -> list[ListedShelf]:
    """Shelves by part, then depot; those after (part_number, depot_id) of a former page."""
    conditions: list[ColumnElement[bool]] = [t.depot.c.active]
    if depot_id:
        conditions.append(t.stock.c.depot_id == depot_id)
    if search:
        columns = (t.part.c.part_number, t.part.c.description)
        conditions.append(or_(*(each.icontains(search, autoescape=True) for each in columns)))
    if after is not None:
        last = tuple_(literal(after[0]), literal(after[1]))
        conditions.append(tuple_(t.stock.c.part_number, t.stock.c.depot_id) > last)
    rows = tx.execute(
        select(
            t.stock.c.depot_id,
            t.depot.c.name.label("depot_name"),
            t.depot.c.timezone,
            t.stock.c.part_number,
            t.part.c.description,
            t.stock.c.on_hand,
            t.stock.c.reserved,
            t.stock.c.base_stock,
        )
        .select_from(t.stock.join(t.depot).join(t.part))
        .where(*conditions)
        .order_by(t.stock.c.part_number, t.stock.c.depot_id)
        .limit(limit)
    )
    return _with_receipts(tx, [ListedShelf(**row) for row in rows.mappings()])


def _with_receipts(tx: Connection, shelves: list[ListedShelf]) -> list[ListedShelf]:
    parts = {each.part_number for each in shelves}
    coming: dict[tuple[str, str], list[ListedReceipt]] = {}
    for receipt in _receipts(tx, parts):
        coming.setdefault((receipt.depot_id, receipt.part_number), []).append(receipt)
    return [
        replace(each, receipts=tuple(coming.get((each.depot_id, each.part_number), ())))
        for each in shelves
    ]


def _receipts(tx: Connection, part_numbers: Iterable[str]) -> list[ListedReceipt]:
    receipt = t.receipt.c
    rows = tx.execute(
        select(
            receipt.depot_id,
            receipt.part_number,
            receipt.quantity,
            receipt.reserved,
            receipt.available_at,
        )
        .where(and_(receipt.state == "expected", receipt.part_number.in_(sorted(part_numbers))))
        .order_by(receipt.available_at, receipt.receipt_id)
    )
    return [ListedReceipt(**row) for row in rows.mappings()]


def _coming(tx: Connection) -> dict[str, int]:
    rows = tx.execute(
        select(t.receipt.c.depot_id, func.sum(t.receipt.c.quantity).label("units"))
        .where(t.receipt.c.state == "expected")
        .group_by(t.receipt.c.depot_id)
    )
    return {row.depot_id: row.units for row in rows}
