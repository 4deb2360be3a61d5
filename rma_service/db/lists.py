"""Plain reads for lists of lines: filtered, in a fixed order, page by page from behind a row."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    RowMapping,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from rma_service.db import tables as t
from rma_service.db.types import Instant
from rma_service.domain.listed import LineFilter, ListedLine
from rma_service.domain.rma import State

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Due when no clock runs, so that such lines stand last among equals."""

WAITING = (State.ON_HOLD, State.OPEN, State.RESERVED, State.HANDED_OVER)
"""States in which something is still to be done before a part leaves."""

_TOGETHER = (
    t.rma_line.join(
        t.rma,
        and_(
            t.rma.c.partner_id == t.rma_line.c.partner_id,
            t.rma.c.rma_number == t.rma_line.c.rma_number,
        ),
    )
    .join(t.partner, t.partner.c.partner_id == t.rma_line.c.partner_id)
    .join(t.site, t.site.c.site_id == t.rma_line.c.site_id)
    .outerjoin(
        t.promise,
        and_(
            t.promise.c.partner_id == t.rma_line.c.partner_id,
            t.promise.c.line_id == t.rma_line.c.line_id,
        ),
    )
)
_SHOWN = (
    t.rma_line.c.line_id,
    t.rma_line.c.rma_number,
    t.rma_line.c.partner_id,
    t.partner.c.name.label("partner_name"),
    t.rma_line.c.state,
    t.rma_line.c.state_sentence,
    t.rma.c.opened_at,
    t.rma_line.c.priority,
    t.rma_line.c.part_number,
    t.rma_line.c.site_id,
    t.site.c.customer,
    t.site.c.city,
    t.site.c.country,
    t.site.c.timezone,
    t.rma_line.c.due_at,
    t.rma_line.c.owed,
    t.promise.c.verdict,
    t.promise.c.sentence,
    t.promise.c.arrival_at,
)


def newest_lines(
    tx: Connection,
    partner_id: str | None,
    wanted: LineFilter,
    after: tuple[datetime, str] | None,
    limit: int,
) -> list[ListedLine]:
    """Lines of the newest RMAs first; those after (opened_at, line_id) of a former page."""
    conditions = [*_owned(partner_id), *_wanted(wanted)]
    if after is not None:
        opened_at, line_id = after
        conditions.append(
            or_(
                t.rma.c.opened_at < opened_at,
                and_(t.rma.c.opened_at == opened_at, t.rma_line.c.line_id > line_id),
            )
        )
    rows = tx.execute(
        select(*_SHOWN)
        .select_from(_TOGETHER)
        .where(*conditions)
        .order_by(t.rma.c.opened_at.desc(), t.rma_line.c.line_id)
        .limit(limit)
    )
    return [ListedLine(**row) for row in rows.mappings()]


def queue(
    tx: Connection,
    now: datetime,
    rank: int | None,
    after: tuple[int, datetime, str] | None,
    limit: int,
) -> list[ListedLine]:
    """Lines whose part has not left, the gravest first, then by due time; one rank or all."""
    ranked, due = _rank(now), func.coalesce(t.rma_line.c.due_at, literal(NEVER, Instant))
    conditions = [t.rma_line.c.state.in_(list(WAITING))]
    if rank is not None:
        conditions.append(ranked == rank)
    if after is not None:
        last = tuple_(literal(after[0], Integer), literal(after[1], Instant), literal(after[2]))
        conditions.append(tuple_(ranked, due, t.rma_line.c.line_id) > last)
    rows = tx.execute(
        select(*_SHOWN, ranked.label("rank"))
        .select_from(_TOGETHER)
        .where(*conditions)
        .order_by(ranked, due, t.rma_line.c.line_id)
        .limit(limit)
    )
    return [ListedLine(**row) for row in rows.mappings()]


def queue_counts(tx: Connection, now: datetime) -> dict[int, int]:
    """How many lines of the queue have each rank."""
    ranked = _rank(now)
    rows = tx.execute(
        select(ranked.label("rank"), func.count().label("lines"))
        .select_from(_TOGETHER)
        .where(t.rma_line.c.state.in_(list(WAITING)))
        .group_by(ranked)
    )
    return {row.rank: row.lines for row in rows}


def form_facts(tx: Connection, partner_id: str | None) -> dict[str, Sequence[RowMapping]]:
    """Sites, platforms, parts and fault codes that an RMA may name."""
    own = [] if partner_id is None else [t.site.c.partner_id == partner_id]
    installed = [] if partner_id is None else [t.installed_base.c.partner_id == partner_id]
    return {
        "sites": _all(
            tx,
            select(t.site.c.site_id, t.site.c.customer, t.site.c.city, t.site.c.country)
            .where(t.site.c.active, *own)
            .order_by(t.site.c.city, t.site.c.site_id),
        ),
        "platforms": _all(
            tx,
            select(t.installed_base.c.platform, func.count().label("sites"))
            .where(*installed)
            .group_by(t.installed_base.c.platform)
            .order_by(t.installed_base.c.platform),
        ),
        "parts": _all(
            tx,
            select(t.part.c.part_number, t.part.c.description)
            .where(t.part.c.active)
            .order_by(t.part.c.part_number),
        ),
        "faults": _all(
            tx,
            select(t.fault_code.c.fault_code, t.fault_code.c.meaning)
            .where(t.fault_code.c.active)
            .order_by(t.fault_code.c.meaning),
        ),
    }


def _all(tx: Connection, statement: object) -> Sequence[RowMapping]:
    return tx.execute(statement).mappings().all()  # type: ignore[call-overload] # any select


def _owned(partner_id: str | None) -> list[ColumnElement[bool]]:
    """A partner's list names the partner; None sees all."""
    return [] if partner_id is None else [t.rma_line.c.partner_id == partner_id]


def _wanted(wanted: LineFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.state:
        conditions.append(t.rma_line.c.state == wanted.state)
    if wanted.verdict:
        conditions.append(t.promise.c.verdict == wanted.verdict)
    if wanted.search:
        searched = (
            t.rma_line.c.line_id,
            t.rma_line.c.part_number,
            t.site.c.customer,
            t.site.c.city,
        )
        conditions.append(
            or_(*(column.icontains(wanted.search, autoescape=True) for column in searched))
        )
    return conditions


def _rank(now: datetime) -> ColumnElement[int]:
    """How soon a person must look: past due, no promise, at risk, on hold, open, under way."""
    verdict, state = t.promise.c.verdict, t.rma_line.c.state
    return case(
        (and_(t.rma_line.c.due_at < now, t.rma_line.c.owed), 0),
        (verdict.in_(["impossible_alone", "impossible_together", "not_proved"]), 1),
        (verdict == "at_risk", 2),
        (state == State.ON_HOLD, 3),
        (state == State.OPEN, 4),
        else_=5,
    )
