"""Every answer is counted through by code that no solver shares, before a figure of it is told."""

from benchmarks.dispatch.outcome import Outcome
from optimizer.dispatch.bounds import LEVELS
from optimizer.dispatch.checking.answer_of_file import ClaimedLevel, violations_of_answer
from optimizer.dispatch.option_problem import OptionProblem, worth
from optimizer.dispatch.problem_file import COLUMNS


def faults_of(problem: OptionProblem, outcome: Outcome) -> tuple[str, ...]:
    """What is illegal or not worth what is claimed, as sentences; no answer has no fault."""
    if outcome.taken is None:
        return ()
    columns = {name: getattr(problem, name).tolist() for name in COLUMNS}
    chosen = outcome.taken.nonzero()[0].tolist()
    taken = [(option, int(outcome.taken[option])) for option in chosen]
    values = worth(problem, outcome.taken).levels
    found = [*outcome.levels, *[None] * (len(LEVELS) - len(outcome.levels))]
    claims = [
        ClaimedLevel(name, value, 0.0, proved=False)
        if level is None
        else ClaimedLevel(name, level.value, level.bound, level.proved)
        for name, value, level in zip(LEVELS, values, found, strict=True)
    ]
    return violations_of_answer(columns, taken, claims)
