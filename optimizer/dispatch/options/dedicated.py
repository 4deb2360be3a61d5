"""Departures of dedicated services: at once, then at the start of each of the next slots."""

from collections.abc import Sequence

import numpy as np

from optimizer.dispatch.options.admissibility import CODE, PASSED
from optimizer.dispatch.options.candidates import Candidates, Pairs
from optimizer.dispatch.options.demands import Bundle
from optimizer.dispatch.options.horizon import HOUR_SECONDS, Flags, Ints
from optimizer.dispatch.options.prices import Prices
from optimizer.dispatch.options.world import World
from optimizer.network import Site
from optimizer.travel import Floats, spread, urban_time_factor

LATER_SLOTS = 11
"""Slots offered after the first departure. Source: dispatch.md, "Dedicated service"."""

LONGEST_WAIT_SECONDS = 48 * HOUR_SECONDS
"""Departures end this long after the later of due and now. Source: as above."""


def dedicated_candidates(
    world: World,
    site: Site,
    bundles: Sequence[Bundle],
    pairs: Pairs,
    quantiles: Sequence[float],
    last_departure: float,
) -> tuple[Candidates, Ints]:
    """Departures of pairs of kind dedicated, and the first failing test of each pair.

    `quantiles` are of the standard normal, the median (0) last; `last_departure` in seconds.
    """
    departs = _departures(world, pairs)
    urban, intercity = _median_minutes(world, site, pairs, departs)
    returns = departs + overhead_seconds(world) + 120 * (urban + intercity)
    operating = world.operates(pairs.depot[:, None], pairs.service[:, None], departs)
    in_time = departs <= last_departure
    with_vehicle = _with_vehicle(world, pairs, departs, returns)
    row, column = np.nonzero(operating & in_time & with_vehicle)
    at = departs[row, column]
    arrives = _arrivals(world, site, at, urban[row, column], intercity[row, column], quantiles)
    kept = pairs.take(row)
    prices = Prices(world, site, bundles, kept, at)
    table = Candidates(
        kept.bundle,
        kept.depot,
        kept.service,
        kept.supply,
        kept.ready,
        at,
        returns[row, column],
        arrives,
        received(world, site, arrives),
        prices.of_shipments(),
        prices.of_lines(),
        prices.of_vehicles(),
    )
    return table, _first_failures(operating, in_time, with_vehicle)


def overhead_seconds(world: World) -> float:
    """Handovers and access at both ends of a drive [seconds]. Source: travel_rules.csv."""
    rules = world.network.rules
    return 60 * (
        rules.handover_origin_minutes + rules.parking_access_minutes + rules.handover_site_minutes
    )


def received(world: World, site: Site, arrives: Floats) -> Floats:
    """When goods are received that arrive at instants [seconds], of the same shape.

    Source: dispatch.md, "Site": an arrival outside [opens, closes) counts from the next opening.
    """
    windows = world.horizon.receiving(site)
    return arrives if windows is None else windows.next_open(arrives)


def drive_of_way(world: World, site: Site, ways: Candidates, way: int) -> tuple[float, float]:
    """Median [minutes] and sigma of the drive of one way."""
    one = ways.take(np.array([way]))
    pairs = Pairs(one.bundle, one.depot, one.service, one.supply, one.ready)
    urban, intercity = _median_minutes(world, site, pairs, one.departs[:, None])
    column = world.column(site.site_id)
    cv_urban, cv_intercity = world.drives.cv_urban[column], world.drives.cv_intercity[column]
    sigma = spread(urban, intercity, cv_urban, cv_intercity)
    return float(urban[0, 0] + intercity[0, 0]), float(sigma[0, 0])


def _departures(world: World, pairs: Pairs) -> Floats:
    """Instants of shape (pairs, 1 + later slots)."""
    first = pairs.ready + 60.0 * world.columns.collect_minutes[pairs.service]
    later = np.arange(1, LATER_SLOTS + 1)
    length = world.horizon.slot_seconds
    slots = (np.floor_divide(first, length)[:, None] + later) * length
    return np.concatenate([first[:, None], slots], axis=1)


def _median_minutes(
    world: World, site: Site, pairs: Pairs, departs: Floats
) -> tuple[Floats, Floats]:
    """Urban and intercity minutes of the median drive, of the shape of the departures.

    Source: dispatch.md, "Drive": peak or night is judged where and when the drive starts.
    """
    depot, column, clocks = pairs.depot[:, None], world.column(site.site_id), world.clocks
    start = departs + 60 * world.network.rules.handover_origin_minutes
    days, minutes = clocks.local(depot, start)
    business = clocks.on(clocks.business, depot, days)
    factor = urban_time_factor(world.network.rules, minutes, business)
    urban = world.drives.urban_minutes[depot, column]
    intercity = world.drives.intercity_minutes[depot, column]
    slow = world.columns.speed_factor_intercity[pairs.service][:, None]
    return (
        urban / world.columns.speed_factor_urban[pairs.service][:, None] * factor,
        np.broadcast_to(intercity / slow, departs.shape),
    )


def _with_vehicle(world: World, pairs: Pairs, departs: Floats, returns: Floats) -> Flags:
    """Whether the depot has a vehicle in every slot that a trip touches."""
    if len(pairs) == 0:
        return np.zeros(departs.shape, dtype=np.bool_)
    services = len(world.services)
    used, which = np.unique(pairs.depot * services + pairs.service, return_inverse=True)
    gaps = np.stack(
        [
            world.horizon.gaps(world.depots[depot], world.services[service].service_id)
            for depot, service in (divmod(each, services) for each in used.tolist())
        ]
    )
    fleet = which.reshape(-1, 1)
    first, last = touched_slots(world, departs, returns)
    inside = last + 1 < gaps.shape[1]
    ends = np.minimum(last + 1, gaps.shape[1] - 1)
    return np.asarray(inside & (gaps[fleet, ends] == gaps[fleet, np.minimum(first, ends)]))


def touched_slots(world: World, departs: Floats, returns: Floats) -> tuple[Ints, Ints]:
    """First and last slot that trips occupy; one that ends with a slot leaves the next free."""
    length = world.horizon.slot_seconds
    last = np.ceil((returns - world.horizon.start) / length).astype(np.int64) - 1
    first = world.horizon.slot(departs)
    return first, np.maximum(first, last)


def _arrivals(
    world: World,
    site: Site,
    departs: Floats,
    urban: Floats,
    intercity: Floats,
    quantiles: Sequence[float],
) -> Floats:
    """Arrivals of shape (quantiles, ways): overheads are constant, the drive is lognormal."""
    column = world.column(site.site_id)
    cv_urban, cv_intercity = world.drives.cv_urban[column], world.drives.cv_intercity[column]
    sigma = spread(urban, intercity, cv_urban, cv_intercity)
    drives = [60 * (urban + intercity) * np.exp(z * sigma) for z in quantiles]
    return departs + overhead_seconds(world) + np.stack(drives)


def _first_failures(operating: Flags, in_time: Flags, with_vehicle: Flags) -> Ints:
    """Of each pair's departures the one that came farthest: its first failing test."""
    vehicle_or_late = np.where(with_vehicle, CODE["late"], CODE["vehicle"])
    failure = np.where(operating, vehicle_or_late, CODE["operating_hours"])
    failure = np.where(operating & in_time & with_vehicle, PASSED, failure)
    return np.asarray(failure.max(axis=1), dtype=np.int64)
