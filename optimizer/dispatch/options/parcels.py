"""Distinct bundles and the depots that can fill them, each looked at once for all demands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.dispatch.options.admissibility import Codes
from optimizer.dispatch.options.demands import Bundle
from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.options.places import numbered
from optimizer.dispatch.options.prices import kilogram_cents
from optimizer.dispatch.options.world import World
from optimizer.network import Network
from optimizer.travel import Floats

NOT_WAITED = float("-inf")
"""Receipt of units that are on hand [seconds]."""


@dataclass(frozen=True, slots=True)
class Shelves:
    """Depots that can fill parcels, once for each receipt that may be waited for, in time order.

    Shelves of parcel p are `start[p]:start[p + 1]`; every other array has shape (shelves,).
    `receipt` [seconds] is NOT_WAITED where nothing is waited for; `nth` counts the receipts of one
    parcel and depot, `of` how many these are; `wait` numbers the depots and receipts.
    """

    start: Ints
    depot: Ints
    receipt: Floats
    nth: Ints
    of: Ints
    wait: Ints
    waits: int


@dataclass(frozen=True, slots=True)
class Parcels:
    """What may be sent: the distinct bundles of all demands, and the shelves that hold them.

    `codes` and `kilogram_cents` have shape (parcels, services): the first test that each service
    fails, and what the kilograms cost by it [cents]. `groups` numbers the `export_groups` of parts.
    """

    bundles: Sequence[Bundle]
    groups: Ints
    export_groups: Sequence[frozenset[str]]
    strain: Ints
    codes: Codes
    kilogram_cents: Floats
    shelves: Shelves

    @classmethod
    def of(cls, world: World, bundles: Sequence[Bundle]) -> "Parcels":
        """Look at distinct bundles."""
        services = len(world.services)
        codes = [world.admissibility.of_bundle(bundle) for bundle in bundles]
        weight_kg = np.array([bundle.weight_kg for bundle in bundles], dtype=np.float64)
        volume_cm3 = np.array([bundle.volume_cm3 for bundle in bundles], dtype=np.float64)
        groups = [frozenset(part.export_group for part in each.parts) - {""} for each in bundles]
        return cls(
            bundles,
            numbered(groups),
            list(dict.fromkeys(groups)),
            np.array([world.admissibility.strain(bundle) for bundle in bundles], dtype=np.int64),
            np.array(codes, dtype=np.int8).reshape(len(bundles), services),
            kilogram_cents(world, weight_kg, volume_cm3),
            _shelves(world, bundles),
        )


def _shelves(world: World, bundles: Sequence[Bundle]) -> Shelves:
    depot_ids = [depot.depot_id for depot in world.depots]
    depots: list[int] = []
    receipts: list[float] = []
    places: list[tuple[int, int]] = []
    start = [0]
    for bundle in bundles:
        needs = list(bundle.needs().items())
        for depot, depot_id in enumerate(depot_ids):
            found = _receipts(world.network, depot_id, needs)
            depots += [depot] * len(found)
            receipts += found
            places += [(nth, len(found)) for nth in range(len(found))]
        start.append(len(depots))
    depot_of, receipt = np.array(depots, dtype=np.int64), np.array(receipts, dtype=np.float64)
    instants, instant = np.unique(receipt, return_inverse=True)
    keys, wait = np.unique(depot_of * len(instants) + instant.reshape(-1), return_inverse=True)
    nth = np.array(places, dtype=np.int64).reshape(-1, 2)
    whole = np.array(start, dtype=np.int64)
    return Shelves(whole, depot_of, receipt, nth[:, 0], nth[:, 1], wait.reshape(-1), len(keys))


def _receipts(network: Network, depot_id: str, needs: Iterable[tuple[str, int]]) -> Sequence[float]:
    """Receipts [seconds] with which a depot can fill needs (part, units); empty: it never can.

    Units on hand come first, as NOT_WAITED.
    """
    free: list[tuple[int, int]] = []
    inbound: list[tuple[int, float, int]] = []
    for part_number, quantity in needs:
        cell = (depot_id, part_number)
        stock, receipts = network.stock.get(cell), network.inbound.get(cell, ())
        if stock is None and not receipts:
            return ()
        free.append((stock.free if stock else 0, quantity))
        place = len(free) - 1
        inbound += [(place, each.available_at.timestamp(), each.quantity) for each in receipts]
    if not inbound:
        return (NOT_WAITED,) if all(units >= wanted for units, wanted in free) else ()
    instants = sorted({NOT_WAITED, *(at for _, at, _ in inbound)})
    return [
        at
        for at in instants
        if all(
            units + sum(more for place, when, more in inbound if place == i and when <= at)
            >= wanted
            for i, (units, wanted) in enumerate(free)
        )
    ]
