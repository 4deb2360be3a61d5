"""Targets through the doors: routes and pages that tell clocks and change priorities."""

from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from rma_service.domain.rma_record import Rma
from rma_service.usecases.cases import rma_of
from tests.cast import Client, Service, problem
from tests.page_text import HTML, field, text_of
from tests.small_record import ANA, CAROL, fill, opened, request, tag

CALL = {"event": "accepted_at", "value": "2026-11-23T10:00:00Z", "why": "The desk took it."}


@pytest.fixture
def case(service: Service, tmp_path: Path) -> Rma:
    """Open an RMA of Carol's in Mainz at 10:00 UTC, 11:00 there; it is 10:10 now."""
    service.clock.forward(hours=1)
    fill(service.database, tmp_path / "tiny", free=2)
    rma = opened(service.database, clock=service.clock)
    service.clock.forward(minutes=10)
    return rma


def tell(client: Client, case: Rma, body: object, what: str = "clock-events") -> Response:
    version = client.get(f"/v1/rmas/{case.rma_number}").headers["ETag"]
    return client.post(f"/v1/rmas/{case.rma_number}/{what}", body, If_Match=version)


def targets(client: Client, case: Rma) -> dict[str, dict[str, Any]]:
    answer = client.get(f"/v1/rmas/{case.rma_number}/targets")
    assert answer.status_code == 200, answer.text
    return {each["purpose"]: each for each in answer.json()["items"]}


def test_a_partner_reads_every_target_with_its_derivation_and_history(
    service: Service, case: Rma
) -> None:
    ana, carol = service.signed_in("ana"), service.signed_in("carol")
    assert tell(ana, case, CALL).status_code == 200
    changed = tell(ana, case, {"priority": "P3", "why": "One runs again."}, "priority")
    assert changed.json()["lines"][0]["reported"]["priority"] == "P3"
    found = targets(carol, case)
    response = found["response"]
    assert response["line_id"] is None
    assert (response["state"], response["values"]["due_utc"]) == ("running", "2026-11-23T12:00:00Z")
    assert response["quote"] == "2 hours for Priority 3 calls"
    assert response["derivation"]["intervals"][0]["reason"] == "around the clock"
    assert response["derivation_text"][1] == (
        "Mon 23 Nov 2026 11:00-13:00 counted 2 h, around the clock."
    )
    (old,) = response["history"]
    assert old["values"]["due_utc"] == "2026-11-23T10:30:00Z"
    assert old["why"] == "The priority is P3 from now on: One runs again."
    events = carol.get(f"/v1/rmas/{case.rma_number}/events").json()["items"]
    assert events[old["changed_by"] - 1]["kind"] == old["kind"] == "target_set"
    replacement = found["replacement"]
    assert replacement["line_id"] == case.lines[0].line_id
    assert replacement["values"]["due_date"] == "2026-11-24"
    assert replacement["history"][0]["kind"] == "target_changed"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (CALL | {"event": "phase_of_the_moon"}, "knows no event phase_of_the_moon; known are:"),
        (CALL | {"value": "2026-11-23T10:00:00"}, "is no instant with its zone"),
        (CALL | {"value": "2026-11-23T10:16:00Z"}, "lies in the future"),
        (CALL | {"value": True}, "is no instant"),
        (CALL | {"event": "relocated_date", "value": "last week"}, "is no day, as 2026-11-23 is"),
        (CALL | {"event": "relocated_date", "value": 3}, "is no day, as 2026-11-23 is"),
        (CALL | {"event": "replacement_shipped_at"}, "the shipment of the line notes it"),
        (CALL | {"line_id": "RMA-1"}, "There is nothing here"),
        (CALL | {"why": ""}, ""),
        (CALL | {"at": "2026-11-23T10:00:00"}, "An instant is a text with its zone"),
        (CALL | {"corrects": 0}, "greater than or equal to 1"),
        (CALL | {"corrects": None, "value": 60.0}, "is no instant"),
        (CALL | {"value": 60.5}, ""),
        ({"event": "accepted_at", "value": "x"}, "Field required"),
    ],
)
def test_what_cannot_be_told_is_refused_with_a_sentence(
    service: Service, case: Rma, body: dict[str, object], says: str
) -> None:
    refused = tell(service.signed_in("ana"), case, body)
    assert refused.status_code in {404, 422}
    assert problem(refused) in {"refused", "invalid-request", "not-found"}
    assert says in refused.text
    assert rma_of(service.database, ANA, case.rma_number) == case


def test_an_order_that_the_policy_forbids_is_refused(service: Service, case: Rma) -> None:
    ana = service.signed_in("ana")
    first = CALL | {"event": "first_contact_at", "value": "2026-11-23T10:01:00Z"}
    assert tell(ana, case, first).status_code == 200
    late = tell(ana, case, CALL | {"value": "2026-11-23T10:02:00Z"})
    assert late.status_code == 422
    assert "first_contact_at is earlier than accepted_at" in late.text


def test_a_partner_tells_what_is_his_and_corrects_nothing_that_staff_told(
    service: Service, case: Rma
) -> None:
    ana, carol, dan = (service.signed_in(name) for name in ("ana", "carol", "dan"))
    assert tell(carol, case, CALL).status_code == 403
    moved = {"event": "form_completed_at", "value": "2026-11-23T10:05:00Z", "why": "A page more."}
    assert tell(carol, case, moved).status_code == 200
    assert targets(carol, case)["replacement"]["values"]["due_utc"] == "2026-11-23T14:05:00Z"
    assert tell(ana, case, moved | {"value": "2026-11-23T10:08:00Z"}).status_code == 200
    back = tell(carol, case, moved | {"value": None})
    assert back.status_code == 403
    assert "ask the desk to correct that" in back.text
    path = f"/v1/rmas/{case.rma_number}"
    assert dan.get(f"{path}/targets").status_code == 404
    assert dan.post(f"{path}/clock-events", moved, If_Match='"v1"').status_code == 404
    assert dan.post(f"{path}/priority", {"priority": "P2", "why": "?"}).status_code == 403
    assert carol.post(f"{path}/priority", {"priority": "P2", "why": "?"}).status_code == 403


def test_telling_twice_under_one_key_tells_once_and_an_old_version_is_refused(
    service: Service, case: Rma
) -> None:
    ana = service.signed_in("ana")
    path = f"/v1/rmas/{case.rma_number}/clock-events"
    version = f'"v{case.version}"'
    first = ana.post(path, CALL, If_Match=version, Idempotency_Key="k1")
    again = ana.post(path, CALL, If_Match=version, Idempotency_Key="k1")
    assert (first.status_code, again.content) == (200, first.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert ana.post(path, CALL, If_Match=version).status_code == 412
    assert ana.post(path, CALL).status_code == 428


def read(service: Service, name: str, case: Rma) -> str:
    return text_of(service.signed_in(name).get(f"/cases/{case.rma_number}", Accept=HTML))


def send(service: Service, case: Rma, what: str, **fields: str) -> Response:
    ana = service.signed_in("ana")
    version = str(rma_of(service.database, ANA, case.rma_number).version)
    return ana.post(
        f"/cases/{case.rma_number}/{what}",
        {"version": version, "csrf": ana.headers["X-CSRF-Token"], **fields},
        Accept=HTML,
    )


def test_the_page_tells_a_call_on_the_clock_of_the_site_and_shows_what_was_before(
    service: Service, case: Rma
) -> None:
    told = send(
        service, case, "clock", clock_event="accepted_at", clock_at="2026-11-23T11:00",
        clock_why="The desk took it.",
    )  # fmt: skip
    assert told.headers["Location"] == f"/cases/{case.rma_number}?said=clock"
    changed = send(service, case, "priority", priority="P3", priority_why="One runs again.")
    assert changed.headers["Location"] == f"/cases/{case.rma_number}?said=priority"
    page = read(service, "carol", case)
    assert "Accepted: Mon 23 Nov 2026 11:00. The desk took it." in page
    assert "Response 13:00 Mon 23 Nov, CET 11:30 Mon 23 Nov, CET until" in page
    assert "The priority is P3 from now on: One runs again." in page
    assert "Change the priority" not in page  # a partner asks the desk for that
    assert "Change the priority" in read(service, "ana", case)
    assert "Tell the clocks what happened" not in read(service, "ben", case)


def test_without_a_time_the_page_tells_that_it_happened_now(service: Service, case: Rma) -> None:
    told = send(service, case, "clock", clock_event="accepted_at", clock_why="It rang just now.")
    assert told.headers["Location"] == f"/cases/{case.rma_number}?said=clock"
    (line,) = rma_of(service.database, ANA, case.rma_number).lines
    assert line.clock == {"accepted_at": "2026-11-23T10:10:00+00:00"}


def test_events_are_named_in_words_and_the_clause_leads_to_its_policy(
    service: Service, case: Rma
) -> None:
    answer = service.signed_in("ana").get(f"/cases/{case.rma_number}", Accept=HTML)
    assert '<option value="first_contact_at">First contact</option>' in answer.text
    assert '<option value="relocated_date">Relocated date (a day)</option>' in answer.text
    assert '<a href="/policies/xfusion-co-care">Co-Care 2.4, Premier P1/P2</a>' in answer.text


@pytest.mark.parametrize(
    ("what", "fields", "says"),
    [
        ("clock", {"clock_event": "accepted_at", "clock_at": "noon", "clock_why": "x"}, "Enter da"),
        ("clock", {"clock_event": "accepted_at", "clock_why": ""}, "Say why"),
        ("clock", {"clock_event": "moon", "clock_value": "1", "clock_why": "x"}, "knows no event"),
        ("clock", {"clock_event": "relocated_date", "clock_why": "x"}, "Enter the value"),
        ("priority", {"priority": "P9", "priority_why": "x"}, "no priority P9"),
        ("priority", {"priority": "P2", "priority_why": ""}, "Say why"),
    ],
)
def test_a_form_that_is_refused_keeps_what_was_entered(
    service: Service, case: Rma, what: str, fields: dict[str, str], says: str
) -> None:
    refused = send(service, case, what, **fields)
    assert refused.status_code == 409
    assert says in text_of(refused)
    kept = {name: value for name, value in fields.items() if name.endswith(("_why", "_value"))}
    for name, value in kept.items():
        assert f'value="{value}"' in field(refused, name)
    assert rma_of(service.database, CAROL, case.rma_number) == case


@pytest.mark.usefixtures("case")
def test_a_line_is_chosen_where_an_rma_has_several(service: Service) -> None:
    two = request(tag(), tag(product_serial="S1-P1-0002"))
    rma = opened(service.database, two, service.clock)
    second = rma.lines[1].line_id
    send(
        service, rma, "clock", clock_event="form_completed_at", clock_line=second,
        clock_at="2026-11-23T11:10", clock_why="One page was missing.",
    )  # fmt: skip
    now = rma_of(service.database, ANA, rma.rma_number)
    assert [line.clock for line in now.lines] == [
        {},
        {"form_completed_at": "2026-11-23T10:10:00+00:00"},
    ]
