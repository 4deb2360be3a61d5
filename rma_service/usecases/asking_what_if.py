"""Ask what a scenario would change for the open lines: a worker plans them twice and compares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from optimizer.dispatch.problem import DispatchPlan, DispatchProblem
from optimizer.files.document import plan_document
from optimizer.files.read_plan import plan_from_document
from optimizer.network import Network
from optimizer.whatif.compare import Comparison, compare
from optimizer.whatif.scenario import (
    FaultyScenario,
    Scenario,
    apply,
    parse_scenario,
    read_scenario,
)
from rma_service.db.engine import Database
from rma_service.domain.errors import NotFound, Refused
from rma_service.domain.job import Job
from rma_service.domain.people import Principal
from rma_service.domain.plan_record import WishList
from rma_service.shipped import shipped_scenarios
from rma_service.usecases.asking import TODAY
from rma_service.usecases.directory import network_at
from rma_service.usecases.dispatch import PLAN_SECONDS, snapshot
from rma_service.usecases.jobs import job_of, start_job
from rma_service.usecases.once import Once, kept, writing
from rma_service.usecases.solving import Solve, in_child, require_legal

Clock = Callable[[], datetime]

KIND = "what_if"
"""Word for these jobs."""


@dataclass(frozen=True, slots=True)
class ReadyQuestion:
    """A scenario that is shipped: its key, its question, why one asks it, and its text."""

    key: str
    title: str
    why: str
    text: str


@dataclass(frozen=True, slots=True)
class WhatIfAnswer:
    """What a scenario would change, as the job found it, and the network that it asked about."""

    title: str
    why: str
    comparison: Comparison
    network: Network


def ready_questions() -> list[ReadyQuestion]:
    """Give the questions that are shipped, in the order of their names."""
    return [_ready(path) for path in sorted(shipped_scenarios().glob("*.toml"))]


def ask_what_if(
    database: Database,
    clock: Clock,
    principal: Principal,
    text: str,
    once: Once[Job] | None = None,
) -> Job:
    """Ask what the scenario of a TOML text would change; a worker answers.

    Raises
    ------
    Refused
        When the scenario does not fit the network, or no line is open.
    """
    at = clock()
    with database.read() as tx:
        asked = snapshot(tx, WishList(), at)
    _changed(_scenario(text), asked.problem)
    with writing(database, once) as tx:
        job = start_job(tx, KIND, {"scenario": text}, principal.principal_id, at)
        return kept(tx, once, job)


def answer_what_if(
    database: Database, clock: Clock, job: Job, solve: Solve = in_child
) -> Mapping[str, object]:
    """Plan the open lines on both networks; gives what the answer is shown from.

    Raises
    ------
    Refused
        When the scenario no longer fits, or no line is open any more.
    IllegalPlan
        When the independent check refuses either plan.
    """
    scenario = _scenario(str(job.payload["scenario"]))
    with database.read() as tx:
        asked = snapshot(tx, WishList(), clock())
    return {
        "title": scenario.title,
        "why": scenario.why.strip(),
        "network_version": asked.network_version,
        "before": _document(asked.problem, solve),
        "after": _document(_changed(scenario, asked.problem), solve),
    }


def what_if_answer(database: Database, job_id: str) -> WhatIfAnswer:
    """Give the answer of a job that is done.

    Raises
    ------
    NotFound
        When there is no such job, or it has no answer to this kind of question.
    """
    job = job_of(database, job_id)
    if job.kind != KIND or job.result is None:
        raise NotFound("There is no such answer.")
    result: Mapping[str, Any] = job.result
    before, after = (plan_from_document(result[side]) for side in ("before", "after"))
    comparison = compare(before, after, TODAY, result["title"])
    with database.read() as tx:
        network = network_at(tx, int(result["network_version"]))
    return WhatIfAnswer(result["title"], result["why"], comparison, network)


def _ready(path: Path) -> ReadyQuestion:
    scenario = read_scenario(path)
    return ReadyQuestion(
        path.stem, scenario.title, scenario.why.strip(), path.read_text(encoding="utf-8")
    )


def _scenario(text: str) -> Scenario:
    try:
        return parse_scenario(text, "The question")
    except FaultyScenario as faulty:
        raise Refused(faulty.faults) from faulty


def _changed(scenario: Scenario, problem: DispatchProblem) -> DispatchProblem:
    try:
        return replace(problem, network=apply(scenario, problem.network))
    except FaultyScenario as faulty:
        raise Refused(faulty.faults) from faulty


def _document(problem: DispatchProblem, solve: Solve) -> Mapping[str, object]:
    """Solve, check and keep what a comparison needs, which explanations are no part of."""
    plan = solve(problem, PLAN_SECONDS).plan
    require_legal(problem, plan)
    return plan_document(_short(plan))


def _short(plan: DispatchPlan) -> DispatchPlan:
    lines = (
        replace(each, reasons=(), alternatives=(), would_lose=(), relaxations=())
        for each in plan.lines
    )
    return replace(plan, lines=tuple(lines))
