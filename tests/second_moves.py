"""Drives, flights and deliveries on the equator, read from docs/dispatch.md again."""

from functools import cache
from math import ceil, exp, log, sqrt
from statistics import NormalDist

from optimizer.network import CourierService, Depot, Network, Site
from tests.second_clock import DAY, HOUR, Hours, day_of, is_business_day, minute_of, word_of_day
from tests.second_limits import km_between


class Moves:
    """How long things take on a small network."""

    def __init__(self, network: Network, hours: Hours) -> None:
        """Take the network and its opening hours."""
        self.network = network
        self.rules = network.rules
        self.hours = hours

    def km(self, depot_id: str, site_id: str) -> float:
        """Kilometers from a depot to a site."""
        depot, site = self.network.depots[depot_id], self.network.sites[site_id]
        return km_between(depot.longitude, site.longitude)

    def back(self, depot: Depot, site: Site, departs: float) -> float:
        """Two median drives after loading, access and handover."""
        urban, between = self.road(depot.longitude, site.longitude, departs)
        return departs + 31 * 60 + 120 * (urban + between)

    def road(self, start: float, end: float, departs: float) -> tuple[float, float]:
        """Urban and intercity minutes of a drive that starts ten minutes after a departure."""
        km, at = km_between(start, end), departs + 600
        urban, factor, minute = min(km, 20.0), 1.0, minute_of(at)
        if is_business_day(day_of(at)) and (420 <= minute < 600 or 960 <= minute < 1140):
            factor = self.rules.peak_time_factor_urban
        if minute >= 1320 or minute < 360:
            factor = self.rules.night_time_factor_urban
        return urban * factor, (km - urban) / 2

    def drive_seconds(self, drive: tuple[float, float], share: float) -> float:
        """Quantile of a lognormal drive."""
        urban, between = drive
        facts = self.network.drive_facts["DE"]
        cv = (urban * facts.cv_urban + between * facts.cv_intercity) / max(urban + between, 1e-300)
        return 60 * (urban + between) * exp(quantile(share) * sqrt(log(1 + cv * cv)))

    def flies(self, depot: Depot, site: Site) -> bool:
        """Whether the airports have a flight."""
        return (depot.nearest_airport, site.nearest_airport) in self.network.flights

    def flown(
        self, site: Site, depot: Depot, service: CourierService, departs: float, share: float
    ) -> float:
        """Drive, tender, next flight, recovery, drive, access and handover."""
        start, end = depot.nearest_airport, site.nearest_airport
        airports, flight = self.network.airports, self.network.flights[start, end]
        there = self.road(depot.longitude, airports[start].longitude, departs)
        at = departs + 600 + self.drive_seconds(there, share)
        at += 60 * (service.tender_minutes or 0)
        every = DAY / flight.departures_per_day
        at = 6 * HOUR + ceil((at - 6 * HOUR) / every) * every
        at += 60 * (flight.block_minutes + (service.recovery_minutes or 0))
        back = self.road(airports[end].longitude, site.longitude, at - 600)
        return at + self.drive_seconds(back, share) + 21 * 60

    def delivered(self, site: Site, service: CourierService, departs: float, share: float) -> float:
        """So many delivery days after the collection, at the hour or when receiving ends."""
        fewest, most = service.transit_days_min or 0, service.transit_days_max or 0
        left = most if share >= 0.9 else fewest + (most - fewest) // 2
        always = self.network.opening_classes[site.receiving].always_open
        saturdays = service.saturday_delivery and always
        day = day_of(departs)
        while left:
            day += 1
            left -= is_business_day(day) or (saturdays and word_of_day(day) == "sat")
        at = DAY * day + 60 * (service.deliver_by_minute or 0)
        return min(at, self.hours.closing(("site", site.site_id), site.receiving, day))

    def received(self, site: Site, service: CourierService, at: float) -> float:
        """When something is received that arrives at an instant."""
        place = (("site", site.site_id), site.receiving)
        if service.kind == "scheduled":
            return self.hours.next_delivery(*place, at)
        return self.hours.next_open(*place, at)


@cache
def quantile(share: float) -> float:
    """Quantile of the standard normal distribution."""
    return NormalDist().inv_cdf(share)
