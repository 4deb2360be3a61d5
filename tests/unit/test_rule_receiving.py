"""A site that receives on business days from 09:00 to 18:00: other arrivals wait.

At the depot itself (0 km) CAR arrives 30 + 20 + 10 + 6 + 15 = 81 minutes after release.
"""

from datetime import datetime
from typing import Any

import pytest

from optimizer.dispatch.problem import Verdict
from optimizer.network import Network
from tests.asking import answers, way
from tests.builders import at, line, network, site, target


def at_the_depot(**changes: Any) -> Network:
    return network(sites=[site(km=0, receiving="business", **changes)])


@pytest.mark.parametrize(
    ("now", "received"),
    [
        (at(10), at(11, 21)),  # inside
        (at(7), at(9)),  # 08:21
        (at(7, 39), at(9)),  # 09:00 sharp
        (at(7, 40), at(9, 1)),
        (at(16, 38), at(17, 59)),
        (at(16, 39), at(9, day=24)),  # 18:00 sharp is closed
        (at(16, 40), at(9, day=24)),  # 18:01
        (at(20, day=27), at(9, day=30)),  # Friday night: Monday
        (at(10, day=25, month=12), at(9, day=28, month=12)),  # holiday, holiday, Sunday
    ],
)
def test_an_arrival_outside_counts_from_the_next_opening(now: datetime, received: datetime) -> None:
    assert way(on=at_the_depot(), now=now).planned_arrival_at == received


def test_a_site_that_always_receives_takes_goods_at_night() -> None:
    on = network(sites=[site(km=0)])
    assert way(on=on, now=at(1)).planned_arrival_at == at(2, 21)


def test_receiving_hours_are_those_of_the_sites_clock() -> None:
    # 11:21 UTC is 20:21 in Tokyo; it opens at 09:00 = 00:00 UTC
    on = at_the_depot(timezone="Asia/Tokyo")
    assert way(on=on).planned_arrival_at == at(0, day=24)


def test_a_four_hour_promise_to_a_closed_site_is_impossible_alone() -> None:
    # Released at 18:00, due at 22:00; the goods come at 19:21 and wait until Tuesday 09:00.
    answer = answers(
        line(released_at=at(18), target=target(at(22))), on=at_the_depot(), now=at(18)
    )["L1"]
    assert answer.verdict is Verdict.IMPOSSIBLE_ALONE
    assert [each.code for each in answer.reasons] == ["receiving_hours"]
    assert answer.option.planned_arrival_at == at(9, day=24)


def test_the_weekend_is_that_of_the_sites_country() -> None:
    # 27 November 2026 is a Friday; Saudi Arabia rests on Friday and Saturday, not on Sunday.
    on = network(
        sites=[site(km=0, receiving="business", country="SA")],
        weekends={"SA": frozenset({"fri", "sat"}), "DE": frozenset({"sat", "sun"})},
    )
    assert way(on=on, now=at(10, day=27)).planned_arrival_at == at(9, day=29)
    assert way(on=on, now=at(10, day=29)).planned_arrival_at == at(11, 21, day=29)


def test_a_make_up_working_day_is_a_business_day() -> None:
    # Saturday, 10 October 2026, is worked in China for a day of the National Day holidays.
    on = network(
        sites=[site(km=0, receiving="business", country="CN")],
        weekends={"CN": frozenset({"sat", "sun"}), "DE": frozenset({"sat", "sun"})},
    )
    saturdays = {"month": 10}
    assert way(on=on, now=at(10, day=10, **saturdays)).planned_arrival_at == (
        at(11, 21, day=10, **saturdays)
    )
    assert way(on=on, now=at(10, day=17, **saturdays)).planned_arrival_at == (
        at(9, day=19, **saturdays)
    )
