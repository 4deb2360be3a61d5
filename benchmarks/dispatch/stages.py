"""Where the time between a dispatch problem and its plan goes."""

from time import perf_counter, process_time

import numpy as np

from benchmarks.dispatch.instances import world_of
from benchmarks.dispatch.problems import problem_of_kind
from optimizer.dispatch.bridge import option_problem
from optimizer.dispatch.check import check
from optimizer.dispatch.options.demands import demands_of
from optimizer.dispatch.options.generate import options_of
from optimizer.dispatch.question import question_of
from optimizer.dispatch.solve import Limits, solve


def option_stages(seed: int, kind: str, lines: int) -> dict[str, object]:
    """CPU seconds of the world, of the options, of their rows and names."""
    problem = problem_of_kind(seed, kind, lines)
    marks = [process_time()]
    world = world_of(problem)
    marks.append(process_time())
    options = options_of(world, demands_of(problem.lines, problem.network))
    marks.append(process_time())
    asked = option_problem(world, options)
    marks.append(process_time())
    question_of(world, options, asked)
    marks.append(process_time())
    seconds = np.diff(marks).tolist()
    sizes = {"groups": asked.groups, "options": asked.options, "rows": asked.rows}
    stages = dict(zip(("world", "options", "rows", "names"), seconds, strict=True))
    return {"stages": stages, **sizes, "services": len(problem.network.services)}


def plan_stages(seed: int, kind: str, lines: int, limit_seconds: float) -> dict[str, object]:
    """Seconds of the stages of a plan, CPU of the whole and of its check, and what is wrong."""
    problem = problem_of_kind(seed, kind, lines)
    start, cpu = perf_counter(), process_time()
    plan = solve(problem, Limits(limit_seconds))
    planned = {"wall": perf_counter() - start, "cpu": process_time() - cpu}
    cpu = process_time()
    report = check(problem, plan)
    check_cpu = process_time() - cpu
    faults = [f"{each.line_id}: {each.code}: {each.detail}" for each in report.violations]
    return {
        **planned,
        "check_cpu": check_cpu,
        "stages": dict(plan.seconds),
        "levels": [(each.value, each.bound, each.proved) for each in plan.levels],
        "faults": faults,
    }
