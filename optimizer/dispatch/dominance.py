"""Options that another option of the same group beats on the very same units."""

from dataclasses import dataclass

import numpy as np

from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.options.horizon import Flags, Ints


def beaten_single_options(problem: OptionProblem, live: Flags, contended: Flags) -> Flags:
    """Options of single lines and kits that come after a sure one on the same units.

    An option is sure when no vehicle row of its trip can be over-used (`contended`, shape
    (rows,)). Whoever takes a later one, by level, cost and then tie order, could change over.
    """
    uses = problem.uses
    sure = live.copy()
    sure[uses.option[uses.is_vehicle & contended[uses.row]]] = False
    options = np.flatnonzero(live)
    columns = (
        problem.cost_cents,
        problem.tardiness,
        problem.missed_weight,
        problem.stock_signature,
        problem.group_of,
    )
    order = options[np.lexsort([column[options] for column in columns])]
    keys = np.stack([problem.group_of[order], problem.stock_signature[order]])
    starts = np.ones(len(order), dtype=np.bool_)
    starts[1:] = (keys[:, 1:] != keys[:, :-1]).any(axis=0)
    place = np.arange(len(order))
    first_sure = np.full(int(starts.sum()), len(order))
    np.minimum.at(first_sure, (np.cumsum(starts) - 1)[sure[order]], place[sure[order]])
    beaten = np.zeros(problem.options, dtype=np.bool_)
    beaten[order] = place > first_sure[np.cumsum(starts) - 1]
    return np.asarray(beaten & (problem.group_count[problem.group_of] == 1))


@dataclass(frozen=True, slots=True)
class Trip:
    """Live options of one group that ride together, by the units they use.

    `keys` holds (missed, tardiness, own cost, tie order) by stock signature; `lines` is how many
    lines one vehicle takes, of the whole group at most.
    """

    options: tuple[int, ...]
    keys: dict[int, tuple[int, int, int, int]]
    vehicle_cents: int
    lines: int
    rows: frozenset[int]

    def beats(self, other: "Trip") -> bool:
        """Whether all who ride on the other trip could change over and not lose."""
        return (
            self.vehicle_cents <= other.vehicle_cents
            and self.lines >= other.lines
            and self.keys.keys() >= other.keys.keys()
            and all(self.keys[units] < key for units, key in other.keys.items())
        )


def beaten_trips(problem: OptionProblem, live: Flags, free_of_others: Ints, group: int) -> Flags:
    """Options of a group on trips that another trip of it beats; shape (options,).

    `free_of_others` of shape (rows,) is what all other groups leave in each row at the least. The
    better trip must hold the whole group within that, once those that it beats are gone.
    """
    trips = trips_of(problem, live, group)
    beaten = np.zeros(problem.options, dtype=np.bool_)
    for trip in sorted(trips, key=lambda each: (each.vehicle_cents, *min(each.keys.values()))):
        if beaten[trip.options[0]]:
            continue
        rivals = [other for other in trips if not beaten[other.options[0]] and other != trip]
        worse = [other for other in rivals if trip.beats(other)]
        meeting = [other for other in rivals if other.rows & trip.rows]
        vehicles = -(-int(problem.group_count[group]) // trip.lines)
        holds = all(free_of_others[row] >= vehicles for row in trip.rows)
        if holds and all(other in worse for other in meeting):
            for other in worse:
                beaten[list(other.options)] = True
    return beaten


def trips_of(problem: OptionProblem, live: Flags, group: int) -> list[Trip]:
    """Trips of a group; an option without a vehicle is one of its own, with room for all."""
    members: dict[int, list[int]] = {}
    start, end = problem.group_start[group], problem.group_start[group + 1] - 1
    for option in np.flatnonzero(live[start:end]) + start:
        row = int(problem.vehicle_row[option])
        members.setdefault(row if row >= 0 else -1 - int(option), []).append(int(option))
    return [_trip(problem, options) for options in members.values()]


def _trip(problem: OptionProblem, options: list[int]) -> Trip:
    first = options[0]
    start, end = problem.vehicle_extra_start[first], problem.vehicle_extra_start[first + 1]
    row = int(problem.vehicle_row[first])
    return Trip(
        tuple(options),
        {
            int(problem.stock_signature[option]): (
                int(problem.missed_weight[option]),
                int(problem.tardiness[option]),
                int(problem.cost_cents[option]),
                option,
            )
            for option in reversed(options)
        },
        int(problem.vehicle_cost_cents[first]),
        lines_of_a_vehicle(problem, options),
        frozenset()
        if row < 0
        else frozenset({row, *problem.vehicle_extra_row[start:end].tolist()}),
    )


def lines_of_a_vehicle(problem: OptionProblem, options: list[int]) -> int:
    """Lines of a group that one vehicle of a trip takes, never more than there are."""
    group = problem.group_of[options[0]]
    heaviest = int(problem.load[options].max())
    if problem.vehicle_row[options[0]] < 0 or heaviest == 0:
        return int(problem.group_count[group])
    fit = int(problem.vehicle_load_limit[options[0]]) // heaviest
    return max(1, min(fit, int(problem.group_count[group])))


def vehicles_at_most(problem: OptionProblem, live: Flags, group: int) -> dict[int, int]:
    """Most vehicles that a group could have out in each row, over its live trips together."""
    count = int(problem.group_count[group])
    found: dict[int, int] = {}
    for trip in trips_of(problem, live, group):
        for row in trip.rows:
            found[row] = min(count, found.get(row, 0) - (-count // trip.lines))
    return found


def least_vehicle_cents(problem: OptionProblem, live: Flags, group: int) -> dict[int, int]:
    """Share of its vehicle that a line pays at the least, by option that rides alone [cents]."""
    return {
        trip.options[0]: trip.vehicle_cents // trip.lines
        for trip in trips_of(problem, live, group)
        if len(trip.options) == 1
    }
