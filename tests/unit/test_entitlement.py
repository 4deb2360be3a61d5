from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rma_service.domain.entitlement import (
    Claim,
    Contract,
    ServicePeriod,
    entitlement_refusal,
)
from rma_service.domain.relocation import Standing

PERIOD = ServicePeriod(date(2026, 1, 1), date(2026, 12, 31))
CONTRACT = Contract("C1", "PA01", "S1", "gold", PERIOD)
CLAIM = Claim("PA01", "S1", "X1", date(2026, 6, 1), "C1", Standing("S1", "S1"))
LEVELS = {"gold", "silver"}


def _rule(contract: Contract = CONTRACT, claim: Claim = CLAIM) -> str | None:
    refusal = entitlement_refusal(contract, claim, LEVELS)
    return None if refusal is None else refusal.rule


@pytest.mark.parametrize(
    ("day", "rule"),
    [
        (date(2025, 12, 31), "contract_dates"),
        (date(2026, 1, 1), None),
        (date(2026, 12, 31), None),
        (date(2027, 1, 1), "contract_dates"),
    ],
)
def test_a_contract_covers_its_first_and_its_last_day(day: date, rule: str | None) -> None:
    assert _rule(claim=replace(CLAIM, requested_on=day)) == rule


def test_a_refusal_names_contract_and_dates() -> None:
    late = entitlement_refusal(CONTRACT, replace(CLAIM, requested_on=date(2027, 1, 2)), LEVELS)
    early = entitlement_refusal(CONTRACT, replace(CLAIM, requested_on=date(2025, 1, 2)), LEVELS)
    assert late is not None
    assert early is not None
    assert late.sentence == "Contract C1 ended on 2026-12-31, before the request of 2027-01-02."
    assert early.sentence == "Contract C1 starts on 2026-01-01, after the request of 2025-01-02."


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"site_id": "S2"}, "Contract C1 is a contract of site S1, not S2."),
        ({"partner_id": "PA02"}, "Contract C1 is held by partner PA01, not PA02."),
        ({"installed_contract_id": "C2"}, "X1 at S1 is covered by contract C2, not C1."),
    ],
)
def test_a_contract_of_somebody_or_something_else_is_refused(
    changes: dict[str, Any], words: str
) -> None:
    refusal = entitlement_refusal(CONTRACT, replace(CLAIM, **changes), LEVELS)
    assert refusal is not None
    assert (refusal.rule, refusal.sentence) == ("contract_parties", words)


def test_a_platform_of_which_no_contract_is_known_is_no_matter_of_entitlement() -> None:
    assert _rule(claim=replace(CLAIM, installed_contract_id=None)) is None


def test_a_service_level_that_the_policy_does_not_have_is_refused() -> None:
    assert _rule(replace(CONTRACT, service_level="bronze")) == "service_level"
