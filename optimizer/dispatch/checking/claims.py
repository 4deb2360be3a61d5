"""Every number that an option claims, derived again from the network alone."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from optimizer.dispatch.checking.arriving import arrival, in_receiving_hours, probability
from optimizer.dispatch.checking.leaving import (
    air_faults,
    dedicated_faults,
    ready_faults,
    scheduled_faults,
)
from optimizer.dispatch.checking.limits import broken_limits
from optimizer.dispatch.checking.prices import alone_cents, share_cents
from optimizer.dispatch.checking.report import (
    CENT_TOLERANCE,
    MINUTE_TOLERANCE,
    Violation,
    said,
    same_instant,
)
from optimizer.dispatch.checking.shipment import Shipment
from optimizer.dispatch.problem import Line, Option, Target

PROBABILITY_TOLERANCE = {"dedicated": 1e-4, "scheduled": 1e-4, "air": 1e-3}
"""An air chain has no formula, its probability is found by search."""

MOST_DAYS_LATE = timedelta(days=10)
"""Options later than this are not offered. Source: dispatch.md."""

Faults = Iterator[tuple[str, str]]
DEPARTURES: dict[str, Callable[[Shipment, datetime], Faults]] = {
    "dedicated": dedicated_faults,
    "scheduled": scheduled_faults,
    "air": air_faults,
}


def shipment_violations(shipment: Shipment, now: datetime) -> Iterator[Violation]:
    """Everything wrong with one shipment but its cost and what it shares with others."""
    first = shipment.lines[0].line_id
    shared = (
        *broken_limits(shipment),
        *ready_faults(shipment, now),
        *DEPARTURES[shipment.service.kind](shipment, now),
    )
    for code, sentence in shared:
        yield Violation(first, code, sentence)
    for line, option in zip(shipment.lines, shipment.options, strict=True):
        for code, sentence in line_faults(shipment, line, option):
            yield Violation(line.line_id, code, sentence)


def line_faults(shipment: Shipment, line: Line, option: Option) -> Faults:
    """Arrivals, probability and margin of one line."""
    yield from arrival_faults(shipment, line.target, option)
    yield from probability_faults(shipment, line.target, option)
    late_by = -timedelta(minutes=margin_minutes(line.target, option))
    if abs(option.margin_minutes + late_by / timedelta(minutes=1)) > MINUTE_TOLERANCE:
        margin = margin_minutes(line.target, option)
        yield "margin", f"Margin of {option.margin_minutes} minutes, it is {margin}."
    if late_by > MOST_DAYS_LATE:
        yield "late", f"Late by {late_by}, at most {MOST_DAYS_LATE} is offered."


def arrival_faults(shipment: Shipment, target: Target, option: Option) -> Faults:
    """Planned arrival at the confidence of the target, and the median."""
    planned, median = arrival(shipment, target.confidence), arrival(shipment, 0.5)
    if not same_instant(option.planned_arrival_at, planned):
        claim = said(option.planned_arrival_at)
        yield "planned_arrival", f"Planned to arrive at {claim}, it is {said(planned)}."
    if not same_instant(option.median_arrival_at, median):
        claim = said(option.median_arrival_at)
        yield "median_arrival", f"Arrives at {claim} in the median, it is {said(median)}."
    if not in_receiving_hours(shipment, option.planned_arrival_at):
        claim = said(option.planned_arrival_at)
        yield "receiving_hours", f"{shipment.site.site_id} does not receive at {claim}."


def probability_faults(shipment: Shipment, target: Target, option: Option) -> Faults:
    """Probability that the target is met."""
    derived = probability(shipment, target)
    if abs(option.on_time_probability - derived) > PROBABILITY_TOLERANCE[shipment.service.kind]:
        yield "probability", f"On time with {option.on_time_probability}, it is {derived:.6f}."


def handed_over_at(target: Target, option: Option) -> datetime:
    """Instant that counts for a target: the departure or the planned arrival."""
    return option.departs_at if target.kind == "ship_by" else option.planned_arrival_at


def margin_minutes(target: Target, option: Option) -> float:
    """Minutes from the instant that counts to the due one, negative when late [minutes]."""
    return (target.due_at - handed_over_at(target, option)) / timedelta(minutes=1)


def cost_violations(
    alone: Iterable[Shipment], trips: Iterable[list[Shipment]]
) -> Iterator[Violation]:
    """A line shows the cost of its shipment, or its share of a trip."""
    derived = [(shipment, alone_cents(shipment)) for shipment in alone]
    derived += [(each, share_cents(trip, each)) for trip in trips for each in trip]
    for shipment, cents in derived:
        for line, option in zip(shipment.lines, shipment.options, strict=True):
            if abs(option.cost_cents - cents) > CENT_TOLERANCE:
                sentence = f"Costs {option.cost_cents} cents, it is {cents:.2f}."
                yield Violation(line.line_id, "cost", sentence)
