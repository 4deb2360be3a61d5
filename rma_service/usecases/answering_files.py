"""Answer a problem file, so that anybody can compare our optima with those of another solver."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from optimizer.dispatch.file_answer import (
    FileAnswer,
    FileQuestion,
    FileSolver,
    Refusal,
    answer_bounded,
)
from optimizer.dispatch.problem import Level
from optimizer.files.whole import WriteError, json_text, write_text
from rma_service.usecases.asking import require_writable_file
from rma_service.usecases.refusals import FaultyInput
from rma_service.usecases.solving import bounds_of_command
from rma_service.usecases.stages import Stages

MOST_FILE_BYTES = 2**31
"""Size beyond which a file is not read. [bytes]"""


@dataclass(frozen=True, slots=True)
class Conformed:
    """What was answered, in a word and in full."""

    status: str
    answer: FileAnswer


def conform_dispatch(
    problem_file: Path,
    out: Path,
    limit_seconds: float | None,
    stages: Stages,
    solver: FileSolver | None = None,
) -> Conformed:
    """Answer a problem file and write what is taken, its levels, and the seconds of every stage.

    `solver` stands in for the one there is.

    Raises
    ------
    FaultyInput
        When the file is no problem, or the answer cannot be written.
    """
    require_writable_file(out, problem_file)
    with stages.stage("reading"):
        asked = FileQuestion(problem_bytes(problem_file), limit_seconds)
    answer = answered(problem_file, asked, stages, solver)
    stages.add(answer.seconds)
    done = Conformed(_status(answer), answer)
    with stages.stage("write"):
        _write(_document(done, stages.seconds), out)
    return done


def problem_bytes(path: Path) -> bytes:
    """Give the content of a file.

    Raises
    ------
    FaultyInput
        When it cannot be read, or is too large to be a problem.
    """
    try:
        size = path.stat().st_size
        if size <= MOST_FILE_BYTES:
            return path.read_bytes()
    except OSError as fault:
        raise FaultyInput([f"{path} cannot be read: {fault.strerror or fault}."]) from fault
    raise FaultyInput([f"{path} has {size} bytes; {MOST_FILE_BYTES} are read."])


def answered(
    name: Path | str, asked: FileQuestion, stages: Stages, solver: FileSolver | None = None
) -> FileAnswer:
    """Answer in a bounded child.

    Raises
    ------
    FaultyInput
        With a sentence for every fault of the file.
    """
    bounds = bounds_of_command(asked.limit_seconds)
    answer = answer_bounded(asked, bounds, solver, stages.progress)
    if isinstance(answer, Refusal):
        raise FaultyInput([f"{name} is not answered.", *answer.sentences])
    return answer


def _status(answer: FileAnswer) -> str:
    if answer.degraded is None and all(level.proved for level in answer.levels):
        return "optimal"
    known = any(level.proved or level.bound > 0 for level in answer.levels)
    return "bounded" if known and answer.degraded is None else "feasible"


def _document(done: Conformed, seconds: Mapping[str, float]) -> Mapping[str, object]:
    return {
        "options": [list(pair) for pair in done.answer.taken],
        "levels": [_level(level) for level in done.answer.levels],
        "status": done.status,
        "seconds": {stage: round(spent, 3) for stage, spent in sorted(seconds.items())},
    }


def _level(level: Level) -> Mapping[str, object]:
    whole = float(level.bound).is_integer()
    return {
        "name": level.name,
        "value": level.value,
        "bound": int(level.bound) if whole else level.bound,
        "proved": level.proved,
    }


def _write(document: Mapping[str, object], out: Path) -> None:
    try:
        write_text(json_text(document), out)
    except WriteError as fault:
        raise FaultyInput([str(fault)]) from fault
