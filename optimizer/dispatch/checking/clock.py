"""When places are open, count as business days, receive goods and clear customs."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from optimizer.calendars import WEEKDAYS, business_days, local_instant, zone
from optimizer.dispatch.checking.memory import Remembering, remembered
from optimizer.network import Depot, Network, OpeningClass, Place, Site

LONGEST_CLOSURE_DAYS = 60
"""No depot or site of any data stays closed longer; the search ends here. [days]"""

PlaceT_co = TypeVar("PlaceT_co", bound=Place, covariant=True)
Window = tuple[datetime, datetime]


class Spot(Remembering, Generic[PlaceT_co]):
    """A place of a network with its wall clock and calendar."""

    def __init__(self, network: Network, place: PlaceT_co) -> None:
        """Know the business days of the place: weekend of its country, holidays of its subdivision.

        Source: dispatch.md, "Which rule combines what" 6.
        """
        super().__init__()
        self.network = network
        self.place = place
        self.zone = zone(place.timezone)
        subdivision = place.subdivision if isinstance(place, Depot | Site) else None
        weekend = frozenset(WEEKDAYS.index(day) for day in network.weekends[place.country])
        self.calendar = business_days(place.country, subdivision, place.timezone, weekend=weekend)


Door = Spot[Depot] | Spot[Site]
"""A place with opening hours."""


def local(spot: Spot[Place], at: datetime) -> datetime:
    """Wall clock of a place."""
    return at.astimezone(spot.zone)


@remembered
def at_minute(spot: Spot[Place], day: date, minute: int) -> datetime:
    """Instant of a minute of the local day."""
    return local_instant(spot.zone, day, minute)


@remembered
def is_business_day(spot: Spot[Place], day: date) -> bool:
    """Whether a date is a business day of a place."""
    return spot.calendar.is_business_day(day)


@remembered
def is_public_holiday(spot: Spot[Place], day: date) -> bool:
    """Whether a date is a public holiday of a place."""
    return spot.calendar.is_public_holiday(day)


def minute_of_day(wall: datetime) -> float:
    """Minutes since local midnight on the wall clock [minutes]."""
    return wall.hour * 60 + wall.minute + wall.second / 60 + wall.microsecond / 6e7


def within(minute: float, opens: float, closes: float) -> bool:
    """Whether a minute of the day lies in [opens, closes), which may run over midnight."""
    if opens <= closes:
        return opens <= minute < closes
    return minute >= opens or minute < closes


def opening_of(door: Door) -> OpeningClass:
    """Opening times of a depot, or of the goods-in of a site."""
    place = door.place
    name = place.opening_class if isinstance(place, Depot) else place.receiving
    return door.network.opening_classes[name]


@remembered
def windows_on(door: Door, day: date) -> tuple[Window, ...]:
    """Opening windows [opens, closes) of a depot or site on one of its local dates.

    Source: columns day_basis and holiday_rule of opening_classes.csv.
    """
    rules = opening_of(door)
    if rules.always_open:
        minutes = [(0, 1440)]
    elif rules.day_basis == "business_day":
        minutes = [(opens, closes) for _, opens, closes in rules.windows]
        minutes = minutes if is_business_day(door, day) else []
    elif is_public_holiday(door, day) and rules.holiday_rule != "open":
        minutes = []
    else:
        weekday = WEEKDAYS[day.weekday()]
        minutes = [(opens, closes) for word, opens, closes in rules.windows if word == weekday]
    windows = [
        (at_minute(door, day, opens), at_minute(door, day, closes)) for opens, closes in minutes
    ]
    return _joined([*windows, *_opened_on(door, day)])


def _opened_on(door: Door, day: date) -> Iterator[Window]:
    """What the network opens a place for beyond its hours, cut to one local date."""
    place = door.place
    key = ("depot", place.depot_id) if isinstance(place, Depot) else ("site", place.site_id)
    if key in door.network.opened:
        opens, closes = door.network.opened[key]
        first = max(opens, at_minute(door, day, 0))
        last = min(closes, at_minute(door, day, 1440))
        if first < last:
            yield first, last


def _joined(windows: list[Window]) -> tuple[Window, ...]:
    """Windows in order, those that overlap made one."""
    joined: list[Window] = []
    for opens, closes in sorted(windows):
        if joined and opens < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(closes, joined[-1][1]))
        else:
            joined.append((opens, closes))
    return tuple(joined)


def days_around(spot: Spot[Place], at: datetime, step: int) -> Iterator[date]:
    """Local dates from the date of an instant on, forward or backward."""
    today = local(spot, at).date()
    return (today + timedelta(days=step * n) for n in range(LONGEST_CLOSURE_DAYS))


def next_open(door: Door, at: datetime) -> datetime | None:
    """First instant, not before `at`, at which a depot or site is open."""
    if opening_of(door).always_open:
        return at
    for day in days_around(door, at, 1):
        for opens, closes in windows_on(door, day):
            if at < closes:
                return max(at, opens)
    return None


def is_open(door: Door, at: datetime) -> bool:
    """Whether a depot or site is open at an instant."""
    return next_open(door, at) == at


@remembered
def latest_acceptable(door: Door, due_at: datetime) -> datetime | None:
    """Latest arrival that still counts as received by `due_at`: an earlier closing, or `due_at`."""
    for day in days_around(door, due_at, -1):
        for opens, closes in reversed(windows_on(door, day)):
            if opens <= due_at:
                return min(due_at, closes)
    return None


@remembered
def open_throughout(depot: Spot[Depot], day: date, opens: int, closes: int) -> bool:
    """Whether a depot is open from one minute of a local day to another.

    Source: column to_local of courier_services.csv.
    """
    start, end = at_minute(depot, day, opens), at_minute(depot, day, closes)
    for first, last in windows_on(depot, day):
        if first <= start < last:
            start = last
    return start >= end


@remembered
def customs_cleared(site: Spot[Site], landed_at: datetime, hours: float) -> datetime:
    """Instant at which hours of customs work are done, worked in customs hours of the site.

    Source: customs_opens and customs_closes of travel_rules.csv; deadlines.md T4.
    """
    left, rules = timedelta(hours=hours), site.network.rules
    if not left:
        return landed_at
    for day in days_around(site, landed_at, 1):
        if not is_business_day(site, day):
            continue
        begins = max(landed_at, at_minute(site, day, rules.customs_opens))
        worked = at_minute(site, day, rules.customs_closes) - begins
        if left <= worked:
            return begins + left
        left -= max(worked, timedelta())
    raise ValueError(f"Customs at {site.place.site_id} never finishes {hours} hours of work.")
