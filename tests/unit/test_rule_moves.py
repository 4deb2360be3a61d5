"""Re-planning moves a promise only where that serves missed targets or lateness.

By CAR a unit arrives at 12:01 for 7,000 cents. SLOW takes twice as long between the towns: 10 + 10
+ 40 minutes of drive, so 12:21, and costs 1,000 cents less.
"""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from optimizer.dispatch.check import check
from optimizer.dispatch.fallback import degraded_plan
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem, Line
from optimizer.dispatch.problem_file import problem_file_of, question_from
from optimizer.dispatch.replay import replay
from optimizer.dispatch.solve import solve, solve_with_question
from optimizer.files.document import plan_document
from optimizer.files.read_plan import plan_from_document
from tests.builders import at, line, network, problem, scheduled_service, service, target

CAR = service("CAR")
SLOW = service("SLOW", speed_factor_intercity=0.5, price_base_cents=0, price_min_cents=0)
FAST_ARRIVES, SLOW_ARRIVES = at(12, 1), at(12, 21)


def asked(*lines: Line, units: int = 1) -> DispatchProblem:
    return problem(
        *lines,
        on=network(
            services=[CAR, SLOW],
            stock={("D1", "P1"): units},
            vehicles={("D1", "CAR"): 1, ("D1", "SLOW"): 1},
        ),
    )


def levels(plan: DispatchPlan) -> dict[str, int]:
    return {level.name: level.value for level in plan.levels}


def services(plan: DispatchPlan) -> list[str | None]:
    return [each.option.service_id if each.option else None for each in plan.lines]


def legal(problem: DispatchProblem) -> DispatchPlan:
    plan = solve(problem)
    assert check(problem, plan).violations == ()
    return plan


def test_who_was_told_nothing_takes_the_cheaper_way_and_there_is_no_level_of_moves() -> None:
    plan = legal(asked(line()))
    assert services(plan) == ["SLOW"]
    assert levels(plan) == {"missed": 0, "tardiness": 0, "cost": 6000}


def test_a_promise_that_costs_nothing_on_the_levels_before_is_kept_whatever_it_costs() -> None:
    plan = legal(asked(line(told_at=FAST_ARRIVES)))
    assert services(plan) == ["CAR"]
    assert levels(plan) == {"missed": 0, "tardiness": 0, "moves": 0, "cost": 7000}
    assert [level.name for level in plan.levels] == ["missed", "tardiness", "moves", "cost"]


@pytest.mark.parametrize("told_at", [SLOW_ARRIVES, at(13)])
def test_an_arrival_no_later_than_was_told_moves_nothing(told_at: datetime) -> None:
    plan = legal(asked(line(told_at=told_at)))
    assert services(plan) == ["SLOW"]
    assert levels(plan)["moves"] == 0


def test_an_arrival_a_second_later_than_was_told_moves_it() -> None:
    told = SLOW_ARRIVES - timedelta(seconds=1)
    assert services(legal(asked(line(told_at=told)))) == ["CAR"]


def test_arrivals_are_compared_as_they_are_shown_rounded_up_to_the_second() -> None:
    on = asked(line()).network
    odd = replace(on, services={"CAR": replace(CAR, speed_factor_intercity=0.97)})
    free = DispatchProblem(odd, (line(),), asked(line()).now)
    option = solve(free).lines[0].option
    assert option is not None
    assert option.planned_arrival_at.microsecond
    shown = option.planned_arrival_at.replace(microsecond=0) + timedelta(seconds=1)
    for told_at, moved in ((shown, 0), (shown - timedelta(seconds=1), 1)):
        plan = legal(replace(free, lines=(line(told_at=told_at),)))
        assert levels(plan)["moves"] == moved


def test_a_promise_is_moved_where_that_saves_a_heavier_target() -> None:
    light = target(miss_weight=40, late_weight=8)
    plan = legal(asked(line("L1", target=light, told_at=SLOW_ARRIVES), line("L2")))
    assert services(plan) == [None, "SLOW"]
    assert levels(plan)["moves"] == 1


def test_a_promise_is_moved_where_that_makes_another_line_less_late() -> None:
    # Both are late whatever happens: due 12:00, by CAR one quarter-hour, by SLOW two. One CAR: the
    # heavier L2 takes it, though L1 was told that it would.
    light, heavy = (target(at(12), miss_weight=0, late_weight=weight) for weight in (8, 20))
    lines = line("L1", target=light, told_at=FAST_ARRIVES), line("L2", target=heavy)
    plan = legal(asked(*lines, units=2))
    assert services(plan) == ["SLOW", "CAR"]
    assert levels(plan) == {"missed": 0, "tardiness": 2 * 8 + 20, "moves": 1, "cost": 13_000}


def test_of_equals_the_one_that_was_told_keeps_what_it_was_told() -> None:
    # By the order of ids L1 would have the only unit.
    plan = legal(asked(line("L1"), line("L2", told_at=SLOW_ARRIVES)))
    assert services(plan) == [None, "SLOW"]
    assert levels(plan)["moves"] == 0


def test_a_kit_moves_as_many_promises_as_its_lines_were_given() -> None:
    early = at(12)
    kit = [
        line(each, rma_number="R1", ship_together=True, told_at=told)
        for each, told in (("L1", early), ("L2", early), ("L3", None))
    ]
    assert levels(legal(asked(*kit, units=3)))["moves"] == 2
    assert levels(legal(asked(*kit, units=2)))["moves"] == 2  # nothing can be sent


def test_identical_lines_that_were_told_other_arrivals_are_groups_of_their_own() -> None:
    told = [("L1", FAST_ARRIVES), ("L2", FAST_ARRIVES), ("L3", None)]
    lines = [line(each, rma_number="R1", told_at=at) for each, at in told]
    _, question = solve_with_question(asked(*lines, units=3))
    assert question.line_ids == (("L1", "L2"), ("L3",))
    plan = legal(asked(*lines, units=3))
    assert services(plan)[:2] == ["CAR", "CAR"]
    assert levels(plan)["moves"] == 0


def test_the_level_is_kept_in_problem_file_document_and_degraded_plan() -> None:
    problem = asked(line("L1", told_at=FAST_ARRIVES), line("L2"))
    plan, question = solve_with_question(problem)
    data = problem_file_of(question)
    move = question_from(data).problem.move
    assert move is not None
    assert np.unique(move).tolist() == [0, 1]
    assert replay(data).levels == plan.levels
    again = plan_from_document(plan_document(plan))
    assert again.levels == plan.levels
    degraded, _ = degraded_plan(problem, "no solver")
    assert "moves" in levels(degraded)
    assert check(problem, degraded).violations == ()


def test_an_arrival_that_was_told_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="The arrival that was told needs a time zone"):
        line(told_at=FAST_ARRIVES.replace(tzinfo=None))


def test_a_way_that_was_told_stays_one_beside_a_cheaper_one_that_needs_no_vehicle() -> None:
    # NEXT is in time the day after and the cheapest: nobody else would look at CAR.
    cheap = scheduled_service("NEXT", price_base_cents=0, price_min_cents=0, price_per_km_cents=0)
    on = network(services=[CAR, cheap])
    late = target(at(18, day=27))
    free = problem(line(target=late), on=on)
    assert services(legal(free)) == ["NEXT"]
    told = replace(free, lines=(line(target=late, told_at=FAST_ARRIVES),))
    plan = legal(told)
    assert services(plan) == ["CAR"]
    assert levels(plan)["moves"] == 0
