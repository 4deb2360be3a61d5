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
    wished,
)
from optimizer.dispatch.wishes import Wishes
from optimizer.travel import Floats


@dataclass(frozen=True, slots=True)
class Failures:
    """First failed tests and least lateness [seconds], shape (demands, depots, services).

    `unpinnable` of shape (demands,) is the test that the pin itself fails, NO_PIN where some way
    matches it or there is none. See `DemandOptions`.
    """

    codes: Ints
    least_late: Floats
    unpinnable: Ints

    @classmethod
    def none(cls, shape: tuple[int, int, int]) -> "Failures":
        """Nothing to tell, where there is no depot or no service."""
        nothing = np.full(shape[0], NO_PIN, dtype=np.int64)
        return cls(np.full(shape, -1), np.full(shape, np.inf), nothing)

    @classmethod
    def of(cls, batch: Batch, ways: Ways, wishes: Wishes) -> "Failures":
        """Failures of the demands of a batch: over bundles and departures the latest counts.

        `ways` are all that there are, whatever is wished and however late.
        """
        codes = _without_a_clock(batch)
        _note_legs(batch, ways, codes)
        excluded, elsewhere, then = wished(batch, ways, wishes)
        _note(batch, ways.take(excluded), CODE["excluded"], codes)
        matches = ~(excluded | elsewhere | then)
        _note(batch, ways.take(~(excluded | matches)), CODE["pinned"], codes)
        leave = ways.take(~(excluded | elsewhere)).demand
        ways = ways.take(matches)
        unpinnable = _note_pins(batch, leave, ways.demand, codes)
        return cls(codes, _note_misses(batch, ways, codes), unpinnable)


def _cells(batch: Batch, ways: Ways) -> tuple[Ints, Ints, Ints]:
    """Demand, depot and service of ways."""
    return ways.demand, batch.offers.depot.take(ways.offer), ways.service


def _note(batch: Batch, ways: Ways, code: int | Ints, codes: Ints) -> None:
    """Write that the depots and services of ways failed no earlier than at a test."""
    np.maximum.at(codes, _cells(batch, ways), code)


def _note_pins(batch: Batch, leave: Ints, match: Ints, codes: Ints) -> Ints:
    """Write that pins which no way matches fail, and give the test behind each.

    `leave` names the demands of ways by the depot and service pinned to, `match` those of ways
    that leave when they are pinned to.
    """
    unpinnable = np.full(len(batch.demands), NO_PIN, dtype=np.int64)
    pin = batch.orders.pin[batch.demands]
    lost = (pin[:, 0] != NO_PIN) & (np.bincount(match, minlength=len(pin)) == 0)
    here = np.flatnonzero(lost)
    cells = (here, pin[here, 0], pin[here, 1])
    leaves = np.bincount(leave, minlength=len(pin))[here] > 0
    unpinnable[here] = np.where(leaves, PASSED, codes[cells])
    codes[cells] = CODE["pinned"]
    return unpinnable


def _without_a_clock(batch: Batch) -> Ints:
    """Latest of the first failed tests of all asks, -1 where some ask passes them all."""
    world, orders = batch.world, batch.orders
    shelves, parcel = orders.parcels.shelves, orders.asks.parcel[batch.asks]
    stock = np.full((len(parcel), len(world.depots)), CODE["stock"], dtype=np.int8)
    shelf, asks = ranges(shelves.start[parcel], shelves.start[parcel + 1])
    stock[asks, shelves.depot[shelf]] = PASSED
    of_depots = np.minimum(stock, licences_of(world, orders, batch.asks))
    of_places = world.admissibility.of_places[orders.site[batch.demands[batch.demand]]]
    of_pairs = np.minimum(of_depots[:, :, None], batch.accepts[:, None, :])
    first = np.minimum(of_pairs, of_places)
    codes = np.full((len(batch.demands), *of_places.shape[1:]), -1, dtype=np.int64)
    for ask, demand in enumerate(batch.demand.tolist()):
        here = np.where(first[ask] == PASSED, -1, first[ask])
        np.maximum(codes[demand], here, out=codes[demand])
    return codes


def _note_legs(batch: Batch, ways: Ways, codes: Ints) -> None:
    """Write the first failed test of legs, and of those that lead to no way in time."""
    offers, services = batch.offers, codes.shape[2]
    demand = batch.demand[offers.ask]
    site = batch.orders.site[batch.demands[demand]]
    of_places = batch.world.admissibility.of_places[site, offers.depot]
    passed = (of_places == PASSED) & (batch.accepts[offers.ask] == PASSED)
    journeys = batch.journeys
    failures = np.full((len(journeys.start) - 1, services), CODE["depot_closed"])
    journey = np.repeat(np.arange(len(failures)), np.diff(journeys.start))
    failures[journey, journeys.service] = batch.failures[journeys.leg]
    passed[ways.offer, ways.service] = False
    failed = failures[journeys.of]
    failed = np.where((failed == PASSED) | starts_too_late(batch)[:, None], CODE["late"], failed)
    offer, service = np.nonzero(passed)
    np.maximum.at(codes, (demand[offer], offers.depot[offer], service), failed[offer, service])


def _note_misses(batch: Batch, ways: Ways, codes: Ints) -> Floats:
    """Write why ways miss a target: the site closed at arrival, or too late; PASSED: neither.

    An arrival outside receiving hours that is then received too late fails that test first.
    Gives the least lateness [seconds] by demand, depot and service.
    """
    targets, demand = batch.orders.targets, batch.demands.take(ways.demand)
    too_late = np.zeros(len(ways), dtype=np.bool_)
    latest = np.full(len(ways), -np.inf)
    for nth in range(targets.due.shape[1]):
        used = (targets.count > nth).take(demand)
        late = np.where(used, late_for_target(batch, demand, ways.move, nth), -np.inf)
        level = targets.level[:, nth].take(demand)
        arrives, on_site = batch.moves.arrives, batch.moves.received
        waits = on_site[level, ways.move] > arrives[level, ways.move]
        too_late |= (late > 0) & ~(waits & ~targets.ship_by[:, nth].take(demand))
        latest = np.maximum(latest, late)
    code = np.where(too_late, CODE["late"], CODE["receiving_hours"])
    _note(batch, ways, np.where(latest <= 0, PASSED, code), codes)
    least_late = np.full(codes.shape, np.inf)
    np.minimum.at(least_late, _cells(batch, ways), latest)
    return least_late
