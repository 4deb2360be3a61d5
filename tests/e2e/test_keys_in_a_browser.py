"""Keys alone: ask for a replacement, plan and approve, and see at every stop where one is."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from rma_service.usecases.plans import list_plans
from tests.e2e.conftest import Witness
from tests.e2e.serving import Served, sign_in

MOST_STOPS = 400
SLOW_MS = 120_000
OUTLINE = """() => {
  const at = document.activeElement;
  if (at === document.body) return "nowhere";
  const drawn = [at, at.closest(".tile, label"), at.nextElementSibling].filter(Boolean);
  const seen = drawn.some(each => {
    const style = getComputedStyle(each);
    return style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 3;
  });
  return seen ? "" : at.outerHTML.slice(0, 120);
}"""
"""Where the focus is that nobody sees; empty when it is drawn."""


def press_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is on what somebody looks for."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if wanted.evaluate("wanted => wanted === document.activeElement"):
            return
    pytest.fail(f"{wanted} cannot be reached with Tab alone.")


@pytest.fixture
def quiet(page: Page, witness: Witness) -> Iterator[Page]:
    """Open a page that does not move by itself, and must not complain."""
    page.emulate_media(reduced_motion="reduce")
    yield page
    assert witness.complaints == []


def test_keys_alone_ask_for_a_replacement_and_read_the_promise(quiet: Page, served: Served) -> None:
    sign_in(quiet, served, "carol")
    press_to(quiet, quiet.get_by_role("link", name="New RMA").first)
    quiet.keyboard.press("Enter")
    quiet.wait_for_url("**/cases/new")
    for name, typed in (
        ("Site", "Frankfurt am Main, DE: Lumen"),
        ("Priority", "P1"),
        ("Platform", "P2288V6"),
        ("Serial number of the product", "S0004-P2288V6-0009"),
        ("Part number", "MB-2U2S-V6"),
        ("Fault", "Unit does not start"),
    ):
        press_to(quiet, quiet.get_by_label(re.compile(rf"^{name}( \*)?$")))
        quiet.keyboard.type(typed)
    press_to(quiet, quiet.get_by_label("Seen at"))
    quiet.keyboard.type("11232026")
    quiet.keyboard.press("ArrowRight")
    quiet.keyboard.type("0800AM")
    press_to(quiet, quiet.get_by_role("button", name="Send the RMA"))
    quiet.keyboard.press("Enter")
    quiet.wait_for_url(re.compile("/promise$"), timeout=SLOW_MS)
    expect(quiet.locator(".hero h2")).to_have_text("Guaranteed")


def test_keys_alone_plan_and_approve(quiet: Page, served: Served) -> None:
    sign_in(quiet, served, "ana")
    press_to(quiet, quiet.get_by_role("button", name="Plan all open lines"))
    quiet.keyboard.press("Enter")
    quiet.wait_for_url(re.compile(r"/plans/\d+$"), timeout=SLOW_MS)
    press_to(quiet, quiet.get_by_role("button", name="Approve and reserve the units"))
    quiet.keyboard.press("Enter")
    expect(quiet.get_by_text("Approved. The units are reserved")).to_be_visible()
    assert list_plans(served.database)[0].status == "approved"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("ana", "/board"),
        ("ana", "/plans/1"),
        ("carol", "/cases/new"),
        ("carol", "/cases"),
        ("ben", "/what-if"),
        ("ben", "/stock"),
    ],
)
def test_every_stop_of_the_keys_can_be_seen(
    quiet: Page, served: Served, name: str, path: str
) -> None:
    sign_in(quiet, served, name)
    quiet.goto(served.address + path)
    for _ in range(40):
        quiet.keyboard.press("Tab")
        assert quiet.evaluate(OUTLINE) in {"", "nowhere"}
