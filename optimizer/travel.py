"""How far and how long: geodesics, road kilometers, and the distribution of a drive's duration."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from optimizer.network import DriveFacts, Network, Place, TravelRules, require

Floats = NDArray[np.float64]

GEODESIC = "geodesic"
"""Fingerprint of drives that are modeled from geodesics."""

_GEOD = Geod(ellps="WGS84")
_STANDARD_NORMAL = NormalDist()


def geodesic_km(origins: Sequence[Place], destinations: Sequence[Place]) -> Floats:
    """Geodesic on WGS84 [km], shape (origins, destinations).

    Source: reference network, "Distances: WGS84 geodesic".
    """
    shape = (len(origins), len(destinations))
    from_lat = np.repeat([place.latitude for place in origins], shape[1])
    from_lon = np.repeat([place.longitude for place in origins], shape[1])
    to_lat = np.tile([place.latitude for place in destinations], shape[0])
    to_lon = np.tile([place.longitude for place in destinations], shape[0])
    _, _, meters = _GEOD.inv(from_lon, from_lat, to_lon, to_lat)
    return np.asarray(meters, dtype=np.float64).reshape(shape) / 1000


def road_km(
    geodesic: Floats, knots: Sequence[tuple[float, float]], rules: TravelRules, intercity: float
) -> Floats:
    """Road distance [km] of geodesics [km] that end in a country of one intercity circuity.

    Circuity is linear between the knots, constant outside them; the country's value is the last
    knot.

    Raises
    ------
    ValueError
        When the knots would make a farther place nearer by road.

    Source: circuity_knots.csv; travel_rules.csv, intercity_from_geodesic_km.
    """
    at_km = np.array([*(km for km, _ in knots), rules.intercity_from_geodesic_km])
    circuity = np.array([*(ratio for _, ratio in knots), intercity])
    grid = np.linspace(0.0, 2 * at_km[-1], 2001)
    require(
        bool(np.all(np.diff(grid * np.interp(grid, at_km, circuity)) >= 0)),
        f"With an intercity circuity of {intercity} a farther place would be nearer by road.",
    )
    return np.asarray(geodesic * np.interp(geodesic, at_km, circuity))


@dataclass(frozen=True, slots=True)
class DriveTable:
    """Drives from origins to destinations at a speed factor of 1, off peak and by day.

    Arrays of shape (origins, destinations): geodesic and road [km], the urban and intercity parts
    of the median [minutes]; of shape (destinations,): coefficients of variation.
    """

    geodesic_km: Floats
    road_km: Floats
    urban_minutes: Floats
    intercity_minutes: Floats
    cv_urban: Floats
    cv_intercity: Floats


class DriveModel(Protocol):
    """Answers for many drives at once: the geodesic model here, or a road router behind it."""

    @property
    def fingerprint(self) -> str:
        """Text that two models share exactly when they answer alike on the same network."""

    def table(self, origins: Sequence[Place], destinations: Sequence[Place]) -> DriveTable:
        """Drive from every origin to every destination."""


@dataclass(frozen=True, slots=True)
class GeodesicDrives:
    """Drives by geodesic, circuity and two speeds; the destination's country gives the circuity.

    Source: dispatch.md, "Drive"; travel.csv.
    """

    network: Network

    @property
    def fingerprint(self) -> str:
        """The same for all, as everything else stands in the network."""
        return GEODESIC

    def table(self, origins: Sequence[Place], destinations: Sequence[Place]) -> DriveTable:
        """Drive from every origin to every destination."""
        network = self.network
        geodesic = geodesic_km(origins, destinations)
        road = np.empty_like(geodesic)
        for country in {place.country for place in destinations}:
            columns = [i for i, place in enumerate(destinations) if place.country == country]
            circuity = network.drive_facts[country].circuity_intercity
            road[:, columns] = road_km(
                geodesic[:, columns], network.circuity_knots, network.rules, circuity
            )
        start = [network.drive_facts[place.country] for place in origins]
        end = [network.drive_facts[place.country] for place in destinations]
        each_end = np.minimum(network.rules.urban_road_km_each_end, road / 2)
        return DriveTable(
            geodesic,
            road,
            _two_speeds(each_end, start, end, "urban_kmh"),
            _two_speeds(road / 2 - each_end, start, end, "intercity_kmh"),
            np.array([facts.cv_urban for facts in end]),
            np.array([facts.cv_intercity for facts in end]),
        )


def _two_speeds(
    each_km: Floats, start: Sequence[DriveFacts], end: Sequence[DriveFacts], speed: str
) -> Floats:
    """Minutes for as many km at the speed of each end."""
    start_kmh = np.array([getattr(facts, speed) for facts in start])[:, None]
    end_kmh = np.array([getattr(facts, speed) for facts in end])[None, :]
    return np.asarray(60 * (each_km / start_kmh + each_km / end_kmh))


def spread(urban: Floats, intercity: Floats, cv_urban: Floats, cv_intercity: Floats) -> Floats:
    """Sigma of the lognormal duration of a drive, from its two parts [minutes].

    The coefficient of variation is the mean of both parts, weighted by time.

    Source: dispatch.md, "Drive": sigma = sqrt(ln(1 + cv^2)).
    """
    total = np.maximum(urban + intercity, np.finfo(np.float64).tiny)
    cv = (urban * cv_urban + intercity * cv_intercity) / total
    return np.sqrt(np.log1p(cv**2))


def standard_quantile(share: float) -> float:
    """Quantile z of the standard normal distribution for a share strictly between 0 and 1."""
    return _STANDARD_NORMAL.inv_cdf(share)


def standard_share(z: float) -> float:
    """Probability that a standard normal variable is at most z [share]."""
    return _STANDARD_NORMAL.cdf(z)


def urban_time_factor(
    rules: TravelRules, minute: Floats, business_day: NDArray[np.bool_]
) -> Floats:
    """Factor on the urban part of a drive that starts at a local minute of the day.

    Source: travel_rules.csv, peak_* and night_*; windows are [from, to), night runs over midnight.
    """
    morning = (minute >= rules.peak_morning_from) & (minute < rules.peak_morning_to)
    evening = (minute >= rules.peak_evening_from) & (minute < rules.peak_evening_to)
    peak = (morning | evening) & (business_day | (not rules.peak_on_business_days_only))
    night = (minute >= rules.night_from) | (minute < rules.night_to)
    slow = np.where(peak, rules.peak_time_factor_urban, 1.0)
    return np.where(night, rules.night_time_factor_urban, slow)
