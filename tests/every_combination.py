"""Every combination of ways of a few lines, and the best of them; sure, not clever.

What cannot be better than the best found so far is not followed further, and of two ways of one
line that use the same units and vehicles the worse one is left out: it could be changed for the
other. Nothing else is left out.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, inf

Key = tuple[str, str, str, float]
Levels = tuple[int, int, int]
Cell = tuple[str, str]
Slot = tuple[str, str, int]

LAST: Key = ("~", "~", "~", inf)
"""The key of a line without a way: after every way."""


@dataclass(frozen=True)
class Trip:
    """A departure that identical lines of one RMA share; paid and counted by the vehicle."""

    riders: str
    departure: Key
    vehicle_cents: int


@dataclass(frozen=True)
class Way:
    """One way of a line or kit, or none: what it weighs, uses and is called in ties."""

    missed: int
    tardiness: int
    cost_cents: int
    met: bool
    met_at_median: bool
    keys: tuple[Key, ...]
    late_seconds: float = inf
    units: tuple[Cell, ...] = ()
    supply: float = 0.0
    slots: tuple[Slot, ...] = ()
    trip: Trip | None = None
    share: Fraction = Fraction(1)
    pieces_kg: tuple[float, ...] = ()

    @property
    def levels(self) -> Levels:
        """What it adds to each level by itself."""
        return self.missed, self.tardiness, self.cost_cents


@dataclass(frozen=True)
class Rows:
    """What there is: units that came by an instant, vehicles in a slot, prices of last units."""

    units: Mapping[tuple[Cell, float], int]
    vehicles: Mapping[Slot, int]
    last_cents: Mapping[Cell, tuple[int, int]]


@dataclass(frozen=True)
class Answer:
    """The best combination: its levels, its sequence in ties, and the way of each chooser."""

    levels: Levels
    sequence: tuple[Key, ...]
    ways: tuple[Way, ...]


@dataclass
class Combinations:
    """Walks through all combinations of the ways of choosers.

    `line_ids` has those of each chooser; `alike[i]` names the chooser before i that is identical,
    or -1: of identical ones the earlier takes the earlier way.
    """

    rows: Rows
    line_ids: Sequence[Sequence[str]]
    alike: Sequence[int]
    ways: Sequence[Sequence[Way]]
    _best: Answer | None = None
    _rest: list[Levels] = field(default_factory=list)
    _chosen: list[Way] = field(default_factory=list)
    _used: Counter[object] = field(default_factory=Counter)
    _riding: dict[Trip, Fraction] = field(default_factory=dict)

    def best(self) -> Answer:
        """The optimum with the smallest sequence; leaving out a worse way is never a loss."""
        ordered = [
            sorted(each if self._is_grouped(i) else _without_worse(each), key=_order)
            for i, each in enumerate(self.ways)
        ]
        least = [min(way.levels for way in each) for each in ordered]
        self._rest = [_sum(least[i:]) for i in range(len(ordered) + 1)]
        self._follow(ordered, (0, 0, 0))
        assert self._best is not None
        return self._best

    def _is_grouped(self, index: int) -> bool:
        return self.alike[index] >= 0 or index in self.alike

    def _follow(self, ordered: Sequence[Sequence[Way]], so_far: Levels) -> None:
        depth = len(self._chosen)
        if self._best and _sum([so_far, self._rest[depth]]) > self._best.levels:
            return
        if depth == len(ordered):
            self._take(so_far)
            return
        before = self.alike[depth]
        for way in ordered[depth]:
            if before >= 0 and way.keys < self._chosen[before].keys:
                continue
            added = self._add(way)
            if added is not None:
                self._chosen.append(way)
                self._follow(ordered, _sum([so_far, way.levels, (0, 0, added)]))
                self._chosen.pop()
            self._remove(way)

    def _take(self, levels: Levels) -> None:
        keys = {
            line_id: key
            for ids, way in zip(self.line_ids, self._chosen, strict=True)
            for line_id, key in zip(ids, way.keys, strict=True)
        }
        found = Answer(levels, tuple(keys[i] for i in sorted(keys)), tuple(self._chosen))
        if not self._best or (found.levels, found.sequence) < (
            self._best.levels,
            self._best.sequence,
        ):
            self._best = found

    def _add(self, way: Way) -> int | None:
        """Use what a way uses; the cents that come with it, None where there is not enough."""
        before = self._cents(way)
        for row, quantity in self._uses(way):
            self._used[row] += quantity
        if way.trip:
            vehicles = self._out(way.trip)
            self._riding[way.trip] = self._riding.get(way.trip, Fraction(0)) + way.share
            self._send(way, self._out(way.trip) - vehicles)
        if not self._fits(way):
            return None
        return self._cents(way) - before

    def _remove(self, way: Way) -> None:
        for row, quantity in self._uses(way):
            self._used[row] -= quantity
        if way.trip:
            vehicles = self._out(way.trip)
            self._riding[way.trip] -= way.share
            if not any(each.trip == way.trip for each in self._chosen):
                del self._riding[way.trip]
            self._send(way, self._out(way.trip) - vehicles)

    def _send(self, way: Way, vehicles: int) -> None:
        for slot in way.slots:
            self._used[slot] += vehicles

    def _out(self, trip: Trip) -> int:
        """Vehicles of a trip: of n units that fit into one, each takes an n-th of it."""
        return max(1, ceil(self._riding[trip])) if trip in self._riding else 0

    def _uses(self, way: Way) -> list[tuple[object, int]]:
        """Rows of units, and those of vehicles of whoever rides alone."""
        rows: list[tuple[object, int]] = [
            ((cell, limit), way.units.count(cell))
            for cell, limit in self.rows.units
            if cell in way.units and way.supply <= limit
        ]
        rows += [(cell, way.units.count(cell)) for cell in set(way.units)]
        return rows if way.trip else [*rows, *((slot, 1) for slot in way.slots)]

    def _fits(self, way: Way) -> bool:
        units = all(
            self._used[cell, limit] <= held
            for (cell, limit), held in self.rows.units.items()
            if cell in way.units
        )
        return units and all(self._used[slot] <= self.rows.vehicles[slot] for slot in way.slots)

    def _cents(self, way: Way) -> int:
        """Prices of last units of the cells of a way, and what the vehicles of its trip cost."""
        total = self._out(way.trip) * way.trip.vehicle_cents if way.trip else 0
        for cell in set(way.units):
            held = max(n for (each, _), n in self.rows.units.items() if each == cell)
            last, second = self.rows.last_cents[cell]
            total += last * (self._used[cell] >= held)
            total += second * (self._used[cell] >= held - 1 >= 1)
        return total


def _sum(levels: Sequence[Levels]) -> Levels:
    return (
        sum(each[0] for each in levels),
        sum(each[1] for each in levels),
        sum(each[2] for each in levels),
    )


def _order(way: Way) -> tuple[Levels, tuple[Key, ...]]:
    return way.levels, way.keys


def _without_worse(ways: Sequence[Way]) -> list[Way]:
    """Ways but those that another one beats with the same units and no more vehicles."""
    kept: list[Way] = []
    for way in sorted(ways, key=_order):
        if not any(
            other.units == way.units
            and other.supply == way.supply
            and set(other.slots) <= set(way.slots)
            for other in kept
        ):
            kept.append(way)
    return kept
