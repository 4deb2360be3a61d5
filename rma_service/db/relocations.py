"""Moves of equipment, as people and files tell them, for whoever judges requests."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import and_, delete, insert, or_, select, true

from optimizer.files.records import RelocationRow
from rma_service.db import tables as t
from rma_service.db.engine import Connection
from rma_service.db.network import NEWEST, NetworkVersion

_NAMES = tuple(each.name for each in fields(RelocationRow))
_MOVES = tuple(t.relocation.c[name] for name in _NAMES)
_AS_TOLD = (t.relocation.c.notice_received_at, t.relocation.c.relocation_id)
_IMPORT = NEWEST.subquery()
_IMPORT_AND_MOVES = (
    select(*_IMPORT.c, *_MOVES)
    .select_from(_IMPORT.outerjoin(t.relocation, true()))
    .order_by(*_AS_TOLD)
)


@dataclass(frozen=True, slots=True)
class KeptRelocation:
    """A move of equipment, and who noted it."""

    row: RelocationRow
    recorded_by: str
    recorded_at: datetime


def save_relocations(
    tx: Connection, rows: Iterable[RelocationRow], actor: str, at: datetime
) -> None:
    """Note moves that are not known, or known otherwise; those that are not told again stay."""
    known = {row.relocation_id: row for row in relocations_of(tx)}
    changed = [row for row in rows if known.get(row.relocation_id) != row]
    if not changed:
        return
    moved, names = t.relocation.c, [row.relocation_id for row in changed]
    tx.execute(delete(t.relocation).where(moved.relocation_id.in_(names)))
    noted = {"recorded_by": actor, "recorded_at": at}
    tx.execute(insert(t.relocation), [asdict(row) | noted for row in changed])


def relocations_of(tx: Connection) -> tuple[RelocationRow, ...]:
    """Moves of equipment of all partners, in the order in which they were told."""
    rows = tx.execute(select(*_MOVES).order_by(*_AS_TOLD))
    return tuple(RelocationRow(*row) for row in rows)


def import_and_relocations(
    tx: Connection,
) -> tuple[NetworkVersion | None, tuple[RelocationRow, ...]]:
    """Last import and moves of all partners, by one statement, as every request asks for both."""
    rows = tx.execute(_IMPORT_AND_MOVES).all()
    if not rows:
        return None, ()
    split = len(_IMPORT.c)
    moves = (RelocationRow(*row[split:]) for row in rows if row.relocation_id is not None)
    return NetworkVersion(*rows[0][:split]), tuple(moves)


def newest_relocations(
    tx: Connection, partner_id: str | None, after: tuple[datetime, str] | None, limit: int
) -> Sequence[KeptRelocation]:
    """Moves of a partner, or of all, the last told first; those after one of a former page."""
    moved = t.relocation.c
    conditions = [] if partner_id is None else [moved.partner_id == partner_id]
    if after is not None:
        told_at, name = after
        same = and_(moved.notice_received_at == told_at, moved.relocation_id < name)
        conditions.append(or_(moved.notice_received_at < told_at, same))
    rows = tx.execute(
        select(t.relocation)
        .where(*conditions)
        .order_by(moved.notice_received_at.desc(), moved.relocation_id.desc())
        .limit(limit)
    )
    return [
        KeptRelocation(
            RelocationRow(**{name: row[name] for name in _NAMES}),
            row["recorded_by"],
            row["recorded_at"],
        )
        for row in rows.mappings()
    ]
