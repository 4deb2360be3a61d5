"""Wishes: lines pinned to a way, depots and services left out of a plan.

D1 stands 60 km from the site and D2 70 km; CAR leaves at 10:50 and costs 7000 or 8000 cents.
"""

from dataclasses import replace
from typing import Any

import pytest

from optimizer.dispatch.check import check
from optimizer.dispatch.fingerprint import input_hash
from optimizer.dispatch.problem import DispatchPlan, Line, Reason, Verdict
from optimizer.dispatch.solve import Limits, solve
from optimizer.dispatch.wishes import Pin, Wishes
from optimizer.network import Network
from tests.builders import (
    NOW,
    at,
    depot,
    line,
    network,
    part,
    problem,
    service,
    substitution,
    target,
)


def two_depots(**changes: Any) -> Network:
    values: dict[str, Any] = {
        "depots": [depot("D1"), depot("D2", km=-10)],
        "stock": {("D1", "P1"): 4, ("D2", "P1"): 4},
        "vehicles": {("D1", "CAR"): 4, ("D2", "CAR"): 4},
    }
    return network(**{**values, **changes})


def wished(*lines: Line, wishes: Wishes, on: Network | None = None) -> DispatchPlan:
    """The plan under wishes, which the checker accepts."""
    asked = problem(*lines, on=on or two_depots(), wishes=wishes)
    plan = solve(asked)
    assert check(asked, plan).violations == ()
    return plan


def depots_of(plan: DispatchPlan) -> list[str]:
    return [each.option.depot_id for each in plan.lines if each.option]


def reasons_of(plan: DispatchPlan) -> dict[tuple[str | None, str | None], Reason]:
    (answer,) = plan.lines
    return {(each.depot_id, each.service_id): each for each in answer.reasons}


def test_without_wishes_the_nearer_depot_serves() -> None:
    assert depots_of(wished(wishes=Wishes())) == ["D1"]


def test_a_depot_left_out_serves_nobody() -> None:
    plan = wished(wishes=Wishes(excluded_depots=frozenset({"D1"})))
    assert depots_of(plan) == ["D2"]
    assert plan.lines[0].alternatives == ()


def test_a_service_left_out_carries_nothing() -> None:
    on = two_depots(
        services=[service("CAR"), service("VAN", price_base_cents=2000)],
        vehicles={("D1", "CAR"): 1, ("D1", "VAN"): 1},
    )
    plan = wished(on=on, wishes=Wishes(excluded_services=frozenset({"CAR"})))
    assert [each.option.service_id for each in plan.lines] == ["VAN"]


def test_what_would_have_been_a_way_is_called_excluded_and_what_would_not_is_told_why() -> None:
    # D2 has no unit: that it is left out too is not what stands in the way.
    on = two_depots(stock={("D1", "P1"): 1})
    plan = wished(on=on, wishes=Wishes(excluded_depots=frozenset({"D1", "D2"})))
    assert plan.lines[0].option is None
    assert plan.lines[0].verdict is Verdict.IMPOSSIBLE_ALONE
    codes = {place: reason.code for place, reason in reasons_of(plan).items()}
    assert codes == {("D1", "CAR"): "excluded", ("D2", None): "stock"}


def test_a_late_way_that_is_left_out_is_called_excluded_since_it_would_have_been_taken() -> None:
    plan = wished(
        line(target=target(at(11))), wishes=Wishes(excluded_depots=frozenset({"D1", "D2"}))
    )
    assert {reason.code for reason in reasons_of(plan).values()} == {"excluded"}


def test_a_pinned_line_takes_its_pin_and_the_others_stay_free() -> None:
    plan = wished(line("L1"), line("L2"), wishes=Wishes({"L2": Pin("D2", "CAR")}))
    assert depots_of(plan) == ["D1", "D2"]
    assert plan.levels[-1].value == 7000 + 8000


def test_a_pinned_departure_is_kept_to_the_second_that_is_shown() -> None:
    # Released 10:00:00.25: packed half an hour and leaving twenty minutes after it, shown :01.
    late = line(released_at=at(10).replace(microsecond=250_000))
    plan = wished(late, wishes=Wishes({"L1": Pin("D1", "CAR", None, at(10, 50).replace(second=1))}))
    assert plan.lines[0].option.departs_at == at(10, 50).replace(microsecond=250_000)
    plan = wished(late, wishes=Wishes({"L1": Pin("D1", "CAR", None, at(12))}))
    assert plan.lines[0].option.departs_at == at(12)


def test_a_pinned_part_is_sent_though_the_other_is_cheaper() -> None:
    on = two_depots(
        parts=[part("P1"), part("P9")],
        stock={("D1", "P1"): 1, ("D1", "P9"): 1},
        substitutions={"P1": (substitution("P9"),)},
    )
    plan = wished(on=on, wishes=Wishes({"L1": Pin("D1", "CAR", "P9")}))
    assert plan.lines[0].option.part_number == "P9"


def test_a_late_pin_is_taken_and_says_by_how_much() -> None:
    # From D2 the drive takes 45 minutes: arrival 12:06, due 12:03; D1 would be there at 12:01.
    plan = wished(line(target=target(at(12, 3))), wishes=Wishes({"L1": Pin("D2", "CAR")}))
    (answer,) = plan.lines
    assert (answer.verdict, answer.option.depot_id) == (Verdict.IMPOSSIBLE_ALONE, "D2")
    assert answer.sentence.startswith("The pin cannot meet the target: D2 ships by CAR")
    codes = {place: reason.code for place, reason in reasons_of(plan).items()}
    assert codes == {("D1", "CAR"): "pinned", ("D2", "CAR"): "late"}


def test_a_pin_that_is_no_way_leaves_the_line_unserved_and_tells_the_test_behind_it() -> None:
    on = two_depots(stock={("D1", "P1"): 1})
    plan = wished(on=on, wishes=Wishes({"L1": Pin("D2", "CAR")}))
    (answer,) = plan.lines
    assert answer.option is None
    assert answer.verdict is Verdict.IMPOSSIBLE_ALONE
    assert "as pinned, D2 by CAR" in answer.sentence
    found = reasons_of(plan)
    assert {place: reason.code for place, reason in found.items()} == {
        ("D1", "CAR"): "pinned",
        ("D2", "CAR"): "pinned",
    }
    assert found["D2", "CAR"].detail == (
        "pinned to D2 by CAR, which fails stock: no free or inbound unit of P1"
    )


def test_a_pinned_part_is_judged_by_itself() -> None:
    # D1 has P1 but not the P9 that the line is pinned to.
    on = two_depots(
        parts=[part("P1"), part("P9")],
        stock={("D1", "P1"): 1},
        substitutions={"P1": (substitution("P9"),)},
    )
    plan = wished(on=on, wishes=Wishes({"L1": Pin("D1", "CAR", "P9")}))
    assert plan.lines[0].option is None
    assert reasons_of(plan)["D1", "CAR"].detail.endswith("no free or inbound unit of P9")


def test_a_departure_that_nothing_has_is_told() -> None:
    plan = wished(wishes=Wishes({"L1": Pin("D1", "CAR", None, at(10, 51))}))
    assert plan.lines[0].option is None
    assert reasons_of(plan)["D1", "CAR"].detail.endswith("and nothing leaves then")


def test_a_hopeless_pin_is_told_even_when_nothing_is_proved() -> None:
    # Without time the two lines that want one unit are not proved, nor is the pinned one.
    on = two_depots(stock={("D1", "P1"): 1})
    lines = [line("L1"), line("L2"), line("L3")]
    asked = problem(*lines, on=on, wishes=Wishes({"L3": Pin("D2", "CAR")}))
    plan = solve(asked, Limits(seconds=0))
    assert plan.lines[2].verdict is Verdict.NOT_PROVED
    assert [reason.code for reason in plan.lines[2].reasons] == ["pinned"]
    assert "as pinned" in plan.lines[2].sentence


def test_a_pin_of_one_line_binds_its_whole_kit() -> None:
    kit = [line(f"L{n}", rma_number="R1", ship_together=True) for n in (1, 2)]
    plan = wished(*kit, wishes=Wishes({"L2": Pin("D2", "CAR", "P1", at(11))}))
    assert depots_of(plan) == ["D2", "D2"]
    assert {each.option.departs_at for each in plan.lines} == {at(11)}


def group(count: int) -> list[Line]:
    return [line(f"L{n}", rma_number="R1") for n in range(1, count + 1)]


def test_lines_of_a_group_with_one_pin_still_share_a_vehicle() -> None:
    pin = Pin("D2", "CAR")
    plan = wished(*group(2), wishes=Wishes({"L1": pin, "L2": pin}))
    assert plan.levels[-1].value == 8000


def test_lines_of_a_group_with_different_pins_share_no_vehicle() -> None:
    pins = {"L1": Pin("D1", "CAR"), "L2": Pin("D1", "CAR", "P1")}
    plan = wished(*group(2), wishes=Wishes(pins))
    assert plan.levels[-1].value == 2 * 7000


def test_being_parted_by_a_pin_makes_no_line_of_a_group_cheaper() -> None:
    # A vehicle costs the minimum of 8000, and a line 1 kg x 50. A line alone would cost
    # max(8000, 7000 + 50) = 8000, so two of them less than 2 x 8050.
    on = two_depots(
        services=[service(max_shipment_kg=1, price_min_cents=8000, price_per_kg_cents=50)]
    )
    free = problem(*group(2), on=on)
    assert solve(free).levels[-1].value == 2 * 8050
    plan = wished(*group(2), on=on, wishes=Wishes({"L1": Pin("D1", "CAR")}))
    assert plan.levels[-1].value == 2 * 8050


def test_wishes_are_part_of_what_a_plan_was_made_from() -> None:
    free = problem(on=two_depots())
    pinned = replace(free, wishes=Wishes({"L1": Pin("D1", "CAR")}))
    without = replace(free, wishes=Wishes(excluded_depots=frozenset({"D2"})))
    assert len({input_hash(each) for each in (free, pinned, without)}) == 3


@pytest.mark.parametrize(
    ("wishes", "sentence"),
    [
        (({"L9": Pin("D1", "CAR")},), "L9 is pinned to D1 by CAR, and is no line of the plan"),
        (({"L1": Pin("D9", "CAR")},), "L1 is pinned to the unknown depot D9"),
        (({"L1": Pin("D1", "JET")},), "L1 is pinned to the unknown service JET"),
        (({"L1": Pin("D1", "CAR", "P9")},), "P9, which is no substitute of P1"),
        (({}, {"D9"}), "Excluded depot D9 is not in the network"),
        (({}, (), {"JET"}), "Excluded service JET is not in the network"),
    ],
)
def test_wishes_name_what_is_there(wishes: tuple[Any, ...], sentence: str) -> None:
    pins, *excluded = wishes
    with pytest.raises(ValueError, match=sentence):
        problem(on=two_depots(), wishes=Wishes(pins, *map(frozenset, excluded)))


@pytest.mark.parametrize(
    ("excluded", "sentence"),
    [
        ({"excluded_depots": frozenset({"D1"})}, "L1 is pinned to depot D1, and depot D1 is exc"),
        ({"excluded_services": frozenset({"CAR"})}, "service CAR, and service CAR is excluded"),
    ],
)
def test_a_pin_on_what_is_left_out_is_refused(
    excluded: dict[str, frozenset[str]], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        Wishes({"L1": Pin("D1", "CAR")}, **excluded)


@pytest.mark.parametrize(
    "other", [Pin("D2", "CAR"), Pin("D1", "VAN"), Pin("D1", "CAR", None, at(12))]
)
def test_two_pins_that_one_kit_cannot_follow_are_refused_by_name(other: Pin) -> None:
    on = two_depots(services=[service("CAR"), service("VAN")])
    kit = [line(f"L{n}", rma_number="R1", ship_together=True) for n in (1, 2, 3)]
    pins = {"L1": Pin("D1", "CAR"), "L2": Pin("D1", "CAR", "P1", at(11)), "L3": other}
    with pytest.raises(ValueError, match="Lines L2 and L3 ship together in R1"):
        problem(*kit, on=on, wishes=Wishes(pins))


def test_a_pinned_departure_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        Pin("D1", "CAR", None, NOW.replace(tzinfo=None))
