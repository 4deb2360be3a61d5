"""Holds units for lines, lets them go, and ships them; counters and ledger change together.

The statement that takes a unit also tests that one is free, so that nobody can take it twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import Connection, select

from rma_service.db import tables as t
from rma_service.domain.reservation import Reservation


def reserve(tx: Connection, reservation: Reservation, at: datetime) -> bool:
    """Hold a unit; False: none is free, and nothing changed."""
    taken = (
        _take_from_shelf(tx, reservation, at)
        if reservation.receipt_id is None
        else _take_from_receipt(tx, reservation.receipt_id)
    )
    if taken:
        tx.execute(
            t.reservation.insert().values(
                reservation_id=reservation.reservation_id,
                partner_id=reservation.partner_id,
                line_id=reservation.line_id,
                depot_id=reservation.depot_id,
                part_number=reservation.part_number,
                receipt_id=reservation.receipt_id,
                plan_version=reservation.plan_version,
                opened_at=at,
                state="open",
            )
        )
    return taken


def release(tx: Connection, reservation: Reservation, at: datetime) -> None:
    """Let go of the unit that is held."""
    _end(tx, reservation, "released", at)
    if is_on_its_way(tx, reservation):
        tx.execute(
            t.receipt.update()
            .where(t.receipt.c.receipt_id == reservation.receipt_id)
            .values(reserved=t.receipt.c.reserved - 1)
        )
    else:
        _move(tx, reservation, "release", at, on_hand=0, reserved=-1)


def consume(tx: Connection, reservation: Reservation, at: datetime) -> None:
    """Take the unit that is held out of the depot; it must lie there."""
    _end(tx, reservation, "consumed", at)
    _move(tx, reservation, "ship", at, on_hand=-1, reserved=-1)


def open_reservation(tx: Connection, partner_id: str, line_id: str) -> Reservation | None:
    """Reservation that holds a unit for a line now."""
    found = tx.execute(
        select(*(t.reservation.c[each.name] for each in fields(Reservation))).where(
            t.reservation.c.partner_id == partner_id,
            t.reservation.c.line_id == line_id,
            t.reservation.c.state == "open",
        )
    )
    row = found.mappings().one_or_none()
    return None if row is None else Reservation(**row)


def is_on_its_way(tx: Connection, reservation: Reservation) -> bool:
    """Whether the unit is part of a receipt that has not come in; nobody books it meanwhile."""
    if reservation.receipt_id is None:
        return False
    state = tx.execute(
        select(t.receipt.c.state)
        .where(t.receipt.c.receipt_id == reservation.receipt_id)
        .with_for_update()
    ).scalar_one()
    return bool(state == "expected")


def free_receipts(tx: Connection) -> Mapping[tuple[str, str], Sequence[tuple[int, int]]]:
    """Receipts to come that have free units, by depot and part: (receipt_id, free), first first."""
    rows = tx.execute(
        select(t.receipt)
        .where(t.receipt.c.state == "expected", t.receipt.c.reserved < t.receipt.c.quantity)
        .order_by(t.receipt.c.available_at, t.receipt.c.receipt_id)
    )
    receipts: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for row in rows:
        free = row.quantity - row.reserved
        receipts.setdefault((row.depot_id, row.part_number), []).append((row.receipt_id, free))
    return receipts


def _take_from_shelf(tx: Connection, reservation: Reservation, at: datetime) -> bool:
    taken = tx.execute(
        t.stock.update()
        .where(
            t.stock.c.depot_id == reservation.depot_id,
            t.stock.c.part_number == reservation.part_number,
            t.stock.c.on_hand - t.stock.c.reserved >= 1,
        )
        .values(reserved=t.stock.c.reserved + 1)
    )
    if taken.rowcount != 1:
        return False
    _note(tx, reservation, "reserve", at, on_hand=0, reserved=1)
    return True


def _take_from_receipt(tx: Connection, receipt_id: int) -> bool:
    taken = tx.execute(
        t.receipt.update()
        .where(
            t.receipt.c.receipt_id == receipt_id,
            t.receipt.c.state == "expected",
            t.receipt.c.reserved < t.receipt.c.quantity,
        )
        .values(reserved=t.receipt.c.reserved + 1)
    )
    return taken.rowcount == 1


def _end(tx: Connection, reservation: Reservation, state: str, at: datetime) -> None:
    tx.execute(
        t.reservation.update()
        .where(t.reservation.c.reservation_id == reservation.reservation_id)
        .values(state=state, ended_at=at)
    )


def _move(
    tx: Connection,
    reservation: Reservation,
    cause: str,
    at: datetime,
    *,
    on_hand: int,
    reserved: int,
) -> None:
    tx.execute(
        t.stock.update()
        .where(
            t.stock.c.depot_id == reservation.depot_id,
            t.stock.c.part_number == reservation.part_number,
        )
        .values(
            on_hand=t.stock.c.on_hand + on_hand,
            reserved=t.stock.c.reserved + reserved,
        )
    )
    _note(tx, reservation, cause, at, on_hand=on_hand, reserved=reserved)


def _note(
    tx: Connection,
    reservation: Reservation,
    cause: str,
    at: datetime,
    *,
    on_hand: int,
    reserved: int,
) -> None:
    tx.execute(
        t.movement.insert().values(
            depot_id=reservation.depot_id,
            part_number=reservation.part_number,
            delta_on_hand=on_hand,
            delta_reserved=reserved,
            cause_type=cause,
            cause_id=reservation.reservation_id,
            at=at,
        )
    )
