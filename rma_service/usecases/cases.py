"""Read the record: RMAs, their lines, and what happened to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rma_service.db import events, facts, rmas
from rma_service.db.engine import Connection, Database
from rma_service.domain.entitlement import ServicePeriod
from rma_service.domain.errors import NotFound
from rma_service.domain.event import Event, broken_link
from rma_service.domain.people import Principal
from rma_service.domain.rma_record import Rma


@dataclass(frozen=True, slots=True)
class History:
    """Events of an RMA, and the first one that does not fit the chain; None: all do."""

    events: tuple[Event, ...]
    broken_at: int | None


def rma_of(database: Database, principal: Principal, rma_number: str) -> Rma:
    """Give an RMA as it stands.

    Raises
    ------
    NotFound
        When there is none that this principal may see.
    """
    with database.read() as tx:
        return visible(tx, principal, rma_number)


def list_rmas(
    database: Database,
    principal: Principal,
    after: tuple[datetime, str] | None = None,
    limit: int = 50,
    *,
    going_on: bool = False,
) -> Sequence[Rma]:
    """Newest RMAs that a principal may see, after the (opened_at, rma_number) of a former page."""
    with database.read() as tx:
        return rmas.list_rmas(tx, principal.partner_id, after, limit, going_on=going_on)


def history_of(database: Database, principal: Principal, rma_number: str) -> History:
    """Give everything that happened to an RMA, and whether the chain of events holds.

    Raises
    ------
    NotFound
        When there is no RMA that this principal may see.
    """
    with database.read() as tx:
        rma = visible(tx, principal, rma_number)
        chain = events.load_events(tx, rma.partner_id, rma.rma_number)
    return History(chain, broken_link(chain, rma.version))


def periods_of(database: Database, rma: Rma) -> Mapping[str, ServicePeriod]:
    """From when to when the contracts of an RMA cover, by contract id, as the record keeps it."""
    with database.read() as tx:
        return facts.service_periods(tx, {line.reported.contract_id for line in rma.lines})


def visible(tx: Connection, principal: Principal, rma_number: str) -> Rma:
    """The RMA of a number.

    Raises
    ------
    NotFound
        When there is none that this principal may see; which of the two is not told.
    """
    rma = rmas.load_rma(tx, rma_number, principal.partner_id)
    if rma is None:
        raise NotFound("There is no such RMA.")
    return rma
