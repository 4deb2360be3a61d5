"""Every page for everybody who may see it: no barrier, no complaint, no other host, no overflow."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from rma_service.domain.people import Principal, Role
from rma_service.domain.plan_record import WishList
from rma_service.usecases.dispatch import plan_now
from tests.e2e.barriers import require_no_barrier
from tests.e2e.conftest import Witness
from tests.e2e.serving import Served, sign_in

ANA = Principal("U-ANA", Role.DISPATCHER)
PAGES = (
    ("", "/sign-in"),
    ("carol", "/cases"),
    ("carol", "/cases/new"),
    ("carol", "/relocations"),
    ("carol", "/cases/RMA26110001"),
    ("carol", "/cases/RMA26110001/promise"),
    ("carol", "/cases/RMA26110001/fault-tags"),
    ("ana", "/board"),
    ("ana", "/board?pile=4"),
    ("ana", "/plans/1"),
    ("ana", "/cases/RMA26110001"),
    ("ben", "/what-if"),
    ("ben", "/network"),
    ("ben", "/stock?search=MB-"),
    ("ada", "/health"),
    ("ada", "/policies"),
    ("carol", "/policies/xfusion-co-care"),
    ("ada", "/people"),
    ("ada", "/people/U-CAROL"),
    ("ada", "/cases/NONE"),
)
"""Who opens which page."""


@pytest.fixture(scope="module")
def planned(served: Served) -> Served:
    """Make plan 1, so that there is one to look at."""
    plan_now(served.database, served.clock, ANA.principal_id, WishList())
    return served


@pytest.mark.parametrize(("name", "path"), PAGES)
def test_it_has_no_barrier_no_complaint_no_other_host_and_no_overflow(
    page: Page, witness: Witness, planned: Served, figures: list[str], name: str, path: str
) -> None:
    page.emulate_media(reduced_motion="reduce")
    if name:
        sign_in(page, planned, name)
    page.goto(planned.address + path)
    ready = page.evaluate("performance.getEntriesByType('navigation')[0].duration")
    figures.append(f"{path}: loaded in {ready:.0f} ms")
    for summary in page.locator("summary").all()[:3]:
        summary.click()
    require_no_barrier(page)
    hosts = {urlsplit(url).netloc for url in witness.requests if not url.startswith("data:")}
    assert hosts == {urlsplit(planned.address).netloc}
    # A browser notes every answer 404 in its console; nothing else may be there.
    assert [each for each in witness.complaints if "404" not in each] == []


def test_light_and_dark_differ(page: Page, planned: Served) -> None:
    page.goto(f"{planned.address}/sign-in")
    paper = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(color_scheme="light")
    light = page.evaluate(paper)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(paper) != light


def test_ben_asks_what_if_and_reads_which_promises_are_lost(
    page: Page, witness: Witness, planned: Served
) -> None:
    sign_in(page, planned, "ben")
    page.goto(f"{planned.address}/what-if")
    page.get_by_role("radio", name="What if the Frankfurt depot closes?").check()
    page.get_by_role("button", name="Ask this question").first.click()
    page.wait_for_url(re.compile("/what-if/J-"), timeout=120_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("What if the Frankfurt depot closes?")
    # The kit of RMA26110001 is guaranteed out of Frankfurt, and no other depot holds all of it.
    expect(page.get_by_role("region", name="Table: Promises lost")).to_contain_text("RMA26110001")
    assert witness.complaints == []


def test_his_own_question_is_refused_with_a_sentence_when_it_names_no_part(
    page: Page, planned: Served
) -> None:
    sign_in(page, planned, "ben")
    page.goto(f"{planned.address}/what-if")
    page.get_by_label("Units").first.fill("2")
    page.get_by_role("button", name="Ask this question").nth(1).click()
    expect(page.get_by_role("alert")).to_contain_text("name the depot and the part")
    expect(page.get_by_label("Units").first).to_have_value("2")


def test_stock_is_found_while_typing_and_as_a_file(page: Page, planned: Served) -> None:
    sign_in(page, planned, "ben")
    page.goto(f"{planned.address}/stock")
    page.get_by_label("Part number or description").press_sequentially("MB-2U2S-V7")
    expect(page.locator("#found tbody tr").first).to_contain_text("MB-2U2S-V7")
    expect(page).to_have_url(re.compile("search=MB-2U2S-V7"))
    with page.expect_download() as download:
        page.get_by_role("link", name="Download CSV").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert text.splitlines()[0].startswith("part_number,description,depot_id")
    assert all("MB-2U2S-V7" in line for line in text.splitlines()[1:])
