"""Legal defaults for tests: the smallest network, and every noun with keyword changes.

The smallest network lies on the equator in a Germany that keeps UTC: depot D1 at 0 km and site S1
60 km east of it. A road kilometer is a geodesic kilometer; one drives 60 km/h for ten kilometers
at each end and 120 km/h between. NOW is a Monday at 10:00, after the morning peak. So by CAR:

    packed 10:00 + 30 = 10:30, leaves + 20 = 10:50, drives from 11:00
    drive = 10 + 10 urban minutes + 20 intercity minutes = 40 minutes
    arrives 11:40 + 6 + 15 = 12:01, the vehicle is back at 10:50 + 10 + 80 + 21 = 12:41
    price = 1000 + 60 x 100 = 7000 cents

The default confidence of a target is 0.5, at which planned and median arrival are the same.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from optimizer.dispatch.problem import (
    Alternative,
    DispatchPlan,
    DispatchProblem,
    Level,
    Line,
    LinePlan,
    Load,
    Option,
    Relaxation,
    SetAside,
    Target,
    Verdict,
)
from optimizer.dispatch.wishes import Wishes
from optimizer.network import Network
from tests.smallest_network import (
    EQUATOR_KM_PER_RADIAN,
    NOW,
    airport,
    at,
    depot,
    drive_facts,
    east,
    flights,
    network,
    opening_class,
    part,
    receipt,
    site,
    substitution,
    vehicle_hours,
)
from tests.smallest_services import EVERY_DAY, air_service, rules, scheduled_service, service

__all__ = [
    "EQUATOR_KM_PER_RADIAN",
    "EVERY_DAY",
    "NOW",
    "air_service",
    "airport",
    "alternative",
    "at",
    "depot",
    "drive_facts",
    "east",
    "flights",
    "line",
    "line_plan",
    "network",
    "opening_class",
    "option",
    "part",
    "plan",
    "problem",
    "receipt",
    "rules",
    "scheduled_service",
    "service",
    "set_aside",
    "site",
    "substitution",
    "target",
    "vehicle_hours",
]

DUE = at(14)


def target(due_at: datetime = DUE, **changes: Any) -> Target:
    """Arrive by 14:00, four hours after NOW, as Premier P1 weighs it."""
    default = Target(
        kind="arrive_by",
        due_at=due_at,
        owed=True,
        clause="2.4",
        confidence=0.5,
        miss_weight=100,
        late_weight=20,
    )
    return replace(default, **changes)


def line(line_id: str = "L1", **changes: Any) -> Line:
    """One line of an RMA of its own, released at NOW."""
    default = Line(
        line_id=line_id,
        rma_number=f"R-{line_id}",
        partner_id="PA01",
        site_id="S1",
        part_number="P1",
        released_at=NOW,
        ship_together=False,
        target=target(),
    )
    return replace(default, **changes)


def problem(
    *lines: Line,
    on: Network | None = None,
    now: datetime = NOW,
    set_aside: tuple[SetAside, ...] = (),
    wishes: Wishes | None = None,
) -> DispatchProblem:
    """Line L1, or others, on the smallest network, or another one."""
    return DispatchProblem(on or network(), lines or (line(),), now, set_aside, wishes or Wishes())


def option(**changes: Any) -> Option:
    """The one way of the smallest network, as worked out above."""
    default = Option(
        depot_id="D1",
        part_number="P1",
        service_id="CAR",
        ready_at=at(10, 30),
        departs_at=at(10, 50),
        planned_arrival_at=at(12, 1),
        median_arrival_at=at(12, 1),
        on_time_probability=1.0,
        margin_minutes=119.0,
        cost_cents=7000,
    )
    return replace(default, **changes)


def alternative(**changes: Any) -> Alternative:
    """The departure of the next slot, ten minutes later at the same price."""
    later = option(
        departs_at=at(11),
        planned_arrival_at=at(12, 11),
        median_arrival_at=at(12, 11),
        margin_minutes=109.0,
    )
    return replace(Alternative(later, 10.0, 0), **changes)


def relaxation(**changes: Any) -> Relaxation:
    """One more unit at the depot, which would make the plan 12.50 dollars cheaper."""
    default = Relaxation(
        kind="unit",
        sentence="one more unit of P1 at D1",
        plan_costs_more_cents=-1250,
        depot_id="D1",
        part_number="P1",
    )
    return replace(default, **changes)


def line_plan(**changes: Any) -> LinePlan:
    """Line L1, guaranteed by the option above."""
    default = LinePlan(
        line=line(),
        verdict=Verdict.GUARANTEED,
        outlook=None,
        sentence="Arrives 119 minutes before it is due.",
        reasons=(),
        option=option(),
        alternatives=(alternative(),),
    )
    return replace(default, **changes)


def plan(*lines: LinePlan, **changes: Any) -> DispatchPlan:
    """A plan made by hand: of the smallest problem unless lines are given."""
    lines = lines or (line_plan(),)
    taken = [each.option for each in lines if each.option]
    cost = sum(each.cost_cents for each in taken)
    values = {"missed": 0, "tardiness": 0, "cost": cost}
    default = DispatchPlan(
        now=NOW,
        lines=lines,
        set_aside=(),
        levels=tuple(
            Level(name, value, float(value), proved=True) for name, value in values.items()
        ),
        loads=(Load("D1", "CAR", len(taken), float(len(taken)), len(taken)),),
        scarcity_cents=0,
        input_hash="0" * 64,
        versions={"code": "0.1.0"},
        seconds={"solve": 0.0},
    )
    return replace(default, **changes)


def set_aside(**changes: Any) -> SetAside:
    """A line on hold for its form."""
    default = SetAside(
        rma_number="R-L9",
        line_id="L9",
        partner_id="PA01",
        state="on_hold",
        sentence="The fault tag is not complete.",
        clause="3",
    )
    return replace(default, **changes)
