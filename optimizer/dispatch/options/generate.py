"""Every way one demand could be served; for the rest the first test that failed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.dispatch.options.admissibility import CODE, PASSED
from optimizer.dispatch.options.air import air_candidates
from optimizer.dispatch.options.candidates import (
    Candidates,
    Pairs,
    joined,
    priced_by_the_vehicle,
    targets_of,
)
from optimizer.dispatch.options.dedicated import LONGEST_WAIT_SECONDS, dedicated_candidates
from optimizer.dispatch.options.demands import Bundle, Demand, units_ever
from optimizer.dispatch.options.horizon import Flags, Ints
from optimizer.dispatch.options.scheduled import scheduled_candidates
from optimizer.dispatch.options.weighing import (
    LATEST_SECONDS,
    DemandOptions,
    in_tie_order,
    weighed,
)
from optimizer.dispatch.options.wished import granted
from optimizer.dispatch.options.world import World
from optimizer.dispatch.wishes import Wishes
from optimizer.network import Network
from optimizer.travel import Floats, standard_quantile

NOT_WAITED = float("-inf")
"""Receipt of units that are on hand [seconds]."""


@dataclass(frozen=True, slots=True)
class Supply:
    """When one depot can fill a bundle: receipts waited for and the instants packed [seconds]."""

    receipts: tuple[float, ...]
    ready: tuple[float, ...]


def options_of(
    world: World,
    demands: Sequence[Demand],
    progress: Callable[[str, int, int], None] | None = None,
    wishes: Wishes | None = None,
) -> tuple[DemandOptions, ...]:
    """Ways of every demand that wishes leave it; progress is told ("options", done, all)."""
    answers = []
    for done, demand in enumerate(demands, start=1):
        answers.append(_options_of_one(world, demand, wishes or Wishes()))
        if progress:
            progress("options", done, len(demands))
    return tuple(answers)


def _options_of_one(world: World, demand: Demand, wishes: Wishes) -> DemandOptions:
    reached = np.full((len(world.depots), len(world.services)), -1, dtype=np.int64)
    if reached.size == 0:
        return weighed(demand, Candidates.none(len(targets_of(demand)) + 1), reached)
    pairs, supplies = _pairs(world, demand, reached)
    table, failures = _candidates(world, demand, pairs)
    no_way = failures != PASSED
    np.maximum.at(reached, (pairs.depot[no_way], pairs.service[no_way]), failures[no_way])
    table = _with_latest_supply(world, table, supplies)
    if demand.has_mates:
        table = priced_by_the_vehicle(table)
    left, unpinnable = granted(world, demand, in_tie_order(demand, table), reached, wishes)
    return weighed(demand, left, reached, unpinnable)


def _pairs(
    world: World, demand: Demand, reached: Ints
) -> tuple[Pairs, dict[tuple[int, int], Supply]]:
    """Pairs that pass the tests without a clock; the others' first failures go into `reached`."""
    site = world.network.sites[demand.site_id]
    base = max(world.now, demand.released)
    supplies: dict[tuple[int, int], Supply] = {}
    found = [_no_pairs()]
    for index, bundle in enumerate(demand.bundles):
        if not demand.wants(bundle):
            continue
        needs = bundle.needs()
        stock = np.array(
            [_fillings(world.network, depot.depot_id, needs) for depot in world.depots]
        )
        first = world.admissibility.first_failures(bundle, site, stock)
        np.maximum(reached, np.where(first == PASSED, -1, first), out=reached)
        here = {
            depot: _supply(world, depot, bundle, base)
            for depot in np.flatnonzero((first == PASSED).any(axis=1)).tolist()
        }
        supplies |= {(index, depot): supply for depot, supply in here.items()}
        found.append(_pairs_of(index, first == PASSED, here))
    columns = zip(*found, strict=True)
    return Pairs(*(np.concatenate(column) for column in columns)), supplies


_Columns = tuple[Ints, Ints, Ints, Floats, Floats]


def _no_pairs() -> _Columns:
    whole, real = np.empty(0, dtype=np.int64), np.empty(0)
    return whole, whole, whole, real, real


def _pairs_of(bundle: int, passed: Flags, supplies: dict[int, Supply]) -> _Columns:
    """Columns of the pairs of one bundle: each depot and service, once for each receipt."""
    depot, service = np.nonzero(passed)
    times = np.zeros(len(passed), dtype=np.int64)
    times[list(supplies)] = [len(supply.ready) for supply in supplies.values()]
    first = np.cumsum(times) - times
    receipts = np.array([at for supply in supplies.values() for at in supply.receipts])
    ready = np.array([at for supply in supplies.values() for at in supply.ready])
    pair = np.repeat(np.arange(len(depot)), times[depot])
    nth = np.arange(len(pair)) - np.repeat(np.cumsum(times[depot]) - times[depot], times[depot])
    place = first[depot[pair]] + nth
    return np.full(len(pair), bundle), depot[pair], service[pair], receipts[place], ready[place]


def _fillings(network: Network, depot_id: str, needs: Mapping[str, int]) -> int:
    """How often a depot could fill needs [units by part] from its free and inbound units."""
    return min(
        units_ever(network, depot_id, part_number) // quantity
        for part_number, quantity in needs.items()
    )


def _units_until(network: Network, depot_id: str, part_number: str, at: float) -> int:
    """Free units, and those received until an instant [units]."""
    cell = network.stock.get((depot_id, part_number))
    receipts = network.inbound.get((depot_id, part_number), ())
    arrived = sum(each.quantity for each in receipts if each.available_at.timestamp() <= at)
    return (cell.free if cell else 0) + arrived


def _supply(world: World, depot_index: int, bundle: Bundle, base: float) -> Supply:
    """Receipts that a bundle may wait for at a depot, none (-inf) first, and when it is packed."""
    depot = world.depots[depot_index]
    needs = bundle.needs()
    instants = {
        receipt.available_at.timestamp()
        for part_number in needs
        for receipt in world.network.inbound.get((depot.depot_id, part_number), ())
    }
    if not instants:  # it can be filled at all, so with what is there
        return Supply((NOT_WAITED,), (world.ready_at(depot, base, NOT_WAITED),))
    filled = tuple(
        at
        for at in sorted({NOT_WAITED, *instants})
        if all(
            _units_until(world.network, depot.depot_id, part_number, at) >= quantity
            for part_number, quantity in needs.items()
        )
    )
    return Supply(filled, tuple(world.ready_at(depot, base, at) for at in filled))


def _candidates(world: World, demand: Demand, pairs: Pairs) -> tuple[Candidates, Ints]:
    """Ways of all kinds, and the first failing test of each pair."""
    site = world.network.sites[demand.site_id]
    targets = targets_of(demand)
    confidences = [target.confidence for target in targets]
    quantiles = [*(standard_quantile(share) for share in confidences), 0.0]
    due = max(target.due_at.timestamp() for target in targets)
    last_departure = max(due, world.now) + LONGEST_WAIT_SECONDS
    failures = np.where(np.isfinite(pairs.ready), PASSED, CODE["depot_closed"])
    failures[_starts_too_late(world, demand, pairs)] = CODE["late"]
    kinds = np.array([service.kind for service in world.services])[pairs.service]
    tables = []
    for kind in ("dedicated", "scheduled", "air"):
        rows = np.flatnonzero((kinds == kind) & (failures == PASSED))
        of_kind = pairs.take(rows)
        if kind == "dedicated":
            table, failures[rows] = dedicated_candidates(
                world, site, demand.bundles, of_kind, quantiles, last_departure
            )
        elif kind == "scheduled":
            table, failures[rows] = scheduled_candidates(
                world, site, demand.bundles, of_kind, confidences
            )
        else:
            table, failures[rows] = air_candidates(world, site, demand.bundles, of_kind, quantiles)
        tables.append(table)
    return joined(tables), failures


def _starts_too_late(world: World, demand: Demand, pairs: Pairs) -> Flags:
    """Pairs whose unit or line is there only when the last way has long left."""
    first_due = min(target.due_at.timestamp() for target in targets_of(demand))
    starts = np.maximum(max(world.now, demand.released), pairs.supply)
    return np.asarray(starts > first_due + LATEST_SECONDS)


def _with_latest_supply(
    world: World, table: Candidates, supplies: dict[tuple[int, int], Supply]
) -> Candidates:
    """Ways that leave late enough may take units of a later receipt too."""
    latest = table.supply.copy()
    collect = 60.0 * world.columns.collect_minutes[table.service]
    for (bundle, depot), supply in supplies.items():
        if len(supply.receipts) > 1:
            here = (table.bundle == bundle) & (table.depot == depot)
            for receipt, ready in zip(supply.receipts, supply.ready, strict=True):
                in_time = here & (table.departs - collect >= ready)
                latest[in_time] = np.maximum(latest[in_time], receipt)
    columns = [getattr(table, name) for name in Candidates.__slots__]
    columns[Candidates.__slots__.index("supply")] = latest
    return Candidates(*columns)
