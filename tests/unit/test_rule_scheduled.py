"""Collections and deliveries of scheduled services.

NEXT collects at 16:00 on weekdays and delivers by 12:00 one business day later; D1 packs in 30
minutes; NOW is Monday, 23 November 2026, 10:00.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest

from optimizer.dispatch.problem import Option
from optimizer.network import Lane
from tests.asking import answers, patient_line, refusal, way
from tests.builders import (
    NOW,
    at,
    depot,
    drive_facts,
    line,
    network,
    opening_class,
    scheduled_service,
    site,
    target,
)


def parcel(now: datetime = NOW, *, confidence: float = 0.5, **changes: Any) -> Option:
    """The way of a line released now by the only service, NEXT with changes."""
    places = {key: changes.pop(key) for key in ("depots", "sites", "lanes") if key in changes}
    on = network(
        services=[scheduled_service(**changes)],
        opening_classes=[
            opening_class("short_day", windows=(("mon", 480, 990), ("tue", 480, 1020)))
        ],
        drive_facts={country: drive_facts(country) for country in ("DE", "CH")},
        **places,
    )
    due = target(now + timedelta(days=9), confidence=confidence)
    return way(patient_line(now=now, target=due), on=on, now=now)


def test_a_parcel_leaves_at_the_cut_off_and_arrives_at_the_hour_of_delivery() -> None:
    taken = parcel()
    assert taken.ready_at == at(10, 30)
    assert taken.departs_at == at(16)
    assert taken.planned_arrival_at == taken.median_arrival_at == at(12, day=24)


def test_packed_at_the_cut_off_goes_the_same_day() -> None:
    assert parcel(at(15, 30)).departs_at == at(16)


def test_packed_one_minute_after_the_cut_off_goes_the_next_day() -> None:
    taken = parcel(at(15, 31))
    assert (taken.departs_at, taken.planned_arrival_at) == (at(16, day=24), at(12, day=25))


def test_the_cut_off_is_that_of_the_depots_clock() -> None:
    # 16:00 in New York is 21:00 UTC
    assert parcel(depots=[depot(timezone="America/New_York")]).departs_at == at(21)


def test_the_hour_of_delivery_is_that_of_the_sites_clock() -> None:
    # 12:00 in Tokyo is 03:00 UTC
    taken = parcel(sites=[site(timezone="Asia/Tokyo")])
    assert taken.planned_arrival_at == at(3, day=24)


def test_transit_counts_business_days_over_a_weekend() -> None:
    # collected on Friday, delivered on Monday
    assert parcel(at(10, day=27)).planned_arrival_at == at(12, day=30)


def test_transit_counts_business_days_over_holidays() -> None:
    # collected on Thursday the 24th; the 25th and 26th are holidays, the 27th is a Sunday
    taken = parcel(at(10, day=24, month=12))
    assert taken.departs_at == at(16, day=24, month=12)
    assert taken.planned_arrival_at == at(12, day=28, month=12)


def test_transit_counts_the_business_days_of_the_site() -> None:
    # 6 January 2027 is a holiday in Bavaria, not in Berlin
    day = {"month": 1, "year": 2027}
    assert _delivered(at(10, day=5, **day), "BE") == at(12, day=6, **day)
    assert _delivered(at(10, day=5, **day), "BY") == at(12, day=7, **day)


def _delivered(now: datetime, subdivision: str) -> datetime:
    on = network(services=[scheduled_service()], sites=[site(subdivision=subdivision)])
    return way(patient_line(now=now), on=on, now=now).planned_arrival_at


@pytest.mark.parametrize(
    ("works", "collected", "delivered"),
    [
        (False, at(16, day=28, month=12), at(12, day=29, month=12)),
        (True, at(16, day=25, month=12), at(12, day=28, month=12)),
    ],
)
def test_public_holidays_of_the_depot_are_collection_days_only_where_said(
    works: bool, collected: datetime, delivered: datetime
) -> None:
    taken = parcel(at(10, day=25, month=12), operates_on_public_holidays=works)
    assert (taken.departs_at, taken.planned_arrival_at) == (collected, delivered)


def test_a_weekend_is_no_collection_day() -> None:
    assert parcel(at(10, day=28)).departs_at == at(16, day=30)


SATURDAY_NOON = at(12, day=28)


def test_saturday_is_a_delivery_day_where_service_and_site_know_it() -> None:
    assert parcel(at(10, day=27), saturday_delivery=True).planned_arrival_at == SATURDAY_NOON


def test_saturday_is_no_delivery_day_at_a_site_that_receives_on_business_days() -> None:
    taken = parcel(at(10, day=27), saturday_delivery=True, sites=[site(receiving="business")])
    assert taken.planned_arrival_at == at(12, day=30)


def test_saturday_counts_as_a_day_in_transit_where_it_is_a_delivery_day() -> None:
    # collected on Friday; Saturday is the first day, Monday the second
    two_days = {"transit_days_min": 2, "transit_days_max": 2}
    taken = parcel(at(10, day=27), saturday_delivery=True, **two_days)
    assert taken.planned_arrival_at == at(12, day=30)
    assert parcel(at(10, day=27), **two_days).planned_arrival_at == at(12, day=1, month=12)


def test_a_saturday_that_is_a_holiday_is_no_delivery_day() -> None:
    # Thursday the 24th; Saturday the 26th is a holiday
    taken = parcel(at(10, day=24, month=12), saturday_delivery=True)
    assert taken.planned_arrival_at == at(12, day=28, month=12)


@pytest.mark.parametrize(
    ("receiving", "deliver_by_minute", "delivered"),
    [
        ("always", 1200, at(20, day=24)),
        ("business", 1200, at(18, day=24)),  # the site closes at 18:00, and that counts
        ("business", 720, at(12, day=24)),
    ],
)
def test_delivery_is_at_the_earlier_of_its_hour_and_closing(
    receiving: str, deliver_by_minute: int, delivered: datetime
) -> None:
    taken = parcel(sites=[site(receiving=receiving)], deliver_by_minute=deliver_by_minute)
    assert taken.planned_arrival_at == delivered


def test_a_delivery_by_the_end_of_the_day_is_at_midnight() -> None:
    assert parcel(deliver_by_minute=1440).planned_arrival_at == at(0, day=25)


@pytest.mark.parametrize(
    ("confidence", "planned"),
    [(0.89, at(12, day=25)), (0.9, at(12, day=27)), (0.95, at(12, day=27))],
)
def test_the_longest_transit_is_planned_from_a_confidence_of_nine_tenths(
    confidence: float, planned: datetime
) -> None:
    # 1 to 4 days after Monday: the median is 1 + 3 // 2 = 2 days, the longest 4
    taken = parcel(confidence=confidence, transit_days_min=1, transit_days_max=4)
    assert taken.median_arrival_at == at(12, day=25)
    assert taken.planned_arrival_at == planned


@pytest.mark.parametrize(
    ("due", "probability"),
    [
        (at(12, day=24), 0.25),
        (at(11, 59, day=25), 0.25),
        (at(12, day=25), 0.5),
        (at(12, day=26), 0.75),
        (at(12, day=27), 1.0),
    ],
)
def test_the_probability_is_the_share_of_the_span_that_is_on_time(
    due: datetime, probability: float
) -> None:
    # Tuesday to Friday, each a quarter
    on = network(services=[scheduled_service(transit_days_min=1, transit_days_max=4)])
    taken = answers(line(target=target(due)), on=on)["L1"].option
    assert taken.on_time_probability == pytest.approx(probability)


@pytest.mark.parametrize(
    ("changes", "multiplier", "delivered"),
    [
        ({}, 1, at(12, day=24)),
        ({"country": "CH"}, 2, at(12, day=25)),
        ({"country": "CH", "customs_zone": "CH"}, 3, at(12, day=26)),
        ({"country": "CH", "customs_zone": "CH", "region": "MEA"}, 4, at(12, day=27)),
    ],
)
def test_the_first_lane_that_fits_gives_price_and_transit(
    changes: dict[str, Any], multiplier: int, delivered: datetime
) -> None:
    lanes = {
        ("domestic", "domestic"): Lane(1.0, 0),
        ("same_customs_zone", "same_customs_zone"): Lane(2.0, 1),
        ("EMEA", "EMEA"): Lane(3.0, 2),
        ("EMEA", "MEA"): Lane(4.0, 3),
        ("MEA", "EMEA"): Lane(9.0, 9),
    }
    taken = parcel(sites=[site(**changes)], lanes=lanes)
    assert taken.planned_arrival_at == delivered
    assert taken.cost_cents == 7000 * multiplier


def test_the_depot_must_be_open_while_the_driver_may_come() -> None:
    # short_day: until 16:30 on Monday, until 17:00 on Tuesday; the driver comes 16:00 to 17:00
    taken = parcel(depots=[depot(opening_class="short_day")])
    assert taken.departs_at == at(16, day=24)


def test_a_called_out_depot_has_no_collections() -> None:
    # The call-out packs on Saturday; the next collection is on Monday.
    taken = parcel(
        at(10, day=28),
        depots=[depot(opening_class="office", callout_minutes=60)],
        operates=("sat", "mon"),
    )
    assert taken.ready_at == at(11, 30, day=28)
    assert taken.departs_at == at(16, day=30)


def test_a_depot_that_is_never_open_for_the_driver_is_closed() -> None:
    on = network(
        depots=[depot(opening_class="mornings")],
        services=[scheduled_service()],
        opening_classes=[opening_class("mornings", windows=(("mon", 480, 720),))],
    )
    assert refusal(on=on) == "depot_closed"


def test_same_day_delivery_needs_no_further_day() -> None:
    taken = parcel(transit_days_min=0, transit_days_max=0, deliver_by_minute=1080)
    assert taken.planned_arrival_at == at(18)
