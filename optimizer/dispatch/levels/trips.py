"""Trips that lines of one group share, as columns of their own."""

from dataclasses import dataclass

import numpy as np

from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.options.horizon import Flags, Ints

NO_TRIP = -1


@dataclass(frozen=True, slots=True)
class Trips:
    """Shared trips: `of_option` of shape (options,) names the trip of each option, or NO_TRIP.

    By trip its group, an option that stands for it, and the price of a vehicle [cents]; by use
    `use_trip` occupies `use_row`.
    """

    of_option: Ints
    group: Ints
    option: Ints
    cents: Ints
    use_trip: Ints
    use_row: Ints

    @classmethod
    def of(cls, problem: OptionProblem) -> "Trips":
        """Trips of the groups of several lines. Source: dispatch.md, "The option problem"."""
        count = problem.group_count[problem.group_of]
        shared = np.flatnonzero((count > 1) & (problem.vehicle_row >= 0))
        keys = problem.group_of[shared] * max(problem.rows, 1) + problem.vehicle_row[shared]
        _, first, which = np.unique(keys, return_index=True, return_inverse=True)
        of_option = np.full(problem.options, NO_TRIP)
        of_option[shared] = which.reshape(-1)
        option = shared[first]
        uses = problem.uses
        stands = np.zeros(problem.options, dtype=np.bool_)
        stands[option] = True
        mine = uses.is_vehicle & stands[uses.option]
        return cls(
            of_option,
            problem.group_of[option],
            option,
            problem.vehicle_cost_cents[option],
            of_option[uses.option[mine]],
            uses.row[mine],
        )

    def that_matter(self, options: Ints, rows: Flags, *, costs: bool) -> Ints:
        """Trips of some options whose vehicles cost, or occupy rows that matter."""
        ridden: Ints = np.unique(self.of_option[options])
        ridden = ridden[ridden != NO_TRIP]
        if costs:
            return ridden
        binding = np.zeros(len(self.option), dtype=np.bool_)
        binding[self.use_trip[rows[self.use_row]]] = True
        counted: Ints = ridden[binding[ridden]]
        return counted
