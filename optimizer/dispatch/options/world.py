"""The network as one plan sees it: places and services in a fixed order, drives, clocks, prices."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import numpy as np

from optimizer.calendars import WEEKDAYS
from optimizer.dispatch.options.admissibility import Admissibility
from optimizer.dispatch.options.clocks import DepotClocks
from optimizer.dispatch.options.horizon import Flags, Horizon, Ints, weekday_of
from optimizer.dispatch.options.places import Places
from optimizer.dispatch.scarcity import Demand
from optimizer.network import CourierService, Depot, Kind, Network
from optimizer.travel import DriveModel, DriveTable, Floats

_Tool = TypeVar("_Tool")

KINDS: tuple[Kind, ...] = ("dedicated", "scheduled", "air")
"""Kinds of services, numbered in the columns by their place here."""

Tools = dict[Callable[["World"], Any], Any]
"""Collections, flights and whatever else is worked out once for the days of a world."""


@dataclass(frozen=True, slots=True)
class Tariff:
    """What services charge, shape (services,): cents, cents a km and kg, shares of the price.

    A service without a volumetric divisor [cm3 per kg] bills weight alone; `by_lane` tells whose
    price depends on the lane.
    """

    base: Floats
    per_km: Floats
    per_kg: Floats
    minimum: Floats
    divisor: Floats
    night_share: Floats
    weekend_share: Floats
    by_lane: Flags

    @classmethod
    def of(cls, services: Sequence[CourierService]) -> "Tariff":
        """Tariff of services in their order."""

        def column(name: str) -> Floats:
            return np.array([getattr(service, name) for service in services], dtype=np.float64)

        divisors = [service.volumetric_divisor_cm3_per_kg for service in services]
        return cls(
            column("price_base_cents"),
            column("price_per_km_cents"),
            column("price_per_kg_cents"),
            column("price_min_cents"),
            np.array([np.inf if divisor is None else divisor for divisor in divisors]),
            column("night_surcharge_share"),
            column("weekend_surcharge_share"),
            np.array([service.kind != "dedicated" for service in services]),
        )


@dataclass(frozen=True, slots=True)
class ServiceColumns:
    """Columns of all courier services, shape (services,); weekdays (services, 7), Monday first.

    A service without an override of the clearance hours has NaN there.
    """

    kind: Ints
    goes_alike: Flags
    weekdays: Flags
    business_day: Flags
    on_holidays: Flags
    from_minute: Ints
    to_minute: Ints
    collect_minutes: Ints
    speed_factor_urban: Floats
    speed_factor_intercity: Floats
    timetabled: Flags
    tender_seconds: Floats
    recovery_seconds: Floats
    clearance_override_hours: Floats
    transit_days_min: Ints
    transit_days_max: Ints
    saturday_delivery: Flags
    deliver_by_minute: Ints
    tariff: Tariff


def goes_alike(service: CourierService) -> bool:
    """Whether a service minds the country and hours of a site only, not how far it is."""
    return service.kind == "scheduled" and service.price_per_km_cents == 0


def service_columns(services: Sequence[CourierService]) -> ServiceColumns:
    """Columns of services in their order."""
    return ServiceColumns(
        np.array([KINDS.index(service.kind) for service in services], dtype=np.int64),
        np.array([goes_alike(service) for service in services], dtype=np.bool_),
        np.array([[word in service.operates for word in WEEKDAYS] for service in services]),
        np.array(["business_day" in service.operates for service in services]),
        np.array([service.operates_on_public_holidays for service in services]),
        np.array([service.from_minute for service in services]),
        np.array([service.to_minute for service in services]),
        np.array([service.collect_minutes or 0 for service in services]),
        np.array([service.speed_factor_urban for service in services]),
        np.array([service.speed_factor_intercity for service in services]),
        np.array([service.timetabled_flight for service in services]),
        np.array([60.0 * (service.tender_minutes or 0) for service in services]),
        np.array([60.0 * (service.recovery_minutes or 0) for service in services]),
        np.array(
            [
                np.nan if hours is None else hours
                for hours in (service.customs_clearance_hours_override for service in services)
            ]
        ),
        np.array([service.transit_days_min or 0 for service in services]),
        np.array([service.transit_days_max or 0 for service in services]),
        np.array([service.saturday_delivery for service in services]),
        np.array([service.deliver_by_minute or 0 for service in services], dtype=np.int64),
        Tariff.of(services),
    )


@dataclass(frozen=True, slots=True)
class World:
    """What option generation needs to know, worked out once for a problem.

    `drives` leads from every depot (rows, in the order of `depots`) to every site asked for;
    `demand` is what scarcity rests on.
    """

    network: Network
    horizon: Horizon
    drive_model: DriveModel
    drives: DriveTable
    places: Places
    admissibility: Admissibility
    columns: ServiceColumns
    clocks: DepotClocks
    demand: Demand
    now: float
    tools: Tools

    @property
    def depots(self) -> list[Depot]:
        """Depots in the order of their ids."""
        return self.admissibility.depots

    @property
    def services(self) -> list[CourierService]:
        """Courier services in the order of their ids."""
        return self.admissibility.services

    def tool(self, kind: "Callable[[World], _Tool]") -> _Tool:
        """The one tool of a kind in these days; it looks at nothing that moves."""
        if kind not in self.tools:
            self.tools[kind] = kind(self)
        return cast("_Tool", self.tools[kind])

    def column(self, site_id: str) -> int:
        """Column of a site in the drives."""
        return self.admissibility.site_index[site_id]

    def ready(self, depot: Ints, base: Floats, receipt: Floats) -> Floats:
        """When units are packed at depots [seconds]; inf when the depot never opens.

        The start is within opening hours, or when the person called out at `base` (the later of
        now and the release) is there; it is never before the receipt of the unit.

        Source: dispatch.md, "Ready"; opening_classes.csv, holiday_rule.
        """
        if len(depot) == 0:
            return np.empty(0)
        earliest = np.maximum(base, receipt)
        hours = self.tool(OpeningHours)
        start = np.minimum(hours.opening(depot, earliest), hours.called_out(depot, base, earliest))
        return np.asarray(start + hours.packing[depot])

    def operates(self, depot: Ints, service: Ints, at: Floats) -> Flags:
        """Whether services leave depots at instants, by weekday, holiday and hour there.

        `depot` and `service` hold indices and broadcast against `at`.
        Source: courier_services.csv: operates, operates_on_public_holidays, from_local, to_local.
        """
        days, minutes = self.clocks.local(depot, at)
        columns = self.columns
        in_hours = (minutes >= columns.from_minute[service]) & (
            minutes < columns.to_minute[service]
        )
        return in_hours & self.operates_on(depot, service, days)

    def operates_on(self, depot: Ints, service: Ints, days: Ints) -> Flags:
        """Whether services operate at depots on local days."""
        columns, clocks = self.columns, self.clocks
        business = clocks.on(clocks.business, depot, days)
        holiday = clocks.on(clocks.holiday, depot, days)
        allowed = columns.weekdays[service, weekday_of(days)]
        allowed = allowed | (columns.business_day[service] & business)
        return allowed & (columns.on_holidays[service] | ~holiday)


class OpeningHours:
    """When the depots of a world are open, side by side, and when somebody comes otherwise.

    Windows have shape (depots, windows), the later ones of shorter lists at inf; `packing`
    [seconds] has shape (depots,).
    """

    def __init__(self, world: World) -> None:
        """Look at all depots."""
        depots, clocks = world.depots, world.clocks
        self._clocks = clocks
        windows = [world.horizon.opening(depot) for depot in depots]
        most = max((1 if each is None else len(each.opens) for each in windows), default=0)
        self._opens = np.full((len(depots), most + 1), np.inf)
        self._closes = np.full((len(depots), most + 1), np.inf)
        for row, each in enumerate(windows):
            if each is None:
                self._opens[row, 0] = -np.inf
            else:
                self._opens[row, : len(each.opens)] = each.opens
                self._closes[row, : len(each.closes)] = each.closes
        self.packing = np.array([60.0 * depot.pick_pack_minutes for depot in depots])
        minutes = [depot.callout_minutes for depot in depots]
        self._call_out = np.array([np.inf if each is None else 60.0 * each for each in minutes])
        classes = [world.network.opening_classes[depot.opening_class] for depot in depots]
        self._rests = np.array([each.holiday_rule == "closed" for each in classes], dtype=np.bool_)

    def opening(self, depot: Ints, at: Floats) -> Floats:
        """Instants themselves inside [open, close) of depots, else the next opening; inf: never."""
        following = (self._closes[depot] <= at[:, None]).sum(axis=1)
        return np.asarray(np.maximum(at, self._opens[depot, following]))

    def called_out(self, depot: Ints, base: Floats, earliest: Floats) -> Floats:
        """When who is called at `base` starts, not before `earliest`; inf: nobody comes."""
        start = np.maximum(base + self._call_out[depot], earliest)
        known = np.isfinite(start)
        days, _ = self._clocks.local(depot, np.where(known, start, self._clocks.horizon.start))
        holiday = self._clocks.on(self._clocks.holiday, depot, days)
        return np.where(known & ~(holiday & self._rests[depot]), start, np.inf)
