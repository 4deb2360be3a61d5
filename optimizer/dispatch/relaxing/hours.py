"""Depots and sites that would have to be open: from which hour at the latest."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import isfinite

import numpy as np

from optimizer.calendars import zone
from optimizer.dispatch.options.demands import Demand
from optimizer.dispatch.options.windows import Windows
from optimizer.dispatch.problem import Line
from optimizer.dispatch.relaxing.changes import Change, OpenedDepot, OpenedSite
from optimizer.dispatch.relaxing.everywhere import Everywhere
from optimizer.dispatch.relaxing.own_ways import OwnWays, meeting

HOUR = timedelta(hours=1)


def depot_ladders(
    own: OwnWays, everywhere: Everywhere, demand: Demand
) -> Iterator[tuple[Change, Iterator[Change]]]:
    """Depots that are closed when work could begin, and would be in time if they were not.

    Each is tried from the last full hour before it opens back to the hour in which work could
    begin.
    """
    world = own.relaxed.world
    seconds = max(world.now, demand.released)
    begins = datetime.fromtimestamp(seconds, UTC)
    due = max(line.target.due_at for line in demand.lines)
    closed = {}
    for number, depot in enumerate(world.depots):
        end = _closed_until(world.horizon.opening(depot), begins)
        if end is not None:
            start = full_hour(begins, depot.timezone)
            closed[number] = OpenedDepot(depot.depot_id, start, end)
    if not closed:
        return
    mine = everywhere.opened(tuple(closed.values()), seconds)[demand.lines[0].line_id]
    used = np.unique(mine.ways.depot[meeting(mine)]).tolist()
    for number in used:
        if number in closed:
            yield closed[number], _later_openings(own, closed[number], number, due)


def _later_openings(
    own: OwnWays, at_once: OpenedDepot, number: int, due: datetime
) -> Iterator[Change]:
    depot = own.relaxed.world.depots[number]
    last = full_hour(min(at_once.end - timedelta.resolution, due), depot.timezone)
    for start in _hours_back(last, at_once.start):
        change = replace(at_once, start=start)
        mine = own.after(change)
        if (mine.ways.depot[meeting(mine)] == number).any():
            yield change


def site_ladders(own: OwnWays, lines: Sequence[Line]) -> Iterator[tuple[Change, Iterator[Change]]]:
    """The site, where it is closed when a line is due; from the last full hour before that on."""
    world = own.relaxed.world
    site = world.network.sites[lines[0].site_id]
    windows = world.horizon.receiving(site)
    dues = {line.target.due_at for line in lines if line.target.kind == "arrive_by"}
    for due in sorted(dues, reverse=True):
        end = _closed_until(windows, due)
        if windows is None or end is None:
            continue
        closes = windows.closes[windows.closes <= due.timestamp()]
        since = max([own.relaxed.problem.now.timestamp(), *closes.tolist()])
        first = full_hour(datetime.fromtimestamp(since, UTC), site.timezone)
        at_once = OpenedSite(site.site_id, first, end)
        if own.after(at_once).meets.any():
            yield at_once, _later_receiving(own, at_once, full_hour(due, site.timezone))


def _later_receiving(own: OwnWays, at_once: OpenedSite, last: datetime) -> Iterator[Change]:
    for start in _hours_back(last, at_once.start):
        change = replace(at_once, start=start)
        if own.after(change).meets.any():
            yield change


def full_hour(at: datetime, timezone: str) -> datetime:
    """The last full hour of a place at or before an instant."""
    local = at.astimezone(zone(timezone))
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return (at - past).astimezone(UTC)


def _closed_until(windows: Windows | None, at: datetime) -> datetime | None:
    """When a place opens that is closed at an instant; None: it is open, or does not open."""
    if windows is None:
        return None
    opening = windows.opening(at.timestamp())
    if not isfinite(opening) or opening <= at.timestamp():
        return None
    return datetime.fromtimestamp(opening, UTC)


def _hours_back(last: datetime, first: datetime) -> Iterator[datetime]:
    """Full hours from the last one back to the first."""
    hours = (last - first) // HOUR
    return (first + HOUR * back for back in range(hours, -1, -1))
