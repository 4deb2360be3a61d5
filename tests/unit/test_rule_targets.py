"""What a target weighs: misses, started quarter-hours, ship-by, and the ten-day limit.

At the depot itself (0 km) CAR is ready 10:30, leaves 10:50 and arrives 10:50 + 31 = 11:21 exactly.
A miss weighs 100, a quarter-hour 20.
"""

from datetime import datetime

import pytest

from optimizer.dispatch.problem import Line, LinePlan, Verdict
from optimizer.network import Network
from tests.asking import answers, solved, way
from tests.builders import (
    at,
    line,
    network,
    scheduled_service,
    site,
    target,
)

HERE = network(sites=[site(km=0)])


def levels(asked: Line, on: Network = HERE) -> list[int]:
    """Missed and tardiness of a plan for one line."""
    return [level.value for level in solved(asked, on=on).levels][:2]


@pytest.mark.parametrize(
    ("due", "missed", "quarters"),
    [
        (at(11, 21), 0, 0),
        (at(11, 20), 100, 1),
        (at(11, 6), 100, 1),  # 15 minutes: one quarter-hour
        (at(11, 5), 100, 2),
        (at(10, 21), 100, 4),
    ],
)
def test_lateness_counts_in_started_quarter_hours(
    due: datetime, missed: int, quarters: int
) -> None:
    assert levels(line(target=target(due))) == [missed, 20 * quarters]


def test_a_line_without_any_way_counts_as_ten_days_late() -> None:
    assert levels(line(), network(stock={})) == [100, 20 * 960]


def test_a_target_that_is_not_owed_weighs_what_it_says() -> None:
    # 45 minutes late: three quarter-hours of 1, and no miss
    not_owed = target(
        at(10, 36), owed=False, miss_weight=0, late_weight=1, not_owed_reason="Too many parts."
    )
    assert levels(line(target=not_owed)) == [0, 3]


def shipped(due: datetime) -> LinePlan:
    return answers(line(target=target(due, kind="ship_by", confidence=0.9)), on=HERE)["L1"]


def test_ship_by_is_met_at_the_departure_whatever_the_drive_takes() -> None:
    answer = shipped(at(10, 50))
    assert answer.verdict is Verdict.GUARANTEED
    assert (answer.option.margin_minutes, answer.option.on_time_probability) == (0, 1)


def test_ship_by_is_missed_by_a_later_departure() -> None:
    answer = shipped(at(10, 49))
    assert answer.verdict is Verdict.IMPOSSIBLE_ALONE
    assert (answer.option.margin_minutes, answer.option.on_time_probability) == (-1, 0)
    assert [reason.code for reason in answer.reasons] == ["late"]


def test_ship_by_counts_lateness_from_the_departure() -> None:
    assert levels(line(target=target(at(10, 35), kind="ship_by"))) == [100, 20]
    assert levels(line(target=target(at(10, 34), kind="ship_by"))) == [100, 40]


def test_ship_by_of_a_scheduled_service_is_met_at_the_cut_off() -> None:
    on = network(services=[scheduled_service()])
    met = answers(line(target=target(at(16), kind="ship_by")), on=on)["L1"]
    assert met.verdict is Verdict.GUARANTEED
    missed = answers(line(target=target(at(15, 59), kind="ship_by")), on=on)["L1"]
    assert missed.verdict is Verdict.IMPOSSIBLE_ALONE


def test_ship_by_does_not_care_when_the_site_receives() -> None:
    on = network(sites=[site(km=0, receiving="business")])
    due = target(at(20, 50), kind="ship_by")
    answer = answers(line(released_at=at(20), target=due), on=on)["L1"]
    assert answer.verdict is Verdict.GUARANTEED
    assert answer.option.planned_arrival_at == at(9, day=24)


def test_ship_by_shows_its_arrival_at_the_confidence() -> None:
    # Two or four days after Monday; at 0.9 the longest.
    on = network(services=[scheduled_service(transit_days_min=2, transit_days_max=4)])
    taken = way(line(target=target(at(16), kind="ship_by", confidence=0.9)), on=on)
    assert taken.planned_arrival_at == at(12, day=27)


@pytest.mark.parametrize(("deliver_by_minute", "taken"), [(825, True), (826, False)])
def test_a_way_as_late_as_no_way_is_not_taken(deliver_by_minute: int, taken: bool) -> None:
    # Due on 23 November at 14:00; released on 2 December, delivered on the 3rd at 13:45, 959
    # quarter-hours late, or at 13:46 in the 960th, as late as unassigned, which costs nothing.
    on = network(services=[scheduled_service(deliver_by_minute=deliver_by_minute)])
    asked = line(released_at=at(10, day=2, month=12))
    assert (answers(asked, on=on)["L1"].option is not None) == taken
    assert levels(asked, on) == [100, 20 * (959 if taken else 960)]


def test_a_way_later_than_ten_days_is_no_alternative() -> None:
    # Collected a day later by SLOW, which is delivered ten days and a minute after due.
    on = network(
        services=[
            scheduled_service(deliver_by_minute=825),
            scheduled_service("SLOW", deliver_by_minute=841, price_base_cents=2000),
        ]
    )
    answer = answers(line(released_at=at(10, day=2, month=12)), on=on)["L1"]
    assert answer.option.service_id == "NEXT"
    assert answer.alternatives == ()


def test_a_late_way_is_better_than_none() -> None:
    answer = answers(line(target=target(at(11))), on=HERE)["L1"]
    assert answer.option.planned_arrival_at == at(11, 21)
    assert answer.option.margin_minutes == -21


def test_two_small_misses_weigh_less_than_one_large_one() -> None:
    # One unit: the heavy line gets it though two kinds of lateness would be less with the other.
    lines = [
        line("L1", target=target(miss_weight=15, late_weight=3)),
        line("L2", target=target(miss_weight=100, late_weight=1)),
    ]
    plan = answers(*lines, on=network())
    assert plan["L1"].option is None
    assert plan["L2"].verdict is Verdict.GUARANTEED


def test_misses_come_before_lateness_and_lateness_before_cost() -> None:
    # One unit; L1 cannot be met any more (due 11:00) and costs 20 a quarter-hour; L2 can.
    lines = [
        line("L1", target=target(at(11), late_weight=1000)),
        line("L2", target=target(miss_weight=1, late_weight=1)),
    ]
    plan = answers(*lines, on=network())
    assert plan["L1"].option is None
    assert plan["L2"].verdict is Verdict.GUARANTEED
