"""Carol checks a form before she sends it: by keys, without a script, without barriers."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.barriers import require_no_barrier
from tests.e2e.conftest import Witness
from tests.e2e.serving import Served, sign_in

TAGS = 5
"""One more than may go together: five mainboards for one site accumulate."""

SOLVED_MILLISECONDS = 60_000
"""How long lines that compete may take to be promised: a solver starts for them."""


def filled_form(page: Page, served: Served) -> None:
    """A form with five fault tags for the same part and site."""
    page.goto(f"{served.address}/cases/new")
    page.get_by_label("Site").select_option("S0004")
    page.get_by_label("Priority").select_option("P1")
    for number in range(1, TAGS + 1):
        tag = page.get_by_role("group", name=f"Fault tag {number}")
        tag.get_by_label("Platform").fill("P2288V6")
        tag.get_by_label("Serial number of the product").fill(f"S0004-P2288V6-{number:04}")
        tag.get_by_label("Part number").fill("MB-2U2S-V6")
        tag.get_by_role("combobox", name="Fault").select_option("BRD-BOOT")
        tag.get_by_label("Seen at").fill("2026-11-23T08:00")
        if number < TAGS:
            page.get_by_role("button", name="Add a fault tag").click()
            page.get_by_role("group", name=f"Fault tag {number + 1}").wait_for()


def check(page: Page) -> None:
    button = page.get_by_role("button", name="Check before sending")
    button.click(timeout=SOLVED_MILLISECONDS)
    page.get_by_role("heading", name="Checked, not sent").wait_for(timeout=SOLVED_MILLISECONDS)


@pytest.fixture
def carol(page: Page, witness: Witness, served: Served) -> Page:  # noqa: ARG001 - watches first
    """Sign Carol in."""
    page.emulate_media(reduced_motion="reduce")
    sign_in(page, served, "carol")
    return page


def test_she_reads_how_to_send_them_and_loses_nothing(
    carol: Page, served: Served, witness: Witness
) -> None:
    filled_form(carol, served)
    check(carol)
    expect(carol.get_by_role("status")).to_contain_text("sent as 2 RMAs one after the other")
    expect(carol.locator("#checked")).to_be_focused()
    turns = carol.get_by_role("region", name="How to send them").get_by_role("row")
    expect(turns).to_have_count(TAGS + 1)
    expect(turns.nth(TAGS)).to_contain_text(re.compile("RMA 2: .*Owed", re.DOTALL))
    for number in range(1, TAGS + 1):
        tag = carol.get_by_role("group", name=f"Fault tag {number}")
        expect(tag.get_by_label("Part number")).to_have_value("MB-2U2S-V6")
        expect(tag.get_by_label("Seen at")).to_have_value("2026-11-23T08:00")
    require_no_barrier(carol)
    assert witness.complaints == []


def test_a_turn_opens_as_a_form_of_its_own_beside_the_whole_one(
    carol: Page, served: Served
) -> None:
    filled_form(carol, served)
    check(carol)
    with carol.expect_popup() as opened:
        carol.get_by_role("button", name="Form for RMA 1 in a new tab").click()
    first = opened.value
    expect(first.get_by_role("group", name=re.compile("^Fault tag"))).to_have_count(4)
    expect(first.get_by_label("Serial number of the product").first).to_have_value(
        "S0004-P2288V6-0001"
    )
    expect(carol.get_by_role("group", name=re.compile("^Fault tag"))).to_have_count(TAGS)
    check(first)
    expect(first.get_by_role("status")).to_contain_text("Send it as it is")
    first.get_by_role("button", name="Send the RMA").click(timeout=SOLVED_MILLISECONDS)
    first.wait_for_url(re.compile(r"/cases/RMA[\w-]+/promise$"), timeout=SOLVED_MILLISECONDS)
    # What she checks now meets the RMA that she has just sent.
    check(carol)
    expect(carol.locator("#checked")).to_contain_text("Sent now, it takes the guarantee from 4")


def test_without_a_script_it_is_the_same(browser: Browser, served: Served) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, served, "carol")
        page.goto(f"{served.address}/cases/new")
        page.get_by_label("Site").select_option("S0004")
        page.get_by_role("button", name="Check before sending").click()
        expect(page.get_by_role("alert")).to_contain_text("Choose a platform.")
        filled_form(page, served)
        check(page)
        expect(page.get_by_role("heading", name="If you send it now")).to_be_visible()
        expect(page.get_by_label("Site")).to_have_value("S0004")
