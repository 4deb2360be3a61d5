"""Holds units for lines, lets them go, and ships them; counters and ledger change together.

The statement that takes a unit also tests that one is free, so that nobody can take it twice.
Whoever touches several shelves, or units on their way, has locked the shelves before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from rma_service.db import tables as t
from rma_service.db.engine import Connection
from rma_service.db.stock import Shelf, lock_shelves
from rma_service.domain.reservation import Reservation


@dataclass(frozen=True, slots=True)
class Coming:
    """A receipt of which units are free, and when they may be used."""

    receipt_id: int
    available_at: datetime


_DELTAS = {"reserve": (0, 1), "release": (0, -1), "ship": (-1, -1)}
"""Units on hand and reserved that each cause adds."""


def reserve(tx: Connection, reservation: Reservation, at: datetime) -> bool:
    """Hold a unit; False: none is free, and nothing changed."""
    if reservation.receipt_id is None:
        taken = _move(tx, reservation, "reserve", at)
    else:
        taken = _take_from_receipt(tx, reservation.receipt_id)
    if taken:
        values = {each.name: getattr(reservation, each.name) for each in fields(Reservation)}
        tx.execute(t.reservation.insert().values(values | {"opened_at": at, "state": "open"}))
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
        _require(_move(tx, reservation, "release", at), reservation)


def consume(tx: Connection, reservation: Reservation, at: datetime) -> None:
    """Take the unit that is held out of the depot; it must lie there."""
    _end(tx, reservation, "consumed", at)
    _require(_move(tx, reservation, "ship", at), reservation)


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
    lock_shelves(tx, [(reservation.depot_id, reservation.part_number)])
    state = tx.execute(
        select(t.receipt.c.state)
        .where(t.receipt.c.receipt_id == reservation.receipt_id)
        .with_for_update()
    ).scalar_one()
    return bool(state == "expected")


def free_receipts(tx: Connection) -> Mapping[Shelf, Sequence[Coming]]:
    """Receipts to come of which units are free, by shelf, the soonest first."""
    rows = tx.execute(
        select(t.receipt)
        .where(t.receipt.c.state == "expected", t.receipt.c.reserved < t.receipt.c.quantity)
        .order_by(t.receipt.c.available_at, t.receipt.c.receipt_id)
    )
    coming: dict[Shelf, list[Coming]] = {}
    for row in rows:
        shelf = (row.depot_id, row.part_number)
        coming.setdefault(shelf, []).append(Coming(row.receipt_id, row.available_at))
    return coming


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


def _require(moved: bool, reservation: Reservation) -> None:  # noqa: FBT001 - reads as "require it"
    """Refuse to go on when a shelf does not hold what a reservation holds of it."""
    if not moved:
        raise RuntimeError(
            f"{reservation.depot_id} does not hold the {reservation.part_number} that is reserved "
            f"for line {reservation.line_id}: the ledger is wrong."
        )


def _move(
    tx: Connection,
    reservation: Reservation,
    cause: Literal["reserve", "release", "ship"],
    at: datetime,
) -> bool:
    """Change what lies on the shelf and keep why; False: the shelf cannot hold that."""
    delta_on_hand, delta_reserved = _DELTAS[cause]
    on_hand = t.stock.c.on_hand + delta_on_hand
    reserved = t.stock.c.reserved + delta_reserved
    changed = tx.execute(
        t.stock.update()
        .where(
            t.stock.c.depot_id == reservation.depot_id,
            t.stock.c.part_number == reservation.part_number,
            reserved >= 0,
            reserved <= on_hand,
        )
        .values(on_hand=on_hand, reserved=reserved)
    )
    if changed.rowcount != 1:
        return False
    tx.execute(
        t.movement.insert().values(
            depot_id=reservation.depot_id,
            part_number=reservation.part_number,
            delta_on_hand=delta_on_hand,
            delta_reserved=delta_reserved,
            cause_type=cause,
            cause_id=reservation.reservation_id,
            at=at,
        )
    )
    return True
