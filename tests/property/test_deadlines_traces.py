"""What a derivation tells of every span and date is what a walk through the minutes finds there."""

import os
from collections.abc import Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import pytest

from rma_service.policies.case import BadCaseError, Case
from rma_service.policies.evaluate import evaluate
from rma_service.policies.outcome import Trace
from tests import minute_scan
from tests.judging_cases import policies
from tests.minute_scan import Coverage, Halts
from tests.minute_scan_case import Asked
from tests.minute_scan_cases import drawn_case
from tests.minute_scan_cumulocity import default_hub
from tests.minute_scan_draws import from_seed
from tests.minute_scan_policies import DEFAULTS

SOAK = int(os.environ.get("RMA_SOAK", "1"))
COUNTED = {"counted", "make-up working day", "around the clock"}
WORKED = {"business day", "make-up working day"}


def _trace(case: Mapping[str, Any]) -> Trace | None:
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
        return evaluate(policies()[case["policy"]], asked).trace
    except BadCaseError:
        return None


def _coverage(case: Mapping[str, Any]) -> Coverage:
    asked = Asked(case, {**DEFAULTS[case["policy"]], **case["params"]})
    if case["policy"] == "cumulocity-enterprise":
        return default_hub(asked)
    daocloud = case["policy"] == "daocloud-support"
    return asked.site_coverage("window_5x8" if daocloud else "nbd_window")


def _halts(case: Mapping[str, Any]) -> Halts:
    return Asked(case, {}).halts()


def _second(at: datetime) -> int:
    return int(at.timestamp())


@pytest.mark.parametrize(
    ("policy", "target", "cases"),
    [
        ("daocloud-support", "response", 200),
        ("xfusion-sns", "response", 100),
        ("cumulocity-enterprise", "reaction", 100),
        ("cumulocity-enterprise", "management_assistance", 100),
    ],
)
def test_every_span_of_a_derivation_is_counted_or_skipped_as_the_clock_says(
    policy: str, target: str, cases: int
) -> None:
    told = 0
    for seed in range(cases * SOAK):
        case = drawn_case(from_seed(seed), policy, target)
        trace = _trace(case)
        if trace is None or not trace.intervals:
            continue
        told += 1
        spans = [
            (_second(i.from_at), _second(i.to_at), i.counted, i.reason) for i in trace.intervals
        ]
        assert all(ends == begins for (_, ends, *_), (begins, *_) in pairwise(spans)), case
        around_the_clock = spans[0][3] in {"around the clock", "halted"} and not any(
            reason in {"counted", "outside hours"} for *_, reason in spans
        )
        coverage = None if around_the_clock else _coverage(case)
        for begins, ends, counted, reason in spans:
            assert counted == (reason in COUNTED)
            for at in {begins, (begins + ends) // 2, ends - 1} if begins < ends else ():
                halted = any(
                    since <= at and (until is None or at < until) for since, until in _halts(case)
                )
                assert (minute_scan.is_open(coverage, at) and not halted) == counted, (case, at)
                assert (reason == "halted") <= halted, case
    assert told > cases // 4


@pytest.mark.parametrize(
    ("policy", "target"),
    [
        ("xfusion-co-care", "response"),
        ("xfusion-co-care", "ahr"),
        ("xfusion-co-care", "defective_return"),
        ("cumulocity-enterprise", "reaction"),
    ],
)
def test_every_date_of_a_derivation_is_worked_or_closed_as_the_calendar_says(
    policy: str, target: str
) -> None:
    told = 0
    for seed in range(80 * SOAK):
        case = drawn_case(from_seed(seed), policy, target)
        trace = _trace(case)
        days: Mapping[date, str] = trace.days if trace else {}
        for day, taken_for in days.items():
            told += 1
            assert (taken_for in WORKED) == minute_scan.works(_coverage(case).days, day), case
    assert told > 20
