"""The places of a network and the ways between them, each looked up once while it is checked."""

from optimizer.dispatch.checking.clock import Spot
from optimizer.dispatch.checking.memory import Remembering
from optimizer.dispatch.checking.road import Road
from optimizer.network import Airport, Depot, Network, Place, Site


class Atlas:
    """Spots, roads and routes of a network, made when first asked for."""

    def __init__(self, network: Network) -> None:
        """Begin with an empty map."""
        self.network = network
        self._depots: dict[str, Spot[Depot]] = {}
        self._sites: dict[str, Spot[Site]] = {}
        self._airports: dict[str, Spot[Airport]] = {}
        self._roads: dict[tuple[Spot[Place], Spot[Place], tuple[float, float]], Road] = {}
        self._carriers: dict[str, Carrier] = {}
        self._routes: dict[tuple[str, str, str], Route] = {}

    def depot(self, depot_id: str) -> Spot[Depot]:
        """Spot of a depot."""
        if depot_id not in self._depots:
            self._depots[depot_id] = Spot(self.network, self.network.depots[depot_id])
        return self._depots[depot_id]

    def site(self, site_id: str) -> Spot[Site]:
        """Spot of a site."""
        if site_id not in self._sites:
            self._sites[site_id] = Spot(self.network, self.network.sites[site_id])
        return self._sites[site_id]

    def airport(self, iata: str) -> Spot[Airport]:
        """Spot of an airport."""
        if iata not in self._airports:
            self._airports[iata] = Spot(self.network, self.network.airports[iata])
        return self._airports[iata]

    def road(
        self, start: Spot[Place], end: Spot[Place], speeds: tuple[float, float] = (1, 1)
    ) -> Road:
        """Road between two spots for a vehicle of some speeds, urban and intercity."""
        key = (start, end, speeds)
        if key not in self._roads:
            self._roads[key] = Road(start, end, speeds)
        return self._roads[key]

    def route(self, depot_id: str, service_id: str, site_id: str) -> "Route":
        """Route from a depot to a site by a service."""
        key = (depot_id, service_id, site_id)
        if key not in self._routes:
            if service_id not in self._carriers:
                self._carriers[service_id] = Carrier(self.network, service_id)
            carrier = self._carriers[service_id]
            self._routes[key] = Route(self, self.depot(depot_id), carrier, self.site(site_id))
        return self._routes[key]


class Carrier(Remembering):
    """A service, wherever it goes."""

    def __init__(self, network: Network, service_id: str) -> None:
        """Look the service up."""
        super().__init__()
        self.network = network
        self.service = network.services[service_id]


class Route(Remembering):
    """From a depot to a site by a service: what many shipments have in common."""

    def __init__(
        self, atlas: Atlas, origin: Spot[Depot], carrier: Carrier, goal: Spot[Site]
    ) -> None:
        """Join two spots."""
        super().__init__()
        self.atlas = atlas
        self.network = atlas.network
        self.origin = origin
        self.carrier = carrier
        self.service = carrier.service
        self.goal = goal

    @property
    def depot(self) -> Depot:
        """Where it begins."""
        return self.origin.place

    @property
    def site(self) -> Site:
        """Where it ends."""
        return self.goal.place

    @property
    def road(self) -> Road:
        """The road all the way, for a vehicle of the service."""
        speeds = self.service.speed_factor_urban, self.service.speed_factor_intercity
        return self.atlas.road(self.origin, self.goal, speeds)
