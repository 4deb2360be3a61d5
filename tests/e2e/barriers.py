"""What every page and every state of it must be: open to everybody, at any size."""

from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SIZES: tuple[tuple[int, Literal["light", "dark"]], ...] = (
    (1440, "light"),
    (1440, "dark"),
    (390, "light"),
)
"""Widths and schemes that axe looks at: a desk, the same at night, and a phone."""

WIDTHS = (360, 640, 768, 1280, 1440)
"""Widths at which nothing may scroll sideways; 640 is a window of 1280 at 200 %."""


def require_no_barrier(page: Page) -> None:
    """Fail when axe finds a barrier, or when the page scrolls sideways."""
    for width, scheme in SIZES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        report = Axe().run(page)
        assert report.violations_count == 0, report.generate_report()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
