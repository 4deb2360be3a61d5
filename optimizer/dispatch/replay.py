"""A stored question, answered again."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter

from optimizer.dispatch.bounds import Deadline
from optimizer.dispatch.choose import Chooser, levels_of
from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.problem import Level
from optimizer.dispatch.problem_file import question_from
from optimizer.dispatch.question import Question


@dataclass(frozen=True, slots=True)
class Replay:
    """A question with its answer: how many lines take each option, and the levels of that.

    `seconds` are those of each stage and of each kind of step within it; `steps` is how many steps
    of the solver ended before its time did, None when it went to the end.
    """

    question: Question
    taken: Ints
    levels: tuple[Level, ...]
    seconds: Mapping[str, float]
    steps: int | None


def replay(problem_file: bytes, seconds: float | None = None, steps: int | None = None) -> Replay:
    """Solve a problem file; without a limit to the optimum that its plan has.

    Limits are `seconds` [s] of the clock, or `steps` of the solver: as many as a plan tells that
    its own time allowed give that plan again.

    Raises
    ------
    FaultyProblemFileError
        When the file is no problem.
    SolverError
        When the solver itself fails.
    """
    began = perf_counter()
    deadline = Deadline.after(seconds) if steps is None else Deadline.of_steps(steps)
    question = question_from(problem_file)
    read = perf_counter()
    answer = Chooser(question.problem, question.line_groups, deadline).choose()
    spent = {"read": read - began, "solve": perf_counter() - read, **deadline.seconds}
    levels = levels_of(question.problem, answer)
    return Replay(question, answer.taken, levels, spent, answer.steps)
