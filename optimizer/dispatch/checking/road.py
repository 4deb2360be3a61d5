"""How far and how long one drives, by the model of the data."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from math import asin, cos, exp, log, radians, sin, sqrt
from statistics import NormalDist

from geopy.distance import geodesic

from optimizer.dispatch.checking.clock import (
    Spot,
    at_minute,
    is_business_day,
    local,
    minute_of_day,
    within,
)
from optimizer.dispatch.checking.memory import Remembering, remembered
from optimizer.network import Network, Place

NORMAL = NormalDist()

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of WGS84. [km]"""


@lru_cache(maxsize=1_000_000)
def _geodesic_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    return float(geodesic(a, b).km)


def geodesic_km(start: Place, end: Place) -> float:
    """Geodesic on WGS84 [km]."""
    return _geodesic_km((start.latitude, start.longitude), (end.latitude, end.longitude))


def sphere_km(start: Place, end: Place) -> float:
    """Great-circle distance on a sphere, less than a hundredth from the geodesic [km].

    Source: the haversine formula; flattening moves distances by 0.6 % at most.
    """
    north, south = radians(start.latitude), radians(end.latitude)
    rises = sin((south - north) / 2) ** 2
    turns = sin(radians(end.longitude - start.longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(rises + cos(north) * cos(south) * turns)))


@lru_cache(maxsize=1000)
def _quantile_of_normal(share: float) -> float:
    return NORMAL.inv_cdf(share)


def circuity(network: Network, end: Place, km: float) -> float:
    """Road kilometers per geodesic kilometer, towards a place so far away.

    Source: circuity_knots.csv; the last knot is circuity_intercity of the country of the end.
    """
    intercity = network.drive_facts[end.country].circuity_intercity
    knots = [*network.circuity_knots, (network.rules.intercity_from_geodesic_km, intercity)]
    for (left_km, left), (right_km, right) in pairwise(knots):
        if km <= left_km:
            return left
        if km < right_km:
            return left + (right - left) * (km - left_km) / (right_km - left_km)
    return intercity


def road_km(network: Network, start: Place, end: Place) -> float:
    """Road distance [km]."""
    km = geodesic_km(start, end)
    return km * circuity(network, end, km)


@dataclass(frozen=True, slots=True)
class Drive:
    """Minutes of one drive: a lognormal by its median and the sigma of its logarithm."""

    median_minutes: float
    sigma: float

    def quantile(self, share: float) -> timedelta:
        """Time that the drive keeps with this probability."""
        minutes = self.median_minutes * exp(_quantile_of_normal(share) * self.sigma)
        return timedelta(minutes=minutes)

    def share_within(self, time: timedelta) -> float:
        """Probability that the drive takes no longer than a time."""
        minutes = time / timedelta(minutes=1)
        if minutes <= 0:
            return 0.0
        if not self.sigma:
            return 1.0 if minutes >= self.median_minutes else 0.0
        return NORMAL.cdf(log(minutes / self.median_minutes) / self.sigma)


class Road(Remembering):
    """The road between two places, for a vehicle with its speeds, urban and intercity."""

    def __init__(
        self, start: Spot[Place], end: Spot[Place], speeds: tuple[float, float] = (1, 1)
    ) -> None:
        """Measure the road: ten kilometers of town at each end, the rest between the towns.

        Source: dispatch.md, "Which rule combines what" 2.
        """
        super().__init__()
        network = start.network
        self.start = start
        self.km = road_km(network, start.place, end.place)
        urban_half_km = min(self.km / 2, network.rules.urban_road_km_each_end)
        rest_half_km = self.km / 2 - urban_half_km
        facts = (network.drive_facts[start.place.country], network.drive_facts[end.place.country])
        self.urban_minutes = (
            sum(urban_half_km / (fact.urban_kmh * speeds[0]) for fact in facts) * 60
        )
        self.rest_minutes = sum(rest_half_km / (f.intercity_kmh * speeds[1]) for f in facts) * 60
        self.variations = (facts[1].cv_urban, facts[1].cv_intercity)


def urban_time_factor(start: Spot[Place], at: datetime) -> float:
    """Peak or night factor on the urban part of a drive that starts somewhere at an instant.

    Source: peak_* and night_* of travel_rules.csv.
    """
    rules, wall = start.network.rules, local(start, at)
    minute = minute_of_day(wall)
    if within(minute, rules.night_from, rules.night_to):
        return rules.night_time_factor_urban
    is_peak = within(minute, rules.peak_morning_from, rules.peak_morning_to) or within(
        minute, rules.peak_evening_from, rules.peak_evening_to
    )
    if is_peak and rules.peak_on_business_days_only:
        is_peak = is_business_day(start, wall.date())
    return rules.peak_time_factor_urban if is_peak else 1.0


def factor_changes(start: Spot[Place], first: datetime, last: datetime) -> list[datetime]:
    """Instants between two at which the factor of a drive that starts somewhere may change."""
    rules = start.network.rules
    minutes = (
        *(0, rules.night_from, rules.night_to),
        *(rules.peak_morning_from, rules.peak_morning_to),
        *(rules.peak_evening_from, rules.peak_evening_to),
    )
    day, changes = local(start, first).date(), []
    while day <= local(start, last).date():
        changes += [at_minute(start, day, minute) for minute in minutes]
        day += timedelta(days=1)
    return [change for change in changes if first < change <= last]


@remembered
def _driven(road: Road, factor: float) -> Drive:
    """Drive by the factor on its urban part; the variation is that of the country of the end."""
    urban, rest = factor * road.urban_minutes, road.rest_minutes
    total = urban + rest
    by_time = road.variations[0] * urban + road.variations[1] * rest
    variation = by_time / total if total else 0.0
    return Drive(total, sqrt(log(1 + variation**2)))


def drive(road: Road, at: datetime) -> Drive:
    """Drive that starts at an instant."""
    return _driven(road, urban_time_factor(road.start, at))
