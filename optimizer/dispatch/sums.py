"""How much the levels of a problem may add up to, so that every solver counts them exactly."""

from collections.abc import Mapping

import numpy as np

from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.options.horizon import Ints
from optimizer.numbers import MOST_EXACT

WORDS = {
    "missed_weight": "The weights of missed targets add",
    "tardiness": "The weights of late quarter-hours add",
    "cost_cents": "Prices add",
    "move": "The weights of moved promises add",
    "load": "Weights of parts [hectograms] add",
    "use_quantity": "Units add",
}
"""How a sum is called where people read it."""


class TooLargeError(ValueError):
    """A problem whose numbers are too large to be added exactly."""


def largest_sums(columns: Mapping[str, Ints]) -> dict[str, int]:
    """Most that any choice is worth, by column; summed as whole numbers of any size."""
    starts, counts = columns["group_start"][:-1], columns["group_count"].tolist()
    if not counts:
        return {}

    def most(values: Ints) -> int:
        highest = np.maximum.reduceat(values, starts).tolist()
        return sum(count * high for count, high in zip(counts, highest, strict=True))

    steps: list[int] = (
        columns["row_first_step_cents"].tolist() + columns["row_second_step_cents"].tolist()
    )
    sums = {
        "missed_weight": most(columns["missed_weight"]),
        "tardiness": most(columns["tardiness"]),
        "cost_cents": most(columns["cost_cents"])
        + most(columns["vehicle_cost_cents"])
        + sum(steps),
        "load": most(columns["load"]),
        "use_quantity": int(columns["use_quantity"].max(initial=0)) * sum(counts),
    }
    moves = columns.get("move")
    return sums if moves is None else {**sums, "move": most(moves)}


def require_countable(problem: OptionProblem) -> None:
    """Refuse a problem whose levels nobody can add exactly.

    Raises
    ------
    TooLargeError
        With a sentence that says what adds up to how much.
    """
    for name, value in largest_sums(vars(problem)).items():
        if value > MOST_EXACT:
            raise TooLargeError(
                f"{WORDS[name]} up to {value}, and only {MOST_EXACT} can be counted exactly: "
                "a number of the network or of a policy is too large."
            )
