"""What the review of a plan says beside the plan itself: its record, and what was wished."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from optimizer.dispatch.problem import DispatchPlan
from optimizer.network import Network
from rma_service.domain.plan_record import PinWish, WishList
from rma_service.usecases.plans import StoredPlan
from rma_service.web.door import Form
from rma_service.web.plan_row import anchor
from rma_service.wording import Moment, minute_gone

PIN = "pin "
"""How the name of a field begins that pins a line; the line id follows."""

NO_REASON = "The solver gave no plan."
"""What stands for a plan without proof whose document does not say why."""

SURE = "sure"
"""Field by which somebody approves a plan that was made without proof all the same."""


@dataclass(frozen=True, slots=True)
class Review:
    """What the record knows of the plan, in words."""

    version: int
    status: str
    made_by: str
    made: Moment
    again_of: int | None
    base: int | None
    degraded: str
    may_approve: bool
    approved: Moment | None
    approved_by: str
    past: int


@dataclass(frozen=True, slots=True)
class WishForm:
    """What may be wished of the next plan, and what was wished of this one.

    `pinned` are lines with their place on the page and the way that they are pinned to, in words.
    """

    pins: Mapping[str, str]
    pinned: Sequence[tuple[str, str, str]]
    depots: Sequence[tuple[str, str]]
    services: Sequence[tuple[str, str]]
    excluded_depots: frozenset[str]
    excluded_services: frozenset[str]


def review_of(
    stored: StoredPlan, names: Mapping[str, str], now: datetime, *, may_approve: bool
) -> Review:
    """The record of a plan in words; only a proposed plan is approved, and none that is past."""
    record = stored.record
    return Review(
        version=record.plan_version,
        status=record.status,
        made_by=names[record.created_by],
        made=minute_gone(record.created_at, "UTC"),
        again_of=record.wishes.again_of,
        base=record.base_version,
        degraded=stored.plan.degraded or (NO_REASON if record.degraded else ""),
        may_approve=may_approve and record.status == "proposed",
        approved=minute_gone(record.approved_at, "UTC") if record.approved_at else None,
        approved_by=names.get(record.approved_by or "", ""),
        past=_past(stored.plan, now) if record.status == "proposed" else 0,
    )


def _past(plan: DispatchPlan, now: datetime) -> int:
    """How many lines should have left by now."""
    return sum(each.option is not None and each.option.departs_at < now for each in plan.lines)


def wish_form(stored: StoredPlan) -> WishForm:
    """The wishes of a plan as the fields show them; used depots and services may be left out."""
    plan, network, wishes = stored.plan, stored.network, stored.record.wishes
    depots = {each.depot_id for each in plan.loads} | wishes.excluded_depots
    services = {each.service_id for each in plan.loads} | wishes.excluded_services
    return WishForm(
        pins=_pins(wishes),
        pinned=[_pinned(each, pin, network) for each, pin in sorted(wishes.pins.items())],
        depots=_by_name((each, network.depots[each].name) for each in depots),
        services=_by_name((each, network.services[each].name) for each in services),
        excluded_depots=wishes.excluded_depots,
        excluded_services=wishes.excluded_services,
    )


def _by_name(named: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Keys with names in the order in which people look for them."""
    return sorted(named, key=lambda each: (each[1].casefold(), each[0]))


def _pins(wishes: WishList) -> Mapping[str, str]:
    """Pinned lines with the way that each of them is pinned to, as its field names it."""
    return {
        line_id: f"{pin.depot_id} {pin.service_id} {pin.part_number or ''}".strip()
        for line_id, pin in wishes.pins.items()
    }


def _pinned(line_id: str, pin: PinWish, network: Network) -> tuple[str, str, str]:
    depot, service = network.depots.get(pin.depot_id), network.services.get(pin.service_id)
    way = (depot.name if depot else pin.depot_id, service.name if service else pin.service_id)
    return line_id, anchor(line_id), ", ".join(way)


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
