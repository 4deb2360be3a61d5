"""Options that another option of the same group beats on the very same units."""

import numpy as np

from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.options.horizon import Flags


def beaten_single_options(problem: OptionProblem, live: Flags, contended: Flags) -> Flags:
    """Options of single lines and kits that come after a sure one on the same units.

    An option is sure when no vehicle row of its trip can be over-used (`contended`, shape
    (rows,)). Whoever takes a later one, by level, cost and then tie order, could change over.
    """
    uses = problem.uses
    sure = live.copy()
    sure[uses.option[uses.is_vehicle & contended[uses.row]]] = False
    options = np.flatnonzero(live)
    columns = (
        *(problem.weights(level) for level in reversed(problem.levels)),
        problem.stock_signature,
        problem.group_of,
    )
    order = options[np.lexsort([column[options] for column in columns])]
    keys = np.stack([problem.group_of[order], problem.stock_signature[order]])
    starts = np.ones(len(order), dtype=np.bool_)
    starts[1:] = (keys[:, 1:] != keys[:, :-1]).any(axis=0)
    place = np.arange(len(order))
    first_sure = np.full(int(starts.sum()), len(order))
    np.minimum.at(first_sure, (np.cumsum(starts) - 1)[sure[order]], place[sure[order]])
    beaten = np.zeros(problem.options, dtype=np.bool_)
    beaten[order] = place > first_sure[np.cumsum(starts) - 1]
    return np.asarray(beaten & (problem.group_count[problem.group_of] == 1))
