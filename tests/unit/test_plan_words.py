"""What is said of a plan: nothing unproved sounds proved, and no gap is rounded away."""

from dataclasses import replace
from math import inf
from typing import Any

import pytest

from optimizer.dispatch.explain import without_rivals
from optimizer.dispatch.problem import DispatchPlan, Level, LinePlan, Verdict
from optimizer.dispatch.solve import solve
from rma_service.plan_words import (
    NO_BOUND,
    NOT_WORKED_OUT,
    NOTHING_HELPS,
    bound_words,
    cost_words,
    help_words,
    is_helped,
    losers_words,
    no_test_words,
    proof_words,
    short_sentence,
)
from tests.builders import NOW, line, line_plan, network, option, problem, relaxation, target

MISSED = Level("missed", 0, 0.0, proved=True)
COST = Level("cost", 10_000, 10_000.0, proved=True)


def missed(value: int, bound: float, *, proved: bool = False) -> str:
    """What is said of the first level."""
    return proof_words([Level("missed", value, bound, proved)])[0]


def test_a_proved_level_says_that_no_plan_is_better() -> None:
    assert proof_words([MISSED, Level("tardiness", 5, 5.0, proved=True), COST]) == (
        "Proved: no plan misses less.",
        "Proved: no plan that does as well above is less late.",
        "Proved: no plan that does as well above costs less.",
    )


def test_an_open_level_says_its_bound_and_what_could_be_gained_at_most() -> None:
    # 700 - 650 = 50, and 50 / 700 = 7.14 per cent, which is rounded up.
    assert missed(700, 650) == (
        "Best found; no plan can miss less than 650 (bound). "
        "At most 50 could be gained, 7.2 % of it."
    )


def test_money_is_told_as_money_and_a_bound_between_two_cents_is_the_upper_one() -> None:
    told = proof_words([MISSED, Level("cost", 10_000, 9_900.4, proved=False)])[1]
    assert "can cost less than $99.01 (bound). At most $0.99 could be gained, 1 % of it." in told


def test_the_smallest_gap_is_not_called_none() -> None:
    # 1 of 1,000,000 is 0.0001 per cent.
    assert missed(1_000_000, 999_999).endswith("At most 1 could be gained, 0.1 % of it.")
    assert missed(1_000_000, 1_000_000).endswith("It reaches that.")


@pytest.mark.parametrize("bound", [0.0, -inf, inf])
def test_a_bound_that_says_nothing_is_not_told_as_one(bound: float) -> None:
    assert missed(700, bound) == "Best found; how much better it could be is not known."


def test_after_an_open_level_nothing_is_said_of_a_bound() -> None:
    told = proof_words(
        [replace(MISSED, value=5, bound=3.0, proved=False), replace(COST, proved=False)]
    )
    assert told[1] == "Best found; nothing is proved here before the level above is."


def test_a_bound_that_says_nothing_is_no_figure() -> None:
    open_cost = replace(COST, bound=9_900.0, proved=False)
    assert bound_words([MISSED, open_cost]) == ("0", "$99.00")
    open_missed = replace(MISSED, value=5, bound=3.0, proved=False)
    assert bound_words([open_missed, open_cost]) == ("3", NO_BOUND)
    unknown = [replace(open_missed, bound=bound) for bound in (0.0, -inf)]
    assert [bound_words([each])[0] for each in unknown] == [NO_BOUND, NO_BOUND]


def test_only_owed_lines_that_are_proved_to_be_missed_are_told_what_would_help() -> None:
    helped = {verdict for verdict in Verdict if is_helped(line_plan(verdict=verdict), NOW)}
    assert helped == {Verdict.AT_RISK, Verdict.IMPOSSIBLE_ALONE, Verdict.IMPOSSIBLE_TOGETHER}
    not_owed = line(target=target(owed=False))
    assert not is_helped(line_plan(verdict=Verdict.IMPOSSIBLE_ALONE, line=not_owed), NOW)
    overdue = line(target=target(NOW))
    assert not is_helped(line_plan(verdict=Verdict.IMPOSSIBLE_ALONE, line=overdue), NOW)


def test_what_was_not_tried_is_not_said_to_be_of_no_help() -> None:
    tried = line_plan(verdict=Verdict.IMPOSSIBLE_ALONE)
    assert help_words(tried) == NOTHING_HELPS
    assert help_words(replace(tried, left_out=("relaxations",))) == NOT_WORKED_OUT
    assert help_words(replace(tried, left_out=("would_lose",))) == NOTHING_HELPS


def test_of_what_is_not_proved_nobody_says_that_it_cannot_be() -> None:
    for outlook in (None, Verdict.NOT_PROVED):
        verdict = Verdict.EXCLUDED_BY_CLAUSE if outlook else Verdict.NOT_PROVED
        answer = line_plan(verdict=verdict, outlook=outlook)
        assert losers_words(answer) == "Not worked out: nothing is proved of this line."
        assert "may well be possible" in no_test_words(answer)
        assert "impossible" not in f"{losers_words(answer)} {no_test_words(answer)}"


def test_who_would_lose_is_not_said_to_be_nobody_where_it_was_not_worked_out() -> None:
    together = line_plan(verdict=Verdict.IMPOSSIBLE_TOGETHER)
    assert losers_words(together) == "Other lines use what it needs."
    assert losers_words(replace(together, left_out=("would_lose",))) == NOT_WORKED_OUT
    assert losers_words(line_plan()) == "No other line stands in its way."


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (7283, "the whole plan would cost $72.83 more"),
        (-325_969, "the whole plan would cost $3,259.69 less"),
        (0, "the whole plan would cost the same"),
    ],
)
def test_what_helps_says_what_the_whole_plan_would_cost(cents: int, words: str) -> None:
    assert cost_words(relaxation(plan_costs_more_cents=cents)) == words


def planned(**changes: Any) -> LinePlan:
    """A line as the solver answers it."""
    plan: DispatchPlan = solve(problem(line(target=target(**changes))))
    return plan.lines[0]


def test_a_short_sentence_leaves_out_the_way_that_stands_beside_it() -> None:
    answer = planned()
    # Received at 12:01, due at 14:00.
    assert "D1 ships by CAR at 2026-11-23 10:50 UTC" in answer.sentence
    assert short_sentence(answer) == "In time: 119 minutes to spare."


def test_the_short_sentence_of_what_is_not_owed_keeps_clause_and_outlook() -> None:
    answer = planned(owed=False, clause="note 5", not_owed_reason="One of a batch of 12")
    assert short_sentence(answer) == "Not owed (note 5): One of a batch of 12. Expected: in time."


def test_a_substitute_is_left_out_with_its_way() -> None:
    sent = option(part_number="P2")
    way = "D1 sends the substitute P2 by CAR at 2026-11-23 10:50 UTC, "
    way += "arrival 2026-11-23 12:01 UTC at 50%"
    answer = line_plan(option=sent, sentence=f"In time: {way}, 119 minutes to spare.")
    assert short_sentence(answer) == "In time: 119 minutes to spare."


def test_a_sentence_in_other_words_and_one_without_a_way_stay_as_they_are() -> None:
    assert short_sentence(line_plan()) == "Arrives 119 minutes before it is due."
    nothing = line_plan(option=None, sentence="No depot and courier can: nothing can be sent.")
    assert short_sentence(nothing) == nothing.sentence


def test_the_network_of_a_contention_names_rivals_to_staff_only() -> None:
    on = network(stock={("D1", "P1"): 1})
    plan = solve(problem(line("L1"), line("L2"), on=on))
    loser = next(each for each in plan.lines if each.verdict is Verdict.IMPOSSIBLE_TOGETHER)
    (rival,) = loser.would_lose
    assert rival in short_sentence(loser)
    assert rival not in without_rivals(loser)
