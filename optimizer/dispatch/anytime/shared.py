"""Lines of one group on shared vehicles: which ways they take, and what that uses."""

from collections.abc import Callable
from dataclasses import dataclass, field

from optimizer.dispatch.anytime.tables import NO_TRIP, Tables

Units = dict[int, int]
"""Units by row, negative ones given back."""

Room = Callable[[int], int]
"""Units of a row that may be used."""

Worth = tuple[int, ...]
"""Values of the levels in order, the last one is cost [cents]."""


@dataclass(frozen=True, slots=True)
class Way:
    """An option of a line of a group; `load` and `limit` in hectograms, `vehicle_cents` a vehicle.

    `units` a line uses on its own, `slots` are the rows of its trip.
    """

    option: int
    worth: Worth
    units: Units
    trip: int
    slots: tuple[int, ...]
    load: int
    limit: int
    vehicle_cents: int


def ways_of(tables: Tables, group: int) -> list[Way]:
    """Ways of a group from best to worst when vehicles cost nothing."""
    first, end = tables.problem.group_start[group : group + 2].tolist()
    return sorted((_way(tables, option) for option in range(first, end)), key=_rank)


def _rank(way: Way) -> tuple[Worth, int]:
    return way.worth, way.option


def _way(tables: Tables, option: int) -> Way:
    problem = tables.problem
    trip = int(tables.trip_of[option])
    return Way(
        option,
        tuple(int(weights[option]) for weights in tables.weights),
        tables.units(option),
        trip,
        tuple(tables.rows_of_trip[trip]) if trip != NO_TRIP else (),
        int(problem.load[option]),
        max(1, int(problem.vehicle_load_limit[option])),
        int(problem.vehicle_cost_cents[option]),
    )


@dataclass(slots=True)
class Ride:
    """What lines of one group have taken so far: options, units of rows, and loads of trips."""

    options: list[int] = field(default_factory=list)
    units: Units = field(default_factory=dict)
    worth: Worth = ()
    load: dict[int, int] = field(default_factory=dict)
    vehicles: dict[int, int] = field(default_factory=dict)

    def more_vehicles(self, way: Way) -> int:
        """Vehicles that one line more on a way needs beyond those that are out."""
        if way.trip == NO_TRIP:
            return 0
        load = self.load.get(way.trip, 0) + way.load
        return max(1, -(-load // way.limit)) - self.vehicles.get(way.trip, 0)

    def fits(self, way: Way, more: int, room: Room) -> bool:
        """Whether one line more on a way, with so many vehicles more, finds room."""
        return all(
            self.units.get(row, 0) + quantity <= room(row)
            for row, quantity in needed(way, more).items()
        )

    def take(self, way: Way) -> None:
        """Put one line more on a way."""
        more = self.more_vehicles(way)
        self.options.append(way.option)
        for row, quantity in needed(way, more).items():
            self.units[row] = self.units.get(row, 0) + quantity
        self.load[way.trip] = self.load.get(way.trip, 0) + way.load
        self.vehicles[way.trip] = self.vehicles.get(way.trip, 0) + more
        before = self.worth or (0,) * len(way.worth)
        *others, cents = (old + new for old, new in zip(before, way.worth, strict=True))
        self.worth = (*others, cents + more * way.vehicle_cents)


def needed(way: Way, vehicles: int) -> Units:
    """Units that one line on a way uses with so many vehicles for it."""
    if not vehicles:
        return way.units
    units = dict(way.units)
    for row in way.slots:
        units[row] = units.get(row, 0) + vehicles
    return units


def ridden(ways: list[Way], options: list[int]) -> Ride:
    """Ride of lines whose options are known."""
    by_option = {way.option: way for way in ways}
    ride = Ride()
    for option in options:
        ride.take(by_option[option])
    return ride


def placed(ways: list[Way], lines: int, room: Room) -> Ride:
    """Lines of a group one after the other on the way that adds least, within some room.

    Once a line pays for all of the vehicle that it is the first in, once only for its share of a
    full one; the better of both is taken.
    """
    rides = [_placed(ways, lines, room, share) for share in (1, lines)]
    return min(rides, key=lambda ride: ride.worth)


def _placed(ways: list[Way], lines: int, room: Room, sharing: int) -> Ride:
    ride = Ride()
    for _ in range(lines):
        ride.take(_next(ways, ride, room, sharing))
    return ride


def _next(ways: list[Way], ride: Ride, room: Room, sharing: int) -> Way:
    best: Way | None = None
    least: tuple[int, ...] | None = None
    for way in ways:
        if least is not None and way.worth > least[:-1]:
            break
        more = ride.more_vehicles(way)
        worth = (*way.worth[:-1], way.worth[-1] + more * _part(way, sharing), way.option)
        if (least is None or worth < least) and ride.fits(way, more, room):
            best, least = way, worth
    if best is None:
        raise ValueError("The last option of a group must hold no row, so that it always fits.")
    return best


def _part(way: Way, sharing: int) -> int:
    """What a line pays of a vehicle that it shares with so many, or fills more of [cents]."""
    by_load = way.vehicle_cents * min(way.load, way.limit) // way.limit
    return max(by_load, way.vehicle_cents // sharing)
