"""Words of pages: a promise in a sentence, the next step, conflicts, and how long is left."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rma_service.domain.event import FIRST_LINK, Event
from rma_service.domain.listed import ListedSite, Named
from rma_service.domain.people import Principal, Role
from rma_service.domain.rma import ENDED, State
from rma_service.domain.rma_record import Progress, Promise, Reported, RmaLine, Route, Terms
from rma_service.usecases.target_changes import Changes, NotDerived
from rma_service.web.case_events import EventWords, event_words, together
from rma_service.web.case_facts import line_facts
from rma_service.web.case_next import NextStep, next_step
from rma_service.web.conflict_words import PLAN_AGAIN, conflict_words
from rma_service.web.plan_row import anchor
from rma_service.web.policies_view import waiting_words
from rma_service.web.promise_words import NOT_YET, promise_words
from rma_service.wording import ago_words, left_words, minute_gone, minute_moment, moment

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
DUE = NINE + timedelta(hours=4)
KOLKATA = "Asia/Kolkata"
CAROL = Principal("U-CAROL", Role.PARTNER, "PA01")
ANA = Principal("U-ANA", Role.DISPATCHER)
BEN = Principal("U-BEN", Role.PLANNER)
REPORTED = Reported(
    contract_id="CO1",
    site_id="S1",
    platform="P1",
    product_serial="SER-1",
    part_number="DIMM",
    faulty_serial="F1",
    priority="P1",
    requested_at=NINE,
    part_deemed_necessary_at=NINE,
    form_completed_at=NINE,
    fault_observed_at=NINE,
    fault_code="MEM",
    data_removed="yes",
    ship_together=False,
)
TERMS = Terms(NINE, "arrive_by", DUE, True, "Clause 1", 0.95, 100, 1, None, "1", "d", "h", "t")  # noqa: FBT003 - owed
PROMISE = Promise(
    promised_at=NINE,
    basis="before_planning",
    verdict="guaranteed",
    outlook=None,
    sentence="FRA1 ships.",
    clause="Clause 1",
    owed=True,
    due_at=DUE,
    arrival_at=NINE + timedelta(hours=2),
    probability=0.99,
    reasons=(),
)
ROUTE = Route(1, "FRA1", "DIMM", "CAR", NINE + timedelta(hours=1), NINE + timedelta(hours=2))
SITE = ListedSite("S1", "PA01", "Customer", "Mumbai", "IN", KOLKATA)


def line(state: State = State.OPEN, **changes: Any) -> RmaLine:
    default: dict[str, Any] = {"terms": TERMS, "promise": PROMISE}
    reported = changes.pop("reported", REPORTED)
    return RmaLine("PA01", "R1", "R1-01", reported, state, **(default | changes))


def promised(**changes: Any) -> str:
    return promise_words(line(promise=replace(PROMISE, **changes)), KOLKATA)


def step(state: State, reader: Principal = CAROL, **changes: Any) -> NextStep:
    found = next_step(line(state, **changes), KOLKATA, reader, NINE)
    assert found
    return found


def test_a_promise_is_told_at_the_clock_of_the_site() -> None:
    # 11:00 UTC is 16:30 in Kolkata; due at 13:00 UTC.
    expected = "We expect it at the site Mon 23 Nov 16:30 IST, 2 h before it is due to arrive."
    assert promised() == expected


def test_a_late_promise_says_why_and_by_how_much() -> None:
    late = promised(verdict="impossible_alone", arrival_at=DUE + timedelta(minutes=90))
    assert late.startswith("No depot and courier could be in time. We expect it")
    assert late.endswith("1 h 30 min after it is due to arrive.")


def test_what_is_at_risk_tells_its_chance_beside_the_one_that_is_owed() -> None:
    assert promised(verdict="at_risk", probability=0.8).endswith(
        "The chance of that is 80 %; owed are 95 %."
    )


def test_what_is_excluded_owes_nothing_and_still_says_when_it_comes() -> None:
    excluded = promised(verdict="excluded_by_clause")
    assert excluded.startswith("No guarantee is owed for this line. We expect it at the site")


def test_what_cannot_be_sent_is_told_plainly() -> None:
    assert promised(verdict="impossible_alone", arrival_at=None) == (
        "No depot and courier could be in time. Nothing can be sent within ten days."
    )


def test_a_hand_over_is_measured_by_its_departure() -> None:
    handed = replace(TERMS, target_kind="ship_by")
    told = promise_words(line(terms=handed, route=ROUTE), KOLKATA)
    # It leaves at 10:00 and is due to leave at 13:00.
    assert told.endswith("3 h before it is due to be handed over.")
    assert promise_words(line(terms=handed), KOLKATA).endswith("16:30 IST.")


def test_what_a_rule_says_comes_before_any_promise() -> None:
    assert promise_words(line(state_sentence="On hold."), KOLKATA) == "On hold."
    assert promise_words(line(promise=None), KOLKATA) == NOT_YET


def test_what_is_called_off_promises_nothing_any_more() -> None:
    off = line(State.CANCELED, state_sentence="Found a spare.")
    assert promise_words(off, KOLKATA) == "Canceled: Found a spare."
    assert "Margin" not in {fact.word for fact in line_facts(off, SITE, Named())}
    assert "Margin" in {fact.word for fact in line_facts(line(), SITE, Named())}


def test_what_has_arrived_is_told_beside_what_was_due() -> None:
    early = line(State.DELIVERED, progress=Progress(delivered_at=DUE - timedelta(minutes=61)))
    # Due at 13:00 UTC, which is 18:30 in Kolkata.
    assert promise_words(early, KOLKATA) == (
        "It arrived Mon 23 Nov 17:29 IST, 1 h 1 min before it was due."
    )
    late = line(State.CLOSED, progress=Progress(delivered_at=DUE + timedelta(minutes=5)))
    assert promise_words(late, KOLKATA).endswith("5 min after it was due.")


def test_an_arrival_is_never_told_too_early() -> None:
    assert minute_moment(NINE + timedelta(seconds=1), "UTC").local_clock == "09:01"
    assert minute_moment(NINE, "UTC").local_clock == "09:00"


def test_what_has_happened_is_never_told_too_late() -> None:
    assert minute_gone(NINE + timedelta(seconds=59), "UTC").local_clock == "09:00"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ({"verdict": "guaranteed"}, "Promise made"),
        ({"verdict": None, "sentence": "No clock runs yet."}, "Told why nothing is promised yet"),
    ],
)
def test_a_line_that_is_promised_nothing_was_made_no_promise(
    data: dict[str, object], word: str
) -> None:
    event = Event("PA01", "R1", 1, "R1-01", NINE, "U-ANA", "tell", data, FIRST_LINK, "")
    assert event_words(event, "Ana", "UTC").word == word


@pytest.mark.parametrize(
    ("kind", "value", "says"),
    [
        # 20:00 UTC on the last of December is 01:30 of the next year in Kolkata.
        ("instant", "2025-12-31T20:00:00Z", "First contact: Thu 1 Jan 2026 01:30. Because."),
        ("flag", False, "First contact: no. Because."),
        ("word", "pause", "First contact: pause. Because."),
        ("instant", None, "First contact: withdrawn. Because."),
    ],
)
def test_what_the_clocks_were_told_is_told_in_words(kind: str, value: object, says: str) -> None:
    data = {"name": "first_contact_at", "type": kind, "value": value, "why": "Because."}
    event = Event("PA01", "R1", 1, None, NINE, "U-ANA", "clock", data, FIRST_LINK, "")
    assert event_words(event, "Ana", KOLKATA).detail == says


def test_a_target_that_cannot_be_derived_does_not_rest_on_the_rules_of_now() -> None:
    left = Changes(not_derived=(NotDerived(line(State.OPEN), "No policy."),))
    assert waiting_words(left).startswith("1 target cannot be derived now; the others rest")
    assert waiting_words(Changes()).startswith("Every running target rests")


def test_a_product_without_its_serial_says_so() -> None:
    unknown = line(reported=replace(REPORTED, product_serial=""))
    assert {fact.word: fact.text for fact in line_facts(unknown, SITE, Named())}["Product"] == (
        "serial to follow"
    )


@pytest.mark.parametrize("state", [each for each in State if each not in ENDED])
def test_every_line_that_goes_on_has_a_next_step(state: State) -> None:
    assert step(state).what


@pytest.mark.parametrize("state", sorted(ENDED))
def test_a_line_that_ended_has_none(state: State) -> None:
    assert next_step(line(state), KOLKATA, CAROL, NINE) is None


def test_the_one_whose_move_it_is_reads_you() -> None:
    assert (step(State.ON_HOLD).who, step(State.ON_HOLD).yours) == ("You", True)
    assert (step(State.ON_HOLD, ANA).who, step(State.ON_HOLD, ANA).yours) == ("The partner", False)
    assert step(State.RESERVED, ANA).who == "You"
    assert step(State.RESERVED, BEN).who == "Dispatch"
    assert step(State.SHIPPED, CAROL).who == "The courier"


def test_a_step_has_the_instant_that_it_depends_on() -> None:
    found = step(State.RESERVED, route=ROUTE)
    assert found.until
    assert (found.until.local, found.left, found.late) == (
        "Mon 23 Nov 15:30 IST",
        "1 h left",
        False,
    )
    assert step(State.OPEN).left == "4 h left"
    unowed = replace(TERMS, owed=False)
    assert step(State.OPEN, terms=unowed).until is None


def test_a_return_is_due_unless_the_part_is_retained() -> None:
    due = Progress(return_due_at=NINE - timedelta(days=1), return_waived=False)
    back = step(State.DELIVERED, progress=due)
    assert (back.what, back.late, back.left) == ("Send the defective part back", True, "1 d late")
    kept = step(State.DELIVERED, progress=Progress(return_waived=True))
    assert (kept.what, kept.until) == ("Close the line", None)
    told = {
        fact.word: fact.text
        for fact in line_facts(line(progress=Progress(return_waived=True)), SITE, Named())
    }
    assert told["Defective part"] == "Stays with the customer"


def test_what_happens_to_several_lines_at_once_is_told_once() -> None:
    at = moment(NINE, "UTC")
    newest_first = [
        EventWords("Shipped", "R1-01", at, "Ana", ""),
        EventWords("Unit reserved", "R1-02", at, "Ana", ""),
        EventWords("Unit reserved", "R1-01", at, "Ana", ""),
        EventWords("RMA opened", "", at, "Carol", ""),
        EventWords("RMA opened", "", at, "Carol", ""),
    ]
    told = [(each.word, each.line_id) for each in together(newest_first)]
    assert told == [
        ("Shipped", "R1-01"),
        ("Unit reserved", "R1-01, R1-02"),
        ("RMA opened", ""),
        ("RMA opened", ""),
    ]


@pytest.mark.parametrize(
    ("sentence", "begins"),
    [
        ("Line R1-01: no unit of DIMM is free at FRA1 any more.", "The next plan looks for"),
        ("Line R1-01 is canceled now, and the plan takes it for open.", "Somebody has dealt"),
        ("Line R1-01 has another target now than the one that was planned for.", "The next plan"),
        ("Line R1-01 should have left at 2026-11-23T09:00:00Z, which is past.", "The next plan"),
        ("Line R1-01 is somewhere else.", PLAN_AGAIN),
    ],
)
def test_a_conflict_names_its_line_and_what_to_do(sentence: str, begins: str) -> None:
    found = conflict_words(sentence)
    assert (found.line_id, found.anchor) == ("R1-01", anchor("R1-01"))
    assert found.next.startswith(begins)


def test_a_conflict_without_a_line_leads_nowhere() -> None:
    found = conflict_words("An import has changed depots since the plan was made.")
    assert (found.line_id, found.anchor) == ("", "")
    assert found.next == "The next plan works with the network of now."


def test_what_is_left_and_what_is_past_are_told_in_hours() -> None:
    assert left_words(NINE + timedelta(minutes=160), NINE) == "2 h 40 min left"
    assert left_words(NINE, NINE + timedelta(minutes=5)) == "5 min late"
    assert ago_words(NINE, NINE + timedelta(seconds=30)) == "just now"
    assert ago_words(NINE, NINE + timedelta(minutes=61)) == "1 h 1 min ago"
