"""Plain reads for lists of lines: filtered, in a fixed order, page by page from behind a row."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
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
from rma_service.domain.listed import NEVER, LineFilter, ListedLine, ListedSite
from rma_service.domain.rma import NOT_SHIPPED, State

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
    t.rma_line.c.target_kind,
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
    conditions: list[ColumnElement[bool]] = [t.rma_line.c.state.in_(sorted(NOT_SHIPPED))]
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
        .where(t.rma_line.c.state.in_(sorted(NOT_SHIPPED)))
        .group_by(ranked)
    )
    return {row.rank: row.lines for row in rows}


def companies(tx: Connection) -> dict[str, str]:
    """What every partner in use is called, by its id, in the order of names."""
    partner = t.partner.c
    rows = tx.execute(
        select(partner.partner_id, partner.name)
        .where(partner.active)
        .order_by(partner.name, partner.partner_id)
    )
    return {row.partner_id: row.name for row in rows}


def sites_of(
    tx: Connection, partner_id: str | None, site_ids: Sequence[str] | None = None
) -> list[ListedSite]:
    """Sites in use of a partner, or certain sites whether they are in use or not."""
    site = t.site.c
    conditions = [] if partner_id is None else [site.partner_id == partner_id]
    conditions.append(site.active if site_ids is None else site.site_id.in_(site_ids))
    rows = tx.execute(
        select(site.site_id, site.partner_id, site.customer, site.city, site.country, site.timezone)
        .where(*conditions)
        .order_by(site.city, site.site_id)
    )
    return [ListedSite(**row) for row in rows.mappings()]


def platforms_of(tx: Connection, partner_id: str | None) -> list[tuple[str, str]]:
    """Platforms that are installed at sites of a partner, with how many sites have one."""
    base = t.installed_base.c
    own = [] if partner_id is None else [base.partner_id == partner_id]
    rows = tx.execute(
        select(base.platform, func.count().label("sites"))
        .where(*own)
        .group_by(base.platform)
        .order_by(base.platform)
    )
    return [(row.platform, f"at {_sites(row.sites)}") for row in rows]


def _sites(count: int) -> str:
    return "1 site" if count == 1 else f"{count} sites"


def parts_in_use(tx: Connection) -> list[tuple[str, str]]:
    """Part numbers with descriptions."""
    part = t.part.c
    rows = tx.execute(
        select(part.part_number, part.description).where(part.active).order_by(part.part_number)
    )
    return [(row.part_number, row.description) for row in rows]


def faults_in_use(tx: Connection) -> list[tuple[str, str]]:
    """Fault codes with their meaning."""
    fault = t.fault_code.c
    rows = tx.execute(
        select(fault.fault_code, fault.meaning).where(fault.active).order_by(fault.meaning)
    )
    return [(row.fault_code, row.meaning) for row in rows]


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
