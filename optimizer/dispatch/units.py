"""Which units the shipments take: those on hand first, then those received, as they come in."""

from collections.abc import Sequence
from itertools import islice, repeat

from optimizer.dispatch.options.parcels import NOT_WAITED
from optimizer.dispatch.options.weighing import DemandOptions
from optimizer.dispatch.options.world import World


def receipts_waited_for(
    world: World, options: Sequence[DemandOptions], taken: Sequence[tuple[int, int]]
) -> list[float]:
    """Receipt that each shipment waits for [seconds]; NOT_WAITED where all its units are on hand.

    `taken` names the group and the way of each shipment. Where several could have a unit, the one
    that leaves first has it, and of those the first in line order.

    Source: dispatch.md, "Ready": not before the inbound receipt it waits for.
    """
    waited = [NOT_WAITED] * len(taken)
    left: dict[tuple[str, str], list[float]] = {}
    most = sum(len(options[group].demand.shipped_lines) for group, _ in taken)
    for index in _by_urgency(options, taken):
        group, way = taken[index]
        each = options[group]
        depot_id = world.depots[each.ways.depot[way]].depot_id
        for part_number, quantity in each.demand.bundles[each.ways.bundle[way]].needs().items():
            cell = depot_id, part_number
            if cell not in left:
                left[cell] = _units(world, cell, most)
            units = left[cell]
            waited[index] = max(waited[index], *units[:quantity])
            del units[:quantity]
    return waited


def _by_urgency(options: Sequence[DemandOptions], taken: Sequence[tuple[int, int]]) -> list[int]:
    """Shipments by the latest receipt that they could use, then as they leave."""

    def key(index: int) -> tuple[float, float, int]:
        group, way = taken[index]
        ways = options[group].ways
        return float(ways.supply[way]), float(ways.departs[way]), index

    return sorted(range(len(taken)), key=key)


def _units(world: World, cell: tuple[str, str], most: int) -> list[float]:
    """When each unit of a cell is there [seconds], the free ones first; no more than are asked."""
    stock = world.network.stock.get(cell)
    free = stock.free if stock else 0
    receipts = sorted(world.network.inbound.get(cell, ()), key=lambda each: each.available_at)
    received = (
        each.available_at.timestamp() for each in receipts for _ in range(min(each.quantity, most))
    )
    return [*repeat(NOT_WAITED, min(free, most)), *islice(received, most)]
