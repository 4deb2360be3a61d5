"""Saves and loads dispatch plans; only their status ever changes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Text, cast, select

from rma_service.db import tables as t
from rma_service.db.engine import Connection
from rma_service.domain.plan_record import PinWish, PlanRecord, WishList

_RECORD_COLUMNS = [t.plan.c[each.name] for each in fields(PlanRecord)]


def insert_plan(
    tx: Connection, record: PlanRecord, document: Mapping[str, object], problem: bytes
) -> int:
    """Save a new plan with its document and problem file; gives its version."""
    values = {each.name: getattr(record, each.name) for each in fields(PlanRecord)}
    del values["plan_version"]
    values |= {"wishes": wishes_document(record.wishes), "document": document, "problem": problem}
    inserted = tx.execute(t.plan.insert().values(values).returning(t.plan.c.plan_version))
    return int(inserted.scalar_one())


def load_plan(tx: Connection, plan_version: int) -> PlanRecord | None:
    """Load a plan without its document."""
    rows = tx.execute(select(*_RECORD_COLUMNS).where(t.plan.c.plan_version == plan_version))
    row = rows.mappings().one_or_none()
    return None if row is None else _record(row)


def plan_document_of(tx: Connection, plan_version: int) -> Mapping[str, Any]:
    """Document of a plan that is there."""
    document: Mapping[str, Any] = tx.execute(
        select(t.plan.c.document).where(t.plan.c.plan_version == plan_version)
    ).scalar_one()
    return document


def plan_text_of(tx: Connection, plan_version: int) -> str:
    """Document of a plan that is there, as the text that is stored."""
    text = select(cast(t.plan.c.document, Text)).where(t.plan.c.plan_version == plan_version)
    return tx.execute(text).scalar_one()


def problem_file_of(tx: Connection, plan_version: int) -> bytes:
    """Problem file of a plan that is there."""
    problem = select(t.plan.c.problem).where(t.plan.c.plan_version == plan_version)
    return bytes(tx.execute(problem).scalar_one())


def list_plans(tx: Connection, before: int | None, limit: int) -> Sequence[PlanRecord]:
    """Newest plans first, those before a version."""
    query = select(*_RECORD_COLUMNS).order_by(t.plan.c.plan_version.desc()).limit(limit)
    if before is not None:
        query = query.where(t.plan.c.plan_version < before)
    return [_record(row) for row in tx.execute(query).mappings()]


def approved_version(tx: Connection) -> int | None:
    """Version of the plan that was approved last."""
    version: int | None = tx.execute(select(t.plan_head.c.approved_version)).scalar_one()
    return version


def move_head(tx: Connection, record: PlanRecord, by: str, at: datetime) -> bool:
    """Approve a proposed plan if nothing was approved since it was made; False: something was.

    All other proposals are superseded, and so is the plan that was approved before.
    """
    head = tx.execute(
        t.plan_head.update()
        .where(t.plan_head.c.approved_version.is_not_distinct_from(record.base_version))
        .values(approved_version=record.plan_version)
    )
    if head.rowcount != 1:
        return False
    approved = tx.execute(
        t.plan.update()
        .where(t.plan.c.plan_version == record.plan_version, t.plan.c.status == "proposed")
        .values(status="approved", approved_by=by, approved_at=at)
    )
    tx.execute(
        t.plan.update()
        .where(t.plan.c.plan_version != record.plan_version, t.plan.c.status != "superseded")
        .values(status="superseded")
    )
    return approved.rowcount == 1


def _record(row: RowMapping) -> PlanRecord:
    values = dict(row)
    return PlanRecord(**(values | {"wishes": wish_list(values["wishes"] or {})}))


def wishes_document(wishes: WishList) -> Mapping[str, object]:
    """Wishes as JSON tells them."""
    return {
        "pins": {
            line_id: asdict(pin)
            | {"departs_at": None if pin.departs_at is None else pin.departs_at.isoformat()}
            for line_id, pin in sorted(wishes.pins.items())
        },
        "excluded_depots": sorted(wishes.excluded_depots),
        "excluded_services": sorted(wishes.excluded_services),
        "keep": sorted(wishes.keep),
        "again_of": wishes.again_of,
    }


def wish_list(document: Mapping[str, Any]) -> WishList:
    """Wishes that JSON tells."""
    return WishList(
        pins={line_id: _pin(pin) for line_id, pin in document.get("pins", {}).items()},
        excluded_depots=frozenset(document.get("excluded_depots", ())),
        excluded_services=frozenset(document.get("excluded_services", ())),
        keep=frozenset(document.get("keep", ())),
        again_of=document.get("again_of"),
    )


def _pin(document: Mapping[str, Any]) -> PinWish:
    departs_at = document["departs_at"]
    at = None if departs_at is None else datetime.fromisoformat(departs_at)
    return PinWish(**{**document, "departs_at": at})
