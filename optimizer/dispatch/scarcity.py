"""What the last units of a stock cell are worth: the emergencies to be expected without them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import lru_cache

from optimizer.network import Depot, Network, Site
from optimizer.travel import geodesic_km

DAYS_PER_YEAR = 365.25
MOST_PRICES = 65_536
"""Prices of last units that are remembered, one for each cell of a large network."""

Demand = Mapping[str, Mapping[str, float]]
"""Failures a year by part number and by the depot that is nearest to the sites."""

_RESUPPLIES = ("cdc", "rdc")
"""Tiers that also meet demand for parts that the depots they replenish do not hold."""


def erlang_loss(units: int, offered: float) -> float:
    """Probability that a demand finds all units gone, B(units, offered load).

    Source: Erlang's loss formula by its recursion B(n) = a B(n-1) / (n + a B(n-1)), B(0) = 1.
    """
    loss = 1.0
    for n in range(1, units + 1):
        loss = offered * loss / (n + offered * loss)
    return loss


def last_unit_prices(network: Network, offered: float) -> tuple[int, int]:
    """Price of the last and of the second-last free unit of a cell [cents].

    Source: dispatch.md, "Scarcity": emergency cost x a x (B(0,a) - B(1,a)), then B(1,a) - B(2,a).
    """
    return _unit_prices(network.rules.emergency_cost_cents, offered)


@lru_cache(maxsize=MOST_PRICES)
def _unit_prices(emergency_cents: int, offered: float) -> tuple[int, int]:
    loss = [erlang_loss(units, offered) for units in range(3)]
    emergencies = emergency_cents * offered
    return (
        round(emergencies * (loss[0] - loss[1])),
        round(emergencies * (loss[1] - loss[2])),
    )


def offered_loads(
    network: Network, demand: Demand, part_numbers: Collection[str]
) -> Mapping[tuple[str, str], float]:
    """Demands over one lead time of the stock cells (depot, part) of some parts [units].

    A site's demand goes to its nearest depot of the same customs zone and landmass, or of the
    zone alone; what that depot does not hold goes to the depot that replenishes it.

    Source: stock.csv, how base_stock was made; demand a year / 365.25 x lead time in days.
    """
    loads: dict[tuple[str, str], float] = defaultdict(float)
    for part_number in part_numbers:
        for depot_id, per_year in demand.get(part_number, {}).items():
            holder = _holder(network, depot_id, part_number)
            if holder is not None:
                days = network.depots[holder].lead_time_days
                loads[holder, part_number] += per_year / DAYS_PER_YEAR * days
    return loads


def _holder(network: Network, depot_id: str, part_number: str) -> str | None:
    """The depot itself, or the first one up its chain of replenishment that holds the part."""
    depot: Depot | None = network.depots[depot_id]
    seen: set[str] = set()
    while depot is not None and depot.depot_id not in seen:
        may_hold = depot.depot_id == depot_id or depot.tier in _RESUPPLIES
        cell = (depot.depot_id, part_number)
        if may_hold and (cell in network.stock or cell in network.inbound):
            return depot.depot_id
        seen.add(depot.depot_id)
        depot = network.depots.get(depot.replenished_from or "")
    return None


def demand_per_year(network: Network) -> Demand:
    """Failures a year: installed x quantity x failure rate."""
    nearest = nearest_depots(network)
    demand: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for (site_id, platform), units in network.installed.items():
        if site_id not in nearest:
            continue
        for part_number, quantity in network.bills_of_material[platform].items():
            rate = network.parts[part_number].annual_failure_rate_share
            demand[part_number][nearest[site_id]] += units * quantity * rate
    return demand


def nearest_depots(network: Network) -> dict[str, str]:
    """Depot that a site's demand counts for; a site without any depot in its zone is left out."""
    depots = [network.depots[key] for key in sorted(network.depots)]
    sites = [network.sites[key] for key in sorted(network.sites)]
    distance = geodesic_km(depots, sites)
    nearest: dict[str, str] = {}
    for column, site in enumerate(sites):
        fitting = _fitting(depots, site)
        if fitting:
            best = min(fitting, key=lambda row: float(distance[row, column]))
            nearest[site.site_id] = depots[best].depot_id
    return nearest


def _fitting(depots: list[Depot], site: Site) -> list[int]:
    in_zone = [i for i, depot in enumerate(depots) if depot.customs_zone == site.customs_zone]
    by_land = [i for i in in_zone if depots[i].landmass == site.landmass]
    return by_land or in_zone
