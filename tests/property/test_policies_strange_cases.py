"""Whatever a case says, a policy gives an outcome or a fault with a sentence, and nothing else."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rma_service.policies.case import BadCaseError, Case
from rma_service.policies.documents import outcome_document, trace_document
from rma_service.policies.evaluate import evaluate
from rma_service.policies.load import load_policies
from rma_service.policies.policy import Policy
from rma_service.policies.telling import trace_sentences

ROOT = Path(__file__).parents[2]
POLICIES = load_policies(ROOT / "data" / "policies")
EXAMPLES: list[dict[str, Any]] = json.loads(
    (ROOT / "tests/golden/worked_examples.json").read_text("utf-8")
)["cases"]

INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2034, 12, 31)).map(  # noqa: DTZ001 - its text says Z
    lambda at: at.strftime("%Y-%m-%dT%H:%M:%SZ")
)
DATES = st.dates(date(1990, 1, 1), date(2034, 12, 31)).map(date.isoformat)
STRANGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text("0123456789-:TZ aé", max_size=20),
    st.sampled_from(
        [
            "2024-02-30",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "9999-12-31",
            "2024-W20-2T08:12:00Z",
            [],
            {},
            [[None, None]],
            ["09:00-00:00"],
            ["00:00-24:00"],
            {"L3": 1},
            datetime(2024, 1, 1, tzinfo=UTC),
            date(2024, 1, 1),
            b"2024-01-01",
        ]
    ),
)
VALUES = st.one_of(STRANGE, INSTANTS, DATES, st.lists(st.lists(INSTANTS, min_size=2, max_size=2)))


@st.composite
def _cases(draw: st.DrawFn) -> tuple[str, Case]:
    """A worked example with a few of its words replaced by whatever there may be."""
    example = draw(st.sampled_from(EXAMPLES))
    policy = POLICIES[example["policy"]]
    case = Case(
        example["target"],
        example["service_level"],
        example["priority"],
        example["event"],
        example["country"],
        example["subdivision"],
        example["tz"],
        example.get("params", {}),
    )
    events = draw(st.dictionaries(st.sampled_from(sorted(policy.events)), VALUES, max_size=3))
    params = draw(st.dictionaries(st.sampled_from(sorted(policy.parameters)), VALUES, max_size=1))
    words = ["target", "service_level", "priority", "country", "subdivision", "timezone"]
    others = draw(st.dictionaries(st.sampled_from(words), STRANGE, max_size=1))
    changed = {"event": {**case.event, **events}, "params": {**case.params, **params}, **others}
    return policy.name, replace(case, **changed)


def _answer(policy: Policy, case: Case, *, trace: bool) -> str | tuple[str, str]:
    try:
        outcome = evaluate(policy, case, trace=trace)
    except BadCaseError as bad:
        return bad.fault, bad.detail
    if outcome.trace is not None:
        json.dumps(trace_document(outcome.trace), allow_nan=False)
        assert all(each.strip() for each in trace_sentences(outcome, case.timezone))
    return json.dumps(outcome_document(outcome), allow_nan=False)


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(_cases())
def test_every_case_has_an_outcome_or_a_fault_and_its_trace_changes_nothing(
    asked: tuple[str, Case],
) -> None:
    name, case = asked
    policy = POLICIES[name]
    found = _answer(policy, case, trace=False)
    assert found == _answer(policy, case, trace=True)
    assert isinstance(found, str) or found[1].endswith(".")
