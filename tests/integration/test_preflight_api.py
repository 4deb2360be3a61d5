"""The check before sending as programs ask for it and as the page of a new RMA shows it."""

from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from rma_service.usecases.rmas import new_number
from tests.cast import Client, Service, problem
from tests.page_text import HTML, field, text_of
from tests.small_record import NOW, WISH, fill, opened, request

PREFLIGHT = "/v1/rmas:preflight"


@pytest.fixture
def filled(service: Service, tmp_path: Path) -> Service:
    service.clock.forward(hours=1)  # the hour of the small record
    fill(service.database, tmp_path / "tiny", free=9)
    return service


def wish(count: int = 1, **changes: Any) -> dict[str, Any]:
    """So many lines for Mainz, each of a unit of its own."""
    units = [WISH["lines"][0] | {"product_serial": f"S1-P1-{n:04}"} for n in range(count)]
    return WISH | {"lines": units} | changes


def form(count: int, **changes: str) -> dict[str, Any]:
    """The form of a new RMA with so many fault tags, as the page sends it."""
    fields: dict[str, Any] = {"site_id": "S1", "priority": "P1", "key": "one-key"}
    fields["tag"] = [str(number) for number in range(1, count + 1)]
    for number in range(1, count + 1):
        entered = {
            "platform": "P1",
            "part_number": "DIMM",
            "product_serial": f"S1-P1-{number:04}",
            "fault_code": "MEM",
            "fault_observed_at": "2026-11-23T10:30",
            "data_removed": "yes",
            "faulty_serial": f"F{number}",
            "symptom": f"Hums & <b>rattles</b> {number}.",
        }
        fields |= {f"{number}-{name}": value for name, value in entered.items()}
    return fields | changes


def page(client: Client, fields: dict[str, Any]) -> Response:
    return client.post("/cases/new", fields, Accept=HTML)


def test_a_program_learns_without_a_key_what_opening_would_say(filled: Service) -> None:
    carol = filled.signed_in("carol")
    before = filled.stored()
    checked = carol.post(PREFLIGHT, wish(5), Idempotency_Key="")
    assert (checked.status_code, filled.stored()) == (200, before)
    answer = checked.json()
    assert answer["checked_at"] == "2026-11-23T10:00:00Z"
    assert (answer["timezone"], answer["partner_id"]) == ("Europe/Berlin", "PA01")
    advice = answer["advice"]
    assert (advice["kind"], advice["owed_now"], advice["owed_then"]) == ("stagger", 0, 5)
    assert advice["proved"]
    assert [[line["place"] for line in rma["lines"]] for rma in advice["rmas"]] == [
        [1, 2, 3, 4],
        [5],
    ]
    assert [rma["send_at"] for rma in advice["rmas"]] == [
        "2026-11-23T10:00:00Z",
        "2026-11-23T11:06:00Z",
    ]
    last = advice["rmas"][1]["lines"][0]
    assert (last["owed"], last["owed_now"]) == (True, False)
    assert (last["target"]["due_at"], last["due_now"]) == (
        "2026-11-23T15:06:00Z",
        "2026-11-23T14:00:00Z",
    )
    made = carol.post("/v1/rmas", wish(5)).json()
    for told, line in zip(answer["lines"], made["lines"], strict=True):
        for name in ("state", "state_sentence", "state_clause", "target", "promise"):
            assert told[name] == line[name]


def test_lines_of_earlier_rmas_that_would_lose_are_named(filled: Service) -> None:
    rma = opened(filled.database, request(), filled.clock)
    answer = filled.signed_in("carol").post(PREFLIGHT, wish()).json()
    (harmed,) = answer["harmed"]
    assert (harmed["rma_number"], harmed["line_id"]) == (rma.rma_number, rma.lines[0].line_id)
    assert (harmed["part_number"], harmed["clause"]) == ("DIMM", "Co-Care 1 note 5")
    assert "2 RMAs" in harmed["not_owed_reason"]


def test_the_key_of_a_check_is_free_for_what_is_sent_after_it(filled: Service) -> None:
    carol = filled.signed_in("carol")
    for _ in range(2):
        checked = carol.post(PREFLIGHT, wish(), Idempotency_Key="the-same")
        assert (checked.status_code, "idempotent-replayed" in checked.headers) == (200, False)
    assert carol.post("/v1/rmas", wish(), Idempotency_Key="the-same").status_code == 201


@pytest.mark.parametrize(
    ("name", "changes", "status", "kind"),
    [
        ("carol", {"site_id": "S3"}, 422, "refused"),
        ("carol", {"site_id": "S9"}, 422, "refused"),
        ("carol", {"partner_id": "PA02"}, 422, "refused"),
        ("carol", {"lines": []}, 422, "invalid-request"),
        ("carol", {"more": 1}, 422, "invalid-request"),
        ("ana", {}, 422, "refused"),  # staff name the partner
        ("ben", {}, 403, "not-allowed"),
        ("ada", {}, 403, "not-allowed"),
    ],
)
def test_what_cannot_be_opened_cannot_be_checked(
    filled: Service, name: str, changes: dict[str, Any], status: int, kind: str
) -> None:
    client = filled.signed_in(name)
    answers = [client.post(path, wish(**changes)) for path in (PREFLIGHT, "/v1/rmas")]
    assert [(each.status_code, problem(each)) for each in answers] == [(status, kind)] * 2
    assert answers[0].json().get("errors") == answers[1].json().get("errors")


def test_a_session_checks_from_our_own_pages_only(filled: Service) -> None:
    carol = filled.signed_in("carol")
    assert problem(carol.post(PREFLIGHT, wish(), X_CSRF_Token="")) == "cross-site"
    assert problem(carol.post(PREFLIGHT, wish(), Origin="https://evil.example")) == "cross-site"
    assert carol.get(PREFLIGHT).status_code == 405
    assert filled.program_of("carol").post(PREFLIGHT, wish(), Origin="").status_code == 200


def test_the_page_answers_below_the_form_and_keeps_everything(filled: Service) -> None:
    carol = filled.signed_in("carol")
    before = filled.stored()
    answer = page(carol, form(5, check="1"))
    assert (answer.status_code, filled.stored()) == (200, before)
    told = text_of(answer)
    assert "Checked, not sent As of Mon 23 Nov 11:00 CET." in told
    assert "sent as 2 RMAs one after the other, all 5 lines are owed a guarantee." in told
    assert "Line 4 DIMM RMA 1: at once Owed Arrive by 15:00 Mon 23 Nov, CET" in told
    assert "Line 5 DIMM RMA 2: 12:06 Mon 23 Nov, CET Owed Arrive by 16:06 Mon 23 Nov, CET" in told
    assert 'value="one-key"' in field(answer, "key")
    for number in range(1, 6):
        assert f'value="S1-P1-{number:04}"' in field(answer, f"{number}-product_serial")
    assert "Hums &amp; &lt;b&gt;rattles&lt;/b&gt; 5." in answer.text
    assert answer.text.index("Send the RMA") < answer.text.index("Checked, not sent")


def test_a_form_that_was_checked_can_be_sent_with_its_key(filled: Service) -> None:
    carol = filled.signed_in("carol")
    page(carol, form(1, check="1"))
    sent = page(carol, form(1))
    assert sent.status_code == 303
    assert sent.headers["location"].endswith("/promise")


def test_a_form_for_one_turn_has_its_fault_tags_and_a_key_of_its_own(filled: Service) -> None:
    carol = filled.signed_in("carol")
    checked = page(carol, form(5, check="1"))
    assert 'name="only" value="1 2 3 4"' in checked.text
    one = page(carol, form(5, only="5"))
    assert 'value="S1-P1-0005"' in field(one, "5-product_serial")
    assert 'name="4-product_serial"' not in one.text
    assert 'value="one-key"' not in field(one, "key")
    assert 'name="5-product_serial"' in page(carol, form(5, only="no tag of this form")).text


def test_a_form_with_faults_is_told_them_when_it_is_checked(filled: Service) -> None:
    carol = filled.signed_in("carol")
    answer = page(carol, form(2, check="1") | {"2-part_number": "NONE"})
    assert answer.status_code == 422
    assert "Fault tag 2: Choose a part" in text_of(answer)
    assert "Checked, not sent" not in answer.text


def test_what_is_fine_needs_no_turns(filled: Service) -> None:
    told = text_of(page(filled.signed_in("carol"), form(2, check="1")))
    assert "Send it as it is: every line is owed a guarantee" in told
    assert "How to send them" not in told
    assert new_number(NOW, "") not in told  # an RMA that there is not has no number
