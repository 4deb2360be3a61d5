"""Changes of courier services: one stops, vehicles come or go, prices move."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from optimizer.calendars import WEEKDAYS, minute_of_day
from optimizer.network import MINUTES_PER_DAY, CourierService, Network, VehicleHours, require
from optimizer.whatif.change import require_known


@dataclass(frozen=True, slots=True)
class CloseCourier:
    """A courier service stops: everywhere, from and to one country, or at one depot."""

    service: str
    depot: str | None = None
    country: str | None = None

    def __post_init__(self) -> None:
        """Refuse two places at once."""
        require(
            self.depot is None or self.country is None,
            "Name a depot or a country, not both; two tables close both.",
        )

    def applied_to(self, network: Network) -> Network:
        """Give the network without the service where it stops."""
        require_known("service", self.service, network.services)
        if self.depot is not None:
            return self._closed_at(network, self.depot)
        if self.country is not None:
            return self._closed_in(network, self.country)
        return self._closed_everywhere(network)

    def _closed_everywhere(self, network: Network) -> Network:
        require(len(network.services) > 1, f"{self.service} is the last service; one must stay.")
        services = {key: each for key, each in network.services.items() if key != self.service}
        vehicles = {key: rows for key, rows in network.vehicles.items() if key[1] != self.service}
        return replace(network, services=services, vehicles=vehicles)

    def _closed_in(self, network: Network, country: str) -> Network:
        require_known("country", country, network.weekends)
        service = network.services[self.service]
        served = frozenset(network.weekends) if service.countries is None else service.countries
        require(country in served, f"{self.service} does not serve {country}.")
        closed = replace(service, countries=served - {country})
        return replace(network, services={**network.services, self.service: closed})

    def _closed_at(self, network: Network, depot: str) -> Network:
        require_known("depot", depot, network.depots)
        _require_dedicated(network.services[self.service])
        gone = (depot, self.service)
        require(gone in network.vehicles, f"{self.service} has no vehicles at {depot}.")
        vehicles = {key: rows for key, rows in network.vehicles.items() if key != gone}
        return replace(network, vehicles=vehicles)


@dataclass(frozen=True, slots=True)
class ChangeVehicles:
    """More vehicles of a dedicated service at a depot, or fewer (below zero), in some hours."""

    depot: str
    service: str
    vehicles: int
    from_local: str = "00:00"
    to_local: str = "24:00"
    weekdays: tuple[str, ...] = WEEKDAYS

    def __post_init__(self) -> None:
        """Refuse no change, hours that do not follow one another, and unknown weekdays."""
        require(self.vehicles != 0, "vehicles = 0 changes nothing.")
        first, end = self._minutes
        require(first < end, f"from_local {self.from_local} is not before {self.to_local}.")
        require(bool(self.weekdays), "weekdays is empty; leave it out for every day.")
        for word in self.weekdays:
            require_known("weekdays", word, WEEKDAYS)

    @property
    def _minutes(self) -> tuple[int, int]:
        return _minute("from_local", self.from_local), _minute("to_local", self.to_local)

    def applied_to(self, network: Network) -> Network:
        """Give the network with the other number of vehicles."""
        require_known("depot", self.depot, network.depots)
        require_known("service", self.service, network.services)
        _require_dedicated(network.services[self.service])
        key = (self.depot, self.service)
        rows = network.vehicles.get(key, ())
        changed = [row for word in WEEKDAYS for row in self._day(rows, word)]
        return replace(network, vehicles={**network.vehicles, key: tuple(changed)})

    def _day(self, rows: Sequence[VehicleHours], weekday: str) -> list[VehicleHours]:
        """Rows of one weekday, cut wherever the number may change; hours without any are left."""
        today = [row for row in rows if weekday in row.weekdays]
        first, end = self._minutes if weekday in self.weekdays else (0, 0)
        edges = {0, MINUTES_PER_DAY, first, end}
        edges |= {minute for row in today for minute in (row.from_minute, row.to_minute)}
        day = []
        for start, stop in pairwise(sorted(edges)):
            more = self.vehicles if first <= start < end else 0
            vehicles = _vehicles_at(today, start) + more
            require(
                vehicles >= 0,
                f"vehicles = {self.vehicles} leaves {vehicles} of {self.service} at {self.depot}.",
            )
            if vehicles:
                hours = (start, stop, vehicles)
                day.append(VehicleHours(self.depot, self.service, frozenset({weekday}), *hours))
        return day


_LARGEST_FACTOR = 1_000


@dataclass(frozen=True, slots=True)
class ChangePrice:
    """A service costs so many times as much: base, per km, per kg and minimum."""

    service: str
    factor: float

    def __post_init__(self) -> None:
        """Refuse a price below zero, and one that no sum could hold."""
        require(self.factor >= 0, f"factor = {self.factor} would make a price below zero.")
        large = f"factor = {self.factor} is above {_LARGEST_FACTOR:,}; close the courier instead."
        require(self.factor <= _LARGEST_FACTOR, large)

    def applied_to(self, network: Network) -> Network:
        """Give the network with the other price, in whole cents."""
        require_known("service", self.service, network.services)
        service = network.services[self.service]
        priced = replace(
            service,
            price_base_cents=round(service.price_base_cents * self.factor),
            price_per_km_cents=round(service.price_per_km_cents * self.factor),
            price_per_kg_cents=round(service.price_per_kg_cents * self.factor),
            price_min_cents=round(service.price_min_cents * self.factor),
        )
        return replace(network, services={**network.services, self.service: priced})


def _minute(key: str, clock_time: str) -> int:
    try:
        return minute_of_day(clock_time)
    except ValueError as wrong:
        raise ValueError(f"{key}: {wrong}") from wrong


def _vehicles_at(rows: Sequence[VehicleHours], minute: int) -> int:
    """Vehicles in a minute of the day; of overlapping rows the last one counts, as in a plan."""
    fitting = [row.vehicles for row in rows if row.from_minute <= minute < row.to_minute]
    return fitting[-1] if fitting else 0


def _require_dedicated(service: CourierService) -> None:
    require(
        service.kind == "dedicated",
        f"{service.service_id} is {service.kind}: only dedicated services keep vehicles at a "
        "depot; close it everywhere or in a country instead.",
    )
