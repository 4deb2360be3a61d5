"""The one door to the solvers: a program as arrays goes in, values, duals and a bound come out.

Nothing else in the project loads the solver library.
"""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from ortools.math_opt import model_pb2, result_pb2, sparse_containers_pb2
from ortools.math_opt.core.python import solver
from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers import highs_pb2

from optimizer.dispatch.bounds import Deadline, OutOfTimeError, SolverError
from optimizer.dispatch.options.horizon import Flags, Ints
from optimizer.travel import Floats

DEAREST = 1e6
"""Weight that no column has beyond, once they are scaled."""


class Method(Enum):
    """Which solver answers."""

    SIMPLEX = mathopt.SolverType.GLOP
    BRANCHING = mathopt.SolverType.HIGHS


@dataclass(frozen=True, slots=True)
class Program:
    """Minimize `cost` x for `low` <= A x <= `high` and 0 <= x <= `upper`, whole where told.

    A of shape (rows, columns) is given by the triples `row`, `column`, `value`.
    """

    cost: Floats
    upper: Floats
    whole: Flags
    low: Floats
    high: Floats
    row: Ints
    column: Ints
    value: Floats


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a solver found: `values` of the columns (None: none exist, or none were found).

    `duals` of the rows where the program was linear; no values are worth less than `bound`;
    `ended` is false where time or nodes ran out before that was known to be reached. A solver that
    calls its own values imprecise has found none.
    """

    values: Floats | None
    duals: Floats | None
    bound: float
    ended: bool


def solve_program(
    program: Program,
    method: Method,
    deadline: Deadline,
    kind: str,
    hint: Floats | None = None,
    nodes: int | None = None,
) -> Outcome:
    """Solve on one thread, so that equal programs give equal answers; this is one step of a kind.

    `nodes` bounds the search: what is found by then is not known to be best.

    Raises
    ------
    OutOfTimeError
        When time ends before the solver does.
    SolverError
        When the solver reports anything but an optimum, no solution, or the end of its time.
    """
    deadline.begin_step(kind)
    scale = _scale_of(program.cost)
    answer = solver.solve(
        _model(program, scale),
        method.value.value,
        mathopt.StreamableSolverInitArguments().to_proto(),
        _parameters(method, deadline, nodes).to_proto(),
        _extra(hint),
        None,
        mathopt.CallbackRegistration().to_proto(),
        None,
        None,
    )
    outcome = _outcome(program, answer, scale)
    if not outcome.ended and (nodes is None or answer.termination.limit == result_pb2.LIMIT_TIME):
        raise OutOfTimeError
    deadline.end_step()
    return outcome


def _parameters(method: Method, deadline: Deadline, nodes: int | None) -> mathopt.SolveParameters:
    if method is Method.SIMPLEX:
        return mathopt.SolveParameters(
            time_limit=deadline.left, lp_algorithm=mathopt.LPAlgorithm.DUAL_SIMPLEX
        )
    return mathopt.SolveParameters(
        time_limit=deadline.left,
        node_limit=nodes,
        random_seed=0,
        relative_gap_tolerance=0.0,
        absolute_gap_tolerance=0.0,
        highs=highs_pb2.HighsOptionsProto(string_options={"parallel": "off"}),
    )


def _extra(hint: Floats | None) -> object:
    extra = mathopt.ModelSolveParameters().to_proto()
    if hint is not None:
        values = extra.solution_hints.add().variable_values
        values.ids.extend(range(len(hint)))
        values.values.extend(hint.tolist())
    return extra


def _scale_of(cost: Floats) -> float:
    """Power of two that the weights are divided by, so that solvers can hold their tolerances."""
    return float(
        2.0 ** max(0.0, np.ceil(np.log2(max(1.0, np.abs(cost).max(initial=0.0)) / DEAREST)))
    )


def _model(program: Program, scale: float) -> model_pb2.ModelProto:
    model = model_pb2.ModelProto()
    columns = model.variables
    columns.ids.extend(range(len(program.cost)))
    columns.lower_bounds.extend([0.0] * len(program.cost))
    columns.upper_bounds.extend(program.upper.tolist())
    columns.integers.extend(program.whole.tolist())
    rows = model.linear_constraints
    rows.ids.extend(range(len(program.low)))
    rows.lower_bounds.extend(program.low.tolist())
    rows.upper_bounds.extend(program.high.tolist())
    costly = np.flatnonzero(program.cost)
    model.objective.linear_coefficients.ids.extend(costly.tolist())
    model.objective.linear_coefficients.values.extend((program.cost[costly] / scale).tolist())
    order = np.lexsort((program.column, program.row))
    matrix = model.linear_constraint_matrix
    matrix.row_ids.extend(program.row[order].tolist())
    matrix.column_ids.extend(program.column[order].tolist())
    matrix.coefficients.extend(program.value[order].tolist())
    return model


_ENDS = {
    result_pb2.TERMINATION_REASON_OPTIMAL: True,
    result_pb2.TERMINATION_REASON_FEASIBLE: False,
    result_pb2.TERMINATION_REASON_NO_SOLUTION_FOUND: False,
    result_pb2.TERMINATION_REASON_INFEASIBLE: True,
    result_pb2.TERMINATION_REASON_INFEASIBLE_OR_UNBOUNDED: True,
    result_pb2.TERMINATION_REASON_IMPRECISE: True,
}


def _outcome(program: Program, answer: result_pb2.SolveResultProto, scale: float) -> Outcome:
    end = answer.termination
    if end.reason not in _ENDS:
        raise SolverError(f"The solver ended with reason {end.reason}: {end.detail}")
    bound = scale * end.objective_bounds.dual_bound
    if not answer.solutions or end.reason == result_pb2.TERMINATION_REASON_IMPRECISE:
        return Outcome(None, None, bound, _ENDS[end.reason])
    first = answer.solutions[0]
    values = _dense(first.primal_solution.variable_values, len(program.cost))
    dual = first.dual_solution
    duals = None
    if first.HasField("dual_solution"):
        duals = scale * _dense(dual.dual_values, len(program.low))
    return Outcome(values, duals, bound, _ENDS[end.reason])


def _dense(vector: sparse_containers_pb2.SparseDoubleVectorProto, length: int) -> Floats:
    values = np.zeros(length)
    values[np.array(vector.ids, dtype=np.int64)] = np.array(vector.values)
    return values
