"""Fill a record with the demonstration; what was stopped on the way goes on the next time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from optimizer.dispatch.bounded import NoPlanError
from rma_service.db.demonstration import Filling, filling_of
from rma_service.db.engine import Database
from rma_service.db.migrate import migrate
from rma_service.domain.errors import Refused
from rma_service.usecases.contracts_of_now import moved_contracts
from rma_service.usecases.dispatch import plan_now
from rma_service.usecases.first_people import FirstPerson, add_first_people, demo_people
from rma_service.usecases.importing import DEMO_AT, import_directory
from rma_service.usecases.passwords import Passwords
from rma_service.usecases.requests import import_requests
from rma_service.usecases.solving import Solve, in_child
from rma_service.usecases.stages import Stages

ACTOR = "rma demo"
"""Who has done what makes a demonstration, in the record."""

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What a record is after all: `is_ours` when it was filled here, `is_new` when just now.

    `people` are those whose passwords may be told.
    """

    is_ours: bool
    is_new: bool
    people: Sequence[FirstPerson] = field(default=(), compare=False)


def prepare(
    database: Database,
    clock: Clock,
    directory: Path,
    stages: Stages,
    passwords: Passwords | None = None,
    solve: Solve | None = None,
) -> Demonstration:
    """Bring the tables up to date, then network, requests, people and a first plan that lack.

    Each step is kept whole or not at all. The record of somebody else gets nothing but its tables,
    and an administrator if it has nobody.

    Raises
    ------
    FaultyInput
        When files are faulty, with every fault.
    Refused
        When no plan can be made.
    """
    with stages.stage("tables"):
        migrate(database)
    with database.read() as tx:
        found = filling_of(tx)
    passwords = passwords or Passwords()
    if not _is_ours(found):
        people = add_first_people(database, clock, passwords, demo=False)
        return Demonstration(is_ours=False, is_new=False, people=people)
    if not found.rmas:
        with stages.stage("import"):
            _take_over(database, clock, directory)
    with stages.stage("people"):
        add_first_people(database, clock, passwords, demo=True)
    if not found.plans:
        with stages.stage("first plan"):
            _plan(database, clock, solve or partial(in_child, hear=stages.progress))
    return Demonstration(is_ours=True, is_new=not found.plans, people=demo_people())


def _is_ours(found: Filling) -> bool:
    """Whether a record is untouched, or was filled here."""
    if found.first_import_by is None:
        return not found.accounts
    return found.first_import_by == ACTOR


def _take_over(database: Database, clock: Clock, directory: Path) -> None:
    """Import contracts, receipts and requests as if now were their instant; again, all move on."""
    now, requests = clock(), directory / "requests.csv"
    with moved_contracts(directory, (now.date() - DEMO_AT.date()).days) as tables:
        done = import_directory(database, clock, ACTOR, tables, now, requests)
    import_requests(database, clock, ACTOR, done.requests)


def _plan(database: Database, clock: Clock, solve: Solve) -> None:
    try:
        plan_now(database, clock, ACTOR, solve=solve)
    except NoPlanError as fault:
        raise Refused([str(fault)]) from fault
