"""What the last two units of each stock cell are worth, and which of them a plan takes."""

from collections.abc import Iterable, Mapping
from functools import cache

from optimizer.dispatch.checking.road import geodesic_km, sphere_km
from optimizer.dispatch.checking.shipment import Shipment
from optimizer.network import Depot, Network, Site

DAYS_PER_YEAR = 365.25
"""Source: dispatch.md, Scarcity. [days]"""

Cell = tuple[str, str]


def erlang_loss(units: int, load: float) -> float:
    """Erlang-loss probability of some units under a load.

    Source: Erlang's B formula, by its recursion over the units.
    """
    loss = 1.0
    for unit in range(1, units + 1):
        loss = load * loss / (unit + load * loss)
    return loss


def nearest_depot(network: Network, site: Site) -> Depot | None:
    """Nearest depot of the site's zone and landmass; of its zone, where the landmass has none.

    Only depots that may be nearest are measured on the ellipsoid: on the sphere a distance is off
    by less than a hundredth.

    Source: stock.csv in the description of the reference network.
    """
    zone = [each for each in network.depots.values() if each.customs_zone == site.customs_zone]
    near = [each for each in zone if each.landmass == site.landmass] or zone
    rough = {each.depot_id: sphere_km(each, site) for each in near}
    least = min(rough.values(), default=0.0)
    close = [each for each in near if rough[each.depot_id] <= least * 1.02]
    return min(close, key=lambda each: (geodesic_km(each, site), each.depot_id), default=None)


class Ground:
    """Who needs what at a network's sites, and from where; the same whatever is in stock."""

    def __init__(self, network: Network) -> None:
        """Give each site to its nearest depot."""
        self._network = network
        self._units: dict[str, list[tuple[str, int]]] = {}
        for (site_id, platform), units in network.installed.items():
            self._units.setdefault(site_id, []).append((platform, units))
        self._sites: dict[str, list[str]] = {depot_id: [] for depot_id in network.depots}
        for site in network.sites.values():
            depot = nearest_depot(network, site)
            if depot is not None:
                self._sites[depot.depot_id].append(site.site_id)
        self.of_depot = cache(self._of_depot)

    def is_of(self, network: Network) -> bool:
        """Whether a network has the very places, parts and units that this was made from."""
        return all(
            getattr(network, name) is getattr(self._network, name)
            for name in ("sites", "depots", "parts", "installed", "bills_of_material")
        )

    def _of_depot(self, depot_id: str, part_number: str) -> float:
        """Failures of a part at the own sites of a depot [1/year]."""
        return sum(self._of_site(site_id, part_number) for site_id in self._sites[depot_id])

    def _of_site(self, site_id: str, part_number: str) -> float:
        """Failures of a part at a site [1/year]."""
        network = self._network
        built_in = sum(
            units * network.bills_of_material.get(platform, {}).get(part_number, 0)
            for platform, units in self._units.get(site_id, ())
        )
        return built_in * network.parts[part_number].annual_failure_rate_share


_kept: list[Ground] = []
"""Ground of the network that was checked last."""


def ground_of(network: Network) -> Ground:
    """Ground of a network, kept until another network is checked."""
    for known in _kept:
        if known.is_of(network):
            return known
    made = Ground(network)
    _kept[:] = [made]
    return made


class Demand:
    """Yearly demand of stock cells, by the rule that made stock.csv."""

    def __init__(self, network: Network) -> None:
        """Look at the stock of a network."""
        self._network = network
        self._ground = ground_of(network)

    def of_cell(self, depot_id: str, part_number: str) -> float:
        """Own sites, and for cdc and rdc the depots they replenish that do not hold the part."""
        network = self._network
        own = self._ground.of_depot(depot_id, part_number)
        if network.depots[depot_id].tier not in ("cdc", "rdc"):
            return own
        return own + sum(
            self.of_cell(other.depot_id, part_number)
            for other in network.depots.values()
            if other.replenished_from == depot_id
            and (other.depot_id, part_number) not in network.stock
            and (other.depot_id, part_number) not in network.inbound
        )


def last_unit_cents(network: Network, demand_per_year: float, lead_days: float) -> tuple[int, int]:
    """Price of the last and of the second-last unit [cents].

    Source: dispatch.md, Scarcity: a load of 0.05 gives 2857 and 139.
    """
    load = demand_per_year / DAYS_PER_YEAR * lead_days
    losses = [erlang_loss(units, load) for units in range(3)]
    price = network.rules.emergency_cost_cents * load
    return round(price * (losses[0] - losses[1])), round(price * (losses[1] - losses[2]))


def taken_of(shipments: Iterable[Shipment]) -> dict[Cell, int]:
    """Units that a plan takes of each stock cell."""
    taken: dict[Cell, int] = {}
    for shipment in shipments:
        for option in shipment.options:
            cell = (option.depot_id, option.part_number)
            taken[cell] = taken.get(cell, 0) + 1
    return taken


def scarcity_cents(network: Network, taken: Mapping[Cell, int]) -> int:
    """Prices of the last units that a plan takes, inbound units being units too [cents]."""
    demand, total = Demand(network), 0
    for cell, units in sorted(taken.items()):
        depot_id, part_number = cell
        free = network.stock[cell].free if cell in network.stock else 0
        left = free + sum(receipt.quantity for receipt in network.inbound.get(cell, ())) - units
        last, second_last = last_unit_cents(
            network, demand.of_cell(depot_id, part_number), network.depots[depot_id].lead_time_days
        )
        taken_of_last_two = min(units, max(0, 2 - left))
        if left <= 0:
            total += last + (second_last if taken_of_last_two > 1 else 0)
        elif taken_of_last_two:
            total += second_last
    return total
