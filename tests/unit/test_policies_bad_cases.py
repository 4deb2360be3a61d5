"""Cases that a policy cannot judge: the type of the fault, its place, and a sentence."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from rma_service.policies.case import AbsentError, BadCaseError, Case, HaltedError
from rma_service.policies.deadline import deadline
from rma_service.policies.evaluate import evaluate
from rma_service.policies.policy import Policy
from tests.smallest_policy import BERLIN, asked, document, load, parameter, target

AT = {"event": "at"}
NOON = "2024-04-30T10:00:00Z"


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    """A policy that reads an event of every type, for one priority at one of two levels."""
    branch = {"kind": "answer", "due_at": AT, "due_date": {"event": "on"}}
    entry = target(branch, when={"service_level": ["gold"], "priority": ["high"]})
    free = target({"kind": "answer", "date": {"event": "on"}}, target="free")
    years = {"plus_years": {"after": {"event": "on"}, "years": {"event": "n"}}}
    later = target({"kind": "answer", "date": years}, target="later")
    rows = {"table": {"table": "ends", "row": {"event": "hub"}, "column": "end"}}
    cell = target({"kind": "answer", "date": rows}, target="cell")
    return load(
        tmp_path_factory.mktemp("policy"),
        document(
            service_levels=["gold", "silver"],
            priorities=["high", "low"],
            params={
                "hours": parameter("windows", ["09:00-17:00"]),
                "cap": parameter("optional_count", None),
                "waits": parameter("counts_by_priority", {"high": 1}),
                "shift": parameter("choice", "early", "late"),
            },
            order=[["at", "until"], ["on", "then"]],
            tables={
                "ends": {"rows": {"east": {"end": "2025-01-31"}, "west": {"end": "2026-01-31"}}}
            },
            targets=[entry, free, later, cell],
        ),
    )


def _case(**changes: Any) -> Case:
    whole: dict[str, Any] = {
        "target": "answer",
        "service_level": "gold",
        "priority": "high",
        "event": {"at": NOON, "on": "2024-04-30"},
        "country": "DE",
        "subdivision": None,
        "timezone": "Europe/Berlin",
        "params": {},
    }
    return Case(**(whole | changes))


@pytest.mark.parametrize(
    ("changes", "fault", "words"),
    [
        ({"target": "question"}, "unknown_target", "Small Care has no target 'question'."),
        ({"target": None}, "unknown_target", "no target None"),
        ({"target": ["answer"]}, "unknown_target", "no target"),
        ({"service_level": "bronze"}, "unknown_level", "has no service level 'bronze'"),
        ({"service_level": ["gold"]}, "unknown_level", "has no service level"),
        ({"priority": "urgent"}, "unknown_level", "has no priority 'urgent'"),
        ({"priority": "low"}, "unknown_level", "sets no answer at level gold, priority low"),
        ({"service_level": "silver"}, "unknown_level", "sets no answer at level silver"),
        ({"priority": None}, "missing_field", "depends on the priority; the case has none"),
        ({"service_level": None}, "missing_field", "depends on the service level"),
        ({"country": "de"}, "unknown_place", "'de' is no country such as 'DE'"),
        ({"country": "Germany"}, "unknown_place", "no country"),
        ({"country": None}, "unknown_place", "no country"),
        ({"country": 49}, "unknown_place", "no country"),
        ({"country": "XX"}, "unknown_place", "XX"),
        ({"subdivision": "XX"}, "unknown_place", "DE-XX"),
        ({"subdivision": 9}, "unknown_place", "9 names no place"),
        ({"subdivision": {}}, "unknown_place", "names no place"),
        ({"timezone": "Mars/Olympus"}, "unknown_place", "no IANA time zone"),
        ({"timezone": None}, "unknown_place", "None names no place"),
        ({"timezone": "../../etc/passwd"}, "unknown_place", "no IANA time zone"),
    ],
)
def test_what_a_case_asks_for_must_be_there(
    policy: Policy, changes: dict[str, Any], fault: str, words: str
) -> None:
    with pytest.raises(BadCaseError, match=words) as refused:
        evaluate(policy, _case(**changes))
    assert refused.value.fault == fault


@pytest.mark.parametrize(
    ("name", "raw", "fault"),
    [
        ("at", "2024-04-30T10:00:00", "bad_instant"),
        ("at", "2024-04-30T10:00Z", "bad_instant"),
        ("at", "2024-04-30 10:00:00Z", "bad_instant"),
        ("at", "2024-04-30T10:00:00+02:00", "bad_instant"),
        ("at", "2024-W18-2T10:00:00Z", "bad_instant"),
        ("at", "2024-02-30T10:00:00Z", "bad_instant"),
        ("at", "2024-04-30T25:00:00Z", "bad_instant"),
        ("at", "2024-04-30T10:00:60Z", "bad_instant"),
        ("at", "\N{ARABIC-INDIC DIGIT TWO}024-04-30T10:00:00Z", "bad_instant"),
        ("at", datetime(2024, 4, 30, 10), "bad_instant"),  # noqa: DTZ001 - the fault
        ("at", date(2024, 4, 30), "bad_instant"),
        ("at", 1714471200, "bad_instant"),
        ("at", "1700-01-01T00:00:00Z", "bad_instant"),
        ("at", "9999-12-31T23:59:59Z", "bad_instant"),
        ("on", "2024-02-30", "bad_instant"),
        ("on", "2023-02-29", "bad_instant"),
        ("on", "2024-4-30", "bad_instant"),
        ("on", "20240430", "bad_instant"),
        ("on", datetime(2024, 4, 30, 10, tzinfo=UTC), "bad_instant"),
        ("on", 20240430, "bad_instant"),
        ("n", True, "bad_parameter"),
        ("n", 1.0, "bad_parameter"),
        ("n", float("nan"), "bad_parameter"),
        ("n", -1, "bad_parameter"),
        ("n", 10**30, "bad_parameter"),
        ("n", "1", "bad_parameter"),
        ("yes", 1, "bad_parameter"),
        ("yes", "true", "bad_parameter"),
        ("hub", "north", "bad_parameter"),
        ("hub", 5, "bad_parameter"),
        ("there", "Mars/Olympus", "unknown_place"),
        ("there", 5, "unknown_place"),
        ("halts", "never", "bad_parameter"),
        ("halts", [NOON], "bad_parameter"),
        ("halts", [[NOON]], "bad_parameter"),
        ("halts", [[None, NOON]], "bad_instant"),
        ("halts", [[NOON, "2024-04-30T10:00:00"]], "bad_instant"),
        ("halts", [[NOON, "2024-04-30T09:59:59Z"]], "events_out_of_order"),
        ("mood", "good", "bad_parameter"),
    ],
)
def test_an_event_that_says_what_it_cannot_is_named(
    policy: Policy, name: str, raw: object, fault: str
) -> None:
    event = {"at": NOON, "on": "2024-04-30", name: raw}
    with pytest.raises(BadCaseError, match=str(name)) as refused:
        evaluate(policy, _case(event=event))
    assert (refused.value.fault, refused.value.field) == (fault, str(name))


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("hours", ["09:00-00:00"], "write '09:00-24:00' for midnight"),
        ("hours", ["00:00-23:59"], "lose a minute every midnight"),
        ("hours", ["09:00-12:00", "11:00-18:00"], "must lie apart"),
        ("hours", ["18:00-09:00"], "open before they close"),
        ("hours", "09:00-17:00", "no list of windows"),
        ("hours", [900], "no window"),
        ("cap", 0, "no whole number"),
        ("cap", float("inf"), "no whole number"),
        ("waits", {}, "no table of numbers"),
        ("waits", {"low": 3}, "'low' is none of high"),
        ("waits", {"high": 0}, "no whole number"),
        ("waits", 7, "no table of numbers"),
        ("shift", "noon", "'noon' is none of early, late"),
        ("shift", True, "no word"),
        ("weather", "fine", "no parameter 'weather'"),
    ],
)
def test_a_reading_that_a_parameter_cannot_have_is_named(
    policy: Policy, name: str, raw: object, words: str
) -> None:
    with pytest.raises(BadCaseError, match=words) as refused:
        evaluate(policy, _case(params={name: raw}))
    assert (refused.value.fault, refused.value.field) == ("bad_parameter", name)


@pytest.mark.parametrize(
    ("event", "later"),
    [
        ({"at": NOON, "until": "2024-04-30T09:59:59Z", "on": "2024-04-30"}, "until"),
        ({"at": NOON, "on": "2024-04-30", "then": "2024-04-29"}, "then"),
    ],
)
def test_events_out_of_their_order_are_refused(
    policy: Policy, event: dict[str, object], later: str
) -> None:
    with pytest.raises(BadCaseError, match=f"{later} is earlier than") as refused:
        evaluate(policy, _case(event=event))
    assert (refused.value.fault, refused.value.field) == ("events_out_of_order", later)


def test_events_at_the_same_time_are_in_order(policy: Policy) -> None:
    event = {"at": NOON, "until": NOON, "on": "2024-04-30", "then": "2024-04-30"}
    assert evaluate(policy, _case(event=event)).kind == "answer"


def test_an_absent_event_is_named_and_one_that_is_not_read_is_not_missed(policy: Policy) -> None:
    with pytest.raises(AbsentError, match="The case needs the event on") as refused:
        evaluate(policy, _case(event={"at": NOON, "on": None}))
    assert (refused.value.fault, refused.value.field) == ("missing_field", "on")
    free = Case("free", None, None, {"on": "2024-04-30"}, *BERLIN)
    assert evaluate(policy, free).values["date"] == date(2024, 4, 30)


def test_of_several_absent_events_all_are_named(tmp_path: Path) -> None:
    expression = {"latest": [AT, {"elapsed": {"after": {"event": "until"}, "hours": 1}}]}
    made = load(tmp_path, document(targets=[target({"kind": "answer", "due_at": expression})]))
    with pytest.raises(AbsentError, match="The case needs one of at, until"):
        asked(made, {})


def test_an_event_that_a_target_needs_is_missed_though_others_would_do(tmp_path: Path) -> None:
    branch = {"kind": "answer", "due_at": {"latest": [AT, {"event": "until"}]}}
    made = load(tmp_path, document(targets=[target(branch, needs=["at"])]))
    with pytest.raises(AbsentError, match="The case needs the event at"):
        asked(made, {"until": NOON})


@pytest.mark.parametrize(
    ("on", "years"), [("9999-12-31", 1), ("2024-01-01", 8000), ("2024-01-01", 100_000)]
)
def test_what_lies_beyond_the_calendar_is_a_bad_instant(
    policy: Policy, on: str, years: int
) -> None:
    with pytest.raises(BadCaseError, match="outside of the years 1 to 9999") as refused:
        evaluate(policy, _case(target="later", event={"on": on, "n": years}))
    assert refused.value.fault == "bad_instant"


def test_a_year_with_some_holidays_unknown_is_a_bad_instant(tmp_path: Path) -> None:
    expression = {"nth_business_day": {"n": 1, "after": {"event": "on"}, "calendar": "site"}}
    made = load(tmp_path, document(targets=[target({"kind": "answer", "date": expression})]))
    with pytest.raises(BadCaseError, match="Some holidays of IN in 2040 are not known") as refused:
        asked(made, {"on": "2040-01-02"}, ("IN", None, "Asia/Kolkata"))
    assert refused.value.fault == "bad_instant"


def test_no_replacement_can_be_planned_where_a_policy_plans_none(policy: Policy) -> None:
    with pytest.raises(BadCaseError, match=r"Small Care plans nothing for 'answer'\.") as refused:
        deadline(policy, _case())
    assert refused.value.fault == "unknown_target"


def test_a_replacement_whose_clock_stands_has_no_deadline(tmp_path: Path) -> None:
    due = {"elapsed": {"after": AT, "hours": 4, "halts": {"event": "halts"}}}
    weights = {"miss_weight": 1, "late_weight": 1}
    made = load(
        tmp_path,
        document(
            targets=[target({"kind": "arrive_by", "due_at": due}, start=AT)],
            dispatch={"owed": [{"when": {}, "confidence": 0.9, **weights}], "not_owed": weights},
            uses={"replacement": "answer"},
        ),
    )
    case = Case("answer", None, None, {"at": NOON, "halts": [[NOON, None]]}, *BERLIN)
    with pytest.raises(HaltedError, match="The clock stands"):
        deadline(made, case)
    runs = Case("answer", None, None, {"at": NOON}, *BERLIN)
    assert deadline(made, runs).due_at == datetime(2024, 4, 30, 14, tzinfo=UTC)
