"""From when to when contracts cover, by what their orders say, under the shipped policies."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from optimizer.files.records import ContractRow, Directory, OrderFacts
from rma_service.policies.load import load_policies
from rma_service.usecases.refusals import FaultyInput
from rma_service.usecases.service_periods import period_of, require_periods, with_periods
from tests.builders import network, site

POLICIES = load_policies(Path(__file__).parents[2] / "data" / "policies")
CONTRACT = ContractRow(
    "C1", "PA01", "S1", "xfusion-co-care", "standard", None, None, retention_service=False, line=7
)
SHIPPED: dict[str, Any] = {"order_type": "new", "shipment_date": date(2024, 1, 10)}
ACCEPTED = SHIPPED | {"installation_sold": True, "acceptance_date": date(2024, 2, 20)}


def ordered(policy: str = "xfusion-co-care", **facts: Any) -> ContractRow:
    """A contract over 12 months of which only the order's facts are known."""
    return replace(CONTRACT, policy=policy, order=OrderFacts(**({"term_months": 12} | facts)))


def directory_of(contract: ContractRow) -> Directory:
    return Directory(network(sites=[site()]), {"C1": contract}, {}, {}, {}, ())


def days(contract: ContractRow) -> tuple[date | None, date | None, str | None]:
    """First day, last day, and the clause behind them."""
    period = period_of(contract, directory_of(contract), POLICIES)
    return period.starts_on, period.ends_on, period.clause


@pytest.mark.parametrize(
    ("policy", "facts", "first", "last", "clause"),
    [
        # 10 Jan + 90 days, over 29 Feb, is 9 Apr; a year of it ends on 8 Apr.
        ("xfusion-co-care", SHIPPED, (2024, 4, 9), (2025, 4, 8), "Co-Care 1 note 6.1"),
        ("xfusion-co-care", ACCEPTED, (2024, 2, 20), (2025, 2, 19), "Co-Care 1 note 6.1"),
        # The later of warranty and previous service ends on 29 Feb, so 1 Mar is the first day.
        (
            "xfusion-co-care",
            {
                "order_type": "renewal",
                "warranty_end_date": date(2024, 1, 31),
                "previous_service_end_date": date(2024, 2, 29),
            },
            *((2024, 3, 1), (2025, 2, 28), "Co-Care 1 note 6.2"),
        ),
        # Stated in the order: the shipment is not looked at.
        (
            "xfusion-co-care",
            SHIPPED | {"po_start_date": date(2024, 2, 29)},
            *((2024, 2, 29), (2025, 2, 28), "Co-Care 1 note 6"),
        ),
        # Activated after 19 days, before the 90 days after signing are over.
        (
            "xfusion-sns",
            {
                "order_type": "with_license",
                "contract_signed_date": date(2024, 3, 1),
                "activation_date": date(2024, 3, 20),
            },
            *((2024, 3, 20), (2025, 3, 19), "SnS 2 note 2 a)"),
        ),
        # 1 Mar + 90 days is 30 May, which comes before the activation.
        (
            "xfusion-sns",
            {
                "order_type": "with_license",
                "contract_signed_date": date(2024, 3, 1),
                "activation_date": date(2024, 7, 1),
            },
            *((2024, 5, 30), (2025, 5, 29), "SnS 2 note 2 a)"),
        ),
        (
            "xfusion-sns",
            {"order_type": "renewal", "previous_service_end_date": date(2024, 2, 29)},
            *((2024, 3, 1), (2025, 2, 28), "SnS 2 note 2 b)"),
        ),
    ],
)
def test_the_first_day_follows_from_the_facts_of_the_order_and_the_last_from_the_term(
    policy: str,
    facts: Mapping[str, Any],
    first: tuple[int, int, int],
    last: tuple[int, int, int],
    clause: str,
) -> None:
    assert days(ordered(policy, **facts)) == (date(*first), date(*last), clause)


def test_the_sentence_names_the_facts_and_what_the_clause_says() -> None:
    contract = ordered(**SHIPPED)
    told = with_periods(directory_of(contract), POLICIES).contracts["C1"]
    assert told.period_sentence == (
        "The order says: order type new, shipment 2024-01-10, term months 12. "
        "Co-Care 1 note 6.1: “the service starts on the 90th day after the product shipment "
        "date from xFusion”."
    )


def test_installation_that_was_not_accepted_leaves_the_service_unbegun() -> None:
    contract = ordered(**SHIPPED, installation_sold=True)
    assert days(contract) == (None, None, "Co-Care 1 note 6.1")
    told = with_periods(directory_of(contract), POLICIES).contracts["C1"]
    assert "installation sold yes" in str(told.period_sentence)
    assert "It is pending acceptance." in str(told.period_sentence)


def test_a_contract_reads_the_parameters_that_are_its_own() -> None:
    contract = replace(ordered(**SHIPPED), params={"nth_day_counting": "inclusive"})
    assert days(contract)[0] == date(2024, 4, 8)  # the day of shipment is the first of the 90


def test_what_the_order_states_needs_no_clause() -> None:
    stated = replace(CONTRACT, starts_on=date(2024, 2, 29), order=OrderFacts(term_months=12))
    assert days(stated) == (date(2024, 2, 29), date(2025, 2, 28), None)


@pytest.mark.parametrize(
    ("contract", "column", "words"),
    [
        (ordered(order_type="new"), "shipment_date", "found nothing"),
        (ordered(order_type="gift"), "order_type", "found 'gift'"),
        (ordered(order_type="renewal"), "warranty_end_date", "found nothing"),
        (ordered(**SHIPPED, activation_date=date(2024, 1, 1)), "activation_date", "allowed is em"),
        (ordered("hearsay", **SHIPPED), "policy", "found 'hearsay'"),
        (ordered("daocloud-support", **SHIPPED), "starts_on", "derives none from an order"),
        (
            replace(ordered(**SHIPPED), ends_on=date(2025, 4, 9)),
            *("term_months", "the months from 2024-04-09 to 2025-04-09"),
        ),
        (
            replace(ordered(**SHIPPED, term_months=None), ends_on=date(2024, 4, 8)),
            *("ends_on", "not before the first day, 2024-04-09"),
        ),
    ],
)
def test_facts_that_are_missing_or_contradict_each_other_are_faults_of_their_cell(
    contract: ContractRow, column: str, words: str
) -> None:
    with pytest.raises(FaultyInput) as refused:
        require_periods(directory_of(contract), POLICIES)
    (sentence,) = refused.value.sentences
    assert sentence.startswith(f"contracts.csv, line 7, column {column}: ")
    assert words in sentence


def test_a_term_that_fits_the_stated_days_is_no_fault() -> None:
    contract = replace(ordered(**SHIPPED), ends_on=date(2025, 4, 8))
    require_periods(directory_of(contract), POLICIES)
