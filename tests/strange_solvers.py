"""Stand-ins for the solver whose plans are not what was asked for."""

from dataclasses import replace

from optimizer.dispatch.bounded import Solved, solved
from optimizer.dispatch.bounds import SolverError
from optimizer.dispatch.file_answer import FileAnswer, FileQuestion, Refusal
from optimizer.dispatch.file_answer import solved as solved_file
from optimizer.dispatch.problem import DispatchProblem, Verdict
from optimizer.dispatch.sums import TooLargeError


def forget_a_line(problem: DispatchProblem, limit_seconds: float | None) -> Solved:
    """Plan for the first line alone, and call that the plan of all."""
    return solved(replace(problem, lines=problem.lines[:1]), limit_seconds)


def promise_too_much(problem: DispatchProblem, limit_seconds: float | None) -> Solved:
    """Call every arrival certain."""
    answer = solved(problem, limit_seconds)
    lines = tuple(
        replace(each, option=each.option and replace(each.option, on_time_probability=2.0))
        for each in answer.plan.lines
    )
    return replace(answer, plan=replace(answer.plan, lines=lines))


def promise_everything(problem: DispatchProblem, limit_seconds: float | None) -> Solved:
    """Call every line guaranteed."""
    answer = solved(problem, limit_seconds)
    lines = tuple(
        replace(each, verdict=Verdict.GUARANTEED, would_lose=()) for each in answer.plan.lines
    )
    return replace(answer, plan=replace(answer.plan, lines=lines))


def prove_too_little(_problem: DispatchProblem, _limit_seconds: float | None) -> Solved:
    """End as a solver does whose figures contradict each other."""
    raise SolverError("Level missed is worth 5, proved were 4.")


def find_numbers_too_large(_problem: DispatchProblem, _limit_seconds: float | None) -> Solved:
    """Refuse the question, whoever is asked."""
    raise TooLargeError("Prices add up to more than can be counted.")


def serve_nobody(asked: FileQuestion) -> FileAnswer | Refusal:
    """Take no option of a problem file."""
    answer = solved_file(asked)
    return replace(answer, taken=()) if isinstance(answer, FileAnswer) else answer


def claim_less(asked: FileQuestion) -> FileAnswer | Refusal:
    """Call an answer to a problem file worth less than it is."""
    answer = solved_file(asked)
    if isinstance(answer, Refusal):
        return answer
    levels = tuple(replace(level, value=0, bound=0.0) for level in answer.levels)
    return replace(answer, levels=levels)
