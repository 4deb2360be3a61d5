"""A session that ends while somebody types: nothing typed is lost, and nothing is done unasked."""

import pytest
from playwright.sync_api import Page, expect

from rma_service.domain.people import Principal, Role
from rma_service.usecases.cases import list_rmas
from tests.e2e.conftest import Witness
from tests.e2e.serving import Served, sign_in

ANA = Principal("U-ANA", Role.DISPATCHER)
HERE_AGAIN = "What you entered is here again; nothing of it was sent."


@pytest.fixture
def carol(page: Page, witness: Witness, served: Served) -> Page:  # noqa: ARG001 - watches first
    """Sign Carol in and let her begin an RMA with two fault tags."""
    sign_in(page, served, "carol")
    page.goto(f"{served.address}/cases/new")
    page.get_by_label("Site").select_option("S0004")
    page.get_by_label("Priority").select_option("P1")
    page.get_by_label("All parts arrive together").check()
    page.get_by_label("Part number").fill("MB-2U2S-V6")
    page.get_by_label("What you see").fill("Stays dark.\nNo beep either.")
    page.get_by_role("button", name="Add a fault tag").click()
    page.get_by_label("Part number").nth(1).fill("HS-2U-STD")
    return page


def come_back(page: Page, name: str) -> None:
    """Sign in on the page that stands there now."""
    expect(page.get_by_role("status").first).to_contain_text("is kept in this tab")
    expect(page.get_by_text("Your session had ended")).to_be_visible()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(f"demo-{name}")
    page.get_by_role("button", name="Sign in").click()


def test_a_form_with_two_fault_tags_is_there_again_after_signing_in(
    carol: Page, served: Served, witness: Witness
) -> None:
    before = len(list_rmas(served.database, ANA))
    carol.context.clear_cookies()
    carol.get_by_role("button", name="Send the RMA").click()
    come_back(carol, "carol")
    expect(carol.get_by_label("Part number").nth(1)).to_have_value("HS-2U-STD")
    expect(carol.get_by_label("Part number").nth(0)).to_have_value("MB-2U2S-V6")
    expect(carol.get_by_label("Site")).to_have_value("S0004")
    expect(carol.get_by_label("All parts arrive together")).to_be_checked()
    expect(carol.get_by_label("What you see").first).to_have_value("Stays dark.\nNo beep either.")
    assert carol.url.endswith("/cases/new")
    assert len(list_rmas(served.database, ANA)) == before
    assert witness.complaints == []


def test_a_piece_of_a_page_that_comes_too_late_leads_to_signing_in_and_back(
    carol: Page, witness: Witness
) -> None:
    carol.get_by_role("button", name="Remove fault tag 2").click()
    carol.context.clear_cookies()
    carol.get_by_role("button", name="Add a fault tag").click()
    come_back(carol, "carol")
    expect(carol.get_by_text(HERE_AGAIN)).to_be_visible()
    expect(carol.get_by_label("Part number")).to_have_value("MB-2U2S-V6")
    assert witness.complaints == []


def test_a_question_is_there_again_and_is_not_asked_by_itself(page: Page, served: Served) -> None:
    sign_in(page, served, "ben")
    page.goto(f"{served.address}/what-if")
    page.get_by_role("group", name="Move units").get_by_label("Units").fill("3")
    page.context.clear_cookies()
    page.get_by_role("button", name="Ask this question").nth(1).click()
    come_back(page, "ben")
    expect(page.get_by_text(HERE_AGAIN)).to_be_visible()
    expect(page.get_by_role("group", name="Move units").get_by_label("Units")).to_have_value("3")


def test_whoever_else_signs_in_gets_nothing_of_it(carol: Page) -> None:
    carol.context.clear_cookies()
    carol.get_by_role("button", name="Send the RMA").click()
    come_back(carol, "dan")
    expect(carol.get_by_text("Dan", exact=True)).to_be_visible()
    assert carol.url.endswith("/cases/new")
    expect(carol.get_by_label("Part number")).to_have_value("")
    assert carol.evaluate("sessionStorage.getItem('kept-form')") is None
