"""A legal plan without any solver: first come, first served, and nothing is called proved."""

import numpy as np

from optimizer.dispatch.assignment import Assignment
from optimizer.dispatch.bounds import LEVELS
from optimizer.dispatch.bridge import option_problem
from optimizer.dispatch.components import components, live_options
from optimizer.dispatch.fingerprint import input_hash
from optimizer.dispatch.greedy import first_come_first_served
from optimizer.dispatch.loads import loads_of
from optimizer.dispatch.option_problem import worth
from optimizer.dispatch.options.demands import demands_of
from optimizer.dispatch.options.generate import options_of
from optimizer.dispatch.options.probability import Odds
from optimizer.dispatch.options.surroundings import build_world
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem, Level
from optimizer.dispatch.question import Question, question_of
from optimizer.dispatch.verdicts import Judge


def degraded_plan(problem: DispatchProblem, why: str) -> tuple[DispatchPlan, Question]:
    """Plan in which groups choose in turn, marked with the sentence why, and what was asked.

    Who is met is guaranteed, for the plan does meet it; of the others nothing is proved.
    """
    demands = demands_of(problem.lines, problem.network, problem.wishes)
    last_due = max((line.target.due_at for line in problem.lines), default=problem.now)
    sites = [line.site_id for line in problem.lines]
    world = build_world(problem.network, sites, problem.now, last_due)
    options = options_of(world, demands, wishes=problem.wishes)
    asked = option_problem(world, options)
    parts = components(asked, live_options(asked))
    taken = sum(
        (first_come_first_served(asked, part) for part in parts),
        start=np.zeros(asked.options, dtype=np.int64),
    )
    assignment = Assignment.of(options, asked, Odds(world), taken)
    reached = worth(asked, taken)
    plan = DispatchPlan(
        now=problem.now,
        lines=Judge(assignment, None).line_plans(),
        set_aside=problem.set_aside,
        levels=tuple(
            Level(name, value, 0.0, proved=False)
            for name, value in zip(LEVELS, reached.levels, strict=True)
        ),
        loads=loads_of(assignment),
        scarcity_cents=reached.scarcity_cents,
        input_hash=input_hash(problem),
        degraded=why,
    )
    return plan, question_of(world, options, asked)
