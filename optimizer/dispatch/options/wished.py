"""Which ways wishes leave a demand, and that the others fail on a wish."""

import numpy as np

from optimizer.dispatch.options.admissibility import CODE, PASSED
from optimizer.dispatch.options.candidates import Candidates
from optimizer.dispatch.options.demands import Demand
from optimizer.dispatch.options.horizon import Flags, Ints
from optimizer.dispatch.options.world import World
from optimizer.dispatch.wishes import Pin, Wishes


def granted(
    world: World, demand: Demand, table: Candidates, reached: Ints, wishes: Wishes
) -> tuple[Candidates, int | None]:
    """Ways that wishes leave; `reached` (depots, services) takes up the failures of the others.

    The second value is the test that the pin itself fails, PASSED where only its departure is
    none; None: some way matches the pin, or there is no pin.

    Source: dispatch.md, "Wishes".
    """
    if wishes.excluded_depots or wishes.excluded_services:
        table = _without(table, _excluded(world, table, wishes), CODE["excluded"], reached)
    if demand.pin is None:
        return table, None
    depot, service = _pair(world, demand.pin)
    matching = (table.depot == depot) & (table.service == service)
    leaves = matching.any()
    if demand.pin.departs_second is not None:
        # Binary fractions may lift a whole second by less than a microsecond.
        seconds = np.ceil(np.round(table.departs, 6))
        matching &= seconds == demand.pin.departs_second
    table = _without(table, ~matching, CODE["pinned"], reached)
    if matching.any():
        return table, None
    unpinnable = PASSED if leaves else int(reached[depot, service])
    reached[depot, service] = CODE["pinned"]
    return table, unpinnable


def _without(table: Candidates, refused: Flags, code: int, reached: Ints) -> Candidates:
    """Ways that are not refused; the pairs of the others failed at this test."""
    np.maximum.at(reached, (table.depot[refused], table.service[refused]), code)
    return table.take(~refused)


def _excluded(world: World, table: Candidates, wishes: Wishes) -> Flags:
    depots = np.array([depot.depot_id in wishes.excluded_depots for depot in world.depots])
    services = np.array([each.service_id in wishes.excluded_services for each in world.services])
    return np.asarray(depots[table.depot] | services[table.service])


def _pair(world: World, pin: Pin) -> tuple[int, int]:
    """Index of the depot and of the service of a pin."""
    depots = [depot.depot_id for depot in world.depots]
    services = [service.service_id for service in world.services]
    return depots.index(pin.depot_id), services.index(pin.service_id)
