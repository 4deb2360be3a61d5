"""Two readings of the rules meet: the solver's plans are legal, and nothing better is legal."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from optimizer.dispatch.check import check
from optimizer.dispatch.checking.answers import is_met, quarter_hours_late
from optimizer.dispatch.checking.arriving import arrival
from optimizer.dispatch.checking.atlas import Atlas
from optimizer.dispatch.checking.chances import probability
from optimizer.dispatch.checking.claims import margin_minutes, shipment_violations
from optimizer.dispatch.checking.leaving import (
    called_at,
    first_collection,
    first_departure,
    later_slots,
    packed_at,
    supplied_until,
    waits_of,
)
from optimizer.dispatch.checking.prices import price_cents, substitutes_cents
from optimizer.dispatch.checking.scarcity import scarcity_cents, taken_of
from optimizer.dispatch.checking.sharing import (
    stock_violations,
    vehicle_violations,
    vehicles_used,
)
from optimizer.dispatch.checking.shipment import Shipment
from optimizer.dispatch.problem import DispatchProblem, Line, Option
from optimizer.dispatch.solve import solve
from optimizer.network import CourierService, Depot, Network, Site
from tests import builders as b

ZONES = ("UTC", "Asia/Kolkata", "America/Sao_Paulo", "Europe/Berlin")
# A working Monday, a Friday evening, a Saturday, Christmas Eve, the night of a clock change.
NOWS = (
    b.at(10),
    b.at(19, 7, day=27),
    b.at(9, day=28),
    b.at(15, 30, day=24, month=12),
    b.at(23, day=24, month=10),
)
few = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@st.composite
def depots(draw: st.DrawFn) -> list[Depot]:
    """One to three depots, some closed at times, of one or two regions and customs zones."""
    return [
        b.depot(
            f"D{number}",
            km=draw(st.sampled_from((0, 7, 33, 400))),
            timezone=draw(st.sampled_from(ZONES)),
            opening_class=draw(st.sampled_from(("always", "office", "on_call"))),
            callout_minutes=draw(st.sampled_from((None, 45))),
            pick_pack_minutes=draw(st.sampled_from((25, 47))),
            tier=draw(st.sampled_from(("fsl_a", "rdc"))),
            lead_time_days=draw(st.sampled_from((7.0, 21.0))),
        )
        for number in range(1, draw(st.integers(2, 4)))
    ]


@st.composite
def sites(draw: st.DrawFn) -> list[Site]:
    return [
        b.site(
            f"S{number}",
            km=draw(st.sampled_from((3, 18, 60, 351))),
            timezone=draw(st.sampled_from(ZONES)),
            receiving=draw(st.sampled_from(("always", "business"))),
            dock=draw(st.booleans()),
            two_person_ok=draw(st.booleans()),
            customs_zone=draw(st.sampled_from(("EU", "EU", "CH"))),
        )
        for number in (1, 2)
    ]


@st.composite
def services(draw: st.DrawFn) -> list[CourierService]:
    surcharges = {"night_surcharge_share": 0.25, "weekend_surcharge_share": 0.3}
    limit = st.sampled_from((None, None, 3.0, 40.0))
    return [
        b.service("CAR", max_shipment_kg=draw(limit), price_per_kg_cents=50, **surcharges),
        b.service(
            "BIKE",
            max_km=draw(st.sampled_from((8.0, 40.0))),
            from_minute=480,
            to_minute=1140,
            operates=b.EVERY_DAY[:5],
            operates_on_public_holidays=False,
            price_base_cents=100,
            collect_minutes=13,
        ),
        b.scheduled_service(
            transit_days_max=draw(st.integers(1, 3)),
            saturday_delivery=draw(st.booleans()),
            operates=draw(st.sampled_from((("business_day",), b.EVERY_DAY[:6]))),
            deliver_by_minute=draw(st.sampled_from((420, 720, 1200))),
            volumetric_divisor_cm3_per_kg=draw(st.sampled_from((None, 200.0))),
            price_per_km_cents=1,
            price_per_kg_cents=300,
        ),
        b.air_service("FLY", max_piece_kg=30.0, price_base_cents=20_000),
        b.air_service("JET", timetabled_flight=False, passenger_air=False, price_base_cents=90_000),
    ]


@st.composite
def networks(draw: st.DrawFn) -> Network:
    some_depots, parts = draw(depots()), ["P1", "P2", "P3"]
    cells = list(product([each.depot_id for each in some_depots], parts))
    on_call = b.opening_class("on_call", holiday_rule="callout")
    receipts = {
        cell: (b.receipt(draw(st.sampled_from(NOWS)) + timedelta(hours=draw(st.integers(0, 30)))),)
        for cell in cells
        if draw(st.integers(0, 3)) == 0
    }
    return b.network(
        parts=[
            b.part("P1", annual_failure_rate_share=draw(st.sampled_from((0.0, 2.0)))),
            b.part("P2", ship_weight_kg=2.5, passenger_air_allowed=False),
            b.part("P3", ship_weight_kg=80.0, two_person=draw(st.booleans()), length_cm=90.0),
        ],
        depots=some_depots,
        sites=draw(sites()),
        services=draw(services()),
        airports=[b.airport("AAA", km=draw(st.sampled_from((0, 16)))), b.airport("BBB", km=330)],
        flights=b.flights(AAA_BBB=draw(st.sampled_from((1, 4)))),
        opening_classes=[on_call],
        circuity_knots=((0.5, 1.9), (5.5, 1.5), (11.0, 1.5)),
        drive_facts={"DE": b.drive_facts(circuity_intercity=1.25)},
        stock={cell: draw(st.integers(0, 3)) for cell in cells},
        vehicles={
            (each.depot_id, name): draw(st.integers(0, 2))
            for each in some_depots
            for name in ("CAR", "BIKE")
        },
        inbound=receipts,
        substitutions={"P1": (b.substitution("P2", 1),)},
        installed={("S1", "X"): 1, ("S2", "X"): 2},
        bills_of_material={"X": {"P1": 1, "P2": 2}},
    )


@st.composite
def lines(draw: st.DrawFn, /, now: datetime, name: str, **same: Any) -> Line:
    """A line with any target; `same` keeps the lines of a kit or group alike."""
    target = b.target(
        now + timedelta(minutes=draw(st.sampled_from((240, 300, 1000, 2881, 7000)))),
        kind=draw(st.sampled_from(("arrive_by", "arrive_by", "ship_by"))),
        confidence=draw(st.sampled_from((0.5, 0.9, 0.95))),
    )
    if draw(st.integers(0, 3)) == 0:
        target = replace(target, owed=False, miss_weight=0, late_weight=1)
    default = b.line(
        name,
        site_id=draw(st.sampled_from(("S1", "S2"))),
        part_number=draw(st.sampled_from(("P1", "P1", "P2", "P3"))),
        released_at=now - timedelta(minutes=draw(st.sampled_from((0, 400, -90)))),
        target=target,
    )
    return replace(default, **same)


@st.composite
def problems(draw: st.DrawFn) -> DispatchProblem:
    """One to three single lines, perhaps a group of two to four, perhaps a kit of two parts."""
    now = draw(st.sampled_from(NOWS))
    asked = [draw(lines(now, f"L{n}")) for n in range(draw(st.integers(1, 3)))]
    alike = draw(lines(now, "G0", rma_number="R-GROUP"))
    asked += [replace(alike, line_id=f"G{n}") for n in range(draw(st.sampled_from((0, 2, 4))))]
    first = draw(lines(now, "K0", rma_number="R-KIT", ship_together=True))
    second = replace(first, line_id="K1", part_number=draw(st.sampled_from(("P1", "P2"))))
    asked += draw(st.sampled_from(([], [first, second])))
    return b.problem(*asked, on=draw(networks()), now=now)


@given(problems())
@example(b.problem())
@few
def test_the_checker_accepts_the_plan_of_the_solver(problem: DispatchProblem) -> None:
    plan = solve(problem)

    report = check(problem, plan)

    assert report.violations == ()
    assert report.levels == {level.name: level.value for level in plan.levels}


def departures_of(shipment: Shipment) -> list[datetime]:
    """Every departure that the rules may allow; the checker judges which of them it does."""
    if shipment.service.kind == "scheduled":
        collection = first_collection(shipment.route, shipment.ready_at)
        return [] if collection is None else [collection]
    first = first_departure(shipment.service, shipment.ready_at)
    is_air = shipment.service.kind == "air"
    return [first] if is_air else [first, *later_slots(shipment.network, first)]


def ways_of(problem: DispatchProblem, line: Line) -> Iterator[Shipment]:
    """Every legal way to serve a line that has the network to itself, by brute force."""
    network, atlas = problem.network, Atlas(problem.network)
    substitutes = [each.part_number for each in network.substitutions.get(line.part_number, ())]
    for depot_id, part, service in product(
        network.depots, [line.part_number, *substitutes], network.services
    ):
        blank = b.option(depot_id=depot_id, part_number=part, service_id=service)
        route = atlas.route(depot_id, service, line.site_id)
        shipment = Shipment(route, (line,), (blank,))
        called = called_at(shipment, problem.now)
        for wait in waits_of(route, (part,), called):
            ready_at = packed_at(route.origin, called, wait)
            if ready_at is not None:
                packed = with_option(shipment, ready_at=ready_at)
                for departs_at in departures_of(packed):
                    leaving = with_option(packed, departs_at=departs_at)
                    yield from legal(problem, leaving)


def with_option(shipment: Shipment, **changes: Any) -> Shipment:
    return replace(shipment, options=(replace(shipment.options[0], **changes),))


def legal(problem: DispatchProblem, leaving: Shipment) -> Iterator[Shipment]:
    """The shipment with all its numbers, when no rule forbids it."""
    target, departs_at = leaving.lines[0].target, leaving.departs_at
    planned = arrival(leaving.route, departs_at, target.confidence)
    median = arrival(leaving.route, departs_at, 0.5)
    if planned is None or median is None or supplied_until(leaving, problem.now) is None:
        return
    arriving = with_option(leaving, planned_arrival_at=planned, median_arrival_at=median)
    whole = with_option(
        arriving,
        on_time_probability=probability(leaving.route, departs_at, target),
        margin_minutes=margin_minutes(target, arriving.options[0]),
        cost_cents=round(price_cents(arriving)) + substitutes_cents(arriving),
    )
    faults = (
        *shipment_violations(whole, problem.now),
        *stock_violations(whole.route.atlas, [whole], problem.now),
        *vehicle_violations(whole.route.atlas, vehicles_used([[whole]])),
    )
    if not faults:
        yield whole


def worth(problem: DispatchProblem, line: Line, way: Shipment | None) -> tuple[int, int, int]:
    option: Option | None = way.options[0] if way else None
    missed = 0 if is_met(line, option) or not line.target.owed else line.target.miss_weight
    cost = (
        option.cost_cents + scarcity_cents(problem.network, taken_of([way]))
        if way and option
        else 0
    )
    return missed, line.target.late_weight * quarter_hours_late(line, option), cost


@given(problems())
@few
def test_no_legal_way_to_serve_one_line_is_better_than_the_plan(problem: DispatchProblem) -> None:
    line = replace(problem.lines[0], ship_together=False)
    alone = replace(problem, lines=(line,))

    plan = solve(alone)

    ways = [None, *ways_of(alone, line)]
    best = min(worth(alone, line, way) for way in ways)
    assert tuple(level.value for level in plan.levels) == best
