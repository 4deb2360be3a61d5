"""The option problem: groups of lines, ways to serve them, and the rows that the ways use."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.dispatch.options.horizon import Flags, Ints
from optimizer.network import require


@dataclass(frozen=True)
class OptionProblem:
    """Options of group k are `group_start[k]:group_start[k + 1]`; the last one is "unassigned".

    `vehicle_row` (-1: none) and the further slots in `vehicle_extra_row` count one vehicle of the
    option's trip each; the lines of one group share a trip when their options name the same
    `vehicle_row`. A row holds `row_capacity` units, the last `row_steps` of them at a price.

    Source: dispatch.md, "The option problem".
    """

    group_count: Ints
    group_start: Ints
    missed_weight: Ints
    tardiness: Ints
    cost_cents: Ints
    vehicle_row: Ints
    vehicle_cost_cents: Ints
    load: Ints
    vehicle_load_limit: Ints
    use_start: Ints
    use_row: Ints
    use_quantity: Ints
    row_capacity: Ints
    row_steps: Ints
    row_first_step_cents: Ints
    row_second_step_cents: Ints
    vehicle_extra_start: Ints
    vehicle_extra_row: Ints
    move: Ints | None = None

    def __post_init__(self) -> None:
        """Refuse groups without a way out and rows that promise less than nothing."""
        require(bool((np.diff(self.group_start) >= 1).all()), "A group needs an option at least.")
        require(bool((self.group_count >= 1).all()), "A group needs a line at least.")
        require(
            bool(((self.row_steps >= 0) & (self.row_steps <= self.row_capacity)).all()),
            "A row cannot price more units than it holds.",
        )

    @property
    def levels(self) -> tuple[str, ...]:
        """Names of the levels in order; moves are one where any option has some."""
        moves = () if self.move is None or not self.move.any() else ("moves",)
        return ("missed", "tardiness", *moves, "cost")

    def weights(self, level: str) -> Ints:
        """Weight of each option at a level, vehicles and last units apart."""
        columns = {
            "missed": self.missed_weight,
            "tardiness": self.tardiness,
            "moves": self.move,
            "cost": self.cost_cents,
        }
        weights = columns[level]
        return np.zeros_like(self.cost_cents) if weights is None else weights

    def restricted(self, groups: Ints, options: Ints, rows: Ints) -> "OptionProblem":
        """The same of some groups, options and rows, each in its order; others count for nothing.

        Every group keeps an option at least. Rows that tell the trips of a group apart stay.
        """
        rows = self.rows_with_trips(options, rows)
        stock, slots = (
            self._uses_of(options, rows, vehicles=vehicles) for vehicles in (False, True)
        )
        first = np.searchsorted(slots.option, np.arange(len(options)))
        rides = np.bincount(slots.option, minlength=len(options)) > 0
        vehicle_row = np.full(len(options), -1)
        vehicle_row[rides] = slots.row[first[rides]]
        behind = np.ones(len(slots.row), dtype=np.bool_)
        behind[first[rides]] = False
        return OptionProblem(
            group_count=self.group_count[groups],
            group_start=np.searchsorted(self.group_of[options], np.append(groups, self.groups)),
            missed_weight=self.missed_weight[options],
            tardiness=self.tardiness[options],
            cost_cents=self.cost_cents[options],
            vehicle_row=vehicle_row,
            vehicle_cost_cents=self.vehicle_cost_cents[options],
            load=self.load[options],
            vehicle_load_limit=self.vehicle_load_limit[options],
            use_start=_starts(stock.option, len(options)),
            use_row=stock.row,
            use_quantity=stock.quantity,
            row_capacity=self.row_capacity[rows],
            row_steps=self.row_steps[rows],
            row_first_step_cents=self.row_first_step_cents[rows],
            row_second_step_cents=self.row_second_step_cents[rows],
            vehicle_extra_start=_starts(slots.option[behind], len(options)),
            vehicle_extra_row=slots.row[behind],
            move=None if self.move is None else self.move[options],
        )

    def rows_with_trips(self, options: Ints, rows: Ints) -> Ints:
        """Some rows and those that tell the trips of some options of a group apart, in order."""
        shared = (self.group_count[self.group_of[options]] > 1) & (self.vehicle_row[options] >= 0)
        return np.union1d(rows, self.vehicle_row[options[shared]])

    def _uses_of(self, options: Ints, rows: Ints, *, vehicles: bool) -> "Uses":
        """Uses of some rows, in order, by some options, option after option; both renumbered."""
        uses, start = self.uses_by_option[vehicles]
        counts = start[options + 1] - start[options]
        first = np.repeat(start[options] - np.cumsum(counts) + counts, counts)
        mine = uses.at(first + np.arange(int(counts.sum())))
        option = np.repeat(np.arange(len(options)), counts)
        row = np.minimum(np.searchsorted(rows, mine.row), max(len(rows) - 1, 0))
        wanted = rows[row] == mine.row if len(rows) else np.zeros(len(row), dtype=np.bool_)
        return Uses(option, row, mine.quantity, mine.is_vehicle).take(wanted)

    @property
    def groups(self) -> int:
        """Number of groups."""
        return len(self.group_count)

    @property
    def options(self) -> int:
        """Number of options, the unassigned ones included."""
        return len(self.missed_weight)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.row_capacity)

    @cached_property
    def group_of(self) -> Ints:
        """Group of each option."""
        return np.repeat(np.arange(self.groups), np.diff(self.group_start))

    @cached_property
    def is_unassigned(self) -> Flags:
        """Whether an option is the last of its group."""
        answer = np.zeros(self.options, dtype=np.bool_)
        answer[self.group_start[1:] - 1] = True
        return answer

    @cached_property
    def stock_signature(self) -> Ints:
        """Number that two options share exactly when they use the same units of the same cells."""
        counts = np.diff(self.use_start)
        width = int(counts.max(initial=0))
        table = np.full((self.options, 2 * width), -1, dtype=np.int64)
        option = np.repeat(np.arange(self.options), counts)
        place = np.arange(len(self.use_row)) - self.use_start[option]
        table[option, 2 * place] = self.use_row
        table[option, 2 * place + 1] = self.use_quantity
        _, number = np.unique(table, axis=0, return_inverse=True)
        return np.asarray(number, dtype=np.int64).reshape(-1)

    @cached_property
    def shared_groups(self) -> list[int]:
        """Groups of several lines, which may share vehicles."""
        groups: list[int] = np.flatnonzero(self.group_count > 1).tolist()
        return groups

    @cached_property
    def uses(self) -> "Uses":
        """Every use of a row by an option: stock, and one vehicle in each slot of its trip."""
        option = np.arange(self.options)
        with_trip = np.flatnonzero(self.vehicle_row >= 0)
        extra_count = np.diff(self.vehicle_extra_start)
        trips = [with_trip, np.repeat(option, extra_count)]
        stock_option = np.repeat(option, np.diff(self.use_start))
        vehicle_row = np.concatenate([self.vehicle_row[with_trip], self.vehicle_extra_row])
        return Uses(
            np.concatenate([stock_option, *trips]),
            np.concatenate([self.use_row, vehicle_row]),
            np.concatenate([self.use_quantity, np.ones_like(vehicle_row)]),
            np.arange(len(stock_option) + len(vehicle_row)) >= len(stock_option),
        )

    @cached_property
    def uses_by_option(self) -> tuple[tuple["Uses", Ints], tuple["Uses", Ints]]:
        """Uses of stock, then of vehicles, option after option, and where those of each start."""
        uses = self.uses
        kinds = []
        for places in (np.flatnonzero(~uses.is_vehicle), np.flatnonzero(uses.is_vehicle)):
            order = places[np.argsort(uses.option[places], kind="stable")]
            kinds.append((uses.at(order), _starts(uses.option[order], self.options)))
        stock, vehicles = kinds
        return stock, vehicles


@dataclass(frozen=True, slots=True)
class Uses:
    """Uses of rows by options, shape (uses,); `is_vehicle` tells trips from stock."""

    option: Ints
    row: Ints
    quantity: Ints
    is_vehicle: Flags

    def take(self, chosen: Flags) -> "Uses":
        """Uses chosen by mask."""
        return self.at(np.flatnonzero(chosen))

    def at(self, places: Ints) -> "Uses":
        """Uses at some places."""
        return Uses(
            self.option[places], self.row[places], self.quantity[places], self.is_vehicle[places]
        )


def _starts(option: Ints, options: int) -> Ints:
    """Where the uses of each option start, shape (options + 1,)."""
    return np.searchsorted(option, np.arange(options + 1))


def price_of_use(problem: OptionProblem, rows: Ints, used: Ints) -> Ints:
    """Price of the last units of some rows when so many of their units are used [cents]."""
    beyond = used - (problem.row_capacity[rows] - problem.row_steps[rows])
    first = np.where(problem.row_steps[rows] > 0, problem.row_first_step_cents[rows], 0)
    second = np.where(problem.row_steps[rows] > 1, problem.row_second_step_cents[rows], 0)
    return np.where(beyond > 0, first, 0) + np.where(beyond > 1, second, 0)


def used_units(problem: OptionProblem, taken: Ints) -> Ints:
    """Units of each row that a choice uses, vehicles as the trips need them; shape (rows,)."""
    used = np.zeros(problem.rows, dtype=np.int64)
    uses = problem.uses
    stock = uses.take(~uses.is_vehicle)
    np.add.at(used, stock.row, stock.quantity * taken[stock.option])
    for option, vehicles in trips_taken(problem, taken).items():
        start, end = problem.vehicle_extra_start[option], problem.vehicle_extra_start[option + 1]
        rows = [problem.vehicle_row[option], *problem.vehicle_extra_row[start:end]]
        np.add.at(used, rows, vehicles)
    return used


def trips_taken(problem: OptionProblem, taken: Ints) -> dict[int, int]:
    """Vehicles of each trip by one option that stands for it.

    Lines of a group with the same vehicle row share a trip, whose vehicles their loads fill.
    """
    members: dict[tuple[int, int], list[int]] = {}
    for option in np.flatnonzero((taken > 0) & (problem.vehicle_row >= 0)).tolist():
        key = (int(problem.group_of[option]), int(problem.vehicle_row[option]))
        members.setdefault(key, []).append(option)
    return {options[0]: vehicles_needed(problem, options, taken) for options in members.values()}


def vehicles_needed(problem: OptionProblem, options: list[int], taken: Ints) -> int:
    """Vehicles of one trip: one for a single line or kit, else what the loads of a group fill."""
    if problem.group_count[problem.group_of[options[0]]] == 1:
        return 1
    load = int((problem.load[options] * taken[options]).sum())
    return max(1, -(-load // int(problem.vehicle_load_limit[options[0]])))


@dataclass(frozen=True, slots=True)
class Worth:
    """What a choice is worth on each level, in order; the cost [cents] holds the scarcity price."""

    levels: tuple[int, ...]
    scarcity_cents: int

    @property
    def missed(self) -> int:
        """Value of the first level."""
        return self.levels[0]

    @property
    def cost_cents(self) -> int:
        """Value of the last level."""
        return self.levels[-1]


def worth(problem: OptionProblem, taken: Ints) -> Worth:
    """Levels of a choice of shape (options,), how many lines take each option."""
    vehicles = sum(
        count * int(problem.vehicle_cost_cents[option])
        for option, count in trips_taken(problem, taken).items()
        if problem.group_count[problem.group_of[option]] > 1
    )
    scarcity = int(price_of_use(problem, np.arange(problem.rows), used_units(problem, taken)).sum())
    *others, cost = (int((problem.weights(level) * taken).sum()) for level in problem.levels)
    return Worth((*others, cost + vehicles + scarcity), scarcity)
