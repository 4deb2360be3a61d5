"""Whatever stands in a case, it is judged or refused with a type and a sentence; others go on."""

import json
import os
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from rma_service.policies.case import BadCaseError, Case
from rma_service.policies.documents import outcome_document
from rma_service.policies.evaluate import evaluate
from tests.judging_cases import policies
from tests.minute_scan_cases import drawn_case
from tests.minute_scan_draws import Whole, from_seed, pick
from tests.minute_scan_policies import TARGETS

SOAK = int(os.environ.get("RMA_SOAK", "1"))
ROWS = [(policy, target) for policy, targets in TARGETS.items() for target in targets]
STRANGE: Sequence[Any] = (
    None,
    "",
    " ",
    "country",
    "2024-05-14T08:12:00",
    "2024-05-14T08:12:00z",
    "2024-05-14T08:12:00+00:00",
    "2024-05-14 08:12:00Z",
    "2024-02-30T08:12:00Z",
    "2024-05-14T24:00:00Z",
    "2024-12-31T23:59:60Z",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "2399-12-31T23:59:59Z",
    "1800-01-01T00:00:00Z",
    "0000-01-01",
    "9999-12-31",
    "0001-01-01",
    "2024-02-29",
    "20240229",
    "2024-W09-4",
    "NO",
    "../../etc/passwd",
    "Europe/Berlin\0",
    "EUROPE/BERLIN",
    "a" * 10_000,
    0,
    -1,
    1,
    2**63,
    10**400,
    1.5,
    float("nan"),
    float("inf"),
    True,
    False,
    [],
    [[]],
    [["2024-05-14T08:12:00Z"]],
    [["2024-05-14T08:12:00Z", None], ["2024-05-13T08:12:00Z", None]],
    [[None, None]],
    ["09:00-09:00"],
    ["09:00-12:00", "11:00-18:00"],
    ["22:00-06:00"],
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    {},
    {"L3": 7},
    {"L3": None, "L4": -1},
    date(2024, 5, 14),
)
FAULTS = {
    "unknown_target",
    "unknown_level",
    "unknown_place",
    "missing_field",
    "bad_instant",
    "bad_parameter",
    "events_out_of_order",
}


def _corrupt(whole: Whole, case: dict[str, Any]) -> None:
    """Put something strange in one or two places of a case."""
    for _ in range(whole(1, 2)):
        part = pick(whole, [case, case["event"], case["event"], case["params"]])
        names = [name for name in part if name not in {"policy", "event", "params"}]
        if names:
            part[pick(whole, names)] = pick(whole, STRANGE)


def _refusal(case: dict[str, Any], *, trace: bool) -> BadCaseError | None:
    """Why a case was refused; None: it was judged, and its outcome can be written as JSON."""
    asked = Case(
        case["target"],
        case["service_level"],
        case["priority"],
        case["event"],
        case["country"],
        case["subdivision"],
        case["tz"],
        case["params"],
    )
    try:
        json.dumps(outcome_document(evaluate(policies()[case["policy"]], asked, trace=trace)))
    except BadCaseError as bad:
        return bad
    return None


@pytest.mark.parametrize(("policy", "target"), ROWS)
def test_a_corrupted_case_is_judged_or_refused_and_nothing_else(policy: str, target: str) -> None:
    refused = 0
    for seed in range(120 * SOAK):
        whole = from_seed(seed)
        case = drawn_case(whole, policy, target)
        _corrupt(whole, case)
        bad = _refusal(case, trace=seed % 2 == 0)
        if bad is not None:
            refused += 1
            assert bad.fault in FAULTS, case
            assert bad.detail[-1] in ".?)", (bad.detail, case)
    assert refused > 12


@pytest.mark.parametrize(
    "spelling",
    [
        "2024-05-14T08:12:00",
        "2024-05-14T08:12:00z",
        "2024-05-14T08:12:00+00:00",
        "2024-05-14 08:12:00Z",
        "2024-05-14T08:12Z",
        "2024-05-14T24:00:00Z",
        "2024-12-31T23:59:60Z",
        "2024-W20-2T08:12:00Z",
        " 2024-05-14T08:12:00Z",
        "2024-05-14",
    ],
)
def test_an_instant_has_one_spelling(spelling: str) -> None:
    case = drawn_case(from_seed(1), "xfusion-co-care", "response")
    case["event"]["accepted_at"] = spelling
    assert getattr(_refusal(case, trace=False), "fault", None) == "bad_instant"


@pytest.mark.parametrize(
    "spelling", ["20240514", "2024-W20-2", "2024-135", "14.05.2024", "2024-05-14T00:00:00Z"]
)
def test_a_date_has_one_spelling(spelling: str) -> None:
    case = drawn_case(from_seed(1), "daocloud-support", "lifecycle")
    case["event"] = {"series": "5.y", "on_date": spelling}
    assert getattr(_refusal(case, trace=False), "fault", None) == "bad_instant"
