"""Take RMAs over that another system opened, such as those of a file of requests."""

from collections.abc import Callable, Sequence
from datetime import datetime

from optimizer.files.records import RequestRow
from rma_service.db import rmas
from rma_service.db.engine import Connection, Database
from rma_service.domain.rma_record import Rma, RmaLine
from rma_service.usecases.basis import basis_of
from rma_service.usecases.intake import Basis, line_of_row
from rma_service.usecases.moving import Hand, begun, opened
from rma_service.usecases.neighbors import judge_beside, retarget


def import_requests(
    database: Database, clock: Callable[[], datetime], actor: str, rows: Sequence[RequestRow]
) -> int:
    """Open the RMAs that the record does not have yet; gives how many.

    They are judged together and beside those that the record has, partner by partner, and promised
    nothing here: a plan follows.

    Raises
    ------
    Refused
        When a policy cannot judge a line.
    """
    by = Hand(actor, clock())
    with database.write() as tx:
        basis, new = basis_of(tx), _new_lines(tx, rows)
        return sum(_taken_over(tx, new[partner_id], basis, by) for partner_id in sorted(new))


def _new_lines(tx: Connection, rows: Sequence[RequestRow]) -> dict[str, list[RmaLine]]:
    """Lines of RMAs that the record does not have, by partner."""
    known = {number: _is_known(tx, number) for number in {row.rma_number for row in rows}}
    of: dict[str, list[RmaLine]] = {}
    for row in rows:
        if not known[row.rma_number]:
            of.setdefault(row.partner_id, []).append(line_of_row(row))
    return of


def _taken_over(tx: Connection, asked: Sequence[RmaLine], basis: Basis, by: Hand) -> int:
    """Open the RMAs of one partner, and tell those beside them; gives how many."""
    rmas.lock_partner(tx, asked[0].partner_id)
    lines, neighbors = judge_beside(tx, asked, basis)
    retarget(tx, neighbors, by)
    new = _rmas(lines, by.actor)
    for rma in new:
        opened(tx, rma, [begun("take_over", rma.lines)], by)
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


def _is_known(tx: Connection, rma_number: str) -> bool:
    return rmas.load_rma(tx, rma_number, None) is not None
