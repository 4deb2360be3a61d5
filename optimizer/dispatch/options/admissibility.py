"""Which courier service may carry which parts from which depot to which site, clock apart.

Every test gives a reason code where it fails and PASSED where it does not; the smallest of all
tests is the first that failed, in the order of the reason codes.
"""

from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from optimizer.dispatch.options.demands import Bundle
from optimizer.dispatch.options.horizon import Flags
from optimizer.dispatch.options.places import DOCK, HELPERS, alike
from optimizer.dispatch.problem import REASON_CODES
from optimizer.network import CourierService, Network, Part
from optimizer.travel import DriveTable, Floats

PASSED = len(REASON_CODES)
"""Index that stands for "no test failed", after the last reason code."""

CODE = {code: index for index, code in enumerate(REASON_CODES)}

Codes = NDArray[np.int8]
"""Reason codes, or PASSED."""

Refusals = dict[str, Codes]
"""By part number the first test of the part that each service fails."""


class Admissibility:
    """The tests that need no clock, for all depots and services of a network at once."""

    def __init__(
        self, network: Network, drives: DriveTable, site_ids: tuple[str, ...], refusals: Refusals
    ) -> None:
        """Take the drives from every depot (rows) to the sites named (columns).

        `refusals` takes up what services refuse, which is the same for all sites.
        """
        self.network = network
        self.drives = drives
        self.depots = [network.depots[key] for key in sorted(network.depots)]
        self.services = [network.services[key] for key in sorted(network.services)]
        self.depot_index = {depot.depot_id: i for i, depot in enumerate(self.depots)}
        self.sites = [network.sites[site_id] for site_id in site_ids]
        self.site_index = {site_id: i for i, site_id in enumerate(site_ids)}
        self._refusals = refusals
        self._licences: dict[tuple[frozenset[str], str], Codes] = {}

    @cached_property
    def of_places(self) -> Codes:
        """First failure of scope, landmass, customs and radius, (sites, depots, services)."""
        distance = self.drives.geodesic_km.T[:, :, None]
        failures = np.full((*distance.shape[:2], len(self.services)), PASSED, dtype=np.int8)
        for code, failing in (
            (CODE["radius"], distance > self._max_km),
            (CODE["customs"], self._closed_border()),
            (CODE["landmass"], self._over_water()),
            (CODE["scope"], self._out_of_scope(distance[:, :, 0])),
        ):
            failures[failing] = code
        return failures

    def _alike(self, name: str) -> Flags:
        """Whether sites and depots have the same value of a field, shape (sites, depots)."""
        return alike(self.depots, self.sites, name).T

    def _out_of_scope(self, distance: Floats) -> Flags:
        """Source: courier_services.csv, scope and countries."""
        domestic, zone = self._alike("country"), self._alike("customs_zone")
        inside = {
            "city_30km": (distance <= self.network.rules.city_scope_km) & zone,
            "domestic": domestic,
            "customs_zone": zone,
            "region": self._alike("region"),
            "world_except_domestic": ~domestic,
            "world": np.ones_like(domestic),
        }
        scope = np.stack([inside[service.scope] for service in self.services], axis=2)
        served = {place.country for place in (*self.depots, *self.sites)}
        serves = {country: self._serves(country) for country in sorted(served)}
        at_depots = np.stack([serves[depot.country] for depot in self.depots])
        at_sites = np.stack([serves[site.country] for site in self.sites])
        return np.asarray(~(scope & at_depots[None, :, :] & at_sites[:, None, :]))

    def _over_water(self) -> Flags:
        """Drives over water: all the way, or to or from an airport.

        Source: travel_rules.csv, dedicated_same_landmass.
        """
        airports = self.network.airports
        to_airport, from_airport = (
            np.array([place.landmass != airports[place.nearest_airport].landmass for place in each])
            for each in (self.depots, self.sites)
        )
        flown_over = (to_airport[None, :] | from_airport[:, None])[:, :, None] & self._by_air
        driven_over = ~self._alike("landmass")[:, :, None] & self._dedicated
        rule = self.network.rules.dedicated_same_landmass
        return np.asarray((driven_over | flown_over) & rule, dtype=np.bool_)

    def _closed_border(self) -> Flags:
        """Source: customs.csv, allowed; travel_rules.csv, dedicated_same_customs_zone."""
        starts = sorted({depot.customs_zone for depot in self.depots})
        row = np.array([starts.index(depot.customs_zone) for depot in self.depots], dtype=np.int64)
        ends = {site.customs_zone for site in self.sites}
        closed_to = {
            end: np.array([not self.network.borders[start, end].allowed for start in starts])[row]
            for end in sorted(ends)
        }
        closed = np.stack([closed_to[site.customs_zone] for site in self.sites])
        across = ~self._alike("customs_zone")[:, :, None]
        kept_inside = self._dedicated & self.network.rules.dedicated_same_customs_zone
        return np.asarray(closed[:, :, None] | (across & kept_inside), dtype=np.bool_)

    def of_bundle(self, bundle: Bundle) -> Codes:
        """First test of the parts and their weight that each service fails, shape (services,)."""
        refused = [self._of_part(part) for part in bundle.parts]
        too_heavy = self._shipment_limit < bundle.weight_kg
        weight = np.where(too_heavy, CODE["shipment_weight"], PASSED).astype(np.int8)
        return np.asarray(np.minimum.reduce([*refused, weight]))

    def _of_part(self, part: Part) -> Codes:
        if part.part_number not in self._refusals:
            failures = np.full(len(self.services), PASSED, dtype=np.int8)
            for test, fits in PART_TESTS.items():
                refused = [not fits(part, service) for service in self.services]
                failing = np.array(refused, dtype=np.bool_)
                failures[failing & (failures > CODE[test])] = CODE[test]
            self._refusals[part.part_number] = failures
        return self._refusals[part.part_number]

    def of_licences(self, groups: frozenset[str], zone: str) -> Codes:
        """Depots that lack a licence to export some groups of parts to a zone, shape (depots,).

        Source: export_licences.csv; inside a zone none is needed.
        """
        if (groups, zone) not in self._licences:
            starts = [depot.customs_zone for depot in self.depots]
            licensed = {
                start: start == zone
                or all(self.network.licences[group, start, zone] for group in groups)
                for start in sorted(set(starts))
            }
            codes = [PASSED if licensed[start] else CODE["export_licence"] for start in starts]
            self._licences[groups, zone] = np.array(codes, dtype=np.int8)
        return self._licences[groups, zone]

    def strain(self, bundle: Bundle) -> int:
        """What lifting a bundle takes: 1 if a piece is heavy, 2 more if it takes two people.

        Source: parts.csv, two_person; travel_rules.csv, tail_lift_or_dock_above_kg.
        """
        limit_kg = self.network.rules.tail_lift_or_dock_above_kg
        two_people = any(part.two_person for part in bundle.parts)
        return 2 * two_people + any(part.ship_weight_kg > limit_kg for part in bundle.parts)

    @cached_property
    def of_lifting(self) -> Codes:
        """Services that bring too few people, or no tail lift where one is needed.

        Shape (strains, helps of `Places`, services).
        Source: courier_services.csv, people, tail_lift, needs_dock; sites.csv.
        """
        alone = np.array([service.people <= 1 for service in self.services], dtype=np.bool_)
        no_lift = np.array([not service.tail_lift for service in self.services], dtype=np.bool_)
        needs_dock = np.array([service.needs_dock for service in self.services], dtype=np.bool_)
        codes = np.full((4, 4, len(self.services)), PASSED, dtype=np.int8)
        for strain, there in product(range(4), range(4)):
            if there & DOCK == 0:
                stuck = needs_dock | (no_lift & bool(strain & 1))
                codes[strain, there, stuck] = CODE["tail_lift_or_dock"]
            if strain & 2 and there & HELPERS == 0:
                codes[strain, there, alone] = CODE["two_person"]
        return codes

    def _serves(self, country: str) -> Flags:
        return np.array([s.countries is None or country in s.countries for s in self.services])

    @cached_property
    def _dedicated(self) -> Flags:
        return np.array([service.kind == "dedicated" for service in self.services])

    @cached_property
    def _by_air(self) -> Flags:
        return np.array([service.kind == "air" for service in self.services])

    @cached_property
    def _max_km(self) -> Floats:
        return np.array([_limit(service.max_km) for service in self.services])

    @cached_property
    def _shipment_limit(self) -> Floats:
        return np.array([_limit(service.max_shipment_kg) for service in self.services])


def _limit(value: float | None) -> float:
    return float("inf") if value is None else value


def piece_weight_fits(part: Part, service: CourierService) -> bool:
    """Whether one packed unit is light enough. Source: courier_services.csv, max_piece_kg."""
    return part.ship_weight_kg <= _limit(service.max_piece_kg)


def dimensions_fit(part: Part, service: CourierService) -> bool:
    """Whether the sides fit, the longest against the longest limit and so on.

    Source: dispatch.md, "Details, settled once": sides are compared sorted.
    """
    return all(
        side <= limit for side, limit in zip(part.sides_cm, service.largest_sides_cm, strict=True)
    )


def girth_fits(part: Part, service: CourierService) -> bool:
    """Whether longest side + 2 x (the other two) fits. Source: courier_services.csv."""
    longest, middle, shortest = part.sides_cm
    return longest + 2 * (middle + shortest) <= _limit(service.max_length_plus_girth_cm)


def goods_accepted(part: Part, service: CourierService) -> bool:
    """Whether dangerous goods and aircraft rules let the service carry the part.

    Source: reference network, "Which rule combines what", 1.
    """
    declared = not part.dangerous_goods or service.accepts_dangerous_goods
    passenger = part.passenger_air_allowed or not service.passenger_air
    cargo = part.cargo_air_allowed or service.mode == "road"
    return declared and passenger and cargo


PART_TESTS = {
    "piece_weight": piece_weight_fits,
    "dimensions": dimensions_fit,
    "girth": girth_fits,
    "dangerous_goods": goods_accepted,
}
"""Tests of one part against one service, by reason code."""
