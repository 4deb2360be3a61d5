"""The special cases of the demonstration network: goods, weights, borders and too few units.

Each expectation is worked out from the tables alone; instants are UTC, the plan is made on Monday,
23 November 2026, 09:00.
"""

from datetime import UTC, datetime

from optimizer.dispatch.problem import DispatchPlan, DispatchProblem, LinePlan, Option, Verdict


def at(hour: int, minute: int = 0, *, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def answers(plan: DispatchPlan, rma: str) -> list[LinePlan]:
    """Answers for the lines of an RMA."""
    return [each for each in plan.lines if each.line.rma_number == f"RMA261100{rma}"]


def only(plan: DispatchPlan, rma: str) -> LinePlan:
    (answer,) = answers(plan, rma)
    return answer


def kept(answer: LinePlan) -> Option:
    """The option of a line whose promise is kept."""
    assert answer.verdict is Verdict.GUARANTEED, answer.sentence
    assert answer.option is not None
    assert answer.option.planned_arrival_at <= answer.line.target.due_at
    return answer.option


def codes(answer: LinePlan, depots: set[str] | None = None) -> set[str]:
    """Reason codes, of some depots only."""
    return {each.code for each in answer.reasons if depots is None or each.depot_id in depots}


def depots_of_zone(problem: DispatchProblem, zone: str) -> set[str]:
    return {each.depot_id for each in problem.network.depots.values() if each.customs_zone == zone}


def test_kit_one_depot(demo_plan: DispatchPlan) -> None:
    # Premier P1, requested 08:35: due 12:35. FRA1 is always open, 7.5 km away and holds 2 boards,
    # 3 processors and 2 heat sinks: packed 09:25, by car 45 + 10 + 41 + 21 minutes later: 11:22.
    lines = answers(demo_plan, "01")
    ways = [kept(each) for each in lines]
    assert [each.line.target.due_at for each in lines] == [at(12, 35)] * 4
    assert [each.part_number for each in ways] == [
        "MB-2U2S-V6",
        "CP-6330",
        "CP-6330",
        "HS-2U-STD",
    ]
    assert {each.depot_id for each in ways} == {"FRA1"}
    assert len({(each.service_id, each.departs_at, each.cost_cents) for each in ways}) == 1


def test_kit_nearest_depot_incomplete(
    demo_plan: DispatchPlan, demo_problem: DispatchProblem
) -> None:
    # Premier P3, requested 08:10 in Milan: by Tuesday 18:00 = 17:00. MXP1 has no SC-CV05, which
    # has no substitute; other depots of the zone hold all three, and TNT delivers on Tuesday noon.
    ways = [kept(each) for each in answers(demo_plan, "02")]
    (depot_id,) = {each.depot_id for each in ways}
    assert depot_id != "MXP1"
    for each in ways:
        assert demo_problem.network.stock[depot_id, each.part_number].free >= 1
    assert len({(each.service_id, each.departs_at) for each in ways}) == 1


def test_batch_20_identical(demo_plan: DispatchPlan, demo_problem: DispatchProblem) -> None:
    # More than four lines of one part in one RMA are accumulated parts (1 note 5): nothing is
    # owed. The zone holds 48 units, TNT delivers on Tuesday noon, due is Tuesday 18:00, so the
    # outlook is good for all; LIS1 gives at most its 8, and no depot more than it has.
    lines = answers(demo_plan, "03")
    assert len(lines) == 20
    assert {each.verdict for each in lines} == {Verdict.EXCLUDED_BY_CLAUSE}
    assert {each.outlook for each in lines} == {Verdict.GUARANTEED}
    assert all(not each.line.target.owed for each in lines)
    taken = [each.option.depot_id for each in lines]
    for depot_id in set(taken):
        free = demo_problem.network.stock[depot_id, "HD-SAS1p8T-10K"].free
        assert taken.count(depot_id) <= free
    assert 1 <= taken.count("LIS1") <= 8


def test_over_70_kg_in_stockholm(demo_plan: DispatchPlan) -> None:
    # 71 kg, due Tuesday 17:00; units at AMS1 and BUD1. VANL ends at 1000 km (AMS1 is 1134 km
    # away), TRUCK75 has no vehicle by night on its two days there and back, the heavy express and
    # freight services may take 3 or 4 days: only the charter, which flies on Monday night.
    way = kept(only(demo_plan, "04"))
    assert way.service_id == "CHART"
    assert way.depot_id in {"AMS1", "BUD1"}
    assert way.cost_cents == 2_400_000  # its minimum: 2200000 + 71 x 200 is less


def test_over_70_kg_in_paris(demo_plan: DispatchPlan) -> None:
    # 82 kg, two to lift, who are at the site, and a dock; CDG1 is 10 km away. Of the large vans
    # and the truck VANL is the cheapest: 3800 + 14.6 km x 145 = 5917, at least 6000.
    way = kept(only(demo_plan, "05"))
    assert (way.depot_id, way.service_id, way.cost_cents) == ("CDG1", "VANL", 6000)


def test_lithium_cargo_aircraft_only(demo_plan: DispatchPlan) -> None:
    # No depot on Borneo, no passenger aircraft, no courier at home that takes dangerous goods: the
    # charter. Due Tuesday 10:00; packed 09:25, collected 13:25, flown by Monday night. KUL1 is the
    # only domestic depot, and every lane from elsewhere costs more than the charter's minimum.
    answer = only(demo_plan, "06")
    way = kept(answer)
    assert (way.depot_id, way.service_id, way.cost_cents) == ("KUL1", "CHART", 2_400_000)
    assert answer.line.target.due_at == at(10, day=24)


def test_lithium_cargo_aircraft_only_2_in_singapore(
    demo_plan: DispatchPlan, demo_problem: DispatchProblem
) -> None:
    # SIN1 holds one, 1.2 km away; bikes, TECHPU and express refuse it, the car takes it: at least
    # 2800 cents.
    way = kept(only(demo_plan, "07"))
    assert demo_problem.network.services[way.service_id].accepts_dangerous_goods
    assert (way.depot_id, way.service_id, way.cost_cents) == ("SIN1", "CAR", 2800)


def test_lithium_cargo_aircraft_only_2_in_palermo(
    demo_plan: DispatchPlan, demo_problem: DispatchProblem
) -> None:
    # No depot on Sicily. PARC-NT goes by road within Italy, takes dangerous goods and delivers on
    # Tuesday 07:00 = 06:00: 1700 + 0.28 kg x 50 = 1714; MXP1 and FCO1 hold units and MXP1 alone is
    # open when it collects (19:00 to 19:30; FCO1 until 21:00).
    way = kept(only(demo_plan, "08"))
    assert demo_problem.network.services[way.service_id].accepts_dangerous_goods
    assert (way.service_id, way.cost_cents) == ("PARC-NT", 1714)
    assert way.depot_id in {"MXP1", "FCO1"}
    assert way.planned_arrival_at == at(6, day=24)


def test_premier_p1_no_road_in_4_h_on_crete(demo_plan: DispatchPlan) -> None:
    # Due 12:40. Crete has no depot, so no drive; by air the quickest call is UPS-XC from ATH1:
    # open, packed 09:45, collected 10:45, and 150 minutes of tender alone end at 13:15.
    answer = only(demo_plan, "09")
    assert answer.verdict is Verdict.IMPOSSIBLE_ALONE
    assert answer.line.target.due_at == at(12, 40)
    assert {"landmass", "late"} <= codes(answer, {"ATH1"})


def test_premier_p1_no_road_in_4_h_in_aktobe(
    demo_plan: DispatchPlan, demo_problem: DispatchProblem
) -> None:
    # ALA1, the only depot of the zone, is 1689 km away: beyond every radius but none by air, and
    # no flight is tendered before 12:25.
    answer = only(demo_plan, "10")
    assert answer.verdict is Verdict.IMPOSSIBLE_ALONE
    assert depots_of_zone(demo_problem, "KZ") == {"ALA1"}
    assert {"radius", "late"} <= codes(answer, {"ALA1"})


def test_stock_only_in_other_customs_zone(demo_plan: DispatchPlan) -> None:
    # Premier P2 in Zurich, due 12:30; ZRH1 has none. From FRA1 every drive ends at the border
    # (scope), and every way by air needs tender and two hours of customs: too late.
    answer = only(demo_plan, "11")
    assert answer.verdict is Verdict.IMPOSSIBLE_ALONE
    assert codes(answer, {"ZRH1"}) == {"stock"}
    assert {"scope", "late"} <= codes(answer, {"FRA1"})


def test_export_licence_not_held(demo_plan: DispatchPlan, demo_problem: DispatchProblem) -> None:
    # No unit in India, and no zone holds a licence into it: no way at all, so nothing is sent.
    answer = only(demo_plan, "12")
    assert answer.verdict is Verdict.IMPOSSIBLE_ALONE
    assert answer.option is None
    assert codes(answer, depots_of_zone(demo_problem, "IN")) == {"stock"}
    abroad = depots_of_zone(demo_problem, "EU")
    holding = {each for each in abroad if demo_problem.network.stock.get((each, "GP-L40S"))}
    assert "export_licence" in codes(answer, holding)
    assert "late" not in codes(answer)


def test_export_licence_held(demo_plan: DispatchPlan, demo_problem: DispatchProblem) -> None:
    # No unit in Britain; of all zones with units the EU alone may export to it. Due Tuesday 18:00;
    # a flight today is through customs on Tuesday morning.
    way = kept(only(demo_plan, "13"))
    assert demo_problem.network.depots[way.depot_id].customs_zone == "EU"


def test_contention_last_unit(demo_plan: DispatchPlan) -> None:
    # MAD1 has one board; the next depot, BCN1, is 487 minutes away. Alone each line is met from
    # MAD1: packed 09:25, by car 10:20 + 50 to 70 + 21 minutes, due from 12:42. Two P1 weigh 100
    # each, the P2 40: a P1 gets the unit, and meeting either other line would cost that one.
    one, two, three = (only(demo_plan, rma) for rma in ("27", "28", "29"))
    met = [each for each in (one, two) if each.verdict is Verdict.GUARANTEED]
    assert len(met) == 1
    assert kept(met[0]).depot_id == "MAD1"
    for loser in (one, two, three):
        if loser is not met[0]:
            assert loser.verdict is Verdict.IMPOSSIBLE_TOGETHER
            assert loser.would_lose == (met[0].line.line_id,)
