"""How branches of a target hang together: keys that use one another, and definitions that do."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from rma_service.policies.outcome import Outcome
from tests.smallest_policy import asked, document, load, target

AT, UNTIL = {"event": "at"}, {"event": "until"}
EVENT = {"at": "2024-04-23T08:00:00Z", "until": "2024-04-23T12:00:00Z"}


def _hour_after(name: str) -> object:
    return {"elapsed": {"after": {"use": name}, "hours": 1}}


def _hours(outcome: Outcome, *keys: str) -> list[int]:
    found = [outcome.values[key] for key in keys]
    return [at.astimezone(UTC).hour for at in found if isinstance(at, datetime)]


def test_keys_use_one_another_in_any_order(tmp_path: Path) -> None:
    branch = {
        "kind": "answer",
        "takeover_at": _hour_after("due_at"),
        "due_at": _hour_after("start_at"),
        "start_at": AT,
    }
    policy = load(tmp_path, document(targets=[target(branch)]))
    assert _hours(asked(policy, EVENT), "start_at", "due_at", "takeover_at") == [8, 9, 10]


def test_a_definition_takes_the_key_of_the_branch_that_uses_it(tmp_path: Path) -> None:
    """The start of the target holds in the test, the branch's own one in its keys."""
    define = {"instants": {"later": _hour_after("received_at"), "latest": _hour_after("later")}}
    early = {
        "all": [
            {"before": {"first": {"use": "later"}, "second": UNTIL}},
            {"before": {"first": {"use": "latest"}, "second": UNTIL}},
        ]
    }
    first = {
        "if": early,
        "kind": "answer",
        "received_at": UNTIL,
        "start_at": {"use": "later"},
        "due_at": {"use": "latest"},
    }
    second = {"kind": "late", "due_at": {"use": "latest"}}
    policy = load(tmp_path, document(define=define, targets=[target(first, second, start=AT)]))
    # In the test it is 9 and 10 o'clock, before 12; in the branch that follows, 13 and 14.
    found = asked(policy, EVENT)
    assert _hours(found, "received_at", "start_at", "due_at") == [12, 13, 14]
    late = asked(policy, {**EVENT, "until": "2024-04-23T10:00:00Z"})
    assert (late.kind, _hours(late, "received_at", "due_at")) == ("late", [8, 10])


def test_the_first_branch_that_holds_is_taken_with_its_own_clause_and_stop(tmp_path: Path) -> None:
    branches: list[dict[str, object]] = [
        {"if": {"present": "on"}, "kind": "dated", "clause": "Small 2", "quote": "on a date"},
        {"if": {"present": "at"}, "kind": "timed", "stop": {"event": "until"}},
        {"kind": "bare"},
    ]
    policy = load(tmp_path, document(targets=[target(*branches, stop={"event": "then"})]))
    dated = asked(policy, {"on": "2024-04-23", **EVENT})
    assert (dated.kind, dated.clause, dated.quote) == ("dated", "Small 2", "on a date")
    timed = asked(policy, EVENT)
    assert (timed.kind, timed.clause, timed.stop) == ("timed", "Small 1", "until")
    bare = asked(policy, {})
    assert (bare.kind, bare.stop, bare.values) == ("bare", "then", {"kind": "bare"})


@pytest.mark.parametrize(("halts", "left"), [([], ["due_at", "takeover_at"]), (None, [])])
def test_what_hangs_on_a_clock_that_stands_is_left_out_with_it(
    tmp_path: Path, halts: list[object] | None, left: list[str]
) -> None:
    due = {"elapsed": {"after": AT, "hours": 1, "halts": {"event": "halts"}}}
    branch = {"kind": "answer", "takeover_at": _hour_after("due_at"), "due_at": due}
    policy = load(tmp_path, document(targets=[target(branch, pauses={"event": "halts"})]))
    stands = [["2024-04-23T08:30:00Z", None]] if halts is None else halts
    found = asked(policy, {**EVENT, "halts": stands})
    assert sorted(set(found.values) - {"kind"}) == left
    assert found.pauses == "halts"
