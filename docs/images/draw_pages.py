# ruff: noqa: INP001 - a script beside its pictures is no package
"""Draw the pages for README and docs: `python docs/images/draw_pages.py http://127.0.0.1:8000`.

The service must run with the demonstration (`make run`); an RMA is opened and two plans are made.
"""

import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent
SIZE = {"width": 1440, "height": 960}
SLOW_MS = 180_000


def draw(address: str) -> None:
    """Walk through the pages as Carol, Ana and Ben do, and keep what a large screen shows."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        _draw_request(_signed_in(browser, address, "carol"), address)
        _draw_dispatch(_signed_in(browser, address, "ana"), address)
        _draw_planning(_signed_in(browser, address, "ben"), address)
        browser.close()


def _draw_request(page: Page, address: str) -> None:
    page.goto(f"{address}/cases/new")
    page.get_by_label("Site").select_option("S0004")
    page.get_by_label("Priority").select_option("P1")
    page.get_by_label("Platform").fill("P2288V6")
    page.get_by_label("Serial number of the product").fill("S0004-P2288V6-0009")
    page.get_by_label("Part number").fill("MB-2U2S-V6")
    page.get_by_role("combobox", name="Fault").select_option("BRD-BOOT")
    an_hour_ago = "new Date(Date.now() - 3600e3).toISOString().slice(0, 16)"
    page.get_by_label("Seen at").fill(page.evaluate(an_hour_ago))
    page.get_by_label("What you see").fill("Stays dark after a power cycle.")
    _keep(page, "new-rma")
    page.get_by_role("button", name="Send the RMA").click()
    page.wait_for_url(re.compile("/promise$"), timeout=SLOW_MS)
    _keep(page, "promise")


def _draw_dispatch(page: Page, address: str) -> None:
    page.goto(f"{address}/board")
    page.get_by_role("button", name="Plan all open lines").click()
    page.wait_for_url(re.compile(r"/plans/\d+$"), timeout=SLOW_MS)
    _keep(page, "plan-review")
    page.get_by_role("checkbox", name="Regional EU domestic parcel next day").check()
    page.get_by_role("button", name="Plan again with these wishes").click()
    page.wait_for_url(re.compile("/difference$"), timeout=SLOW_MS)
    _keep(page, "difference")
    page.goto(f"{address}/board")
    _keep(page, "board")


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
