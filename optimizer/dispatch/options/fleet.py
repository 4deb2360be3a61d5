"""Vehicles of depots and services over the days, side by side."""

import numpy as np

from optimizer.dispatch.options.horizon import Flags, Ints
from optimizer.dispatch.options.world import World
from optimizer.travel import Floats


class Fleet:
    """Slots of the days in which depots have no vehicle of a service; looked up once each."""

    def __init__(self, world: World) -> None:
        """Begin with no depot and service."""
        self._world = world
        self._row = np.full((len(world.depots), len(world.services)), -1, dtype=np.int64)
        self._known = 0
        self._table = np.zeros((0, world.horizon.slots + 1), dtype=np.int64)

    def is_there(self, depot: Ints, service: Ints, departs: Floats, returns: Floats) -> Flags:
        """Whether the depot has a vehicle in every slot that a trip touches.

        `depot` and `service` of shape (legs,), instants [seconds] of shape (legs, departures).
        """
        if len(depot) == 0:
            return np.zeros(departs.shape, dtype=np.bool_)
        row = self._rows(depot, service)[:, None] * self._table.shape[1]
        first, last = touched_slots(self._world, departs, returns)
        end = self._table.shape[1] - 1
        ends = np.minimum(last + 1, end)
        before, until = row + np.minimum(first, ends), row + ends
        table = self._table.ravel()
        return np.asarray((last < end) & (table.take(until) == table.take(before)))

    def _rows(self, depot: Ints, service: Ints) -> Ints:
        """Rows of the table for depots and services, which get theirs when first asked for."""
        unknown = np.flatnonzero(self._row[depot, service] < 0)
        if len(unknown):
            services = len(self._world.services)
            for key in np.unique(depot[unknown] * services + service[unknown]).tolist():
                pair = divmod(key, services)
                if self._known == len(self._table):
                    more = np.empty((16 + self._known, self._table.shape[1]), dtype=np.int64)
                    self._table = np.concatenate([self._table, more])
                self._row[pair], self._table[self._known] = self._known, self._gaps_of(*pair)
                self._known += 1
        return np.asarray(self._row[depot, service])

    def _gaps_of(self, depot: int, service: int) -> Ints:
        world = self._world
        return world.horizon.gaps(world.depots[depot], world.services[service].service_id)


def touched_slots(world: World, departs: Floats, returns: Floats) -> tuple[Ints, Ints]:
    """First and last slot that trips occupy; one that ends with a slot leaves the next free."""
    length = world.horizon.slot_seconds
    last = np.ceil((returns - world.horizon.start) / length).astype(np.int64) - 1
    first = world.horizon.slot(departs)
    return first, np.maximum(first, last)
