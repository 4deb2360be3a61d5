"""Departures of dedicated services and the slots of their vehicles.

Unless said, CAR leaves D1 at 10:50 and is back at 12:41. For exact returns the site stands at the
depot: no drive, back 10 + 6 + 15 = 31 minutes after leaving.
"""

from datetime import datetime
from typing import Any

import pytest

from optimizer.dispatch.problem import Verdict
from optimizer.network import Network
from tests.asking import answers, patient_line, refusal, solved, way
from tests.builders import (
    at,
    depot,
    line,
    network,
    service,
    site,
    target,
    vehicle_hours,
)


def with_vehicle(from_hour: float, to_hour: float, *, vehicles: int = 1, **changes: Any) -> Network:
    """The smallest network with vehicles in some hours of every day only."""
    row = vehicle_hours(
        from_minute=round(60 * from_hour), to_minute=round(60 * to_hour), vehicles=vehicles
    )
    return network(vehicles={("D1", "CAR"): (row,)}, **changes)


def test_the_first_departure_is_ready_and_collected() -> None:
    taken = way()
    assert (taken.ready_at, taken.departs_at) == (at(10, 30), at(10, 50))


def test_the_next_departure_is_the_start_of_the_next_slot() -> None:
    assert way(on=with_vehicle(11, 24)).departs_at == at(11)


def test_the_eleventh_slot_after_the_first_departure_is_the_last() -> None:
    # 10:50, then 11:00 ... 21:00: the returns need slots 21, 22 (and 23: back 21:00 + 10 + 70 + 21)
    assert way(on=with_vehicle(21, 24)).departs_at == at(21)
    assert refusal(patient_line(), on=with_vehicle(22, 24)) == "vehicle"


def test_a_first_departure_on_the_hour_is_followed_by_the_next_hour() -> None:
    # 10:30 + 30 = 11:00, then 12:00 ... 22:00
    services = [service(collect_minutes=30)]
    assert way(on=with_vehicle(11, 24, services=services)).departs_at == at(11)
    assert way(on=with_vehicle(22, 24, sites=[site(km=0)], services=services)).departs_at == at(22)


@pytest.mark.parametrize(
    ("from_minute", "to_minute", "departs"),
    [
        (650, 1440, at(10, 50)),  # from 10:50: counts
        (651, 1440, at(11)),
        (0, 651, at(10, 50)),
        (660, 720, at(11)),
    ],
)
def test_a_departure_lies_in_the_operating_hours(
    from_minute: int, to_minute: int, departs: datetime
) -> None:
    on = network(services=[service(from_minute=from_minute, to_minute=to_minute)])
    assert way(on=on).departs_at == departs


def test_the_end_of_the_operating_hours_does_not_count() -> None:
    on = network(services=[service(to_minute=650)])
    assert refusal(patient_line(), on=on) == "operating_hours"


def test_operating_hours_are_those_of_the_depots_clock() -> None:
    # 20:00 in Tokyo is 11:00 UTC
    on = network(depots=[depot(timezone="Asia/Tokyo")], services=[service(from_minute=1200)])
    assert way(on=on).departs_at == at(11)


def test_a_service_leaves_only_on_its_weekdays() -> None:
    # From Monday 10:50 the twelve departures end at 21:00, before Tuesday.
    on = network(services=[service(operates=("tue",))])
    assert refusal(patient_line(), on=on) == "operating_hours"


def test_a_slot_after_midnight_belongs_to_the_next_weekday() -> None:
    # Ready on Monday 20:30: 20:50, 21:00 ... 24:00 = Tuesday
    on = network(services=[service(operates=("tue",))])
    assert way(on=on, now=at(20)).departs_at == at(0, day=24)


@pytest.mark.parametrize(("works", "code"), [(True, None), (False, "operating_hours")])
def test_a_public_holiday_of_the_depot_stops_services_that_rest(
    works: bool, code: str | None
) -> None:
    christmas = at(8, day=25, month=12)
    on = network(services=[service(operates_on_public_holidays=works)])
    if code is None:
        assert way(on=on, now=christmas).departs_at == at(8, 50, day=25, month=12)
    else:
        asked = patient_line(now=christmas)
        assert refusal(asked, on=on, now=christmas) == code


def test_a_service_of_business_days_rests_at_weekends() -> None:
    saturday = at(8, day=28)
    on = network(services=[service(operates=("business_day",))])
    assert way(on=on).departs_at == at(10, 50)
    assert refusal(patient_line(now=saturday), on=on, now=saturday) == "operating_hours"


@pytest.mark.parametrize(("minute", "offered"), [(10, True), (11, False)])
def test_departures_end_48_hours_after_the_later_of_due_and_now(minute: int, offered: bool) -> None:
    # Due on the 23rd at 14:00; released on the 25th at 13:10 a car leaves 48 h later, at 14:00.
    asked = line(released_at=at(13, minute, day=25), target=target(at(14)))
    taken = answers(asked)["L1"].option
    assert (taken is not None) == offered


def test_48_hours_count_from_now_when_the_line_is_overdue() -> None:
    # Due a week ago; NOW + 48 h is the 25th at 10:00.
    overdue = target(at(10, day=16))
    assert answers(line(released_at=at(9, 10, day=25), target=overdue))["L1"].option is not None
    assert answers(line(released_at=at(9, 11, day=25), target=overdue))["L1"].option is None


def test_no_row_of_vehicles_is_no_vehicle() -> None:
    assert refusal(on=network(vehicles={})) == "vehicle"


def test_a_row_of_zero_vehicles_is_no_vehicle() -> None:
    assert refusal(on=network(vehicles={("D1", "CAR"): 0})) == "vehicle"


def test_a_vehicle_is_needed_in_the_slot_of_its_return() -> None:
    # 10:50 to 12:41 touches the slots 10, 11 and 12
    assert way(on=with_vehicle(10, 13)).departs_at == at(10, 50)
    assert refusal(patient_line(), on=with_vehicle(10, 12)) == "vehicle"


def test_a_return_takes_a_second_drive() -> None:
    # 84 km: 20 + 32 = 52 minutes; back at 10:50 + 31 + 104 = 13:05, from 11:00 at 13:15
    far = [site(km=84)]
    assert way(on=with_vehicle(10, 14, sites=far)).departs_at == at(10, 50)
    assert refusal(patient_line(), on=with_vehicle(10, 13, sites=far)) == "vehicle"


def test_a_return_takes_median_drives_whatever_the_confidence() -> None:
    # At 0.95 a drive takes 64.83 minutes: back at 13:31; in the median at 12:41.
    careful = patient_line(target=target(at(10, day=27), confidence=0.95))
    assert way(careful, on=with_vehicle(10, 13)).departs_at == at(10, 50)


@pytest.mark.parametrize(("collect_minutes", "fits"), [(59, True), (60, False)])
def test_a_return_on_the_hour_leaves_the_next_slot_free(collect_minutes: int, fits: bool) -> None:
    # 10:30 + 59 = 11:29, + 31 = 12:00. One minute more needs the slot of 12:00; nor does the
    # next slot, 12:00, have a vehicle.
    on = with_vehicle(
        11, 12, sites=[site(km=0)], services=[service(collect_minutes=collect_minutes)]
    )
    if fits:
        assert way(on=on).departs_at == at(11, 29)
    else:
        assert refusal(patient_line(), on=on) == "vehicle"


def test_a_slot_has_the_vehicles_of_its_start() -> None:
    # A row of one minute, 11:00 to 11:01, counts for all of the slot.
    on = with_vehicle(11, 11 + 1 / 60, sites=[site(km=0)])
    assert way(on=on).departs_at == at(11)
    late_start = with_vehicle(11 + 1 / 60, 12, sites=[site(km=0)])
    assert refusal(patient_line(), on=late_start) == "vehicle"


def test_slots_are_full_utc_hours_also_where_the_clock_is_half_an_hour_off() -> None:
    # In India the slot of 11:00 UTC starts at 16:30.
    row = vehicle_hours(from_minute=990, to_minute=991)
    on = network(
        depots=[depot(timezone="Asia/Kolkata")],
        sites=[site(km=0)],
        vehicles={("D1", "CAR"): (row,)},
    )
    assert way(on=on).departs_at == at(11)


def test_vehicles_have_weekdays() -> None:
    row = vehicle_hours(weekdays=frozenset({"tue"}))
    assert refusal(patient_line(), on=network(vehicles={("D1", "CAR"): (row,)})) == "vehicle"


def test_the_second_line_waits_for_the_only_vehicle() -> None:
    # L1 uses the slots 10 to 12.
    on = network(stock={("D1", "P1"): 2})
    plan = answers(patient_line("L1"), patient_line("L2"), on=on)
    assert [plan[name].option.departs_at for name in ("L1", "L2")] == [at(10, 50), at(13)]


def test_two_vehicles_leave_together() -> None:
    on = network(stock={("D1", "P1"): 2}, vehicles={("D1", "CAR"): 2})
    plan = solved(patient_line("L1"), patient_line("L2"), on=on)
    assert [each.option.departs_at for each in plan.lines] == [at(10, 50), at(10, 50)]
    (load,) = plan.loads
    assert (load.lines, load.vehicles_peak) == (2, 2)


def test_a_vehicle_taken_by_another_line_is_contention() -> None:
    # Due at 12:30: 10:50 and 11:00 arrive in time, 13:00 does not.
    on = network(stock={("D1", "P1"): 2})
    due = target(at(12, 30))
    plan = answers(line("L1", target=due), line("L2", target=due), on=on)
    assert plan["L1"].verdict is Verdict.GUARANTEED
    assert plan["L2"].verdict is Verdict.IMPOSSIBLE_TOGETHER
    assert plan["L2"].would_lose == ("L1",)


def test_staff_who_packed_wait_for_the_departure() -> None:
    # The office closes at 18:00; packed 18:20, CAR leaves at 18:40.
    on = network(depots=[depot(opening_class="office")])
    assert way(on=on, now=at(17, 50)).departs_at == at(18, 40)
