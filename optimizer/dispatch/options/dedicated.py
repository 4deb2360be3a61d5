"""Departures of dedicated services: at once, then at the start of each of the next slots."""

import numpy as np

from optimizer.dispatch.options.admissibility import CODE, PASSED
from optimizer.dispatch.options.fleet import Fleet
from optimizer.dispatch.options.horizon import HOUR_SECONDS, Flags, Ints
from optimizer.dispatch.options.legs import Legs, Levels, Moves
from optimizer.dispatch.options.places import by_class
from optimizer.dispatch.options.world import World
from optimizer.travel import Floats, spread, urban_time_factor

LATER_SLOTS = 11
"""Slots offered after the first departure. Source: dispatch.md, "Dedicated service"."""

LONGEST_WAIT_SECONDS = 48 * HOUR_SECONDS
"""Departures end this long after the later of due and now. Source: as above."""


def dedicated_moves(world: World, legs: Legs, levels: Levels, fleet: Fleet) -> tuple[Moves, Ints]:
    """Departures of legs of kind dedicated, and the first failing test of each leg.

    Whether a departure is too long after a target is left to whoever has one.
    """
    departs = _departures(world, legs)
    urban, intercity = _median_minutes(world, legs, departs)
    returns = departs + overhead_seconds(world) + 120 * (urban + intercity)
    operating = world.operates(legs.depot[:, None], legs.service[:, None], departs)
    with_vehicle = fleet.is_there(legs.depot, legs.service, departs, returns)
    row, column = np.nonzero(operating & with_vehicle)
    at, site = departs[row, column], legs.site[row]
    arrives = _arrivals(world, site, at, urban[row, column], intercity[row, column], levels)
    on_site = received(world, site, arrives)
    moves = Moves(row, at, returns[row, column], arrives, on_site)
    return moves, _first_failures(operating, with_vehicle)


def overhead_seconds(world: World) -> float:
    """Handovers and access at both ends of a drive [seconds]. Source: travel_rules.csv."""
    rules = world.network.rules
    return 60 * (
        rules.handover_origin_minutes + rules.parking_access_minutes + rules.handover_site_minutes
    )


def received(world: World, site: Ints, arrives: Floats) -> Floats:
    """When goods are received that arrive at sites [seconds]; `arrives` of shape (levels, ways).

    Source: dispatch.md, "Site": an arrival outside [opens, closes) counts from the next opening.
    """
    answer = arrives.copy()
    for number, ways in by_class(world.places.clock[site]):
        windows = world.horizon.receiving(world.places.examples[number])
        if windows is not None:
            answer[:, ways] = windows.next_open(arrives[:, ways])
    return answer


def drive_of(world: World, legs: Legs, departs: Floats) -> tuple[Floats, Floats]:
    """Medians [minutes] and sigmas of the drives of legs that depart at instants [seconds]."""
    urban, intercity = _median_minutes(world, legs, departs[:, None])
    sigma = _spread(world, legs.site[:, None], urban, intercity)
    return (urban + intercity)[:, 0], sigma[:, 0]


def _departures(world: World, legs: Legs) -> Floats:
    """Instants of shape (legs, 1 + later slots)."""
    first = legs.ready + 60.0 * world.columns.collect_minutes[legs.service]
    later = np.arange(1, LATER_SLOTS + 1)
    length = world.horizon.slot_seconds
    slots = (np.floor_divide(first, length)[:, None] + later) * length
    return np.concatenate([first[:, None], slots], axis=1)


def _median_minutes(world: World, legs: Legs, departs: Floats) -> tuple[Floats, Floats]:
    """Urban and intercity minutes of the median drive, of the shape of the departures.

    Source: dispatch.md, "Drive": peak or night is judged where and when the drive starts.
    """
    depot, clocks = legs.depot[:, None], world.clocks
    start = departs + 60 * world.network.rules.handover_origin_minutes
    days, minutes = clocks.local(depot, start)
    business = clocks.on(clocks.business, depot, days)
    factor = urban_time_factor(world.network.rules, minutes, business)
    urban = world.drives.urban_minutes[legs.depot, legs.site]
    intercity = world.drives.intercity_minutes[legs.depot, legs.site]
    urban = urban / world.columns.speed_factor_urban[legs.service]
    intercity = intercity / world.columns.speed_factor_intercity[legs.service]
    return urban[:, None] * factor, np.broadcast_to(intercity[:, None], departs.shape)


def _arrivals(
    world: World, site: Ints, departs: Floats, urban: Floats, intercity: Floats, levels: Levels
) -> Floats:
    """Arrivals of shape (levels, ways): overheads are constant, the drive is lognormal."""
    sigma = _spread(world, site, urban, intercity)
    drives = [60 * (urban + intercity) * np.exp(z * sigma) for z in levels.quantiles]
    return departs + overhead_seconds(world) + np.stack(drives)


def _spread(world: World, site: Ints, urban: Floats, intercity: Floats) -> Floats:
    """Sigma of drives that end at sites."""
    drives = world.drives
    return spread(urban, intercity, drives.cv_urban[site], drives.cv_intercity[site])


def _first_failures(operating: Flags, with_vehicle: Flags) -> Ints:
    """Of each leg's departures the one that came farthest: its first failing test."""
    failure = np.where(with_vehicle, PASSED, CODE["vehicle"])
    failure = np.where(operating, failure, CODE["operating_hours"])
    return np.asarray(failure.max(axis=1, initial=0), dtype=np.int64)
