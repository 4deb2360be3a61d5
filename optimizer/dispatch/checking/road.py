"""How far and how long one drives, by the model of the data."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from math import exp, log, sqrt
from statistics import NormalDist

from geopy.distance import geodesic

from optimizer.dispatch.checking.clock import calendar_of, local, minute_of_day, within
from optimizer.network import Network, Place


@lru_cache(maxsize=100_000)
def _geodesic_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    return float(geodesic(a, b).km)


def geodesic_km(start: Place, end: Place) -> float:
    """Geodesic on WGS84 [km]."""
    return _geodesic_km((start.latitude, start.longitude), (end.latitude, end.longitude))


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
    """Minutes of one drive: a lognormal by its median and coefficient of variation."""

    median_minutes: float
    variation: float

    @property
    def _sigma(self) -> float:
        return sqrt(log(1 + self.variation**2))

    def quantile(self, share: float) -> timedelta:
        """Time that the drive keeps with this probability."""
        minutes = self.median_minutes * exp(NormalDist().inv_cdf(share) * self._sigma)
        return timedelta(minutes=minutes)

    def share_within(self, time: timedelta) -> float:
        """Probability that the drive takes no longer than a time."""
        minutes = time / timedelta(minutes=1)
        if minutes <= 0:
            return 0.0
        if not self._sigma:
            return 1.0 if minutes >= self.median_minutes else 0.0
        return NormalDist().cdf(log(minutes / self.median_minutes) / self._sigma)


def urban_time_factor(network: Network, start: Place, at: datetime) -> float:
    """Peak or night factor on the urban part of a drive that starts somewhere at an instant.

    Source: peak_* and night_* of travel_rules.csv.
    """
    rules, wall = network.rules, local(start, at)
    minute = minute_of_day(wall)
    if within(minute, rules.night_from, rules.night_to):
        return rules.night_time_factor_urban
    is_peak = within(minute, rules.peak_morning_from, rules.peak_morning_to) or within(
        minute, rules.peak_evening_from, rules.peak_evening_to
    )
    if rules.peak_on_business_days_only:
        is_peak = is_peak and calendar_of(network, start).is_business_day(wall.date())
    return rules.peak_time_factor_urban if is_peak else 1.0


def drive(
    network: Network, start: Place, end: Place, at: datetime, speeds: tuple[float, float] = (1, 1)
) -> Drive:
    """Drive from a place to another one, starting at an instant; speeds urban and intercity.

    Source: "Which rule combines what" 2; the coefficient of variation is that of the end.
    """
    km, each_end_km = road_km(network, start, end), network.rules.urban_road_km_each_end
    urban_half_km = min(km / 2, each_end_km)
    rest_half_km = km / 2 - urban_half_km
    facts = (network.drive_facts[start.country], network.drive_facts[end.country])
    urban = sum(urban_half_km / (fact.urban_kmh * speeds[0]) for fact in facts) * 60
    urban *= urban_time_factor(network, start, at)
    rest = sum(rest_half_km / (fact.intercity_kmh * speeds[1]) for fact in facts) * 60
    variation = facts[1].cv_urban * urban + facts[1].cv_intercity * rest
    total = urban + rest
    return Drive(total, variation / total if total else 0.0)
