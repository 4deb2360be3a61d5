"""Units that approved plans send: what of them is on the road, or will be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from sqlalchemy import bindparam, select

from rma_service.db.engine import Connection
from rma_service.db.tables import rma_line as t
from rma_service.domain.rma import State

NOT_SENT = (State.ON_HOLD, State.OPEN, State.CANCELED, State.REJECTED)
"""States of lines for which no vehicle goes."""


@dataclass(frozen=True, slots=True)
class SentLine:
    """What a vehicle carries for a line, and what makes lines identical to a plan."""

    line_id: str
    rma_number: str
    part_number: str
    ship_together: bool
    received_at: datetime
    due_at: datetime
    owed: bool
    site_id: str
    plan_version: int
    depot_id: str
    replacement_part_number: str
    service_id: str
    departs_at: datetime


# Not ordered by the database, which would go through all lines in that order.
_SENT = select(*(t.c[name] for name in SentLine.__slots__)).where(
    t.c.departs_at >= bindparam("since"), t.c.state.not_in(NOT_SENT)
)


def sent_since(tx: Connection, since: datetime) -> Sequence[SentLine]:
    """Lines whose planned departure is not before an instant, in the order of their ids."""
    rows = tx.execute(_SENT, {"since": since})
    return sorted((SentLine(*row) for row in rows), key=attrgetter("line_id"))
