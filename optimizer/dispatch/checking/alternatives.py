"""The other ways that a plan offers beside the one taken: as legal, free, and none better."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from optimizer.dispatch.checking.answers import is_met, quarter_hours_late
from optimizer.dispatch.checking.atlas import Atlas
from optimizer.dispatch.checking.claims import cost_violations, shipment_violations
from optimizer.dispatch.checking.report import MINUTE_TOLERANCE, Violation, said
from optimizer.dispatch.checking.scarcity import Cell
from optimizer.dispatch.checking.sharing import Slot, slots_of, there_until, units_in, vehicles_in
from optimizer.dispatch.checking.shipment import Shipment, shipment_of
from optimizer.dispatch.checking.words import Lines, Told
from optimizer.dispatch.problem import Alternative, LinePlan, Option

MOST_ALTERNATIVES = 5
"""Source: dispatch.md, "Output"."""

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Beside:
    """The plan that alternatives stand beside: units and vehicles that it takes, what it proved.

    `proved` counts the first levels of the objective that are proved, one after the other.
    """

    now: datetime
    atlas: Atlas
    groups: Mapping[str, int]
    units: Mapping[Cell, int]
    out: Mapping[Slot, Sequence[tuple[str, int]]]
    proved: int


def alternative_violations(beside: Beside, told: Iterable[Told]) -> Iterator[Violation]:
    """Every alternative is an option like a chosen one, free in the plan, and says how it differs.

    Source: decision 9, "Alternatives".
    """
    for each in told:
        lines, given = each.lines, each.given
        counts = {len(answer.alternatives) for answer in given}
        if counts == {0}:
            continue
        if len(counts) > 1 or max(counts) > MOST_ALTERNATIVES:
            sentence = f"Lines {[line.line_id for line in lines]} have {sorted(counts)} of them."
            yield Violation(lines[0].line_id, "alternative_count", sentence)
            continue
        for fault in _ways_violations(beside, lines, given):
            code = f"alternative_{fault.code.removeprefix('alternative_')}"
            yield Violation(fault.line_id, code, fault.detail)


def _ways_violations(
    beside: Beside, lines: Lines, given: Sequence[LinePlan]
) -> Iterator[Violation]:
    """All ways offered for some lines that ship together; the way taken comes first."""
    ways = [
        tuple(alternative.option for alternative in way)
        for way in zip(*(answer.alternatives for answer in given), strict=True)
    ]
    taken = tuple(answer.option for answer in given)
    for way in ways:
        yield from _way_violations(beside, lines, way, taken)
    pairs = [(way[0].depot_id, way[0].service_id) for way in (taken, *ways) if way[0] is not None]
    if len(set(pairs)) < len(pairs):
        yield Violation(
            lines[0].line_id, "alternative_repeated", f"Offered are {pairs}, one of them twice."
        )
    yield from _order_violations(beside, lines, taken, ways)
    for answer in given:
        for alternative in answer.alternatives:
            yield from _difference_violations(answer, alternative)


def _way_violations(
    beside: Beside, lines: Lines, way: Sequence[Option], taken: Sequence[Option | None]
) -> Iterator[Violation]:
    """One way to serve a bundle; a line of a group is priced as a trip of its own."""
    shipment, fault = shipment_of(beside.atlas, lines, way)
    if fault is not None or shipment is None:
        yield from [fault] if fault else []
        return
    yield from shipment_violations(shipment, beside.now)
    is_trip = lines[0].line_id in beside.groups and shipment.service.kind == "dedicated"
    yield from cost_violations([] if is_trip else [shipment], [[shipment]] if is_trip else [])
    yield from _unit_violations(beside, shipment, taken)
    yield from _vehicle_violations(beside, shipment)


def _unit_violations(
    beside: Beside, shipment: Shipment, taken: Sequence[Option | None]
) -> Iterator[Violation]:
    """The units are there beside those that others take, and by the time that it is packed."""
    given_back = [(option.depot_id, option.part_number) for option in taken if option]
    cells = [(shipment.depot.depot_id, part_number) for part_number in shipment.part_numbers]
    until = there_until(shipment, beside.now)
    for cell in sorted(set(cells)):
        others = beside.units.get(cell, 0) - given_back.count(cell)
        ever = units_in(beside.atlas, cell, None)
        if others + cells.count(cell) > ever:
            sentence = f"{cell} has {ever} units, and {others} are taken by others."
            yield Violation(shipment.lines[0].line_id, "stock", sentence)
        elif cells.count(cell) > units_in(beside.atlas, cell, until):
            sentence = f"{cell} has fewer than {cells.count(cell)} units by {said(until)}."
            yield Violation(shipment.lines[0].line_id, "stock_before_receipt", sentence)


def _vehicle_violations(beside: Beside, shipment: Shipment) -> Iterator[Violation]:
    """A vehicle is left in every slot; the one taken now is of another depot and service."""
    if shipment.service.kind != "dedicated":
        return
    for slot in slots_of(shipment.route, shipment.departs_at):
        used = sum(count for _, count in beside.out.get(slot, ()))
        has = vehicles_in(shipment.route.origin, slot[1], slot[2])
        if used + 1 > has:
            sentence = f"{slot[0]} has {has} of {slot[1]} from {said(slot[2])}, {used} are out."
            yield Violation(shipment.lines[0].line_id, "vehicle", sentence)


def _worth(lines: Lines, way: Sequence[Option | None]) -> tuple[int, int]:
    """Weight missed and tardiness of some lines on one way."""
    missed = tardiness = 0
    for line, option in zip(lines, way, strict=True):
        owed_and_missed = line.target.owed and not is_met(line, option)
        missed += line.target.miss_weight if owed_and_missed else 0
        tardiness += line.target.late_weight * quarter_hours_late(line, option)
    return missed, tardiness


def _order_violations(
    beside: Beside, lines: Lines, taken: Sequence[Option | None], ways: Sequence[Sequence[Option]]
) -> Iterator[Violation]:
    """Ways come in the order of the objective, and none is better than what is proved best."""
    keys = [(*_worth(lines, way), way[0].cost_cents) for way in ways]
    if keys != sorted(keys):
        sentence = f"Ways that are worth {keys} stand in another order."
        yield Violation(lines[0].line_id, "alternative_order", sentence)
    best, chosen = min(keys)[: min(2, beside.proved)], _worth(lines, taken)[: beside.proved]
    if best < chosen:
        sentence = f"Taken is a way worth {chosen}, proved best, and one of {best} is free."
        yield Violation(lines[0].line_id, "alternative_better", sentence)


def _difference_violations(answer: LinePlan, alternative: Alternative) -> Iterator[Violation]:
    if answer.option is None:
        return
    other = alternative.option
    later = (other.planned_arrival_at - answer.option.planned_arrival_at) / MINUTE
    more = other.cost_cents - answer.option.cost_cents
    told = (alternative.arrives_later_minutes, alternative.costs_more_cents)
    if not abs(told[0] - later) <= MINUTE_TOLERANCE or told[1] != more:
        sentence = f"Claims (minutes later, cents more) {told}, it is {(later, more)}."
        yield Violation(answer.line.line_id, "alternative_difference", sentence)
