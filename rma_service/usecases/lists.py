"""What people look through: lines, the queue of a dispatcher, depots and shelves."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from optimizer.network import Network
from rma_service.db import lists, shelves
from rma_service.db.engine import Database
from rma_service.domain.listed import (
    FormChoices,
    LineFilter,
    ListedDepot,
    ListedLine,
    ListedShelf,
    ListedSite,
    Named,
)
from rma_service.domain.people import Principal
from rma_service.domain.rma_record import Rma
from rma_service.policies.policy import Policy
from rma_service.usecases.basis import policies_in_use
from rma_service.usecases.directory import (
    directory_of,
    network_version_of,
    standing_directory,
)

PAGE_LINES = 50
"""Rows of one page of a list."""


@dataclass(frozen=True, slots=True)
class Queue:
    """The lines of one page of the queue, and how many lines have each rank."""

    lines: list[ListedLine]
    more: bool
    counts: Mapping[int, int]


def list_lines(
    database: Database,
    principal: Principal,
    wanted: LineFilter,
    after: tuple[datetime, str] | None = None,
    limit: int = PAGE_LINES,
) -> tuple[list[ListedLine], bool]:
    """Lines that this person may see, the newest first, and whether there are more."""
    with database.read() as tx:
        found = lists.newest_lines(tx, principal.partner_id, wanted, after, limit + 1)
    return found[:limit], len(found) > limit


def list_queue(
    database: Database,
    now: datetime,
    rank: int | None = None,
    after: tuple[int, datetime, str] | None = None,
    limit: int = PAGE_LINES,
) -> Queue:
    """Lines whose part has not left: what needs a person first."""
    with database.read() as tx:
        found = lists.queue(tx, now, rank, after, limit + 1)
        return Queue(found[:limit], len(found) > limit, lists.queue_counts(tx, now))


def present_network(database: Database) -> Network:
    """The network with the stock of now."""
    with database.read() as tx:
        return directory_of(tx).network


def companies(database: Database) -> Mapping[str, str]:
    """What every partner in use is called, by its id."""
    with database.read() as tx:
        return lists.companies(tx)


def names_of_things(database: Database) -> Named:
    """What the last imported network calls its things."""
    with database.read() as tx:
        known = standing_directory(tx, network_version_of(tx))
    network = known.network
    return Named(
        depots={key: each.name for key, each in network.depots.items()},
        services={key: each.name for key, each in network.services.items()},
        parts={key: each.description for key, each in network.parts.items()},
        faults={key: each.meaning for key, each in known.fault_codes.items()},
    )


def list_depots(database: Database) -> list[ListedDepot]:
    """Every depot in use with the sums of its shelves."""
    with database.read() as tx:
        return shelves.list_depots(tx)


def list_shelves(
    database: Database,
    search: str = "",
    depot_id: str = "",
    after: tuple[str, str] | None = None,
    limit: int = PAGE_LINES,
) -> tuple[list[ListedShelf], bool]:
    """Shelves by part and depot with what is coming to them, and whether there are more."""
    with database.read() as tx:
        found = shelves.list_shelves(tx, search, depot_id, after, limit + 1)
    return found[:limit], len(found) > limit


def form_choices(database: Database, principal: Principal) -> FormChoices:
    """What this person may name in an RMA."""
    with database.read() as tx:
        return FormChoices(
            sites=tuple(lists.sites_of(tx, principal.partner_id)),
            platforms=tuple(lists.platforms_of(tx, principal.partner_id)),
            parts=tuple(lists.parts_in_use(tx)),
            faults=tuple(lists.faults_in_use(tx)),
            priorities=tuple(_priorities(policies_in_use().values())),
        )


def _priorities(policies: Iterable[Policy]) -> Iterator[tuple[str, str]]:
    """Priorities of the policies that promise replacements, each once, in words of the first."""
    said: set[str] = set()
    for policy in policies:
        for word in policy.source["priorities"] if "replacement" in policy.uses else ():
            if word not in said:
                said.add(word)
                meaning = policy.priority_meanings.get(word)
                yield word, word if meaning is None else f"{word}, {meaning}"


def sites_named(database: Database, rma: Rma) -> dict[str, ListedSite]:
    """The sites of an RMA that somebody may see, by site id."""
    named = sorted({line.reported.site_id for line in rma.lines})
    with database.read() as tx:
        return {each.site_id: each for each in lists.sites_of(tx, rma.partner_id, named)}
