"""Read every chain of events again and say where somebody changed the past."""

from rma_service.db import events
from rma_service.db.engine import Database
from rma_service.domain.event import broken_link


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
