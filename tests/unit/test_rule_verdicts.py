"""Which word is said of a line, in the order in which the words are tried.

CAR arrives at 12:01 in the median; the drive takes 40 minutes with sigma = 0.29356, so at a
confidence of 0.95 it arrives at 11:00 + 64.83 + 21 = 12:25.83.
"""

from math import log, sqrt
from statistics import NormalDist
from typing import Any

import pytest

from optimizer.dispatch.problem import Line, LinePlan, Verdict
from optimizer.dispatch.solve import Limits, solve
from optimizer.network import Network
from tests.asking import answers, solved
from tests.builders import at, depot, line, network, part, problem, service, target


def one(asked: Line | None = None, on: Network | None = None) -> LinePlan:
    return answers(asked or line(), on=on)["L1"]


def of(answer: LinePlan) -> tuple[Verdict, Verdict | None]:
    return answer.verdict, answer.outlook


def test_a_line_whose_planned_arrival_is_in_time_is_guaranteed() -> None:
    answer = one()
    assert of(answer) == (Verdict.GUARANTEED, None)
    assert answer.reasons == ()
    assert answer.would_lose == ()


@pytest.mark.parametrize(("minute", "verdict"), [(26, Verdict.GUARANTEED), (25, Verdict.AT_RISK)])
def test_met_is_judged_at_the_confidence(minute: int, verdict: Verdict) -> None:
    # planned 12:25.83
    assert one(line(target=target(at(12, minute), confidence=0.95))).verdict is verdict


def test_in_time_at_the_median_only_is_at_risk_with_its_probability() -> None:
    # due 12:10: 49 of 40 minutes: Phi(ln(49 / 40) / 0.29356) = Phi(0.6913) = 0.755
    answer = one(line(target=target(at(12, 10), confidence=0.95)))
    assert answer.verdict is Verdict.AT_RISK
    expected = NormalDist().cdf(log(49 / 40) / sqrt(log(1.09)))
    assert answer.option.on_time_probability == pytest.approx(expected, abs=0.0005)
    assert expected == pytest.approx(0.755, abs=0.0005)
    assert answer.option.margin_minutes == pytest.approx(-15.83, abs=0.01)


def test_late_at_the_median_too_is_impossible_alone() -> None:
    answer = one(line(target=target(at(12), confidence=0.95)))
    assert answer.verdict is Verdict.IMPOSSIBLE_ALONE
    assert [(each.depot_id, each.service_id, each.code) for each in answer.reasons] == [
        ("D1", "CAR", "late")
    ]


def test_without_any_way_a_line_is_impossible_alone() -> None:
    answer = one(on=network(stock={}))
    assert answer.verdict is Verdict.IMPOSSIBLE_ALONE
    assert answer.option is None
    assert answer.alternatives == ()


def test_the_only_unit_taken_by_another_is_impossible_together() -> None:
    plan = answers(line("L1"), line("L2"))
    assert plan["L1"].verdict is Verdict.GUARANTEED
    assert plan["L2"].verdict is Verdict.IMPOSSIBLE_TOGETHER
    assert plan["L2"].would_lose == ("L1",)


def test_the_heavier_line_gets_the_only_unit() -> None:
    plan = answers(line("L1", target=target(miss_weight=40)), line("L2"))
    assert plan["L1"].verdict is Verdict.IMPOSSIBLE_TOGETHER
    assert plan["L1"].would_lose == ("L2",)
    assert plan["L2"].verdict is Verdict.GUARANTEED


def test_impossible_together_comes_before_at_risk() -> None:
    # D2 is 60 km farther: in time at the median only (30 + 40 minutes). L2 takes D2 and could be
    # met from D1 with the network to itself.
    on = network(depots=[depot("D1"), depot("D2", km=-20)])
    due = target(at(12, 27), confidence=0.95)
    plan = answers(line("L1", target=due), line("L2", target=due), on=on)
    assert plan["L1"].verdict is Verdict.GUARANTEED
    taken = plan["L2"].option
    assert taken.depot_id == "D2"
    assert taken.median_arrival_at < at(12, 27) < taken.planned_arrival_at
    assert plan["L2"].verdict is Verdict.IMPOSSIBLE_TOGETHER
    assert plan["L2"].would_lose == ("L1",)


def test_a_forced_line_may_push_another_one_aside_without_loss_to_the_others() -> None:
    # Three lines of the same weight and two units: L3 loses; forcing it costs L2 by the tie order.
    on = network(stock={("D1", "P1"): 2}, vehicles={("D1", "CAR"): 3})
    plan = answers(line("L1"), line("L2"), line("L3"), on=on)
    assert plan["L3"].verdict is Verdict.IMPOSSIBLE_TOGETHER
    assert plan["L3"].would_lose == ("L2",)


def test_several_light_lines_may_lose_for_one() -> None:
    # A kit of two of 60 each holds both units; L1 weighs 100 and would need one.
    lines = [
        line(f"K{n}", rma_number="R1", ship_together=True, target=target(miss_weight=60))
        for n in (1, 2)
    ]
    plan = answers(line("L1"), *lines, on=network(stock={("D1", "P1"): 2}))
    assert plan["K1"].verdict is plan["K2"].verdict is Verdict.GUARANTEED
    assert plan["L1"].verdict is Verdict.IMPOSSIBLE_TOGETHER
    assert plan["L1"].would_lose == ("K1", "K2")


def excluded(**changes: Any) -> Line:
    values = {"owed": False, "miss_weight": 0, "late_weight": 1, "not_owed_reason": "Late RMA."}
    return line("L1", target=target(**{**values, **changes}))


def test_a_target_that_is_not_owed_is_excluded_whatever_happens() -> None:
    assert of(one(excluded())) == (Verdict.EXCLUDED_BY_CLAUSE, Verdict.GUARANTEED)


def test_the_outlook_of_an_excluded_line_may_be_at_risk() -> None:
    risky = excluded(due_at=at(12, 10), confidence=0.95)
    assert of(one(risky)) == (Verdict.EXCLUDED_BY_CLAUSE, Verdict.AT_RISK)


def test_the_outlook_of_an_excluded_line_may_be_impossible_alone_with_its_reasons() -> None:
    answer = one(excluded(), on=network(stock={}))
    assert of(answer) == (Verdict.EXCLUDED_BY_CLAUSE, Verdict.IMPOSSIBLE_ALONE)
    assert [reason.code for reason in answer.reasons if reason.depot_id] == ["stock"]


def test_the_outlook_of_an_excluded_line_may_be_impossible_together() -> None:
    plan = answers(excluded(), line("L2"))
    assert of(plan["L1"]) == (Verdict.EXCLUDED_BY_CLAUSE, Verdict.IMPOSSIBLE_TOGETHER)
    assert plan["L1"].would_lose == ("L2",)


def test_an_owed_line_takes_the_unit_before_an_excluded_one() -> None:
    plan = answers(excluded(), line("L2", target=target(miss_weight=5, late_weight=2)))
    assert plan["L1"].option is None
    assert plan["L2"].verdict is Verdict.GUARANTEED


def test_alternatives_are_free_in_the_plan_and_differ_from_the_option() -> None:
    # VAN is dearer by 500.
    on = network(services=[service("CAR"), service("VAN", price_base_cents=1500)])
    answer = one(on=on)
    assert 1 <= len(answer.alternatives) <= 5
    assert "VAN" in {each.option.service_id for each in answer.alternatives}
    for each in answer.alternatives:
        assert each.option != answer.option
        later = each.option.planned_arrival_at - answer.option.planned_arrival_at
        assert each.arrives_later_minutes == pytest.approx(later.total_seconds() / 60)
        assert each.costs_more_cents == each.option.cost_cents - answer.option.cost_cents


def test_no_alternative_needs_a_unit_that_the_plan_has_given_away() -> None:
    on = network(depots=[depot("D1"), depot("D2", km=-10)])
    plan = answers(line("L1"), line("L2"), on=on)
    for answer in plan.values():
        assert {each.option.depot_id for each in answer.alternatives} <= {answer.option.depot_id}


def test_reasons_are_given_for_every_depot_and_service() -> None:
    on = network(
        parts=[part(ship_weight_kg=5)],
        depots=[depot("D2"), depot("D1")],
        services=[service("VAN", max_piece_kg=4), service("CAR", max_km=10)],
    )
    reasons = one(on=on).reasons
    assert [(each.depot_id, each.service_id, each.code) for each in reasons] == [
        ("D1", "CAR", "radius"),
        ("D1", "VAN", "piece_weight"),
        ("D2", "CAR", "radius"),
        ("D2", "VAN", "piece_weight"),
    ]
    assert all(each.detail for each in reasons)


def test_levels_are_proved_and_equal_to_their_bounds() -> None:
    plan = solved(line("L1"), line("L2"))
    assert [level.name for level in plan.levels] == ["missed", "tardiness", "cost"]
    assert all(level.proved and level.value == level.bound for level in plan.levels)
    assert plan.proved


def test_without_time_to_prove_nothing_is_called_impossible() -> None:
    # One unit for two lines: whether the other one could be met is not known.
    plan = solve(problem(line("L1"), line("L2")), Limits(seconds=0.0))
    assert [each.verdict for each in plan.lines] == [Verdict.GUARANTEED, Verdict.NOT_PROVED]
    assert not plan.levels[0].proved
    assert plan.levels[0].bound <= plan.levels[0].value == 100


def test_at_most_five_alternatives_are_told_the_best_first() -> None:
    # CAR is the cheapest of seven; each other one costs 100 cents more than the one before.
    services = [service(f"CAR{n}", price_base_cents=1000 + 100 * n) for n in range(7)]
    answer = one(on=network(services=services))
    assert answer.option.service_id == "CAR0"
    assert [(each.option.service_id, each.costs_more_cents) for each in answer.alternatives] == [
        ("CAR1", 100),
        ("CAR2", 200),
        ("CAR3", 300),
        ("CAR4", 400),
        ("CAR5", 500),
    ]
