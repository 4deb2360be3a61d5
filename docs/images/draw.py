# ruff: noqa: INP001 - a script beside its picture is no package
"""Draw plan.png for the README: `python docs/images/draw.py plan.html`, from the page of a plan."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import ViewportSize, sync_playwright

PICTURE = Path(__file__).parent / "plan.png"
SIZE: ViewportSize = {"width": 1440, "height": 1240}


def draw(page_file: Path) -> None:
    """Open the page of a plan as a reader would and keep what a large screen shows of it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(viewport=SIZE, color_scheme="light", reduced_motion="reduce")
        page.goto(page_file.resolve().as_uri())
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
