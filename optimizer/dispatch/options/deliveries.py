"""The day and hour at which scheduled services deliver to sites."""

from dataclasses import dataclass, field

import numpy as np

from optimizer.dispatch.options.horizon import Ints, weekday_of
from optimizer.dispatch.options.places import Places, by_class
from optimizer.dispatch.options.world import World
from optimizer.network import Site
from optimizer.travel import Floats

SATURDAY = 5

_LATER_DAYS = 100
"""Days after the horizon on which a collection may still be; nothing is delivered there."""


@dataclass(frozen=True, slots=True)
class DeliveryDays:
    """Days on which a kind of site is delivered to, and how many come before each day.

    `through` counts those up to a day, `before` those before it, by days since `first_day`.
    """

    first_day: int
    days: Ints
    through: Ints
    before: Ints

    def nth(self, collected: Ints, n: Ints) -> Ints:
        """The n-th day after each collection; n = 0: the same day, or the next one."""
        day = np.clip(collected - self.first_day, 0, len(self.through) - 1)
        place = np.where(n > 0, self.through[day] + n - 1, self.before[day])
        return np.asarray(self.days[np.clip(place, 0, len(self.days) - 1)])


@dataclass(slots=True)
class Deliveries:
    """Instants of delivery by kind of site; each day and hour is worked out once.

    `minute` of shape (services,) numbers the hours by which services deliver, `minutes` lists them.
    """

    world: World
    minutes: Ints = field(init=False)
    minute: Ints = field(init=False)
    _days: dict[tuple[object, bool], DeliveryDays] = field(default_factory=dict)
    _instants: dict[object, Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Number the hours."""
        by = self.world.columns.deliver_by_minute
        self.minutes, number = np.unique(by, return_inverse=True)
        self.minute = np.asarray(number, dtype=np.int64).reshape(-1)

    def instants(
        self, places: Places, site: Ints, service: Ints, collected_day: Ints, transit_days: Ints
    ) -> Floats:
        """Instants so many delivery days of sites after collections [seconds]."""
        answer = np.empty(len(site))
        for number, ways in by_class(places.clock[site]):
            key, example, service_here = places.clock_keys[number], places.examples[number], service
            if len(ways) < len(site):
                service_here = service[ways]
            plain, saturdays = (
                self._delivery_days(key, example, saturdays=each).nth(
                    collected_day[ways], transit_days[ways]
                )
                for each in (False, True)
            )
            on_saturdays = self.world.columns.saturday_delivery[service_here]
            day = np.where(on_saturdays, saturdays, plain)
            answer[ways] = self._at_the_door(key, example, day, self.minute[service_here])
        return answer

    def _delivery_days(self, key: object, site: Site, *, saturdays: bool) -> DeliveryDays:
        """Days on which a site is delivered to: business days, and Saturdays where both know them.

        Source: dispatch.md, "Details, settled once"; courier_services.csv, saturday_delivery.
        """
        if (key, saturdays) not in self._days:
            flags = self.world.horizon.flags(site)
            days = flags.first_day + np.arange(len(flags.business))
            always = self.world.network.opening_classes[site.receiving].always_open
            more = (weekday_of(days) == SATURDAY) & ~flags.holiday & (saturdays and always)
            on = flags.business | more
            through = np.cumsum(np.append(on, np.zeros(_LATER_DAYS, dtype=np.bool_)))
            before = np.concatenate([[0], through[:-1]])
            self._days[key, saturdays] = DeliveryDays(flags.first_day, days[on], through, before)
        return self._days[key, saturdays]

    def _at_the_door(self, key: object, site: Site, day: Ints, minute: Ints) -> Floats:
        """The earlier of the service's hour and the end of receiving, of each day and hour."""
        horizon = self.world.horizon
        if key not in self._instants:
            self._instants[key] = np.full(horizon.days * len(self.minutes), np.nan)
        known = self._instants[key]
        place = (day - horizon.first_day) * len(self.minutes) + minute
        answer = known.take(place)
        unknown = np.flatnonzero(np.isnan(answer))
        if len(unknown):
            for each in np.unique(place[unknown]).tolist():
                days, number = divmod(each, len(self.minutes))
                on = horizon.first_day + days
                at = horizon.instant(site.timezone, on, int(self.minutes[number]))
                known[each] = min(at, self._closing(site, on))
            answer = known.take(place)
        return answer

    def _closing(self, site: Site, day: int) -> float:
        """End of receiving on a day; inf where the site is open all day or not at all."""
        horizon = self.world.horizon
        windows = horizon.receiving(site)
        if windows is None:
            return float("inf")
        midnight = horizon.instant(site.timezone, day, 0)
        following = horizon.instant(site.timezone, day + 1, 0)
        today = (windows.closes > midnight) & (windows.closes <= following)
        return float(windows.closes[today].max(initial=-np.inf)) if today.any() else float("inf")
