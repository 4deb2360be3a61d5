"""Small legal plans, one of each kind, into which faults are planted."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from optimizer.dispatch.problem import DispatchPlan, DispatchProblem
from optimizer.dispatch.solve import solve
from optimizer.dispatch.wishes import Pin, Wishes
from tests import builders as b
from tests.asking import patient_line

Case = tuple[DispatchProblem, DispatchPlan]

TWO_CARS: dict[str, Any] = {
    "parts": [b.part("P1"), b.part("P2"), b.part("P3")],
    "depots": [b.depot("D1"), b.depot("D2", km=10)],
    "services": [
        b.service("CAR", night_surcharge_share=0.25, weekend_surcharge_share=0.5),
        b.service("VAN", price_base_cents=1500),
    ],
    "stock": {(depot, part): 3 for depot in ("D1", "D2") for part in ("P1", "P2")},
    "vehicles": {(depot, service): 3 for depot in ("D1", "D2") for service in ("CAR", "VAN")},
    "substitutions": {"P1": (b.substitution("P2"),)},
}


def one_line() -> DispatchProblem:
    """D2 is ten kilometers nearer: CAR from there; CAR of D1 and both VANs are free."""
    return b.problem(on=b.network(**TWO_CARS))


def no_other_way() -> DispatchProblem:
    """The smallest problem: P1 leaves D1 by CAR at 10:50."""
    return b.problem()


def three_lines() -> DispatchProblem:
    """Three lines of three RMAs, each with a car of its own."""
    return b.problem(*(b.line(f"L{n}") for n in (1, 2, 3)), on=b.network(**TWO_CARS))


def last_unit() -> DispatchProblem:
    """Two lines at a depot with two units, the last two, which have a price."""
    on = b.network(
        parts=[b.part(annual_failure_rate_share=0.05 / 7 * 365.25)],
        stock={("D1", "P1"): 2},
        vehicles={("D1", "CAR"): 2},
        installed={("S1", "X"): 1},
        bills_of_material={"X": {"P1": 1}},
    )
    return b.problem(b.line("L1"), b.line("L2"), on=on)


def kit() -> DispatchProblem:
    """Two lines of one RMA that ship together."""
    same = {"rma_number": "R-KIT", "ship_together": True}
    lines = [b.line("L1", **same), b.line("L2", part_number="P2", **same)]
    return b.problem(*lines, on=b.network(**TWO_CARS))


def group() -> DispatchProblem:
    """Three identical lines in two cars of two kilograms: 4667, 4667 and 4666 cents."""
    on = b.network(
        services=[b.service(max_shipment_kg=2.0)],
        stock={("D1", "P1"): 5},
        vehicles={("D1", "CAR"): 2},
    )
    return b.problem(*(b.line(f"L{n}", rma_number="R-GROUP") for n in (1, 2, 3)), on=on)


def on_saturday_night() -> DispatchProblem:
    """Leaves at 23:20 on a Saturday: a night and a weekend make 1.75 of the price by day."""
    now = b.at(22, 30, day=28)
    on = {**TWO_CARS, "services": TWO_CARS["services"][:1]}
    line = b.line(released_at=now, target=b.target(b.at(2, day=29)))
    return b.problem(line, on=b.network(**on), now=now)


def by_post() -> DispatchProblem:
    """Collected on Monday at 16:00, delivered after one to three days."""
    return b.problem(
        patient_line(target=b.target(b.at(9, day=26), confidence=0.9)),
        on=b.network(services=[b.scheduled_service(transit_days_max=3)]),
    )


def by_air() -> DispatchProblem:
    """The flight at 14:00; the customs of another zone work until 18:00."""
    on = b.network(
        services=[b.air_service()],
        flights=b.flights(AAA_BBB=6),
        sites=[b.site(customs_zone="CH")],
    )
    return b.problem(patient_line(), on=on)


def by_charter() -> DispatchProblem:
    """An aircraft that leaves at once."""
    on = b.network(services=[b.air_service(timetabled_flight=False)])
    return b.problem(patient_line(), on=on)


def waiting() -> DispatchProblem:
    """One unit on hand and one that arrives at noon, for two lines."""
    on = b.network(vehicles={("D1", "CAR"): 2}, inbound={("D1", "P1"): (b.receipt(b.at(12)),)})
    return b.problem(b.line("L1"), b.line("L2"), on=on)


def closed_site() -> DispatchProblem:
    """Sent on Monday evening to a site that receives from nine on Tuesday."""
    now = b.at(17)
    line = b.line(released_at=now, target=b.target(b.at(12, day=24)))
    return b.problem(line, on=b.network(sites=[b.site(receiving="business")]), now=now)


def alone() -> DispatchProblem:
    """Due at 11:00, when nothing can be there."""
    return b.problem(b.line(target=b.target(b.at(11))), on=b.network(**TWO_CARS))


def late_by_air() -> DispatchProblem:
    """Due at 16:00, before the goods are through customs."""
    asked = by_air()
    return replace(asked, lines=(b.line(target=b.target(b.at(16))),))


def closed_too_long() -> DispatchProblem:
    """Due on Monday evening at a site that is closed when the car comes."""
    asked = closed_site()
    line = replace(asked.lines[0], target=b.target(b.at(22)))
    return replace(asked, lines=(line,))


def at_risk() -> DispatchProblem:
    """Due at 12:05: at the median, 12:01, in time, and late at 95 %."""
    return b.problem(b.line(target=b.target(b.at(12, 5), confidence=0.95)))


def together() -> DispatchProblem:
    """One unit for two lines, of which L2 weighs more."""
    light = b.line("L1", target=b.target(miss_weight=40, late_weight=8))
    return b.problem(light, b.line("L2"), on=b.network(vehicles={("D1", "CAR"): 2}))


def not_owed() -> DispatchProblem:
    """A target that a clause excludes, missed."""
    changes = {"owed": False, "miss_weight": 0, "late_weight": 1, "not_owed_reason": "Late."}
    return b.problem(b.line(target=b.target(b.at(11), **changes)))


def handed_over() -> DispatchProblem:
    """What counts is the departure, at 10:50."""
    return b.problem(b.line(target=b.target(b.at(11), kind="ship_by")))


def pinned() -> DispatchProblem:
    """Pinned to VAN of D1, with the substitute."""
    wishes = Wishes({"L1": Pin("D1", "VAN", "P2", b.at(10, 50))})
    return b.problem(on=b.network(**TWO_CARS), wishes=wishes)


def set_aside() -> DispatchProblem:
    """One line is on hold."""
    return b.problem(set_aside=(b.set_aside(),))


SCENES: Mapping[str, Callable[[], DispatchProblem]] = {
    make.__name__: make
    for make in (
        *(one_line, no_other_way, three_lines, last_unit, kit, group, on_saturday_night),
        *(by_post, by_air, by_charter),
        *(
            late_by_air,
            closed_too_long,
            waiting,
            closed_site,
            alone,
            at_risk,
            together,
            not_owed,
            handed_over,
            pinned,
        ),
        *(set_aside,),
    )
}


@cache
def scene(name: str) -> Case:
    """A problem with its legal plan."""
    asked = SCENES[name]()
    return asked, solve(asked)
