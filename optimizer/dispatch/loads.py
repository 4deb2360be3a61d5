"""What a plan asks of every depot and service: lines, weight and vehicles."""

from collections import Counter
from collections.abc import Mapping

import numpy as np

from optimizer.dispatch.assignment import UNASSIGNED, Assignment
from optimizer.dispatch.problem import Load


def loads_of(assignment: Assignment) -> tuple[Load, ...]:
    """What every depot and service has to do, in the order of their ids."""
    world = assignment.odds.world
    lines: Counter[tuple[int, int]] = Counter()
    weight: dict[tuple[int, int], float] = {}
    for shipment in assignment.shipments:
        if shipment.way == UNASSIGNED:
            continue
        each = assignment.options[shipment.group]
        pair = int(each.ways.depot[shipment.way]), int(each.ways.service[shipment.way])
        bundle = each.demand.bundles[each.ways.bundle[shipment.way]]
        lines[pair] += len(shipment.lines)
        weight[pair] = weight.get(pair, 0.0) + bundle.weight_kg
    peaks = _vehicle_peaks(assignment)
    return tuple(
        Load(
            world.depots[pair[0]].depot_id,
            world.services[pair[1]].service_id,
            lines[pair],
            weight[pair],
            peaks.get(pair, 0),
        )
        for pair in sorted(lines)
    )


def _vehicle_peaks(assignment: Assignment) -> Mapping[tuple[int, int], int]:
    """Most vehicles out at once, by depot and service."""
    problem = assignment.problem
    peaks: dict[tuple[int, int], int] = {}
    for shipment in assignment.shipments:
        if shipment.way == UNASSIGNED:
            continue
        ways = assignment.options[shipment.group].ways
        if not ways.is_trip[shipment.way]:
            continue
        option = problem.group_start[shipment.group] + shipment.way
        start, end = problem.vehicle_extra_start[option : option + 2]
        rows = [*problem.vehicle_extra_row[start:end]]
        if problem.group_count[shipment.group] == 1:
            rows.append(problem.vehicle_row[option])
        pair = int(ways.depot[shipment.way]), int(ways.service[shipment.way])
        out = 1 if problem.vehicle_row[option] < 0 else int(np.max(assignment.used[rows]))
        peaks[pair] = max(peaks.get(pair, 0), out)
    return peaks
