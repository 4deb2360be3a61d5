"""Which courier service may carry which parts from which depot to which site, clock apart.

Every test is a boolean array of shape (depots, services) that is true where the test fails; the
first failing test, in the order of the reason codes, is the reason.
"""

from functools import cached_property

import numpy as np

from optimizer.dispatch.options.demands import Bundle
from optimizer.dispatch.options.horizon import Flags, Ints
from optimizer.dispatch.problem import REASON_CODES
from optimizer.network import CourierService, Network, Part, Site
from optimizer.travel import DriveTable, Floats

PASSED = len(REASON_CODES)
"""Index that stands for "no test failed", after the last reason code."""

CODE = {code: index for index, code in enumerate(REASON_CODES)}


Refusals = dict[str, dict[str, Flags]]
"""By part number and reason code whether each service refuses the part."""


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
        self.site_index = {site_id: i for i, site_id in enumerate(site_ids)}
        self._to_site: dict[str, Ints] = {}
        self._refusals = refusals

    def first_failures(self, bundle: Bundle, site: Site, stock: Ints) -> Ints:
        """Index of the first failing test, shape (depots, services); PASSED where none fails.

        `stock` of shape (depots,) holds how often the depot could fill the bundle [bundles].
        """
        tests = [
            (CODE["stock"], (stock < 1)[:, None]),
            (CODE["piece_weight"], self._all_parts(bundle, "piece_weight")),
            (CODE["dimensions"], self._all_parts(bundle, "dimensions")),
            (CODE["girth"], self._all_parts(bundle, "girth")),
            (CODE["shipment_weight"], self._shipment_limit < bundle.weight_kg),
            (CODE["dangerous_goods"], self._all_parts(bundle, "dangerous_goods")),
            (CODE["export_licence"], self._unlicensed(bundle, site)[:, None]),
            (CODE["two_person"], self._too_heavy_to_lift(bundle, site)),
            (CODE["tail_lift_or_dock"], self._no_tail_lift(bundle, site)),
        ]
        failures = self._place_failures(site).copy()
        for code, failing in tests:
            np.minimum(failures, np.where(failing, code, PASSED), out=failures)
        return failures

    def _place_failures(self, site: Site) -> Ints:
        """First failure of scope, landmass, customs and radius; the same for every part."""
        if site.site_id not in self._to_site:
            distance = self.drives.geodesic_km[:, self.site_index[site.site_id]][:, None]
            failures = np.full((len(self.depots), len(self.services)), PASSED, dtype=np.int64)
            for code, failing in (
                (CODE["radius"], distance > self._max_km),
                (CODE["customs"], self._closed_border(site)),
                (CODE["landmass"], self._over_water(site)),
                (CODE["scope"], self._out_of_scope(site, distance)),
            ):
                failures[np.broadcast_to(failing, failures.shape)] = code
            self._to_site[site.site_id] = failures
        return self._to_site[site.site_id]

    def _out_of_scope(self, site: Site, distance: Floats) -> Flags:
        """Source: courier_services.csv, scope and countries."""
        same = {
            name: np.array([getattr(depot, name) == getattr(site, name) for depot in self.depots])
            for name in ("country", "customs_zone", "region")
        }
        near = (distance[:, 0] <= self.network.rules.city_scope_km) & same["customs_zone"]
        inside = {
            "city_30km": near,
            "domestic": same["country"],
            "customs_zone": same["customs_zone"],
            "region": same["region"],
            "world_except_domestic": ~same["country"],
            "world": np.ones(len(self.depots), dtype=np.bool_),
        }
        scope = np.stack([inside[service.scope] for service in self.services], axis=1)
        return ~(scope & self._serves_depot & self._serves(site.country)[None, :])

    def _over_water(self, site: Site) -> Flags:
        """Drives over water: all the way, or to or from an airport.

        Source: travel_rules.csv, dedicated_same_landmass.
        """
        airports = self.network.airports
        apart = np.array([depot.landmass != site.landmass for depot in self.depots])
        to_airport = np.array(
            [depot.landmass != airports[depot.nearest_airport].landmass for depot in self.depots]
        )
        from_airport = airports[site.nearest_airport].landmass != site.landmass
        over_water = (apart[:, None] & self._dedicated) | (
            (to_airport | from_airport)[:, None] & self._by_air
        )
        return np.asarray(over_water & self.network.rules.dedicated_same_landmass, dtype=np.bool_)

    def _closed_border(self, site: Site) -> Flags:
        """Source: customs.csv, allowed; travel_rules.csv, dedicated_same_customs_zone."""
        zones = [depot.customs_zone for depot in self.depots]
        closed = [not self.network.borders[zone, site.customs_zone].allowed for zone in zones]
        across = np.array([zone != site.customs_zone for zone in zones])[:, None]
        kept_inside = self._dedicated & self.network.rules.dedicated_same_customs_zone
        return np.array(closed)[:, None] | (across & kept_inside)

    def _all_parts(self, bundle: Bundle, test: str) -> Flags:
        """Services that refuse any part of a bundle, shape (1, services)."""
        refused = [self._refused(part)[test] for part in set(bundle.parts)]
        return np.asarray(np.logical_or.reduce(refused))[None, :]

    def _refused(self, part: Part) -> dict[str, Flags]:
        if part.part_number not in self._refusals:
            self._refusals[part.part_number] = {
                test: np.array([not fits(part, service) for service in self.services])
                for test, fits in PART_TESTS.items()
            }
        return self._refusals[part.part_number]

    def _unlicensed(self, bundle: Bundle, site: Site) -> Flags:
        """Depots from which a part of the bundle lacks its export licence.

        Source: export_licences.csv; inside a zone none is needed.
        """
        groups = {part.export_group for part in bundle.parts} - {""}
        return np.array(
            [
                depot.customs_zone != site.customs_zone
                and not all(
                    self.network.licences[group, depot.customs_zone, site.customs_zone]
                    for group in groups
                )
                for depot in self.depots
            ]
        )

    def _too_heavy_to_lift(self, bundle: Bundle, site: Site) -> Flags:
        """Source: parts.csv, two_person; sites.csv, two_person_ok; courier_services.csv, people."""
        one_is_too_few = any(part.two_person for part in bundle.parts) and not site.two_person_ok
        return np.array([[one_is_too_few and service.people <= 1 for service in self.services]])

    def _no_tail_lift(self, bundle: Bundle, site: Site) -> Flags:
        """Source: travel_rules.csv, tail_lift_or_dock_above_kg; courier_services.csv."""
        limit_kg = self.network.rules.tail_lift_or_dock_above_kg
        heavy = any(part.ship_weight_kg > limit_kg for part in bundle.parts)
        refused = [
            not site.dock and (service.needs_dock or (heavy and not service.tail_lift))
            for service in self.services
        ]
        return np.array([refused])

    def _serves(self, country: str) -> Flags:
        return np.array([s.countries is None or country in s.countries for s in self.services])

    @cached_property
    def _serves_depot(self) -> Flags:
        return np.stack([self._serves(depot.country) for depot in self.depots])

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
        return np.array([[_limit(service.max_shipment_kg) for service in self.services]])


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
