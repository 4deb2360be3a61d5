"""How probable it is that one way meets a target."""

from math import inf, log

import numpy as np

from optimizer.dispatch.options.air import AirChains
from optimizer.dispatch.options.candidates import Candidates
from optimizer.dispatch.options.dedicated import drive_of, overhead_seconds
from optimizer.dispatch.options.deliveries import Deliveries
from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.options.legs import Legs
from optimizer.dispatch.options.scheduled import Schedule, transit_days
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
        self._deliveries = world.tool(Deliveries)

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
        leg = self._leg(ways, np.array([way]), site)
        median, sigma = (float(each[0]) for each in drive_of(self.world, leg, ways.departs[[way]]))
        left = latest - float(ways.departs[way]) - overhead_seconds(self.world)
        if left <= 0 or sigma == 0:
            return float(left >= 60 * median)
        return standard_share(log(left / (60 * median)) / sigma)

    def _transit(self, ways: Candidates, way: int, site: Site, latest: float) -> float:
        """Share of the span of transit days that ends in time."""
        leg = self._leg(ways, np.array([way]), site)
        depot, service = int(leg.depot[0]), int(leg.service[0])
        _, day, _ = self._schedule.collection(depot, service, float(leg.ready[0]))
        fewest, most = transit_days(self.world, leg)
        span = np.arange(fewest[0], most[0] + 1)
        column, by, on = (np.full_like(span, each) for each in (leg.site[0], service, day))
        arrivals = self._deliveries.instants(self.world.places, column, by, on, span)
        return float((arrivals <= latest).mean())

    def _chain(self, ways: Candidates, way: int, site: Site, latest: float) -> float:
        """Largest share at which a chain of drives and a flight is still in time."""
        low, high = -_FAR_QUANTILE, _FAR_QUANTILE
        leg, departs = self._leg(ways, np.array([way]), site), ways.departs[[way]]
        for _ in range(_ROUNDS):
            grid = np.linspace(low, high, _GRID)
            arrivals = self._chains.arrivals(self.world.places, leg, departs, grid[:, None])[:, 0]
            last = int(np.flatnonzero(arrivals <= latest).max(initial=-1))
            if last in (-1, _GRID - 1):
                return float(last >= 0)
            low, high = float(grid[last]), float(grid[last + 1])
        return standard_share(low)

    def _leg(self, ways: Candidates, chosen: Ints, site: Site) -> Legs:
        """Legs of chosen ways."""
        column = np.full(len(chosen), self.world.column(site.site_id))
        return Legs(column, ways.depot[chosen], ways.service[chosen], ways.ready[chosen])
