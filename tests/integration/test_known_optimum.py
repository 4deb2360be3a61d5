"""A problem of a hundred lines whose optimum two other solvers have proved.

The file and its value come from the project's design notes: base-100-1, missed 0, tardiness 0,
cost 359,613 cents.
"""

from pathlib import Path

import numpy as np

from optimizer.dispatch.problem_file import question_from
from optimizer.dispatch.replay import replay

FILE = Path(__file__).parent.parent / "golden" / "base-100-1.npz"


def test_a_file_from_elsewhere_is_read_without_names() -> None:
    question = question_from(FILE.read_bytes())
    with np.load(FILE) as arrays:
        lines = int(arrays["group_count"].sum())
        assert question.problem.cost_cents.tolist() == arrays["cost_cents"].tolist()
    assert (question.problem.groups, len(question.line_groups)) == (64, lines)
    assert (question.line_ids, question.way(0)) == (None, None)


def test_a_hundred_lines_are_proved_at_the_known_optimum() -> None:
    levels = replay(FILE.read_bytes()).levels
    assert [level.value for level in levels] == [0, 0, 359_613]
    assert all(level.proved for level in levels)
