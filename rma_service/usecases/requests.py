"""Take RMAs over that another system opened, such as those of a file of requests."""

from collections.abc import Callable, Sequence
from datetime import datetime

from optimizer.files.records import RequestRow
from rma_service.db import rmas
from rma_service.db.engine import Connection, Database
from rma_service.domain.event import Happened
from rma_service.domain.rma_record import Rma, RmaLine
from rma_service.usecases.basis import basis_of
from rma_service.usecases.intake import judged, line_of_row
from rma_service.usecases.moving import Hand, opened


def import_requests(
    database: Database, clock: Callable[[], datetime], actor: str, rows: Sequence[RequestRow]
) -> int:
    """Open the RMAs that the record does not have yet, judged together; gives how many.

    They are promised nothing here: a plan follows.

    Raises
    ------
    Refused
        When a policy cannot judge a line.
    """
    by = Hand(actor, clock())
    with database.write() as tx:
        lines = judged([line_of_row(row) for row in rows], basis_of(tx))
        new = [rma for rma in _rmas(lines, actor) if not _is_known(tx, rma)]
        for rma in new:
            opened(tx, rma, [Happened("take_over", None, {"lines": len(rma.lines)})], by)
    return len(new)


def _rmas(lines: Sequence[RmaLine], actor: str) -> list[Rma]:
    """RMAs of lines, each opened when its first line was requested."""
    of: dict[str, list[RmaLine]] = {}
    for line in lines:
        of.setdefault(line.rma_number, []).append(line)
    return [_rma(each, actor) for each in of.values()]


def _rma(lines: Sequence[RmaLine], actor: str) -> Rma:
    opened_at = min(line.reported.requested_at for line in lines)
    return Rma(lines[0].partner_id, lines[0].rma_number, opened_at, actor, 1, tuple(lines))


def _is_known(tx: Connection, rma: Rma) -> bool:
    return rmas.load_rma(tx, rma.rma_number, None) is not None
