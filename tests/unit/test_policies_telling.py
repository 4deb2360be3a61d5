"""How an outcome is told: what counted, what did not, and by which readings and versions."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from optimizer.calendars import data_versions
from rma_service.policies.documents import trace_document
from rma_service.policies.outcome import Outcome
from rma_service.policies.telling import span_words, trace_sentences
from tests.smallest_policy import BERLIN, Place, asked, document, load, parameter, target

AT, ON = {"event": "at"}, {"event": "on"}
QUOTED = "\N{LEFT DOUBLE QUOTATION MARK}the answer\N{RIGHT DOUBLE QUOTATION MARK}"
UNKNOWN = "when it ends is not known before it runs again."


def _told(outcome: Outcome, timezone: str = "Europe/Berlin") -> list[str]:
    return trace_sentences(outcome, timezone)


def _outcome(
    folder: Path, key: str, expression: object, event: Mapping[str, object], place: Place = BERLIN
) -> Outcome:
    entry = target({"kind": "answer", key: expression})
    return asked(load(folder, document(targets=[entry])), event, place)


def test_windows_closed_days_and_holidays_are_told_in_their_order(tmp_path: Path) -> None:
    # Fri 17 May 2024, 15:00 in Berlin; Mon 20 May is a holiday. Seven hours in all.
    due = {"business_time": {"after": AT, "hours": 7, "coverage": "office"}}
    outcome = _outcome(tmp_path, "due_at", due, {"at": "2024-05-17T13:00:00Z"})
    versions = data_versions()
    assert _told(outcome) == [
        f"Clause Small 1 says: {QUOTED}.",
        "Fri 17 May 2024 15:00-17:00 counted 2 h.",
        "Sat 18 May 2024, Sun 19 May 2024 closed (weekend).",
        "Mon 20 May 2024 closed: public holiday Pentecost Monday (DE).",
        "Tue 21 May 2024 09:00-14:00 counted 5 h.",
        "Kind: answer.",
        "Due: Tue 21 May 2024 14:00 CEST.",
        f"Derived with small 1, holidays {versions['holidays']}, tzdata {versions['tzdata']}.",
    ]


def test_a_start_outside_of_hours_and_a_halt_are_told(tmp_path: Path) -> None:
    # Thu 25 Apr 2024, 18:00 in Berlin; halted on Friday from 10:00 to 10:30.
    due = {
        "business_time": {
            "after": AT,
            "hours": 2,
            "coverage": "office",
            "halts": {"event": "halts"},
        }
    }
    event = {
        "at": "2024-04-25T16:00:00Z",
        "halts": [["2024-04-26T08:00:00Z", "2024-04-26T08:30:00Z"]],
    }
    assert _told(_outcome(tmp_path, "due_at", due, event))[1:5] == [
        "Thu 25 Apr 2024 18:00-24:00 not counted: outside hours.",
        "Fri 26 Apr 2024 09:00-10:00 counted 1 h.",
        "Fri 26 Apr 2024 10:00-10:30 not counted: halted.",
        "Fri 26 Apr 2024 10:30-11:30 counted 1 h.",
    ]


def test_a_clock_that_stands_says_since_when(tmp_path: Path) -> None:
    due = {"elapsed": {"after": AT, "hours": 2, "halts": {"event": "halts"}}}
    event = {"at": "2024-04-25T08:00:00Z", "halts": [["2024-04-25T09:00:00Z", None]]}
    outcome = _outcome(tmp_path, "due_at", due, event)
    assert "due_at" not in outcome.values
    assert _told(outcome)[1:3] == [
        "Thu 25 Apr 2024 10:00-11:00 counted 1 h, around the clock.",
        f"The clock stands since Thu 25 Apr 2024 11:00 CEST; {UNKNOWN}",
    ]
    assert outcome.trace is not None
    assert trace_document(outcome.trace)["halted_since_utc"] == "2024-04-25T09:00:00Z"


def test_a_clock_that_is_asked_several_times_is_told_once_to_its_longest(tmp_path: Path) -> None:
    def step(hours: int) -> dict[str, object]:
        return {"to": "team", "at": {"elapsed": {"after": AT, "hours": hours}}}

    outcome = _outcome(tmp_path, "steps", [step(2), step(1)], {"at": "2024-04-25T08:00:00Z"})
    told = [each for each in _told(outcome) if "counted" in each]
    assert told == ["Thu 25 Apr 2024 10:00-12:00 counted 2 h, around the clock."]


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        (
            "2024-03-30T22:00:00Z",
            "Clocks in Europe/Berlin went forward by 1 h, to Sun 31 Mar 2024 03:00 CEST.",
        ),
        (
            "2024-10-26T22:00:00Z",
            "Clocks in Europe/Berlin went back by 1 h, to Sun 27 Oct 2024 02:00 CET.",
        ),
    ],
)
def test_a_clock_change_on_the_way_is_told(tmp_path: Path, at: str, sentence: str) -> None:
    due = {"elapsed": {"after": AT, "hours": 6}}
    entry = target({"kind": "answer", "due_at": due}, start=AT)
    policy = load(tmp_path, document(targets=[entry]))
    assert sentence in _told(asked(policy, {"at": at}))
    # Six hours that end before the change meet none.
    early = _told(asked(policy, {"at": at.replace("T22", "T10")}))
    assert not any("Clocks in" in each for each in early)


def test_a_make_up_day_is_named_as_one(tmp_path: Path) -> None:
    # Fri 10 May 2024, 16:00 in Shanghai; Sat 11 May is worked.
    due = {"business_time": {"after": AT, "hours": 2, "coverage": "office"}}
    place: Place = ("CN", None, "Asia/Shanghai")
    outcome = _outcome(tmp_path, "due_at", due, {"at": "2024-05-10T08:00:00Z"}, place)
    assert _told(outcome, "Asia/Shanghai")[2] == (
        "Sat 11 May 2024 09:00-10:00 counted 1 h, make-up working day."
    )


def test_hours_of_a_hub_are_told_on_its_clock(tmp_path: Path) -> None:
    # 14:30 UTC is 08:30 in Denver, where the half hour to 09:00 is outside of hours.
    due = {"opening": {"from": AT, "coverage": "denver"}}
    policy = load(
        tmp_path,
        document(
            clocks={"site": {"place": "timezone"}, "denver": {"zone": "America/Denver"}},
            calendars={"site": {}, "denver": {"clock": "denver"}},
            coverage={"denver": {"calendar": "denver", "windows": ["09:00-17:00"]}},
            targets=[target({"kind": "answer", "due_at": due})],
        ),
    )
    outcome = asked(policy, {"at": "2024-04-25T14:30:00Z"})
    assert _told(outcome)[1] == "Thu 25 Apr 2024 08:30-09:00 not counted: outside hours."


def test_a_clock_that_gave_a_date_and_a_time_of_day_is_told_once(tmp_path: Path) -> None:
    # 14:30 UTC is 08:30 in Denver.
    limit = {"clock_before": {"of": AT, "clock": "denver", "time": "15:00"}}
    day = {"local_date": {"of": AT, "clock": "denver"}}
    clocks = {"denver": {"zone": "America/Denver"}}
    rule = target({"kind": "answer", "closes": limit, "date": day})
    policy = load(tmp_path, document(clocks=clocks, targets=[rule]))
    told = _told(asked(policy, {"at": "2024-04-25T14:30:00Z"}))
    assert " ".join(told).count("showed Thu 25 Apr 2024 08:30 MDT") == 1


def test_a_clock_that_was_looked_at_says_what_it_showed(tmp_path: Path) -> None:
    # 14:30 UTC is 16:30 in Berlin and 08:30 in Denver.
    limit = {"clock_before": {"of": AT, "clock": "site", "time": "15:00"}}
    day = {"local_date": {"of": AT, "clock": "denver"}}
    policy = load(
        tmp_path,
        document(
            clocks={"site": {"place": "timezone"}, "denver": {"zone": "America/Denver"}},
            targets=[target({"kind": "answer", "closes": limit, "date": day})],
        ),
    )
    assert _told(asked(policy, {"at": "2024-04-25T14:30:00Z"}))[1:3] == [
        "The clock in America/Denver showed Thu 25 Apr 2024 08:30 MDT.",
        "The clock in Europe/Berlin showed Thu 25 Apr 2024 16:30 CEST, held against 15:00.",
    ]


def test_events_that_a_clock_hangs_on_are_told_too(tmp_path: Path) -> None:
    day = {"local_date": {"of": AT, "clock": "theirs"}}
    policy = load(
        tmp_path,
        document(
            clocks={"site": {"place": "timezone"}, "theirs": {"event": "there"}},
            targets=[target({"kind": "answer", "date": day})],
        ),
    )
    event = {"at": "2024-04-25T14:30:00Z", "there": "Asia/Tokyo", "n": 3}
    trace = asked(policy, event).trace
    assert trace is not None
    assert sorted(trace.events) == ["at", "there"]


@pytest.mark.parametrize(
    ("key", "expression", "event", "sentences"),
    [
        (
            "date",
            {"nth_business_day": {"n": 1, "after": ON, "calendar": "site"}},
            {"on": "2024-05-17"},
            [
                "Sat 18 May 2024, Sun 19 May 2024 closed (weekend).",
                "Mon 20 May 2024 closed: public holiday Pentecost Monday (DE).",
                "Tue 21 May 2024: business day.",
            ],
        ),
        (
            "date",
            {"plus_days": {"after": ON, "days": 90}},
            {"on": "2024-01-10"},
            ["Wed 10 Jan 2024 + 90 days is Tue 9 Apr 2024."],
        ),
        (
            "date",
            {"plus_days": {"after": ON, "days": -28}},
            {"on": "2024-03-01"},
            ["Fri 1 Mar 2024 - 28 days is Fri 2 Feb 2024."],
        ),
        (
            "date",
            {"plus_years": {"after": ON, "years": 1}},
            {"on": "2024-02-29"},
            ["Thu 29 Feb 2024 + 1 year is Fri 28 Feb 2025."],
        ),
    ],
)
def test_days_and_sums_are_told(
    tmp_path: Path, key: str, expression: object, event: dict[str, object], sentences: list[str]
) -> None:
    told = _told(_outcome(tmp_path, key, expression, event))
    assert told[1 : 1 + len(sentences)] == sentences


def test_cells_of_tables_and_readings_that_mattered_are_told(tmp_path: Path) -> None:
    cell = {"table": {"table": "ends", "row": {"event": "hub"}, "column": "end"}}
    choice = {
        "choose": [
            {"if": {"reading": {"param": "count", "equals": "inclusive"}}, "then": ON},
            {"then": cell},
        ]
    }
    policy = load(
        tmp_path,
        document(
            tables={
                "ends": {"rows": {"east": {"end": "2025-01-31"}, "west": {"end": "2026-01-31"}}}
            },
            params={
                "count": parameter("choice", "exclusive", "inclusive"),
                "unused": parameter("flag", default=True),
            },
            targets=[target({"kind": "answer", "date": choice})],
        ),
    )
    told = _told(asked(policy, {"hub": "west"}))
    assert told[1] == "end of west: 2026-01-31."
    assert "Read with count exclusive." in told


def test_what_is_not_owed_says_why_and_cites_its_clause(tmp_path: Path) -> None:
    exclusion = {
        "targets": ["answer"],
        "if": {"event_above": {"event": "many", "limit": 1}},
        "clause": "Small 9",
        "quote": "many at once",
        "sentence": "{many} came at once.",
    }
    policy = load(
        tmp_path,
        document(events={"many": {"type": "count", "default": 1}}, exclusions=[exclusion]),
    )
    told = _told(asked(policy, {"many": 3}))
    assert told[0].startswith("Clause Small 9 says:")
    assert "Not owed: 3 came at once." in told


def test_the_trace_as_json_has_every_part(tmp_path: Path) -> None:
    due = {"business_time": {"after": AT, "hours": 1, "coverage": "office"}}
    outcome = _outcome(tmp_path, "due_at", due, {"at": "2024-05-17T13:00:00Z", "on": "2024-05-17"})
    assert outcome.trace is not None
    written = trace_document(outcome.trace)
    assert written["events"] == {"at": "2024-05-17T13:00:00Z"}  # the date was not looked at
    assert written["counted_in"] == "Europe/Berlin"
    assert written["intervals"] == [
        {
            "day": "2024-05-17",
            "from_utc": "2024-05-17T13:00:00Z",
            "to_utc": "2024-05-17T14:00:00Z",
            "counted": True,
            "reason": "counted",
        }
    ]


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(hours=3), "3 h"),
        (timedelta(hours=5, minutes=30), "5 h 30 min"),
        (timedelta(days=2), "48 h"),
        (timedelta(seconds=45), "45 s"),
        (timedelta(minutes=1, seconds=0.5), "1 min 0.5 s"),
        (timedelta(), "0 min"),
    ],
)
def test_a_span_is_said_in_hours_minutes_and_seconds(span: timedelta, words: str) -> None:
    assert span_words(span) == words
