"""A legal plan without any solver, as good as turns and local search make it."""

from dataclasses import replace

from optimizer.dispatch.anytime.answer import answer_without_solver
from optimizer.dispatch.assignment import Assignment
from optimizer.dispatch.bridge import option_problem
from optimizer.dispatch.choose import levels_of
from optimizer.dispatch.fingerprint import input_hash
from optimizer.dispatch.loads import loads_of
from optimizer.dispatch.option_problem import worth
from optimizer.dispatch.options.demands import demands_of
from optimizer.dispatch.options.generate import options_of
from optimizer.dispatch.options.probability import Odds
from optimizer.dispatch.options.surroundings import build_world
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem, Level, LinePlan, Verdict
from optimizer.dispatch.question import Question, question_of
from optimizer.dispatch.sums import require_countable
from optimizer.dispatch.verdicts import Judge


def degraded_plan(problem: DispatchProblem, why: str) -> tuple[DispatchPlan, Question]:
    """Plan of the best choice that no solver found, with the sentence why, and what was asked.

    Who is met is guaranteed, for the plan does meet it; of the others nothing is proved.
    """
    demands = demands_of(problem.lines, problem.network, problem.wishes)
    last_due = max((line.target.due_at for line in problem.lines), default=problem.now)
    sites = [line.site_id for line in problem.lines]
    world = build_world(problem.network, sites, problem.now, last_due)
    options = options_of(world, demands, wishes=problem.wishes)
    asked = option_problem(world, options)
    require_countable(asked)
    answer = answer_without_solver(asked)
    assignment = Assignment.of(options, asked, Odds(world), answer.taken)
    lines = Judge(assignment, None).line_plans()
    plan = DispatchPlan(
        now=problem.now,
        lines=lines,
        set_aside=problem.set_aside,
        levels=_levels(levels_of(asked, answer), lines),
        loads=loads_of(assignment),
        scarcity_cents=worth(asked, answer.taken).scarcity_cents,
        input_hash=input_hash(problem),
        degraded=why,
    )
    return plan, question_of(world, options, asked)


def _levels(levels: tuple[Level, ...], lines: tuple[LinePlan, ...]) -> tuple[Level, ...]:
    """Levels as they may be told: none is proved beside a line of which nothing is.

    Bounds stay, for they are true; which words a proof would allow, a solver had to work out.
    """
    if all(line.verdict is not Verdict.NOT_PROVED for line in lines):
        return levels
    return tuple(replace(level, proved=False) for level in levels)
