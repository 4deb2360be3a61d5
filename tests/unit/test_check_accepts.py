"""Plans at the very edge of a rule: the solver makes them and the checker must accept them."""

from collections.abc import Callable

import pytest

from optimizer.dispatch.check import check
from optimizer.dispatch.problem import DispatchProblem, Option
from optimizer.dispatch.solve import solve
from tests.asking import patient_line
from tests.builders import (
    air_service,
    at,
    depot,
    flights,
    line,
    network,
    part,
    problem,
    scheduled_service,
    site,
    target,
)


def at_the_cut_off() -> DispatchProblem:
    """Packed at 16:00, collected at 16:00."""
    now = at(15, 30)
    return problem(patient_line(now=now), on=network(services=[scheduled_service()]), now=now)


def over_a_saturday_without_goods_in() -> DispatchProblem:
    """Collected on Friday; the service delivers on Saturdays, the site is closed."""
    now = at(10, day=27)
    on = network(
        services=[scheduled_service(saturday_delivery=True)], sites=[site(receiving="business")]
    )
    return problem(patient_line(now=now), on=on, now=now)


def over_a_saturday_with_goods_in() -> DispatchProblem:
    """Collected on Friday, delivered on Saturday."""
    now = at(10, day=27)
    on = network(services=[scheduled_service(saturday_delivery=True)])
    return problem(patient_line(now=now), on=on, now=now)


def by_air_inside_a_zone() -> DispatchProblem:
    """The service needs three hours at customs, and there is none."""
    on = network(
        services=[air_service(customs_clearance_hours_override=3.0)], flights=flights(AAA_BBB=6)
    )
    return problem(patient_line(), on=on)


def licensed_goods_inside_a_zone() -> DispatchProblem:
    """A part that may not be exported stays at home."""
    return problem(on=network(parts=[part(export_group="3A090")]))


def on_a_public_holiday() -> DispatchProblem:
    """Christmas Day 2026 is a Friday: the surcharge of weekends is due."""
    now = at(10, day=25, month=12)
    on = network(
        services=[scheduled_service(operates_on_public_holidays=True, weekend_surcharge_share=0.5)]
    )
    return problem(patient_line(now=now), on=on, now=now)


def less_than_ten_days_late() -> DispatchProblem:
    """Due at 12:17, ten days but a quarter of an hour before the car arrives at 12:01."""
    return problem(line(target=target(at(12, 17, day=13))))


def to_a_door_nearby() -> DispatchProblem:
    """Eight kilometers, all of them in town."""
    return problem(on=network(sites=[site(km=8)], depots=[depot()]))


def two_releases_and_one_departure() -> DispatchProblem:
    """Released before the depot opens, at two instants: no group, so each pays its own car."""
    on = network(
        depots=[depot(opening_class="office")],
        stock={("D1", "P1"): 2},
        vehicles={("D1", "CAR"): 2},
    )
    lines = [line(f"L{n}", rma_number="R1", released_at=at(6, 30 * n)) for n in range(2)]
    return problem(*lines, on=on, now=at(6))


CASES: list[tuple[Callable[[], DispatchProblem], Callable[[Option], object], object]] = [
    (at_the_cut_off, lambda way: way.departs_at, at(16)),
    (over_a_saturday_without_goods_in, lambda way: way.planned_arrival_at, at(12, day=30)),
    (over_a_saturday_with_goods_in, lambda way: way.planned_arrival_at, at(12, day=28)),
    (by_air_inside_a_zone, lambda way: way.planned_arrival_at, at(16, 21)),
    (licensed_goods_inside_a_zone, lambda way: way.service_id, "CAR"),
    (on_a_public_holiday, lambda way: way.cost_cents, 10_500),
    (less_than_ten_days_late, lambda way: way.departs_at, at(10, 50)),
    (two_releases_and_one_departure, lambda way: way.cost_cents, 7000),
    (to_a_door_nearby, lambda way: way.planned_arrival_at, at(11, 29)),
]


@pytest.mark.parametrize(
    ("asked", "told", "expected"), CASES, ids=[case[0].__name__ for case in CASES]
)
def test_what_is_just_allowed_is_planned_and_accepted(
    asked: Callable[[], DispatchProblem], told: Callable[[Option], object], expected: object
) -> None:
    question = asked()
    plan = solve(question)
    assert check(question, plan).violations == ()
    assert plan.lines[0].option is not None
    assert told(plan.lines[0].option) == expected
