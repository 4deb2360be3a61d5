"""Requests as files have them, read from lines of the record."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from optimizer.files.records import REQUEST_COLUMNS, RequestRow
from rma_service.db.engine import Connection
from rma_service.db.tables import rma_line
from rma_service.domain.rma import NOT_SHIPPED


def requests_not_shipped(tx: Connection) -> tuple[RequestRow, ...]:
    """Lines that wait for a unit, one that is held for them included, as their clocks know them."""
    rows = tx.execute(
        select(*(rma_line.c[name] for name in REQUEST_COLUMNS), rma_line.c.clock)
        .where(rma_line.c.state.in_(sorted(NOT_SHIPPED)))
        .order_by(rma_line.c.rma_number, rma_line.c.line_id)
    )
    return tuple(_row({**row}) for row in rows.mappings())


def _row(told: dict[str, Any]) -> RequestRow:
    """A request with what its clock log says in place of what was sent, where columns have it."""
    clock = told.pop("clock") or {}
    later = {name: clock[name] for name in REQUEST_COLUMNS if name in clock}
    return RequestRow(**told | {name: datetime.fromisoformat(at) for name, at in later.items()})
