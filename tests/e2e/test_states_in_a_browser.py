"""States that a page is seldom in: without proof, in conflict, empty, full of faults."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from optimizer.dispatch.bounded import Solved, degraded
from optimizer.dispatch.problem import DispatchProblem
from rma_service.domain.people import Principal, Role
from rma_service.domain.rma_request import RmaKey
from rma_service.usecases.dispatch import plan_now
from rma_service.usecases.rmas import cancel_rma
from tests.e2e.barriers import require_no_barrier
from tests.e2e.conftest import Witness
from tests.e2e.serving import Served, sign_in

ANA = Principal("U-ANA", Role.DISPATCHER)
WHY = "The solver gave no plan. It was ended after 60 s."
REFUSED = re.compile("40[0-9]|422")


def without_proof(problem: DispatchProblem, _: float) -> Solved:
    return degraded(problem, WHY)


@pytest.fixture(scope="module")
def known(served: Served) -> Served:
    """Make plan 1 without proof, and plan 2, which fits until a test changes what it plans."""
    plan_now(served.database, served.clock, ANA.principal_id, solve=without_proof)
    plan_now(served.database, served.clock, ANA.principal_id)
    return served


@pytest.fixture
def calm(page: Page, witness: Witness, known: Served) -> Iterator[Page]:  # noqa: ARG001 - set up first
    """Open a page that must not complain, but for the notes of a browser on refused requests."""
    yield page
    assert [each for each in witness.complaints if not REFUSED.search(each)] == []


def test_a_plan_without_proof_asks_for_a_second_yes(calm: Page, known: Served) -> None:
    sign_in(calm, known, "ana")
    calm.goto(f"{known.address}/plans/1")
    expect(calm.get_by_role("heading", name="Made without proof")).to_be_visible()
    expect(calm.get_by_text(WHY)).to_be_visible()
    require_no_barrier(calm)
    calm.get_by_role("button", name="Approve and reserve the units").click()
    # The browser asks for the box; nothing was sent.
    assert calm.evaluate("document.activeElement.id") == "sure"
    assert calm.url.endswith("/plans/1")


def test_conflicts_lead_to_their_lines_and_to_another_plan(calm: Page, known: Served) -> None:
    sign_in(calm, known, "ana")
    calm.goto(f"{known.address}/plans/2")
    cancel_rma(known.database, known.clock, ANA, RmaKey("RMA26110002"), "found a spare")
    calm.get_by_role("button", name="Approve and reserve the units").click()
    alert = calm.get_by_role("alert")
    expect(alert).to_contain_text("Plan 2 no longer fits the record.")
    expect(alert).to_contain_text("Nothing was reserved.")
    require_no_barrier(calm)
    alert.get_by_role("link", name=re.compile("^Line RMA26110002-01")).click()
    expect(calm.locator("#line-RMA26110002-01")).to_be_in_viewport()
    alert.get_by_role("button", name="Plan again").click()
    calm.wait_for_url(re.compile(r"/plans/3/difference"), timeout=120_000)
    expect(calm.get_by_role("heading", level=1)).to_have_text("What differs from plan 2")
    require_no_barrier(calm)


@pytest.mark.parametrize(
    ("name", "path", "way_on"),
    [
        ("ana", "/board?pile=2", "go back to the whole queue"),
        ("carol", "/cases?search=NOTHING", "Show all lines"),
        ("ben", "/stock?search=NOTHING", "Show all shelves"),
    ],
)
def test_an_empty_list_says_what_to_do(
    calm: Page, known: Served, name: str, path: str, way_on: str
) -> None:
    sign_in(calm, known, name)
    calm.goto(known.address + path)
    require_no_barrier(calm)
    calm.get_by_role("link", name=way_on).click()
    expect(calm.locator("tbody tr").first).to_be_visible()


def test_a_form_full_of_faults_is_no_barrier(calm: Page, known: Served) -> None:
    sign_in(calm, known, "carol")
    calm.goto(f"{known.address}/cases/new")
    calm.get_by_role("button", name="Send the RMA").click()
    expect(calm.get_by_role("alert")).to_be_visible()
    require_no_barrier(calm)


def test_a_refused_sign_in_and_a_question_without_change_are_no_barrier(
    calm: Page, known: Served
) -> None:
    calm.goto(f"{known.address}/sign-in")
    calm.get_by_label("Name").fill("ben")
    calm.get_by_label("Password").fill("wrong")
    calm.get_by_role("button", name="Sign in").click()
    expect(calm.get_by_role("alert")).to_contain_text("do not belong together")
    require_no_barrier(calm)
    sign_in(calm, known, "ben")
    calm.goto(f"{known.address}/what-if")
    calm.get_by_role("button", name="Ask this question").nth(1).click()
    expect(calm.get_by_role("alert")).to_contain_text("Fill in one row")
    require_no_barrier(calm)
