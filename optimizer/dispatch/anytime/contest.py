"""What can matter on one level: options better than a sure one, and rows they contest."""

from dataclasses import dataclass

import numpy as np

from optimizer.dispatch.anytime.tables import NO_TRIP, Tables
from optimizer.dispatch.options.horizon import Flags, Ints
from optimizer.travel import Floats


@dataclass(frozen=True, slots=True)
class Contest:
    """Groups that may have to give way, and what they are after.

    `groups` (contending,) by number, `count` their lines, `sure` what a line of them weighs at
    the worst. Options, group after group from `start` (contending,), weigh `weight`. Use j of
    `option` (a place among those options) takes `share[j]` units per line of row `row` (a place
    among `rows`). `room` (rows,) is the capacity [units].
    """

    groups: Ints
    count: Floats
    sure: Floats
    start: Ints
    weight: Floats
    option: Ints
    row: Ints
    share: Floats
    rows: Ints
    room: Floats


def contest_of(tables: Tables, weight: Ints) -> Contest:
    """Cut options after the first sure one, then rows that the rest cannot fill, until it stays.

    `weight` of shape (options,) is what a line weighs on the level.
    """
    option, row, share = shares(tables)
    live = np.ones(tables.problem.options, dtype=np.bool_)
    while True:
        contested = _contested(tables, live, option, row, share)
        better, sure = _better_than_sure(tables, weight, live, contested[row], option)
        if better.sum() == live.sum():
            break
        live = better
    uses = np.flatnonzero(live[option] & contested[row])
    return _compact(tables, weight, live, sure, (option[uses], row[uses], share[uses]))


def shares(tables: Tables) -> tuple[Ints, Ints, Floats]:
    """Option, row and units per line of all uses; a line fills at least a share of its vehicle.

    Vehicles are at least the lines over how many of the lightest fill one, and never fewer than
    one for all lines of the group.
    """
    problem = tables.problem
    trip, slot = tables.trip_uses
    lightest = np.full(len(tables.trip_option), np.iinfo(np.int64).max)
    riding = np.flatnonzero(tables.trip_of != NO_TRIP)
    np.minimum.at(lightest, tables.trip_of[riding], problem.load[riding])
    limit = np.maximum(problem.vehicle_load_limit[tables.trip_option], 1)
    count = problem.group_count[problem.group_of[tables.trip_option]]
    least = np.maximum(lightest / limit, 1.0 / count)
    slots = np.bincount(trip, minlength=len(tables.trip_option))
    first = np.cumsum(slots) - slots
    repeat = slots[tables.trip_of[riding]]
    place = np.arange(repeat.sum()) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    which = np.repeat(first[tables.trip_of[riding]], repeat) + place
    return (
        np.concatenate([tables.option, np.repeat(riding, repeat)]),
        np.concatenate([tables.row, slot[which]]),
        np.concatenate([tables.quantity.astype(np.float64), least[trip[which]]]),
    )


def _contested(tables: Tables, live: Flags, option: Ints, row: Ints, share: Floats) -> Flags:
    """Rows that live options of all groups could fill beyond what they hold; shape (rows,)."""
    problem = tables.problem
    mine = np.flatnonzero(live[option])
    group = problem.group_of[option[mine]]
    count = problem.group_count[group]
    whole = np.where(share[mine] < 1, count, np.ceil(share[mine]) * count).astype(np.int64)
    key = group * problem.rows + row[mine]
    order = np.argsort(key, kind="stable")
    first = np.flatnonzero(np.diff(key[order], prepend=-1))
    total = np.zeros(problem.rows, dtype=np.int64)
    if len(first):
        np.add.at(total, row[mine][order[first]], np.maximum.reduceat(whole[order], first))
    return np.asarray(total > problem.row_capacity)


def _better_than_sure(
    tables: Tables, weight: Ints, live: Flags, contested: Flags, option: Ints
) -> tuple[Flags, Ints]:
    """Live options that weigh less than the lightest sure one, and its weight by group."""
    problem = tables.problem
    is_sure = np.ones(problem.options, dtype=np.bool_)
    is_sure[option[contested]] = False
    sure = np.full(problem.groups, np.iinfo(np.int64).max)
    np.minimum.at(sure, problem.group_of[is_sure], weight[is_sure])
    return live & (weight < sure[problem.group_of]), sure


def _compact(
    tables: Tables, weight: Ints, live: Flags, sure: Ints, uses: tuple[Ints, Ints, Floats]
) -> Contest:
    problem = tables.problem
    options = np.flatnonzero(live)
    groups, start = np.unique(problem.group_of[options], return_index=True)
    option, row, share = uses
    place = np.zeros(problem.options, dtype=np.int64)
    place[options] = np.arange(len(options))
    rows, row_place = np.unique(row, return_inverse=True)
    order = np.argsort(place[option], kind="stable")
    return Contest(
        groups,
        problem.group_count[groups].astype(np.float64),
        sure[groups].astype(np.float64),
        start,
        weight[options].astype(np.float64),
        place[option][order],
        row_place.reshape(-1)[order],
        share[order],
        rows,
        problem.row_capacity[rows].astype(np.float64),
    )
