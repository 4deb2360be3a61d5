"""Depot, courier and site together, once for each instant packed, and the departures of each."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from optimizer.dispatch.options.horizon import Flags, Ints
from optimizer.travel import Floats, standard_quantile


@dataclass(frozen=True, slots=True)
class Levels:
    """Confidences at which arrivals are looked at; the median comes last, on its own."""

    confidences: tuple[float, ...]

    @property
    def quantiles(self) -> list[float]:
        """Quantiles of the standard normal, 0 of the median last."""
        return [*(standard_quantile(share) for share in self.confidences), 0.0]

    def __len__(self) -> int:
        """Count the levels, the median included."""
        return len(self.confidences) + 1


@dataclass(frozen=True, slots=True)
class Legs:
    """Depots and services that may go to sites; every array has shape (legs,).

    `site` is a column of the drives, `depot` and `service` are places in the order of their ids;
    `ready` is when a unit is packed there [seconds].
    """

    site: Ints
    depot: Ints
    service: Ints
    ready: Floats

    def take(self, chosen: Flags | Ints) -> "Legs":
        """Legs chosen by mask or index."""
        return Legs(*(getattr(self, each.name)[chosen] for each in fields(Legs)))

    def __len__(self) -> int:
        """Count the legs."""
        return len(self.site)


@dataclass(frozen=True, slots=True)
class Moves:
    """Departures of legs, in their order; `leg` of shape (moves,) tells whose each is.

    `departs` and `returns` are instants [seconds] (equal where no vehicle of ours is out);
    `arrives` and `received` have shape (levels, moves), the median last.
    """

    leg: Ints
    departs: Floats
    returns: Floats
    arrives: Floats
    received: Floats

    @classmethod
    def none(cls, levels: int) -> "Moves":
        """No departure at all."""
        real, arrivals = np.empty(0), np.empty((levels, 0))
        return cls(np.empty(0, dtype=np.int64), real, real, arrivals, arrivals)

    def __len__(self) -> int:
        """Count the moves."""
        return len(self.leg)

    def take(self, chosen: Flags | Ints) -> "Moves":
        """Moves chosen by mask or index."""
        return Moves(*(getattr(self, each.name)[..., chosen] for each in fields(Moves)))


def in_leg_order(tables: Sequence[Moves], legs: int) -> Moves:
    """Moves of several tables, leg after leg; each leg is in one table, in its order there."""
    counts = sum((np.bincount(each.leg, minlength=legs) for each in tables), np.zeros(legs))
    start = (np.cumsum(counts) - counts).astype(np.int64)
    places = [start[each.leg] + _nth_of_its_leg(each.leg) for each in tables]
    return Moves(*(_placed(tables, places, each.name) for each in fields(Moves)))


def _nth_of_its_leg(leg: Ints) -> Ints:
    """How many moves of the same leg come before each."""
    place = np.arange(len(leg))
    begins = np.concatenate([[True], leg[1:] != leg[:-1]])[: len(leg)]
    return place - np.maximum.accumulate(np.where(begins, place, 0))


def _placed(tables: Sequence[Moves], places: Sequence[Ints], name: str) -> Any:  # noqa: ANN401 - of ints or floats
    """A column of several tables, each value at its place."""
    columns = [getattr(table, name) for table in tables]
    shape = (*columns[0].shape[:-1], sum(map(len, places)))
    answer = np.empty(shape, dtype=columns[0].dtype)
    for column, place in zip(columns, places, strict=True):
        answer[..., place] = column
    return answer
