"""What a plan says that each depot and service has to do."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from optimizer.dispatch.checking.report import Violation
from optimizer.dispatch.checking.sharing import Slot
from optimizer.dispatch.checking.shipment import Shipment
from optimizer.dispatch.problem import DispatchPlan


def load_violations(
    plan: DispatchPlan, shipments: Iterable[Shipment], out: Mapping[Slot, list[tuple[str, int]]]
) -> Iterator[Violation]:
    """Loads tell lines, weight and the most vehicles out at once of each depot and service."""
    lines: dict[tuple[str, str], int] = defaultdict(int)
    weight: dict[tuple[str, str], float] = defaultdict(float)
    for shipment in shipments:
        key = (shipment.depot.depot_id, shipment.service.service_id)
        lines[key] += len(shipment.lines)
        weight[key] += shipment.weight_kg
    peaks = _peaks(out)
    derived = {key: (lines[key], round(weight[key], 3), peaks.get(key, 0)) for key in lines}
    claimed = {
        (load.depot_id, load.service_id): (load.lines, round(load.weight_kg, 3), load.vehicles_peak)
        for load in plan.loads
    }
    if len(claimed) < len(plan.loads):
        yield Violation(None, "load", "The load of a depot and service is told twice.")
    for key in sorted(derived.keys() | claimed.keys()):
        if derived.get(key) != claimed.get(key):
            sentence = (
                f"{key} claims lines, kg, vehicles {claimed.get(key)}, are {derived.get(key)}."
            )
            yield Violation(None, "load", sentence)


def _peaks(out: Mapping[Slot, list[tuple[str, int]]]) -> dict[tuple[str, str], int]:
    peaks: dict[tuple[str, str], int] = {}
    for (depot_id, service_id, _), users in out.items():
        at_once = sum(count for _, count in users)
        peaks[depot_id, service_id] = max(at_once, peaks.get((depot_id, service_id), 0))
    return peaks
