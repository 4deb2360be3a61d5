"""What the review of a plan says beside the plan itself: its record, and what was wished."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from optimizer.dispatch.problem import DispatchPlan
from rma_service.domain.plan_record import PinWish, PlanRecord, WishList
from rma_service.usecases.plans import StoredPlan
from rma_service.web.door import Form
from rma_service.web.plan_row import way_of
from rma_service.wording import Moment, moment

PIN = "pin "
"""How the name of a field begins that pins a line; the line id follows."""

STATE_KEYS = {"proposed": "open", "approved": "delivered", "superseded": "closed"}
"""Color of each status of a plan, named like the states of lines that have it."""


@dataclass(frozen=True, slots=True)
class Review:
    """What the record knows of the plan, in words."""

    version: int
    status: str
    key: str
    made_by: str
    made: Moment
    again_of: int | None
    base: int | None
    degraded: bool
    may_approve: bool


@dataclass(frozen=True, slots=True)
class WishForm:
    """What may be wished of the next plan, and what was wished of this one."""

    pins: Mapping[str, str]
    depots: Sequence[tuple[str, str]]
    services: Sequence[tuple[str, str]]
    excluded_depots: frozenset[str]
    excluded_services: frozenset[str]


def review_of(record: PlanRecord, *, may_approve: bool) -> Review:
    """The record of a plan in words; only a proposed plan is approved."""
    return Review(
        version=record.plan_version,
        status=record.status,
        key=STATE_KEYS.get(record.status, "closed"),
        made_by=record.created_by,
        made=moment(record.created_at, "UTC"),
        again_of=record.wishes.again_of,
        base=record.base_version,
        degraded=record.degraded,
        may_approve=may_approve and record.status == "proposed",
    )


def wish_form(stored: StoredPlan) -> WishForm:
    """The wishes of a plan as the fields show them; used depots and services may be left out."""
    plan, network, wishes = stored.plan, stored.network, stored.record.wishes
    depots = {each.depot_id for each in plan.loads} | wishes.excluded_depots
    services = {each.service_id for each in plan.loads} | wishes.excluded_services
    return WishForm(
        pins=_pins(plan, wishes),
        depots=[(each, network.depots[each].name) for each in sorted(depots)],
        services=[(each, network.services[each].name) for each in sorted(services)],
        excluded_depots=wishes.excluded_depots,
        excluded_services=wishes.excluded_services,
    )


def _pins(plan: DispatchPlan, wishes: WishList) -> Mapping[str, str]:
    """Pinned lines with the way that each of them is pinned to, as its field names it."""
    pinned = {
        line_id: f"{pin.depot_id} {pin.service_id} {pin.part_number or ''}".strip()
        for line_id, pin in wishes.pins.items()
    }
    for each in plan.lines:
        if each.line.line_id in wishes.keep and each.option:
            pinned[each.line.line_id] = way_of(each.option)
    return pinned


def sent_wishes(form: Form, plan: DispatchPlan) -> WishList:
    """What a form wishes: a line that keeps its way keeps its departure too."""
    ways = {each.line.line_id: way_of(each.option) for each in plan.lines if each.option}
    chosen = {
        name.removeprefix(PIN): str(value)
        for name, value in form.data.multi_items()
        if name.startswith(PIN) and value
    }
    return WishList(
        pins={line_id: _pin(way) for line_id, way in chosen.items() if ways.get(line_id) != way},
        excluded_depots=frozenset(form.texts("exclude_depot")),
        excluded_services=frozenset(form.texts("exclude_service")),
        keep=frozenset(line_id for line_id, way in chosen.items() if ways.get(line_id) == way),
    )


def _pin(way: str) -> PinWish:
    depot_id, service_id, part_number = (*way.split(" ", 2), "", "")[:3]
    return PinWish(depot_id, service_id, part_number or None)
