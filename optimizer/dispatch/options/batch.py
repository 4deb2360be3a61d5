"""Demands looked at together: depots that can serve them, and every departure from there."""

from dataclasses import dataclass, replace

import numpy as np

from optimizer.dispatch.options.admissibility import PASSED, Codes
from optimizer.dispatch.options.air import air_moves
from optimizer.dispatch.options.dedicated import dedicated_moves
from optimizer.dispatch.options.fleet import Fleet
from optimizer.dispatch.options.horizon import DAY_SECONDS, Ints
from optimizer.dispatch.options.legs import Legs, Levels, Moves, in_leg_order
from optimizer.dispatch.options.orders import Orders
from optimizer.dispatch.options.prices import Fares
from optimizer.dispatch.options.scheduled import scheduled_moves
from optimizer.dispatch.options.world import KINDS, World
from optimizer.travel import Floats

_MOST_UNUSED = 32
"""Keys that are not used, for each one that is, up to which a table of all keys is quickest."""

LATEST_SECONDS = 10 * DAY_SECONDS
"""Ways later than this are not offered. Source: dispatch.md, "Details, settled once"."""


@dataclass(frozen=True, slots=True)
class Offers:
    """Shelves that could fill the asks of a batch, ask after ask; every array has shape (offers,).

    `ask` is a place among the asks of the batch, `first` the first offer of the same ask and depot,
    of which there are `of`. `ready` [seconds] is when a unit is packed, `starts` when it or the
    line is there at the earliest; `call` numbers, below `calls`, what is packed alike.
    """

    ask: Ints
    depot: Ints
    receipt: Floats
    first: Ints
    of: Ints
    starts: Floats
    ready: Floats
    call: Ints
    calls: int

    def __len__(self) -> int:
        """Count the offers."""
        return len(self.ask)


@dataclass(frozen=True, slots=True)
class Journeys:
    """From where and when offers go to their site, in `of` by offer; those that are alike are one.

    Journey j has the legs `leg[start[j]:start[j + 1]]` by `service`, in their order, and the moves
    `move[move_start[j]:move_start[j + 1]]`. A leg may be shared with journeys to sites like it.
    """

    of: Ints
    start: Ints
    leg: Ints
    service: Ints
    move_start: Ints
    move: Ints

    def with_moves(self, moves: Moves, legs: int) -> "Journeys":
        """Journeys with the moves of so many legs."""
        first = starts(moves.leg, legs)
        move, _ = ranges(first[self.leg], first[self.leg + 1])
        before = np.concatenate([[0], np.cumsum(first[self.leg + 1] - first[self.leg])])
        return replace(self, move_start=before[self.start], move=move)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some demands, what depots offer them, and the moves that lead from there.

    `demands` holds indices into the orders, `asks` indices into their asks, `demand` of shape
    (asks,) the place of each ask's demand in the batch. `failures` of shape (legs,)
    is the first failing test of each leg; `moves` lead from the legs, in their order.
    """

    world: World
    orders: Orders
    demands: Ints
    asks: Ints
    demand: Ints
    accepts: Codes
    offers: Offers
    legs: Legs
    failures: Ints
    moves: Moves
    journeys: Journeys
    fares: Fares

    @classmethod
    def of(cls, world: World, orders: Orders, fleet: Fleet, demands: Ints) -> "Batch":
        """Look at some demands of the orders."""
        start = orders.asks.start
        asks, demand = ranges(start[demands], start[demands + 1])
        accepts = _accepts(world, orders, asks)
        offers = _offers(world, orders, asks)
        site = orders.site[orders.asks.demand[asks]][offers.ask]
        legs, journeys = _journeys(world, offers, site, accepts)
        moves, failures = moves_of(world, legs, orders.targets.levels, fleet)
        fares = Fares.of(world, legs.take(moves.leg), moves.departs)
        journeys = journeys.with_moves(moves, len(legs))
        return cls(
            world,
            orders,
            demands,
            asks,
            demand,
            accepts,
            offers,
            legs,
            failures,
            moves,
            journeys,
            fares,
        )


def ranges(start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """All numbers from each start to before its end, one range after another, and whose each is."""
    counts = end - start
    owner = np.repeat(np.arange(len(start)), counts)
    shift = start - (np.cumsum(counts) - counts)
    return np.arange(len(owner)) + np.repeat(shift, counts), owner


def starts(owner: Ints, owners: int) -> Ints:
    """Where the members of each owner begin, and the last ones end; `owner` is in order."""
    counts = np.bincount(owner, minlength=owners)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def distinct(keys: Ints, bound: int) -> tuple[Ints, Ints]:
    """Distinct keys, from 0 to below a bound, in order; and the place of each key among them."""
    if bound > _MOST_UNUSED * (len(keys) + 1):
        found, which = np.unique(keys, return_inverse=True)
        return found, which.reshape(-1)
    used = np.zeros(bound, dtype=np.bool_)
    used[keys] = True
    found = np.flatnonzero(used)
    place = np.empty(bound, dtype=np.int64)
    place[found] = np.arange(len(found))
    return found, place[keys]


def _accepts(world: World, orders: Orders, asks: Ints) -> Codes:
    """First test of parts and lifting that each service fails, shape (asks, services)."""
    parcel, site = orders.asks.parcel[asks], orders.site[orders.asks.demand[asks]]
    strain, help_there = orders.parcels.strain[parcel], world.places.help_there[site]
    lifting = world.admissibility.of_lifting[strain, help_there]
    return np.minimum(orders.parcels.codes[parcel], lifting)


def licences_of(world: World, orders: Orders, asks: Ints) -> Codes:
    """Depots that lack an export licence for what is asked, shape (asks, depots)."""
    groups, site = orders.parcels.groups[orders.asks.parcel[asks]], orders.asks.demand[asks]
    zone = world.places.zone[orders.site[site]]
    zones = len(world.places.zones)
    keys, which = distinct(groups * zones + zone, len(orders.parcels.export_groups) * zones)
    rows = [
        world.admissibility.of_licences(
            orders.parcels.export_groups[number], world.places.zones[to]
        )
        for number, to in (divmod(key, zones) for key in keys.tolist())
    ]
    return np.array(rows, dtype=np.int8).reshape(len(keys), len(world.depots))[which]


def _offers(world: World, orders: Orders, asks: Ints) -> Offers:
    """Licensed shelves of asks."""
    shelves, parcel = orders.parcels.shelves, orders.asks.parcel[asks]
    shelf, ask = ranges(shelves.start[parcel], shelves.start[parcel + 1])
    licensed = np.flatnonzero(licences_of(world, orders, asks)[ask, shelves.depot[shelf]] == PASSED)
    shelf, ask = shelf[licensed], ask[licensed]
    depot, receipt = shelves.depot[shelf], shelves.receipt[shelf]
    base = orders.base[orders.asks.demand[asks]][ask]
    bases, instant = np.unique(orders.base[orders.asks.demand[asks]], return_inverse=True)
    calls, call = distinct(
        instant.reshape(-1)[ask] * shelves.waits + shelves.wait[shelf], len(bases) * shelves.waits
    )
    example = np.empty(len(calls), dtype=np.int64)
    example[call] = np.arange(len(call))
    ready = world.ready(depot[example], base[example], receipt[example])[call]
    first = np.arange(len(shelf)) - shelves.nth[shelf]
    since = np.maximum(base, receipt)
    return Offers(ask, depot, receipt, first, shelves.of[shelf], since, ready, call, len(calls))


def _journeys(world: World, offers: Offers, site: Ints, accepts: Codes) -> tuple[Legs, Journeys]:
    """Journeys of offers to sites by all services that some ask accepts, and their legs."""
    sites, services = len(world.places.sites), len(world.services)
    keys, journey = distinct(offers.call * sites + site, offers.calls * sites)
    example = np.empty(len(keys), dtype=np.int64)
    example[journey] = np.arange(len(journey))
    depot, to, ready = offers.depot[example], site[example], offers.ready[example]
    wanted = (accepts == PASSED).any(axis=0)
    passed = (world.admissibility.of_places[to, depot] == PASSED) & wanted
    of_journey, service = np.nonzero(passed & np.isfinite(ready)[:, None])
    to = np.where(
        world.columns.goes_alike[service], world.places.like[to[of_journey]], to[of_journey]
    )
    ends, end = distinct(to, sites)
    call = offers.call[example[of_journey]]
    found, leg = distinct(
        (end * offers.calls + call) * services + service, len(ends) * offers.calls * services
    )
    first = np.empty(len(found), dtype=np.int64)
    first[leg] = np.arange(len(leg))
    of_first = of_journey[first]
    legs = Legs(to[first], depot[of_first], service[first], ready[of_first])
    nothing = np.empty(0, dtype=np.int64)
    start = starts(of_journey, len(keys))
    return legs, Journeys(journey, start, leg, service, nothing, nothing)


def moves_of(world: World, legs: Legs, levels: Levels, fleet: Fleet) -> tuple[Moves, Ints]:
    """Departures of legs, and the first failing test of each leg."""
    kinds = world.columns.kind[legs.service]
    failures = np.full(len(legs), PASSED, dtype=np.int64)
    tables = []
    for kind in ("dedicated", "scheduled", "air"):
        rows = np.flatnonzero(kinds == KINDS.index(kind))
        of_kind = legs.take(rows)
        if kind == "dedicated":
            table, failures[rows] = dedicated_moves(world, of_kind, levels, fleet)
        elif kind == "scheduled":
            table, failures[rows] = scheduled_moves(world, of_kind, levels)
        else:
            table, failures[rows] = air_moves(world, of_kind, levels)
        tables.append(replace(table, leg=rows[table.leg]))
    return in_leg_order(tables, len(legs)), failures
