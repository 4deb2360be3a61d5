"""A stored question, answered again."""

from dataclasses import dataclass

from optimizer.dispatch.bounds import Deadline
from optimizer.dispatch.choose import Chooser, levels_of
from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.problem import Level
from optimizer.dispatch.problem_file import question_from
from optimizer.dispatch.question import Question


@dataclass(frozen=True, slots=True)
class Replay:
    """A question with its answer: how many lines take each option, and the levels of that."""

    question: Question
    taken: Ints
    levels: tuple[Level, ...]


def replay(problem_file: bytes, seconds: float | None = None) -> Replay:
    """Solve a problem file; without a limit [seconds] to the optimum that its plan has.

    Raises
    ------
    FaultyProblemFileError
        When the file is no problem.
    SolverError
        When the solver itself fails.
    """
    question = question_from(problem_file)
    chooser = Chooser(question.problem, question.line_groups, Deadline.after(seconds))
    answer = chooser.choose()
    return Replay(question, answer.taken, levels_of(question.problem, answer))
