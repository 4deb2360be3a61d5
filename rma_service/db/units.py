"""Units by serial: good ones that left and came back, faulty ones that are with a customer.

Serials are compared without regard to case and to blanks around them.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.dialects import postgresql, sqlite

from rma_service.db.engine import Connection
from rma_service.db.tables import rma_line, unit_out
from rma_service.domain.rma import CALLED_OFF
from rma_service.domain.rma_record import RmaLine


def send_out(tx: Connection, line: RmaLine, part_number: str, serial: str, at: datetime) -> bool:
    """Note that a good unit leaves for a line; False: it left before and has not come back."""
    insert = postgresql.insert if tx.dialect.name == "postgresql" else sqlite.insert
    statement = (
        insert(unit_out)
        .values(
            part_number=part_number,
            serial=_plain(serial),
            partner_id=line.partner_id,
            line_id=line.line_id,
            out_at=at,
        )
        .on_conflict_do_nothing()
        .returning(unit_out.c.unit_out_id)
    )
    return tx.execute(statement).one_or_none() is not None


def take_back(tx: Connection, part_number: str, serial: str, at: datetime) -> None:
    """Note that a unit is with us again, if it is one that left."""
    tx.execute(unit_out.update().where(_is_out(part_number, serial)).values(back_at=at))


def line_with(tx: Connection, part_number: str, serial: str) -> str | None:
    """Line for which a good unit left that has not come back."""
    found = select(unit_out.c.line_id).where(_is_out(part_number, serial))
    return tx.execute(found).scalar_one_or_none()


def line_that_waits_for(tx: Connection, part_number: str, serial: str) -> str | None:
    """First line that reported a unit as faulty which has not come back."""
    found = (
        select(rma_line.c.line_id)
        .where(
            rma_line.c.part_number == part_number,
            _same(rma_line.c.faulty_serial, serial),
            rma_line.c.returned_at.is_(None),
            rma_line.c.state.not_in(sorted(CALLED_OFF)),
        )
        .order_by(rma_line.c.line_id)
        .limit(1)
    )
    return tx.execute(found).scalar_one_or_none()


def line_returned_with(tx: Connection, part_number: str, serial: str) -> str | None:
    """Line for which a faulty unit came back that has not left since."""
    left_since = exists().where(
        unit_out.c.part_number == part_number,
        unit_out.c.serial == _plain(serial),
        unit_out.c.out_at >= rma_line.c.returned_at,
    )
    found = (
        select(rma_line.c.line_id)
        .where(
            rma_line.c.part_number == part_number,
            _same(rma_line.c.returned_serial, serial),
            ~left_since,
        )
        .order_by(rma_line.c.returned_at.desc(), rma_line.c.line_id)
        .limit(1)
    )
    return tx.execute(found).scalar_one_or_none()


def _is_out(part_number: str, serial: str) -> ColumnElement[bool]:
    return and_(
        unit_out.c.part_number == part_number,
        unit_out.c.serial == _plain(serial),
        unit_out.c.back_at.is_(None),
    )


def _same(column: ColumnElement[str | None], serial: str) -> ColumnElement[bool]:
    return func.upper(func.trim(column)) == _plain(serial)


def _plain(serial: str) -> str:
    return serial.strip().upper()
