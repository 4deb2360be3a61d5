"""Doors and people: windows that touch, call-outs, closing hours, customs without work."""

from datetime import timedelta

import pytest

from optimizer.dispatch.check import check
from optimizer.dispatch.problem import DispatchProblem, Option
from optimizer.dispatch.solve import solve
from optimizer.network import Border
from tests.asking import answers, patient_line
from tests.builders import (
    air_service,
    airport,
    at,
    depot,
    drive_facts,
    flights,
    line,
    network,
    opening_class,
    part,
    problem,
    receipt,
    scheduled_service,
    service,
    site,
    target,
)


def legal_option(asked: DispatchProblem) -> Option:
    plan = solve(asked)
    assert check(asked, plan).violations == ()
    assert plan.lines[0].option is not None
    return plan.lines[0].option


@pytest.mark.parametrize(("reopens", "day"), [(720, 23), (721, 24)])
def test_two_windows_that_touch_are_one_for_the_driver_who_may_come(reopens: int, day: int) -> None:
    # The driver may come from 11:30 to 12:30; on Tuesday the depot is open all day.
    monday = (("mon", 480, 720), ("mon", reopens, 1080))
    split = opening_class("split", windows=(*monday, ("tue", 480, 1080)))
    on = network(
        depots=[depot(opening_class="split")],
        services=[scheduled_service(from_minute=690, to_minute=750, collection_cutoff_minute=720)],
        opening_classes=[split],
    )
    assert legal_option(problem(patient_line(), on=on)).departs_at == at(12, day=day)


def test_a_called_out_person_waits_at_the_depot_for_a_unit() -> None:
    # Called at 19:00 and there at 20:00; the unit comes at 21:00 and is packed at 21:30.
    on = network(
        depots=[depot(opening_class="office", callout_minutes=60)],
        stock={},
        inbound={("D1", "P1"): (receipt(at(21)),)},
    )
    now = at(19)
    assert legal_option(problem(patient_line(now=now), on=on, now=now)).ready_at == at(21, 30)


def test_a_due_instant_after_closing_is_met_by_those_who_come_before_closing() -> None:
    # Closing at 18:00 in Dubai is 14:00 UTC. Packed from 11:59 on, the median arrival is 14:00:
    # one drive of two is received before the due instant of 15:00, the others the next morning.
    on = network(sites=[site(receiving="business", timezone="Asia/Dubai")])
    now = at(11, 59)
    asked = problem(line(released_at=now, target=target(at(15))), on=on, now=now)
    assert legal_option(asked).on_time_probability == pytest.approx(0.5, abs=1e-4)


def test_customs_without_work_takes_no_time_at_night() -> None:
    # Landed at 23:00 and recovered at 24:00: on the road at once, 21 minutes to the door.
    on = network(
        sites=[site(country="CH", customs_zone="CH")],
        airports=[airport("AAA"), airport("BBB", km=60, country="CH", customs_zone="CH")],
        services=[air_service()],
        flights=flights(AAA_BBB=6),
        borders={("EU", "CH"): Border(allowed=True, clearance_hours=0.0)},
        drive_facts={country: drive_facts(country) for country in ("DE", "CH")},
    )
    now = at(18, 30)
    way = legal_option(problem(patient_line(now=now), on=on, now=now))
    assert way.planned_arrival_at == at(0, 21, day=24)


def test_a_kit_is_not_offered_where_one_of_its_lines_is_more_than_ten_days_late() -> None:
    # The car arrives at 12:01. One line was due ten days before 12:00, the other is due at 14:00.
    lines = [
        line(f"L{n}", rma_number="R1", ship_together=True, target=target(due))
        for n, due in enumerate((at(14), at(12) - timedelta(days=10)))
    ]
    on = network(stock={("D1", "P1"): 2})
    plan = answers(*lines, on=on)
    assert [plan[name].option for name in ("L0", "L1")] == [None, None]
    later = [lines[0], line("L1", rma_number="R1", ship_together=True, target=target(at(12, 1)))]
    assert all(each.option for each in answers(*later, on=on).values())


def test_lines_of_one_rma_that_are_released_at_two_instants_are_no_group() -> None:
    on = network(stock={("D1", "P1"): 2}, vehicles={("D1", "CAR"): 2})
    lines = [
        line("L1", rma_number="R1", target=target(at(20))),
        line("L2", rma_number="R1", target=target(at(20)), released_at=at(11)),
    ]
    asked = problem(*lines, on=on)
    plan = solve(asked)
    assert check(asked, plan).violations == ()
    departures = [each.option.departs_at for each in plan.lines if each.option]
    assert departures == [at(10, 50), at(11, 50)]


def test_a_reason_names_the_numbers_that_clash() -> None:
    on = network(
        parts=[part(ship_weight_kg=5)],
        services=[
            service("A", max_piece_kg=4),
            service("B", max_shipment_kg=4.5),
            service("C", max_km=50),
            service("D", max_length_cm=9),
            service("E", max_length_plus_girth_cm=49),
        ],
    )
    (answer,) = answers(line(), on=on).values()
    assert {each.service_id: each.detail for each in answer.reasons} == {
        "A": "5 kg a piece, limit 4 kg",
        "B": "shipment of 5 kg, limit 4.5 kg",
        "C": "60.0 km, limit 50 km",
        "D": "10 x 10 x 10 cm, limit 9 x 9 x 9 cm",
        "E": "length plus girth 50 cm, limit 49 cm",
    }


def test_a_kit_of_equal_parts_waits_for_the_unit_that_comes_last() -> None:
    # One unit on hand, one received at 11:00: both are packed at 11:30.
    on = network(stock={("D1", "P1"): 1}, inbound={("D1", "P1"): (receipt(at(11)),)})
    kit = [line(f"L{n}", rma_number="R1", ship_together=True) for n in range(2)]
    assert legal_option(problem(*kit, on=on)).ready_at == at(11, 30)


def test_the_unit_on_hand_goes_to_the_line_that_cannot_wait_for_the_other() -> None:
    # Received at 10:20, packed at 10:50. NEXT collects at 11:00 and may wait for it; CAR is called
    # 40 minutes before it comes at 11:10, when only the unit on hand is packed.
    on = network(
        services=[
            service(collect_minutes=40),
            scheduled_service(price_per_km_cents=1, from_minute=600, collection_cutoff_minute=660),
        ],
        inbound={("D1", "P1"): (receipt(at(10, 20)),)},
    )
    asked = problem(line("L1", target=target(at(12, 25))), patient_line("L2"), on=on)
    plan = solve(asked)
    assert check(asked, plan).violations == ()
    taken = [each.option for each in plan.lines if each.option]
    assert [each.departs_at for each in taken] == [at(11, 10), at(11)]
    assert [each.ready_at for each in taken] == [at(10, 30), at(10, 50)]
