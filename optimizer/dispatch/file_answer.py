"""The answer to a problem file, from a child process that may fail; greedy takes its place then.

Nothing here loads the solver: only the child does, so that no fault of it reaches its parent.
"""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

import numpy as np

from optimizer.dispatch.anytime.answer import answer_without_solver
from optimizer.dispatch.checking.answer_of_file import ClaimedLevel, violations_of_answer
from optimizer.dispatch.choose import levels_of
from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.problem import Level
from optimizer.dispatch.problem_file import FaultyProblemFileError, question_from
from optimizer.dispatch.question import Question, Way
from optimizer.dispatch.solve import Stopwatch
from optimizer.executors import Bounds, Failure, Hear, hear_nothing, run_watched, tell_parent

FALLBACK_SECONDS = 600.0
"""Time of the answer without a solver, most of which is for reading a large file. [s]"""


@dataclass(frozen=True, slots=True)
class FileQuestion:
    """A problem file and how it is answered: within seconds, or with so many solver steps."""

    problem_file: bytes
    limit_seconds: float | None = None
    steps: int | None = None


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """What is taken of a problem file: (option, lines), those that are not taken left out.

    `ways` tells by line what is sent and how, None for nothing; the whole is None where the file
    has no names. `degraded` says why there is no answer of the solver.
    """

    taken: tuple[tuple[int, int], ...]
    levels: tuple[Level, ...]
    seconds: Mapping[str, float]
    ways: Mapping[str, Way | None] | None = None
    steps: int | None = None
    degraded: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing can be answered, as sentences."""

    sentences: tuple[str, ...]


class IllegalAnswerError(ValueError):
    """An answer that the check refuses."""


FileSolver = Callable[[FileQuestion], FileAnswer | Refusal]


def answer_bounded(
    asked: FileQuestion,
    bounds: Bounds,
    solver: FileSolver | None = None,
    hear: Hear = hear_nothing,
) -> FileAnswer | Refusal:
    """Answer of a child process that is ended at its bounds; `degraded` says if it failed.

    `solver` stands in for the one there is.
    """
    first = run_watched(bounds, hear, _legal, solver or solved, asked)
    if not isinstance(first, Failure):
        return first
    why = f"The solver gave no answer. {first.sentence}"
    spare = Bounds(FALLBACK_SECONDS, bounds.memory_bytes)
    second = run_watched(spare, hear, _legal, unsolved, asked)
    if isinstance(second, Failure):
        return Refusal((why, f"The answer without a solver failed too. {second.sentence}"))
    return replace(second, degraded=why) if isinstance(second, FileAnswer) else second


def solved(asked: FileQuestion) -> FileAnswer | Refusal:
    """Answer here with the solver; if this is a child, its parent hears how far it is."""
    from optimizer.dispatch.replay import replay  # noqa: PLC0415 - loads the solver

    watch = Stopwatch()
    tell_parent("solve", 0, 1)
    try:
        again = replay(asked.problem_file, asked.limit_seconds, asked.steps)
    except FaultyProblemFileError as fault:
        return Refusal(fault.faults)
    watch.lap("solve")
    answer = _answer(again.question, again.taken, again.levels, watch)
    seconds = {**answer.seconds, **again.seconds}
    return replace(answer, seconds=seconds, steps=again.steps)


def unsolved(asked: FileQuestion) -> FileAnswer | Refusal:
    """Answer here without a solver: turns, local search and a bound in whole numbers."""
    watch = Stopwatch()
    try:
        question = question_from(asked.problem_file)
    except FaultyProblemFileError as fault:
        return Refusal(fault.faults)
    watch.lap("reading")
    problem = question.problem
    answer = answer_without_solver(problem)
    levels = levels_of(problem, answer)
    watch.lap("greedy")
    return _answer(question, answer.taken, levels, watch)


def _legal(solver: FileSolver, asked: FileQuestion) -> FileAnswer | Refusal:
    """Answer of a solver, refused when the check refuses it."""
    answer = solver(asked)
    if isinstance(answer, Refusal):
        return answer
    tell_parent("check", 0, 1)
    watch = Stopwatch()
    wrong = _violations(asked.problem_file, answer)
    watch.lap("check")
    if wrong:
        raise IllegalAnswerError(f"The answer breaks {len(wrong)} rules, first: {wrong[0]}")
    return replace(answer, seconds={**answer.seconds, **watch.seconds})


def _violations(problem_file: bytes, answer: FileAnswer) -> Sequence[str]:
    """What is wrong with an answer, by the columns as the file has them."""
    with np.load(BytesIO(problem_file), allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    # Lists of millions of numbers would need more memory than solving does.
    columns = {
        name: array("q", numbers.astype(np.int64).tobytes())
        for name, numbers in arrays.items()
        if numbers.dtype.kind in "iu"
    }
    claimed = [ClaimedLevel(x.name, x.value, x.bound, x.proved) for x in answer.levels]
    return violations_of_answer(columns, answer.taken, claimed)


def _answer(
    question: Question, taken: Ints, levels: tuple[Level, ...], watch: Stopwatch
) -> FileAnswer:
    chosen = np.flatnonzero(taken).tolist()
    pairs = tuple((option, int(taken[option])) for option in chosen)
    return FileAnswer(pairs, levels, watch.seconds, _ways(question, taken))


def _ways(question: Question, taken: Ints) -> Mapping[str, Way | None] | None:
    """Way of each line by its id; lines of a group take theirs in the order of the options."""
    if question.line_ids is None:
        return None
    ways: dict[str, Way | None] = {}
    starts = question.problem.group_start.tolist()
    for k, line_ids in enumerate(question.line_ids):
        options = np.arange(starts[k], starts[k + 1])
        given = np.repeat(options, taken[options]).tolist()
        is_kit = len(given) < len(line_ids)
        for place, line_id in enumerate(line_ids):
            ways[line_id] = _way(question.way(given[0 if is_kit else place]), place, is_kit=is_kit)
    return ways


def _way(way: Way | None, place: int, *, is_kit: bool) -> Way | None:
    """Way of one line: of the parts of a kit, the one that is its own."""
    if way is None or not is_kit:
        return way
    return replace(way, part_numbers=(way.part_numbers[place],))
