"""What the five scenarios answer on the demonstration network: promises lost and gained by name.

All five are planned once, checked as every plan is, and compared with the plan of today.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from optimizer.dispatch.problem import DispatchPlan, DispatchProblem, Verdict
from optimizer.whatif.compare import Comparison, compare
from optimizer.whatif.scenario import apply, read_scenario
from rma_service.usecases.plan import Prepared, checked_plan
from rma_service.usecases.stages import Stages

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


@dataclass(frozen=True, slots=True)
class Expected:
    """Lines that lose and gain their promise, and what that weighs on the first level."""

    lost: tuple[str, ...]
    gained: tuple[str, ...]
    missed: int


EXPECTED = {
    # The kit of four asks at 08:35 for a site in Frankfurt: due at 12:35. Packed and collected in
    # Munich, the nearest other depot with all four, it leaves at 10:20: 135 minutes for 295 km as
    # the crow flies, and at 95 km/h even the crow needs 186. Four lines of P1 weigh 100 each.
    # RMA26110030-01, the other line that Frankfurt serves today, has time enough for Munich.
    "close_frankfurt": Expected(
        lost=tuple(f"RMA26110001-0{n}" for n in (1, 2, 3, 4)), gained=(), missed=400
    ),
    # RMA26110004-01 weighs 71 kg, where express and timetabled flights end at 70, and wants it in
    # Stockholm; the nearest unit lies 1,134 km off in Amsterdam, and only a truck, of which the
    # depot has none, goes farther than 1,000. RMA26110006-01 is a lithium battery for Borneo: no
    # passenger aircraft takes it, and no road leads there. Freight comes on Thursday and Friday,
    # due was Tuesday. Both are P3 of Premier: 15 each. The other charters of today are late
    # anyway: nothing is lost with them.
    "charter_strike": Expected(lost=("RMA26110004-01", "RMA26110006-01"), gained=(), missed=30),
    # A fan asked for at 08:15 UTC is due at 12:15. EZE1 open at all hours packs it in 45 minutes
    # from 09:00 on, and the site is in the same city, 9 km away, and now receives on the holiday.
    # One line of P1. RMA26110019-01 was guaranteed for the next day and stays so, only sooner.
    "buenos_aires_around_the_clock": Expected(lost=(), gained=("RMA26110018-01",), missed=-100),
    # Due at 12:30; a drive inside Zürich meets no customs, which cost every other depot the day.
    # Frankfurt keeps its other unit, which nobody asks for. One line of P2 weighs 40.
    "controller_for_zurich": Expected(lost=(), gained=("RMA26110011-01",), missed=-40),
    # Three lines want one board: P1 since 08:42, P1 since 08:47, P2 since 08:51. Today the first
    # has it; a second board goes to the other P1 (100), not to the P2 (40).
    "second_board_in_madrid": Expected(lost=(), gained=("RMA26110028-01",), missed=-100),
}


@pytest.fixture(scope="module")
def answers(demo_problem: DispatchProblem, demo_plan: DispatchPlan) -> Mapping[str, Comparison]:
    """Plan the demonstration in every changed world, and compare with today."""
    return {name: _answer(name, demo_problem, demo_plan) for name in EXPECTED}


def _answer(name: str, problem: DispatchProblem, today: DispatchPlan) -> Comparison:
    scenario = read_scenario(SCENARIOS / f"{name}.toml")
    changed = replace(problem, network=apply(scenario, problem.network))
    after = checked_plan(Prepared(changed, {}, {}), None, Stages())
    return compare(today, after, "today", scenario.title)


def test_every_scenario_that_comes_along_is_answered_here() -> None:
    assert {path.stem for path in SCENARIOS.glob("*.toml")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_scenario_loses_and_gains_the_promises_that_it_is_about(
    answers: Mapping[str, Comparison], name: str
) -> None:
    answer, expected = answers[name], EXPECTED[name]

    assert tuple(each.line_id for each in answer.lost) == expected.lost
    assert tuple(each.line_id for each in answer.gained) == expected.gained


@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_lost_and_gained_weighs_on_the_first_level_and_is_proved(
    answers: Mapping[str, Comparison], name: str
) -> None:
    missed = answers[name].levels[0]

    assert missed.difference == EXPECTED[name].missed
    assert all(level.proved for level in answers[name].levels)


def test_what_frankfurt_loses_is_impossible_whoever_else_would_give_way(
    answers: Mapping[str, Comparison],
) -> None:
    for each in answers["close_frankfurt"].lost:
        assert each.after is Verdict.IMPOSSIBLE_ALONE
        assert each.option_after is not None
        assert each.option_after.depot_id == "MUC1"


def test_nothing_leaves_a_depot_that_is_closed_or_flies_with_those_who_strike(
    answers: Mapping[str, Comparison],
) -> None:
    frankfurt = [each for each in answers["close_frankfurt"].loads if each.depot_id == "FRA1"]
    charters = [each for each in answers["charter_strike"].loads if each.service_id == "CHART"]

    assert frankfurt
    assert charters
    assert not any(each.lines_after for each in (*frankfurt, *charters))


def test_without_five_charters_nine_tenths_of_the_cost_are_gone(
    answers: Mapping[str, Comparison],
) -> None:
    strike = answers["charter_strike"]

    assert sum(each.lines_before for each in strike.loads if each.service_id == "CHART") == 5
    assert strike.courier_cents_after < strike.courier_cents_before // 9


def test_buenos_aires_open_at_all_hours_serves_its_other_line_sooner_too(
    answers: Mapping[str, Comparison],
) -> None:
    (sooner,) = answers["buenos_aires_around_the_clock"].changed

    assert sooner.line_id == "RMA26110019-01"
    assert sooner.option_before is not None
    assert sooner.option_after is not None
    assert sooner.option_after.planned_arrival_at < sooner.option_before.planned_arrival_at
