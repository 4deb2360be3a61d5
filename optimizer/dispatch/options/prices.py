"""What a way costs: the tariff of the service, the lane, and night and weekend shares."""

from collections.abc import Sequence

import numpy as np

from optimizer.dispatch.options.candidates import Pairs
from optimizer.dispatch.options.demands import Bundle
from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.options.world import World
from optimizer.network import Site
from optimizer.travel import Floats


class Prices:
    """Prices of ways to one site; every answer has shape (ways,) [cents].

    Source: reference network, "Which rule combines what", 5.
    """

    def __init__(
        self, world: World, site: Site, bundles: Sequence[Bundle], ways: Pairs, departs: Floats
    ) -> None:
        """Look up what all prices of the ways, which leave at `departs` [seconds], rest on."""
        tariff = world.columns.tariff
        self._substitutes = _of_bundles([bundle.substitute_cents for bundle in bundles], ways)
        self._per_kg = tariff.per_kg[ways.service] * _billable_kg(world, bundles, ways)
        road_km = world.drives.road_km[ways.depot, world.column(site.site_id)]
        self._trip = tariff.base[ways.service] + tariff.per_km[ways.service] * road_km
        self._minimum = tariff.minimum[ways.service]
        self._factor = _lanes(world, site, ways) * (1 + _surcharges(world, ways, departs))

    def of_shipments(self) -> Ints:
        """Price of each way for one shipment, substitutes included."""
        return self._rounded(self._trip + self._per_kg) + self._substitutes

    def of_vehicles(self) -> Ints:
        """Price of one vehicle of each way, whatever it carries."""
        return self._rounded(self._trip)

    def of_lines(self) -> Ints:
        """What one more line in a vehicle adds to its price."""
        whole = np.rint(self._per_kg * self._factor).astype(np.int64)
        return np.asarray(whole + self._substitutes)

    def _rounded(self, before: Floats) -> Ints:
        return np.rint(np.maximum(self._minimum, before * self._factor)).astype(np.int64)


def _of_bundles(values: Sequence[float], ways: Pairs) -> Ints:
    return np.array(values, dtype=np.int64)[ways.bundle]


def _billable_kg(world: World, bundles: Sequence[Bundle], ways: Pairs) -> Floats:
    """Larger of weight and volume / divisor [kg]. Source: volumetric_divisor_cm3_per_kg."""
    weight = np.array([bundle.weight_kg for bundle in bundles])[ways.bundle]
    volume = np.array([bundle.volume_cm3 for bundle in bundles])[ways.bundle]
    return np.asarray(np.maximum(weight, volume / world.columns.tariff.divisor[ways.service]))


def _lanes(world: World, site: Site, ways: Pairs) -> Floats:
    """Multiplier of the lane; a dedicated drive knows none."""
    used = np.unique(ways.depot)
    lanes = np.ones(len(world.depots))
    lanes[used] = [world.lane(world.depots[i], site).price_multiplier for i in used]
    return np.where(world.columns.tariff.by_lane[ways.service], lanes[ways.depot], 1.0)


def _surcharges(world: World, ways: Pairs, departs: Floats) -> Floats:
    """Night and weekend share of each way, by the depot's clock.

    Source: travel_rules.csv: night_surcharge_*, weekend_surcharge_on_public_holidays.
    """
    rules, tariff, clocks = world.network.rules, world.columns.tariff, world.clocks
    days, minutes = clocks.local(ways.depot, departs)
    night = (minutes >= rules.night_surcharge_from) | (minutes < rules.night_surcharge_to)
    free = clocks.weekend | (clocks.holiday & rules.weekend_surcharge_on_public_holidays)
    weekend = clocks.on(free, ways.depot, days)
    night_share = np.where(night, tariff.night_share[ways.service], 0.0)
    return night_share + np.where(weekend, tariff.weekend_share[ways.service], 0.0)
