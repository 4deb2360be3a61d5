"""A component to proven optimum, level by level, and the one optimum that ties are broken for.

The solver is CP-SAT on integers, single-threaded, so that equal inputs give equal answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

import numpy as np
from ortools.math_opt.python import mathopt

from optimizer.dispatch.bounds import (
    LEVELS,
    NOTHING_PROVED,
    Answer,
    Deadline,
    LevelBound,
    SolverError,
)
from optimizer.dispatch.components import Component, Forced
from optimizer.dispatch.greedy import first_come_first_served
from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.options.horizon import Ints

BOUND_SLACK = 1e-9
"""What floating point may add to a bound, relative to it."""


@dataclass(slots=True)
class _Model:
    """Variables and rows of a component; `lines` counts the lines of each live option."""

    problem: OptionProblem
    component: Component
    deadline: Deadline
    model: mathopt.Model = field(default_factory=mathopt.Model)
    lines: dict[int, mathopt.Variable] = field(default_factory=dict)
    vehicles: dict[tuple[int, int], mathopt.Variable] = field(default_factory=dict)
    steps: list[tuple[int, mathopt.Variable]] = field(default_factory=list)

    def build(self) -> None:
        """Write the option problem down. Source: dispatch.md, "The option problem"."""
        for option in self.component.options.tolist():
            count = int(self.problem.group_count[self.problem.group_of[option]])
            self.lines[option] = self.model.add_integer_variable(lb=0, ub=count)
        for k in self.component.groups.tolist():
            mine = [x for option, x in self.lines.items() if self.problem.group_of[option] == k]
            self.model.add_linear_constraint(
                mathopt.fast_sum(mine) == int(self.problem.group_count[k])
            )
        self._share_vehicles()
        self._respect_rows()

    def _share_vehicles(self) -> None:
        """Lines of one group on one trip fill its vehicles."""
        trips: dict[tuple[int, int], list[int]] = {}
        for option in self.lines:
            k, row = int(self.problem.group_of[option]), int(self.problem.vehicle_row[option])
            if row >= 0 and self.problem.group_count[k] > 1:
                trips.setdefault((k, row), []).append(option)
        for key, options in trips.items():
            count = int(self.problem.group_count[key[0]])
            vehicles = self.model.add_integer_variable(lb=0, ub=count)
            self.vehicles[key] = vehicles
            limit = int(self.problem.vehicle_load_limit[options[0]])
            load = mathopt.fast_sum(int(self.problem.load[o]) * self.lines[o] for o in options)
            self.model.add_linear_constraint(load <= limit * vehicles)
            for option in options:
                self.model.add_linear_constraint(self.lines[option] <= count * vehicles)

    def _respect_rows(self) -> None:
        """Rows hold their capacity; the last units carry their prices, the lower one first."""
        uses = self._uses_of_rows()
        for row in self.component.rows.tolist():
            steps = int(self.problem.row_steps[row])
            priced = [self.model.add_binary_variable() for _ in range(steps)]
            prices = (
                int(self.problem.row_first_step_cents[row]),
                int(self.problem.row_second_step_cents[row]),
            )
            self.steps += list(zip(prices, priced, strict=False))
            free = int(self.problem.row_capacity[row]) - steps
            used = mathopt.fast_sum(quantity * variable for quantity, variable in uses[row])
            self.model.add_linear_constraint(used - mathopt.fast_sum(priced) <= free)

    def _uses_of_rows(self) -> dict[int, list[tuple[int, mathopt.Variable]]]:
        """Quantity and variable of all that uses each row; a shared trip counts its vehicles."""
        found: dict[int, dict[mathopt.Variable, int]] = {
            row: {} for row in self.component.rows.tolist()
        }
        uses = self.problem.uses
        live = np.isin(uses.option, self.component.options) & np.isin(uses.row, self.component.rows)
        mine = uses.take(live)
        columns = (mine.option, mine.row, mine.quantity, mine.is_vehicle)
        for option, row, quantity, is_vehicle in zip(*(c.tolist() for c in columns), strict=True):
            key = (int(self.problem.group_of[option]), int(self.problem.vehicle_row[option]))
            shared = self.vehicles.get(key) if is_vehicle else None
            variable = self.lines[option] if shared is None else shared
            found[row][variable] = quantity
        return {row: [(q, v) for v, q in used.items()] for row, used in found.items()}

    def force(self, forced: Forced) -> None:
        """Let at least one line take one of the forced options."""
        mine = [x for option, x in self.lines.items() if forced.options[option]]
        self.model.add_linear_constraint(mathopt.fast_sum(mine) >= 1)

    def level(self, name: str) -> mathopt.LinearSum:
        """Objective of one level."""
        weights = {
            "missed": self.problem.missed_weight,
            "tardiness": self.problem.tardiness,
            "cost": self.problem.cost_cents,
        }[name]
        terms = [int(weights[option]) * x for option, x in self.lines.items()]
        if name == "cost":
            terms += [price * z for price, z in self.steps]
            terms += [self._vehicle_cents(key) * y for key, y in self.vehicles.items()]
        return mathopt.fast_sum(terms)

    def _vehicle_cents(self, key: tuple[int, int]) -> int:
        live = self.component.options
        mine = (self.problem.group_of[live] == key[0]) & (self.problem.vehicle_row[live] == key[1])
        return int(self.problem.vehicle_cost_cents[live[mine][0]])

    def minimize(
        self, objective: mathopt.LinearSum, hint: Mapping[mathopt.Variable, float]
    ) -> tuple[Mapping[mathopt.Variable, float] | None, float, bool]:
        """Best values found (None: none in time), lower bound, and whether it is proved.

        Raises
        ------
        SolverError
            When the solver reports anything but an optimum or the end of its time.
        """
        self.model.minimize(objective)
        parameters = mathopt.SolveParameters(
            threads=1, random_seed=0, time_limit=self.deadline.left, relative_gap_tolerance=0.0
        )
        hints = mathopt.ModelSolveParameters(
            solution_hints=[mathopt.SolutionHint(variable_values=dict(hint))] if hint else []
        )
        result = mathopt.solve(
            self.model, mathopt.SolverType.CP_SAT, params=parameters, model_params=hints
        )
        reason = result.termination.reason
        if reason is mathopt.TerminationReason.NO_SOLUTION_FOUND:
            return None, result.termination.objective_bounds.dual_bound, False
        if reason not in (mathopt.TerminationReason.OPTIMAL, mathopt.TerminationReason.FEASIBLE):
            raise SolverError(f"The solver ended with {reason.name}: {result.termination.detail}")
        proved = reason is mathopt.TerminationReason.OPTIMAL
        bound = result.termination.objective_bounds.dual_bound
        return result.variable_values(), bound, proved


def solve_component(
    problem: OptionProblem,
    component: Component,
    line_groups: Sequence[int],
    deadline: Deadline,
    forced: Forced | None = None,
) -> Answer:
    """Lexicographic optimum of a component; of equal ones the smallest in line order.

    `line_groups` names the group of every line of the problem in the order of line ids. Where time
    ends before the solver finds anything, the component is served first come, first served.
    """
    model = _Model(problem, component, deadline)
    model.build()
    if forced is not None:
        model.force(forced)
    values: Mapping[mathopt.Variable, float] = {}
    bounds: list[LevelBound] = []
    for name in LEVELS:
        objective = model.level(name)
        found, bound, proved = model.minimize(objective, values)
        values = found or values
        bounds.append(LevelBound(_whole(bound), proved))
        if not proved:
            break
        model.model.add_linear_constraint(objective <= round(bound))
    unreached = [NOTHING_PROVED] * (len(LEVELS) - len(bounds))
    if bounds[-1].proved:
        values = _smallest(model, line_groups, values)
    return Answer(_taken(model, values), (*bounds, *unreached))


def _whole(bound: float) -> float:
    """Bound as a whole number, as values are; what floating point adds does not lift it."""
    slack = BOUND_SLACK * max(1.0, abs(bound))
    return float(ceil(bound - slack)) if bound > 0 else 0.0


def _taken(model: _Model, values: Mapping[mathopt.Variable, float]) -> Ints:
    if not values:
        return first_come_first_served(model.problem, model.component)
    taken = np.zeros(model.problem.options, dtype=np.int64)
    for option, variable in model.lines.items():
        taken[option] = round(values[variable])
    return taken


def _smallest(
    model: _Model, line_groups: Sequence[int], values: Mapping[mathopt.Variable, float]
) -> Mapping[mathopt.Variable, float]:
    """Of all optima the one whose lines, one after the other, take the smallest options.

    Source: dispatch.md, "Ties".
    """
    given: dict[int, int] = {}
    mine = set(model.component.groups.tolist())
    for k in line_groups:
        if k not in mine:
            continue
        options = [o for o in model.lines if model.problem.group_of[o] == k]
        open_to_it = [o for o in options if round(values[model.lines[o]]) > given.get(o, 0)]
        if min(open_to_it) > _first_left(options, given):
            values, chosen = _smallest_for_one(model, options, given, values)
        else:
            chosen = min(open_to_it)
        given[chosen] = given.get(chosen, 0) + 1
        model.model.add_linear_constraint(model.lines[chosen] >= given[chosen])
    return values


def _first_left(options: list[int], given: dict[int, int]) -> int:
    """First option of a group that its next line might take: none before the last one given."""
    return max([options[0], *(option for option in options if given.get(option, 0))])


def _smallest_for_one(
    model: _Model,
    options: list[int],
    given: dict[int, int],
    values: Mapping[mathopt.Variable, float],
) -> tuple[Mapping[mathopt.Variable, float], int]:
    """Smallest option that some optimum leaves for the next line of a group."""
    takes = {option: model.model.add_binary_variable() for option in options}
    model.model.add_linear_constraint(mathopt.fast_sum(takes.values()) == 1)
    for option, picked in takes.items():
        model.model.add_linear_constraint(model.lines[option] >= given.get(option, 0) + picked)
    found, _, proved = model.minimize(
        mathopt.fast_sum(place * picked for place, picked in enumerate(takes.values())), values
    )
    if found is None or not proved:
        left = [o for o in options if round(values[model.lines[o]]) > given.get(o, 0)]
        return values, min(left)
    return found, next(option for option, picked in takes.items() if round(found[picked]))
