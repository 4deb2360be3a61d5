"""Groups that meet on rows, as parts that share nothing."""

import numpy as np

from optimizer.dispatch.options.horizon import Ints


def parts_of(groups: int, rows: int, group: Ints, row: Ints) -> tuple[Ints, Ints]:
    """Number of the part of each group and row; `group` meets `row`, pair by pair.

    The smallest number of a part's groups names it; a row that nobody meets is named `groups`.
    """
    mine = np.arange(groups)
    while True:
        theirs = np.full(rows, groups)
        np.minimum.at(theirs, row, mine[group])
        nearer = mine.copy()
        np.minimum.at(nearer, group, theirs[row])
        nearer = nearer[nearer]
        if (nearer == mine).all():
            return mine, theirs
        mine = nearer
