"""Telling of equipment that moves: who may, what is refused, what follows, on both databases."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from optimizer.dispatch.bounded import Solved, solved
from optimizer.dispatch.problem import DispatchProblem
from rma_service.db.engine import Database
from rma_service.db.migrate import migrate
from rma_service.domain.errors import Refused
from rma_service.usecases.cases import rma_of
from rma_service.usecases.exporting import export_directory
from rma_service.usecases.importing import import_directory
from rma_service.usecases.relocations import (
    NewRelocation,
    ToldRelocation,
    list_relocations,
    tell_relocation,
)
from rma_service.usecases.rmas import open_rma
from tests.cast import Service, problem
from tests.page_text import HTML, text_of
from tests.small_record import (
    ANA,
    CAROL,
    DAN,
    NOW,
    HandClock,
    fill,
    opened,
    request,
    small_directory,
    tag,
)
from tests.tiny_directory import change

MOVE: dict[str, Any] = {
    "platform": "P1",
    "from_site_id": "S1",
    "to_site_id": "S2",
    "relocated_on": "2026-11-20",
}
"""Carol's server went from Mainz to Basel last Friday."""


@pytest.fixture
def record(database: Database, tmp_path: Path) -> Database:
    fill(database, tmp_path / "tiny", free=4)
    return database


def told(database: Database, **changes: Any) -> ToldRelocation:
    given = MOVE | {"relocated_on": date(2026, 11, 20)} | changes
    return tell_relocation(database, HandClock(), CAROL, NewRelocation(**given))


def test_the_answer_says_until_when_which_site_is_owed_and_whether_the_notice_is_late(
    record: Database,
) -> None:
    found = told(record)
    # Thirty days after 20 Nov end with 20 Dec in Basel, 23:00 UTC; the notice of 23 Nov is in time.
    # Thirty days after that notice: 23 Dec, so the new site is owed from 24 Dec 00:00 in Basel.
    assert found.notice_due_at == datetime(2026, 12, 20, 23, tzinfo=UTC)
    assert (found.notice_late, found.notice_clause) == (False, "Co-Care 3, relocation")
    assert found.rearranged_by == date(2026, 12, 23)
    assert found.owed_from_at == datetime(2026, 12, 23, 23, tzinfo=UTC)
    assert found.relocation.contract_id == "CO1"
    assert found.relocation.notice_received_at == NOW


@pytest.mark.parametrize(("day", "late"), [(date(2026, 10, 24), False), (date(2026, 10, 23), True)])
def test_a_notice_after_the_thirtieth_day_is_late_and_counts_all_the_same(
    record: Database, day: date, late: bool
) -> None:
    # 24 Oct + 30 days = 23 Nov, the day of the notice; a day earlier it was due on 22 Nov.
    found = told(record, relocated_on=day)
    assert found.notice_late == late
    assert found.rearranged_by == date(2026, 12, 23)


def test_a_request_at_the_new_site_is_taken_and_not_owed_and_at_the_old_one_it_is(
    record: Database,
) -> None:
    told(record)
    (new,) = opened(record, request(tag(contract_id="CO1"), site_id="S2")).lines
    assert new.terms is not None
    assert new.promise is not None
    assert (new.terms.owed, new.terms.clause) == (False, "Co-Care 3, relocation")
    assert "re-arranged by 2026-12-23, and until then S1 is owed" in str(new.terms.not_owed_reason)
    assert new.promise.verdict == "excluded_by_clause"
    clock = HandClock(NOW + timedelta(hours=2))  # out of the hour in which RMAs are counted
    (old,) = opened(record, request(), clock).lines
    assert old.terms is not None
    assert old.terms.owed


def test_a_move_that_is_told_while_a_promise_is_solved_counts_for_the_request(
    record: Database,
) -> None:
    # Before the move nothing of CO1 stands in Basel, so only the line of CO2 is solved first.
    solved_lines: list[int] = []

    def solve(problem: DispatchProblem, seconds: float) -> Solved:
        if not solved_lines:
            told(record)
        solved_lines.append(len(problem.lines))
        return solved(problem, seconds)

    both = request(tag(contract_id="CO1"), tag(contract_id="CO2"), site_id="S2")
    moved, other = open_rma(record, HandClock(), CAROL, both, solve=solve).lines
    assert solved_lines == [1, 2]
    assert (moved.state, other.state) == ("open", "open")
    assert moved.terms is not None
    assert moved.terms.clause == "Co-Care 3, relocation"


def test_old_and_new_site_of_moving_equipment_meet_at_the_batch_guard(record: Database) -> None:
    told(record)
    first = opened(record, request())
    assert first.lines[0].terms is not None
    assert first.lines[0].terms.owed
    (second,) = opened(record, request(tag(contract_id="CO1"), site_id="S2")).lines
    assert second.terms is not None
    assert second.terms.clause == "Co-Care 1 note 5"  # two RMAs at the same time for one place
    (before,) = rma_of(record, CAROL, first.rma_number).lines
    assert before.terms is not None
    assert before.terms.clause == "Co-Care 1 note 5"  # and the one that came first is told so


def test_when_delivery_is_rearranged_the_old_site_is_refused(record: Database) -> None:
    told(record)
    after = HandClock(datetime(2026, 12, 23, 23, tzinfo=UTC))
    seen = datetime(2026, 12, 23, 22, tzinfo=UTC)
    (old,) = opened(record, request(tag(fault_observed_at=seen)), after).lines
    assert old.state == "rejected"
    assert old.state_sentence == "The P1 of contract CO1 stands at S2 since 2026-11-20, not at S1."
    new = request(tag(contract_id="CO1", fault_observed_at=seen), site_id="S2")
    (line,) = opened(record, new, after).lines
    assert line.terms is not None
    assert line.terms.owed


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"to_site_id": "S1"}, "Equipment moves to another site than the one where it stood."),
        ({"to_site_id": "S3"}, "There is no site S3 of this partner."),
        ({"to_site_id": "S9"}, "There is no site S9 of this partner."),
        ({"platform": "P9"}, "No contract of this partner is known for P9 at S1."),
        ({"contract_id": "CO3"}, "No contract of this partner is known for P1 at S1."),
        ({"contract_id": "CO2"}, "The P1 of contract CO2 stands at S2, not at S1."),
        ({"platform": "P9", "contract_id": "CO1"}, "Contract CO1 covers no P9."),
        (
            {"relocated_on": date(2021, 1, 1)},
            "The day of the move lies more than five years back or a year ahead.",
        ),
        ({"partner_id": "PA02"}, "A partner tells of equipment of its own company only."),
    ],
)
def test_what_is_not_there_or_not_theirs_cannot_move(
    record: Database, changes: dict[str, Any], sentence: str
) -> None:
    known = len(list_relocations(record, ANA))
    with pytest.raises(Refused) as refused:
        told(record, **changes)
    assert refused.value.sentences == (sentence,)
    assert len(list_relocations(record, ANA)) == known


def test_what_moved_already_moves_on_from_where_it_stands(record: Database) -> None:
    told(record)
    with pytest.raises(Refused, match="stands at S2, not at S1"):
        told(record)
    with pytest.raises(Refused, match="It came to S2 on 2026-11-20 only"):
        told(
            record,
            from_site_id="S2",
            to_site_id="S1",
            contract_id="CO1",
            relocated_on=date(2026, 11, 19),
        )
    back = told(record, from_site_id="S2", to_site_id="S1", contract_id="CO1")
    assert back.relocation.contract_id == "CO1"


def test_a_partner_sees_its_own_moves_and_a_dispatcher_all(record: Database) -> None:
    made = told(record)
    for principal, mine in ((CAROL, True), (DAN, False), (ANA, True)):
        found = [each.relocation for each in list_relocations(record, principal)]
        assert (made.relocation in found) == mine


def test_moves_go_out_with_an_export_and_come_back_the_same(
    record: Database, empty_database: Database, tmp_path: Path
) -> None:
    made = told(record, product_serial="S1-P1-0001")
    export_directory(record, tmp_path / "out")
    text = (tmp_path / "out" / "relocations.csv").read_text(encoding="utf-8")
    assert made.relocation.relocation_id in text
    migrate(empty_database)
    import_directory(empty_database, HandClock(), "U-ADA", tmp_path / "out")
    out, back = (
        [each.relocation for each in list_relocations(each_record, ANA)]
        for each_record in (record, empty_database)
    )
    assert made.relocation in out
    assert out == back


def test_a_program_tells_of_a_move_once_and_pages_through_them(
    service: Service, tmp_path: Path
) -> None:
    service.clock.forward(hours=1)
    fill(service.database, tmp_path / "tiny")
    carol = service.signed_in("carol")
    first = carol.post("/v1/relocations", MOVE, Idempotency_Key="one")
    again = carol.post("/v1/relocations", MOVE, Idempotency_Key="one")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"
    body = first.json()
    assert (body["owed_from_at"], body["notice_late"]) == ("2026-12-23T23:00:00Z", False)
    page = carol.get("/v1/relocations?limit=1")
    assert [each["relocation_id"] for each in page.json()["items"]] == ["REL1"]  # told in 2027
    onward = carol.get(page.headers["link"].partition(">")[0].removeprefix("<"))
    assert onward.json()["items"] == [body]
    assert "link" not in onward.headers
    refused = carol.post("/v1/relocations", MOVE | {"to_site_id": "S3"})
    assert problem(refused) == "refused"
    assert problem(carol.post("/v1/relocations", MOVE | {"relocated_on": "soon"})) == (
        "invalid-request"
    )
    assert problem(service.signed_in("ana").post("/v1/relocations", MOVE)) == "refused"
    assert service.signed_in("ben").get("/v1/relocations").status_code == 403


def test_the_page_tells_of_a_move_and_shows_it_to_its_partner_only(
    service: Service, tmp_path: Path
) -> None:
    service.clock.forward(hours=1)
    fill(service.database, tmp_path / "tiny")
    carol = service.signed_in("carol")
    form = MOVE | {"product_serial": "S1-P1-0001", "key": "form-1"}
    for _ in range(2):  # a double click
        answer = carol.post("/relocations", form, Accept=HTML)
        assert (answer.status_code, answer.headers["location"]) == (
            303,
            "/relocations?said=relocated",
        )
    shown = text_of(carol.get("/relocations?said=relocated", Accept=HTML))
    assert "The move is noted." in shown
    assert shown.count("S1-P1-0001") == 1
    assert "00:00 Thu 24 Dec, CET" in shown
    assert "S1-P1-0001" not in text_of(service.signed_in("dan").get("/relocations", Accept=HTML))
    assert "P1, at 2 sites" in shown
    empty = carol.post("/relocations", {"key": "form-2", "to_site_id": "S2"}, Accept=HTML)
    assert empty.status_code == 422
    said = text_of(empty)
    assert "Choose the site where it stood." in said
    assert "Enter the day of the move, such as 2026-11-23." in said
    wrong = carol.post("/relocations", form | {"key": "form-3", "to_site_id": "S1"}, Accept=HTML)
    assert "Equipment moves to another site than the one where it stood." in text_of(wrong)


def test_a_file_may_correct_a_move_and_takes_none_away(record: Database, tmp_path: Path) -> None:
    made = told(record, product_serial="S1-P1-0001")
    folder = tmp_path / "again"
    folder.mkdir()
    small_directory(folder, free=4)
    change(folder, "relocations", 2, "relocated_on", "2027-06-02")
    import_directory(record, HandClock(NOW + timedelta(days=1)), "U-ADA", folder)
    found = {each.relocation.relocation_id: each for each in list_relocations(record, ANA)}
    assert found["REL1"].relocation.relocated_on == date(2027, 6, 2)
    assert found["REL1"].recorded_at == NOW + timedelta(days=1)
    assert found[made.relocation.relocation_id].recorded_at == NOW
