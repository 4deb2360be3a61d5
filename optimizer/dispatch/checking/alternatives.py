"""The other ways that a plan offers beside the one taken: as legal, free, and none better.

What they say beside each other is held against all of it. To derive each of them like a way taken
costs as much as five plans, so that of a large plan it is done for some lines, spread evenly.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

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

MOST_WAYS = 2_000
"""Alternatives of one plan that are derived again from the network."""

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
    offering = [each for each in told if any(answer.alternatives for answer in each.given)]
    ways = sum(len(each.given[0].alternatives) for each in offering)
    step = max(1, ceil(ways / MOST_WAYS))
    for number, each in enumerate(offering):
        faults = _count_violations(each) or [
            *_told_violations(beside, each),
            *(_bundle_violations(beside, each) if number % step == 0 else ()),
        ]
        for fault in faults:
            code = f"alternative_{fault.code.removeprefix('alternative_')}"
            yield Violation(fault.line_id, code, fault.detail)


def _count_violations(told: Told) -> list[Violation]:
    """Lines that ship together have equally many, and none has too many."""
    counts = {len(answer.alternatives) for answer in told.given}
    if len(counts) == 1 and max(counts) <= MOST_ALTERNATIVES:
        return []
    sentence = f"Lines {[line.line_id for line in told.lines]} have {sorted(counts)} of them."
    return [Violation(told.lines[0].line_id, "alternative_count", sentence)]


def _ways(told: Told) -> list[tuple[Option, ...]]:
    """Other ways of lines that ship together, each with the option of every line."""
    offered = zip(*(answer.alternatives for answer in told.given), strict=True)
    return [tuple(alternative.option for alternative in way) for way in offered]


def _told_violations(beside: Beside, told: Told) -> Iterator[Violation]:
    """What alternatives say of themselves beside the way taken."""
    ways, taken = _ways(told), tuple(answer.option for answer in told.given)
    pairs = [(way[0].depot_id, way[0].service_id) for way in (taken, *ways) if way[0] is not None]
    if len(set(pairs)) < len(pairs):
        sentence = f"Offered are {pairs}, one of them twice."
        yield Violation(told.lines[0].line_id, "alternative_repeated", sentence)
    yield from _order_violations(beside, told.lines, taken, ways)
    for answer in told.given:
        for alternative in answer.alternatives:
            yield from _difference_violations(answer, alternative)


def _bundle_violations(beside: Beside, told: Told) -> Iterator[Violation]:
    """Every other way of some lines, derived like a way taken."""
    taken = [answer.option for answer in told.given]
    for way in _ways(told):
        yield from _way_violations(beside, told.lines, way, taken)


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
