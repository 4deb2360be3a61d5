"""What the page of health says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rma_service.domain.job import Job, WorkerSeen
from rma_service.usecases.health import Figures, Health
from rma_service.usecases.target_changes import Changes
from rma_service.web.jobs import KIND_WORDS, job_href, stage_words
from rma_service.wording import VERDICT_WORDS, Moment, ago_words, moment, percent

PATIENCE = timedelta(minutes=5)
"""How long a job may wait until that is not good any more."""

FAULTS_SHOWN = 3

NOT_TOLD = "not promised about yet"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that the service stands on."""

    word: str
    good: bool
    found: str


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """One worker."""

    name: str
    since: Moment
    seen: str
    does: str
    job_href: str


@dataclass(frozen=True, slots=True)
class ParkedRow:
    """One job that was given up."""

    word: str
    href: str
    at: str
    tries: int
    reason: str


@dataclass(frozen=True, slots=True)
class HealthView:
    """All of them, and one sentence."""

    lead: str
    checks: tuple[Check, ...]
    workers: tuple[WorkerRow, ...]
    parked: tuple[ParkedRow, ...]


def health_view(found: Health) -> HealthView:
    """The state of the service in words."""
    now = found.figures.at
    checks = tuple(_checks(found))
    return HealthView(
        lead=_lead(checks) if found.readiness.ready else "The service cannot work as it is.",
        checks=checks,
        workers=tuple(_worker_row(seen, job, now) for seen, job in found.workers),
        parked=tuple(_parked_row(job, now) for job in found.parked),
    )


def _lead(checks: Sequence[Check]) -> str:
    good = all(each.good for each in checks)
    return "Everything is in order." if good else "Not everything is in order."


def _checks(found: Health) -> Iterator[Check]:
    ready, figures = found.readiness, found.figures
    yield Check("Database", good=True, found=ready.library)
    tables = f"revision {ready.revision}, wanted {ready.wanted_revision}"
    yield Check("Tables", good=ready.ready, found=tables)
    yield Check("Ledger", not found.ledger_faults, _ledger_words(found.ledger_faults))
    yield Check("Workers", figures.workers > 0, _workers_words(figures.workers))
    yield Check("Jobs", _is_served(figures), _jobs_words(figures))
    yield _network_check(found)
    yield _plan_check(found)
    yield Check("Open lines", good=True, found=_lines_words(figures.open_lines))
    yield Check("Targets", not found.targets.all, _targets_words(found.targets))
    yield Check("Clock", good=True, found=_clock_words(figures.at))


def _ledger_words(faults: Sequence[str]) -> str:
    if not faults:
        return "movements explain every shelf and every reservation"
    more = len(faults) - FAULTS_SHOWN
    rest = [f"And {more} more."] if more > 0 else []
    return " ".join([*faults[:FAULTS_SHOWN], *rest])


def _workers_words(workers: int) -> str:
    if workers == 0:
        return "none was seen in the last minute: nobody makes plans"
    return "1 is at work" if workers == 1 else f"{workers} are at work"


def _is_served(figures: Figures) -> bool:
    return figures.longest_due is None or figures.at - figures.longest_due < PATIENCE


def _jobs_words(figures: Figures) -> str:
    words = f"{figures.jobs['due']} waiting, {figures.jobs['running']} under way"
    if figures.longest_due is None:
        return words
    return f"{words}; the first one waits since {ago_words(figures.longest_due, figures.at)}"


def _lines_words(lines: Mapping[str, int]) -> str:
    told = {verdict.value: word.lower() for verdict, (word, _) in VERDICT_WORDS.items()}
    there = [f"{number} {told.get(word, NOT_TOLD)}" for word, number in lines.items() if number]
    return ", ".join(there) or "none"


def _targets_words(changes: Changes) -> str:
    waits, left = len(changes.all), len(changes.not_derived)
    if not waits and left:
        return f"{left} cannot be derived now: the page of policies names them"
    if not waits:
        return "every running target rests on the rules and data of now"
    words = "1 target waits" if waits == 1 else f"{waits} targets wait"
    return f"{words} for a confirmation on the page of policies"


def _clock_words(at: datetime) -> str:
    now = moment(at, "UTC")
    return f"{now.local_day}, {now.utc} on this server; clocks of workers must agree with it"


def _network_check(found: Health) -> Check:
    if found.network is None:
        return Check("Network", good=False, found="nothing was imported yet")
    imported = ago_words(found.network.imported_at, found.figures.at)
    return Check(
        "Network", good=True, found=f"version {found.network.version}, imported {imported}"
    )


def _plan_check(found: Health) -> Check:
    plan = found.figures.newest_plan
    if plan is None:
        return Check("Plan", good=True, found="none was made yet")
    approved = "none" if found.approved_plan is None else f"version {found.approved_plan}"
    made = f"version {plan.plan_version}, {ago_words(plan.created_at, found.figures.at)}"
    how = ", without the solver, which failed" if plan.degraded else ""
    return Check("Plan", not plan.degraded, f"newest is {made}{how}; approved is {approved}")


def _worker_row(seen: WorkerSeen, job: Job | None, now: datetime) -> WorkerRow:
    return WorkerRow(
        name=f"{seen.machine}, process {seen.process_id}",
        since=moment(seen.started_at, "UTC"),
        seen=f"{max(0, int((now - seen.seen_at).total_seconds()))} s ago",
        does="waits for work" if job is None else _work_words(job),
        job_href="" if job is None else job_href(job),
    )


def _work_words(job: Job) -> str:
    stage = f": {stage_words(job.stage).lower()}" if job.stage else ""
    share = f", {percent(job.share)}" if job.share is not None else ""
    return f"{KIND_WORDS[job.kind]}{stage}{share}"


def _parked_row(job: Job, now: datetime) -> ParkedRow:
    return ParkedRow(
        word=KIND_WORDS[job.kind],
        href=job_href(job),
        at=ago_words(job.finished_at or job.created_at, now),
        tries=job.tries,
        reason=job.error or "No reason is known.",
    )
