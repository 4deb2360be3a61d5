"""Collections of scheduled services, and when what they collect is delivered."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf, isfinite

import numpy as np

from optimizer.dispatch.options.admissibility import CODE, PASSED
from optimizer.dispatch.options.deliveries import Deliveries
from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.options.legs import Legs, Levels, Moves
from optimizer.dispatch.options.places import by_class
from optimizer.dispatch.options.world import World
from optimizer.network import CourierService, Depot
from optimizer.travel import Floats

MAXIMUM_FROM_CONFIDENCE = 0.9
"""From this confidence on the longest transit is planned. Source: dispatch.md."""

MOST_LAYERS = 64
"""Collections of one depot and service that are looked up side by side."""

LONGEST_WAIT_DAYS = 60
"""Days from packed that are searched for a collection, longer than any depot stays closed."""


Collection = tuple[float, int, int]
"""Instant [seconds], local day, and the code if there is none."""


@dataclass(frozen=True, slots=True)
class Found:
    """A collection of everything that is packed from an instant on and before another [seconds]."""

    since: float
    until: float
    collection: Collection


@dataclass(slots=True)
class Schedule:
    """Collections, each worked out once."""

    world: World
    _collections: dict[tuple[int, int], list[Found]] = field(default_factory=dict)
    _operating: dict[tuple[int, int], list[list[int]]] = field(default_factory=dict)
    _calls: dict[tuple[int, int, int], tuple[float, bool]] = field(default_factory=dict)
    _layers: list[Floats] = field(default_factory=list)

    def collections(self, depot: Ints, service: Ints, ready: Floats) -> tuple[Floats, Ints, Ints]:
        """First possible collections of many: instants [seconds], local days, codes.

        What was found before is looked up side by side, most of it in the first layer.
        """
        answer = np.empty((3, len(ready)))
        unknown = self._look_up(np.arange(len(ready)), depot, service, ready, answer)
        asked = zip(*(each[unknown].tolist() for each in (depot, service, ready)), strict=True)
        found = {each: self._found(*each).collection for each in dict.fromkeys(asked)}
        self._learn({pair[:2] for pair in found})
        for row in self._look_up(unknown, depot, service, ready, answer).tolist():
            answer[:, row] = found[int(depot[row]), int(service[row]), float(ready[row])]
        return answer[0], answer[1].astype(np.int64), answer[2].astype(np.int64)

    def _look_up(
        self, rows: Ints, depot: Ints, service: Ints, ready: Floats, answer: Floats
    ) -> Ints:
        """Answer rows from the layers; gives those that no layer answers."""
        for layer in self._layers:
            if len(rows) == 0:
                break
            since, until, *found = layer[:, depot[rows], service[rows]]
            hit = (since <= ready[rows]) & (ready[rows] < until)
            answer[:, rows[hit]] = np.stack(found)[:, hit]
            rows = rows[~hit]
        return rows

    def _learn(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Put what was found of some depots and services into the layers."""
        layers = {}
        for pair in pairs:
            for number, found in enumerate(self._collections.get(pair, ())[:MOST_LAYERS]):
                if number not in layers:  # other threads look at the former one
                    layers[number] = self._layer(number).copy()
                layers[number][:, *pair] = found.since, found.until, *found.collection
        count = max([len(self._layers), *(number + 1 for number in layers)])
        self._layers = [layers.get(number, self._layer(number)) for number in range(count)]

    def _layer(self, number: int) -> Floats:
        if number < len(self._layers):
            return self._layers[number]
        return np.full((5, len(self.world.depots), len(self.world.services)), inf)

    def collection(self, depot_index: int, service_index: int, ready: float) -> Collection:
        """First possible collection of what is packed at an instant [seconds].

        Source: dispatch.md, "Scheduled service" and "Details, settled once".
        """
        return self._found(depot_index, service_index, ready).collection

    def _found(self, depot_index: int, service_index: int, ready: float) -> Found:
        if not isfinite(ready):
            return Found(ready, ready, (inf, 0, CODE["depot_closed"]))
        known = self._collections.setdefault((depot_index, service_index), [])
        for found in known:
            if found.since <= ready < found.until:
                return found
        known.append(self._first_collection(depot_index, service_index, ready))
        return known[-1]

    def _first_collection(self, depot_index: int, service_index: int, ready: float) -> Found:
        """The collection, and until when it stays the first: none is possible in between."""
        horizon, depot = self.world.horizon, self.world.depots[depot_index]
        first = int(horizon.local(depot.timezone, np.array([ready]))[0][0])
        code, until = CODE["operating_hours"], horizon.instant(depot.timezone, first + 1, 0)
        cutoff = inf
        for day in self._operating_days(depot_index, service_index, first):
            cutoff, staffed = self._call(depot_index, service_index, day)
            if cutoff < ready:
                continue
            if staffed:
                return Found(ready, cutoff, (cutoff, day, PASSED))
            code = CODE["depot_closed"]
        return Found(ready, min(until, cutoff), (inf, 0, code))

    def _operating_days(self, depot_index: int, service_index: int, first: int) -> list[int]:
        """Days on which a service operates at a depot, from a first one on."""
        days = np.arange(first, first + LONGEST_WAIT_DAYS)
        key = (depot_index, first)
        if key not in self._operating:
            services = np.arange(len(self.world.services))[:, None]
            operates = self.world.operates_on(np.array(depot_index), services, days)
            self._operating[key] = [days[on].tolist() for on in operates]
        return self._operating[key][service_index]

    def _call(self, depot_index: int, service_index: int, day: int) -> tuple[float, bool]:
        """When a service collects at a depot on a day [seconds], and whether it is staffed then."""
        key = (depot_index, service_index, day)
        if key not in self._calls:
            depot, service = self.world.depots[depot_index], self.world.services[service_index]
            cutoff = service.collection_cutoff_minute or 0
            self._calls[key] = (
                self.world.horizon.instant(depot.timezone, day, cutoff),
                self._staffed(depot, service, day),
            )
        return self._calls[key]

    def _staffed(self, depot: Depot, service: CourierService, day: int) -> bool:
        """Whether the depot is open for the whole time in which the driver may come."""
        horizon = self.world.horizon
        windows = horizon.opening(depot)
        if windows is None:
            return True
        comes = horizon.instant(depot.timezone, day, service.from_minute)
        leaves = horizon.instant(depot.timezone, day, service.to_minute)
        return windows.covers(comes, leaves)


def transit_days(world: World, legs: Legs) -> tuple[Ints, Ints]:
    """Fewest and most days in transit of each leg, the lane's included."""
    added = world.places.of_lanes(legs.depot, legs.site, lambda lane: lane.transit_days_add)
    days, columns = added.astype(np.int64), world.columns
    return (
        columns.transit_days_min[legs.service] + days,
        columns.transit_days_max[legs.service] + days,
    )


def planned_days(fewest: Ints, most: Ints, confidence: float) -> Ints:
    """Days in transit that are planned at a confidence: the most from 0.9 on, else the median.

    Source: dispatch.md, "Scheduled service".
    """
    return most if confidence >= MAXIMUM_FROM_CONFIDENCE else fewest + (most - fewest) // 2


def scheduled_moves(world: World, legs: Legs, levels: Levels) -> tuple[Moves, Ints]:
    """One departure for each leg of kind scheduled, and the first failing test of each leg."""
    schedule = world.tool(Schedule)
    instants, collected, failures = schedule.collections(legs.depot, legs.service, legs.ready)
    rows = np.flatnonzero(failures == PASSED)
    departs = instants[rows]
    arrives = _arrivals(world, legs.take(rows), collected[rows], levels)
    on_site = _delivered(world, legs.site[rows], arrives)
    return Moves(rows, departs, departs, arrives, on_site), failures


def _arrivals(world: World, ways: Legs, days: Ints, levels: Levels) -> Floats:
    """Arrivals of shape (levels, ways); levels that plan with the same days share them."""
    fewest, most = transit_days(world, ways)
    deliveries, arrivals = world.tool(Deliveries), {}
    shares = (*levels.confidences, 0.5)
    for share in shares:
        longest = share >= MAXIMUM_FROM_CONFIDENCE
        if longest not in arrivals:
            planned = planned_days(fewest, most, share)
            arrivals[longest] = deliveries.instants(
                world.places, ways.site, ways.service, days, planned
            )
    return np.stack([arrivals[share >= MAXIMUM_FROM_CONFIDENCE] for share in shares])


def _delivered(world: World, site: Ints, arrives: Floats) -> Floats:
    """When sites receive deliveries, of the shape (levels, ways) of the arrivals."""
    answer = arrives.copy()
    for number, ways in by_class(world.places.clock[site]):
        windows = world.horizon.receiving(world.places.examples[number])
        if windows is not None:
            answer[:, ways] = windows.delivered(arrives[:, ways])
    return answer
