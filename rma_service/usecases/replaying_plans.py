"""Make a stored plan again from its problem file, and say whether it is the same bit for bit."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from optimizer.calendars import instant_text
from optimizer.dispatch.file_answer import FileQuestion, unsolved
from optimizer.dispatch.problem import DispatchPlan, Level, LinePlan
from optimizer.dispatch.question import Way
from optimizer.files.read_plan import plan_from_document
from rma_service.db.engine import Database
from rma_service.usecases.answering_files import answered, problem_bytes
from rma_service.usecases.plans import document_of, problem_file_of
from rma_service.usecases.refusals import FaultyInput
from rma_service.usecases.stages import Stages

MOST_PLAN_BYTES = 2**30
"""Size beyond which a plan is not read. [bytes]"""

_NO_PLAN = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
"""What comes of reading a plan that is none."""

NOTHING = "nothing is sent"
"""What stands for the way of a line that has none."""


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """A plan as it was kept, with what was solved for it; `name` is what people call it.

    `ways` are told by line and `levels` by name, in words that can be compared.
    """

    name: str
    ways: Mapping[str, str]
    levels: Mapping[str, str]
    is_proved: bool
    is_degraded: bool
    steps: int | None
    problem_file: bytes

    @classmethod
    def of(cls, name: str, plan: DispatchPlan, problem_file: bytes) -> "KeptPlan":
        """A plan in comparable words.

        Raises
        ------
        ValueError
            When it names a line or a level twice, or has a figure that is none.
        """
        ways = {str(each.line.line_id): _kept(each) for each in plan.lines}
        is_degraded = plan.degraded is not None
        levels = {str(each.name): _figures(each, is_degraded) for each in plan.levels}
        if (len(ways), len(levels)) != (len(plan.lines), len(plan.levels)):
            raise ValueError(f"{name} names a line or a level twice.")
        return cls(name, ways, levels, plan.proved, is_degraded, plan.steps, problem_file)


@dataclass(frozen=True, slots=True)
class Difference:
    """What is kept otherwise than it comes out: of a line its way, of a level its figures."""

    what: str
    kept: str
    again: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """A plan that was made again, and in what it differs; `steps` are those of its solver."""

    name: str
    lines: int
    levels: tuple[Level, ...]
    steps: int | None
    degraded: bool
    differences: tuple[Difference, ...]
    seconds: Mapping[str, float]


def plan_of_record(database: Database, version: int) -> KeptPlan:
    """A plan of the record.

    Raises
    ------
    NotFound
        When there is no such plan.
    """
    _, document = document_of(database, version)
    plan = plan_from_document(document)
    return KeptPlan.of(f"Plan {version}", plan, problem_file_of(database, version))


def plan_of_files(plan_file: Path, problem_file: Path) -> KeptPlan:
    """A plan of two files.

    Raises
    ------
    FaultyInput
        When one of them cannot be read, or the first is no plan.
    """
    try:
        if plan_file.stat().st_size > MOST_PLAN_BYTES:
            raise FaultyInput([f"{plan_file} is too large for a plan."])
        plan = plan_from_document(json.loads(plan_file.read_text(encoding="utf-8")))
        kept = KeptPlan.of(str(plan_file), plan, b"")
    except OSError as fault:
        why = fault.strerror or fault
        raise FaultyInput([f"{plan_file} cannot be read: {why}."]) from fault
    except _NO_PLAN as fault:
        right = "Name a file that rma plan --out has written."
        raise FaultyInput([f"{plan_file} is no plan. {right}"]) from fault
    return replace(kept, problem_file=problem_bytes(problem_file))


def replay_plan(kept: KeptPlan, stages: Stages) -> Replayed:
    """Make a plan again, in a bounded child, as it was made.

    Raises
    ------
    FaultyInput
        When it cannot be made again, or its problem file is none.
    """
    if not (kept.is_degraded or kept.is_proved or kept.steps is not None):
        why = "was ended by its time limit and does not tell after how many steps of the solver"
        raise FaultyInput([f"{kept.name} {why}, so it cannot be made again."])
    asked = FileQuestion(kept.problem_file, steps=None if kept.is_degraded else kept.steps)
    answer = answered(kept.name, asked, stages, unsolved if kept.is_degraded else None)
    if answer.degraded is not None:
        raise FaultyInput([f"{kept.name} was not made again. {answer.degraded}"])
    if answer.ways is None:
        raise FaultyInput([f"The problem file of {kept.name} does not name its lines."])
    ways = {line_id: _again(way) for line_id, way in answer.ways.items()}
    levels = {level.name: _figures(level, kept.is_degraded) for level in answer.levels}
    return Replayed(
        kept.name,
        len(kept.ways),
        answer.levels,
        kept.steps,
        kept.is_degraded,
        (*_differences("line", kept.ways, ways), *_differences("level", kept.levels, levels)),
        answer.seconds,
    )


def _differences(
    what: str, kept: Mapping[str, str], again: Mapping[str, str]
) -> Iterator[Difference]:
    """What is told otherwise, lines in the order of their ids and levels in their own."""
    names = dict.fromkeys([*kept, *again])
    for name in sorted(names) if what == "line" else names:
        one, other = (each.get(name, f"no such {what}") for each in (kept, again))
        if one != other:
            yield Difference(f"{what} {name}", one, other)


def _kept(each: LinePlan) -> str:
    way = each.option
    if way is None:
        return NOTHING
    return _words(way.depot_id, way.part_number, way.service_id, way.departs_at)


def _again(way: Way | None) -> str:
    if way is None:
        return NOTHING
    return _words(way.depot_id, way.part_numbers[0], way.service_id, way.departs_at)


def _words(depot_id: str, part_number: str, service_id: str, departs_at: datetime) -> str:
    """A way as plans tell it: instants are rounded up to the second."""
    return f"{depot_id} sends {part_number} by {service_id} at {instant_text(departs_at)}"


def _figures(level: Level, is_degraded: bool) -> str:  # noqa: FBT001 - a fact of its plan
    """Figures of a level as plans tell them, the bound with three decimals.

    What counts as proved of a plan without a solver depends on its lines, and is left out.
    """
    bound = f"bound {round(float(level.bound), 3)!r}"
    if is_degraded:
        return f"{level.value} ({bound})"
    return f"{level.value} ({'proved' if level.proved else 'not proved'}, {bound})"
