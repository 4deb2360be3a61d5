"""Demands as columns: where, from when, by when, what a miss weighs, and what may be sent."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.dispatch.options.candidates import targets_of, unassigned_weights
from optimizer.dispatch.options.dedicated import LONGEST_WAIT_SECONDS
from optimizer.dispatch.options.demands import Bundle, Demand
from optimizer.dispatch.options.horizon import Flags, Ints
from optimizer.dispatch.options.legs import Levels
from optimizer.dispatch.options.parcels import Parcels
from optimizer.dispatch.options.world import World
from optimizer.dispatch.problem import Target
from optimizer.travel import Floats

NO_PIN = -1


@dataclass(frozen=True, slots=True)
class Targets:
    """Targets of demands, shape (demands, most targets of one); `count` has shape (demands,).

    `due` in seconds, the latest place of `level` being of the median; weights are those of all
    lines that share the target. `unassigned` [(missed, tardiness)] is of each demand.
    """

    levels: Levels
    count: Ints
    due: Floats
    ship_by: Flags
    level: Ints
    miss_weight: Ints
    late_weight: Ints
    unassigned: Sequence[tuple[int, int]]

    @classmethod
    def of(cls, demands: Sequence[Demand]) -> "Targets":
        """Targets of demands in their order."""
        found = [targets_of(demand) for demand in demands]
        most = max(map(len, found), default=0)
        confidences = sorted({target.confidence for each in found for target in each})
        shape = (len(demands), most)
        due, ship_by = np.zeros(shape), np.zeros(shape, dtype=np.bool_)
        level, miss, late = (np.zeros(shape, dtype=np.int64) for _ in range(3))
        nothing = []
        for k, (demand, targets) in enumerate(zip(demands, found, strict=True)):
            for i, target in enumerate(targets):
                due[k, i], ship_by[k, i] = target.due_at.timestamp(), target.kind == "ship_by"
                level[k, i] = confidences.index(target.confidence)
                lines = 1 if len(demand.shipped_lines) == 1 else _lines_with(demand, target)
                miss[k, i], late[k, i] = lines * target.miss_weight, lines * target.late_weight
            weights = [unassigned_weights(line.target) for line in demand.shipped_lines]
            nothing.append((sum(one for one, _ in weights), sum(two for _, two in weights)))
        count = np.array([len(each) for each in found], dtype=np.int64)
        return cls(Levels(tuple(confidences)), count, due, ship_by, level, miss, late, nothing)


def _lines_with(demand: Demand, target: Target) -> int:
    return sum(line.target == target for line in demand.shipped_lines)


@dataclass(frozen=True, slots=True)
class Asks:
    """Bundles that demands want, those of demand k at `start[k]:start[k + 1]`; shape (asks,).

    `rank` is the place of the parts in the order of the demand's bundles, `first_rank` that of the
    part of its first line.
    """

    start: Ints
    demand: Ints
    bundle: Ints
    parcel: Ints
    substitute_cents: Ints
    rank: Ints
    first_rank: Ints


@dataclass(frozen=True, slots=True)
class Orders:
    """All demands of a plan as columns; arrays of shape (demands,).

    `site` is a column of the drives, `base` the later of now and the release [seconds];
    `last_departure` [seconds] bounds what dedicated services are offered. `pin` of shape (demands,
    3) holds depot, service and second of departure, NO_PIN where nothing is pinned.
    """

    demands: Sequence[Demand]
    site: Ints
    base: Floats
    last_departure: Floats
    shares: Flags
    has_mates: Flags
    pin: Ints
    targets: Targets
    asks: Asks
    parcels: Parcels

    @classmethod
    def of(cls, world: World, demands: Sequence[Demand]) -> "Orders":
        """Columns of demands in their order."""
        targets = Targets.of(demands)
        bundles: dict[tuple[str, ...], Bundle] = {}
        asks = _asks(demands, bundles)
        due = targets.due.max(axis=1, initial=-np.inf)
        return cls(
            demands,
            np.array([world.column(demand.site_id) for demand in demands], dtype=np.int64),
            np.maximum(world.now, np.array([demand.released for demand in demands])),
            np.maximum(due, world.now) + LONGEST_WAIT_SECONDS,
            np.array([demand.count > 1 for demand in demands], dtype=np.bool_),
            np.array([demand.has_mates for demand in demands], dtype=np.bool_),
            _pins(world, demands),
            targets,
            asks,
            Parcels.of(world, list(bundles.values())),
        )


def _asks(demands: Sequence[Demand], bundles: dict[tuple[str, ...], Bundle]) -> Asks:
    """Asks of demands; `bundles` takes up the distinct ones."""
    numbers: dict[tuple[str, ...], int] = {}
    rows: list[tuple[int, int, int, int, int, int]] = []
    start = [0]
    for k, demand in enumerate(demands):
        parts = [bundle.part_numbers for bundle in demand.bundles]
        ranks, firsts = _places(parts), _places([each[:1] for each in parts])
        for i, (bundle, key) in enumerate(zip(demand.bundles, parts, strict=True)):
            if demand.wants(bundle):
                number = numbers.setdefault(key, len(numbers))
                bundles.setdefault(key, bundle)
                rows.append((k, i, number, bundle.substitute_cents, ranks[i], firsts[i]))
        start.append(len(rows))
    columns = np.array(rows, dtype=np.int64).reshape(-1, 6).T
    return Asks(np.array(start, dtype=np.int64), *np.ascontiguousarray(columns))


def _places(numbers: Sequence[tuple[str, ...]]) -> list[int]:
    """Place of each in their order, equal ones alike."""
    places = {each: place for place, each in enumerate(sorted(set(numbers)))}
    return [places[each] for each in numbers]


def _pins(world: World, demands: Sequence[Demand]) -> Ints:
    """Depot, service and second of departure that demands are pinned to."""
    answer = np.full((len(demands), 3), NO_PIN, dtype=np.int64)
    services = {service.service_id: i for i, service in enumerate(world.services)}
    for k, demand in enumerate(demands):
        if (pin := demand.pin) is not None:
            depot, second = world.admissibility.depot_index[pin.depot_id], pin.departs_second
            answer[k] = depot, services[pin.service_id], NO_PIN if second is None else second
    return answer
