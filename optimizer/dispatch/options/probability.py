"""How probable it is that one way meets a target."""

from math import inf, log

import numpy as np

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

_GRID = 65
_ROUNDS = 5
"""Each round looks at so many quantiles between the last one in time and the first one late."""


class Odds:
    """Probabilities of ways; chains and schedules are worked out once."""

    def __init__(self, world: World) -> None:
        """Take the world in which the ways were found."""
        self.world = world
        self._chains = world.tool(AirChains)
        self._schedule = world.tool(Schedule)

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
        depot, service = ways.depot[[way]], ways.service[[way]]
        ready = float(ways.ready[way])
        _, day, _ = self._schedule.collection(int(depot[0]), int(service[0]), ready)
        fewest, most = self._schedule.transit_days(site, depot, service)
        span = np.arange(fewest[0], most[0] + 1)
        arrivals = self._schedule.deliveries(
            site, np.full_like(span, service[0]), np.full_like(span, day), span
        )
        return float((arrivals <= latest).mean())

    def _chain(self, ways: Candidates, way: int, site: Site, latest: float) -> float:
        """Largest share at which a chain of drives and a flight is still in time."""
        low, high = -_FAR_QUANTILE, _FAR_QUANTILE
        for _ in range(_ROUNDS):
            grid = np.linspace(low, high, _GRID)
            one = np.full(_GRID, way)
            arrivals = self._chains.arrival(
                site, ways.depot[one], ways.service[one], ways.departs[one], grid
            )
            last = int(np.flatnonzero(arrivals <= latest).max(initial=-1))
            if last in (-1, _GRID - 1):
                return float(last >= 0)
            low, high = float(grid[last]), float(grid[last + 1])
        return standard_share(low)
