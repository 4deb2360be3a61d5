# ruff: noqa: INP001 - a script beside its pictures is no package
"""Draw the pages for README and docs: `python docs/images/draw_pages.py http://127.0.0.1:8000`.

The service must run with the demonstration (`make run`). An RMA is opened, a clock is told and a
priority changed, two plans are made, one of them is approved, and two of its lines go out.
"""

import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, ViewportSize, sync_playwright

FOLDER = Path(__file__).parent
SIZE: ViewportSize = {"width": 1440, "height": 960}
SLOW_MS = 180_000
AN_HOUR_AGO = "new Date(Date.now() - 3600e3).toISOString().slice(0, 16)"
STILL_MS = 800
"""Until the map has come to rest."""


def draw(address: str) -> None:
    """Walk through the pages as Carol, Ana and Ben do, and keep what a large screen shows."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        carol = _signed_in(browser, address, "carol")
        _draw_check(carol, address)
        _draw_request(carol, address)
        _draw_planning(_signed_in(browser, address, "ben"), address)
        ana = _signed_in(browser, address, "ana")
        _draw_targets(ana, address)
        _draw_dispatch(ana, address)
        browser.close()


def _draw_request(page: Page, address: str) -> None:
    page.goto(f"{address}/cases/new")
    page.get_by_label("Site").select_option("S0004")
    page.get_by_label("Priority").select_option("P1")
    _fill_tag(page, "S0004-P2288V6-0009", page.evaluate(AN_HOUR_AGO))
    page.get_by_label("What you see").fill("Stays dark after a power cycle.")
    _keep(page, "new-rma")
    page.get_by_role("button", name="Send the RMA").click()
    page.wait_for_url(re.compile("/promise$"), timeout=SLOW_MS)
    _keep(page, "promise")


def _draw_check(page: Page, address: str) -> None:
    """Ask before sending what five mainboards at once would be owed."""
    page.goto(f"{address}/cases/new")
    page.get_by_label("Site").select_option("S0004")
    page.get_by_label("Priority").select_option("P1")
    for number in range(1, 6):
        tag = page.get_by_role("group", name=f"Fault tag {number}")
        _fill_tag(tag, f"S0004-P2288V6-{number:04}", page.evaluate(AN_HOUR_AGO))
        if number < 5:  # noqa: PLR2004 - the last of them
            page.get_by_role("button", name="Add a fault tag").click()
            page.get_by_role("group", name=f"Fault tag {number + 1}").wait_for()
    page.get_by_role("button", name="Check before sending").click(timeout=SLOW_MS)
    page.get_by_role("heading", name="Checked, not sent").wait_for(timeout=SLOW_MS)
    page.locator("#checked").screenshot(path=FOLDER / "check.png")


def _fill_tag(tag: Page | Locator, serial: str, seen_at: str) -> None:
    tag.get_by_label("Platform").fill("P2288V6")
    tag.get_by_label("Serial number of the product").fill(serial)
    tag.get_by_label("Part number").fill("MB-2U2S-V6")
    tag.get_by_role("combobox", name="Fault").select_option("BRD-BOOT")
    tag.get_by_label("Seen at").fill(seen_at)


def _draw_targets(page: Page, address: str) -> None:
    """Tell that a call was accepted, change the priority, and unfold a derivation."""
    page.goto(f"{address}/cases/RMA26110046")
    page.get_by_text("Tell the clocks what happened").click()
    page.get_by_label("What happened *").select_option("accepted_at")
    page.get_by_label("Why it is told").fill("The desk took the call.")
    page.get_by_role("button", name="Add to the clock log").click()
    page.get_by_text("The clock log has it.").wait_for()
    page.get_by_text("Change the priority").first.click()
    page.get_by_label("Priority from now on").select_option("P2")
    page.locator("#priority_why").fill("A second node is down.")
    page.get_by_role("button", name="Change the priority").click()
    page.get_by_text("The priority is changed.").wait_for()
    page.get_by_text("How it was derived").last.click()
    page.get_by_role("region", name="Targets", exact=True).screenshot(path=FOLDER / "targets.png")


def _draw_dispatch(page: Page, address: str) -> None:
    page.goto(f"{address}/board")
    page.get_by_role("button", name="Plan all open lines").click()
    page.wait_for_url(re.compile(r"/plans/\d+$"), timeout=SLOW_MS)
    page.get_by_role("radio", name="Europe").check()
    page.wait_for_timeout(STILL_MS)
    _keep(page, "plan-review")
    page.get_by_role("checkbox", name="Regional EU domestic parcel next day").check()
    page.get_by_role("button", name="Plan again with these wishes").click()
    page.wait_for_url(re.compile("/difference$"), timeout=SLOW_MS)
    _keep(page, "difference")
    page.get_by_role("link", name=re.compile("^Review plan")).click()
    page.get_by_role("button", name="Approve and reserve the units").click()
    page.get_by_text("Approved. The units are reserved").wait_for()
    _send_out(page, address)
    page.goto(f"{address}/board")
    _keep(page, "board")


def _send_out(page: Page, address: str) -> None:
    """Let two lines of the first case go on, one of them to its courier, and keep the case."""
    page.goto(f"{address}/cases?search=RMA26110001")
    page.locator(".row-link").first.click()
    for number in ("1", "2"):
        line = page.get_by_role("article", name=f"RMA26110001-0{number}")
        line.get_by_role("button", name="Hand over to the courier").click()
        page.get_by_text("The unit is with its courier.").wait_for()
    line = page.get_by_role("article", name="RMA26110001-01")
    line.get_by_label("Serial number").fill("MB2U2S-88213")
    line.get_by_label("Tracking number").fill("FRA-CAR-20931")
    line.get_by_role("button", name="Mark as shipped").click()
    page.get_by_text("The unit is on its way.").wait_for()
    page.goto(f"{address}/cases/RMA26110001")
    _keep(page, "case")


def _draw_planning(page: Page, address: str) -> None:
    page.goto(f"{address}/what-if")
    page.get_by_role("radio", name="What if the Frankfurt depot closes?").check()
    page.get_by_role("button", name="Ask this question").first.click()
    page.wait_for_url(re.compile("/what-if/J-"), timeout=SLOW_MS)
    _keep(page, "what-if")
    page.goto(f"{address}/network")
    _keep(page, "network")


def _signed_in(browser: Browser, address: str, name: str) -> Page:
    page = browser.new_page(viewport=SIZE, color_scheme="light", reduced_motion="reduce")
    page.goto(f"{address}/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(f"demo-{name}")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()
    return page


def _keep(page: Page, name: str) -> None:
    page.evaluate("document.activeElement.blur()")
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    draw(sys.argv[1])
