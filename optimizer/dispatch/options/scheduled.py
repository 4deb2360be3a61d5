"""Collections of scheduled services and the day on which they deliver."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from optimizer.dispatch.options.admissibility import CODE, PASSED
from optimizer.dispatch.options.candidates import Candidates, Pairs
from optimizer.dispatch.options.dedicated import received
from optimizer.dispatch.options.demands import Bundle
from optimizer.dispatch.options.horizon import Ints, weekday_of
from optimizer.dispatch.options.prices import Prices
from optimizer.dispatch.options.world import World
from optimizer.network import CourierService, Depot, Site
from optimizer.travel import Floats

SATURDAY = 5
MAXIMUM_FROM_CONFIDENCE = 0.9
"""From this confidence on the longest transit is planned. Source: dispatch.md."""

LONGEST_WAIT_DAYS = 21
"""Days from packed that are searched for a collection; options end ten days after due anyway."""


@dataclass(slots=True)
class Schedule:
    """Collections and deliveries, each worked out once."""

    world: World
    _collections: dict[tuple[int, int, float], tuple[float, int, int]] = field(default_factory=dict)
    _deliveries: dict[tuple[int, str, int, int], float] = field(default_factory=dict)

    def collection(
        self, depot_index: int, service_index: int, ready: float
    ) -> tuple[float, int, int]:
        """First possible collection: instant [seconds], local day, and the code if there is none.

        Source: dispatch.md, "Scheduled service" and "Details, settled once".
        """
        key = (depot_index, service_index, ready)
        if key not in self._collections:
            depot = self.world.depots[depot_index]
            self._collections[key] = self._first_collection(depot, service_index, ready)
        return self._collections[key]

    def _first_collection(
        self, depot: Depot, service_index: int, ready: float
    ) -> tuple[float, int, int]:
        horizon, service = self.world.horizon, self.world.services[service_index]
        code = CODE["operating_hours"]
        if not np.isfinite(ready):
            return float("inf"), 0, CODE["depot_closed"]
        day, _ = horizon.local(depot.timezone, np.array([ready]))
        for candidate in range(int(day[0]), int(day[0]) + LONGEST_WAIT_DAYS):
            cutoff = horizon.instant(
                depot.timezone, candidate, service.collection_cutoff_minute or 0
            )
            operates = self.world.operates_on(depot, np.array(service_index), np.array(candidate))
            if cutoff < ready or not operates:
                continue
            if self._staffed(depot, service, candidate):
                return cutoff, candidate, PASSED
            code = CODE["depot_closed"]
        return float("inf"), 0, code

    def _staffed(self, depot: Depot, service: CourierService, day: int) -> bool:
        """Whether the depot is open for the whole time in which the driver may come."""
        horizon = self.world.horizon
        windows = horizon.opening(depot)
        if windows is None:
            return True
        comes = horizon.instant(depot.timezone, day, service.from_minute)
        leaves = horizon.instant(depot.timezone, day, service.to_minute)
        return windows.covers(comes, leaves)

    def delivery(
        self, service_index: int, site: Site, collected_day: int, transit_days: int
    ) -> float:
        """Instant of delivery so many business days of the site after a collection [seconds]."""
        key = (service_index, site.site_id, collected_day, transit_days)
        if key not in self._deliveries:
            service = self.world.services[service_index]
            day = self._delivery_day(service, site, collected_day, transit_days)
            self._deliveries[key] = self._at_the_door(service, site, day)
        return self._deliveries[key]

    def _delivery_day(
        self, service: CourierService, site: Site, collected_day: int, transit_days: int
    ) -> int:
        """The n-th day of delivery after the collection; n = 0: the same day, or the next one."""
        left, day = max(transit_days, 1), collected_day if transit_days else collected_day - 1
        while left:
            day += 1
            left -= self._is_delivery_day(service, site, day)
        return day

    def _is_delivery_day(self, service: CourierService, site: Site, day: int) -> bool:
        """Business days, and Saturdays where service and site know them.

        Source: dispatch.md, "Details, settled once"; courier_services.csv, saturday_delivery.
        """
        flags = self.world.horizon.flags(site)
        at = np.array(day)
        if flags.at(flags.business, at):
            return True
        always = self.world.network.opening_classes[site.receiving].always_open
        saturday = int(weekday_of(at)) == SATURDAY and not flags.at(flags.holiday, at)
        return bool(service.saturday_delivery and always and saturday)

    def _at_the_door(self, service: CourierService, site: Site, day: int) -> float:
        """The earlier of the service's hour and the end of receiving on that day."""
        horizon = self.world.horizon
        at = horizon.instant(site.timezone, day, service.deliver_by_minute or 0)
        windows = horizon.receiving(site)
        if windows is None:
            return at
        midnight = horizon.instant(site.timezone, day, 0)
        following = horizon.instant(site.timezone, day + 1, 0)
        today = (windows.closes > midnight) & (windows.closes <= following)
        return min(at, float(windows.closes[today].max())) if today.any() else at

    def transit_days(self, service: CourierService, depot: Depot, site: Site) -> tuple[int, int]:
        """Fewest and most days in transit, the lane's included."""
        added = self.world.lane(depot, site).transit_days_add
        return (service.transit_days_min or 0) + added, (service.transit_days_max or 0) + added


def scheduled_candidates(
    schedule: Schedule,
    site: Site,
    bundles: Sequence[Bundle],
    pairs: Pairs,
    confidences: Sequence[float],
) -> tuple[Candidates, Ints]:
    """One way for each pair of kind scheduled, and the first failing test of each pair.

    `confidences` are those of the targets; the median is added behind them.
    """
    world = schedule.world
    collected = [
        schedule.collection(int(depot), int(service), float(ready))
        for depot, service, ready in zip(pairs.depot, pairs.service, pairs.ready, strict=True)
    ]
    failures = np.array([code for _, _, code in collected], dtype=np.int64)
    rows = np.flatnonzero(failures == PASSED)
    kept = pairs.take(rows)
    departs = np.array([collected[row][0] for row in rows], dtype=np.float64)
    days = [collected[row][1] for row in rows]
    arrives = _arrivals(schedule, site, kept, days, confidences)
    price = Prices(world, site, bundles, kept, departs).of_shipments()
    nothing = np.zeros_like(price)
    return (
        Candidates(
            kept.bundle,
            kept.depot,
            kept.service,
            kept.supply,
            kept.ready,
            departs,
            departs,
            arrives,
            received(world, site, arrives),
            price,
            price,
            nothing,
        ),
        failures,
    )


def planned_days(fewest: int, most: int, confidence: float) -> int:
    """Days in transit that are planned at a confidence: the most from 0.9 on, else the median.

    Source: dispatch.md, "Scheduled service".
    """
    return most if confidence >= MAXIMUM_FROM_CONFIDENCE else fewest + (most - fewest) // 2


def _arrivals(
    schedule: Schedule, site: Site, ways: Pairs, days: Sequence[int], confidences: Sequence[float]
) -> Floats:
    arrives = np.empty((len(confidences) + 1, len(ways)))
    for way, day in enumerate(days):
        service_index = int(ways.service[way])
        service, depot = (
            schedule.world.services[service_index],
            schedule.world.depots[ways.depot[way]],
        )
        fewest, most = schedule.transit_days(service, depot, site)
        for level, confidence in enumerate([*confidences, 0.5]):
            transit = planned_days(fewest, most, confidence)
            arrives[level, way] = schedule.delivery(service_index, site, day, transit)
    return arrives
