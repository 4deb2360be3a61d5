"""Which unit may leave for a line and which may come back for it, by its serial."""

from datetime import datetime

from rma_service.db import units
from rma_service.db.engine import Connection
from rma_service.domain.errors import Refused
from rma_service.domain.rma_record import RmaLine


def send_unit(tx: Connection, line: RmaLine, part_number: str, serial: str, at: datetime) -> None:
    """Note the serial of the good unit that leaves for a line.

    Raises
    ------
    Refused
        When it is a faulty unit that is with a customer, or left before and has not come back.
    """
    waiting = units.line_that_waits_for(tx, part_number, serial)
    if _same(serial, line.reported.faulty_serial):
        waiting = line.line_id
    if waiting is not None:
        raise Refused([f"{serial} is the faulty unit of line {waiting}, which has not come back."])
    if not units.send_out(tx, line, part_number, serial, at):
        other = units.line_with(tx, part_number, serial)
        raise Refused(
            [f"{serial} of {part_number} left for line {other} and has not come back since."]
        )


def take_unit_back(tx: Connection, line: RmaLine, serial: str, at: datetime) -> None:
    """Note the serial of the defective unit that comes back for a line.

    Raises
    ------
    Refused
        When it is the replacement, another unit than the reported one, or one that came back for
        another line; a line that reported no serial takes any other.
    """
    name, reported = line.line_id, line.reported.faulty_serial
    part_number = line.reported.part_number
    if _same(serial, line.progress.shipped_serial):
        raise Refused([f"{serial} is the replacement of line {name}, not its faulty part."])
    if reported is not None and not _same(serial, reported):
        raise Refused([f"Line {name} reported the faulty serial {reported}; {serial} came back."])
    other = units.line_returned_with(tx, part_number, serial)
    if other is not None:
        raise Refused([f"{serial} came back for line {other} and has not left since."])
    units.take_back(tx, part_number, serial, at)


def _same(serial: str, other: str | None) -> bool:
    return other is not None and serial.strip().upper() == other.strip().upper()
