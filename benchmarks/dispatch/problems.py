"""Dispatch problems by seed: equal arguments give equal problems."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from benchmarks.dispatch.demo import NOW
from benchmarks.dispatch.lines import Mix, lines_of
from benchmarks.dispatch.networks import Size, network_for
from optimizer.dispatch.problem import DispatchProblem

SOME_LINES = 1_000
"""Lines up to which an instance meets the depots of the demonstration network alone."""

FEW_DEPOTS = 56
MANY_DEPOTS = 150
MIXED = Mix()


@dataclass(frozen=True, slots=True)
class Kind:
    """What makes an instance easy or hard."""

    stock_ratio: float = 1.0
    vehicle_ratio: float | None = 1.0
    mix: Mix = MIXED


KINDS: Mapping[str, Kind] = {
    "base": Kind(),
    "hard": Kind(stock_ratio=0.4, vehicle_ratio=0.3),
    "flow": Kind(vehicle_ratio=None, mix=Mix(kits=False, groups=False)),
}


def network_problem(
    seed: int,
    lines: int,
    depots: int = FEW_DEPOTS,
    stock_ratio: float = 1.0,
    vehicle_ratio: float | None = 1.0,
    mix: Mix = MIXED,
) -> DispatchProblem:
    """Dispatch problem of a seed; equal arguments give equal problems.

    Parameters
    ----------
    seed : int
        Of the generator that everything is drawn with.
    lines : int
        Lines, those of kits and groups counted one by one.
    depots : int
        Depots; beyond those of the demonstration network in further cities.
    stock_ratio : float
        Stock beside that of the base, which has so many units to each line.
    vehicle_ratio : float | None
        Vehicles beside those of the base; None: more than anybody could use.
    mix : Mix
        Whether there are kits and groups.
    """
    chance = np.random.default_rng([seed, lines, depots])
    drawn = lines_of(lines, mix, chance)
    size = Size(lines, depots, stock_ratio, vehicle_ratio)
    return DispatchProblem(network_for(size, chance), drawn, NOW)


def problem_of_kind(seed: int, kind: str, lines: int, depots: int | None = None) -> DispatchProblem:
    """Dispatch problem of a kind; more than 1,000 lines meet 150 depots unless told otherwise."""
    how = KINDS[kind]
    places = depots or (FEW_DEPOTS if lines <= SOME_LINES else MANY_DEPOTS)
    return network_problem(seed, lines, places, how.stock_ratio, how.vehicle_ratio, how.mix)
