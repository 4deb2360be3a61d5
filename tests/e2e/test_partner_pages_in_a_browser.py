"""Pages of a partner: Carol asks and is promised, Dan sees nothing of it, keys alone suffice."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Witness
from tests.e2e.serving import Served, sign_in

PROMISE = re.compile(r"/cases/RMA[\w-]+/promise$")


@pytest.fixture
def carol(page: Page, witness: Witness, served: Served) -> Page:  # noqa: ARG001 - watches first
    """Sign Carol in."""
    page.emulate_media(reduced_motion="reduce")
    sign_in(page, served, "carol")
    return page


def fill_tag(page: Page, number: int, part: str, fault: str) -> None:
    tag = page.get_by_role("group", name=f"Fault tag {number}")
    tag.get_by_label("Platform").fill("P2288V6")
    tag.get_by_label("Serial number of the product").fill("S0004-P2288V6-0009")
    tag.get_by_label("Part number").fill(part)
    tag.get_by_role("combobox", name="Fault").select_option(fault)
    tag.get_by_label("Seen at").fill("2026-11-23T08:00")


def begin(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/cases/new")
    page.get_by_label("Site").select_option("S0004")
    page.get_by_label("Priority").select_option("P1")


def test_she_asks_and_reads_the_promise_with_its_clause(carol: Page, served: Served) -> None:
    begin(carol, served)
    fill_tag(carol, 1, "MB-2U2S-V6", "BRD-BOOT")
    carol.get_by_role("button", name="Send the RMA").click()
    carol.wait_for_url(PROMISE, timeout=60_000)
    hero = carol.locator(".hero")
    expect(hero.get_by_role("heading")).to_have_text(re.compile("Guaranteed|At risk|Impossible"))
    expect(hero).to_contain_text("Co-Care")
    expect(hero).to_contain_text("Arrive by")
    carol.get_by_role("link", name="Follow this case").click()
    expect(carol.locator(".timeline")).to_contain_text("Promise made")
    carol.get_by_text("How the target was derived").click()
    expect(carol.locator(".trace").first).to_contain_text("The clock starts Mon 23 Nov 10:00")


def test_a_second_fault_tag_comes_without_the_first_one_being_lost(
    carol: Page, served: Served
) -> None:
    begin(carol, served)
    fill_tag(carol, 1, "MB-2U2S-V6", "BRD-BOOT")
    carol.get_by_role("button", name="Add a fault tag").click()
    expect(carol.get_by_role("group", name="Fault tag 2")).to_be_visible()
    expect(carol.get_by_label("Platform").nth(1)).to_be_focused()
    # What the second unit most often shares with the first one is there already.
    expect(carol.get_by_label("Platform").nth(1)).to_have_value("P2288V6")
    expect(carol.get_by_label("Part number").nth(0)).to_have_value("MB-2U2S-V6")
    assert carol.url.endswith("/cases/new")


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    carol: Page, served: Served, witness: Witness
) -> None:
    begin(carol, served)
    carol.get_by_label("Part number").fill("NO-SUCH-PART")
    carol.get_by_role("button", name="Send the RMA").click()
    field = carol.get_by_label("Part number")
    expect(field).to_have_value("NO-SUCH-PART")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(carol.locator(f"[id='{field.get_attribute('id')}-wrong']")).to_contain_text(
        "none of them"
    )
    expect(carol.get_by_role("alert")).to_contain_text("Fault tag 1: Choose a platform.")
    expect(carol.get_by_role("alert")).to_be_focused()
    expect(carol).to_have_title("Not done: New RMA · Spare-parts dispatch")
    # The browser itself notes the 422 in its console; it is told apart from real complaints.
    witness.complaints = [each for each in witness.complaints if "422" not in each]


def test_a_form_that_is_sent_twice_opens_one_rma(carol: Page, served: Served) -> None:
    begin(carol, served)
    fill_tag(carol, 1, "HS-2U-STD", "THERM")
    form = carol.locator("form[action='/cases/new']")
    fields = form.evaluate("form => new URLSearchParams(new FormData(form)).toString()")
    send = """async fields => (await fetch('/cases/new', {method: 'POST', body: fields,
        headers: {'Content-Type': 'application/x-www-form-urlencoded'}})).url"""
    first, second = carol.evaluate(send, fields), carol.evaluate(send, fields)
    assert PROMISE.search(first)
    assert first == second


def test_dan_gets_the_same_answer_for_her_case_as_for_none(
    page: Page, served: Served, browser: Browser
) -> None:
    sign_in(page, served, "dan")
    answers = {}
    for number in ("RMA26110001", "RMA26119999"):
        answer = page.goto(f"{served.address}/cases/{number}")
        assert answer is not None
        assert answer.status == 404
        answers[number] = page.locator("main").inner_text()
    assert len(set(answers.values())) == 1
    page.goto(f"{served.address}/cases")
    assert "RMA26110001" not in page.content()
    with browser.new_context() as context:
        stranger = context.new_page()
        stranger.goto(f"{served.address}/cases/RMA26110001")
        assert "/sign-in?next=/cases/RMA26110001" in stranger.url


def test_the_navigation_shows_what_the_role_may_see(carol: Page, served: Served) -> None:
    places = carol.get_by_role("navigation", name="Pages").get_by_role("link")
    assert places.all_inner_texts() == ["Cases", "New RMA"]
    answer = carol.goto(f"{served.address}/board")
    assert answer is not None
    assert answer.status == 403


def test_keys_alone_sign_in_filter_and_open_a_case(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/sign-in")
    press_to(page, "#name")
    page.keyboard.type("carol")
    page.keyboard.press("Tab")
    page.keyboard.type("demo-carol")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases")
    press_to(page, "#search")
    page.keyboard.type("RMA26110001-02")
    expect(page.locator("#found tbody tr")).to_have_count(1)
    press_to(page, ".row-link")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="RMA26110001", exact=True)).to_be_visible()


def press_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on an element."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    pytest.fail(f"{selector} cannot be reached with Tab alone.")


def test_without_script_the_form_works_all_the_same(browser: Browser, served: Served) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, served, "carol")
        begin(page, served)
        page.get_by_role("button", name="Add a fault tag").click()
        expect(page.get_by_role("group", name="Fault tag 2")).to_be_visible()
        page.get_by_role("button", name="Remove fault tag 2").click()
        expect(page.get_by_role("group", name="Fault tag 2")).to_have_count(0)
        fill_tag(page, 1, "HS-2U-STD", "THERM")
        page.get_by_role("button", name="Send the RMA").click()
        page.wait_for_url(PROMISE, timeout=60_000)
