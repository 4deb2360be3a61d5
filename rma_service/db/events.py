"""Appends to the chain of events of an RMA, and reads it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Connection, select

from rma_service.db import tables as t
from rma_service.domain.event import FIRST_LINK, Event, Happened, link_hash

_ROWS = 1000
"""Events that are read at a time when all are."""


def begin_chain(
    tx: Connection,
    rma_key: tuple[str, str],
    happened: Sequence[Happened],
    at: datetime,
    actor: str,
) -> None:
    """Note what opens a new RMA, whose version is the number of these events."""
    _insert(tx, _chained(rma_key, (0, FIRST_LINK), happened, at, actor))


def append_events(
    tx: Connection,
    rma_key: tuple[str, str],
    happened: Sequence[Happened],
    at: datetime,
    actor: str,
) -> int:
    """Append what happened to an RMA that this transaction has locked; gives its new version."""
    partner_id, rma_number = rma_key
    last = _last(tx, partner_id, rma_number) or (0, FIRST_LINK)
    _insert(tx, _chained(rma_key, last, happened, at, actor))
    version = last[0] + len(happened)
    tx.execute(
        t.rma.update()
        .where(t.rma.c.partner_id == partner_id, t.rma.c.rma_number == rma_number)
        .values(version=version)
    )
    return version


def _chained(
    rma_key: tuple[str, str],
    last: tuple[int, str],
    happened: Iterable[Happened],
    at: datetime,
    actor: str,
) -> Iterator[Event]:
    """Events behind the sequence and hash of the last one."""
    sequence, previous_hash = last
    for each in happened:
        sequence += 1
        data = each.told(at)
        event = Event(
            *rma_key, sequence, each.line_id, at, actor, each.kind, data, previous_hash, hash=""
        )
        event = replace(event, hash=link_hash(event))
        previous_hash = event.hash
        yield event


def _insert(tx: Connection, events: Iterable[Event]) -> None:
    rows = [{name: getattr(event, name) for name in Event.__slots__} for event in events]
    if rows:
        tx.execute(t.event.insert(), rows)


def load_events(tx: Connection, partner_id: str, rma_number: str) -> tuple[Event, ...]:
    """Events of an RMA, the first one first."""
    rows = tx.execute(
        select(t.event)
        .where(t.event.c.partner_id == partner_id, t.event.c.rma_number == rma_number)
        .order_by(t.event.c.sequence)
    ).mappings()
    return tuple(Event(**row) for row in rows)


def every_chain(tx: Connection) -> Iterator[tuple[str, int, tuple[Event, ...]]]:
    """Number, version and events of every RMA, in the order of partners and numbers."""
    keys = (t.rma.c.partner_id, t.rma.c.rma_number)
    rows = tx.execute(
        select(t.rma.c.version, t.rma.c.rma_number.label("of_rma"), t.event)
        .select_from(t.rma.outerjoin(t.event))
        .order_by(*keys, t.event.c.sequence)
        .execution_options(yield_per=_ROWS)
    ).mappings()
    names = [field.name for field in fields(Event)]
    for number, of_rma in groupby(rows, key=itemgetter("of_rma")):
        found = list(of_rma)
        chain = (Event(**{name: row[name] for name in names}) for row in found if row["sequence"])
        yield number, found[0]["version"], tuple(chain)


def _last(tx: Connection, partner_id: str, rma_number: str) -> tuple[int, str] | None:
    row = tx.execute(
        select(t.event.c.sequence, t.event.c.hash)
        .where(t.event.c.partner_id == partner_id, t.event.c.rma_number == rma_number)
        .order_by(t.event.c.sequence.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.sequence, row.hash)
