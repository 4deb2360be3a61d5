"""What stands beside the choice: the alternatives of each line, and the loads of each service."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from optimizer.dispatch.checking.atlas import Atlas
from optimizer.dispatch.checking.claims import cost_violations, shipment_violations
from optimizer.dispatch.checking.report import MINUTE_TOLERANCE, Violation
from optimizer.dispatch.checking.sharing import Slot
from optimizer.dispatch.checking.shipment import Shipment, shipment_of
from optimizer.dispatch.problem import (
    Alternative,
    DispatchPlan,
    Line,
    LinePlan,
    Option,
)

MOST_ALTERNATIVES = 5
"""Source: dispatch.md, "Output"."""


def alternative_violations(
    now: datetime,
    atlas: Atlas,
    bundles: Iterable[tuple[Line, ...]],
    groups: Mapping[str, int],
    answers: Mapping[str, LinePlan],
) -> Iterator[Violation]:
    """Every alternative is an option like a chosen one, and states its true differences."""
    for lines in bundles:
        given = [answers[line.line_id] for line in lines if line.line_id in answers]
        if len(given) < len(lines):
            continue
        counts = {len(answer.alternatives) for answer in given}
        if len(counts) > 1 or max(counts) > MOST_ALTERNATIVES:
            sentence = f"Lines {[line.line_id for line in lines]} have {sorted(counts)} of them."
            yield Violation(lines[0].line_id, "alternative_count", sentence)
            continue
        for way in zip(*(answer.alternatives for answer in given), strict=True):
            is_shared = lines[0].line_id in groups
            for fault in _way_violations(now, atlas, lines, way, is_shared=is_shared):
                yield Violation(fault.line_id, f"alternative_{fault.code}", fault.detail)
        for answer in given:
            yield from _difference_violations(answer)


def _way_violations(
    now: datetime,
    atlas: Atlas,
    lines: tuple[Line, ...],
    way: tuple[Alternative, ...],
    *,
    is_shared: bool,
) -> Iterator[Violation]:
    """One way to serve a bundle; a line of a group is priced as a trip of its own."""
    options = tuple(alternative.option for alternative in way)
    shipment, fault = shipment_of(atlas, lines, options)
    if fault is not None or shipment is None:
        yield from [fault] if fault else []
        return
    yield from shipment_violations(shipment, now)
    is_trip = is_shared and shipment.service.kind == "dedicated"
    yield from cost_violations([] if is_trip else [shipment], [[shipment]] if is_trip else [])


def _difference_violations(answer: LinePlan) -> Iterator[Violation]:
    if answer.option is None:
        return
    for alternative in answer.alternatives:
        later, more = differences(answer.option, alternative.option)
        claimed = (alternative.arrives_later_minutes, alternative.costs_more_cents)
        if abs(claimed[0] - later) > MINUTE_TOLERANCE or claimed[1] != more:
            sentence = f"Claims (minutes later, cents more) {claimed}, it is {(later, more)}."
            yield Violation(answer.line.line_id, "alternative_difference", sentence)


def differences(chosen: Option, other: Option) -> tuple[float, int]:
    """How much later another option arrives and how much more it costs [minutes, cents]."""
    later = other.planned_arrival_at - chosen.planned_arrival_at
    return later / timedelta(minutes=1), other.cost_cents - chosen.cost_cents


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
