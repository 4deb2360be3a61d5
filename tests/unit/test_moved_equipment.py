"""Requests for equipment that moved: which site is owed what, and what is refused where."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from optimizer.dispatch.problem import DispatchProblem, Line
from optimizer.files.records import (
    ContractRow,
    Directory,
    FaultCodeRow,
    PartnerRow,
    RelocationRow,
    RequestRow,
)
from rma_service.policies.load import load_policies
from rma_service.usecases.offline import problem_of
from rma_service.usecases.standing import contract_at
from tests.builders import at, network, part, site

POLICIES = load_policies(Path(__file__).parents[2] / "data" / "policies")
NINE = at(9)
TERM = (date(2026, 1, 1), date(2027, 12, 31))
CONTRACT = ContractRow(
    "C1", "PA01", "S1", "xfusion-co-care", "premier", *TERM, retention_service=False
)
MOVED = RelocationRow(
    "REL1", "PA01", "C1", "X1", None, "S1", "S2", date(2026, 11, 20), at(8, day=20)
)
"""Told on Friday 20 Nov, so parts delivery is re-arranged by Sunday 20 Dec."""
CLAUSE = "Co-Care 3, relocation"


def request(line_id: str = "a", **changes: Any) -> RequestRow:
    """A P1 of Monday 23 Nov, 09:00 UTC, for the X1 of the contract, at its old site."""
    default: dict[str, Any] = {
        "rma_number": f"R{line_id}",
        "line_id": line_id,
        "partner_id": "PA01",
        "contract_id": "C1",
        "site_id": "S1",
        "platform": "X1",
        "product_serial": "S1-X1-0001",
        "part_number": "P1",
        "faulty_serial": None,
        "priority": "P1",
        "requested_at": NINE,
        "part_deemed_necessary_at": NINE,
        "form_completed_at": NINE,
        "fault_observed_at": at(8),
        "fault_code": "DSK",
        "data_removed": "yes",
        "ship_together": False,
    }
    return RequestRow(**(default | changes))


def directory_of(*rows: RequestRow, moves: tuple[RelocationRow, ...] = (MOVED,)) -> Directory:
    """Sites S1 and S2 of one partner; S1 has two X1 under C1, S2 one under C2."""
    ground = network(
        parts=[replace(part("P1"), category="hdd")],
        sites=[
            replace(site(), site_id=name, timezone="Europe/Berlin") for name in ("S1", "S2", "S3")
        ],
        installed={("S1", "X1"): 2, ("S2", "X1"): 1},
        bills_of_material={"X1": {"P1": 4}},
    )
    contracts = {"C1": CONTRACT, "C2": replace(CONTRACT, contract_id="C2", site_id="S2")}
    installed = {("S1", "X1"): "C1", ("S2", "X1"): "C2"}
    codes = {"DSK": FaultCodeRow("DSK", ("hdd",), "Drive failed")}
    return Directory(ground, contracts, {}, codes, installed, rows, moves)


def problem(*rows: RequestRow, moves: tuple[RelocationRow, ...] = (MOVED,)) -> DispatchProblem:
    return problem_of(directory_of(*rows, moves=moves), POLICIES, at(10))


def only(found: DispatchProblem) -> Line:
    (line,) = found.lines
    assert found.set_aside == ()
    return line


def refusals(found: DispatchProblem) -> Mapping[str, tuple[str, str]]:
    assert found.lines == ()
    return {each.line_id: (each.sentence, each.clause) for each in found.set_aside}


def later(row: RequestRow, when: datetime) -> RequestRow:
    """The same request at another instant."""
    names = ("requested_at", "part_deemed_necessary_at", "form_completed_at", "fault_observed_at")
    instants: dict[str, Any] = dict.fromkeys(names, when)
    return replace(row, **instants)


def test_before_delivery_is_rearranged_the_new_site_is_served_and_owed_nothing() -> None:
    target = only(problem(request(site_id="S2"))).target
    assert (target.owed, target.clause, target.miss_weight) == (False, CLAUSE, 0)
    assert target.late_weight == 1  # still planned as well as possible
    assert target.due_at == at(13)  # four hours, told all the same
    assert target.not_owed_reason == (
        "The X1 was relocated from S1 to S2 on 2026-11-20; parts delivery is re-arranged by "
        "2026-12-20, and until then S1 is owed the parts and S2 is not."
    )


def test_before_delivery_is_rearranged_the_promise_of_the_old_site_holds() -> None:
    target = only(problem(request())).target
    assert (target.owed, target.due_at) == (True, at(13))
    assert target.clause == "Co-Care 2.4, Premier P1/P2"


# 30 days after 20 Nov end as 20 Dec does in Berlin, at 23:00 UTC.
ARRANGED = datetime(2026, 12, 20, 23, tzinfo=UTC)


def test_the_new_site_is_owed_from_the_first_instant_after_the_thirtieth_day() -> None:
    new = request(site_id="S2")
    before = datetime(2026, 12, 20, 22, 59, 59, tzinfo=UTC)
    assert not only(problem(later(new, before))).target.owed
    target = only(problem(later(new, ARRANGED))).target
    assert (target.owed, target.clause) == (True, "Co-Care 2.4, Premier P1/P2")


def test_afterwards_the_fault_tag_of_the_old_site_is_refused_as_it_stands_elsewhere() -> None:
    assert refusals(problem(later(request(), ARRANGED))) == {
        "a": (
            "The X1 of contract C1 stands at S2 since 2026-11-20, not at S1.",
            "Co-Care 3, fault tag",
        )
    }


def test_before_the_move_is_made_or_told_nothing_is_different() -> None:
    for move in (
        replace(MOVED, relocated_on=date(2026, 11, 24)),
        replace(MOVED, notice_received_at=at(9, 1)),
    ):
        assert only(problem(request(), moves=(move,))).target.owed
        refused = refusals(problem(request(site_id="S2"), moves=(move,)))
        assert refused["a"][0] == "Contract C1 is a contract of site S1, not S2."


def test_where_it_never_was_it_is_refused() -> None:
    refused = refusals(problem(request(site_id="S3")))
    assert refused["a"][0] == "Contract C1 is a contract of site S1, not S3."


def test_one_unit_moves_without_the_others_of_its_platform() -> None:
    of_one = (replace(MOVED, product_serial="S1-X1-0002"),)
    stays = request(product_serial="S1-X1-0001")
    moves = replace(stays, product_serial="S1-X1-0002")
    assert only(problem(later(stays, ARRANGED), moves=of_one)).target.owed
    assert "stands at S2" in refusals(problem(later(moves, ARRANGED), moves=of_one))["a"][0]
    assert only(problem(later(replace(moves, site_id="S2"), ARRANGED), moves=of_one)).target.owed


def test_what_stood_at_the_new_site_before_keeps_its_own_contract_and_promise() -> None:
    own = request(site_id="S2", contract_id="C2", product_serial="S2-X1-0001")
    assert only(problem(own)).target.owed


def test_the_batch_guard_counts_equipment_in_between_where_it_stands() -> None:
    # One request names the old site, one the new one, at the same time: two RMAs for one place.
    lines = problem(request("a"), request("b", site_id="S2")).lines
    assert [line.target.clause for line in lines] == ["Co-Care 1 note 5", "Co-Care 1 note 5"]
    # Equipment that was at the new site all the time stands there too.
    native = request("b", site_id="S2", contract_id="C2", product_serial="S2-X1-0001")
    assert [line.target.owed for line in problem(request("a"), native).lines] == [False, False]
    assert [line.target.owed for line in problem(request("a"), native, moves=()).lines] == [
        True
    ] * 2


@pytest.mark.parametrize(
    ("site_id", "serial", "moves", "contract"),
    [
        ("S1", "S1-X1-0001", (MOVED,), "C1"),
        ("S2", "S1-X1-0001", (MOVED,), "C2"),  # ambiguous: that of the site; name C1 to call on it
        ("S2", "S1-X1-0001", (replace(MOVED, product_serial="S1-X1-0001"),), "C1"),
        ("S3", "S1-X1-0001", (replace(MOVED, to_site_id="S3"),), "C1"),
        ("S3", "S1-X1-0001", (), None),
    ],
)
def test_the_contract_of_a_tag_that_names_none_is_that_of_the_unit_or_of_the_site(
    site_id: str, serial: str, moves: tuple[RelocationRow, ...], contract: str | None
) -> None:
    assert contract_at(directory_of(moves=moves), site_id, "X1", serial) == contract


def test_a_lost_certification_does_not_end_what_is_owed() -> None:
    # Co-Care 3: expiration or termination of the certification does not affect the obligation.
    rows = (request("a"), request("b", site_id="S2", contract_id="C2"))
    plain = directory_of(*rows)
    lost = replace(plain, partners={"PA01": PartnerRow("PA01", "Acme", ("DE",), date(2026, 1, 1))})
    held = replace(plain, partners={"PA01": PartnerRow("PA01", "Acme", ("DE",), date(2027, 1, 1))})
    answers = [problem_of(each, POLICIES, at(10)) for each in (plain, lost, held)]
    assert answers[0].lines == answers[1].lines == answers[2].lines
    assert len(answers[0].lines) == 2
