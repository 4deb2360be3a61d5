"""Why depots and services cannot serve a demand: the first test that each fails."""

from dataclasses import dataclass

import numpy as np

from optimizer.dispatch.options.admissibility import CODE, PASSED
from optimizer.dispatch.options.batch import Batch, licences_of, ranges
from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.options.orders import NO_PIN
from optimizer.dispatch.options.ways import (
    Ways,
    late_for_target,
    starts_too_late,
    ways_of,
    wished,
)
from optimizer.dispatch.wishes import Wishes
from optimizer.travel import Floats


@dataclass(frozen=True, slots=True)
class Failures:
    """First failed tests and least lateness [seconds] of one demand, as in `DemandOptions`."""

    codes: Ints
    least_late: Floats
    unpinnable: int | None


def failures_of(batch: Batch, wishes: Wishes) -> Failures:
    """Failures of the one demand of a batch: over its bundles and departures the latest counts."""
    codes = _without_a_clock(batch)
    ways = ways_of(batch)
    _note_legs(batch, ways, codes)
    excluded, elsewhere, then = wished(batch, ways, wishes)
    _note(batch, ways.take(excluded), CODE["excluded"], codes)
    matches = ~(excluded | elsewhere | then)
    _note(batch, ways.take(~(excluded | matches)), CODE["pinned"], codes)
    pin, unpinnable = tuple(batch.orders.pin[batch.demands[0], :2].tolist()), None
    if pin[0] != NO_PIN and not matches.any():
        leaves = (~(excluded | elsewhere)).any()
        unpinnable = PASSED if leaves else int(codes[pin])
        codes[pin] = CODE["pinned"]
    return Failures(codes, _note_misses(batch, ways.take(matches), codes), unpinnable)


def _note(batch: Batch, ways: Ways, code: int | Ints, codes: Ints) -> None:
    """Write that the depots and services of ways failed no earlier than at a test."""
    np.maximum.at(codes, (batch.offers.depot.take(ways.offer), ways.service), code)


def _without_a_clock(batch: Batch) -> Ints:
    """Latest of the first failed tests of all asks, -1 where some ask passes them all."""
    world, orders = batch.world, batch.orders
    shelves, parcel = orders.parcels.shelves, orders.asks.parcel[batch.asks]
    stock = np.full((len(parcel), len(world.depots)), CODE["stock"], dtype=np.int64)
    shelf, ask = ranges(shelves.start[parcel], shelves.start[parcel + 1])
    stock[ask, shelves.depot[shelf]] = PASSED
    of_depots = np.minimum(stock, licences_of(world, orders, batch.asks))
    of_places = world.admissibility.of_places[orders.site[batch.demands[0]]]
    of_pairs = np.minimum(of_depots[:, :, None], batch.accepts[:, None, :])
    first = np.minimum(of_pairs, of_places[None, :, :])
    return np.asarray(np.where(first == PASSED, -1, first).max(axis=0, initial=-1))


def _note_legs(batch: Batch, ways: Ways, codes: Ints) -> None:
    """Write the first failed test of legs, and of those that lead to no way in time."""
    offers, shape = batch.offers, (len(batch.offers), codes.shape[1])
    of_places = batch.world.admissibility.of_places[batch.orders.site[batch.demands[0]]]
    passed = (of_places[offers.depot] == PASSED) & (batch.accepts[offers.ask] == PASSED)
    failures = np.full((len(batch.leg_start) - 1, codes.shape[1]), CODE["depot_closed"])
    journey = np.repeat(np.arange(len(failures)), np.diff(batch.leg_start))
    failures[journey, batch.legs.service] = batch.failures
    has_way = np.zeros(shape, dtype=np.bool_)
    has_way[ways.offer, ways.service] = True
    failed = failures[batch.journey]
    failed = np.where((failed == PASSED) | starts_too_late(batch)[:, None], CODE["late"], failed)
    offer, service = np.nonzero(passed & ~has_way)
    np.maximum.at(codes, (offers.depot[offer], service), failed[offer, service])


def _note_misses(batch: Batch, ways: Ways, codes: Ints) -> Floats:
    """Write why ways miss a target: the site closed at arrival, or too late; PASSED: neither.

    An arrival outside receiving hours that is then received too late fails that test first.
    Gives the least lateness [seconds] by depot and service.
    """
    targets, demand = batch.orders.targets, int(batch.demands[0])
    too_late = np.zeros(len(ways), dtype=np.bool_)
    latest = np.full(len(ways), -np.inf)
    for nth in range(int(targets.count[demand])):
        level = targets.level[demand, nth]
        late = late_for_target(batch, np.full(len(ways), demand), ways.move, nth)
        arrives, on_site = (
            each[level].take(ways.move) for each in (batch.moves.arrives, batch.moves.received)
        )
        waits = (on_site > arrives) & ~targets.ship_by[demand, nth]
        too_late |= (late > 0) & ~waits
        latest = np.maximum(latest, late)
    code = np.where(too_late, CODE["late"], CODE["receiving_hours"])
    _note(batch, ways, np.where(latest <= 0, PASSED, code), codes)
    least_late = np.full(codes.shape, np.inf)
    np.minimum.at(least_late, (batch.offers.depot.take(ways.offer), ways.service), latest)
    return least_late
