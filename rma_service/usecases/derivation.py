"""How the targets of a case came about: the rules once more, with what they looked at."""

from rma_service.db.engine import Connection, Database
from rma_service.domain.people import Principal
from rma_service.domain.rma_record import Rma, RmaLine
from rma_service.policies.deadline import Deadline
from rma_service.usecases.basis import basis_of
from rma_service.usecases.cases import visible
from rma_service.usecases.intake import Basis, request_row
from rma_service.usecases.judging import deadlines_of
from rma_service.usecases.neighbors import lines_beside, still_counts
from rma_service.usecases.refusals import FaultyInput


def derivations_of(
    database: Database, principal: Principal, rma_number: str
) -> dict[str, Deadline]:
    """Give the deadline of each line with its trace, by line id.

    A line whose target the rules of today would set otherwise has none: what was told then is
    kept, and how it came about can no longer be shown.

    Raises
    ------
    NotFound
        When there is no RMA that this principal may see.
    """
    with database.read() as tx:
        rma = visible(tx, principal, rma_number)
        found = found_for(tx, rma, basis_of(tx))
    return {
        line.line_id: found[line.line_id]
        for line in rma.lines
        if line.line_id in found and _holds(line, found[line.line_id])
    }


def found_for(tx: Connection, rma: Rma, basis: Basis) -> dict[str, Deadline]:
    """Deadlines that the rules of now set for the lines of an RMA, by line id."""
    own = [line for line in rma.lines if still_counts(line, basis)]
    judged = (*own, *lines_beside(tx, rma.lines, basis))
    rows = [request_row(line) for line in judged]
    clocks = {line.line_id: line.clock for line in judged}
    try:
        return deadlines_of(basis.directory, basis.policies, rows, clocks)
    except FaultyInput:
        return {}


def _holds(line: RmaLine, found: Deadline) -> bool:
    return line.terms is not None and line.terms.due_at == found.due_at
