"""One level on a field as a program of columns and rows."""

from dataclasses import dataclass, field

import numpy as np

from optimizer.dispatch.levels.field import Field, single_uses
from optimizer.dispatch.levels.program import Program
from optimizer.dispatch.levels.trips import NO_TRIP, Trips
from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.options.horizon import Ints
from optimizer.travel import Floats

_INFINITY = float("inf")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where columns and rows stand.

    Columns: options, vehicles of trips, first steps, second steps. Rows: groups, rows, side rows,
    then two links for each trip: by load, by lines.
    """

    field: Field
    second: Ints

    @classmethod
    def of(cls, problem: OptionProblem, field: Field) -> "Layout":
        """Layout of a field."""
        return cls(field, field.priced[problem.row_steps[field.priced] > 1])

    @property
    def first_trip(self) -> int:
        """First column of a trip."""
        return len(self.field.options)

    @property
    def first_step(self) -> int:
        """First column of a step."""
        return self.first_trip + len(self.field.trips)

    @property
    def columns(self) -> int:
        """Number of columns."""
        return self.first_step + len(self.field.priced) + len(self.second)

    @property
    def first_row(self) -> int:
        """First row that is one of the problem."""
        return len(self.field.groups)

    @property
    def first_side(self) -> int:
        """First side row."""
        return self.first_row + len(self.field.rows)

    @property
    def first_link(self) -> int:
        """First link of a trip."""
        return self.first_side + len(self.field.side)


@dataclass(slots=True)
class Matrix:
    """Entries of a sparse matrix as they are met."""

    row: list[Ints] = field(default_factory=list)
    column: list[Ints] = field(default_factory=list)
    value: list[Floats] = field(default_factory=list)

    def put(self, row: Ints, column: Ints, value: Ints | Floats | float) -> None:
        """Put a value, or one for each, where rows meet columns."""
        self.row.append(row)
        self.column.append(column)
        self.value.append(np.broadcast_to(np.asarray(value, dtype=np.float64), row.shape))


def program_of(
    problem: OptionProblem, trips: Trips, layout: Layout, weights: Floats, *, whole: bool
) -> Program:
    """Program with these weights of the columns. Source: dispatch.md, "The option problem"."""
    inside, matrix = layout.field, Matrix()
    option_at = place_in(inside.options, problem.options)
    _put_options(problem, trips, layout, option_at, matrix)
    _put_trips(problem, trips, layout, option_at, matrix)
    count = problem.group_count
    room = inside.room[inside.rows].astype(np.float64)
    links = 2 * len(inside.trips)
    tight = inside.tight[inside.rows]
    ones = np.ones(layout.columns - layout.first_step)
    return Program(
        cost=weights,
        upper=np.concatenate(
            [count[problem.group_of[inside.options]], count[trips.group[inside.trips]], ones]
        ).astype(np.float64),
        whole=np.full(layout.columns, whole),
        low=np.concatenate(
            [
                count[inside.groups],
                np.where(tight, room, -_INFINITY),
                [side.low for side in inside.side],
                np.full(links, -_INFINITY),
            ]
        ).astype(np.float64),
        high=np.concatenate(
            [count[inside.groups], room, [side.high for side in inside.side], np.zeros(links)]
        ).astype(np.float64),
        row=np.concatenate(matrix.row),
        column=np.concatenate(matrix.column),
        value=np.concatenate(matrix.value),
    )


def weights_of(problem: OptionProblem, trips: Trips, layout: Layout, level: str) -> Ints:
    """What each column weighs at a level; vehicles and last units do at that of cost."""
    inside = layout.field
    costs = int(level == "cost")
    return np.concatenate(
        [
            problem.weights(level)[inside.options],
            costs * trips.cents[inside.trips],
            costs * problem.row_first_step_cents[inside.priced],
            costs * problem.row_second_step_cents[layout.second],
        ]
    )


def place_in(keys: Ints, size: int) -> Ints:
    """Place of each key in a list of them, -1 for the others; shape (size,)."""
    places = np.full(size, -1)
    places[keys] = np.arange(len(keys))
    return places


def _put_options(
    problem: OptionProblem, trips: Trips, layout: Layout, option_at: Ints, matrix: Matrix
) -> None:
    """Groups have their lines; rows hold what options use, steps apart; side rows their sums."""
    inside = layout.field
    group_at = place_in(inside.groups, problem.groups)
    row_at = place_in(inside.rows, problem.rows) + layout.first_row
    every = np.arange(len(inside.options))
    matrix.put(group_at[problem.group_of[inside.options]], every, 1)
    used = single_uses(problem, trips, option_at >= 0, inside.rows)
    matrix.put(row_at[used.row], option_at[used.option], used.quantity)
    for priced, at in (
        (inside.priced, layout.first_step),
        (layout.second, layout.first_step + len(inside.priced)),
    ):
        matrix.put(row_at[priced], at + np.arange(len(priced)), -1)
    for number, side in enumerate(inside.side):
        mine = option_at[side.option] >= 0
        row = np.full(int(mine.sum()), layout.first_side + number)
        matrix.put(row, option_at[side.option[mine]], side.weight[mine])


def _put_trips(
    problem: OptionProblem, trips: Trips, layout: Layout, option_at: Ints, matrix: Matrix
) -> None:
    """Vehicles of a trip use its rows, take the load of its lines, and no more than all lines."""
    inside = layout.field
    trip_at = place_in(inside.trips, len(trips.option))
    row_at = place_in(inside.rows, problem.rows)
    counts = (trip_at[trips.use_trip] >= 0) & (row_at[trips.use_row] >= 0)
    row = layout.first_row + row_at[trips.use_row[counts]]
    matrix.put(row, layout.first_trip + trip_at[trips.use_trip[counts]], 1)
    riding = inside.options[trips.of_option[inside.options] != NO_TRIP]
    riding = riding[trip_at[trips.of_option[riding]] >= 0]
    link = layout.first_link + 2 * trip_at[trips.of_option[riding]]
    matrix.put(link, option_at[riding], problem.load[riding])
    matrix.put(link + 1, option_at[riding], 1)
    each = np.arange(len(inside.trips))
    vehicle, link = layout.first_trip + each, layout.first_link + 2 * each
    matrix.put(link, vehicle, -problem.vehicle_load_limit[trips.option[inside.trips]])
    matrix.put(link + 1, vehicle, -problem.group_count[trips.group[inside.trips]])
