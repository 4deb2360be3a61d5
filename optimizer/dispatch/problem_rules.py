"""What must hold of the arrays of an option problem that comes from a file.

Source: dispatch.md, "Problem file".
"""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from optimizer.dispatch.options.horizon import Flags, Ints
from optimizer.dispatch.sums import largest_sums
from optimizer.numbers import MOST_EXACT

MOST_LINES = 10**7
"""Lines that a problem may have; a hundred times what is planned at once."""

NEVER_NEGATIVE = (
    "group_start",
    "missed_weight",
    "tardiness",
    "cost_cents",
    "vehicle_cost_cents",
    "load",
    "vehicle_load_limit",
    "use_start",
    "use_row",
    "row_capacity",
    "row_steps",
    "row_first_step_cents",
    "row_second_step_cents",
    "vehicle_extra_start",
    "vehicle_extra_row",
    "move",
)
OF_OPTIONS = (
    "tardiness",
    "cost_cents",
    "vehicle_row",
    "vehicle_cost_cents",
    "load",
    "vehicle_load_limit",
    "move",
)
OF_ROWS = ("row_steps", "row_first_step_cents", "row_second_step_cents")

Columns = Mapping[str, Ints]
Arrays = Mapping[str, NDArray[np.generic]]


class FaultyProblemFileError(ValueError):
    """A file that is no problem, with every fault that was found as a sentence."""

    def __init__(self, *faults: str) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


def whole_numbers(arrays: Arrays, names: tuple[str, ...]) -> dict[str, Ints]:
    """Some arrays as lists of whole numbers of 64 bits.

    Raises
    ------
    FaultyProblemFileError
        When one is missing or something else.
    """
    faults = [f"Array {name} is missing." for name in names if name not in arrays]
    for name in names:
        array = arrays.get(name)
        if array is None:
            continue
        if array.ndim != 1:
            faults.append(f"Array {name} has {array.ndim} dimensions, it needs one.")
        elif array.dtype.kind not in "iu":
            faults.append(f"Array {name} is of {array.dtype}, whole numbers are needed.")
        elif array.dtype == np.uint64 and (array > np.uint64(MOST_EXACT)).any():
            faults.append(f"Array {name} has numbers beyond {MOST_EXACT}.")
    if faults:
        raise FaultyProblemFileError(*faults)
    return {name: arrays[name].astype(np.int64) for name in names}


def require_problem(columns: Columns) -> None:
    """Refuse columns that are no problem; shapes come first, for the rest rests on them.

    Raises
    ------
    FaultyProblemFileError
        With every fault of the first sort that has any.
    """
    for sort in (_SHAPE, _RANGES, _MEANING):
        faults = tuple(fault for find in sort for fault in find(columns))
        if faults:
            raise FaultyProblemFileError(*faults)


def _faults_of_shape(columns: Columns) -> Iterator[str]:
    groups, options = len(columns["group_count"]), len(columns["missed_weight"])
    rows = len(columns["row_capacity"])
    for names, size, what in ((OF_OPTIONS, options, "options"), (OF_ROWS, rows, "rows")):
        for name in names:
            if name in columns and len(columns[name]) != size:
                yield f"Array {name} has {len(columns[name])} numbers for {size} {what}."
    for name, parts, whole in (
        ("group_start", groups, options),
        ("use_start", options, len(columns["use_row"])),
        ("vehicle_extra_start", options, len(columns["vehicle_extra_row"])),
    ):
        starts = columns[name]
        if len(starts) != parts + 1 or starts[0] != 0 or starts[-1] != whole:
            yield f"Array {name} does not cut {whole} numbers into {parts} parts."
        elif (np.diff(starts) < 0).any():
            yield f"Array {name} runs backwards."
    if len(columns["use_quantity"]) != len(columns["use_row"]):
        yield "Arrays use_row and use_quantity differ in length."


def _faults_of_ranges(columns: Columns) -> Iterator[str]:
    rows = len(columns["row_capacity"])
    for name in NEVER_NEGATIVE:
        if name in columns and (columns[name] < 0).any():
            yield f"Array {name} has a number below zero."
    for name in ("group_count", "use_quantity"):
        if (columns[name] < 1).any():
            yield f"Array {name} has a number below one."
    for name in ("use_row", "vehicle_row", "vehicle_extra_row"):
        if (columns[name] >= rows).any():
            yield f"Array {name} names a row beyond the {rows} there are."


def _faults_of_starts_and_steps(columns: Columns) -> Iterator[str]:
    if (columns["vehicle_row"] < -1).any():
        yield "Array vehicle_row has a number below -1."
    if (np.diff(columns["group_start"]) < 1).any():
        yield "Array group_start leaves a group without options."
    if ((columns["row_steps"] > 2) | (columns["row_steps"] > columns["row_capacity"])).any():  # noqa: PLR2004 - two units of a row have prices at the most
        yield "Array row_steps prices more than two units, or more than the row has."
    if any(int(column.max(initial=0)) > MOST_EXACT for column in columns.values()):
        yield f"A number is beyond {MOST_EXACT}."


def _faults_of_steps(columns: Columns) -> Iterator[str]:
    first, second = columns["row_first_step_cents"], columns["row_second_step_cents"]
    if ((columns["row_steps"] == 2) & (first > second)).any():  # noqa: PLR2004 - both have prices
        yield "Array row_first_step_cents is above row_second_step_cents: the last unit is dearest."


def _faults_of_options(columns: Columns) -> Iterator[str]:
    """The last option of a group takes nothing, and no option names a row twice."""
    last = columns["group_start"][1:] - 1
    uses, extra = np.diff(columns["use_start"]), np.diff(columns["vehicle_extra_start"])
    if (columns["vehicle_row"][last] >= 0).any() or (uses[last] + extra[last]).any():
        yield "The last option of a group is to be unassigned, and one uses a row."
    if (extra[columns["vehicle_row"] < 0] > 0).any():
        yield "Array vehicle_extra_row has slots of an option without a vehicle_row."
    if _is_repeated(columns["use_start"], columns["use_row"]):
        yield "An option names a row twice in use_row."
    own = np.flatnonzero(columns["vehicle_row"] >= 0)
    option = np.concatenate([own, np.repeat(np.arange(len(extra)), extra)])
    row = np.concatenate([columns["vehicle_row"][own], columns["vehicle_extra_row"]])
    if _has_twins(option, row):
        yield "An option names a slot twice in vehicle_row and vehicle_extra_row."


def _is_repeated(starts: Ints, values: Ints) -> bool:
    return _has_twins(np.repeat(np.arange(len(starts) - 1), np.diff(starts)), values)


def _has_twins(one: Ints, other: Ints) -> bool:
    """Whether two places hold the same pair."""
    return len(np.unique(np.stack([one, other]), axis=1).T) < len(one)


def _faults_of_trips(columns: Columns) -> Iterator[str]:
    """Who rides together pays and loads the same vehicles, in the same slots."""
    counts, starts = columns["group_count"], columns["group_start"]
    group = np.repeat(np.arange(len(counts)), np.diff(starts))
    shared: Flags = counts[group] > 1
    riding = np.flatnonzero(shared & (columns["vehicle_row"] >= 0))
    if columns["vehicle_cost_cents"][~shared | (columns["vehicle_row"] < 0)].any():
        yield "Array vehicle_cost_cents is for groups of several lines on a vehicle_row alone."
    limit, load = columns["vehicle_load_limit"], columns["load"]
    if (load[riding] > limit[riding]).any():
        yield "Array load has one line that no vehicle takes."
    trips, first, which = np.unique(
        np.stack([group[riding], columns["vehicle_row"][riding]]),
        axis=1,
        return_index=True,
        return_inverse=True,
    )
    model = riding[first][which.reshape(-1)] if trips.size else riding
    for name in ("vehicle_cost_cents", "vehicle_load_limit"):
        if (columns[name][riding] != columns[name][model]).any():
            yield f"Array {name} differs between options of one group and vehicle_row."
    if any(_slots(columns, one) != _slots(columns, two) for one, two in _pairs(riding, model)):
        yield "Array vehicle_extra_row differs between options of one group and vehicle_row."


def _pairs(riding: Ints, model: Ints) -> Iterator[tuple[int, int]]:
    return (
        (one, two) for one, two in zip(riding.tolist(), model.tolist(), strict=True) if one != two
    )


def _slots(columns: Columns, option: int) -> list[int]:
    start, end = columns["vehicle_extra_start"][option : option + 2]
    slots: list[int] = columns["vehicle_extra_row"][start:end].tolist()
    return sorted(slots)


def _faults_of_sums(columns: Columns) -> Iterator[str]:
    """No choice is worth more than solvers can count."""
    lines = sum(columns["group_count"].tolist())
    if lines > MOST_LINES:
        yield f"Array group_count has {lines} lines, {MOST_LINES} are read."
    for name, value in largest_sums(columns).items():
        if value > MOST_EXACT:
            yield f"Array {name} adds up to {value}, {MOST_EXACT} can be counted."


_SHAPE = (_faults_of_shape,)
_RANGES = (_faults_of_ranges, _faults_of_starts_and_steps)
_MEANING = (_faults_of_steps, _faults_of_options, _faults_of_trips, _faults_of_sums)
"""Sorts of faults; each may rest on the absence of those before."""
