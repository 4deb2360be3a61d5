"""How likely a shipment is on time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from optimizer.dispatch.checking.arriving import (
    cleared_at,
    delivered,
    drive_starts,
    landed_at,
    latest_drive_end,
    received,
    tendered_at,
    transit_days,
)
from optimizer.dispatch.checking.atlas import Route
from optimizer.dispatch.checking.clock import local
from optimizer.dispatch.checking.memory import remembered
from optimizer.dispatch.checking.road import drive, factor_changes
from optimizer.dispatch.problem import Target

CERTAIN = 1 - 1e-9
"""Stands for probability one, whose quantile is infinite."""

PRECISION = 1e-5
"""Halving between two shares ends when they are this close."""

MINUTE = timedelta(minutes=1)


def probability(route: Route, departs_at: datetime, target: Target) -> float:
    """Probability that a target is met; of a hand-over it is one or zero."""
    if target.kind == "ship_by":
        return 1.0 if departs_at <= target.due_at else 0.0
    if route.service.kind == "dedicated":
        return dedicated_probability(route, departs_at, target.due_at)
    if route.service.kind == "scheduled":
        return scheduled_probability(route, departs_at, target.due_at)
    if route.service.timetabled_flight:
        return flight_probability(route, departs_at, target.due_at)
    return charter_probability(route, departs_at, target.due_at)


@remembered
def dedicated_probability(route: Route, departs_at: datetime, due_at: datetime) -> float:
    """Share of drives that end early enough to be received by the due instant."""
    latest = latest_drive_end(route, due_at)
    if latest is None:
        return 0.0
    starts = drive_starts(route, departs_at)
    return drive(route.road, starts).share_within(latest - starts)


def scheduled_probability(route: Route, departs_at: datetime, due_at: datetime) -> float:
    """Share of the span of transit days that is delivered by the due instant."""
    shortest, longest = transit_days(route)
    collected = local(route.origin, departs_at).date()
    spans = range(shortest, longest + 1)
    arrivals = [received(route, delivered(route, collected, days)) for days in spans]
    return sum(at is not None and at <= due_at for at in arrivals) / len(arrivals)


@remembered
def flight_probability(route: Route, departs_at: datetime, due_at: datetime) -> float:
    """Largest share at which both drives, each at its quantile, are in time.

    Each share of the first drive catches one flight; after its landing the second drive has a
    largest share of its own. Flights are tried until one is missed by no drive, or lands too late.
    """
    latest = latest_drive_end(route, due_at)
    road = route.atlas.road(route.origin, route.atlas.airport(route.depot.nearest_airport))
    last_road = route.atlas.road(route.atlas.airport(route.site.nearest_airport), route.goal)
    starts = drive_starts(route, departs_at)
    tender = timedelta(minutes=route.service.tender_minutes or 0)
    best, missed, hands_in = 0.0, 0.0, starts + tender
    while latest is not None and missed < CERTAIN:
        landed = landed_at(route, hands_in)
        if landed is None or cleared_at(route, landed) >= latest:
            break
        leaves = landed - _block(route)
        caught = drive(road, starts).share_within(leaves - tender - starts)
        cleared = cleared_at(route, landed)
        in_time = drive(last_road, cleared).share_within(latest - cleared)
        if in_time > missed:
            best = max(best, min(caught, in_time))
        missed, hands_in = caught, leaves + MINUTE / 60
    return best


def _block(route: Route) -> timedelta:
    pair = (route.depot.nearest_airport, route.site.nearest_airport)
    return timedelta(minutes=route.network.flights[pair].block_minutes)


@remembered
def charter_probability(route: Route, departs_at: datetime, due_at: datetime) -> float:
    """Largest share at which both drives, each at its quantile, are in time.

    A larger share arrives later, unless the last drive begins in another peak or night. So shares
    are halved until all of a piece begin it between two such changes, the largest tried first.
    """
    airport = route.atlas.airport(route.site.nearest_airport)
    road = route.atlas.road(airport, route.goal)
    latest = latest_drive_end(route, due_at)

    @cache
    def begins(share: float) -> datetime:
        landed = landed_at(route, tendered_at(route, departs_at, share))
        return departs_at if landed is None else cleared_at(route, landed)

    @cache
    def is_on_time(share: float) -> bool:
        at = begins(share)
        return latest is not None and at + drive(road, at).quantile(share) <= latest

    changes = factor_changes(airport, begins(1 - CERTAIN), begins(CERTAIN))
    return _largest(is_on_time, begins, changes, (1 - CERTAIN, CERTAIN)) or 0.0


def _largest(
    is_on_time: Callable[[float], bool],
    begins: Callable[[float], datetime],
    changes: list[datetime],
    shares: tuple[float, float],
) -> float | None:
    """Largest share on time between two; None: there is none."""
    low, high = shares
    if is_on_time(high):
        return high
    middle = (low + high) / 2
    first, last = begins(low), begins(high)
    mixed = any(first < change <= last for change in changes)
    if high - low < PRECISION or not (mixed or is_on_time(low)):
        return low if is_on_time(low) else None
    upper = _largest(is_on_time, begins, changes, (middle, high))
    return _largest(is_on_time, begins, changes, (low, middle)) if upper is None else upper
