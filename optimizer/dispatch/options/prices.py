"""What a move costs: the tariff of the service, the lane, and night and weekend shares."""

from dataclasses import dataclass, fields

import numpy as np

from optimizer.dispatch.options.horizon import Flags, Ints
from optimizer.dispatch.options.legs import Legs
from optimizer.dispatch.options.world import World
from optimizer.numbers import MOST_EXACT
from optimizer.travel import Floats


@dataclass(frozen=True, slots=True)
class Fares:
    """What moves cost before the kilograms; every array has shape (moves,) [cents].

    `trip` is base and kilometers, `factor` the lane with night and weekend shares, a ratio.
    Source: reference network, "Which rule combines what", 5.
    """

    trip: Floats
    minimum: Floats
    factor: Floats

    @classmethod
    def of(cls, world: World, legs: Legs, departs: Floats) -> "Fares":
        """Fares of legs that leave at instants [seconds]."""
        tariff = world.columns.tariff
        road_km = world.drives.road_km[legs.depot, legs.site]
        return cls(
            tariff.base[legs.service] + tariff.per_km[legs.service] * road_km,
            tariff.minimum[legs.service],
            _lanes(world, legs) * (1 + _surcharges(world, legs, departs)),
        )

    def take(self, chosen: Flags | Ints) -> "Fares":
        """Fares chosen by mask or index."""
        return Fares(*(getattr(self, each.name).take(chosen) for each in fields(Fares)))

    def of_shipments(self, kilograms: Floats) -> Ints:
        """Price of each move for a shipment whose kilograms cost so much [cents]."""
        return self._rounded(self.trip + kilograms)

    def of_vehicles(self) -> Ints:
        """Price of one vehicle of each move, whatever it carries."""
        return self._rounded(self.trip)

    def of_lines(self, kilograms: Floats) -> Ints:
        """What one more line in a vehicle adds to its price."""
        return _whole(kilograms * self.factor)

    def _rounded(self, before: Floats) -> Ints:
        return _whole(np.maximum(self.minimum, before * self.factor))


def _whole(cents: Floats) -> Ints:
    """Whole cents; prices beyond what can be counted stay there, and their problem is refused."""
    return np.rint(np.minimum(cents, 2.0 * MOST_EXACT)).astype(np.int64)


def kilogram_cents(world: World, weight_kg: Floats, volume_cm3: Floats) -> Floats:
    """What the kilograms of shipments cost by each service, shape (shipments, services) [cents].

    Billable is the larger of weight and volume / divisor [kg].
    Source: volumetric_divisor_cm3_per_kg.
    """
    tariff = world.columns.tariff
    billable = np.maximum(weight_kg[:, None], volume_cm3[:, None] / tariff.divisor)
    return np.asarray(tariff.per_kg * billable)


def _lanes(world: World, legs: Legs) -> Floats:
    """Multiplier of the lane; a dedicated drive knows none."""
    by_lane = world.columns.tariff.by_lane[legs.service]
    lanes = np.ones(len(legs))
    lanes[by_lane] = world.places.of_lanes(
        legs.depot[by_lane], legs.site[by_lane], lambda lane: lane.price_multiplier
    )
    return lanes


def _surcharges(world: World, legs: Legs, departs: Floats) -> Floats:
    """Night and weekend share of each move, by the depot's clock.

    Source: travel_rules.csv: night_surcharge_*, weekend_surcharge_on_public_holidays.
    """
    rules, tariff, clocks = world.network.rules, world.columns.tariff, world.clocks
    days, minutes = clocks.local(legs.depot, departs)
    night = (minutes >= rules.night_surcharge_from) | (minutes < rules.night_surcharge_to)
    free = clocks.weekend | (clocks.holiday & rules.weekend_surcharge_on_public_holidays)
    weekend = clocks.on(free, legs.depot, days)
    night_share = np.where(night, tariff.night_share[legs.service], 0.0)
    return night_share + np.where(weekend, tariff.weekend_share[legs.service], 0.0)
