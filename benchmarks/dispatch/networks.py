"""The demonstration network with more depots, and stock and vehicles for a number of lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from benchmarks.dispatch.demo import demo, thinned, units_of_cities
from optimizer.network import Depot, Network, Receipt, Site, StockCell, VehicleHours

_Cell = TypeVar("_Cell")

UNITS_PER_LINE = 1.8
"""Free units to each line of a base instance: 8 % of the weight that could be met is lost."""

FEWEST_LINES = 1_000
"""Lines for which even the smallest instance has units: depots do not empty with fewer lines."""

LINES_PER_VEHICLE = 250
"""Lines for which the 56 depots of the demonstration network have the vehicles of the demo."""

AMPLE = 10_000
"""Vehicles in each slot where they are not to matter."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large an instance is and how scarce what it needs is; a ratio of None: no scarcity."""

    lines: int
    depots: int
    stock_ratio: float
    vehicle_ratio: float | None


def network_for(size: Size, chance: np.random.Generator) -> Network:
    """Network of an instance: depots in further cities, stock and vehicles scaled with lines."""
    network = _with_depots(demo().directory.network, size.depots, chance)
    return replace(
        network,
        stock=_stock(network, size, chance),
        inbound=_inbound(network, size),
        vehicles=_vehicles(network, size, chance),
    )


def _with_depots(network: Network, depots: int, chance: np.random.Generator) -> Network:
    """Depots in the largest cities without one; each is like a depot of its country or region."""
    sites = {site.city: site for _, site in sorted(network.sites.items(), reverse=True)}
    taken = {depot.city for depot in network.depots.values()}
    largest = sorted(units_of_cities().items(), key=lambda each: (-each[1], each[0]))
    cities = [city for city, _ in largest if city not in taken]
    further = depots - len(network.depots)
    if further > len(cities):
        raise ValueError(f"There are {len(cities)} cities for {further} further depots.")
    like = {}
    for number, city in enumerate(cities[:further]):
        models = _models(network, sites[city])
        model = models[int(chance.integers(len(models)))]
        like[_depot(model, sites[city], number)] = model.depot_id
    return _joined(network, like)


def _models(network: Network, site: Site) -> Sequence[Depot]:
    """Local depots of a site's country, else of its region, else of anywhere."""
    local = [
        depot for _, depot in sorted(network.depots.items()) if depot.tier not in ("cdc", "rdc")
    ]
    in_country = [depot for depot in local if depot.country == site.country]
    in_region = [depot for depot in local if depot.region == site.region]
    return in_country or in_region or local


def _depot(model: Depot, site: Site, number: int) -> Depot:
    return replace(
        model,
        **{name: getattr(site, name) for name in _OF_PLACE},
        depot_id=f"X{number:03d}",
        name=f"{site.city} further depot",
    )


_OF_PLACE = (
    *("country", "region", "customs_zone", "landmass", "latitude", "longitude", "timezone"),
    *("city", "subdivision", "nearest_airport"),
)


def _joined(network: Network, like: Mapping[Depot, str]) -> Network:
    """Network with depots that hold and drive what the depots do that they are like."""
    copies: dict[str, list[str]] = {}
    for depot, model in like.items():
        copies.setdefault(model, [model]).append(depot.depot_id)

    def copied(table: Mapping[tuple[str, str], _Cell]) -> dict[tuple[str, str], _Cell]:
        return {
            (depot_id, other): cell
            for (model, other), cell in sorted(table.items(), key=lambda each: each[0])
            for depot_id in copies.get(model, [model])
        }

    return replace(
        network,
        depots=dict(network.depots) | {depot.depot_id: depot for depot in like},
        stock=copied(network.stock),
        inbound=copied(network.inbound),
        vehicles=copied(network.vehicles),
    )


def _stock(
    network: Network, size: Size, chance: np.random.Generator
) -> Mapping[tuple[str, str], StockCell]:
    """Cells with free units for so many lines, as they are spread in the network."""
    cells = sorted(network.stock.items())
    free = np.array([cell.free for _, cell in cells], dtype=np.int64)
    factor = size.stock_ratio * _units_beside_demo(network, size)
    units = thinned(free, factor, chance).tolist()
    return {key: StockCell(count, 0, count) for (key, _), count in zip(cells, units, strict=True)}


def _vehicles(
    network: Network, size: Size, chance: np.random.Generator
) -> Mapping[tuple[str, str], tuple[VehicleHours, ...]]:
    """Vehicles for so many lines; ample ones where they are not to matter."""
    pairs = sorted(network.vehicles.items())
    counts = np.array([row.vehicles for _, rows in pairs for row in rows], dtype=np.int64)
    per_depot = len(demo().directory.network.depots) / len(network.depots)
    if size.vehicle_ratio is None:
        scaled = [AMPLE] * len(counts)
    else:
        factor = max(1.0, size.lines / LINES_PER_VEHICLE * per_depot) * size.vehicle_ratio
        scaled = thinned(counts, factor, chance).tolist()
    left = iter(scaled)
    return {key: tuple(replace(row, vehicles=next(left)) for row in rows) for key, rows in pairs}


def _inbound(network: Network, size: Size) -> Mapping[tuple[str, str], tuple[Receipt, ...]]:
    """Receipts with the units of the demo for each so many lines, at least one."""
    factor = max(1, round(size.stock_ratio * _units_beside_demo(network, size)))
    return {
        key: tuple(replace(row, quantity=row.quantity * factor) for row in rows)
        for key, rows in sorted(network.inbound.items())
    }


def _units_beside_demo(network: Network, size: Size) -> float:
    """Free units that a base instance has beside those that lie in the network."""
    free = sum(cell.free for cell in network.stock.values())
    return UNITS_PER_LINE * max(size.lines, FEWEST_LINES) / free
