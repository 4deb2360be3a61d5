"""A problem of a hundred lines whose optimum two other solvers have proved.

The file and its value come from the project's design notes: base-100-1, missed 0, tardiness 0,
cost 359,613 cents.
"""

from dataclasses import fields
from pathlib import Path

import numpy as np

from optimizer.dispatch.choose import Chooser, levels_of
from optimizer.dispatch.exact import Deadline
from optimizer.dispatch.option_problem import OptionProblem

FILE = Path(__file__).parent.parent / "golden" / "base-100-1.npz"


def known_problem() -> OptionProblem:
    """The file has no trips of several slots."""
    with np.load(FILE) as arrays:
        columns = {name: arrays[name].astype(np.int64) for name in arrays.files}
    columns["vehicle_extra_start"] = np.zeros(len(columns["missed_weight"]) + 1, dtype=np.int64)
    columns["vehicle_extra_row"] = np.zeros(0, dtype=np.int64)
    return OptionProblem(**{field.name: columns[field.name] for field in fields(OptionProblem)})


def test_a_hundred_lines_are_proved_at_the_known_optimum() -> None:
    problem = known_problem()
    line_groups = np.repeat(np.arange(problem.groups), problem.group_count).tolist()
    levels = levels_of(problem, Chooser(problem, line_groups, Deadline()).choose())
    assert [level.value for level in levels] == [0, 0, 359_613]
    assert all(level.proved for level in levels)
