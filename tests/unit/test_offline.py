"""What becomes of the requests of a directory: lines with targets, or set aside."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from optimizer.dispatch.problem import DispatchProblem
from optimizer.files.records import ContractRow, Directory, FaultCodeRow, RequestRow
from rma_service.policies.load import load_policies
from rma_service.usecases.offline import problem_of
from rma_service.usecases.refusals import FaultyInput
from tests.builders import at, network, part, site

POLICIES = load_policies(Path(__file__).parents[2] / "data" / "policies")
NINE = at(9)
CONTRACT = ContractRow(
    "C1",
    "PA01",
    "S1",
    "xfusion-co-care",
    "standard",
    date(2026, 1, 1),
    date(2026, 11, 23),
    retention_service=False,
)
ROW = RequestRow(
    rma_number="R1",
    line_id="R1-1",
    partner_id="PA01",
    contract_id="C1",
    site_id="S1",
    platform="X1",
    product_serial="S1-X1-0001",
    part_number="P1",
    faulty_serial=None,
    priority="P1",
    requested_at=NINE,
    part_deemed_necessary_at=NINE,
    form_completed_at=NINE,
    fault_observed_at=at(8),
    fault_code="DSK",
    data_removed="yes",
    ship_together=False,
)


def _row(line_id: str, rma_number: str = "R1", **changes: Any) -> RequestRow:
    return replace(ROW, line_id=line_id, rma_number=rma_number, **changes)


def _problem(
    *rows: RequestRow, contract: ContractRow = CONTRACT, timezone: str = "Europe/Berlin"
) -> DispatchProblem:
    """Problem at 10:00 UTC of site S1 with one X1, made of parts P1 and P2."""
    parts = [replace(part(name), category="hdd") for name in ("P1", "P2")]
    ground = network(
        parts=parts,
        sites=[replace(site(), timezone=timezone)],
        installed={("S1", "X1"): 1},
        bills_of_material={"X1": {"P1": 4, "P2": 1}},
    )
    codes = {"DSK": FaultCodeRow("DSK", ("hdd",), "Drive failed")}
    directory = Directory(ground, {"C1": contract}, {}, codes, {("S1", "X1"): "C1"}, rows)
    return problem_of(directory, POLICIES, at(10))


def _set_aside(problem: DispatchProblem) -> Mapping[str, tuple[str, str]]:
    return {each.line_id: (each.state, each.clause) for each in problem.set_aside}


def test_a_plain_request_becomes_a_line_with_the_target_of_its_contract() -> None:
    # Monday 10:00 in Berlin, before the cut-off: arrives on Tuesday by 18:00 = 17:00 UTC.
    problem = _problem(ROW)
    (line,) = problem.lines
    assert (line.line_id, line.rma_number, line.partner_id) == ("R1-1", "R1", "PA01")
    assert (line.site_id, line.part_number, line.ship_together) == ("S1", "P1", False)
    assert (line.target.kind, line.target.due_at) == ("arrive_by", at(17, day=24))
    assert (line.target.owed, line.target.clause) == (True, "Co-Care 2.4, Standard")
    assert (line.target.confidence, line.target.miss_weight, line.target.late_weight) == (
        0.90,
        15,
        3,
    )
    assert problem.now == at(10)
    assert problem.set_aside == ()


def test_the_priority_counts_where_the_service_level_asks_for_it() -> None:
    (line,) = _problem(ROW, contract=replace(CONTRACT, service_level="premier")).lines
    assert (line.target.due_at, line.target.miss_weight) == (at(13), 100)


@pytest.mark.parametrize("late", ["requested_at", "part_deemed_necessary_at", "form_completed_at"])
def test_a_line_is_released_with_the_last_of_number_decision_and_form(late: str) -> None:
    changes: dict[str, Any] = {late: at(9, 40)}
    (line,) = _problem(replace(ROW, **changes)).lines
    assert line.released_at == at(9, 40)


def test_a_request_after_the_instant_of_the_plan_is_planned_for_later() -> None:
    (line,) = _problem(replace(ROW, requested_at=at(11))).lines
    assert line.released_at == at(11)


@pytest.mark.parametrize(
    ("timezone", "requested_at", "covered"),
    [
        ("Europe/Berlin", at(22, 30), True),  # 23:30 on the last day of the contract
        ("Europe/Berlin", at(23, 30), False),  # 00:30 on the day after it
        ("America/Denver", at(5, day=24), True),  # still 22:00 of the last day there
        ("Asia/Tokyo", at(15, 30), False),  # 00:30 of the day after already
    ],
)
def test_the_date_at_the_site_decides_whether_the_contract_runs(
    timezone: str, requested_at: datetime, covered: bool
) -> None:
    problem = _problem(replace(ROW, requested_at=requested_at), timezone=timezone)
    assert len(problem.lines) == covered
    assert _set_aside(problem) == ({} if covered else {"R1-1": ("rejected", "Co-Care 1 note 6")})


@pytest.mark.parametrize(
    ("changes", "clause"),
    [
        ({"partner_id": "PA02"}, "Co-Care 2.4"),
        ({"data_removed": "retained"}, "Co-Care 3, retention service"),
        ({"fault_observed_at": at(9, 1)}, "Co-Care 3, fault tag"),
    ],
)
def test_a_refused_line_is_rejected_with_the_clause_of_its_policy(
    changes: dict[str, Any], clause: str
) -> None:
    problem = _problem(replace(ROW, **changes))
    assert _set_aside(problem) == {"R1-1": ("rejected", clause)}
    assert problem.lines == ()


def test_a_service_level_that_the_policy_lacks_rejects_the_line() -> None:
    problem = _problem(ROW, contract=replace(CONTRACT, service_level="gold"))
    assert _set_aside(problem) == {"R1-1": ("rejected", "Co-Care 1")}


def test_a_line_whose_form_is_incomplete_is_on_hold_and_the_others_are_planned() -> None:
    problem = _problem(_row("a", form_completed_at=None), _row("b"))
    assert _set_aside(problem) == {"a": ("on_hold", "Co-Care 3, fault tag")}
    assert [line.line_id for line in problem.lines] == ["b"]


@pytest.mark.parametrize(
    ("changes", "state", "words"),
    [
        ({"form_completed_at": None}, "on_hold", "Ships together with b, which is on hold"),
        ({"data_removed": "retained"}, "rejected", "Ships together with b, which is rejected"),
    ],
)
def test_a_whole_kit_follows_its_line_and_other_rmas_do_not(
    changes: dict[str, Any], state: str, words: str
) -> None:
    kit = [_row("a", ship_together=True), _row("b", ship_together=True, **changes)]
    problem = _problem(*kit, _row("c", "R2", part_number="P2", ship_together=True))
    assert [line.line_id for line in problem.lines] == ["c"]
    assert {each.state for each in problem.set_aside} == {state}
    assert [each.line_id for each in problem.set_aside] == ["a", "b"]
    assert problem.set_aside[0].sentence.startswith(words)


def test_a_line_that_ships_on_its_own_does_not_follow_the_kit_of_its_rma() -> None:
    kit = [_row("a", ship_together=True, form_completed_at=None), _row("b", ship_together=True)]
    problem = _problem(*kit, _row("c", part_number="P2"))
    assert [line.line_id for line in problem.lines] == ["c"]


def test_a_kit_with_a_rejected_and_an_incomplete_line_is_rejected() -> None:
    rows = [
        _row("a", ship_together=True, form_completed_at=None),
        _row("b", ship_together=True, data_removed="retained"),
    ]
    assert {each.state for each in _problem(*rows).set_aside} == {"rejected"}


def test_two_rmas_at_the_same_time_are_not_owed_and_say_how_many() -> None:
    problem = _problem(_row("a"), _row("b", "R2"))
    for line in problem.lines:
        assert (line.target.owed, line.target.clause) == (False, "Co-Care 1 note 5")
        assert line.target.not_owed_reason is not None
        assert line.target.not_owed_reason.startswith("2 RMAs")
        assert (line.target.miss_weight, line.target.late_weight) == (0, 1)


def test_a_rejected_rma_does_not_make_a_batch_but_one_on_hold_does() -> None:
    rejected = _row("b", "R2", data_removed="retained")
    assert _problem(_row("a"), rejected).lines[0].target.owed
    on_hold = _row("b", "R2", form_completed_at=None)
    assert not _problem(_row("a"), on_hold).lines[0].target.owed


@pytest.mark.parametrize(("day", "owed"), [(16, True), (13, False)])
def test_a_fault_is_timely_for_five_business_days_of_the_site(day: int, owed: bool) -> None:
    # After Mon 16 up to Mon 23 Nov: Tue to Fri and Mon, five. After Fri 13: six.
    (line,) = _problem(replace(ROW, fault_observed_at=at(8, day=day))).lines
    assert line.target.owed == owed


def test_the_age_of_a_fault_is_counted_on_the_dates_of_the_site() -> None:
    # 23:30 UTC on Sun 15 Nov is Mon 16 in Berlin: five business days up to Mon 23, not six.
    (line,) = _problem(replace(ROW, fault_observed_at=at(23, 30, day=15))).lines
    assert line.target.owed


def test_a_contract_under_an_unknown_policy_is_a_fault_of_the_files() -> None:
    with pytest.raises(FaultyInput, match="Contract C1 names the policy hearsay"):
        _problem(ROW, contract=replace(CONTRACT, policy="hearsay"))


def test_lines_for_whose_dates_nobody_knows_the_clocks_are_all_named() -> None:
    far = at(9, year=2450)
    late: dict[str, Any] = {
        "requested_at": far,
        "part_deemed_necessary_at": far,
        "form_completed_at": far,
        "fault_observed_at": far - timedelta(days=1),
    }
    contract = replace(CONTRACT, ends_on=date(2500, 1, 1))
    with pytest.raises(FaultyInput) as refused:
        _problem(_row("a", **late), _row("b", **late), contract=contract)
    assert [sentence.split()[:2] for sentence in refused.value.sentences] == [
        ["Line", "a"],
        ["Line", "b"],
    ]


def test_a_priority_that_the_policy_lacks_is_a_fault_that_names_the_line() -> None:
    with pytest.raises(FaultyInput, match=r"Line R1-1 has no deadline: .* no priority .P7."):
        _problem(replace(ROW, priority="P7"))
