"""Relaxations in words that a dispatcher uses, and their order."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import singledispatch
from typing import get_args

from optimizer.calendars import zone
from optimizer.dispatch.problem import DispatchProblem, Line, Relaxation, RelaxationKind
from optimizer.dispatch.relaxing.changes import (
    AtTheMedian,
    Change,
    EarlierRelease,
    OneMoreUnit,
    OneMoreVehicle,
    OpenedDepot,
    OpenedSite,
    RaisedLimit,
)
from optimizer.network import Network

_KINDS = get_args(RelaxationKind)


def by_cost(each: Relaxation) -> tuple[object, ...]:
    """Order of relaxations: the cheapest plan first, then kind and names."""
    names = (each.depot_id or "", each.service_id or "", each.part_number or "")
    at = each.from_at.timestamp() if each.from_at else 0.0
    return each.plan_costs_more_cents, _KINDS.index(each.kind), *names, at, each.amount or 0.0


@singledispatch
def _told(change: Change, lines: Sequence[Line], problem: DispatchProblem) -> dict[str, object]:
    """Sentence and fields of a change."""
    raise NotImplementedError(type(change))


def relaxation_of(
    change: Change, lines: Sequence[Line], cents: int, problem: DispatchProblem
) -> Relaxation:
    """A change that lets lines be met, and what the whole plan costs more with it [cents]."""
    told = _told(change, lines, problem)
    return Relaxation(kind=change.kind, plan_costs_more_cents=cents, **told)  # type: ignore[arg-type]  # each change gives its own fields


@_told.register
def _(change: OneMoreUnit, lines: Sequence[Line], problem: DispatchProblem) -> dict[str, object]:
    asked = change.part_number in {line.part_number for line in lines}
    what = change.part_number if asked else f"the substitute {change.part_number}"
    depot = depot_name(problem.network, change.depot_id)
    return {
        "sentence": f"Met with one more unit of {what} at {depot}.",
        "depot_id": change.depot_id,
        "part_number": change.part_number,
    }


@_told.register
def _(change: EarlierRelease, lines: Sequence[Line], problem: DispatchProblem) -> dict[str, object]:
    site = problem.network.sites[lines[0].site_id]
    count = f"{change.minutes} minute{'' if change.minutes == 1 else 's'}"
    when = clock(change.by, site.timezone)
    return {
        "sentence": f"Met if released {count} earlier, by {when}.",
        "amount": float(change.minutes),
    }


@_told.register
def _(change: OneMoreVehicle, lines: Sequence[Line], problem: DispatchProblem) -> dict[str, object]:  # noqa: ARG001 - one form for all
    network = problem.network
    length = timedelta(minutes=network.rules.vehicle_slot_minutes)
    timezone = network.depots[change.depot_id].timezone
    slots = [f"{clock(at, timezone)} to {_hour(at + length, timezone)}" for at in change.slots]
    why = "" if len(slots) == 1 else f"; its trip lacks one in all {len(slots)} of these slots"
    depot, service = (
        depot_name(network, change.depot_id),
        service_name(network, change.service_id),
    )
    return {
        "sentence": (
            f"Met with one more vehicle of {service} at {depot} from {' and '.join(slots)}{why}."
        ),
        "depot_id": change.depot_id,
        "service_id": change.service_id,
        "from_at": change.slots[0],
        "amount": float(len(change.slots)),
    }


@_told.register
def _(change: RaisedLimit, lines: Sequence[Line], problem: DispatchProblem) -> dict[str, object]:  # noqa: ARG001 - one form for all
    service = problem.network.services[change.service_id]
    taken = [
        f"{kg:g} kg {what} (limit {limit:g} kg)"
        for kg, what, limit in (
            (change.piece_kg, "a piece", service.max_piece_kg),
            (change.shipment_kg, "a shipment", service.max_shipment_kg),
        )
        if kg is not None
    ]
    name = service_name(problem.network, change.service_id)
    return {
        "sentence": f"Met if {name} took {' and '.join(taken)}.",
        "service_id": change.service_id,
        "amount": change.piece_kg if change.shipment_kg is None else change.shipment_kg,
    }


@_told.register
def _(change: OpenedDepot, lines: Sequence[Line], problem: DispatchProblem) -> dict[str, object]:  # noqa: ARG001 - one form for all
    timezone = problem.network.depots[change.depot_id].timezone
    depot = depot_name(problem.network, change.depot_id)
    return {
        "sentence": f"Met if {depot} were open from {clock(change.start, timezone)}.",
        "depot_id": change.depot_id,
        "from_at": change.start,
    }


@_told.register
def _(change: OpenedSite, lines: Sequence[Line], problem: DispatchProblem) -> dict[str, object]:  # noqa: ARG001 - one form for all
    site = problem.network.sites[change.site_id]
    when = clock(change.start, site.timezone)
    return {
        "sentence": f"Met if the site {site.site_id} ({site.city}) received from {when}.",
        "from_at": change.start,
    }


@_told.register
def _(change: AtTheMedian, lines: Sequence[Line], problem: DispatchProblem) -> dict[str, object]:  # noqa: ARG001 - one form for all
    confidence = max(line.target.confidence for line in lines)
    return {"sentence": f"Met if promised at the median instead of {confidence:.0%}."}


def depot_name(network: Network, depot_id: str) -> str:
    """Code of a depot and the city that it is in."""
    return f"{depot_id} ({network.depots[depot_id].city})"


def service_name(network: Network, service_id: str) -> str:
    """Code of a service and its name."""
    return f"{service_id} ({network.services[service_id].name})"


def clock(at: datetime, timezone: str) -> str:
    """Instant by the clock of a place and in UTC, which names its day where that is another."""
    local, utc = at.astimezone(zone(timezone)), at.astimezone(UTC)
    same_day = local.date() == utc.date()
    there = utc.strftime("%H:%M" if same_day else "%Y-%m-%d %H:%M")
    return f"{local.strftime('%Y-%m-%d %H:%M')} local time ({there} UTC)"


def _hour(at: datetime, timezone: str) -> str:
    return at.astimezone(zone(timezone)).strftime("%H:%M")
