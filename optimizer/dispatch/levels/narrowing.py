"""From a level to the next one: what the proven value, its duals and the core rule out."""

import numpy as np

from optimizer.dispatch.levels.certificate import least_of_groups
from optimizer.dispatch.levels.field import single_uses
from optimizer.dispatch.levels.level import Solved
from optimizer.dispatch.levels.standing import SideRow, Standing
from optimizer.dispatch.levels.trips import NO_TRIP, Trips
from optimizer.dispatch.option_problem import OptionProblem, Uses
from optimizer.dispatch.options.horizon import Flags, Ints


def narrowed(
    problem: OptionProblem, trips: Trips, standing: Standing, solved: Solved, level: str
) -> Standing:
    """What every choice keeps to whose value of the level is that of `solved`.

    An option goes whose reduced price is beyond the gap of its part, or whose use of a row of
    another part is beyond the gap of that one; a row is full whose dual is beyond it. Where what
    is left could still weigh more, a side row holds the part to its value.
    """
    live = solved.core.live
    inside = np.zeros(problem.groups, dtype=np.bool_)
    inside[solved.field.groups] = True
    abroad = _abroad(problem, trips, solved)
    toll = -solved.certificate.row_dual[abroad.row] * abroad.quantity
    price = solved.certificate.price.copy()
    np.subtract.at(price, abroad.option, toll)
    gap = _gaps(problem, solved, live & inside[problem.group_of], price)
    full = standing.tight[abroad.row]
    _forgive_fillers(problem, trips, solved, abroad.take(full), live, gap)
    live = live.copy()
    live[abroad.option[~full & (toll > gap[solved.parts.of_row[abroad.row]])]] = False
    mine = np.flatnonzero(live & inside[problem.group_of])
    over = np.zeros(problem.options, dtype=np.int64)
    least = least_of_groups(problem, price, mine)
    over[mine] = price[mine] - least[problem.group_of[mine]]
    live &= over <= gap[solved.parts.of_group[problem.group_of]]
    over[~live] = 0
    tight = standing.tight | _full(problem, solved, gap)
    most = _most_beyond(problem, trips, solved, live, over, tight)
    side = list(standing.side)
    loose = solved.certificate.bound + most >= (solved.value + 1) * solved.certificate.scale
    for part in np.unique(solved.parts.of_group[solved.field.groups]).tolist():
        if loose[part] or (solved.parts.of_side == part).any():
            in_part = inside & (solved.parts.of_group == part)
            options = np.flatnonzero(live & in_part[problem.group_of])
            weight = problem.weights(level)[options]
            side.append(SideRow(options, weight, -np.inf, float(solved.value[part])))
    return Standing(live, tight, tuple(side), standing.whole_groups)


def _abroad(problem: OptionProblem, trips: Trips, solved: Solved) -> Uses:
    """Uses of rows of the field by options of groups of other parts, or of none."""
    every = np.ones(problem.options, dtype=np.bool_)
    uses = single_uses(problem, trips, every, solved.field.rows)
    inside = np.zeros(problem.groups, dtype=np.bool_)
    inside[solved.field.groups] = True
    group = problem.group_of[uses.option]
    home = np.where(inside[group], solved.parts.of_group[group], -1)
    return uses.take(home != solved.parts.of_row[uses.row])


def _gaps(problem: OptionProblem, solved: Solved, options: Flags, price: Ints) -> Ints:
    """Value less bound of each part, [1/scale], with all its live options in the bound."""
    gap = solved.value * solved.certificate.scale - solved.certificate.bound
    groups = solved.field.groups
    least = least_of_groups(problem, price, np.flatnonzero(options))
    lower = np.maximum(solved.certificate.least[groups] - least[groups], 0)
    np.add.at(gap, solved.parts.of_group[groups], lower * problem.group_count[groups])
    return gap


def _forgive_fillers(
    problem: OptionProblem, trips: Trips, solved: Solved, fillers: Uses, live: Flags, gap: Ints
) -> None:
    """A row that must be full may be filled by others instead: that widens the gap of its part.

    `fillers` are the uses of such rows by groups that are not in their part.
    """
    riders = trips.group[trips.use_trip]
    strange = solved.parts.of_group[riders] != solved.parts.of_row[trips.use_row]
    fillers = fillers.take(live[fillers.option])
    group = np.concatenate([problem.group_of[fillers.option], riders[strange]])
    row = np.concatenate([fillers.row, trips.use_row[strange]])
    units = np.concatenate([fillers.quantity, np.ones(int(strange.sum()), dtype=np.int64)])
    worth = np.abs(solved.certificate.row_dual[row]) * units
    pairs, which = np.unique(group * max(problem.rows, 1) + row, return_inverse=True)
    most = np.zeros(len(pairs), dtype=np.int64)
    np.maximum.at(most, which, worth)
    group, row = np.divmod(pairs, max(problem.rows, 1))
    np.add.at(gap, solved.parts.of_row[row], most * problem.group_count[group])


def _full(problem: OptionProblem, solved: Solved, gap: Ints) -> Flags:
    """Rows of which one unit unused would be dearer than the gap of their part."""
    full = np.zeros(problem.rows, dtype=np.bool_)
    rows = np.setdiff1d(solved.field.rows, solved.field.priced)
    full[rows] = -solved.certificate.row_dual[rows] > gap[solved.parts.of_row[rows]]
    return full


def _most_beyond(
    problem: OptionProblem, trips: Trips, solved: Solved, live: Flags, over: Ints, tight: Flags
) -> Ints:
    """How far above its bound each part can still be, shape (groups + 1,) [1/scale]."""
    groups, rows = solved.field.groups, solved.field.rows
    dearest = np.zeros(problem.groups, dtype=np.int64)
    np.maximum.at(dearest, problem.group_of, over)
    most = np.zeros(problem.groups + 1, dtype=np.int64)
    part = solved.parts.of_group
    np.add.at(most, part[groups], dearest[groups] * problem.group_count[groups])
    loose = rows[~tight[rows]]
    unused = -solved.certificate.row_dual[loose] * np.maximum(solved.field.room[loose], 0)
    np.add.at(most, solved.parts.of_row[loose], np.maximum(unused, 0))
    ridden = np.zeros(len(trips.option), dtype=np.bool_)
    ridden[trips.of_option[np.flatnonzero(live & (trips.of_option != NO_TRIP))]] = True
    idle = np.maximum(solved.certificate.vehicle, 0) * problem.group_count[trips.group]
    np.add.at(most, part[trips.group[ridden]], idle[ridden])
    return most
