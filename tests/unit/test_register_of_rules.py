"""Every rule that was found in the four documents stands in one policy file, and only there."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.asking_policies import POLICIES

REGISTER: Mapping[str, tuple[str, ...]] = {
    "xfusion-co-care": (
        *("CC-1.1", "CC-1.2", "CC-1.3", "CC-1.4", "CC-1.5", "CC-1.6a", "CC-1.6b", "CC-1.6c"),
        *("CC-2.1-P1", "CC-2.1-P2", "CC-2.1-P3", "CC-2.1-P4"),
        *("CC-2.4-BASIC", "CC-2.4-STD", "CC-2.4-PREM-P12", "CC-2.4-PREM-P34"),
        *("CC-2.4-WARR", "CC-2.4-COST", "CC-2.4-GEO"),
        *("CC-3-RETURN", "CC-3-RETAIN", "CC-3-FORM", "CC-3-RELOC-N", "CC-3-RELOC-R", "CC-3-CERT"),
    ),
    "xfusion-sns": (
        *("SNS-2-P1", "SNS-2-P2", "SNS-2-P3", "SNS-2-P4", "SNS-2.2a", "SNS-2.2b"),
        *("SNS-2.3", "SNS-2.4", "SNS-4.1", "SNS-4.2", "SNS-4.5"),
    ),
    "daocloud-support": (
        *("DC-RESP", "DC-COV", "DC-CALLBACK", "DC-ONSITE", "DC-L1-STATUS", "DC-L1-NOPAUSE"),
        *("DC-RECLASS", "DC-AUTO-L1", "DC-CLOSE-ACK", "DC-CLOSE-INFO", "DC-CLOSE-XFER"),
        *("DC-LIFE", "DC-EAM", "DC-EAM-SCOPE", "DC-CHANGE", "DC-MOVE", "DC-VALIDITY"),
        *("DC-FAULT24", "DC-VOID", "DC-EXCL", "DC-LATEST", "DC-POLVER", "DC-REINST"),
    ),
    "cumulocity-enterprise": (
        *("CUM-1.1-BD", "CUM-1.1-BH", "CUM-4.2-REACT", "CUM-4.1.1", "CUM-4.1.5"),
        *("CUM-2.2.4-PLAN", "CUM-4.2-MAP", "CUM-4.1.9", "CUM-4.1.2-OWNER", "CUM-4.1.3"),
        *("CUM-4.2-REPORT", "CUM-4.1.8", "CUM-2.2.5", "CUM-2.2.7", "CUM-2.2.8"),
        *("CUM-6.1-6.3", "CUM-6.4", "CUM-5.2", "CUM-4.4", "CUM-4.1.6"),
    ),
}
"""Rows of the register; a row that names several rules is taken apart, one id for each."""

INPUTS: Mapping[str, Mapping[str, str]] = {
    "xfusion-co-care": {
        "response": "accepted_at",
        "ahr": "rma_generated_at part_deemed_necessary_at form_completed_at rma_count_same_time "
        "faulty_parts_in_rma rma_timely depot_tz",
        "service_start": "order_type po_start_date shipment_date installation_sold "
        "acceptance_date warranty_end_date previous_service_end_date",
        "replacement_warranty_end": "replacement_shipped_date initial_warranty_end_date",
        "defective_return": "replacement_received_at retention_service",
        "relocation_notice": "relocated_date",
        "relocation_rearrange": "notice_received_at",
        "return_cost": "pickup_service_available",
    },
    "xfusion-sns": {
        "response": "accepted_at force_majeure",
        "service_start": "order_type po_start_date activation_date contract_signed_date "
        "po_confirmed_date previous_end_date previous_end_at",
    },
    "daocloud-support": {
        "response": "reported_at reclassified_at remote_access_refused",
        "status_updates": "reported_at resolved_at",
        "closure_no_info": "info_requested_at info_received_at",
        "transferred_display": "closed_at",
        "lifecycle": "series on_date",
        "eam": "series signed_date years",
        "change_notice": "notice_at effective_date",
        "move_notice": "notice_at effective_date",
        "service_validity": "product activation_date delivery_date term_months "
        "original_start_date original_end_date",
        "fault_notice": "fault_at",
    },
    "cumulocity-enterprise": {
        "reaction": "region submitted_at phone_contact_at",
        "management_assistance": "region received_at halts",
        "resolution_plan": "received_at",
        "ownership": "region received_at",
        "lifecycle": "end_of_maintenance on_date sustained_months",
        "daily_report": "region received_at",
        "atc_review": "last_review_date",
    },
}
"""Targets of each document, and the facts of a case that each of them looks at."""

READINGS: Mapping[str, Mapping[str, tuple[Any, Any]]] = {
    "xfusion-co-care": {
        "nbd_window": (["09:00-18:00"], ["08:00-17:00"]),
        "due_at": ("window_close", "end_of_day"),
        "weekend": ("country", ["sat", "sun"]),
        "makeup_workdays": (True, False),
        "cutoff": ("15:00", "13:00"),
        "cutoff_inclusive": (False, True),
        "cutoff_zone": ("site", "depot"),
        "nonbusiness_receipt": ("next_business_day", "literal"),
        "nth_day_counting": ("exclusive", "inclusive"),
        "acceptance_cap_days": (None, 90),
        "half_days": ("ignore", "holiday"),
        "max_rmas_same_time": (1, 5),
        "max_parts_per_rma": (1, 5),
    },
    "xfusion-sns": {
        "nbd_window": (["09:00-18:00"], ["08:00-17:00"]),
        "due_at": ("window_close", "end_of_day"),
        "weekend": ("country", ["sat", "sun"]),
        "makeup_workdays": (True, False),
        "p2_p3_coverage": ("24x7", "9x5"),
        "contract_reference": ("earliest", "latest"),
    },
    "daocloud-support": {
        "window_5x8": (["09:00-18:00"], ["09:00-12:00", "13:00-18:00"]),
        "business_day_means": ("coverage_windows", "end_of_nth_day"),
        "phase_boundary": ("first_day_of_next", "last_day_of_phase"),
        "eam_anchor": ("eoss", "eosl"),
        "closure_days": ({"L3": 7, "L4": 14}, {"L3": 5, "L4": 10}),
        "weekend": ("country", ["sat", "sun"]),
        "makeup_workdays": (True, False),
    },
    "cumulocity-enterprise": {
        "emea_zone": ("Europe/Berlin", "fixed"),
        "one_day": ("24h", "business_day"),
        "map_business_day": ("coverage_windows", "end_of_nth_day"),
        "sustained_months": (12, 24),
    },
}
"""Parameters of each document with the default reading and another one, as they are spelled."""


def told_rules(name: str) -> Iterator[str]:
    """Rules that a policy file tells, as often as it does: by target, and as not computable."""
    policy = POLICIES[name]
    yield from sorted({rule for target in policy.targets for rule in target.register})
    yield from (entry.rule for entry in policy.not_computable)


def test_the_four_documents_are_shipped() -> None:
    assert set(POLICIES) == set(REGISTER)


@pytest.mark.parametrize("name", REGISTER)
def test_every_rule_of_a_document_is_a_target_or_says_why_it_is_none(name: str) -> None:
    assert sorted(told_rules(name)) == sorted(REGISTER[name])


@pytest.mark.parametrize("name", REGISTER)
def test_what_is_not_computable_says_why_in_sentences(name: str) -> None:
    entries = POLICIES[name].not_computable
    assert entries
    assert [entry.rule for entry in entries if not entry.why.endswith(".")] == []
    assert [entry.rule for entry in entries if not entry.clause] == []


@pytest.mark.parametrize("name", REGISTER)
def test_every_target_quotes_the_words_that_it_rests_on(name: str) -> None:
    bare = [
        target.target
        for target in POLICIES[name].targets
        if not (target.clause and target.quote and target.register)
    ]
    assert bare == []


@pytest.mark.parametrize("name", INPUTS)
def test_a_document_has_the_targets_and_knows_the_facts_that_cases_are_made_of(name: str) -> None:
    policy = POLICIES[name]
    facts = {fact for facts in INPUTS[name].values() for fact in facts.split()}
    assert {entry.target for entry in policy.targets} == set(INPUTS[name])
    assert sorted(facts - set(policy.events)) == []


@pytest.mark.parametrize("name", READINGS)
def test_every_reading_is_spelled_as_agreed_and_says_why(name: str) -> None:
    parameters = POLICIES[name].parameters
    assert sorted(parameters) == sorted(READINGS[name])
    for spelled, (default, other) in READINGS[name].items():
        parameter = parameters[spelled]
        assert parameter.default.raw == default, spelled
        assert other in parameter.alternatives, spelled
        assert parameter.read(other).raw == other, spelled
        assert parameter.why.endswith("."), spelled
        assert parameter.clause, spelled
