"""The chain of a way by air.

D1 stands at airport AAA, the site at BBB, 1300 km east; six flights a day leave at 02:00, 06:00,
10:00, 14:00, 18:00 and 22:00 UTC and take 60 minutes. Ready 10:30, collected 10:50, handed over
and at the airport 11:00, tendered 12:00; flight 14:00 to 15:00, recovered 16:00, at the site
16:00 + 6 + 15 = 16:21.
"""

from datetime import datetime
from math import exp, log, sqrt
from statistics import NormalDist
from typing import Any

import pytest

from optimizer.dispatch.problem import Line, Option
from optimizer.network import Border, Network
from tests.asking import patient_line, refusal, way
from tests.builders import (
    NOW,
    air_service,
    airport,
    at,
    depot,
    drive_facts,
    flights,
    line,
    network,
    service,
    site,
    target,
)

SIGMA = sqrt(log(1.09))  # a drive of 60 km, see test_rule_drive


def sky(
    *,
    to_airport_km: float = 0.0,
    from_airport_km: float = 0.0,
    abroad: bool = False,
    **changes: Any,
) -> Network:
    """A network of air services with drives of some km at both ends."""
    place = {"country": "CH", "customs_zone": "CH"} if abroad else {}
    tables = {
        "depots": [depot()],
        "sites": [site(km=1300 + from_airport_km, **place)],
        "airports": [airport("AAA", km=to_airport_km), airport("BBB", km=1300, **place)],
        "services": [air_service()],
        "flights": flights(AAA_BBB=6),
        "drive_facts": {country: drive_facts(country) for country in ("DE", "CH")},
    }
    return network(**{**tables, **changes})


def flown(on: Network, now: datetime = NOW, asked: Line | None = None) -> Option:
    return way(asked or patient_line(now=now), on=on, now=now)


def arrival(on: Network, now: datetime = NOW) -> datetime:
    taken = flown(on, now)
    assert taken.planned_arrival_at == taken.median_arrival_at
    return taken.median_arrival_at


def near(one: datetime, other: datetime) -> bool:
    return abs((one - other).total_seconds()) < 1


def test_a_part_takes_the_next_flight_after_tender() -> None:
    assert flown(sky()).departs_at == at(10, 50)
    assert near(arrival(sky()), at(16, 21))


@pytest.mark.parametrize(
    ("now", "arrives"),
    [
        (at(12), at(16, 21)),  # tendered at 14:00 sharp: takes the flight of 14:00
        (at(12, 1), at(20, 21)),  # tendered at 14:01: 18:00
        (at(20, 1), at(4, 21, day=24)),  # tendered at 22:01: 02:00
    ],
)
def test_a_flight_waits_for_nobody(now: datetime, arrives: datetime) -> None:
    assert near(arrival(sky(), now), arrives)


def test_one_flight_a_day_leaves_at_six() -> None:
    assert near(arrival(sky(flights=flights(AAA_BBB=1))), at(8, 21, day=24))


def test_each_depot_flies_from_its_own_airport() -> None:
    # Only D2 has a unit; from its airport CCC one flight a day leaves at 06:00, from AAA six do.
    on = sky(
        depots=[depot(), depot("D2", nearest_airport="CCC")],
        airports=[airport("AAA"), airport("BBB", km=1300), airport("CCC")],
        flights=flights(AAA_BBB=6, CCC_BBB=1),
        stock={("D1", "P1"): 0, ("D2", "P1"): 1},
    )
    assert flown(on).depot_id == "D2"
    assert near(arrival(on), at(8, 21, day=24))


def test_a_charter_leaves_when_ready_and_flies_by_formula() -> None:
    # 12:00 + 35 + 1300 / 13 = 14:15, recovered 15:15, at the site 15:36
    on = sky(services=[air_service(timetabled_flight=False)], flights={})
    assert near(arrival(on), at(15, 36))


def test_drives_to_and_from_airports_take_their_time() -> None:
    # 60 km = 40 minutes: at AAA 11:40, tendered 12:40, flight 14:00, recovered 16:00; the drive
    # at the other end starts at 16:00, in the evening peak: 30 + 20; 16:50 + 21 = 17:11
    assert near(arrival(sky(to_airport_km=60, from_airport_km=60)), at(17, 11))


def test_an_airport_is_the_end_of_its_drive_without_access_or_handover() -> None:
    # 198 km = 20 + 89 = 109 minutes: 12:49, tendered 13:49; 21 minutes more would miss 14:00
    on = sky(to_airport_km=198)
    assert near(arrival(on), at(16, 21))


def test_speed_factors_do_not_count_on_the_way_to_airports() -> None:
    # half the urban speed would take 20 minutes more and miss 14:00
    on = sky(to_airport_km=198, services=[air_service(speed_factor_urban=0.5)])
    assert near(arrival(on), at(16, 21))


def test_peak_at_the_far_end_is_judged_by_the_airports_clock() -> None:
    # 16:00 UTC is 11:00 in New York: no peak, 40 minutes
    on = sky(
        from_airport_km=60,
        airports=[airport("AAA"), airport("BBB", km=1300, timezone="America/New_York")],
    )
    assert near(arrival(on), at(17, 1))


def test_customs_works_inside_its_hours() -> None:
    # recovered 16:00, two hours of work until 18:00 (closing), + 21
    assert near(arrival(sky(abroad=True)), at(18, 21))


def test_customs_goes_on_the_next_business_day() -> None:
    # recovered 17:00: one hour on Monday, one on Tuesday from 08:00; the drive starts at 09:00
    on = sky(abroad=True, services=[air_service(recovery_minutes=120)])
    assert near(arrival(on), at(9, 21, day=24))


def test_customs_rests_at_weekends() -> None:
    # Friday 17:00: one hour on Friday, one on Monday
    on = sky(abroad=True, services=[air_service(recovery_minutes=120)])
    assert near(arrival(on, at(10, day=27)), at(9, 21, day=30))


def test_customs_rests_on_public_holidays_of_the_site() -> None:
    # 1 January 2027 is a Friday; Thursday 17:00: one hour, then Monday
    on = sky(abroad=True, services=[air_service(recovery_minutes=120)])
    asked = patient_line(now=at(10, day=31, month=12))
    taken = flown(on, at(10, day=31, month=12), asked)
    assert near(taken.median_arrival_at, at(9, 21, day=4, month=1, year=2027))


def test_customs_hours_are_those_of_the_sites_clock() -> None:
    # 16:00 UTC is 17:00 in Zurich: one hour on Monday, one from 08:00 = 07:00 UTC
    zurich = site(km=1300, country="CH", customs_zone="CH", timezone="Europe/Zurich")
    on = sky(abroad=True, sites=[zurich])
    assert near(arrival(on), at(8, 21, day=24))


def test_an_own_clearance_counts_at_every_hour() -> None:
    # recovered 17:00 + 1.5 h = 18:30, + 21
    broker = air_service(recovery_minutes=120, customs_clearance_hours_override=1.5)
    assert near(arrival(sky(abroad=True, services=[broker])), at(18, 51))


def test_an_own_clearance_of_zero_hours_is_one() -> None:
    broker = air_service(customs_clearance_hours_override=0.0)
    assert near(arrival(sky(abroad=True, services=[broker])), at(16, 21))


def test_no_customs_within_a_zone() -> None:
    borders = {("EU", "EU"): Border(allowed=True, clearance_hours=9.0)}
    assert near(arrival(sky(borders=borders)), at(16, 21))


def test_air_is_not_used_between_places_of_one_airport() -> None:
    on = sky(sites=[site(km=1300, nearest_airport="AAA")], flights=flights(AAA_AAA=6))
    assert refusal(line(target=target(at(18))), on=on) == "no_flight"


def test_a_charter_is_not_used_between_places_of_one_airport() -> None:
    on = sky(
        sites=[site(km=1300, nearest_airport="AAA")],
        services=[air_service(timetabled_flight=False)],
    )
    assert refusal(line(target=target(at(18))), on=on) == "no_flight"


def test_flights_of_the_other_direction_do_not_help() -> None:
    on = sky(flights=flights(BBB_AAA=6))
    assert refusal(line(target=target(at(18))), on=on) == "no_flight"


def test_air_crosses_water() -> None:
    on = sky(
        sites=[site(km=1300, landmass="borneo")],
        airports=[airport("AAA"), airport("BBB", km=1300, landmass="borneo")],
    )
    assert near(arrival(on), at(16, 21))


@pytest.mark.parametrize(("to_minute", "flies"), [(651, True), (650, False)])
def test_the_pick_up_lies_in_the_operating_hours(to_minute: int, flies: bool) -> None:
    # 10:50 = minute 650
    on = sky(services=[air_service(to_minute=to_minute)])
    if flies:
        assert flown(on).departs_at == at(10, 50)
    else:
        assert refusal(line(target=target(at(18))), on=on) == "operating_hours"


def test_planned_takes_each_drive_at_its_quantile_and_the_flight_follows() -> None:
    # 60 km to AAA, flights every hour. Median: 11:40, tendered 12:40, flight 13:00, at the site
    # 13:00 + 60 + 60 + 21 = 15:21. At 0.95: 64.83 minutes, tendered 13:04.83, flight 14:00.
    on = sky(to_airport_km=60, flights=flights(AAA_BBB=24))
    taken = flown(on, asked=patient_line(target=target(at(10, day=27), confidence=0.95)))
    assert near(taken.median_arrival_at, at(15, 21))
    assert near(taken.planned_arrival_at, at(16, 21))


def test_both_drives_take_their_quantile() -> None:
    # From BBB 60 km, started at 15:00 (off peak): 40 x exp(z sigma) at 0.95
    on = sky(from_airport_km=60, flights=flights(AAA_BBB=24))
    taken = flown(on, asked=patient_line(target=target(at(10, day=27), confidence=0.95)))
    drive = 40 * exp(NormalDist().inv_cdf(0.95) * SIGMA)
    minutes = (taken.planned_arrival_at - at(14)).total_seconds() / 60
    assert minutes == pytest.approx(drive + 21, abs=1 / 60)


def test_the_probability_is_the_largest_quantile_that_is_on_time() -> None:
    # Due 15:22: the flight of 13:00 is needed, so at most 60 minutes to AAA.
    on = sky(to_airport_km=60, flights=flights(AAA_BBB=24))
    taken = flown(on, asked=line(target=target(at(15, 22))))
    assert taken.on_time_probability == pytest.approx(
        NormalDist().cdf(log(60 / 40) / SIGMA), abs=0.001
    )


def test_the_price_counts_road_km_from_depot_to_site() -> None:
    # 1000 + 1300 x 100
    assert flown(sky()).cost_cents == 131_000


def test_road_and_air_compete_on_cost() -> None:
    # FLY costs 1000, CAR 131000
    cheap = air_service(price_per_km_cents=0)
    on = sky(services=[cheap, service()])
    assert flown(on).service_id == "FLY"
