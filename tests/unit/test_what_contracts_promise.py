"""A contract under a policy without replacements rejects its lines, and the others are planned."""

from dataclasses import replace
from datetime import date

import pytest

from optimizer.files.records import OrderFacts
from rma_service.usecases.offline import problem_of
from tests.builders import at
from tests.unit.test_moved_equipment import CONTRACT, POLICIES, directory_of, request

OTHERS = sorted(set(POLICIES) - {CONTRACT.policy})


@pytest.mark.parametrize("policy", OTHERS)
def test_a_policy_that_promises_no_parts_rejects_a_line_and_no_other_one(policy: str) -> None:
    plain = directory_of(request("a"), request("b", contract_id="C2", site_id="S2"), moves=())
    other = replace(plain.contracts["C2"], policy=policy)
    contracts = {**plain.contracts, "C2": other}
    found = problem_of(replace(plain, contracts=contracts), POLICIES, at(10))
    assert [line.line_id for line in found.lines] == ["a"]
    (aside,) = found.set_aside
    document = POLICIES[policy].document
    assert (aside.line_id, aside.state, aside.clause) == ("b", "rejected", document)
    assert aside.sentence == (
        f"Contract C2 is under {document}, which promises no replacement of parts."
    )


def test_what_follows_a_rejected_line_of_its_kit_is_rejected_by_the_same_clause() -> None:
    # X2 is under C2, whose installation nobody has accepted yet; X1 under C1 is covered.
    kit = [
        request("a", rma_number="R1", ship_together=True),
        request("b", rma_number="R1", ship_together=True, platform="X2", contract_id="C2"),
    ]
    plain = directory_of(*kit, moves=())
    order = OrderFacts(order_type="new", shipment_date=date(2026, 1, 5), installation_sold=True)
    unbegun = replace(CONTRACT, contract_id="C2", starts_on=None, order=order)
    ground = replace(
        plain.network,
        installed={("S1", "X1"): 1, ("S1", "X2"): 1},
        bills_of_material={"X1": {"P1": 4}, "X2": {"P1": 4}},
    )
    directory = replace(
        plain,
        network=ground,
        contracts={"C1": CONTRACT, "C2": unbegun},
        installed_contracts={("S1", "X1"): "C1", ("S1", "X2"): "C2"},
    )
    found = problem_of(directory, POLICIES, at(10))
    assert [each.clause for each in found.set_aside] == ["Co-Care 1 note 6.1"] * 2
    assert found.set_aside[0].sentence.startswith("Ships together with b, which is rejected: ")
