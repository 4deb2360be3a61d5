"""Ways by air: drive, tender, next flight, recovery, customs, drive."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, exp

import numpy as np

from optimizer.dispatch.options.admissibility import CODE, PASSED
from optimizer.dispatch.options.candidates import Candidates, Pairs
from optimizer.dispatch.options.dedicated import received
from optimizer.dispatch.options.demands import Bundle
from optimizer.dispatch.options.horizon import DAY_SECONDS, HOUR_SECONDS, Ints
from optimizer.dispatch.options.prices import Prices
from optimizer.dispatch.options.world import World
from optimizer.network import Airport, CourierService, Depot, Place, Site
from optimizer.travel import GeodesicDrives, geodesic_km, spread, urban_time_factor


@dataclass(frozen=True, slots=True)
class Leg:
    """A drive to or from an airport: parts of the median [minutes] and where its clock stands."""

    urban_minutes: float
    intercity_minutes: float
    cv_urban: float
    cv_intercity: float
    country: str
    subdivision: str | None
    timezone: str


@dataclass(slots=True)
class AirChains:
    """Chains of drive, flight and drive; each leg is worked out once."""

    world: World
    _legs: dict[tuple[str, str], Leg] = field(default_factory=dict)

    def flies(self, service: CourierService, depot: Depot, site: Site) -> bool:
        """Whether there is a flight at all: two airports, and a direct pair where timetabled.

        Source: reference network, "Which rule combines what", 4.
        """
        pair = (depot.nearest_airport, site.nearest_airport)
        if pair[0] == pair[1]:
            return False
        return not service.timetabled_flight or pair in self.world.network.flights

    def arrival(
        self, service: CourierService, depot: Depot, site: Site, departs: float, z: float
    ) -> float:
        """Arrival at the site [seconds] when both drives take their z-quantile.

        Source: dispatch.md, "Air".
        """
        network, rules = self.world.network, self.world.network.rules
        from_airport = network.airports[depot.nearest_airport]
        to_airport = network.airports[site.nearest_airport]
        start = departs + 60 * rules.handover_origin_minutes
        at = start + self._drive_seconds(self._to_airport(depot, from_airport), start, z)
        at += 60 * (service.tender_minutes or 0)
        at = self._landing(service, from_airport, to_airport, at)
        at += 60 * (service.recovery_minutes or 0)
        at = self._cleared(service, depot, site, at)
        at += self._drive_seconds(self._from_airport(to_airport, site), at, z)
        return at + 60 * (rules.parking_access_minutes + rules.handover_site_minutes)

    def _to_airport(self, depot: Depot, airport: Airport) -> Leg:
        return self._leg(depot.depot_id, depot, airport, depot.subdivision)

    def _from_airport(self, airport: Airport, site: Site) -> Leg:
        return self._leg(site.site_id, airport, site, None)

    def _leg(self, key: str, origin: Place, destination: Place, subdivision: str | None) -> Leg:
        known = (type(origin).__name__, key)
        if known not in self._legs:
            drive = GeodesicDrives(self.world.network).table([origin], [destination])
            self._legs[known] = Leg(
                float(drive.urban_minutes[0, 0]),
                float(drive.intercity_minutes[0, 0]),
                float(drive.cv_urban[0]),
                float(drive.cv_intercity[0]),
                origin.country,
                subdivision,
                origin.timezone,
            )
        return self._legs[known]

    def _drive_seconds(self, leg: Leg, start: float, z: float) -> float:
        """Duration of a drive at a quantile; no speed factor to and from airports."""
        horizon = self.world.horizon
        days, minutes = horizon.local(leg.timezone, np.array([start]))
        flags = horizon.flags_of(leg.country, leg.subdivision, leg.timezone)
        factor = urban_time_factor(
            self.world.network.rules, minutes, flags.at(flags.business, days)
        )
        urban = leg.urban_minutes * factor
        intercity = np.array([leg.intercity_minutes])
        sigma = spread(urban, intercity, np.array(leg.cv_urban), np.array(leg.cv_intercity))
        return 60 * float(urban[0] + intercity[0]) * exp(z * float(sigma[0]))

    def _landing(self, service: CourierService, start: Airport, end: Airport, at: float) -> float:
        """Landing of the next flight, or of one that leaves at once.

        Source: flights.csv; travel_rules.csv, flight_*.
        """
        rules = self.world.network.rules
        if not service.timetabled_flight:
            distance = float(geodesic_km([start], [end])[0, 0])
            return at + 60 * (
                rules.flight_block_base_minutes + distance / rules.flight_km_per_minute
            )
        flight = self.world.network.flights[start.iata, end.iata]
        every = DAY_SECONDS / flight.departures_per_day
        first = 60 * rules.flight_first_departure_utc
        return first + ceil((at - first) / every) * every + 60 * flight.block_minutes

    def _cleared(self, service: CourierService, depot: Depot, site: Site, at: float) -> float:
        """When customs has released the goods, where the zones differ.

        Source: customs.csv, clearance_hours; courier_services.csv,
        customs_clearance_hours_override, which counts at every hour.
        """
        if depot.customs_zone == site.customs_zone:
            return at
        if service.customs_clearance_hours_override is not None:
            return at + HOUR_SECONDS * service.customs_clearance_hours_override
        border = self.world.network.borders[depot.customs_zone, site.customs_zone]
        work = HOUR_SECONDS * (border.clearance_hours or 0.0)
        return self.world.horizon.customs(site).after_working(at, work)


def air_candidates(
    chains: AirChains,
    site: Site,
    bundles: Sequence[Bundle],
    pairs: Pairs,
    quantiles: Sequence[float],
) -> tuple[Candidates, Ints]:
    """One way for each pair of kind air, and the first failing test of each pair.

    `quantiles` are of the standard normal, the median (0) last.
    """
    world = chains.world
    departs = pairs.ready + 60.0 * world.columns.collect_minutes[pairs.service]
    failures = np.full(len(pairs), PASSED, dtype=np.int64)
    for way in range(len(pairs)):
        depot, service = world.depots[pairs.depot[way]], world.services[pairs.service[way]]
        if not chains.flies(service, depot, site):
            failures[way] = CODE["no_flight"]
        if not world.operates(depot, pairs.service[way : way + 1], departs[way : way + 1])[0]:
            failures[way] = CODE["operating_hours"]
    rows = np.flatnonzero(failures == PASSED)
    kept, departs = pairs.take(rows), departs[rows]
    arrives = np.empty((len(quantiles), len(kept)))
    for way in range(len(kept)):
        depot, service = world.depots[kept.depot[way]], world.services[kept.service[way]]
        for level, z in enumerate(quantiles):
            arrives[level, way] = chains.arrival(service, depot, site, float(departs[way]), z)
    reached = np.isfinite(arrives).all(axis=0)
    failures[rows[~reached]] = CODE["late"]
    price = Prices(world, site, bundles, kept, departs).of_shipments()
    table = Candidates(
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
        np.zeros_like(price),
    )
    return table.take(np.flatnonzero(reached)), failures
