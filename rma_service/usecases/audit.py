"""Hold the record against itself: counters against movements, the past against its chains."""

from rma_service.db import events
from rma_service.db.engine import Database
from rma_service.db.ledger import ledger_faults
from rma_service.domain.event import broken_link
from rma_service.usecases.refusals import NoAnswer


class FaultyRecord(NoAnswer):
    """The record contradicts itself, with a sentence for each place."""

    exit_status = 4


def audit(database: Database) -> None:
    """Add up the ledger and read every chain of events again.

    Raises
    ------
    FaultyRecord
        When a counter is not what its movements say, or somebody changed the past.
    """
    with database.read() as tx:
        sentences = ledger_faults(tx)
    sentences += broken_chains(database)
    if sentences:
        raise FaultyRecord(sentences)


def broken_chains(database: Database) -> list[str]:
    """Say of each RMA whose events do not fit, which one is the first; empty: all chains hold."""
    with database.read() as tx:
        found = [
            (rma_number, broken_link(chain, version))
            for rma_number, version, chain in events.every_chain(tx)
        ]
    return [
        f"Event {sequence} of {rma_number} is missing or was changed after it was recorded."
        for rma_number, sequence in found
        if sequence is not None
    ]
