"""How long a drive takes: circuity, two speeds, peak and night, quantiles.

CAR leaves at 10:50, drives from 11:00, and the handover at the site takes 6 + 15 minutes.
"""

from datetime import datetime
from math import exp, log, sqrt
from statistics import NormalDist
from typing import Any

import pytest

from optimizer.network import Network
from tests.asking import patient_line, way
from tests.builders import (
    NOW,
    at,
    depot,
    drive_facts,
    line,
    network,
    rules,
    service,
    site,
    target,
)

SECOND = 1 / 60


def drive_minutes(on: Network, now: datetime = NOW) -> float:
    """Median drive of the option taken [minutes]."""
    taken = way(on=on, now=now)
    assert taken.service_id == "CAR"
    return (taken.median_arrival_at - taken.departs_at).total_seconds() / 60 - 31


def at_km(km: float, **changes: Any) -> Network:
    return network(sites=[site(km=km)], **changes)


def test_a_drive_has_two_urban_ends_and_a_faster_middle() -> None:
    # 10 + 10 km at 60 km/h = 20 minutes, 40 km at 120 km/h = 20 minutes
    assert drive_minutes(at_km(60)) == pytest.approx(40, abs=SECOND)
    assert (way().median_arrival_at - at(12, 1)).total_seconds() == pytest.approx(0, abs=1)


def test_a_drive_of_under_20_km_is_all_urban() -> None:
    assert drive_minutes(at_km(12)) == pytest.approx(12, abs=SECOND)


@pytest.mark.parametrize(
    ("km", "minutes"),
    [
        (0.25, 0.475),  # below the first knot: 0.25 x 1.9
        (5.75, 5.75 * 1.7),  # half way from 0.5 to 11 km: 1.7, 9.775 km all urban
        (30.5, 20 + (30.5 * 1.4 - 20) / 2),  # half way from 11 to 50 km: 1.4, 42.7 km
        (100, 20 + (130 - 20) / 2),  # from 50 km on: 1.3
    ],
)
def test_circuity_is_interpolated_between_the_knots(km: float, minutes: float) -> None:
    on = at_km(
        km,
        circuity_knots=((0.5, 1.9), (11.0, 1.5)),
        drive_facts={"DE": drive_facts(circuity_intercity=1.3)},
    )
    assert drive_minutes(on) == pytest.approx(minutes, abs=SECOND)


def two_countries(km: float = 60.0) -> Network:
    france = drive_facts(
        "FR", urban_kmh=30, intercity_kmh=60, circuity_intercity=1.5, cv_urban=0.6, cv_intercity=0.1
    )
    return network(
        sites=[site(km=km, country="FR")],
        drive_facts={"DE": drive_facts(), "FR": france},
    )


def test_each_end_is_driven_at_the_speed_of_its_country() -> None:
    # 60 km x 1.5 = 90 km: 10 km at 60 and 10 km at 30 = 10 + 20; 35 km at 120 and 35 km at 60 =
    # 17.5 + 35 minutes
    assert drive_minutes(two_countries()) == pytest.approx(82.5, abs=SECOND)


def test_a_short_drive_is_halved_between_the_countries() -> None:
    # 11 km x 1.0: 5.5 km at 60 and 5.5 km at 30 = 5.5 + 11
    assert drive_minutes(two_countries(11)) == pytest.approx(16.5, abs=SECOND)


def test_speed_factors_divide_the_time_of_their_part() -> None:
    # 20 / 0.5 + 20 / 2
    on = network(services=[service(speed_factor_urban=0.5, speed_factor_intercity=2)])
    assert drive_minutes(on) == pytest.approx(50, abs=SECOND)


@pytest.mark.parametrize(
    ("now", "minutes"),
    [
        (at(5, 59), 20 + 20),  # drives 06:59: neither
        (at(6), 30 + 20),  # drives 07:00: morning peak, 20 x 1.5
        (at(8, 59), 30 + 20),  # drives 09:59
        (at(9), 20 + 20),  # drives 10:00: peak is over
        (at(15), 30 + 20),  # drives 16:00: evening peak
        (at(18), 20 + 20),  # drives 19:00: peak is over
        (at(20, 59), 20 + 20),  # drives 21:59
        (at(21), 15 + 20),  # drives 22:00: night, 20 x 0.75
        (at(4, 59), 15 + 20),  # drives 05:59
        (at(5), 20 + 20),  # drives 06:00: night is over
        (at(7, day=28), 20 + 20),  # Saturday: no peak
        (at(7, day=25, month=12), 20 + 20),  # public holiday: no peak
        (at(21, day=28), 15 + 20),  # nights are nights on Saturdays too
    ],
)
def test_peak_and_night_change_the_urban_part(now: datetime, minutes: float) -> None:
    assert drive_minutes(network(), now) == pytest.approx(minutes, abs=SECOND)


def test_peak_holds_every_day_where_the_rules_say_so() -> None:
    on = network(rules=rules(peak_on_business_days_only=False))
    assert drive_minutes(on, at(7, day=28)) == pytest.approx(50, abs=SECOND)


def test_peak_is_judged_by_the_depots_clock() -> None:
    # 13:00 UTC is 08:00 in New York, where the depot is
    on = network(depots=[depot(timezone="America/New_York")])
    assert drive_minutes(on, at(12)) == pytest.approx(50, abs=SECOND)


def test_peak_is_judged_by_the_business_days_of_the_depots_country() -> None:
    # 3 October 2025 is a Friday, a holiday in Germany and none in France
    day = {"day": 3, "month": 10, "year": 2025}
    german_depot = network(sites=[site(country="FR")])
    assert drive_minutes(german_depot, at(7, **day)) == pytest.approx(40, abs=SECOND)
    french_depot = network(depots=[depot(country="FR")])
    assert drive_minutes(french_depot, at(7, **day)) == pytest.approx(50, abs=SECOND)


def quantile_minutes(median: float, cv: float, confidence: float) -> float:
    return median * exp(NormalDist().inv_cdf(confidence) * sqrt(log(1 + cv**2)))


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95])
def test_the_planned_drive_is_a_lognormal_quantile(confidence: float) -> None:
    # cv = (20 x 0.4 + 20 x 0.2) / 40 = 0.3, sigma = 0.29356; at 0.95: 40 x exp(0.48287) = 64.83
    taken = way(patient_line(target=target(at(10, day=27), confidence=confidence)))
    minutes = (taken.planned_arrival_at - taken.departs_at).total_seconds() / 60 - 31
    assert minutes == pytest.approx(quantile_minutes(40, 0.3, confidence), abs=SECOND)
    if confidence == 0.95:
        assert minutes == pytest.approx(64.83, abs=0.01)


def test_the_coefficient_of_variation_is_weighted_by_time_in_the_peak() -> None:
    # urban 30 of 50 minutes: (30 x 0.4 + 20 x 0.2) / 50 = 0.32
    asked = patient_line(now=at(7), target=target(at(10, day=27), confidence=0.95))
    taken = way(asked, now=at(7))
    minutes = (taken.planned_arrival_at - taken.departs_at).total_seconds() / 60 - 31
    assert minutes == pytest.approx(quantile_minutes(50, 0.32, 0.95), abs=SECOND)


def test_the_coefficients_of_variation_are_those_of_the_sites_country() -> None:
    # urban 30, intercity 52.5: (30 x 0.6 + 52.5 x 0.1) / 82.5 = 0.28182
    asked = patient_line(target=target(at(10, day=27), confidence=0.95))
    taken = way(asked, on=two_countries())
    minutes = (taken.planned_arrival_at - taken.departs_at).total_seconds() / 60 - 31
    expected = quantile_minutes(82.5, (30 * 0.6 + 52.5 * 0.1) / 82.5, 0.95)
    assert minutes == pytest.approx(expected, abs=SECOND)


def test_the_on_time_probability_is_the_share_of_drives_that_arrive_by_then() -> None:
    # Due at 12:20: 80 minutes - 21 = 59 minutes to drive: Phi(ln(59 / 40) / 0.29356) = 0.9072
    (sigma, median) = (sqrt(log(1.09)), 40)
    taken = way(line(target=target(at(12, 20), confidence=0.9)))
    expected = NormalDist().cdf(log(59 / median) / sigma)
    assert taken.on_time_probability == pytest.approx(expected, abs=0.0005)
    assert expected == pytest.approx(0.9072, abs=0.0005)


def test_the_margin_counts_from_the_planned_arrival() -> None:
    # planned at 0.95: 11:00 + 64.83 + 21 = 12:25.83; due 14:00
    taken = way(line(target=target(at(14), confidence=0.95)))
    assert taken.margin_minutes == pytest.approx(94.17, abs=0.01)
