"""Clocks that jump: opening hours, cut-offs, vehicles and windows on the days of a change.

In 2026 Berlin's clock goes back on Sunday, 25 October at 01:00 UTC, and forward in 2027 on Sunday,
28 March at 01:00 UTC. The class `late` opens at an hour that Berlin repeats or skips.
"""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from optimizer.calendars import WEEKDAYS, zone
from optimizer.dispatch.check import check
from optimizer.dispatch.options.horizon import Horizon
from optimizer.dispatch.problem import Option
from optimizer.dispatch.solve import solve
from optimizer.network import Network, OpeningClass
from tests.asking import patient_line, refusal
from tests.builders import (
    EVERY_DAY,
    at,
    depot,
    network,
    opening_class,
    problem,
    scheduled_service,
    service,
    site,
    vehicle_hours,
)

ZONES = (
    "Europe/Berlin",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "America/Santiago",
    "Pacific/Chatham",
)
BACK = datetime(2026, 10, 25, tzinfo=UTC)
FORWARD = datetime(2027, 3, 28, tzinfo=UTC)


def from_half_past_two(closes: int = 1080) -> OpeningClass:
    return opening_class("late", windows=tuple((day, 150, closes) for day in EVERY_DAY))


def taken(on: Network, now: datetime) -> Option:
    asked = problem(patient_line(now=now), on=on, now=now)
    plan = solve(asked)
    assert check(asked, plan).violations == ()
    assert plan.lines[0].option is not None
    return plan.lines[0].option


@pytest.mark.parametrize(
    ("midnight", "opens"),
    [
        (BACK, timedelta(minutes=30)),  # 02:30 twice, at 00:30 and 01:30 UTC: the first counts
        (FORWARD, timedelta(hours=1)),  # never 02:30: the clock shows 03:00 at 01:00 UTC
        (BACK + timedelta(days=1), timedelta(minutes=90)),
    ],
)
def test_a_depot_opens_when_the_clock_first_shows_its_hour(
    midnight: datetime, opens: timedelta
) -> None:
    where = depot(timezone="Europe/Berlin", opening_class="late")
    on = network(depots=[where], opening_classes=[from_half_past_two()])
    way = taken(on, midnight)
    assert way.ready_at == midnight + opens + timedelta(minutes=30)


def test_a_site_receives_when_its_clock_first_shows_its_hour() -> None:
    # At the door at 00:01 + 81 minutes, in the repeated hour: already open since 00:30 UTC.
    where = site(km=0, timezone="Europe/Berlin", receiving="late")
    on = network(sites=[where], opening_classes=[from_half_past_two()])
    now = BACK - timedelta(minutes=80)
    assert taken(on, now).planned_arrival_at == BACK + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("midnight", "collected"), [(BACK, timedelta(minutes=30)), (FORWARD, timedelta(hours=1))]
)
def test_a_cut_off_that_is_repeated_or_skipped_is_taken_once(
    midnight: datetime, collected: timedelta
) -> None:
    one = scheduled_service(
        operates=EVERY_DAY, from_minute=0, to_minute=240, collection_cutoff_minute=150
    )
    on = network(services=[one], depots=[depot(timezone="Europe/Berlin")])
    way = taken(on, midnight - timedelta(hours=6))
    assert way.departs_at == midnight + collected


def test_a_delivery_is_made_at_the_hour_of_the_sites_clock() -> None:
    # Collected on Friday, delivered on Monday at 12:00: 11:00 UTC, no longer 10:00.
    one = scheduled_service()
    on = network(services=[one], sites=[site(timezone="Europe/Berlin")])
    assert taken(on, at(10, day=23, month=10)).planned_arrival_at == at(11, day=26, month=10)
    assert taken(on, at(10, day=22, month=10)).planned_arrival_at == at(10, day=23, month=10)


def test_a_service_that_ends_at_three_runs_an_hour_longer_when_the_clock_goes_back() -> None:
    # Packed 00:39 + 30, picked up 20 minutes later at 01:29 UTC, 02:29 in Berlin once more;
    # at 02:00 UTC it is three.
    on = network(services=[service(to_minute=180)], depots=[depot(timezone="Europe/Berlin")])
    way = taken(on, BACK + timedelta(minutes=39))
    assert way.departs_at == BACK + timedelta(minutes=89)
    late = BACK + timedelta(minutes=70)
    assert refusal(patient_line(now=late), on=on, now=late) == "operating_hours"


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("start", [BACK, FORWARD, datetime(2027, 4, 2, tzinfo=UTC)])
def test_local_clocks_and_vehicles_are_those_of_the_zone(name: str, start: datetime) -> None:
    where = depot(timezone=name)
    hours = vehicle_hours(weekdays=frozenset({"sun", "mon"}), from_minute=90, to_minute=1230)
    on = network(depots=[where], vehicles={("D1", "CAR"): (hours,)})
    horizon = Horizon(on, start, 20)
    instants = [start + timedelta(minutes=17 * n) for n in range(19 * 24 * 60 // 17)]
    days, minutes = horizon.local(name, np.array([each.timestamp() for each in instants]))
    walls = [each.astimezone(zone(name)) for each in instants]
    assert days.tolist() == [wall.date().toordinal() - 719_163 for wall in walls]
    assert minutes.tolist() == [wall.hour * 60 + wall.minute for wall in walls]
    there = horizon.vehicles(where, "CAR")
    first = datetime.fromtimestamp(horizon.start, UTC)
    for slot, count in enumerate(there.tolist()):
        wall = (first + timedelta(hours=slot)).astimezone(zone(name))
        inside = 90 <= wall.hour * 60 + wall.minute < 1230
        assert count == int(inside and WEEKDAYS[wall.weekday()] in {"sun", "mon"})
