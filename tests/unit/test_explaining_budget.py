"""What explanations may cost: counted work, the heaviest lines first, and honest when it ends."""

from dataclasses import replace

import pytest

from optimizer.dispatch.assignment import Assignment
from optimizer.dispatch.bounds import Deadline, SolverError
from optimizer.dispatch.bridge import option_problem
from optimizer.dispatch.choose import Chooser
from optimizer.dispatch.components import Forced
from optimizer.dispatch.explain import for_partner
from optimizer.dispatch.options.demands import demands_of
from optimizer.dispatch.options.generate import options_of
from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.options.probability import Odds
from optimizer.dispatch.options.surroundings import build_world
from optimizer.dispatch.problem import DispatchPlan, LinePlan, Verdict
from optimizer.dispatch.relaxing.fresh import Budget, UnknownOutcomeError
from optimizer.dispatch.solve import Limits, solve
from optimizer.dispatch.verdicts import Judge
from tests.asking import answers
from tests.builders import at, line, network, problem, target


def with_work(work: int) -> DispatchPlan:
    """One unit for three lines, of which L2 weighs most and L1 least."""
    weights = {"L1": 15, "L2": 100, "L3": 40}
    lines = [line(key, target=target(miss_weight=miss)) for key, miss in weights.items()]
    return solve(problem(*lines), Limits(work=work))


def of(plan: DispatchPlan) -> dict[str, LinePlan]:
    return {each.line.line_id: each for each in plan.lines}


def test_without_work_words_are_proved_and_the_rest_is_named_as_left_out() -> None:
    plan = of(with_work(0))
    assert plan["L2"].verdict is Verdict.GUARANTEED
    assert plan["L2"].left_out == ()
    for each in (plan["L1"], plan["L3"]):
        assert each.verdict is Verdict.IMPOSSIBLE_TOGETHER
        assert (each.would_lose, each.relaxations) == ((), ())
        assert each.left_out == ("would_lose", "relaxations")
        assert "others use what it needs" in each.sentence


def test_the_heaviest_line_is_explained_first() -> None:
    # Who would lose costs the three groups once for each line: three are enough for one of two.
    plan = of(with_work(3))
    assert plan["L3"].would_lose == ("L2",)
    assert "would_lose" not in plan["L3"].left_out
    assert plan["L1"].left_out == ("would_lose", "relaxations")


def test_enough_work_leaves_nothing_out() -> None:
    plan = of(with_work(1000))
    assert all(each.left_out == () for each in plan.values())
    assert plan["L1"].would_lose == ("L2",)


def test_as_much_work_explains_the_same_every_time() -> None:
    assert with_work(7).lines == with_work(7).lines


def test_a_level_that_is_not_proved_leaves_both_out() -> None:
    plan = of(solve(problem(line("L1"), line("L2")), Limits(seconds=0.0)))
    assert plan["L2"].verdict is Verdict.NOT_PROVED
    assert plan["L2"].left_out == ("would_lose", "relaxations")
    assert plan["L1"].left_out == ()


def test_a_budget_that_does_not_suffice_is_at_its_end() -> None:
    budget = Budget(5)
    budget.spend(3)
    with pytest.raises(UnknownOutcomeError):
        budget.spend(3)
    with pytest.raises(UnknownOutcomeError):
        budget.spend(1)


def test_a_line_that_is_not_owed_has_no_relaxations_to_leave_out() -> None:
    loose = target(owed=False, miss_weight=0, late_weight=1, not_owed_reason="Late RMA.")
    plan = of(solve(problem(line("L1", target=loose), line("L2")), Limits(work=0)))
    assert plan["L1"].left_out == ("would_lose",)


def test_a_partner_reads_of_nobody_else_and_of_nothing_that_others_use() -> None:
    # Seven rivals of another company hold seven units; one weighs less and loses.
    rivals = [
        line(f"RIVAL-{n}", rma_number=f"RMA-RIVAL-{n}", partner_id="BOREALIS") for n in range(7)
    ]
    kit = [replace(each, rma_number="RMA-RIVAL", ship_together=True) for each in rivals]
    asked = line("L1", partner_id="ACME", target=target(at(14), miss_weight=5))
    on = network(stock={("D1", "P1"): 7}, vehicles={("D1", "CAR"): 3})
    answer = answers(asked, *kit, on=on)["L1"]
    assert len(answer.would_lose) == 7
    assert "RIVAL-0" in answer.sentence
    assert answer.relaxations
    told = for_partner(answer)
    assert not any(word in repr(told) for word in ("RIVAL", "BOREALIS"))
    assert (told.would_lose, told.relaxations, told.left_out) == ((), (), ())
    assert told.sentence.startswith("Possible alone, but others use what it needs")
    assert (told.verdict, told.option, told.line) == (answer.verdict, answer.option, answer.line)


def test_a_solver_that_fails_while_it_explains_harms_no_plan() -> None:
    asked = problem(line("L1"), line("L2"))
    world = build_world(asked.network, ["S1"], asked.now, at(14))
    options = options_of(world, demands_of(asked.lines, asked.network))
    rows = option_problem(world, options)
    taken = Chooser(rows, [0, 1], Deadline()).choose().taken
    assignment = Assignment.of(options, rows, Odds(world), taken)

    def failing(_: Forced) -> Ints | None:
        raise SolverError("The solver ended in a way of its own.")

    first, second = Judge(assignment, failing, None, Budget(9)).line_plans()
    assert (first.verdict, first.left_out) == (Verdict.GUARANTEED, ())
    assert second.verdict is Verdict.IMPOSSIBLE_TOGETHER
    assert second.left_out == ("would_lose", "relaxations")
