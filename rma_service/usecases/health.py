"""Whether the service can work, who works, what waits, and whether the books are right."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from rma_service.db import health, jobs, plans
from rma_service.db.engine import Connection, Database
from rma_service.db.ledger import ledger_faults
from rma_service.db.migrate import newest_revision, revision_of
from rma_service.db.network import NetworkVersion, newest_network_version
from rma_service.db.workers import workers_at_work
from rma_service.domain.job import Job, WorkerSeen
from rma_service.domain.plan_record import PlanRecord
from rma_service.usecases.presence import SILENCE
from rma_service.usecases.target_changes import Changes, waiting

PARKED_SHOWN = 10
"""Jobs that were given up, of which the reason is told."""

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Readiness:
    """What stands behind the word ready."""

    database: str
    revision: str | None
    wanted_revision: str
    library: str

    @property
    def ready(self) -> bool:
        """Whether requests can be served."""
        return self.revision == self.wanted_revision


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted: jobs by state, workers, open lines by verdict; and the newest plan."""

    at: datetime
    jobs: Mapping[str, int]
    longest_due: datetime | None
    workers: int
    open_lines: Mapping[str, int]
    newest_plan: PlanRecord | None


@dataclass(frozen=True, slots=True)
class Health:
    """Everything that whoever runs the service wants to see at once."""

    readiness: Readiness
    figures: Figures
    workers: Sequence[tuple[WorkerSeen, Job | None]]
    parked: Sequence[Job]
    ledger_faults: Sequence[str]
    network: NetworkVersion | None
    approved_plan: int | None
    targets: Changes


def readiness(database: Database) -> Readiness:
    """Ask the database what it is.

    Raises
    ------
    DatabaseUnavailableError
        When it does not answer.
    """
    with database.read() as tx:
        return _readiness(tx)


def workers_seen(database: Database, clock: Clock) -> Sequence[WorkerSeen]:
    """Workers that were seen a short while ago."""
    with database.read() as tx:
        return workers_at_work(tx, clock() - SILENCE)


def figures(database: Database, clock: Clock) -> Figures:
    """Count."""
    with database.read() as tx:
        return _figures(tx, clock())


def health_of(database: Database, clock: Clock) -> Health:
    """Look at everything, at one moment; the ledger is added up."""
    at = clock()
    with database.read() as tx:
        return Health(
            readiness=_readiness(tx),
            figures=_figures(tx, at),
            workers=[(seen, _job(tx, seen)) for seen in workers_at_work(tx, at - SILENCE)],
            parked=health.parked_jobs(tx, PARKED_SHOWN),
            ledger_faults=ledger_faults(tx),
            network=newest_network_version(tx),
            approved_plan=plans.approved_version(tx),
            targets=waiting(tx),
        )


def _readiness(tx: Connection) -> Readiness:
    return Readiness(tx.dialect.name, revision_of(tx), _wanted(), health.library(tx))


def _figures(tx: Connection, at: datetime) -> Figures:
    return Figures(
        at=at,
        jobs=health.count_jobs(tx),
        longest_due=health.longest_due(tx),
        workers=len(workers_at_work(tx, at - SILENCE)),
        open_lines=health.count_open_lines(tx),
        newest_plan=next(iter(plans.list_plans(tx, None, 1)), None),
    )


def _job(tx: Connection, seen: WorkerSeen) -> Job | None:
    return None if seen.job_id is None else jobs.load_job(tx, seen.job_id)


@cache
def _wanted() -> str:
    return newest_revision()
