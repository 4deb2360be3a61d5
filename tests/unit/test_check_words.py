"""Words that do not fit the plan: the checker names them, whoever wrote them."""

from dataclasses import replace

from optimizer.dispatch.check import check
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem, Verdict
from optimizer.dispatch.solve import solve
from tests.builders import at, line, line_plan, network, option, part, plan, problem, target


def codes(asked: DispatchProblem, answer: DispatchPlan) -> set[str]:
    return {violation.code for violation in check(asked, answer).violations}


def saying(answer: DispatchPlan, word: Verdict) -> DispatchPlan:
    return replace(answer, lines=tuple(replace(each, verdict=word) for each in answer.lines))


LATE = problem(line(target=target(at(11))))


def test_what_is_proved_is_not_called_not_proved() -> None:
    answer = solve(LATE)
    assert codes(LATE, answer) == set()
    assert codes(LATE, saying(answer, Verdict.NOT_PROVED)) == {"verdict"}


def test_what_is_not_proved_is_not_called_impossible() -> None:
    answer = solve(LATE)
    open_levels = tuple(replace(each, bound=0.0, proved=False) for each in answer.levels)
    answer = replace(answer, levels=open_levels)
    assert codes(LATE, answer) == {"verdict"}
    assert codes(LATE, saying(answer, Verdict.NOT_PROVED)) == set()


def test_a_kit_is_at_risk_only_if_all_its_lines_are() -> None:
    # The median arrival is 12:01: in time for the one line, not for the other.
    lines = [
        line("L1", rma_number="R1", ship_together=True),
        line(
            "L2",
            rma_number="R1",
            part_number="P2",
            ship_together=True,
            target=target(at(11, 30)),
        ),
    ]
    asked = problem(*lines, on=network(parts=[part("P1"), part("P2")]))
    answer = solve(asked)
    assert codes(asked, answer) == set()
    assert codes(asked, saying(answer, Verdict.AT_RISK)) == {"verdict"}


def test_an_option_of_more_than_ten_days_late_is_none() -> None:
    # Due on the 13th at 11:00, received on the 23rd at 12:01: ten days and 61 minutes.
    overdue = line(target=target(at(11, day=13)))
    answer = line_plan(
        line=overdue,
        verdict=Verdict.IMPOSSIBLE_ALONE,
        option=option(margin_minutes=-14_461.0, on_time_probability=0.0),
        alternatives=(),
    )
    assert "late" in codes(problem(overdue), plan(answer))
