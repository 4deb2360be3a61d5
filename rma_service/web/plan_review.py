"""What the review of a plan says beside the plan itself: its record, and what was wished."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rma_service.domain.plan_record import PinWish, PlanRecord, WishList
from rma_service.usecases.plans import StoredPlan
from rma_service.web.door import Form
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
        pins=_pins(wishes),
        depots=[(each, network.depots[each].name) for each in sorted(depots)],
        services=[(each, network.services[each].name) for each in sorted(services)],
        excluded_depots=wishes.excluded_depots,
        excluded_services=wishes.excluded_services,
    )


def _pins(wishes: WishList) -> Mapping[str, str]:
    """Pinned lines with the way that each of them is pinned to, as its field names it."""
    return {
        line_id: f"{pin.depot_id} {pin.service_id} {pin.part_number or ''}".strip()
        for line_id, pin in wishes.pins.items()
    }


def sent_wishes(form: Form) -> WishList:
    """What a form wishes.

    A pin names depot, courier service and part. Departures stay free: by the time of the next
    plan, one that was about to leave has left.
    """
    pins = {
        name.removeprefix(PIN): _pin(str(way))
        for name, way in form.data.multi_items()
        if name.startswith(PIN) and way
    }
    return WishList(
        pins=pins,
        excluded_depots=frozenset(form.texts("exclude_depot")),
        excluded_services=frozenset(form.texts("exclude_service")),
    )


def _pin(way: str) -> PinWish:
    depot_id, service_id, part_number = (*way.split(" ", 2), "", "")[:3]
    return PinWish(depot_id, service_id, part_number or None)
