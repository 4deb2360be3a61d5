"""How probable it is that one way meets a target."""

from math import inf, log

from optimizer.dispatch.options.air import AirChains
from optimizer.dispatch.options.candidates import Candidates
from optimizer.dispatch.options.dedicated import drive_of_way, overhead_seconds
from optimizer.dispatch.options.scheduled import Schedule
from optimizer.dispatch.options.world import World
from optimizer.dispatch.problem import Target
from optimizer.network import Site
from optimizer.travel import standard_share

_FAR_QUANTILE = 8.0
"""Beyond this many standard deviations a chain is called certain or hopeless."""

_BISECTIONS = 50


class Odds:
    """Probabilities of ways; chains and schedules are worked out once."""

    def __init__(self, world: World) -> None:
        """Take the world in which the ways were found."""
        self.world = world
        self._chains = AirChains(world)
        self._schedule = Schedule(world)

    def on_time(self, ways: Candidates, way: int, site: Site, target: Target) -> float:
        """Probability that a way meets a target; 1 or 0 where handing over is what counts.

        Source: dispatch.md, "Drive", "Scheduled service", "Details, settled once".
        """
        if target.kind == "ship_by":
            return float(ways.departs[way] <= target.due_at.timestamp())
        latest = self._latest_arrival(site, target.due_at.timestamp())
        kind = self.world.services[ways.service[way]].kind
        chance = {"dedicated": self._drive, "scheduled": self._transit, "air": self._chain}[kind]
        return chance(ways, way, site, latest)

    def _latest_arrival(self, site: Site, due: float) -> float:
        """Last instant at which goods may arrive to be received by the due instant [seconds]."""
        windows = self.world.horizon.receiving(site)
        if windows is None:
            return due
        last = -inf
        for opens, closes in zip(windows.opens, windows.closes, strict=True):
            if opens <= due:
                last = min(due, float(closes))
        return last

    def _drive(self, ways: Candidates, way: int, site: Site, latest: float) -> float:
        """Share of a lognormal drive that ends in time."""
        median, sigma = drive_of_way(self.world, site, ways, way)
        left = latest - float(ways.departs[way]) - overhead_seconds(self.world)
        if left <= 0 or sigma == 0:
            return float(left >= 60 * median)
        return standard_share(log(left / (60 * median)) / sigma)

    def _transit(self, ways: Candidates, way: int, site: Site, latest: float) -> float:
        """Share of the span of transit days that ends in time."""
        service_index, depot_index = int(ways.service[way]), int(ways.depot[way])
        depot = self.world.depots[depot_index]
        _, day, _ = self._schedule.collection(depot_index, service_index, float(ways.ready[way]))
        service = self.world.services[service_index]
        fewest, most = self._schedule.transit_days(service, depot, site)
        spans = range(fewest, most + 1)
        arrivals = [self._schedule.delivery(service_index, site, day, days) for days in spans]
        return sum(at <= latest for at in arrivals) / len(spans)

    def _chain(self, ways: Candidates, way: int, site: Site, latest: float) -> float:
        """Largest share at which a chain of drives and a flight is still in time."""
        depot = self.world.depots[ways.depot[way]]
        service = self.world.services[ways.service[way]]
        departs = float(ways.departs[way])

        def in_time(z: float) -> bool:
            return self._chains.arrival(service, depot, site, departs, z) <= latest

        low, high = -_FAR_QUANTILE, _FAR_QUANTILE
        if in_time(high) or not in_time(low):
            return float(in_time(high))
        for _ in range(_BISECTIONS):
            middle = (low + high) / 2
            low, high = (middle, high) if in_time(middle) else (low, middle)
        return standard_share(low)
