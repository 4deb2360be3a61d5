"""The special cases of the demonstration network: weekends, holidays, cut-offs, forms, contracts.

Each expectation is worked out from the tables alone; instants are UTC, the plan is made on Monday,
23 November 2026, 09:00.
"""

from datetime import UTC, datetime

import pytest

from optimizer.dispatch.problem import DispatchPlan, LinePlan, SetAside, Verdict


def at(hour: int, minute: int = 0, *, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def only(plan: DispatchPlan, rma: str) -> LinePlan:
    (answer,) = (each for each in plan.lines if each.line.rma_number == f"RMA261100{rma}")
    return answer


def set_aside(plan: DispatchPlan, rma: str) -> SetAside:
    (answer,) = (each for each in plan.set_aside if each.rma_number == f"RMA261100{rma}")
    assert all(each.line.line_id != answer.line_id for each in plan.lines)
    return answer


def asked(answer: LinePlan) -> tuple[str, datetime]:
    return answer.line.target.kind, answer.line.target.due_at


@pytest.mark.parametrize("rma", ["14", "15"])
def test_saturday_berlin(demo_plan: DispatchPlan, rma: str) -> None:
    # Requested on Saturday: shipped on Monday, arrives by Tuesday 18:00 = 17:00. Both parts lie at
    # depots of the zone, from which parcels of Monday arrive on Tuesday.
    answer = only(demo_plan, rma)
    assert asked(answer) == ("arrive_by", at(17, day=24))
    assert answer.line.target.owed
    assert answer.verdict is Verdict.GUARANTEED


def test_holiday_japan_tokyo(demo_plan: DispatchPlan) -> None:
    # Premier P1 holds round the clock: due 12:30. NRT1 is closed for the holiday and called out at
    # 09:00: there 10:00, packed 10:35, collected 11:20, drives from 11:30. The median of 21 road
    # km is 55 minutes, + 21 = 12:46: late even at the median. All other depots are abroad.
    answer = only(demo_plan, "16")
    assert asked(answer) == ("arrive_by", at(12, 30))
    assert answer.verdict is Verdict.IMPOSSIBLE_ALONE
    assert (answer.option.depot_id, answer.option.service_id) == ("NRT1", "CAR")
    assert (answer.option.ready_at, answer.option.departs_at) == (at(10, 35), at(11, 20))
    assert at(12, 45) < answer.option.median_arrival_at < at(12, 47)


def test_holiday_japan_onomichi(demo_plan: DispatchPlan) -> None:
    # Requested on the holiday: ships on Tuesday, arrives by Wednesday 18:00 = 09:00. Parcels take
    # up to two days from Tuesday; the car ends at 400 km (630 km), the van takes 887 km x 105 =
    # 95600 cents, the flight from NRT to HIJ some 32000 and a night's share: by air from NRT1.
    answer = only(demo_plan, "17")
    assert asked(answer) == ("arrive_by", at(9, day=25))
    assert answer.verdict is Verdict.GUARANTEED
    assert (answer.option.depot_id, answer.option.service_id) == ("NRT1", "NFO-D")


def test_holiday_argentina_premier(demo_plan: DispatchPlan) -> None:
    # Due 12:15. EZE1 is closed for the holiday, without call-out, and opens on Tuesday 08:00 =
    # 11:00: packed 11:45. Argentina is closed to imports.
    answer = only(demo_plan, "18")
    assert asked(answer) == ("arrive_by", at(12, 15))
    assert answer.verdict is Verdict.IMPOSSIBLE_ALONE
    assert answer.option.ready_at == at(11, 45, day=24)
    at_home = {each.code for each in answer.reasons if each.depot_id == "EZE1"}
    abroad = {each.code for each in answer.reasons if each.depot_id != "EZE1"}
    assert "late" in at_home
    assert abroad <= {"stock", "scope", "landmass", "customs"}


def test_holiday_argentina_standard(demo_plan: DispatchPlan) -> None:
    # Requested on the holiday: ships on Tuesday, arrives by Wednesday 18:00 = 21:00. EZE1, 5 km
    # away, holds two and opens on Tuesday.
    answer = only(demo_plan, "19")
    assert asked(answer) == ("arrive_by", at(21, day=25))
    assert answer.verdict is Verdict.GUARANTEED
    assert answer.option.depot_id == "EZE1"
    assert answer.option.ready_at == at(11, 45, day=24)


def test_holiday_india_tuesday(demo_plan: DispatchPlan) -> None:
    # Requested on Monday 10:00 in Pune; Tuesday is a holiday, so by Wednesday 18:00 = 12:30. The
    # parcels of Monday count Wednesday and Thursday. By car from BOM1: packed 09:25, collected
    # 10:10, 213 minutes from 10:20 and 21: 14:14 = 19:44 there, closed until Wednesday 09:00.
    answer = only(demo_plan, "20")
    assert asked(answer) == ("arrive_by", at(12, 30, day=25))
    assert answer.verdict is Verdict.GUARANTEED
    assert answer.option.depot_id == "BOM1"
    assert answer.option.planned_arrival_at == at(3, 30, day=25)


def test_after_cutoff_local(demo_plan: DispatchPlan) -> None:
    # 15:30 in Singapore: no arrival is promised, shipped by Tuesday 18:00 = 10:00. SIN1 holds six.
    answer = only(demo_plan, "21")
    assert asked(answer) == ("ship_by", at(10, day=24))
    assert answer.verdict is Verdict.GUARANTEED
    assert answer.option.depot_id == "SIN1"
    assert answer.option.departs_at <= at(10, day=24)


def test_exactly_at_cutoff_local(demo_plan: DispatchPlan) -> None:
    # 15:00:00 is not before 15:00: as after it.
    answer = only(demo_plan, "22")
    assert asked(answer) == ("ship_by", at(10, day=24))
    assert answer.verdict is Verdict.GUARANTEED
    assert answer.option.departs_at <= at(10, day=24)


def test_form_not_complete(demo_plan: DispatchPlan) -> None:
    assert set_aside(demo_plan, "23").state == "on_hold"


def test_form_completed_late(demo_plan: DispatchPlan) -> None:
    # Requested on Friday 11:00, but complete at 15:35, after the cut-off: shipped by Monday 18:00.
    # Both British depots are open and hold units.
    answer = only(demo_plan, "24")
    assert asked(answer) == ("ship_by", at(18))
    assert answer.line.released_at == at(15, 35, day=20)
    assert answer.verdict is Verdict.GUARANTEED
    assert answer.option.departs_at <= at(18)


def test_contract_expired(demo_plan: DispatchPlan) -> None:
    # CO0178 ended on 31 October 2026.
    answer = set_aside(demo_plan, "25")
    assert answer.state == "rejected"
    assert "2026-10-31" in answer.sentence


def test_contract_not_yet_valid(demo_plan: DispatchPlan) -> None:
    # CO0231 starts on 15 December 2026.
    answer = set_aside(demo_plan, "26")
    assert answer.state == "rejected"
    assert "2026-12-15" in answer.sentence


def test_every_special_case_is_answered(demo_plan: DispatchPlan) -> None:
    numbers = {each.line.rma_number for each in demo_plan.lines}
    numbers |= {each.rma_number for each in demo_plan.set_aside}
    assert numbers >= {f"RMA261100{number:02d}" for number in range(1, 30)}
