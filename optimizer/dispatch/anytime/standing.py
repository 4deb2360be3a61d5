"""A choice that is being bettered: what each group takes, what is used, and exact changes."""

from dataclasses import dataclass, field

import numpy as np

from optimizer.dispatch.anytime.shared import Units, Way, placed, ridden, ways_of
from optimizer.dispatch.anytime.tables import Tables
from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.options.horizon import Ints


@dataclass(slots=True)
class Standing:
    """What groups take and what is used of rows.

    `chosen` of shape (groups,) is the option of each single line or kit; the lines of a group
    of several are in `lines`. `used` of shape (rows,) counts units; `key` of shape (options,)
    is the worth of an option as one number: its levels, each times its one of `scales`.
    """

    tables: Tables
    key: Ints
    scales: tuple[int, ...]
    chosen: Ints
    lines: dict[int, list[int]]
    used: Ints
    ways: dict[int, list[Way]] = field(default_factory=dict)

    @property
    def cent(self) -> int:
        """What one cent counts in a key."""
        return self.scales[-1]

    @property
    def taken(self) -> Ints:
        """How many lines take each option; shape (options,)."""
        taken = np.zeros(self.tables.problem.options, dtype=np.int64)
        taken[self.chosen[self.tables.is_single]] = 1
        for options in self.lines.values():
            np.add.at(taken, options, 1)
        return taken

    def change(self, moves: list[tuple[int, int]]) -> tuple[int, Units] | None:
        """What it is worth to move single groups to options (below zero: better); None: no room."""
        gain, units = 0, Units()
        for group, option in moves:
            old = int(self.chosen[group])
            gain += int(self.key[option]) - int(self.key[old])
            _add(units, self.tables.units(option), 1)
            _add(units, self.tables.units(old), -1)
        return self.settled(gain, units)

    def settled(self, gain: int, units: Units) -> tuple[int, Units] | None:
        """A change of keys and units with the price of last units; None: no room."""
        problem = self.tables.problem
        for row, more in units.items():
            used = int(self.used[row])
            if more > 0 and used + more > int(problem.row_capacity[row]):
                return None
            gain += self.cent * (
                step_price(problem, row, used + more) - step_price(problem, row, used)
            )
        return gain, units

    def move(self, moves: list[tuple[int, int]], units: Units) -> None:
        """Do what `change` told."""
        for group, option in moves:
            self.chosen[group] = option
        for row, more in units.items():
            self.used[row] += more

    def replace_group(self, group: int) -> bool:
        """Place the lines of a group anew where that is better; tell whether it was."""
        ways = self.ways.get(group)
        if ways is None:
            ways = self.ways[group] = ways_of(self.tables, group)
        old = ridden(ways, self.lines[group])
        capacity, used = self.tables.problem.row_capacity, self.used

        def room(row: int) -> int:
            return int(capacity[row]) - int(used[row]) + old.units.get(row, 0)

        new = placed(ways, len(old.options), room)
        units = dict(new.units)
        _add(units, old.units, -1)
        gain = sum(
            scale * (after - before)
            for scale, after, before in zip(self.scales, new.worth, old.worth, strict=True)
        )
        change = self.settled(gain, units)
        if change is None or change[0] >= 0:
            return False
        self.lines[group] = new.options
        self.move([], units)
        return True


def _add(units: Units, more: Units, sign: int) -> None:
    for row, quantity in more.items():
        units[row] = units.get(row, 0) + sign * quantity


def step_price(problem: OptionProblem, row: int, used: int) -> int:
    """Price of the last units of a row when so many of its units are used [cents]."""
    beyond = used - int(problem.row_capacity[row]) + int(problem.row_steps[row])
    price = 0
    if beyond > 0 and problem.row_steps[row] > 0:
        price += int(problem.row_first_step_cents[row])
    if beyond > 1 and problem.row_steps[row] > 1:
        price += int(problem.row_second_step_cents[row])
    return price
