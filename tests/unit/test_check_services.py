"""Scheduled and air options by hand: the checker takes the right ones and no other."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from optimizer.dispatch.check import check
from optimizer.dispatch.problem import DispatchPlan, DispatchProblem, Load, Option
from optimizer.network import Network
from tests import builders as b

TUESDAY = 24


def asked(network: Network, option: Option, due_at: datetime, confidence: float = 0.5) -> set[str]:
    """Codes of the violations of a plan that gives line L1 an option; no vehicle is out."""
    line = b.line(target=b.target(due_at, confidence=confidence))
    answer = b.line_plan(line=line, option=option, alternatives=())
    plan: DispatchPlan = b.plan(answer, loads=(Load("D1", option.service_id, 1, 1.0, 0),))
    problem: DispatchProblem = b.problem(line, on=network)
    return {each.code for each in check(problem, plan).violations}


def scheduled(**changes: Any) -> Option:
    """Collected on Monday at 16:00, delivered on Tuesday at 12:00, due two hours later."""
    at = b.at(12, day=TUESDAY)
    default = b.option(
        service_id="NEXT",
        departs_at=b.at(16),
        planned_arrival_at=at,
        median_arrival_at=at,
        margin_minutes=120.0,
    )
    return replace(default, **changes)


def collected_by(**changes: Any) -> Network:
    return b.network(services=[b.scheduled_service(**changes)])


DUE_TUESDAY = b.at(14, day=TUESDAY)


def test_the_first_collection_and_the_next_business_day_are_right() -> None:
    assert asked(collected_by(), scheduled(), DUE_TUESDAY) == set()


COLLECTIONS = {
    "a day later": (b.network(services=[b.scheduled_service()]), b.at(16, day=25), "departure"),
    "on a Saturday": (collected_by(), b.at(16, day=28), "operating_hours"),
    "before it is packed": (collected_by(), b.at(10), "departs_before_ready"),
    "from a depot that closes at 16:30, within the collection": (
        b.network(
            services=[b.scheduled_service()],
            depots=[b.depot(opening_class="short")],
            opening_classes=[b.opening_class("short", windows=(("mon", 480, 990),))],
        ),
        b.at(16),
        "depot_closed",
    ),
}


@pytest.mark.parametrize("name", COLLECTIONS)
def test_no_other_collection_is_taken(name: str) -> None:
    network, departs_at, code = COLLECTIONS[name]

    found = asked(network, scheduled(departs_at=departs_at), DUE_TUESDAY)

    known = {"departure", "operating_hours", "departs_before_ready", "depot_closed"}
    assert found & known == {code}


def test_planned_is_the_longest_transit_median_the_middle_and_probability_the_share() -> None:
    # One to three days: Tuesday, Wednesday, Thursday; due on Wednesday evening, so two of three.
    network = collected_by(transit_days_max=3)
    option = scheduled(
        planned_arrival_at=b.at(12, day=26),
        median_arrival_at=b.at(12, day=25),
        on_time_probability=2 / 3,
        margin_minutes=-18 * 60.0,
    )

    found = asked(network, option, b.at(18, day=25), confidence=0.9)

    # The builders call the plan guaranteed and value its levels at zero: those two are wrong.
    assert found == {"verdict", "level_value"}


def test_a_saturday_counts_where_the_service_delivers_and_the_site_always_receives() -> None:
    now = b.at(10, day=27)
    saturday, monday = b.at(12, day=28), b.at(12, day=30)

    def codes(arrives_at: datetime, **changes: Any) -> set[str]:
        network = b.network(services=[b.scheduled_service(**changes)])
        line = b.line(released_at=now, target=b.target(monday))
        option = scheduled(
            ready_at=b.at(10, 30, day=27),
            departs_at=b.at(16, day=27),
            planned_arrival_at=arrives_at,
            median_arrival_at=arrives_at,
            margin_minutes=(monday - arrives_at).total_seconds() / 60,
        )
        answer = b.line_plan(line=line, option=option, alternatives=())
        plan = b.plan(answer, now=now, loads=(Load("D1", "NEXT", 1, 1.0, 0),))
        return {each.code for each in check(b.problem(line, on=network, now=now), plan).violations}

    assert codes(saturday, saturday_delivery=True) == set()
    assert codes(monday) == set()
    assert codes(saturday) == {"planned_arrival", "median_arrival"}


def test_a_delivery_at_closing_counts_then_and_one_before_opening_waits() -> None:
    def delivered_at(minute: int, arrives_at: datetime) -> set[str]:
        network = b.network(
            services=[b.scheduled_service(deliver_by_minute=minute)],
            sites=[b.site(receiving="business")],
        )
        margin = (b.at(20, day=TUESDAY) - arrives_at).total_seconds() / 60
        option = scheduled(
            planned_arrival_at=arrives_at, median_arrival_at=arrives_at, margin_minutes=margin
        )
        return asked(network, option, b.at(20, day=TUESDAY))

    assert delivered_at(20 * 60, b.at(18, day=TUESDAY)) == set()
    assert delivered_at(7 * 60, b.at(9, day=TUESDAY)) == set()
    assert "receiving_hours" in delivered_at(7 * 60, b.at(7, day=TUESDAY))


def flown(**changes: Any) -> Option:
    """At the airport 11:00, tendered 12:00, flies 14:00-15:00, recovered 16:00, there 16:21."""
    default = b.option(
        service_id="FLY",
        planned_arrival_at=b.at(16, 21),
        median_arrival_at=b.at(16, 21),
        margin_minutes=99.0,
    )
    return replace(default, **changes)


def air_network(**changes: Any) -> Network:
    tables = {"services": [b.air_service()], "flights": b.flights(AAA_BBB=6)}
    return b.network(**{**tables, **changes})


def test_the_next_flight_after_tender_is_taken() -> None:
    assert asked(air_network(), flown(), b.at(18)) == set()


def test_air_has_one_departure_and_needs_a_flight_between_two_airports() -> None:
    later = asked(air_network(), flown(departs_at=b.at(11)), b.at(18))
    unflown = asked(air_network(flights={}), flown(), b.at(18))
    at_home = asked(air_network(sites=[b.site(nearest_airport="AAA")]), flown(), b.at(18))

    assert later == {"departure"}
    assert "no_flight" in unflown
    assert "no_flight" in at_home


@pytest.mark.parametrize(
    ("recovery_minutes", "arrives_at"),
    [
        # Two hours of customs from 16:00 end at closing, 18:00; one minute later one is left over.
        (60, b.at(18, 21)),
        (61, b.at(8, 22, day=TUESDAY)),
    ],
)
def test_customs_works_in_its_hours(recovery_minutes: int, arrives_at: datetime) -> None:
    due_at = b.at(10, day=TUESDAY)
    network = air_network(
        services=[b.air_service(recovery_minutes=recovery_minutes)],
        sites=[b.site(customs_zone="CH")],
    )
    margin = (due_at - arrives_at).total_seconds() / 60
    option = flown(
        planned_arrival_at=arrives_at, median_arrival_at=arrives_at, margin_minutes=margin
    )

    assert asked(network, option, due_at) == set()


def test_the_probability_of_air_is_the_largest_share_that_catches_the_last_good_flight() -> None:
    # 20 km to the airport: 20 urban minutes from 11:00, variation 0.4; hourly flights. Due 15:30
    # needs the one at 13:00 (there 15:21), so tender from 12:00: 60 minutes for the drive.
    # sigma = sqrt(ln 1.16) = 0.38525; ln(60 / 20) / sigma = 2.8517; normal share 0.99783.
    network = air_network(
        airports=[b.airport("AAA", km=-20), b.airport("BBB", km=60)],
        flights=b.flights(AAA_BBB=24),
    )

    def codes(share: float) -> set[str]:
        option = flown(
            planned_arrival_at=b.at(15, 21),
            median_arrival_at=b.at(15, 21),
            margin_minutes=9.0,
            on_time_probability=share,
        )
        return asked(network, option, b.at(15, 30))

    assert codes(0.99783) == set()
    assert codes(0.9955) == {"probability"}
    assert codes(1.0) == {"probability"}
