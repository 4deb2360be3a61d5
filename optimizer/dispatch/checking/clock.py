"""When places are open, count as business days, receive goods and clear customs."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from optimizer.calendars import WEEKDAYS, BusinessDays, business_days, local_instant, zone
from optimizer.network import Depot, Network, Place, Site

LONGEST_CLOSURE_DAYS = 60
"""No depot or site of any data stays closed longer; the search ends here. [days]"""


def calendar_of(network: Network, place: Place) -> BusinessDays:
    """Business days of a place: weekend of its country, public holidays of its subdivision.

    Source: reference network, "Which rule combines what" 6.
    """
    subdivision = place.subdivision if isinstance(place, Depot | Site) else None
    weekend = frozenset(WEEKDAYS.index(day) for day in network.weekends[place.country])
    return business_days(place.country, subdivision, place.timezone, weekend=weekend)


def local(place: Place, at: datetime) -> datetime:
    """Wall clock of a place."""
    return at.astimezone(zone(place.timezone))


def minute_of_day(wall: datetime) -> float:
    """Minutes since local midnight on the wall clock [minutes]."""
    return wall.hour * 60 + wall.minute + wall.second / 60 + wall.microsecond / 6e7


def within(minute: float, opens: float, closes: float) -> bool:
    """Whether a minute of the day lies in [opens, closes), which may run over midnight."""
    if opens <= closes:
        return opens <= minute < closes
    return minute >= opens or minute < closes


def windows_on(network: Network, place: Depot | Site, day: date) -> list[tuple[datetime, datetime]]:
    """Opening windows [opens, closes) of a depot or site on one of its local dates.

    Source: columns day_basis and holiday_rule of opening_classes.csv.
    """
    name = place.opening_class if isinstance(place, Depot) else place.receiving
    rules, calendar = network.opening_classes[name], calendar_of(network, place)
    if rules.always_open:
        windows = [(0, 1440)]
    elif rules.day_basis == "business_day":
        windows = [(opens, closes) for _, opens, closes in rules.windows]
        windows = windows if calendar.is_business_day(day) else []
    elif calendar.is_public_holiday(day) and rules.holiday_rule != "open":
        windows = []
    else:
        weekday = WEEKDAYS[day.weekday()]
        windows = [(opens, closes) for word, opens, closes in rules.windows if word == weekday]
    there = zone(place.timezone)
    return sorted(
        (local_instant(there, day, opens), local_instant(there, day, closes))
        for opens, closes in windows
    )


def days_around(place: Place, at: datetime, step: int) -> Iterator[date]:
    """Local dates from the date of an instant on, forward or backward."""
    today = local(place, at).date()
    return (today + timedelta(days=step * n) for n in range(LONGEST_CLOSURE_DAYS))


def next_open(network: Network, place: Depot | Site, at: datetime) -> datetime | None:
    """First instant, not before `at`, at which a depot or site is open."""
    for day in days_around(place, at, 1):
        for opens, closes in windows_on(network, place, day):
            if at < closes:
                return max(at, opens)
    return None


def is_open(network: Network, place: Depot | Site, at: datetime) -> bool:
    """Whether a depot or site is open at an instant."""
    return next_open(network, place, at) == at


def latest_acceptable(network: Network, site: Site, due_at: datetime) -> datetime | None:
    """Latest arrival that still counts as received by `due_at`: an earlier closing, or `due_at`."""
    for day in days_around(site, due_at, -1):
        for opens, closes in reversed(windows_on(network, site, day)):
            if opens <= due_at:
                return min(due_at, closes)
    return None


def open_throughout(network: Network, depot: Depot, day: date, opens: int, closes: int) -> bool:
    """Whether a depot is open from one minute of a local day to another.

    Source: column to_local of courier_services.csv.
    """
    there = zone(depot.timezone)
    start, end = local_instant(there, day, opens), local_instant(there, day, closes)
    for first, last in windows_on(network, depot, day):
        if first <= start < last:
            start = last
    return start >= end


def customs_cleared(network: Network, site: Site, landed_at: datetime, hours: float) -> datetime:
    """Instant at which hours of customs work are done, worked in customs hours of the site.

    Source: customs_opens and customs_closes of travel_rules.csv; deadlines.md T4.
    """
    left, there, calendar = timedelta(hours=hours), zone(site.timezone), calendar_of(network, site)
    if not left:
        return landed_at
    for day in days_around(site, landed_at, 1):
        if not calendar.is_business_day(day):
            continue
        begins = max(landed_at, local_instant(there, day, network.rules.customs_opens))
        worked = local_instant(there, day, network.rules.customs_closes) - begins
        if left <= worked:
            return begins + left
        left -= max(worked, timedelta())
    raise ValueError(f"Customs at {site.site_id} never finishes {hours} hours of work.")
