"""Moves of equipment: written once, read by whoever judges requests."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import and_, insert, or_, select

from optimizer.files.records import RelocationRow
from rma_service.db import tables as t
from rma_service.db.engine import Connection

_NAMES = tuple(each.name for each in fields(RelocationRow))


@dataclass(frozen=True, slots=True)
class KeptRelocation:
    """A move of equipment, and who noted it."""

    row: RelocationRow
    recorded_by: str
    recorded_at: datetime


def save_relocations(
    tx: Connection, rows: Iterable[RelocationRow], actor: str, at: datetime
) -> list[str]:
    """Note moves that are not known yet; gives the ids of those that are known otherwise."""
    known = {row.relocation_id: row for row in relocations_of(tx)}
    told = list(rows)
    new = [asdict(row) for row in told if row.relocation_id not in known]
    if new:
        tx.execute(
            insert(t.relocation), [{**r, "recorded_by": actor, "recorded_at": at} for r in new]
        )
    return [row.relocation_id for row in told if known.get(row.relocation_id, row) != row]


def relocations_of(tx: Connection) -> tuple[RelocationRow, ...]:
    """Moves of equipment of all partners, in the order in which they were told."""
    columns = (t.relocation.c[name] for name in _NAMES)
    order = (t.relocation.c.notice_received_at, t.relocation.c.relocation_id)
    rows = tx.execute(select(*columns).order_by(*order))
    return tuple(RelocationRow(**row) for row in rows.mappings())


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
