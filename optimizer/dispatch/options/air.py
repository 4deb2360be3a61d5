"""Ways by air: drive, tender, next flight, recovery, customs, drive."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from optimizer.dispatch.options.admissibility import CODE, PASSED
from optimizer.dispatch.options.candidates import Candidates, Pairs
from optimizer.dispatch.options.dedicated import received
from optimizer.dispatch.options.demands import Bundle
from optimizer.dispatch.options.horizon import DAY_SECONDS, HOUR_SECONDS, Flags, Ints
from optimizer.dispatch.options.prices import Prices
from optimizer.dispatch.options.world import World
from optimizer.network import Airport, Depot, Place, Site
from optimizer.travel import Floats, geodesic_km, spread, urban_time_factor


@dataclass(frozen=True, slots=True)
class Leg:
    """A drive to or from an airport: both parts of the median [minutes] and how they vary."""

    urban_minutes: float
    intercity_minutes: float
    cv_urban: float
    cv_intercity: float

    @property
    def numbers(self) -> tuple[float, float, float, float]:
        """All of it, in this order."""
        return self.urban_minutes, self.intercity_minutes, self.cv_urban, self.cv_intercity


@dataclass(frozen=True, slots=True)
class Connection:
    """Flights from a depot's airport to a site's: a timetable [seconds], or a charter's hour.

    Without a direct pair of airports there is none: `every` and `charter` are NaN.
    """

    every: float
    block: float
    charter: float


NO_CONNECTION = Connection(np.nan, np.nan, np.nan)


@dataclass(slots=True)
class AirChains:
    """Chains of drive, flight and drive; each leg and airport is worked out once."""

    world: World
    _legs: dict[tuple[str, str], Leg] = field(default_factory=dict)
    _connections: dict[str, Floats] = field(default_factory=dict)

    def flies(self, site: Site, depot: Ints, service: Ints) -> Flags:
        """Whether each way has a flight at all.

        Source: reference network, "Which rule combines what", 4.
        """
        timetabled = self.world.columns.timetabled[service]
        every, _, charter = self._connections_of(site, depot)
        return np.asarray(~np.isnan(np.where(timetabled, every, charter)))

    def arrival(self, site: Site, depot: Ints, service: Ints, departs: Floats, z: Floats) -> Floats:
        """Arrival of each way [seconds] when both drives take their z-quantile; inf: never.

        Source: dispatch.md, "Air".
        """
        columns, rules = self.world.columns, self.world.network.rules
        start = departs + 60 * rules.handover_origin_minutes
        at = start + self._to_airports(depot, start, z)
        at = self._landing(site, depot, service, at + columns.tender_seconds[service])
        at = self._cleared(site, depot, service, at + columns.recovery_seconds[service])
        at = at + self._from_airport(site, at, z)
        return at + 60 * (rules.parking_access_minutes + rules.handover_site_minutes)

    def _to_airports(self, depot: Ints, start: Floats, z: Floats) -> Floats:
        """Durations of the drives from depots to their airports."""
        numbers = np.zeros((4, len(self.world.depots)))
        for index in np.unique(depot).tolist():
            numbers[:, index] = self._to_airport(self.world.depots[index]).numbers
        days, minutes = self.world.clocks.local(depot, self._known(start))
        business = self.world.clocks.on(self.world.clocks.business, depot, days)
        return self._drive_seconds(numbers[:, depot], minutes, business, z)

    def _to_airport(self, depot: Depot) -> Leg:
        airport = self.world.network.airports[depot.nearest_airport]
        return self._leg(("depot", depot.depot_id), depot, airport)

    def _from_airport(self, site: Site, start: Floats, z: Floats) -> Floats:
        """Durations of the drives from the airport of a site."""
        horizon, airport = self.world.horizon, self.world.network.airports[site.nearest_airport]
        leg = self._leg(("site", site.site_id), airport, site)
        days, minutes = horizon.local(airport.timezone, self._known(start))
        flags = horizon.flags_of(airport.country, None, airport.timezone)
        numbers = np.array(leg.numbers)[:, None]
        return self._drive_seconds(numbers, minutes, flags.at(flags.business, days), z)

    def _leg(self, key: tuple[str, str], origin: Place, destination: Place) -> Leg:
        if key not in self._legs:
            drive = self.world.drive_model.table([origin], [destination])
            self._legs[key] = Leg(
                float(drive.urban_minutes[0, 0]),
                float(drive.intercity_minutes[0, 0]),
                float(drive.cv_urban[0]),
                float(drive.cv_intercity[0]),
            )
        return self._legs[key]

    def _known(self, start: Floats) -> Floats:
        """Instants with one that the clocks know in place of those that never come."""
        return np.where(np.isfinite(start), start, self.world.horizon.start)

    def _drive_seconds(
        self, numbers: Floats, minutes: Floats, business: Flags, z: Floats
    ) -> Floats:
        """Durations of drives at a quantile, by the clock where they start; no speed factor.

        `numbers` are those of the legs, one column for each drive or for all.
        """
        urban_minutes, intercity_minutes, cv_urban, cv_intercity = numbers
        urban = urban_minutes * urban_time_factor(self.world.network.rules, minutes, business)
        intercity = np.broadcast_to(intercity_minutes, urban.shape)
        sigma = spread(urban, intercity, cv_urban, cv_intercity)
        return np.asarray(60 * (urban + intercity) * np.exp(z * sigma))

    def _landing(self, site: Site, depot: Ints, service: Ints, at: Floats) -> Floats:
        """Landing of the next flight, or of one that leaves at once.

        Source: flights.csv; travel_rules.csv, flight_*.
        """
        every, block, charter = self._connections_of(site, depot)
        first = 60 * self.world.network.rules.flight_first_departure_utc
        takes_off = first + np.ceil((at - first) / every) * every
        timetabled = self.world.columns.timetabled[service]
        return np.asarray(np.where(timetabled, takes_off + block, at + charter))

    def _connections_of(self, site: Site, depot: Ints) -> Floats:
        """Connections of ways, shape (3, ways): `every`, `block` and `charter`."""
        end = site.nearest_airport
        if end not in self._connections:
            airports = self.world.network.airports
            starts = {each.nearest_airport for each in self.world.depots}
            found = {start: self._flights(airports[start], airports[end]) for start in starts}
            rows = [found[each.nearest_airport] for each in self.world.depots]
            columns = [(each.every, each.block, each.charter) for each in rows]
            self._connections[end] = np.array(columns, dtype=np.float64).T
        return np.asarray(self._connections[end][:, depot])

    def _flights(self, start: Airport, end: Airport) -> Connection:
        if start.iata == end.iata:
            return NO_CONNECTION
        rules = self.world.network.rules
        km = float(geodesic_km([start], [end])[0, 0])
        charter = 60 * (rules.flight_block_base_minutes + km / rules.flight_km_per_minute)
        flight = self.world.network.flights.get((start.iata, end.iata))
        if flight is None:
            return Connection(np.nan, np.nan, charter)
        every = DAY_SECONDS / flight.departures_per_day
        return Connection(every, 60.0 * flight.block_minutes, charter)

    def _cleared(self, site: Site, depot: Ints, service: Ints, at: Floats) -> Floats:
        """When customs has released the goods, where the zones differ.

        Source: customs.csv, clearance_hours; courier_services.csv,
        customs_clearance_hours_override, which counts at every hour.
        """
        override = HOUR_SECONDS * self.world.columns.clearance_override_hours[service]
        clearance = np.full(len(self.world.depots), np.nan)
        for index in np.unique(depot).tolist():
            clearance[index] = self._clearance_seconds(self.world.depots[index], site)
        work = clearance[depot]
        abroad = ~np.isnan(work)
        in_hours = abroad & np.isnan(override)
        cleared = np.where(abroad & ~in_hours, at + override, at)
        windows = self.world.horizon.customs(site)
        cleared[in_hours] = windows.after_working(at[in_hours], work[in_hours])
        return cleared

    def _clearance_seconds(self, depot: Depot, site: Site) -> float:
        """Customs work between a depot and a site [seconds]; NaN inside one zone."""
        if depot.customs_zone == site.customs_zone:
            return float("nan")
        border = self.world.network.borders[depot.customs_zone, site.customs_zone]
        return HOUR_SECONDS * (border.clearance_hours or 0.0)


def air_candidates(
    world: World,
    site: Site,
    bundles: Sequence[Bundle],
    pairs: Pairs,
    quantiles: Sequence[float],
) -> tuple[Candidates, Ints]:
    """One way for each pair of kind air, and the first failing test of each pair.

    `quantiles` are of the standard normal, the median (0) last.
    """
    chains = world.tool(AirChains)
    departs = pairs.ready + 60.0 * world.columns.collect_minutes[pairs.service]
    failures = np.full(len(pairs), PASSED, dtype=np.int64)
    failures[~chains.flies(site, pairs.depot, pairs.service)] = CODE["no_flight"]
    failures[~world.operates(pairs.depot, pairs.service, departs)] = CODE["operating_hours"]
    rows = np.flatnonzero(failures == PASSED)
    kept, departs = pairs.take(rows), departs[rows]
    arrives = np.empty((len(quantiles), len(kept)))
    for level, z in enumerate(quantiles):
        every = np.full(len(kept), z)
        arrives[level] = chains.arrival(site, kept.depot, kept.service, departs, every)
    reached = np.isfinite(arrives).all(axis=0)
    failures[rows[~reached]] = CODE["late"]
    price = Prices(world, site, bundles, kept, departs).of_shipments()
    on_site = received(world, site, arrives)
    table = Candidates.without_vehicle(kept, departs, arrives, on_site, price)
    return table.take(np.flatnonzero(reached)), failures
