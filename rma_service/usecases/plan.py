"""Plan the open requests of a directory of files, without server and database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from optimizer.calendars import UnknownYearError
from optimizer.dispatch.check import Violation, check
from optimizer.dispatch.options.demands import TooManyWaysError
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem
from optimizer.dispatch.problem_file import problem_file_of
from optimizer.dispatch.question import Question as DispatchQuestion
from optimizer.dispatch.solve import Limits, solve_with_question
from optimizer.dispatch.sums import TooLargeError
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
from rma_service.usecases.solving import violation_sentence
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
    """A plan, the network that it was made for, and the option problem that was solved for it."""

    plan: DispatchPlan
    network: Network
    asked: DispatchQuestion


def plan_from_files(question: Question, stages: Stages) -> Planned:
    """Read, entitle, solve and check.

    Raises
    ------
    FaultyInput
        When files are faulty, with every fault.
    IllegalPlan
        When the independent check refuses the plan.
    """
    prepared = prepare(question, stages)
    plan, asked = _checked(prepared, question.limit_seconds, stages)
    return Planned(plan, prepared.problem.network, asked)


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
    return _checked(prepared, limit_seconds, stages)[0]


def _checked(
    prepared: Prepared, limit_seconds: float | None, stages: Stages
) -> tuple[DispatchPlan, DispatchQuestion]:
    problem = prepared.problem
    try:
        plan, asked = solve_with_question(problem, Limits(limit_seconds), stages.progress)
    except (TooManyWaysError, TooLargeError, UnknownYearError) as fault:
        raise FaultyInput([str(fault)]) from fault
    stages.add(plan.seconds)
    with stages.stage("check"):
        report = check(problem, plan)
    if report.violations:
        raise IllegalPlan(_violation_sentences(report.violations))
    return replace(plan, versions=prepared.versions, seconds=stages.seconds), asked


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
        (files.problem, lambda path: write_bytes(problem_file_of(planned.asked), path)),
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
