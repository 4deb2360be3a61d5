"""What one level is solved on: the core with the room that the rows still have, and its parts."""

from dataclasses import dataclass

import numpy as np

from optimizer.dispatch.core import Core, taken_outside
from optimizer.dispatch.levels.standing import SideRow, Standing
from optimizer.dispatch.levels.trips import NO_TRIP, Trips
from optimizer.dispatch.option_problem import OptionProblem, Uses, used_units
from optimizer.dispatch.options.horizon import Flags, Ints
from optimizer.dispatch.parts import parts_of


@dataclass(frozen=True, slots=True)
class Field:
    """Options and groups inside, rows that can bind, trips whose vehicles count.

    `room` of shape (rows of the problem,) is what those inside may use of each row, which they
    must use up where `tight`; `priced` rows give their last `row_steps` units beyond it.
    """

    options: Ints
    groups: Ints
    rows: Ints
    tight: Flags
    room: Ints
    priced: Ints
    side: tuple[SideRow, ...]
    trips: Ints


@dataclass(frozen=True, slots=True)
class Parts:
    """Groups, rows and side rows by the part that they are in, named by its first group.

    What is in no part is in one of its own, or has a number that no group has.
    """

    of_group: Ints
    of_row: Ints
    of_side: Ints


def field_of(
    problem: OptionProblem, trips: Trips, standing: Standing, core: Core, *, costs: bool
) -> Field:
    """Field of a core; `costs` tells that vehicles and last units have their prices."""
    touched = np.zeros(problem.rows, dtype=np.bool_)
    touched[problem.uses.row[core.options[problem.uses.option]]] = True
    tight = standing.tight & touched
    rows = (core.rows & touched) | tight
    taken = taken_outside(problem, core)
    room = problem.row_capacity - used_units(problem, taken)
    priced = np.flatnonzero(rows & ~tight & (problem.row_steps > 0) & costs)
    room[priced] -= problem.row_steps[priced]
    return Field(
        np.flatnonzero(core.options),
        np.flatnonzero(core.groups),
        np.flatnonzero(rows),
        tight,
        room,
        priced,
        tuple(side.without(taken) for side in standing.side),
        trips.that_matter(np.flatnonzero(core.options), rows, costs=costs),
    )


def parts_of_field(problem: OptionProblem, field: Field) -> Parts:
    """Parts that share no row and no side row."""
    inside = _flags(field.options, problem.options)
    wanted = _flags(field.rows, problem.rows)
    uses = problem.uses.take(inside[problem.uses.option] & wanted[problem.uses.row])
    groups, rows = [problem.group_of[uses.option]], [uses.row]
    for number, side in enumerate(field.side):
        mine = side.option[inside[side.option]]
        groups.append(problem.group_of[mine])
        rows.append(np.full(len(mine), problem.rows + number))
    of_group, of_row = parts_of(
        problem.groups,
        problem.rows + len(field.side),
        np.concatenate(groups),
        np.concatenate(rows),
    )
    return Parts(of_group, of_row[: problem.rows], of_row[problem.rows :])


def part_of_field(trips: Trips, field: Field, parts: Parts, part: int, options: Ints) -> Field:
    """Some options of one part, with all that is in it."""
    of_side = zip(field.side, parts.of_side.tolist(), strict=True)
    return Field(
        options,
        field.groups[parts.of_group[field.groups] == part],
        field.rows[parts.of_row[field.rows] == part],
        field.tight,
        field.room,
        field.priced[parts.of_row[field.priced] == part],
        tuple(side for side, its in of_side if its == part),
        np.intersect1d(field.trips, trips.of_option[options]),
    )


def single_uses(problem: OptionProblem, trips: Trips, options: Flags, rows: Ints) -> Uses:
    """Uses of some rows by some options, but for the vehicles of shared trips."""
    uses = problem.uses
    wanted = _flags(rows, problem.rows)
    shared = uses.is_vehicle & (trips.of_option[uses.option] != NO_TRIP)
    return uses.take(options[uses.option] & wanted[uses.row] & ~shared)


def _flags(places: Ints, size: int) -> Flags:
    flags = np.zeros(size, dtype=np.bool_)
    flags[places] = True
    return flags
