"""Collections of scheduled services and the day on which they deliver."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf, isfinite

import numpy as np

from optimizer.dispatch.options.admissibility import CODE, PASSED
from optimizer.dispatch.options.candidates import Candidates, Pairs
from optimizer.dispatch.options.demands import Bundle
from optimizer.dispatch.options.horizon import Ints, weekday_of
from optimizer.dispatch.options.prices import Prices
from optimizer.dispatch.options.world import World
from optimizer.network import CourierService, Depot, Site
from optimizer.travel import Floats

SATURDAY = 5
MAXIMUM_FROM_CONFIDENCE = 0.9
"""From this confidence on the longest transit is planned. Source: dispatch.md."""

_MORE_THAN_A_DAY = 10_000
"""Minutes that a service may name are fewer, so that a day and a minute make one number."""

LONGEST_WAIT_DAYS = 60
"""Days from packed that are searched for a collection, longer than any depot stays closed."""


Collection = tuple[float, int, int]
"""Instant [seconds], local day, and the code if there is none."""


@dataclass(frozen=True, slots=True)
class Found:
    """A collection of everything that is packed from an instant on and before another [seconds]."""

    since: float
    until: float
    collection: Collection


@dataclass(slots=True)
class Schedule:
    """Collections and deliveries, each worked out once."""

    world: World
    _collections: dict[tuple[int, int], list[Found]] = field(default_factory=dict)
    _operating: dict[tuple[int, int], list[list[int]]] = field(default_factory=dict)
    _calls: dict[tuple[int, int, int], tuple[float, bool]] = field(default_factory=dict)
    _days: dict[tuple[str, bool], Ints] = field(default_factory=dict)
    _instants: dict[tuple[str, int, int], float] = field(default_factory=dict)
    _last: Floats = field(init=False)

    def __post_init__(self) -> None:
        """Begin with collections that nothing is ever packed for."""
        self._last = np.full((5, len(self.world.depots), len(self.world.services)), inf)

    def collections(self, depot: Ints, service: Ints, ready: Floats) -> tuple[Floats, Ints, Ints]:
        """First possible collections of many: instants [seconds], local days, codes.

        Most are those that were found last, as time goes by more slowly than couriers call.
        """
        last = self._last
        since, until, instant, day, code = last[:, depot, service]
        changed = np.flatnonzero((ready < since) | (ready >= until)).tolist()
        if changed:
            last = last.copy()  # other threads look at the former one
        for row in reversed(changed):  # of one pair, what waits for no receipt comes first
            pair = int(depot[row]), int(service[row])
            found = self._found(*pair, float(ready[row]))
            instant[row], day[row], code[row] = found.collection
            last[:, pair[0], pair[1]] = found.since, found.until, *found.collection
        self._last = last
        return instant, day.astype(np.int64), code.astype(np.int64)

    def collection(self, depot_index: int, service_index: int, ready: float) -> Collection:
        """First possible collection of what is packed at an instant [seconds].

        Source: dispatch.md, "Scheduled service" and "Details, settled once".
        """
        return self._found(depot_index, service_index, ready).collection

    def _found(self, depot_index: int, service_index: int, ready: float) -> Found:
        if not isfinite(ready):
            return Found(ready, ready, (inf, 0, CODE["depot_closed"]))
        known = self._collections.setdefault((depot_index, service_index), [])
        for found in known:
            if found.since <= ready < found.until:
                return found
        known.append(self._first_collection(depot_index, service_index, ready))
        return known[-1]

    def _first_collection(self, depot_index: int, service_index: int, ready: float) -> Found:
        """The collection, and until when it stays the first: none is possible in between."""
        horizon, depot = self.world.horizon, self.world.depots[depot_index]
        first = int(horizon.local(depot.timezone, np.array([ready]))[0][0])
        code, until = CODE["operating_hours"], horizon.instant(depot.timezone, first + 1, 0)
        cutoff = inf
        for day in self._operating_days(depot_index, service_index, first):
            cutoff, staffed = self._call(depot_index, service_index, day)
            if cutoff < ready:
                continue
            if staffed:
                return Found(ready, cutoff, (cutoff, day, PASSED))
            code = CODE["depot_closed"]
        return Found(ready, min(until, cutoff), (inf, 0, code))

    def _operating_days(self, depot_index: int, service_index: int, first: int) -> list[int]:
        """Days on which a service operates at a depot, from a first one on."""
        days = np.arange(first, first + LONGEST_WAIT_DAYS)
        key = (depot_index, first)
        if key not in self._operating:
            services = np.arange(len(self.world.services))[:, None]
            operates = self.world.operates_on(np.array(depot_index), services, days)
            self._operating[key] = [days[on].tolist() for on in operates]
        return self._operating[key][service_index]

    def _call(self, depot_index: int, service_index: int, day: int) -> tuple[float, bool]:
        """When a service collects at a depot on a day [seconds], and whether it is staffed then."""
        key = (depot_index, service_index, day)
        if key not in self._calls:
            depot, service = self.world.depots[depot_index], self.world.services[service_index]
            cutoff = service.collection_cutoff_minute or 0
            self._calls[key] = (
                self.world.horizon.instant(depot.timezone, day, cutoff),
                self._staffed(depot, service, day),
            )
        return self._calls[key]

    def _staffed(self, depot: Depot, service: CourierService, day: int) -> bool:
        """Whether the depot is open for the whole time in which the driver may come."""
        horizon = self.world.horizon
        windows = horizon.opening(depot)
        if windows is None:
            return True
        comes = horizon.instant(depot.timezone, day, service.from_minute)
        leaves = horizon.instant(depot.timezone, day, service.to_minute)
        return windows.covers(comes, leaves)

    def deliveries(
        self, site: Site, service: Ints, collected_day: Ints, transit_days: Ints
    ) -> Floats:
        """Instants of delivery so many delivery days of the site after collections [seconds]."""
        on_saturdays = self.world.columns.saturday_delivery[service]
        day = np.where(
            on_saturdays,
            _nth_day(self._delivery_days(site, saturdays=True), collected_day, transit_days),
            _nth_day(self._delivery_days(site, saturdays=False), collected_day, transit_days),
        )
        minutes = self.world.columns.deliver_by_minute[service]
        hours, which = np.unique(day * _MORE_THAN_A_DAY + minutes, return_inverse=True)
        instants = [
            self._at_the_door(minute, site, on)
            for on, minute in (divmod(hour, _MORE_THAN_A_DAY) for hour in hours.tolist())
        ]
        return np.array(instants, dtype=np.float64)[which.reshape(-1)]

    def _delivery_days(self, site: Site, *, saturdays: bool) -> Ints:
        """Days on which a site is delivered to: business days, and Saturdays where both know them.

        Source: dispatch.md, "Details, settled once"; courier_services.csv, saturday_delivery.
        """
        key = (site.site_id, saturdays)
        if key not in self._days:
            flags = self.world.horizon.flags(site)
            days = flags.first_day + np.arange(len(flags.business))
            always = self.world.network.opening_classes[site.receiving].always_open
            more = (weekday_of(days) == SATURDAY) & ~flags.holiday & (saturdays and always)
            self._days[key] = days[flags.business | more]
        return self._days[key]

    def _at_the_door(self, deliver_by_minute: int, site: Site, day: int) -> float:
        """The earlier of the service's hour and the end of receiving on that day."""
        key = (site.site_id, deliver_by_minute, day)
        if key not in self._instants:
            horizon = self.world.horizon
            at = horizon.instant(site.timezone, day, deliver_by_minute)
            closing = self._closing(site, day)
            self._instants[key] = min(at, closing)
        return self._instants[key]

    def _closing(self, site: Site, day: int) -> float:
        """End of receiving on a day; inf where the site is open all day or not at all."""
        horizon = self.world.horizon
        windows = horizon.receiving(site)
        if windows is None:
            return float("inf")
        midnight = horizon.instant(site.timezone, day, 0)
        following = horizon.instant(site.timezone, day + 1, 0)
        today = (windows.closes > midnight) & (windows.closes <= following)
        return float(windows.closes[today].max(initial=-np.inf)) if today.any() else float("inf")

    def transit_days(self, site: Site, depot: Ints, service: Ints) -> tuple[Ints, Ints]:
        """Fewest and most days in transit of each way, the lane's included."""
        used = np.unique(depot)
        lanes = np.zeros(len(self.world.depots), dtype=np.int64)
        lanes[used] = [self.world.lane(self.world.depots[i], site).transit_days_add for i in used]
        columns = self.world.columns
        added = lanes[depot]
        return columns.transit_days_min[service] + added, columns.transit_days_max[service] + added


def _nth_day(days: Ints, collected: Ints, n: Ints) -> Ints:
    """The n-th of some days after each collection; n = 0: the same day, or the next one."""
    after = np.searchsorted(days, collected, side="right") + n - 1
    same = np.searchsorted(days, collected, side="left")
    return np.asarray(days[np.clip(np.where(n > 0, after, same), 0, len(days) - 1)])


def scheduled_candidates(
    world: World,
    site: Site,
    bundles: Sequence[Bundle],
    pairs: Pairs,
    confidences: Sequence[float],
) -> tuple[Candidates, Ints]:
    """One way for each pair of kind scheduled, and the first failing test of each pair.

    `confidences` are those of the targets; the median is added behind them.
    """
    schedule = world.tool(Schedule)
    instants, collected, failures = schedule.collections(pairs.depot, pairs.service, pairs.ready)
    rows = np.flatnonzero(failures == PASSED)
    kept, departs, days = pairs.take(rows), instants[rows], collected[rows]
    arrives = _arrivals(schedule, site, kept, days, confidences)
    price = Prices(world, site, bundles, kept, departs).of_shipments()
    windows = world.horizon.receiving(site)
    on_site = arrives if windows is None else windows.delivered(arrives)
    return Candidates.without_vehicle(kept, departs, arrives, on_site, price), failures


def planned_days(fewest: Ints, most: Ints, confidence: float) -> Ints:
    """Days in transit that are planned at a confidence: the most from 0.9 on, else the median.

    Source: dispatch.md, "Scheduled service".
    """
    return most if confidence >= MAXIMUM_FROM_CONFIDENCE else fewest + (most - fewest) // 2


def _arrivals(
    schedule: Schedule, site: Site, ways: Pairs, days: Ints, confidences: Sequence[float]
) -> Floats:
    fewest, most = schedule.transit_days(site, ways.depot, ways.service)
    levels = [planned_days(fewest, most, confidence) for confidence in (*confidences, 0.5)]
    return np.stack([schedule.deliveries(site, ways.service, days, each) for each in levels])
