"""Requests as files have them, read from lines of the record."""

from sqlalchemy import select

from optimizer.files.records import REQUEST_COLUMNS, RequestRow
from rma_service.db.engine import Connection
from rma_service.db.tables import rma_line
from rma_service.domain.rma import NOT_SHIPPED


def requests_not_shipped(tx: Connection) -> tuple[RequestRow, ...]:
    """Lines that wait for a unit, one that is held for them included."""
    rows = tx.execute(
        select(*(rma_line.c[name] for name in REQUEST_COLUMNS))
        .where(rma_line.c.state.in_(sorted(NOT_SHIPPED)))
        .order_by(rma_line.c.rma_number, rma_line.c.line_id)
    )
    return tuple(RequestRow(**row) for row in rows.mappings())
