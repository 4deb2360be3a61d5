"""Local search: a choice is bettered by single moves and by ejecting one line to let one in.

Every pass looks at all options at once for what seems to gain, level before level, and then does
the best of it in turn, each step worked out exactly first. So the choice stays legal and never
gets worse at any level that counts before it gets better at one.
"""

from dataclasses import dataclass

import numpy as np

from optimizer.dispatch.anytime.standing import Standing
from optimizer.dispatch.anytime.tables import NO_TRIP, Tables, combined, scales_of
from optimizer.dispatch.option_problem import price_of_use, used_units
from optimizer.dispatch.options.horizon import Flags, Ints

PASSES = 40
"""Most passes; few are needed, as each does all that it found."""

WORTH_A_PASS = 1e-3
"""Share of the groups of which some must have changed for another pass."""

Moves = list[tuple[int, int]]
"""Groups and the options they change to."""


def improved(tables: Tables, taken: Ints, passes: int = PASSES) -> Ints:
    """A legal choice as good as the given one or better, by levels in order; shape (options,).

    Worths that 62 bits cannot hold side by side leave the choice as it was.
    """
    standing = _standing(tables, taken)
    if standing is None:
        return taken
    enough = int(WORTH_A_PASS * tables.problem.groups)
    for _ in range(passes):
        done = sum(standing.replace_group(group) for group in standing.lines)
        done += _do(standing, *_proposals(standing))
        if done <= enough:
            break
    return standing.taken


def _standing(tables: Tables, taken: Ints) -> Standing | None:
    problem = tables.problem
    *others, cost = tables.weights
    steps = (problem.row_first_step_cents + problem.row_second_step_cents).max(initial=0)
    scales = scales_of((*others, cost + problem.vehicle_cost_cents + 8 * steps))
    if scales is None:
        return None
    key = combined(tables.weights, scales)
    chosen = np.zeros(problem.groups, dtype=np.int64)
    options = np.flatnonzero(taken)
    chosen[problem.group_of[options]] = options
    lines: dict[int, list[int]] = {k: [] for k in np.flatnonzero(~tables.is_single).tolist()}
    for option in options[~tables.is_single[problem.group_of[options]]].tolist():
        lines[int(problem.group_of[option])] += [option] * int(taken[option])
    return Standing(tables, key, scales, chosen, lines, used_units(problem, taken))


@dataclass(frozen=True, slots=True)
class _Outlook:
    """What each option of a single group would change now; all of shape (options,).

    `worth` is the change of keys, with the price of last units as far as it does not meet what
    the group gives back. `blocked` counts uses that do not fit, `row` is one of them.
    """

    worth: Ints
    blocked: Ints
    row: Ints


def _outlook(standing: Standing) -> _Outlook:
    tables, problem = standing.tables, standing.tables.problem
    full = standing.used[tables.row] + tables.quantity > problem.row_capacity[tables.row]
    uses = np.flatnonzero(full)
    mine = standing.chosen[problem.group_of[tables.option[uses]]]
    freed = _units_of_rows(tables, mine, tables.row[uses])
    over = standing.used[tables.row[uses]] + tables.quantity[uses] - freed
    uses = uses[over > problem.row_capacity[tables.row[uses]]]
    blocked = np.bincount(tables.option[uses], minlength=problem.options)
    row = np.full(problem.options, NO_TRIP)
    row[tables.option[uses]] = tables.row[uses]
    current = standing.chosen[problem.group_of]
    back = standing.key[current] + _given_back(standing)[problem.group_of]
    return _Outlook(standing.key + _added(standing) - back, blocked, row)


def _units_of_rows(tables: Tables, options: Ints, rows: Ints) -> Ints:
    """Units that some options use of some rows, pair by pair."""
    units = np.zeros(len(options), dtype=np.int64)
    for place in range(int(np.diff(tables.start).max(initial=0))):
        use = tables.start[options] + place
        there = use < tables.start[options + 1]
        use = np.where(there, use, 0)
        units += np.where(there & (tables.row[use] == rows), tables.quantity[use], 0)
    return units


def _added(standing: Standing) -> Ints:
    """Keys that the last units used by each option add once the group gave back its own."""
    tables, problem = standing.tables, standing.tables.problem
    uses = tables.priced
    row = tables.row[uses]
    own = standing.chosen[problem.group_of[tables.option[uses]]]
    before = standing.used[row] - _units_of_rows(tables, own, row)
    price = price_of_use(problem, row, before + tables.quantity[uses])
    price -= price_of_use(problem, row, before)
    added = np.bincount(tables.option[uses], price, minlength=problem.options)
    return added.astype(np.int64) * standing.cent


def _given_back(standing: Standing) -> Ints:
    """Keys that the last units used by the choice of each group cost now; shape (groups,)."""
    tables, problem = standing.tables, standing.tables.problem
    uses = tables.priced
    uses = uses[standing.chosen[problem.group_of[tables.option[uses]]] == tables.option[uses]]
    row = tables.row[uses]
    price = price_of_use(problem, row, standing.used[row])
    price -= price_of_use(problem, row, standing.used[row] - tables.quantity[uses])
    group = problem.group_of[tables.option[uses]]
    back = np.bincount(group, price, minlength=problem.groups).astype(np.int64)
    return np.asarray(back * standing.cent)


def _proposals(standing: Standing) -> tuple[list[Moves], list[Moves]]:
    """Single moves and ejections that seem to gain, the best first."""
    problem = standing.tables.problem
    outlook = _outlook(standing)
    single = standing.tables.is_single[problem.group_of]
    stays = standing.chosen[problem.group_of] == np.arange(problem.options)
    free = single & ~stays & (outlook.blocked == 0)
    singles = _best_of_groups(problem.group_of, outlook.worth, free & (outlook.worth < 0))
    moves = [[(int(problem.group_of[option]), option)] for option in singles.tolist()]
    return moves, _ejections(standing, outlook, free, single & ~stays & (outlook.blocked == 1))


def _best_of_groups(group_of: Ints, worth: Ints, wanted: Flags) -> Ints:
    """Best wanted option of each group, the group that gains most first."""
    options = np.flatnonzero(wanted)
    order = options[np.lexsort((options, worth[options], group_of[options]))]
    first = order[np.diff(group_of[order], prepend=-1) != 0]
    return np.asarray(first[np.lexsort((first, worth[first]))])


def _ejections(standing: Standing, outlook: _Outlook, free: Flags, wanted: Flags) -> list[Moves]:
    """Lines that gain by a row of which another can give up its units, the best first."""
    problem = standing.tables.problem
    rows = np.unique(outlook.row[wanted & (outlook.worth < 0)])
    leaver, leaves_to, loss = _leavers(standing, outlook, free, rows)
    options = np.flatnonzero(wanted & (outlook.worth < 0))
    row = outlook.row[options]
    options = options[leaver[row] >= 0]
    row = outlook.row[options]
    gain = outlook.worth[options] + loss[row]
    options, row, gain = options[gain < 0], row[gain < 0], gain[gain < 0]
    order = np.lexsort((options, gain))
    return [
        [
            (int(problem.group_of[options[at]]), int(options[at])),
            (int(leaver[row[at]]), int(leaves_to[row[at]])),
        ]
        for at in order.tolist()
    ]


def _leavers(
    standing: Standing, outlook: _Outlook, free: Flags, rows: Ints
) -> tuple[Ints, Ints, Ints]:
    """Group that loses least by leaving each row, where it goes, and what it loses.

    All of shape (rows,); no group: -1.
    """
    tables, problem = standing.tables, standing.tables.problem
    wanted = np.zeros(problem.rows, dtype=np.bool_)
    wanted[rows] = True
    leaver = np.full(problem.rows, -1)
    leaves_to = np.full(problem.rows, -1)
    loss = np.zeros(problem.rows, dtype=np.int64)
    ways = np.flatnonzero(free)
    current = standing.chosen[problem.group_of[ways]]
    found: list[tuple[Ints, Ints]] = []
    for place in range(int(np.diff(tables.start).max(initial=0))):
        use = tables.start[current] + place
        there = use < tables.start[current + 1]
        row = tables.row[np.where(there, use, 0)]
        there &= wanted[row]
        there[there] = _units_of_rows(tables, ways[there], row[there]) == 0
        found.append((ways[there], row[there]))
    option = np.concatenate([ways for ways, _ in found]) if found else np.zeros(0, np.int64)
    row = np.concatenate([rows for _, rows in found]) if found else option
    order = np.lexsort((option, outlook.worth[option], row))
    first = order[np.diff(row[order], prepend=-1) != 0]
    leaver[row[first]] = problem.group_of[option[first]]
    leaves_to[row[first]] = option[first]
    loss[row[first]] = outlook.worth[option[first]]
    return leaver, leaves_to, loss


def _do(standing: Standing, singles: list[Moves], ejections: list[Moves]) -> int:
    """Do what gains when it is worked out exactly; tell how many did."""
    done = 0
    moved: set[int] = set()
    for moves in [*ejections, *singles]:
        groups = {group for group, _ in moves}
        if len(groups) < len(moves) or groups & moved:
            continue
        change = standing.change(moves)
        if change is not None and change[0] < 0:
            standing.move(moves, change[1])
            moved |= groups
            done += 1
    return done
