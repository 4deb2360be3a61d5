"""Plan the open requests of a directory of files, without server and database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from optimizer.dispatch.bounded import NoPlanError, Solved, Solver, solve_bounded
from optimizer.dispatch.check import Violation, check
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem
from optimizer.executors import NOT_BEGUN
from optimizer.files.document import plan_document
from optimizer.files.faults import FaultyFiles
from optimizer.files.geo import plan_geojson
from optimizer.files.read import read_directory
from optimizer.files.records import Directory
from optimizer.files.whole import WriteError, json_text, write_bytes, write_text
from optimizer.files.write import write_json, write_plan_csv
from optimizer.network import Network
from rma_service.policies.load import FaultyPoliciesError, load_policies
from rma_service.policies.policy import Policy
from rma_service.usecases.asking import PlanFiles, Question
from rma_service.usecases.contract_rules import require_priorities, require_readings
from rma_service.usecases.offline import problem_of
from rma_service.usecases.refusals import FaultyInput, IllegalPlan
from rma_service.usecases.solving import bounds_of_command, violation_sentence
from rma_service.usecases.stages import Stages
from rma_service.usecases.versions import versions_of

_MOST_VIOLATIONS = 20
"""Violations that are listed before the rest is only counted."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """The problem that the files pose, the versions of its rules, and the names of partners."""

    problem: DispatchProblem
    versions: Mapping[str, str]
    partner_names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, the network that it was made for, and the problem file of what was solved for it."""

    plan: DispatchPlan
    network: Network
    problem_file: bytes


def plan_from_files(question: Question, stages: Stages, solver: Solver | None = None) -> Planned:
    """Read, entitle, solve in a child whose time and memory end, and check.

    Where the solver fails, the plan is one without it, and says so. `solver` stands in for the
    one there is.

    Raises
    ------
    FaultyInput
        When files are faulty, with every fault, or no plan comes to an end.
    IllegalPlan
        When the independent check refuses the plan.
    """
    prepared = prepare(question, stages)
    answer = _checked(prepared, question.limit_seconds, stages, solver)
    return Planned(answer.plan, prepared.problem.network, answer.problem_file)


def prepare(question: Question, stages: Stages) -> Prepared:
    """Turn files into lines with targets."""
    with stages.stage("reading"):
        directory = _directory(question)
        policies = _policies(question.policies_dir)
        require_readings(policies, directory.contracts)
        require_priorities(policies, directory, str(_requests_of(question)))
    with stages.stage("entitlement"):
        problem = problem_of(directory, policies, question.at)
    names = {partner.partner_id: partner.name for partner in directory.partners.values()}
    return Prepared(problem, versions_of(policies), names)


def checked_plan(prepared: Prepared, limit_seconds: float | None, stages: Stages) -> DispatchPlan:
    """Solve, and refuse what the checker refuses; versions and seconds are of the whole way."""
    return _checked(prepared, limit_seconds, stages, None).plan


def _checked(
    prepared: Prepared, limit_seconds: float | None, stages: Stages, solver: Solver | None
) -> Solved:
    problem, bounds = prepared.problem, bounds_of_command(limit_seconds)
    begun = perf_counter()
    try:
        answer = solve_bounded(
            problem, bounds, limit_seconds, solver, stages.progress, checks=False
        )
    except NoPlanError as fault:
        raise FaultyInput([str(fault)]) from fault
    plan = answer.plan
    spent = perf_counter() - begun - sum(plan.seconds.values())
    stages.add({NOT_BEGUN[0]: max(spent, 0.0), **plan.seconds})
    with stages.stage("check"):
        report = check(problem, plan)
    if report.violations:
        raise IllegalPlan(_violation_sentences(report.violations))
    return replace(answer, plan=replace(plan, versions=prepared.versions, seconds=stages.seconds))


def plan_json(plan: DispatchPlan) -> str:
    """Give the plan as the text of its published JSON document."""
    return json_text(plan_document(plan))


def write_plan(
    planned: Planned, files: PlanFiles, page: Callable[[DispatchPlan, Network], str]
) -> tuple[Path, ...]:
    """Write the files that were asked for and name them; `page` renders the HTML.

    Raises
    ------
    FaultyInput
        When a file cannot be written.
    """
    plan, network = planned.plan, planned.network
    writers: tuple[tuple[Path | None, Callable[[Path], object]], ...] = (
        (files.json, lambda path: write_json(plan_document(plan), path)),
        (files.csv, lambda path: write_plan_csv(plan, path)),
        (files.html, lambda path: write_text(page(plan, network), path)),
        (files.geojson, lambda path: write_json(plan_geojson(plan, network), path)),
        (files.problem, lambda path: write_bytes(planned.problem_file, path)),
    )
    wanted = [(path, write) for path, write in writers if path is not None]
    for path, write in wanted:
        write_file(path, write)
    return tuple(path for path, _ in wanted)


def write_file(path: Path, write: Callable[[Path], object]) -> None:
    """Write one file, or say in a sentence why it could not be written.

    Raises
    ------
    FaultyInput
        When the system refuses, or something that the file is made of is not installed.
    """
    try:
        write(path)
    except WriteError as fault:
        raise FaultyInput([str(fault)]) from fault
    except FileNotFoundError as fault:
        raise FaultyInput([f"{path} was not written: {fault}"]) from fault


def _requests_of(question: Question) -> Path:
    return question.requests or question.network_dir / "requests.csv"


def _directory(question: Question) -> Directory:
    try:
        return read_directory(question.network_dir, _requests_of(question))
    except FaultyFiles as faulty:
        raise FaultyInput([str(fault) for fault in faulty.faults]) from faulty
    except OSError as fault:
        path = fault.filename or question.network_dir
        raise FaultyInput([f"{path} cannot be read: {fault.strerror}."]) from fault


def _policies(directory: Path) -> Mapping[str, Policy]:
    try:
        return load_policies(directory)
    except FaultyPoliciesError as faulty:
        raise FaultyInput([str(fault) for fault in faulty.faults]) from faulty


def _violation_sentences(violations: Sequence[Violation]) -> list[str]:
    """Say what the checker found: a headline, the violations, and how many more there are."""
    shown = violations[:_MOST_VIOLATIONS]
    more = len(violations) - len(shown)
    return [
        (
            f"The independent check refuses the plan ({len(violations)} violations), so nothing "
            "was written. This is a fault of the program: please report it with the files."
        ),
        *map(violation_sentence, shown),
        *([f"And {more} more."] if more else []),
    ]
