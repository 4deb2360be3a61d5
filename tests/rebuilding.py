"""Rebuilds every line from the log of its RMA alone, and every target from what the log says.

Nothing that is stored of a line is read but to be compared with.
"""

from dataclasses import replace

from rma_service.db import events, rmas
from rma_service.db.engine import Database
from rma_service.domain.clock_log import entries_of, folded
from rma_service.domain.rma import State
from rma_service.domain.rma_record import RmaLine
from rma_service.usecases.basis import basis_of
from rma_service.usecases.intake import judged
from rma_service.usecases.replaying import replayed


def faults_of_the_log(database: Database) -> list[str]:
    """Lines that their logs tell otherwise than they are stored, or whose rules set otherwise.

    The log must give every stored line but for its promise. Judged anew from what it says, beside
    all other lines of their partners, open lines must get the very terms that are stored.
    """
    faults: list[str] = []
    told: dict[str, list[RmaLine]] = {}
    stored: dict[str, RmaLine] = {}
    with database.read() as tx:
        basis = basis_of(tx)
        for number, _, chain in events.every_chain(tx):
            rma = rmas.load_rma(tx, number, None)
            assert rma is not None
            for line in rma.lines:
                stored[line.line_id] = line
                moments = replayed(chain, line.line_id)
                rebuilt = moments[-1].line if moments else None
                faults += _differences(line, rebuilt)
                if folded(entries_of(chain), line.line_id) != line.clock:
                    faults.append(f"{line.line_id}: its clock log does not fold to {line.clock}")
                if rebuilt is not None and rebuilt.state is not State.REJECTED:
                    told.setdefault(line.partner_id, []).append(replace(rebuilt, terms=None))
    for lines in told.values():
        for was, line in zip(lines, judged(lines, basis), strict=True):
            terms = stored[line.line_id].terms
            if was.state is State.OPEN and line.terms != terms:
                faults.append(f"{line.line_id}: stored {terms}, derived {line.terms}")
    return faults


def _differences(line: RmaLine, rebuilt: RmaLine | None) -> list[str]:
    if rebuilt == replace(line, promise=None):
        return []
    return [f"{line.line_id}: stored {line}, the log tells {rebuilt}"]
