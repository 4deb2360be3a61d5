"""A plan that time cut short: legal, and it claims nothing that was not proved."""

from hypothesis import given, settings

from optimizer.dispatch.assignment import Assignment
from optimizer.dispatch.bounds import Deadline
from optimizer.dispatch.bridge import option_problem
from optimizer.dispatch.check import check
from optimizer.dispatch.choose import Chooser
from optimizer.dispatch.options.demands import demands_of
from optimizer.dispatch.options.generate import options_of
from optimizer.dispatch.options.probability import Odds
from optimizer.dispatch.options.surroundings import build_world
from optimizer.dispatch.problem import DispatchProblem, Verdict
from optimizer.dispatch.relaxing.fresh import Budget
from optimizer.dispatch.solve import Limits, solve
from optimizer.dispatch.verdicts import Judge
from tests.builders import (
    depot,
    line,
    network,
    part,
    problem,
    service,
    substitution,
    target,
)
from tests.random_problems import problems

NO_TIME = Limits(seconds=0.0)
EXAMPLES = settings(max_examples=60, derandomize=True, deadline=None, database=None)


def rivals_beside_a_line_alone() -> DispatchProblem:
    """L1 and L2 want the one P1 of D1; D2 has enough, 90 km away for 10000 cents.

    L2 could take P9 for 9000 and the last unit's price, 60000 x 0.06 / 1.06 = 3396: never worth
    it, so L3, which asks for P9, has it for itself.
    """
    on = network(
        parts=[part("P1"), part("P9")],
        depots=[depot("D1", lead_time_days=365.25), depot("D2", km=-30)],
        stock={("D1", "P1"): 1, ("D2", "P1"): 9, ("D1", "P9"): 1},
        vehicles={("D1", "CAR"): 9, ("D2", "CAR"): 9},
        substitutions={"P1": (substitution("P9"),)},
        installed={("S1", "PLAT"): 6},
        bills_of_material={"PLAT": {"P9": 1}},
    )
    return problem(line("L1"), line("L2"), line("L3", part_number="P9"), on=on)


def test_who_is_served_in_haste_leaves_the_others_what_they_need() -> None:
    asked = rivals_beside_a_line_alone()
    plan = solve(asked, NO_TIME)
    taken = [(each.option.depot_id, each.option.part_number) for each in plan.lines if each.option]
    assert taken == [("D1", "P1"), ("D2", "P1"), ("D1", "P9")]
    assert check(asked, plan).violations == ()


def test_bounds_of_a_plan_without_time_hold_what_was_settled_alone() -> None:
    # Cost is 7000 + 10000 + 7000 + 3396 with time and without, but without it cost is not proved;
    # that nobody is missed or late needs no solver: each line can have a way in time of its own.
    asked = rivals_beside_a_line_alone()
    assert [(each.value, each.proved) for each in solve(asked).levels] == (
        [(0, True), (0, True), (27_396, True)]
    )
    hasty = solve(asked, NO_TIME)
    assert [(each.value, each.bound) for each in hasty.levels] == [(0, 0), (0, 0), (27_396, 0)]
    assert [each.proved for each in hasty.levels] == [True, True, False]


def test_a_line_that_nobody_had_time_for_is_not_called_impossible() -> None:
    heavy, light = line("L2", target=target(miss_weight=200)), line("L1")
    asked = problem(light, heavy, on=network(services=[service(), service("NEAR", max_km=10)]))
    plan = solve(asked, NO_TIME)
    verdicts = [each.verdict for each in plan.lines]
    assert verdicts == [Verdict.GUARANTEED, Verdict.NOT_PROVED]
    assert (plan.lines[1].would_lose, plan.lines[1].reasons) == ((), ())


@EXAMPLES
@given(problems(groups=True))
def test_a_plan_made_in_no_time_is_legal(asked: DispatchProblem) -> None:
    assert check(asked, solve(asked, NO_TIME)).violations == ()


@EXAMPLES
@given(problems(groups=True))
def test_no_bound_of_a_plan_made_in_no_time_is_above_the_best(asked: DispatchProblem) -> None:
    best = [level.value for level in solve(asked).levels]
    hasty = solve(asked, NO_TIME).levels
    assert [level.value for level in hasty] >= best
    for level, value in zip(hasty, best, strict=True):
        assert level.bound <= value
        assert level.value == value or not level.proved


def test_nobody_is_named_when_time_ends_before_the_forced_plan_is_proved() -> None:
    # One unit; L2 weighs more and has it. Whom L1 would displace needs a plan of its own.
    asked = problem(line("L1"), line("L2", target=target(miss_weight=200)))
    demands = demands_of(asked.lines, asked.network)
    world = build_world(asked.network, ["S1"], asked.now, asked.lines[0].target.due_at)
    options = options_of(world, demands)
    rows = option_problem(world, options)
    chooser = Chooser(rows, [0, 1], Deadline())
    assignment = Assignment.of(options, rows, Odds(world), chooser.choose().taken)
    losers = []
    for deadline in (Deadline(), Deadline.after(0.0)):
        hasty = Chooser(rows, [0, 1], deadline)
        one, _ = Judge(assignment, hasty.proved_taken, budget=Budget(9)).line_plans()
        assert one.verdict is Verdict.IMPOSSIBLE_TOGETHER
        losers.append(one.would_lose)
    assert losers == [("L2",), ()]


def test_when_time_is_over_no_further_plan_is_made_for_each_line_that_is_missed() -> None:
    asked = problem(line("L1"), line("L2", target=target(miss_weight=200)))
    world = build_world(asked.network, ["S1"], asked.now, asked.lines[0].target.due_at)
    options = options_of(world, demands_of(asked.lines, asked.network))
    rows = option_problem(world, options)
    best = Chooser(rows, [0, 1], Deadline()).choose()
    hasty = Chooser(rows, [0, 1], Deadline.after(0.0))
    assignment = Assignment.of(options, rows, Odds(world), best.taken)
    judge = Judge(assignment, hasty.proved_taken, budget=Budget(9))
    assert [each.verdict for each in judge.line_plans()] == [
        Verdict.IMPOSSIBLE_TOGETHER,
        Verdict.GUARANTEED,
    ]
    assert not hasty._known  # noqa: SLF001 - what it tried shows nowhere else
