"""Pages of plans: without proof, conflicts and what to do, differences, and lists as files."""

import csv
import re
from pathlib import Path

import pytest
from httpx2 import Response

from optimizer.dispatch.bounded import Solved, degraded
from optimizer.dispatch.problem import DispatchProblem
from rma_service.domain.plan_record import PinWish, PlanRecord, WishList
from rma_service.domain.rma_request import RmaKey
from rma_service.usecases.approval import approve_plan
from rma_service.usecases.dispatch import plan_now
from rma_service.usecases.plans import list_plans, plan_of
from rma_service.usecases.rmas import cancel_rma
from tests.cast import Service
from tests.page_text import HTML, text_of
from tests.small_record import ANA, CAROL, fill, opened, planned, request, tag

WHY = "The solver gave no plan. It was ended after 60 s."


@pytest.fixture
def board(service: Service, tmp_path: Path) -> Service:
    """One open RMA of Carol's, and two free units for it."""
    service.clock.forward(hours=1)  # the hour of the small record
    fill(service.database, tmp_path / "tiny", free=2)
    opened(service.database, clock=service.clock)
    return service


def without_proof(problem: DispatchProblem, _: float) -> Solved:
    return degraded(problem, WHY)


def hurried(service: Service) -> PlanRecord:
    return plan_now(service.database, service.clock, ANA.principal_id, solve=without_proof)


def get(service: Service, path: str, name: str = "ana") -> Response:
    return service.signed_in(name).get(path, Accept=HTML)


def rows_of(answer: Response) -> list[dict[str, str]]:
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(answer.text.splitlines()))


def test_a_plan_without_proof_says_so_and_why_on_the_board_and_in_the_review(
    board: Service,
) -> None:
    plan = hurried(board)
    assert "It was made without the solver and without proof" in text_of(get(board, "/board"))
    review = text_of(get(board, f"/plans/{plan.plan_version}"))
    assert "Made without proof" in review
    assert WHY in review
    sound = planned(board.database, board.clock)
    assert "without proof" not in text_of(get(board, f"/plans/{sound.plan_version}"))


def test_a_plan_without_proof_is_approved_only_by_somebody_who_says_so(board: Service) -> None:
    address = f"/plans/{hurried(board).plan_version}/approve"
    ana = board.signed_in("ana")
    refused = ana.post(address, {}, Accept=HTML)
    assert refused.status_code == 422
    assert "Say that you approve it all the same." in text_of(refused)
    assert list_plans(board.database)[0].status == "proposed"
    assert ana.post(address, {"sure": "1"}, Accept=HTML).status_code == 303
    assert list_plans(board.database)[0].status == "approved"


def test_a_plan_with_proof_needs_no_second_yes(board: Service) -> None:
    plan = planned(board.database, board.clock)
    answer = board.signed_in("ana").post(f"/plans/{plan.plan_version}/approve", {}, Accept=HTML)
    assert answer.status_code == 303


def test_a_form_that_is_sent_twice_approves_once_and_leads_to_the_same_page(
    board: Service,
) -> None:
    address = f"/plans/{planned(board.database, board.clock).plan_version}"
    ana = board.signed_in("ana")
    page = ana.get(address, Accept=HTML).text
    keys = dict(re.findall(rf'action="{address}/(\w+)".*?name="key" value="([^"]+)"', page))
    assert len(set(keys.values())) == len(keys) == 2  # wishes and approval: a key for each
    sent = [ana.post(f"{address}/approve", {"key": keys["approve"]}, Accept=HTML) for _ in "ab"]
    assert [each.status_code for each in sent] == [303, 303]
    assert {each.headers["location"] for each in sent} == {f"{address}?said=approved"}


def test_each_conflict_leads_to_its_line_and_says_what_to_do_next(board: Service) -> None:
    other = opened(board.database, request(tag(product_serial="S1-P1-0002")), board.clock)
    plan = planned(board.database, board.clock)
    cancel_rma(board.database, board.clock, CAROL, RmaKey(other.rma_number), "found")
    answer = board.signed_in("ana").post(f"/plans/{plan.plan_version}/approve", {}, Accept=HTML)
    assert answer.status_code == 409
    line_id = other.lines[0].line_id
    told = text_of(answer)
    assert f"Line {line_id} is canceled now, and the plan takes it for open." in told
    assert "Somebody has dealt with it: the next plan leaves it alone." in told
    assert "Nothing was reserved." in told
    assert f'<a href="#line-{line_id}">Line {line_id} is canceled' in answer.text
    assert '<button class="button" form="wishes">Plan again</button>' in answer.text


def test_a_plan_is_compared_with_the_approved_one_too(board: Service) -> None:
    first = planned(board.database, board.clock)
    approve_plan(board.database, board.clock, ANA, first.plan_version)
    opened(board.database, request(tag(product_serial="S1-P1-0002")), board.clock)
    second = planned(board.database, board.clock)
    third = planned(board.database, board.clock, WishList(again_of=second.plan_version))
    address = f"/plans/{third.plan_version}/difference"
    review = get(board, f"/plans/{third.plan_version}").text
    for against in (first, second):
        assert f'href="{address}?against={against.plan_version}"' in review
        told = text_of(get(board, f"{address}?against={against.plan_version}"))
        assert f"What differs from plan {against.plan_version}" in told
    assert f"What differs from plan {second.plan_version}" in text_of(get(board, address))
    assert get(board, f"{address}?against=999").status_code == 404


def test_pins_of_a_plan_stand_together_and_can_all_be_dropped(board: Service) -> None:
    plan = planned(board.database, board.clock)
    (answer,) = plan_of(board.database, plan.plan_version).plan.lines
    assert answer.option
    pin = PinWish(answer.option.depot_id, answer.option.service_id)
    wishes = WishList(pins={answer.line.line_id: pin}, again_of=plan.plan_version)
    pinned = planned(board.database, board.clock, wishes)
    told = text_of(get(board, f"/plans/{pinned.plan_version}"))
    assert f"Pinned lines {answer.line.line_id} " in told
    assert "Plan again without any wish" in told
    plain = text_of(get(board, f"/plans/{plan.plan_version}"))
    assert "This plan was made without a pin." in plain
    assert "Plan again without any wish" not in plain


def test_names_stand_in_plans_not_ids(board: Service) -> None:
    plan = planned(board.database, board.clock)
    for path in ("/board", f"/plans/{plan.plan_version}"):
        told = text_of(get(board, path))
        assert "made by Ana" in told
        assert "U-ANA" not in told


def test_lines_of_a_plan_are_a_file(board: Service) -> None:
    plan = planned(board.database, board.clock)
    (answer,) = plan_of(board.database, plan.plan_version).plan.lines
    assert answer.option
    (row,) = rows_of(get(board, f"/plans/{plan.plan_version}/lines.csv"))
    assert (row["line_id"], row["verdict"]) == (answer.line.line_id, "guaranteed")
    assert (row["depot_id"], row["service_id"]) == ("FRA1", answer.option.service_id)
    # P1 of premier is due in four hours.
    assert row["due_at"] == "2026-11-23T14:00:00Z"
    assert row["cost_cents"] == str(answer.option.cost_cents)
    assert row["sentence"] == answer.sentence


def test_the_queue_and_the_depots_are_files_of_what_is_seen(board: Service) -> None:
    (row,) = rows_of(get(board, "/board.csv"))
    assert row["state"] == "open"
    # The line is open, so it lies in pile 4, and in no other one.
    assert len(rows_of(get(board, "/board.csv?pile=4"))) == 1
    assert rows_of(get(board, "/board.csv?pile=2")) == []
    depots = rows_of(get(board, "/network.csv"))
    assert {each["depot_id"]: each["on_hand"] for each in depots}["FRA1"] == "2"


def test_plans_come_page_by_page(board: Service) -> None:
    for _ in range(11):
        planned(board.database, board.clock)
    first = get(board, "/board")
    assert '<a class="row-link" href="/plans/2">' in first.text
    assert '<a class="row-link" href="/plans/1">' not in first.text
    assert '/board?plans_before=2"' in first.text
    second = get(board, "/board?plans_before=2")
    assert '<a class="row-link" href="/plans/1">' in second.text
    assert "Older plans" not in second.text
    # Only the newest plan of all can wait for approval.
    assert "waits for approval" in text_of(first)
    assert "waits for approval" not in text_of(second)


@pytest.mark.parametrize("path", ["/board?pile=2", "/cases?search=NOTHING", "/stock?search=NONE"])
def test_a_list_that_is_empty_says_what_to_do(board: Service, path: str) -> None:
    told = text_of(get(board, path))
    assert any(way in told for way in ("go back to the whole queue", "Show all"))
    assert "Download CSV" not in told


def test_a_plan_whose_departures_have_passed_says_so_before_anybody_approves(
    board: Service,
) -> None:
    plan = planned(board.database, board.clock)
    address = f"/plans/{plan.plan_version}"
    assert "should have left by now" not in text_of(get(board, address))
    board.clock.forward(hours=5)  # due in four hours, so it leaves before that
    told = text_of(get(board, address))
    assert "1 line should have left by now." in told
    refused = board.signed_in("ana").post(f"{address}/approve", {}, Accept=HTML)
    assert refused.status_code == 409
    assert "The next plan takes a departure that is still to come." in text_of(refused)
