"""What others would use: solvers that are given the whole problem as one model."""

from collections.abc import Mapping
from datetime import timedelta
from math import isfinite
from time import perf_counter

import numpy as np
from ortools.math_opt.python import mathopt

from benchmarks.dispatch.monolith import Monolith, monolith_of
from benchmarks.dispatch.outcome import LevelFound, Outcome
from optimizer.dispatch.bounds import LEVELS
from optimizer.dispatch.option_problem import OptionProblem, worth
from optimizer.dispatch.options.horizon import Ints
from optimizer.travel import Floats

SOLVERS: Mapping[str, mathopt.SolverType] = {
    "highs": mathopt.SolverType.HIGHS,
    "cp-sat": mathopt.SolverType.CP_SAT,
    "scip": mathopt.SolverType.GSCIP,
}
"""Solvers that are given the whole model, by the name that they have here."""

THREADS = 2
ABSOLUTE_GAP = 0.9
"""Values are whole numbers, so that a gap below one is none."""

SETS_OWN_THREADS = ("highs",)
"""Solvers whose threads cannot be set through MathOpt."""

CAN_CONTINUE = ("cp-sat", "scip")
"""Solvers that take the values of an earlier level as a hint."""


def monolithic(problem: OptionProblem, solver: str, limit_seconds: float) -> Outcome:
    """Solve level by level with the earlier levels as rows; None taken: no answer in time."""
    start = perf_counter()
    seconds, model = {}, monolith_of(problem)
    seconds["build"] = perf_counter() - start
    values: Floats | None = None
    found: list[LevelFound] = []
    for level, name in enumerate(LEVELS):
        since = perf_counter()
        left = limit_seconds - (since - start)
        reached = [each.value for each in found]
        new, bound, proved = _level(model, level, reached, values, solver, left)
        seconds[name] = perf_counter() - since
        values = values if new is None else new
        if values is None:
            return Outcome(None, (), seconds)
        value = worth(problem, _taken(model, values)).levels[level]
        found.append(LevelFound(value, bound, proved and new is not None))
        if not found[-1].proved:
            break
    return Outcome(None if values is None else _taken(model, values), tuple(found), seconds)


def _level(
    model: Monolith,
    level: int,
    reached: list[int],
    values: Floats | None,
    solver: str,
    left_seconds: float,
) -> tuple[Floats | None, float, bool]:
    """Values of one level (None: none in time), its bound, and whether they meet."""
    if left_seconds <= 0:
        return None, 0.0, False
    program = mathopt.Model.from_model_proto(model.proto(level, reached))
    variables = list(program.variables())
    parameters = mathopt.SolveParameters(
        threads=None if solver in SETS_OWN_THREADS else THREADS,
        time_limit=timedelta(seconds=left_seconds),
        relative_gap_tolerance=0.0,
        absolute_gap_tolerance=ABSOLUTE_GAP,
    )
    hints = []
    if values is not None and solver in CAN_CONTINUE:
        known = dict(zip(variables, values.tolist(), strict=True))
        hints = [mathopt.SolutionHint(variable_values=known)]
    result = mathopt.solve(
        program,
        SOLVERS[solver],
        params=parameters,
        model_params=mathopt.ModelSolveParameters(solution_hints=hints),
    )
    told = result.termination.objective_bounds.dual_bound
    bound = max(0.0, told) if isfinite(told) else 0.0
    if not result.has_primal_feasible_solution():
        return None, bound, False
    proved = result.termination.reason is mathopt.TerminationReason.OPTIMAL
    return np.array(result.variable_values(variables)), bound, proved


def _taken(model: Monolith, values: Floats) -> Ints:
    return np.rint(values[: model.options]).astype(np.int64)
