"""The solver against every combination of ways of small random problems."""

from hypothesis import given, settings

from optimizer.dispatch.problem import DispatchProblem, LinePlan, Verdict
from optimizer.dispatch.solve import solve
from tests.brute_force import LAST, BruteForce
from tests.random_problems import problems

EXAMPLES = settings(max_examples=60, derandomize=True, deadline=None, database=None)


def key_of(answer: LinePlan) -> tuple[str, str, str, float]:
    """What a line is called in ties."""
    option = answer.option
    if option is None:
        return LAST
    departs = option.departs_at.timestamp()
    return option.depot_id, option.part_number, option.service_id, departs


def word_of(answer: LinePlan) -> Verdict:
    return answer.outlook or answer.verdict


@EXAMPLES
@given(problems(groups=True))
def test_no_combination_of_ways_is_better_than_the_plan_or_before_it(
    asked: DispatchProblem,
) -> None:
    brute, plan = BruteForce(asked), solve(asked)
    best = brute.best()
    assert tuple(level.value for level in plan.levels) == best.levels
    assert [key_of(each) for each in plan.lines] == list(best.sequence)


@EXAMPLES
@given(problems())
def test_verdicts_and_losers_are_those_of_every_combination(asked: DispatchProblem) -> None:
    brute, plan = BruteForce(asked), solve(asked)
    words = brute.words(brute.best())
    assert {each.line.line_id: (word_of(each), each.would_lose) for each in plan.lines} == words
    for each in plan.lines:
        assert (each.verdict is Verdict.EXCLUDED_BY_CLAUSE) == (not each.line.target.owed)
