"""Ways by air: drive, tender, next flight, recovery, customs, drive."""

from dataclasses import dataclass, field

import numpy as np

from optimizer.dispatch.options.admissibility import CODE, PASSED
from optimizer.dispatch.options.dedicated import received
from optimizer.dispatch.options.horizon import DAY_SECONDS, HOUR_SECONDS, Flags, Ints
from optimizer.dispatch.options.legs import Legs, Levels, Moves
from optimizer.dispatch.options.places import Places, by_class
from optimizer.dispatch.options.world import World
from optimizer.network import Depot, Place, Site
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

    def flies(self, places: Places, legs: Legs) -> Flags:
        """Whether each leg has a flight at all.

        Source: reference network, "Which rule combines what", 4.
        """
        timetabled = self.world.columns.timetabled[legs.service]
        every, _, charter = self._connections_of(places, legs)
        return np.asarray(~np.isnan(np.where(timetabled, every, charter)))

    def arrivals(self, places: Places, legs: Legs, departs: Floats, z: Floats) -> Floats:
        """Arrivals by each leg [seconds] when both drives take their z-quantiles; inf: never.

        `departs` has shape (legs,), `z` and the answer (quantiles, legs), of which z may have one.
        Source: dispatch.md, "Air".
        """
        columns, rules, service = self.world.columns, self.world.network.rules, legs.service
        start = departs + 60 * rules.handover_origin_minutes
        at = start + self._to_airports(legs.depot, start, z)
        at = self._landing(places, legs, at + columns.tender_seconds[service])
        at = self._cleared(places, legs, at + columns.recovery_seconds[service])
        at = at + self._from_airports(places, legs.site, at, z)
        return np.asarray(at + 60 * (rules.parking_access_minutes + rules.handover_site_minutes))

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

    def _from_airports(self, places: Places, site: Ints, start: Floats, z: Floats) -> Floats:
        """Durations of the drives from the airports of sites."""
        numbers = np.zeros((4, len(places.sites)))
        for index in np.unique(site).tolist():
            numbers[:, index] = self._from_airport(places.sites[index]).numbers
        start, minutes = self._known(start), np.empty(start.shape)
        business = np.empty(start.shape, dtype=np.bool_)
        for number, ways in by_class(places.airport[site]):
            airport = self.world.network.airports[places.site_airports[number]]
            days, minutes[:, ways] = self.world.horizon.local(airport.timezone, start[:, ways])
            flags = self.world.horizon.flags_of(airport.country, None, airport.timezone)
            business[:, ways] = flags.at(flags.business, days)
        return self._drive_seconds(numbers[:, site], minutes, business, z)

    def _from_airport(self, site: Site) -> Leg:
        airport = self.world.network.airports[site.nearest_airport]
        return self._leg(("site", site.site_id), airport, site)

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

        `numbers` of shape (4, legs) are those of the drives; instants and z may have several rows.
        """
        urban_minutes, intercity_minutes, cv_urban, cv_intercity = numbers
        urban = urban_minutes * urban_time_factor(self.world.network.rules, minutes, business)
        intercity = np.broadcast_to(intercity_minutes, urban.shape)
        sigma = spread(urban, intercity, cv_urban, cv_intercity)
        return np.asarray(60 * (urban + intercity) * np.exp(z * sigma))

    def _landing(self, places: Places, legs: Legs, at: Floats) -> Floats:
        """Landing of the next flight, or of one that leaves at once.

        Source: flights.csv; travel_rules.csv, flight_*.
        """
        every, block, charter = self._connections_of(places, legs)
        first = 60 * self.world.network.rules.flight_first_departure_utc
        takes_off = first + np.ceil((at - first) / every) * every
        timetabled = self.world.columns.timetabled[legs.service]
        return np.asarray(np.where(timetabled, takes_off + block, at + charter))

    def _connections_of(self, places: Places, legs: Legs) -> Floats:
        """Connections of legs, shape (3, legs): `every`, `block` and `charter`."""
        answer = np.empty((3, len(legs)))
        for number, ways in by_class(places.airport[legs.site]):
            answer[:, ways] = self._to(places.site_airports[number])[:, legs.depot[ways]]
        return answer

    def _to(self, end: str) -> Floats:
        """Connections from the airports of all depots to one airport, shape (3, depots)."""
        if end not in self._connections:
            airports = self.world.network.airports
            starts = [airports[each.nearest_airport] for each in self.world.depots]
            distances = geodesic_km(starts, [airports[end]])[:, 0].tolist()
            rows = [
                self._flights(start.iata, end, km)
                for start, km in zip(starts, distances, strict=True)
            ]
            columns = [(each.every, each.block, each.charter) for each in rows]
            self._connections[end] = np.array(columns, dtype=np.float64).T
        return self._connections[end]

    def _flights(self, start: str, end: str, km: float) -> Connection:
        if start == end:
            return NO_CONNECTION
        rules = self.world.network.rules
        charter = 60 * (rules.flight_block_base_minutes + km / rules.flight_km_per_minute)
        flight = self.world.network.flights.get((start, end))
        if flight is None:
            return Connection(np.nan, np.nan, charter)
        every = DAY_SECONDS / flight.departures_per_day
        return Connection(every, 60.0 * flight.block_minutes, charter)

    def _cleared(self, places: Places, legs: Legs, at: Floats) -> Floats:
        """When customs has released the goods, where the zones differ.

        Source: customs.csv, clearance_hours; courier_services.csv,
        customs_clearance_hours_override, which counts at every hour.
        """
        override = HOUR_SECONDS * self.world.columns.clearance_override_hours[legs.service]
        work = self._clearance_seconds(places, legs)
        abroad = ~np.isnan(work)
        in_hours = abroad & np.isnan(override)
        cleared = np.where(abroad & ~in_hours, at + override, at)
        for number, ways in by_class(places.clock[legs.site]):
            working = ways[in_hours[ways]]
            if len(working):
                windows = self.world.horizon.customs(places.examples[number])
                cleared[:, working] = windows.after_working(at[:, working], work[working])
        return cleared

    def _clearance_seconds(self, places: Places, legs: Legs) -> Floats:
        """Customs work between depots and sites [seconds]; NaN inside one zone."""
        sites = len(places.sites)
        pairs, which = np.unique(legs.depot * sites + legs.site, return_inverse=True)
        zones = [
            (self.world.depots[depot].customs_zone, places.sites[site].customs_zone)
            for depot, site in (divmod(pair, sites) for pair in pairs.tolist())
        ]
        seconds = [
            np.nan
            if start == end
            else HOUR_SECONDS * (self.world.network.borders[start, end].clearance_hours or 0.0)
            for start, end in zones
        ]
        return np.asarray(np.array(seconds, dtype=np.float64)[which.reshape(-1)])


def air_moves(world: World, legs: Legs, levels: Levels) -> tuple[Moves, Ints]:
    """One departure for each leg of kind air, and the first failing test of each leg."""
    chains = world.tool(AirChains)
    departs = legs.ready + 60.0 * world.columns.collect_minutes[legs.service]
    failures = np.full(len(legs), PASSED, dtype=np.int64)
    failures[~chains.flies(world.places, legs)] = CODE["no_flight"]
    failures[~world.operates(legs.depot, legs.service, departs)] = CODE["operating_hours"]
    rows = np.flatnonzero(failures == PASSED)
    kept, departs = legs.take(rows), departs[rows]
    z = np.array(levels.quantiles)[:, None]
    arrives = chains.arrivals(world.places, kept, departs, z)
    reached = np.isfinite(arrives).all(axis=0)
    failures[rows[~reached]] = CODE["late"]
    on_site = received(world, kept.site, arrives)
    moves = Moves(rows, departs, departs, arrives, on_site)
    return moves.take(np.flatnonzero(reached)), failures
