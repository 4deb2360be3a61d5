"""The page of a plan as a person meets it: opened from disk, read, filtered, with keys alone."""

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Witness

MAIN_ROWS = ".line:not(.more):visible"


def shown(page: Page) -> list[str]:
    """Lines whose rows can be seen."""
    return page.locator(f"{MAIN_ROWS} .line-id").all_inner_texts()


def press_until_focused(page: Page, key: str, selector: str) -> int:
    """Press a key until the focus is on an element; how often."""
    for presses in range(1, 100):
        page.keyboard.press(key)
        if page.locator(f"{selector}:focus").count():
            return presses
    pytest.fail(f"{selector} cannot be reached with {key} alone.")


def test_it_opens_from_disk_and_asks_for_nothing_else(
    opened: Page, witness: Witness, plan_file: Path, figures: list[str]
) -> None:
    expect(opened.get_by_role("heading", name="Dispatch plan")).to_be_visible()
    assert witness.requests == [plan_file.as_uri()]
    assert witness.complaints == []
    ready = opened.evaluate("performance.getEntriesByType('navigation')[0].duration")
    figures.append(f"plan.html of nine lines: loaded in {ready:.0f} ms")


def test_its_style_is_applied_under_its_own_policy(opened: Page) -> None:
    # Without the style sheet a tile has no rounded corners; a wrong hash would switch it off.
    tile = opened.locator(".tile").first
    assert tile.evaluate("tile => getComputedStyle(tile).borderRadius") == "12px"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier(opened: Page, scheme: Literal["light", "dark"]) -> None:
    opened.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for summary in opened.locator("summary").all():
        summary.click()
    report = Axe().run(opened)
    assert report.violations_count == 0, report.generate_report()


def test_light_and_dark_differ(opened: Page) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    opened.emulate_media(color_scheme="light")
    light = opened.evaluate(paper)
    opened.emulate_media(color_scheme="dark")
    assert opened.evaluate(paper) != light


def test_a_verdict_alone_shows_its_lines_and_marks_and_no_others(opened: Page) -> None:
    assert len(shown(opened)) == 9
    opened.get_by_role("radio", name="At risk").check()
    assert shown(opened) == ["A-1"]
    # The details row of A-1 stays, the eight others go; so do the marks of other verdicts.
    assert opened.locator(".more:visible").count() == 1
    assert opened.locator(".mark:visible").count() == 1
    assert opened.locator(".case:visible").count() == 1
    # Only LIS1 ships a line at risk.
    assert opened.locator(".depot:visible").count() == 1


def test_what_needs_a_look_is_all_but_the_guaranteed(opened: Page) -> None:
    opened.get_by_role("radio", name="Needs a look").check()
    assert shown(opened) == ["A-1", "I-1", "T-1", "N-1", "X-1"]
    # HNL1 ships only F-1, which is guaranteed.
    assert opened.locator(".depot:visible").count() == 2
    opened.get_by_role("radio", name="All lines").check()
    assert len(shown(opened)) == 9


def test_keys_alone_reach_the_filter_and_choose_a_verdict(opened: Page) -> None:
    press_until_focused(opened, "Tab", "#show-all")
    press_until_focused(opened, "ArrowRight", "#show-guaranteed")
    assert shown(opened) == ["K-1", "K-2", "F-1", "S-1"]


def test_keys_alone_open_the_details_of_a_line(opened: Page) -> None:
    press_until_focused(opened, "Tab", "summary")
    opened.keyboard.press("Enter")
    expect(opened.locator("details[open]")).to_contain_text("Leiria depot (LIS1), Large van (VAN)")


def test_the_first_key_skips_to_the_lines(opened: Page) -> None:
    opened.keyboard.press("Tab")
    expect(opened.get_by_role("link", name="Skip to the lines")).to_be_in_viewport()
    opened.keyboard.press("Enter")
    expect(opened.locator("#lines-title")).to_be_in_viewport()


def test_a_mark_on_the_map_leads_to_its_line(opened: Page) -> None:
    opened.get_by_role("link", name="Santiago").click()
    assert opened.url.endswith("#line-I-1")
    expect(opened.locator("#line-I-1")).to_be_in_viewport()


def test_the_map_can_be_enlarged_without_enlarging_its_marks(opened: Page) -> None:
    mark = opened.get_by_role("link", name="Frankfurt")
    before = mark.bounding_box()
    opened.get_by_role("radio", name="Europe").check()
    after = mark.bounding_box()
    assert before
    assert after
    # Frankfurt moves away from the middle of the world map; its mark keeps its size.
    assert abs(after["x"] - before["x"]) > 20
    assert after["width"] == pytest.approx(before["width"], rel=0.05)


@pytest.mark.parametrize("width", [360, 768, 1440, 1920])
def test_no_width_makes_the_page_scroll_sideways(opened: Page, width: int) -> None:
    opened.set_viewport_size({"width": width, "height": 900})
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_the_table_scrolls_with_keys(opened: Page) -> None:
    opened.set_viewport_size({"width": 390, "height": 844})
    region = opened.get_by_role("region", name="Table of lines")
    region.focus()
    # The browser may drop a key that comes before it has drawn the new size: a person tries again.
    for _ in range(100):
        opened.keyboard.press("ArrowRight")
        opened.evaluate("() => new Promise(requestAnimationFrame)")
        if region.evaluate("region => region.scrollLeft") > 0:
            return
    pytest.fail("The table does not scroll with the arrow keys.")


def test_paper_shows_no_controls(opened: Page) -> None:
    opened.emulate_media(media="print")
    expect(opened.locator(".views")).to_be_hidden()
    expect(opened.locator(".lines")).to_be_visible()
