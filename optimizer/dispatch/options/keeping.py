"""Ways in tie order, and those that are worth taking at all."""

import numpy as np

from optimizer.dispatch.options.batch import Batch
from optimizer.dispatch.options.horizon import Flags, Ints
from optimizer.dispatch.options.ways import Ways, Worths, is_trip, prices_of

_NOBODY = np.iinfo(np.int64).max


def in_tie_order(batch: Batch, ways: Ways) -> Ints:
    """Places of ways in the order depot, part, service, departure of each demand, each way once.

    Of a kit the parts are told line after line. Ways of one bundle that waits for no receipt are
    made in this order.
    Source: dispatch.md, "Ties".
    """
    asks, offers = batch.orders.asks, batch.offers
    order = np.arange(len(ways))
    several = (asks.start[1:] - asks.start[:-1])[batch.demands] > 1
    several[batch.demand[offers.ask[offers.of > 1]]] = True
    rows = np.flatnonzero(several.take(ways.demand))
    if len(rows) == 0:
        return order
    mixed = ways.take(rows)
    ask = batch.asks.take(mixed.ask)
    rank, first_rank = asks.rank.take(ask), asks.first_rank.take(ask)
    depot, ready = offers.depot.take(mixed.offer), offers.ready.take(mixed.offer)
    departs = batch.moves.departs.take(mixed.move)
    place = (mixed.demand * len(batch.world.depots) + depot) * (int(rank.max()) + 1) + first_rank
    place = place * len(batch.world.services) + mixed.service
    by = np.lexsort((ready, rank, departs, place))
    order[rows] = rows[by]
    same = np.zeros(len(ways), dtype=np.bool_)
    keys = (place[by], rank[by], departs[by])
    again = np.logical_and.reduce([key[1:] == key[:-1] for key in keys])
    same[rows[1:][again]] = True
    return order[~same]


def worth_taking(batch: Batch, ways: Ways, worths: Worths) -> Flags:
    """Ways that an optimum may take, whatever else is planned, shape (ways,).

    Of ways of a demand on the same units of the same depot the first one without a vehicle, by
    level, cost and tie order, and those before it: whoever takes a later one could change over,
    gain, and take nothing from anybody. Lines of a group share vehicles, so all their trips stay.
    """
    trip, badness = is_trip(batch).take(ways.move), _badness(batch, ways, worths)
    sure = np.flatnonzero(~trip)
    bar = _least(batch, ways, sure, badness)
    rivals = np.flatnonzero(badness <= bar.take(ways.units))
    price = np.zeros(len(ways), dtype=np.int64)
    price[rivals] = prices_of(batch, ways.take(rivals))
    tie = ways.service * (len(batch.offers) + 1) + ways.offer
    driven = rivals[trip.take(rivals)]
    before = np.zeros(len(driven), dtype=np.bool_)
    bars = []
    for column in (badness, price, tie):
        bars.append(_least(batch, ways, sure, column))
        sure = sure[column.take(sure) == bars[-1].take(ways.units.take(sure))]
    for column, bar in zip((tie, price, badness), reversed(bars), strict=True):
        own, others = column.take(driven), bar.take(ways.units.take(driven))
        before = (own < others) | ((own == others) & before)
    kept = trip & batch.orders.shares[batch.demands].take(ways.demand)
    kept[sure] = True
    kept[driven[before]] = True
    return kept


def _least(batch: Batch, ways: Ways, chosen: Ints, column: Ints) -> Ints:
    """Least value of a column among chosen ways on the same units, shape (offers,)."""
    least = np.full(len(batch.offers), _NOBODY)
    np.minimum.at(least, ways.units.take(chosen), column.take(chosen))
    return least


def _badness(batch: Batch, ways: Ways, worths: Worths) -> Ints:
    """Numbers that order the ways of each demand as their misses and lateness do."""
    several = np.flatnonzero(batch.orders.targets.count[batch.demands] > 1)
    badness = worths.tardiness.copy()
    rows = np.flatnonzero(np.isin(ways.demand, several))
    missed, tardiness = worths.missed.take(rows), worths.tardiness.take(rows)
    order = np.lexsort((tardiness, missed))
    keys = np.stack([missed, tardiness])[:, order]
    steps = np.concatenate([[0], (keys[:, 1:] != keys[:, :-1]).any(axis=0)])[: len(rows)]
    rank = np.empty(len(rows), dtype=np.int64)
    rank[order] = np.cumsum(steps)
    badness[rows] = rank
    return badness
