"""Saves and loads RMAs with their lines and promises.

A partner's reads and locks carry the partner: what belongs to another company is not there.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    RowMapping,
    Select,
    and_,
    bindparam,
    or_,
    select,
    true,
)

from rma_service.db import tables as t
from rma_service.domain.rma import ENDED, State
from rma_service.domain.rma_record import (
    Progress,
    Promise,
    Reported,
    Rma,
    RmaLine,
    Route,
    Terms,
)

_Value = TypeVar("_Value")

_NAMES: Mapping[type[object], list[str]] = {
    kind: [each.name for each in fields(kind)]
    for kind in (Reported, Terms, Promise, Route, Progress)
}
"""Names of fields, which those of columns are too, in their order."""

_PROMISED = [t.promise.c[name].label(f"promise_{name}") for name in _NAMES[Promise]]
_WITH_PROMISE = t.rma_line.outerjoin(
    t.promise,
    and_(
        t.promise.c.partner_id == t.rma_line.c.partner_id,
        t.promise.c.line_id == t.rma_line.c.line_id,
    ),
)

# Statements that every request needs are built once; building one costs more than running it.
_RMA = select(t.rma).where(t.rma.c.rma_number == bindparam("number"))
_RMA_OF_PARTNER = _RMA.where(t.rma.c.partner_id == bindparam("partner"))
_LINES = (
    select(t.rma_line, *_PROMISED)
    .select_from(_WITH_PROMISE)
    .order_by(t.rma_line.c.rma_number, t.rma_line.c.line_id)
)
_LINES_OF_RMA = _LINES.where(
    t.rma_line.c.partner_id == bindparam("partner"), t.rma_line.c.rma_number == bindparam("number")
)
_PARTNER = (
    select(t.partner.c.partner_id)
    .where(t.partner.c.partner_id == bindparam("partner"))
    .with_for_update(key_share=True)
)
_INSERT_RMA, _INSERT_LINE = t.rma.insert(), t.rma_line.insert()
_INSERT_PROMISE = t.promise.insert()


def insert_rma(tx: Connection, rma: Rma) -> None:
    """Save a new RMA and its lines."""
    row = {name: getattr(rma, name) for name in t.rma.c.keys()}  # noqa: SIM118 - no mapping
    tx.execute(_INSERT_RMA, [row])
    tx.execute(_INSERT_LINE, [_columns(line) for line in rma.lines])
    promised = [line for line in rma.lines if line.promise is not None]
    if promised:
        tx.execute(_INSERT_PROMISE, [_promise_columns(line) for line in promised])


def save_line(tx: Connection, line: RmaLine) -> None:
    """Save everything that can change about a line."""
    tx.execute(t.rma_line.update().where(_is(t.rma_line, line)).values(_columns(line)))
    _save_promise(tx, line)


def load_rma(tx: Connection, rma_number: str, partner_id: str | None) -> Rma | None:
    """Load an RMA; None: there is none, or none of this partner. Partner None sees all."""
    query = _RMA if partner_id is None else _RMA_OF_PARTNER
    row = tx.execute(query, {"number": rma_number, "partner": partner_id}).one_or_none()
    if row is None:
        return None
    lines = tx.execute(_LINES_OF_RMA, {"number": rma_number, "partner": row.partner_id})
    return _rma(row, [_line(each, _promise(each)) for each in lines.mappings()])


def lock_rma(tx: Connection, rma_number: str, partner_id: str | None) -> Rma | None:
    """Load an RMA that nobody else changes until this transaction ends."""
    tx.execute(
        select(t.rma.c.version)
        .where(t.rma.c.rma_number == rma_number, _owned(partner_id))
        .with_for_update(key_share=True)
    )
    return load_rma(tx, rma_number, partner_id)


def lock_lines(tx: Connection, line_ids: Iterable[str]) -> dict[str, RmaLine]:
    """Load lines whose RMAs nobody else changes until this transaction ends, by line id.

    RMAs are locked in the order of their numbers, so that two who lock several never wait for
    each other.
    """
    ids = sorted(line_ids)
    numbers = select(t.rma_line.c.rma_number).where(t.rma_line.c.line_id.in_(ids))
    tx.execute(
        select(t.rma.c.rma_number)
        .where(t.rma.c.rma_number.in_(numbers))
        .order_by(t.rma.c.rma_number)
        .with_for_update(key_share=True)
    )
    return {line.line_id: line for line in _lines(tx, t.rma_line.c.line_id.in_(ids))}


def lock_partner(tx: Connection, partner_id: str) -> bool:
    """Let one transaction at a time open RMAs of a partner; False: there is no such partner."""
    return tx.execute(_PARTNER, {"partner": partner_id}).one_or_none() is not None


def lines_of_rmas_around(
    tx: Connection,
    partner_id: str,
    earliest: datetime,
    latest: datetime,
    alike: Mapping[str, Collection[str]] | None = None,
) -> Sequence[RmaLine]:
    """Lines of the RMAs of which a partner requested anything in a span of time, ends included.

    With `alike`, only of RMAs that have a line with one of the values in each of its columns. The
    promises of the lines are not read.
    """
    wanted = {name: sorted(values) for name, values in (alike or {}).items()}
    around = {"partner": partner_id, "earliest": earliest, "latest": latest}
    rows = tx.execute(_lines_around(tuple(wanted)), around | wanted).mappings()
    return [_line(row, None) for row in rows]


@cache
def _lines_around(alike: tuple[str, ...]) -> Select[Any]:
    """Statement for lines of RMAs that are near, and alike in some columns."""
    line = t.rma_line.c
    near = select(line.rma_number).where(
        line.partner_id == bindparam("partner"),
        line.requested_at.between(bindparam("earliest"), bindparam("latest")),
        *(line[name].in_(bindparam(name, expanding=True)) for name in alike),
    )
    return (
        select(t.rma_line).where(line.rma_number.in_(near)).order_by(line.rma_number, line.line_id)
    )


def lines_in(tx: Connection, states: Iterable[State]) -> Sequence[RmaLine]:
    """Lines of all partners in some states."""
    return _lines(tx, t.rma_line.c.state.in_(list(states)))


def list_rmas(
    tx: Connection,
    partner_id: str | None,
    before: tuple[datetime, str] | None,
    limit: int,
    *,
    going_on: bool = False,
) -> Sequence[Rma]:
    """Newest RMAs first, those after a (opened_at, rma_number) of a former page."""
    conditions = [_owned(partner_id)]
    if before is not None:
        opened_at, rma_number = before
        conditions.append(
            or_(
                t.rma.c.opened_at < opened_at,
                and_(t.rma.c.opened_at == opened_at, t.rma.c.rma_number < rma_number),
            )
        )
    if going_on:
        alive = select(t.rma_line.c.rma_number).where(t.rma_line.c.state.not_in(list(ENDED)))
        conditions.append(t.rma.c.rma_number.in_(alive))
    rows = tx.execute(
        select(t.rma)
        .where(*conditions)
        .order_by(t.rma.c.opened_at.desc(), t.rma.c.rma_number.desc())
        .limit(limit)
    )
    return _rmas(tx, rows.all())


def _rmas(tx: Connection, rows: Sequence[Row[Any]]) -> list[Rma]:
    numbers = [row.rma_number for row in rows]
    lines: dict[str, list[RmaLine]] = {number: [] for number in numbers}
    for line in _lines(tx, t.rma_line.c.rma_number.in_(numbers)):
        lines[line.rma_number].append(line)
    return [_rma(row, lines[row.rma_number]) for row in rows]


def _rma(row: Row[Any], lines: Sequence[RmaLine]) -> Rma:
    return Rma(
        row.partner_id, row.rma_number, row.opened_at, row.opened_by, row.version, tuple(lines)
    )


def _lines(tx: Connection, *conditions: ColumnElement[bool]) -> list[RmaLine]:
    rows = tx.execute(_LINES.where(*conditions)).mappings()
    return [_line(row, _promise(row)) for row in rows]


def _promise(row: RowMapping) -> Promise | None:
    return None if row["promise_verdict"] is None else _value(Promise, row, "promise_")


def _line(row: RowMapping, promise: Promise | None) -> RmaLine:
    return RmaLine(
        partner_id=row["partner_id"],
        rma_number=row["rma_number"],
        line_id=row["line_id"],
        reported=_value(Reported, row),
        state=State(row["state"]),
        state_sentence=row["state_sentence"],
        state_clause=row["state_clause"],
        terms=None if row["due_at"] is None else _value(Terms, row),
        promise=promise,
        route=None if row["plan_version"] is None else _value(Route, row),
        progress=_value(Progress, row),
        clock=row["clock"] or {},
    )


def _value(kind: type[_Value], row: RowMapping, prefix: str = "") -> _Value:
    """Fill a value from the columns that have the names of its fields."""
    return kind(*(row[prefix + name] for name in _NAMES[kind]))


def _cells(value: Any) -> dict[str, object]:  # noqa: ANN401 - any value of a line
    """Fields of a value by the names of its columns."""
    return {name: getattr(value, name) for name in _NAMES[type(value)]}


def _columns(line: RmaLine) -> dict[str, object]:
    empty: dict[str, object] = dict.fromkeys((*_NAMES[Terms], *_NAMES[Route]))
    filled = [_cells(part) for part in (line.terms, line.route) if part is not None]
    own: dict[str, object] = {
        "partner_id": line.partner_id,
        "rma_number": line.rma_number,
        "line_id": line.line_id,
        "state": line.state,
        "state_sentence": line.state_sentence,
        "state_clause": line.state_clause,
        "clock": dict(line.clock) or None,
    }
    for part in (_cells(line.reported), empty, *filled, _cells(line.progress)):
        own.update(part)
    return own


def _save_promise(tx: Connection, line: RmaLine) -> None:
    tx.execute(t.promise.delete().where(_is(t.promise, line)))
    if line.promise is not None:
        tx.execute(_INSERT_PROMISE, [_promise_columns(line)])


def _promise_columns(line: RmaLine) -> dict[str, object]:
    return {"partner_id": line.partner_id, "line_id": line.line_id, **_cells(line.promise)}


def _is(table: Any, line: RmaLine) -> ColumnElement[bool]:  # noqa: ANN401 - a Core table's columns
    return and_(table.c.partner_id == line.partner_id, table.c.line_id == line.line_id)


def _owned(partner_id: str | None) -> ColumnElement[bool]:
    return true() if partner_id is None else t.rma.c.partner_id == partner_id
