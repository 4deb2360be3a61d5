"""What a solve of a component looks at, as bytes: equal bytes have the same answer."""

from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from optimizer.dispatch.components import Component, Forced
from optimizer.dispatch.option_problem import OptionProblem


def content_of(
    problem: OptionProblem,
    part: Component,
    line_groups: Sequence[int],
    forced: Forced | None = None,
) -> bytes:
    """Weights, uses, rows and the order of lines of a component, free of its place in a problem.

    Groups, options and rows count from zero in their order, so that a problem in which others
    changed asks the same of this component.
    """
    own = problem.restricted(part.groups, part.options, part.rows)
    mine = set(part.groups.tolist())
    order = [k for k in line_groups if k in mine]
    columns = (getattr(own, field.name) for field in fields(own))
    arrays = [
        *(np.zeros(0, dtype=np.int64) if column is None else column for column in columns),
        np.searchsorted(part.groups, np.array(order, dtype=np.int64)),
        np.zeros(0) if forced is None else forced.options[part.options],
        np.array(-1 if forced is None else np.searchsorted(part.groups, forced.group)),
    ]
    sizes = np.array([array.size for array in arrays])
    return b"".join(array.tobytes() for array in (sizes, *arrays))
