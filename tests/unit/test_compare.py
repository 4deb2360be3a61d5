"""Two plans made by hand, compared line by line."""

from dataclasses import replace
from typing import Any

import pytest

from optimizer.dispatch.problem import DispatchPlan, LinePlan, Load, Verdict
from optimizer.whatif.compare import LevelChange, LoadChange, compare
from tests.builders import at, line, line_plan, option, plan

KEPT = Verdict.GUARANTEED
ALONE = Verdict.IMPOSSIBLE_ALONE


def answer(line_id: str, verdict: Verdict = KEPT, **changes: Any) -> LinePlan:
    """A line with a verdict; the sentence repeats the verdict."""
    sentence = f"{line_id} is {verdict}."
    return line_plan(line=line(line_id), verdict=verdict, sentence=sentence, **changes)


def test_equal_plans_differ_in_nothing() -> None:
    base = plan(answer("L1"), answer("L2", ALONE, option=None))

    same = compare(base, replace(base, seconds={"solve": 9.0}))

    assert (same.lost, same.gained, same.changed, same.loads) == ((), (), (), ())
    assert all(level.difference == 0 for level in same.levels)


def test_promises_are_lost_and_gained_by_name_with_the_sentence_that_says_why() -> None:
    base = plan(answer("L1"), answer("L2", ALONE), answer("L3"))
    changed = plan(answer("L1", ALONE, option=None), answer("L2"), answer("L3"))

    comparison = compare(base, changed)

    (lost,) = comparison.lost
    assert (lost.rma_number, lost.line_id, lost.partner_id) == ("R-L1", "L1", "PA01")
    assert (lost.site_id, lost.before, lost.after) == ("S1", KEPT, ALONE)
    assert lost.reason == "L1 is impossible_alone."  # why it is lost stands in the changed plan
    assert lost.moved == ("depot", "part", "courier", "departure", "arrival")
    (gained,) = comparison.gained
    assert gained.line_id == "L2"
    assert gained.reason == "L2 is impossible_alone."  # what stood in the way, in the base
    assert comparison.changed == ()


def test_another_way_to_the_same_verdict_is_a_change_and_no_loss() -> None:
    later = option(service_id="VAN", planned_arrival_at=at(12, 30))

    comparison = compare(plan(answer("L1")), plan(answer("L1", option=later)))

    assert (comparison.lost, comparison.gained) == ((), ())
    (change,) = comparison.changed
    assert change.moved == ("courier", "arrival")


def test_a_line_that_was_never_promised_and_gets_worse_is_a_change() -> None:
    base = plan(answer("L1", Verdict.AT_RISK))
    changed = plan(answer("L1", ALONE))

    comparison = compare(base, changed)

    assert comparison.lost == ()
    assert [(each.before, each.after) for each in comparison.changed] == [(Verdict.AT_RISK, ALONE)]


def test_a_dearer_way_that_is_otherwise_the_same_is_no_change_of_the_line() -> None:
    dearer = plan(answer("L1", option=option(cost_cents=7500)))

    comparison = compare(plan(answer("L1")), dearer)

    assert comparison.changed == ()
    assert comparison.levels[2] == LevelChange("cost", 7000, 7500, proved=True)
    assert comparison.levels[2].difference == 500


def test_verdicts_are_counted_before_and_after() -> None:
    base = plan(answer("L1"), answer("L2"), answer("L3", ALONE))
    changed = plan(answer("L1"), answer("L2", ALONE), answer("L3", ALONE))

    verdicts = compare(base, changed).verdicts

    assert verdicts[KEPT] == (2, 1)
    assert verdicts[ALONE] == (1, 2)
    assert verdicts[Verdict.NOT_PROVED] == (0, 0)


def test_courier_cost_leaves_out_the_price_of_scarce_units() -> None:
    # Level cost 7000, of which 2857 is the price of a last unit: couriers take 4143.
    comparison = compare(plan(scarcity_cents=2857), plan())

    assert comparison.courier_cents_before == 4143
    assert comparison.courier_cents_after == 7000


def test_a_level_counts_as_proved_only_when_it_is_in_both_plans() -> None:
    base = plan()
    open_cost = (*base.levels[:2], replace(base.levels[2], bound=6000.0, proved=False))

    levels = compare(base, replace(base, levels=open_cost)).levels

    assert [level.proved for level in levels] == [True, True, False]


def test_loads_that_differ_are_listed_by_depot_and_service() -> None:
    def loaded(*loads: Load) -> DispatchPlan:
        return plan(loads=loads)

    same = Load("D3", "CAR", 1, 1.0, 1)
    base = loaded(Load("D2", "CAR", 2, 5.0, 2), same)
    changed = loaded(Load("D2", "CAR", 1, 2.0, 1), Load("D1", "VAN", 1, 3.0, 1), same)

    assert compare(base, changed).loads == (
        LoadChange("D1", "VAN", 0, 1, 0.0, 3.0, 0, 1),
        LoadChange("D2", "CAR", 2, 1, 5.0, 2.0, 2, 1),
    )


def test_plans_of_other_lines_or_instants_are_not_compared() -> None:
    with pytest.raises(ValueError, match="The two plans answer different lines"):
        compare(plan(answer("L1")), plan(answer("L2")))
    with pytest.raises(ValueError, match="The two plans are of different instants"):
        compare(plan(), plan(now=at(11)))
