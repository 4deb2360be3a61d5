"""Who meets whom at the batch guard when policies differ in what RMAs must share.

Policy `narrow` wants the same partner, site and part within an hour; `wide` the same partner and
site within ten minutes; `open` has no guard. Contracts are called like their policies.
"""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from optimizer.files.read import read_directory
from rma_service.domain.rma_record import RmaLine
from rma_service.policies.load import load_policies
from rma_service.shipped import shipped_policies
from rma_service.usecases.intake import Basis, lines_of
from rma_service.usecases.meeting import met_by
from tests.small_record import NOW, request, small_directory


@pytest.fixture
def basis(tmp_path: Path) -> Basis:
    directory = read_directory(small_directory(tmp_path, free=1))
    policy = load_policies(shipped_policies())["xfusion-co-care"]
    guard: Any = policy.batch_guard
    wide = replace(guard, same=("partner_id", "site_id"), same_time_within=timedelta(minutes=10))
    nothing: Any = None
    guards = {"narrow": guard, "wide": wide, "open": nothing}
    contract = directory.contracts["CO1"]
    contracts = {name: replace(contract, contract_id=name, policy=name) for name in guards}
    policies = {name: replace(policy, name=name, batch_guard=each) for name, each in guards.items()}
    return Basis(replace(directory, contracts={**directory.contracts, **contracts}), policies, 1)


def line(basis: Basis, number: str, contract_id: str, minutes: int = 0, **changes: Any) -> RmaLine:
    """The line of an RMA for DIMM at S1, so many minutes after ten."""
    at = NOW + timedelta(minutes=minutes)
    (made,) = lines_of(request(), "PA01", number, at, _known(basis))
    return replace(made, reported=replace(made.reported, contract_id=contract_id, **changes))


def _known(basis: Basis) -> Basis:
    return replace(basis, policies={"xfusion-co-care": basis.policies["narrow"]})


@pytest.mark.parametrize(
    ("policy", "minutes", "changes", "meets"),
    [
        ("narrow", 60, {}, True),
        ("narrow", 61, {}, False),
        ("narrow", 0, {"part_number": "GPU"}, False),
        ("narrow", 0, {"site_id": "S2"}, False),
        ("wide", 10, {}, True),
        ("wide", 11, {}, False),  # the longer window of the other policy is not theirs
        ("wide", 0, {"part_number": "GPU"}, True),  # nor is what it wants to be the same
        ("wide", 0, {"site_id": "S2"}, False),
        ("open", 0, {}, False),
    ],
)
def test_each_policy_says_by_its_own_guard_who_meets(
    basis: Basis, policy: str, minutes: int, changes: dict[str, str], meets: bool
) -> None:
    one = line(basis, "R1", policy)
    other = line(basis, "R2", policy, minutes, **changes)
    assert met_by([one], [other], basis) == ({other.line_id} if meets else set())
    assert met_by([other], [one], basis) == ({one.line_id} if meets else set())


def test_rmas_under_different_policies_do_not_meet(basis: Basis) -> None:
    lines = [line(basis, f"R{place}", name) for place, name in enumerate(("narrow", "wide"))]
    assert met_by(lines[:1], lines[1:], basis) == set()
    # Under several policies at once, each line looks for others under its own.
    third = line(basis, "R3", "wide", 5, part_number="GPU")
    assert met_by(lines, [third], basis) == {third.line_id}


def test_lines_of_one_part_in_one_rma_meet_whatever_rmas_must_share(basis: Basis) -> None:
    one = line(basis, "R1", "narrow")
    other = replace(line(basis, "R1", "narrow", 200), line_id="R1-02")
    assert met_by([one], [other], basis) == {"R1-02"}


def test_a_line_whose_contract_is_gone_meets_nobody(basis: Basis) -> None:
    assert met_by([line(basis, "R1", "gone")], [line(basis, "R2", "narrow")], basis) == set()


def test_of_two_editions_each_line_counts_by_its_own(basis: Basis) -> None:
    newest = basis.policies["narrow"]
    guard: Any = newest.batch_guard
    long = replace(guard, same_time_within=timedelta(minutes=120))
    old = replace(newest, batch_guard=long, running_contracts="keep", version="0")
    newest = replace(newest, earlier=(old,), effective_from=date(2026, 1, 1))
    contract = basis.directory.contracts["narrow"]
    begun = {"kept": date(2024, 1, 1), "new": date(2026, 2, 1)}
    contracts = {name: replace(contract, starts_on=day) for name, day in begun.items()}
    directory = replace(basis.directory, contracts={**basis.directory.contracts, **contracts})
    both = replace(basis, directory=directory, policies={"narrow": newest})
    kept, new = line(basis, "R1", "kept"), line(basis, "R2", "new", minutes=100)
    # The hour of the new edition is over for the new line; the old edition looks two hours ahead.
    assert met_by([new], [kept], both) == {kept.line_id}
    assert met_by([kept], [new], both) == set()
