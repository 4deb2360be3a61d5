"""Is the answer to a bare problem file legal, and worth what it says: plain counting, no solver.

The columns of the file and what was taken go in as lists of whole numbers. How the columns hang
together is refused where the file is read; here they are taken at their word.

Source: dispatch.md, "The option problem".
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import isfinite
from typing import NamedTuple

from optimizer.dispatch.checking.report import BOUND_TOLERANCE

Columns = Mapping[str, Sequence[int]]


class ClaimedLevel(NamedTuple):
    """One level as an answer states it."""

    name: str
    value: int
    bound: float
    proved: bool


def violations_of_answer(
    columns: Columns, taken: Iterable[tuple[int, int]], levels: Iterable[ClaimedLevel]
) -> tuple[str, ...]:
    """Every rule of the option problem that an answer breaks, as sentences; none: it is legal.

    Parameters
    ----------
    columns : Columns
        Arrays of the problem file by name. Those of further slots and `move` may be missing.
    taken : Iterable[tuple[int, int]]
        Index of each option that is taken, "unassigned" included, and how many lines take it.
    levels : Iterable[ClaimedLevel]
        The levels in their order.
    """
    counts, faults = _counted(taken, len(columns["missed_weight"]))
    if faults:
        return tuple(faults)
    answer = Answer(columns, counts)
    return (
        *answer.group_faults(),
        *answer.row_faults(),
        *level_faults(answer.levels(), [ClaimedLevel(*level) for level in levels]),
    )


def _counted(taken: Iterable[tuple[int, int]], options: int) -> tuple[dict[int, int], list[str]]:
    """Lines by option, and what is no option or no number of lines."""
    counts: dict[int, int] = {}
    faults = []
    for option, lines in taken:
        if not 0 <= option < options:
            faults.append(f"Option {option} is taken, there are {options}, counted from 0.")
        elif lines < 1:
            faults.append(f"Option {option} is taken by {lines} lines, one is the least.")
        elif option in counts:
            faults.append(f"Option {option} stands twice in the answer.")
        else:
            counts[option] = lines
    return counts, faults


class Answer:
    """A choice of options, counted through: groups, trips, rows and levels."""

    def __init__(self, columns: Columns, counts: Mapping[int, int]) -> None:
        """Find the group of every option that is taken, and who rides together."""
        self._columns = columns
        self._counts = counts
        self._taken_by_group: dict[int, list[int]] = defaultdict(list)
        group, ends = 0, columns["group_start"]
        for option in sorted(counts):
            while ends[group + 1] <= option:
                group += 1
            self._taken_by_group[group].append(option)
        self._vehicles = self._trips()
        self._used = self._units()

    def _trips(self) -> dict[int, int]:
        """Vehicles of each trip, by one option that stands for it.

        A group of one takes one vehicle. The loads of a larger group fill the vehicles of a trip.
        """
        columns, vehicles = self._columns, {}
        for group, options in self._taken_by_group.items():
            riding: dict[int, list[int]] = defaultdict(list)
            for option in options:
                if columns["vehicle_row"][option] >= 0:
                    riding[columns["vehicle_row"][option]].append(option)
            for members in riding.values():
                load = sum(columns["load"][each] * self._counts[each] for each in members)
                limit = columns["vehicle_load_limit"][members[0]]
                is_alone = columns["group_count"][group] == 1
                vehicles[members[0]] = 1 if is_alone or load <= limit else -(-load // limit)
        return vehicles

    def _units(self) -> dict[int, int]:
        """Units that are used of each row: stock by all lines, slots by the vehicles of trips."""
        columns, used = self._columns, defaultdict[int, int](int)
        for option, lines in self._counts.items():
            for at in range(*columns["use_start"][option : option + 2]):
                used[columns["use_row"][at]] += columns["use_quantity"][at] * lines
        for option, vehicles in self._vehicles.items():
            for row in (columns["vehicle_row"][option], *self._further_slots(option)):
                used[row] += vehicles
        return used

    def _further_slots(self, option: int) -> Sequence[int]:
        starts = self._columns.get("vehicle_extra_start")
        if not starts:
            return ()
        return self._columns["vehicle_extra_row"][starts[option] : starts[option + 1]]

    def group_faults(self) -> Iterator[str]:
        """Every line of every group takes one option, be it "unassigned"."""
        for group, lines in enumerate(self._columns["group_count"]):
            served = sum(self._counts[each] for each in self._taken_by_group.get(group, ()))
            if served != lines:
                yield f"Group {group} has {lines} lines, {served} take an option."

    def row_faults(self) -> Iterator[str]:
        """No row gives more than it has."""
        for row, used in sorted(self._used.items()):
            capacity = self._columns["row_capacity"][row]
            if used > capacity:
                yield f"Row {row} has {capacity} units, {used} are used."

    def levels(self) -> dict[str, int]:
        """What the choice is worth, level by level; last units and shared vehicles cost extra."""
        columns = self._columns

        def summed(name: str) -> int:
            return sum(columns[name][option] * lines for option, lines in self._counts.items())

        vehicles = sum(
            columns["vehicle_cost_cents"][option] * count
            for option, count in self._vehicles.items()
        )
        last_units = sum(self._last_units_cents(row, used) for row, used in self._used.items())
        moves = {"moves": summed("move")} if any(columns.get("move", ())) else {}
        return {
            "missed": summed("missed_weight"),
            "tardiness": summed("tardiness"),
            **moves,
            "cost": summed("cost_cents") + vehicles + last_units,
        }

    def _last_units_cents(self, row: int, used: int) -> int:
        """Price of the units of a row beyond those that are free of charge [cents]."""
        columns = self._columns
        steps = columns["row_steps"][row]
        prices = [columns["row_first_step_cents"][row], columns["row_second_step_cents"][row]]
        beyond = used - (columns["row_capacity"][row] - steps)
        return sum(prices[:steps][: max(0, beyond)])


def level_faults(derived: Mapping[str, int], claimed: Sequence[ClaimedLevel]) -> Iterator[str]:
    """Levels by name and order, values as counted, bounds not above them, proofs that close.

    What is said of a bound after a level that is not proved says nothing, so it is not judged.
    """
    names = [level.name for level in claimed]
    if names != list(derived):
        yield f"Levels are {', '.join(derived)}, not {', '.join(names) or 'none'}."
    earlier_proved = True
    for level in claimed:
        value = derived.get(level.name, level.value)
        if level.value != value:
            yield f"Level {level.name} says {level.value}, it is {value}."
        if earlier_proved and not level.bound <= level.value + BOUND_TOLERANCE:
            yield f"Level {level.name} has bound {level.bound} above its value {level.value}."
        if not isfinite(level.bound):
            yield f"Level {level.name} has {level.bound} for a bound, a number is needed."
        if level.proved and not level.bound >= level.value - BOUND_TOLERANCE:
            yield f"Level {level.name} is called proved at {level.value}, bound {level.bound}."
        earlier_proved = earlier_proved and level.proved
    for before, after in pairwise(claimed):
        if after.proved and not before.proved:
            yield f"Level {after.name} is called proved, and {before.name} before it is not."
