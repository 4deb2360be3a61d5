"""Ways of many demands as columns, those of one demand side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any

import numpy as np

from optimizer.dispatch.options.batch import Batch, ranges
from optimizer.dispatch.options.candidates import Candidates
from optimizer.dispatch.options.horizon import Flags, Ints
from optimizer.dispatch.options.ways import (
    Ways,
    Worths,
    is_trip,
    kilogram_cents,
    prices_of,
    substitute_cents,
)
from optimizer.travel import Floats


@dataclass(frozen=True, slots=True)
class Columns:
    """Ways of demands, those of demand k at `start[k]:start[k + 1]`; see `Candidates`.

    `received` has shape (most targets of one demand + 1, ways), the median last.
    """

    start: Ints
    bundle: Ints
    depot: Ints
    service: Ints
    supply: Floats
    ready: Floats
    departs: Floats
    returns: Floats
    received: Floats
    price_cents: Ints
    own_cents: Ints
    vehicle_cents: Ints
    missed: Ints
    tardiness: Ints

    @classmethod
    def none(cls, demands: int, targets: int) -> "Columns":
        """No way at all, for so many demands of at most so many targets."""
        whole, real, levels = np.empty(0, dtype=np.int64), np.empty(0), np.empty((targets + 1, 0))
        start = np.zeros(demands + 1, dtype=np.int64)
        instants = (real, real, real, real, levels)
        return cls(start, whole, whole, whole, *instants, *[whole] * 5)

    def __len__(self) -> int:
        """Count the ways."""
        return len(self.bundle)

    @property
    def is_trip(self) -> Flags:
        """Ways on which one of our vehicles is out, shape (ways,)."""
        return np.asarray(self.returns > self.departs)

    def candidates(self, rows: slice, targets: int) -> Candidates:
        """Some ways, of a demand with so many targets."""
        levels = [*range(targets), -1]
        return Candidates(
            self.bundle[rows],
            self.depot[rows],
            self.service[rows],
            self.supply[rows],
            self.ready[rows],
            self.departs[rows],
            self.returns[rows],
            self.received[levels, rows],
            self.price_cents[rows],
            self.own_cents[rows],
            self.vehicle_cents[rows],
        )


def columns_of(batch: Batch, ways: Ways, worths: Worths) -> Columns:
    """Columns of the ways of a batch, which are in the order of its demands."""
    offers, moves, asks = batch.offers, batch.moves, batch.asks
    counts = np.bincount(ways.demand, minlength=len(batch.demands))
    kilograms, substitutes = kilogram_cents(batch, ways), substitute_cents(batch, ways)
    fares, trip = batch.fares.take(ways.move), is_trip(batch).take(ways.move)
    own, price = fares.of_lines(kilograms) + substitutes, prices_of(batch, ways)
    return Columns(
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        batch.orders.asks.bundle[asks].take(ways.ask),
        offers.depot.take(ways.offer),
        ways.service,
        offers.receipt.take(ways.units),
        offers.ready.take(ways.offer),
        moves.departs.take(ways.move),
        moves.returns.take(ways.move),
        _of_levels(batch, ways, moves.received),
        price,
        np.where(trip, own, price),
        np.where(trip, fares.of_vehicles(), 0),
        worths.missed,
        worths.tardiness,
    )


def _of_levels(batch: Batch, ways: Ways, instants: Floats) -> Floats:
    """Instants at the confidence of each target of the demand of a way, the median last."""
    level = batch.orders.targets.level[batch.demands]
    rows = [(level[:, nth] * instants.shape[1]).take(ways.demand) for nth in range(level.shape[1])]
    planned = [instants.ravel().take(row + ways.move) for row in rows]
    return np.stack([*planned, instants[-1].take(ways.move)])


def in_order_of_demands(tables: Sequence[Columns], demands: Ints) -> Columns:
    """Columns of all demands in their order; those of the tables, one after another, are named."""
    counts = np.empty(len(demands), dtype=np.int64)
    counts[demands] = np.concatenate([np.diff(table.start) for table in tables])
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    edges = np.cumsum([0, *(len(table.start) - 1 for table in tables)])
    places = []
    for first, end in pairwise(edges.tolist()):
        here = demands[first:end]
        places.append(ranges(start[here], start[here] + counts[here])[0])
    names = [each.name for each in fields(Columns) if each.name != "start"]
    return Columns(start, *(_placed(tables, places, name) for name in names))


def _placed(tables: Sequence[Columns], places: Sequence[Ints], name: str) -> Any:  # noqa: ANN401 - of ints or floats
    """A column of several tables, each value at its place."""
    first = getattr(tables[0], name)
    answer = np.empty((*first.shape[:-1], sum(map(len, tables))), dtype=first.dtype)
    for table, place in zip(tables, places, strict=True):
        answer[..., place] = getattr(table, name)
    return answer
