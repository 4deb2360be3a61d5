"""Local clocks, day flags, opening windows and vehicles of the coming weeks, as arrays.

Instants are seconds since 1970-01-01 UTC, so that thousands of departures are tested at once.
"""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from optimizer.calendars import WEEKDAYS, BusinessDays, business_days, local_instant, zone
from optimizer.dispatch.options.windows import Windows
from optimizer.network import Depot, Network, OpeningClass, Site
from optimizer.travel import Floats

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

DAY_SECONDS = 86_400
HOUR_SECONDS = 3_600
QUARTER_SECONDS = 900
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_THURSDAY = 3
"""Weekday of 1970-01-01, Monday = 0."""


@dataclass(frozen=True, slots=True)
class DayFlags:
    """What each local day of a place is; index = days since the first day of the horizon."""

    first_day: int
    weekend: Flags
    holiday: Flags
    business: Flags

    def at(self, flags: Flags, days: Ints) -> Flags:
        """Flags of days since 1970-01-01."""
        return flags[np.clip(days - self.first_day, 0, len(flags) - 1)]


def weekday_of(days: Ints) -> Ints:
    """Weekday of days since 1970-01-01, Monday = 0."""
    return (days + _THURSDAY) % 7


def day_of(days: int) -> date:
    """Date of days since 1970-01-01."""
    return date.fromordinal(_EPOCH_DAY + days)


def days_since_epoch(day: date) -> int:
    """Days from 1970-01-01 to a date."""
    return day.toordinal() - _EPOCH_DAY


class Horizon:
    """Clocks, days, windows and vehicles of a network over the days after one instant."""

    def __init__(self, network: Network, now: datetime, days: int) -> None:
        """Look from the day before now over so many days."""
        self.first_day = days_since_epoch(now.astimezone(UTC).date()) - 2
        self.days = days + 4
        self.start = float(self.first_day * DAY_SECONDS)
        self.slot_seconds = 60 * network.rules.vehicle_slot_minutes
        self._instants: dict[tuple[str, int, int], float] = {}
        self._offsets: dict[str, Floats] = {}
        self._flags: dict[tuple[str, str | None, str], DayFlags] = {}
        self._windows: dict[tuple[str, str, str | None, str], Windows | None] = {}
        self._owned: dict[tuple[str, str], tuple[Ints, Ints]] = {}
        self.see(network)

    def of(self, network: Network) -> "Horizon":
        """The same days for the network with other vehicles on the road."""
        other = copy(self)
        other.see(network)
        return other

    def see(self, network: Network) -> None:
        """Look at a network and the vehicles that it has on the road."""
        self.network = network
        self._out = _out_by_pair(network)
        self._more_vehicles = 0
        self._opened: dict[tuple[str, str], Windows | None] = {}
        self._left: dict[tuple[str, str], tuple[Ints, Ints]] = {}

    def with_more_vehicles(self) -> "Horizon":
        """The same days with one more vehicle of every depot and service at every hour."""
        other = self.of(self.network)
        other._more_vehicles = 1  # noqa: SLF001 - a copy of this very class
        return other

    def local(self, timezone: str, at: Floats) -> tuple[Ints, Floats]:
        """Local days since 1970-01-01 and minutes of the day of instants, each of their shape."""
        return self.split(at, self.offsets(timezone)[self.quarter(at)])

    def quarter(self, at: Floats) -> Ints:
        """Index of the quarter-hour that holds an instant, within the horizon."""
        index = np.floor_divide(at - self.start, QUARTER_SECONDS).astype(np.int64)
        return np.minimum(np.maximum(index, 0), self.days * 24 * 4 - 1)

    @staticmethod
    def split(at: Floats, offsets: Floats) -> tuple[Ints, Floats]:
        """Local days since 1970-01-01 and minutes of the day of instants at some offsets."""
        seconds = at + offsets
        days = np.floor_divide(seconds, DAY_SECONDS).astype(np.int64)
        return days, (seconds - days * DAY_SECONDS) / 60

    def instant(self, timezone: str, day: int, minute: int) -> float:
        """Instant of a local day and minute [seconds]."""
        key = (timezone, day, minute)
        if key not in self._instants:
            self._instants[key] = local_instant(zone(timezone), day_of(day), minute).timestamp()
        return self._instants[key]

    def flags(self, place: Depot | Site) -> DayFlags:
        """Day flags of a place."""
        return self.flags_of(place.country, place.subdivision, place.timezone)

    def flags_of(self, country: str, subdivision: str | None, timezone: str) -> DayFlags:
        """Day flags of a country, subdivision and zone."""
        key = (country, subdivision, timezone)
        if key not in self._flags:
            calendar = self.calendar(country, subdivision, timezone)
            dates = [day_of(self.first_day + i) for i in range(self.days)]
            self._flags[key] = DayFlags(
                self.first_day,
                np.array([calendar.is_weekend(day) for day in dates]),
                np.array([calendar.is_public_holiday(day) for day in dates]),
                np.array([calendar.is_business_day(day) for day in dates]),
            )
        return self._flags[key]

    def calendar(self, country: str, subdivision: str | None, timezone: str) -> BusinessDays:
        """Business days of a place; the weekend is the one of countries.csv."""
        weekend = frozenset(WEEKDAYS.index(word) for word in self.network.weekends[country])
        return business_days(country, subdivision, timezone, weekend=weekend)

    def opening(self, place: Depot) -> Windows | None:
        """Opening windows of a depot; None: always open."""
        return self._hours(("depot", place.depot_id), place.opening_class, place)

    def receiving(self, place: Site) -> Windows | None:
        """Receiving windows of a site; None: always."""
        return self._hours(("site", place.site_id), place.receiving, place)

    def _hours(self, key: tuple[str, str], class_name: str, place: Depot | Site) -> Windows | None:
        """Windows of a place by its class, and where it is opened beside it."""
        windows = self._class_windows(class_name, place)
        if windows is None or key not in self.network.opened:
            return windows
        if key not in self._opened:
            start, end = self.network.opened[key]
            self._opened[key] = windows.with_stretch(start.timestamp(), end.timestamp())
        return self._opened[key]

    def customs(self, site: Site) -> Windows:
        """Customs hours at the destination: business days there, site time.

        Source: travel_rules.csv, customs_opens and customs_closes.
        """
        rules = self.network.rules
        hours = (rules.customs_opens, rules.customs_closes)
        key = ("customs", site.country, site.subdivision, site.timezone)
        if key not in self._windows:
            business = self.flags(site).business
            self._windows[key] = self._windows_of(
                site.timezone, lambda i: [hours] if business[i] else []
            )
        return self._windows[key] or Windows(np.empty(0), np.empty(0))

    def _class_windows(self, class_name: str, place: Depot | Site) -> Windows | None:
        opening_class = self.network.opening_classes[class_name]
        if opening_class.always_open:
            return None
        key = (class_name, place.country, place.subdivision, place.timezone)
        if key not in self._windows:
            flags = self.flags(place)
            self._windows[key] = self._windows_of(
                place.timezone, lambda i: _hours_on(opening_class, flags, i)
            )
        return self._windows[key]

    def _windows_of(
        self, timezone: str, hours_on: Callable[[int], Sequence[tuple[int, int]]]
    ) -> Windows:
        """Windows of a rule that gives the hours of the i-th day; touching ones become one."""
        opens: list[float] = []
        closes: list[float] = []
        for i in range(self.days):
            for opening, closing in hours_on(i):
                start = self.instant(timezone, self.first_day + i, opening)
                if closes and closes[-1] == start:
                    closes.pop()
                else:
                    opens.append(start)
                closes.append(self.instant(timezone, self.first_day + i, closing))
        return Windows(np.array(opens), np.array(closes))

    def offsets(self, timezone: str) -> Floats:
        """Offset from UTC [seconds] of every quarter-hour of the horizon."""
        if timezone not in self._offsets:
            local_zone = zone(timezone)
            midnights = self.start + DAY_SECONDS * np.arange(self.days + 1, dtype=np.float64)
            daily = np.array([_offset_seconds(local_zone, at) for at in midnights.tolist()])
            offsets = np.repeat(daily[:-1], 24 * 4)
            for day in np.flatnonzero(np.diff(daily)).tolist():
                for quarter in range(day * 24 * 4, (day + 1) * 24 * 4):
                    at = self.start + quarter * QUARTER_SECONDS
                    offsets[quarter] = _offset_seconds(local_zone, at)
            self._offsets[timezone] = offsets
        return self._offsets[timezone]

    def vehicles(self, depot: Depot, service_id: str) -> Ints:
        """Vehicles of a depot and service in every slot of the horizon.

        The number at the start of a slot holds for the slot; no row is no vehicle. What earlier
        plans have on the road is not there.
        Source: courier_vehicles.csv; dispatch.md, "Details, settled once".
        """
        return self._vehicles_and_gaps(depot, service_id)[0]

    def gaps(self, depot: Depot, service_id: str) -> Ints:
        """Slots without a vehicle before each slot: equal at both ends means none in between."""
        return self._vehicles_and_gaps(depot, service_id)[1]

    def slot(self, at: Floats) -> Ints:
        """Index of the vehicle slot that holds an instant."""
        return np.floor_divide(at - self.start, self.slot_seconds).astype(np.int64)

    def _vehicles_and_gaps(self, depot: Depot, service_id: str) -> tuple[Ints, Ints]:
        key = (depot.depot_id, service_id)
        if key not in self._out and not self._more_vehicles:
            return self._owned_by(depot, key)
        if key not in self._left:
            vehicles = self._owned_by(depot, key)[0] + self._more_vehicles
            for at, out in self._out.get(key, ()):
                slot = int(self.slot(np.array(at)))
                if 0 <= slot < len(vehicles):
                    vehicles[slot] -= out
            self._left[key] = _with_gaps(np.maximum(vehicles, 0))
        return self._left[key]

    def _owned_by(self, depot: Depot, key: tuple[str, str]) -> tuple[Ints, Ints]:
        """Vehicles of a depot and service, on the road or not, with the gaps."""
        if key not in self._owned:
            days, minutes = self.local(depot.timezone, self._slot_starts)
            weekdays = weekday_of(days)
            vehicles = np.zeros(len(days), dtype=np.int64)
            for row in self.network.vehicles.get(key, ()):
                on_day = np.isin(weekdays, [WEEKDAYS.index(word) for word in row.weekdays])
                in_hours = (minutes >= row.from_minute) & (minutes < row.to_minute)
                vehicles[on_day & in_hours] = row.vehicles
            self._owned[key] = _with_gaps(vehicles)
        return self._owned[key]

    @property
    def slots(self) -> int:
        """Number of vehicle slots."""
        return int(self.days * DAY_SECONDS // self.slot_seconds)

    @cached_property
    def _slot_starts(self) -> Floats:
        return self.start + self.slot_seconds * np.arange(self.slots, dtype=np.float64)


def _out_by_pair(network: Network) -> dict[tuple[str, str], list[tuple[float, int]]]:
    """Slots [seconds] and vehicles that earlier plans have on the road, by depot and service."""
    out: dict[tuple[str, str], list[tuple[float, int]]] = {}
    for (depot_id, service_id, at), vehicles in network.vehicles_out.items():
        out.setdefault((depot_id, service_id), []).append((at.timestamp(), vehicles))
    return out


def _with_gaps(vehicles: Ints) -> tuple[Ints, Ints]:
    return vehicles, np.concatenate(([0], np.cumsum(vehicles == 0)))


def _offset_seconds(local_zone: ZoneInfo, at: float) -> float:
    offset = datetime.fromtimestamp(at, UTC).astimezone(local_zone).utcoffset()
    return (offset or timedelta()).total_seconds()


def _hours_on(opening_class: OpeningClass, flags: DayFlags, i: int) -> list[tuple[int, int]]:
    """Opening hours of the i-th day of the horizon.

    Source: opening_classes.csv: day_basis and holiday_rule.
    """
    if opening_class.holiday_rule != "open" and flags.holiday[i]:
        return []
    weekday = WEEKDAYS[int(weekday_of(np.array(flags.first_day + i)))]
    word = "business_day" if opening_class.day_basis == "business_day" else weekday
    if opening_class.day_basis == "business_day" and not flags.business[i]:
        return []
    return [(opens, closes) for day, opens, closes in opening_class.windows if day == word]
