"""The page of the real demonstration plan, and of plans with nothing, one line and very many."""

from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from optimizer.dispatch.problem import DispatchPlan, DispatchProblem, LinePlan
from rma_service.web.plan_page import plan_page
from rma_service.wording import moment, money
from tests.e2e.conftest import Witness

READY = "performance.getEntriesByType('navigation')[0].duration"


@pytest.fixture(scope="session")
def demo_file(
    demo_plan: DispatchPlan,
    demo_problem: DispatchProblem,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Write the page that `make run` writes."""
    path = tmp_path_factory.mktemp("demo") / "plan.html"
    path.write_text(plan_page(demo_plan, demo_problem.network), encoding="utf-8")
    return path


@pytest.fixture
def demo_page(page: Page, witness: Witness, demo_file: Path) -> Page:  # noqa: ARG001 - watches first
    """Open the page of the demonstration."""
    page.emulate_media(reduced_motion="reduce", color_scheme="light")
    page.goto(demo_file.as_uri())
    return page


def test_the_demonstration_opens_and_asks_for_nothing_else(
    demo_page: Page, witness: Witness, demo_file: Path, figures: list[str]
) -> None:
    expect(demo_page.get_by_role("heading", name="Dispatch plan")).to_be_visible()
    assert witness.requests == [demo_file.as_uri()]
    assert witness.complaints == []
    size = demo_file.stat().st_size // 1000
    ready = demo_page.evaluate(READY)
    figures.append(f"plan.html of the demonstration, {size} kB: loaded in {ready:.0f} ms")


def test_axe_finds_no_barrier_in_the_demonstration(demo_page: Page) -> None:
    report = Axe().run(demo_page)
    assert report.violations_count == 0, report.generate_report()


def test_ten_lines_say_what_the_plan_says(
    demo_page: Page, demo_plan: DispatchPlan, demo_problem: DispatchProblem
) -> None:
    network = demo_problem.network
    for each in demo_plan.lines[::9]:
        row = demo_page.locator(f"#line-{each.line.line_id}")
        told = row.inner_text()
        site = network.sites[each.line.site_id]
        assert moment(each.line.target.due_at, site.timezone).local_clock in told
        # How it goes stands in the columns; the sentence has what is said of it, and by how much.
        said, _, rest = each.sentence.partition(": ")
        above = row.locator("xpath=following-sibling::tr[1]").inner_text()
        assert said in above
        assert not each.line.target.owed or rest.rpartition(", ")[2] in above
        if each.option is None:
            continue
        depot = network.depots[each.option.depot_id]
        assert depot.name in told
        assert network.services[each.option.service_id].name in told
        assert moment(each.option.departs_at, depot.timezone).local_clock in told
        assert moment(each.option.planned_arrival_at, site.timezone).local_clock in told
        assert money(each.option.cost_cents) in told


def test_a_mark_that_keys_have_reached_can_be_seen(demo_page: Page) -> None:
    for _ in range(20):
        demo_page.keyboard.press("Tab")
    focused = demo_page.locator(".mark:focus")
    assert focused.evaluate("mark => getComputedStyle(mark).outlineStyle") == "solid"
    assert focused.evaluate("mark => getComputedStyle(mark).outlineWidth") == "3px"


def test_at_twice_the_size_nothing_scrolls_sideways(demo_page: Page) -> None:
    # A window of 1440 x 900 at 200 % has room for 720 x 450.
    demo_page.set_viewport_size({"width": 720, "height": 450})
    assert demo_page.evaluate("document.documentElement.scrollWidth") <= 720


@pytest.mark.parametrize("count", [0, 1, 500])
def test_a_plan_of_any_length_is_a_page(
    page: Page,
    witness: Witness,
    demo_plan: DispatchPlan,
    demo_problem: DispatchProblem,
    tmp_path: Path,
    figures: list[str],
    count: int,
) -> None:
    path = tmp_path / "plan.html"
    lines = _repeated(demo_plan, count)
    text = plan_page(replace(demo_plan, lines=lines), demo_problem.network)
    path.write_text(text, encoding="utf-8")

    page.goto(path.as_uri())

    assert page.locator(".line:not(.more)").count() == count
    expect(page.locator(".tile", has_text="All lines")).to_contain_text(str(count))
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    assert witness.complaints == []
    figures.append(f"plan.html of {count} lines: loaded in {page.evaluate(READY):.0f} ms")


def _repeated(plan: DispatchPlan, count: int) -> tuple[LinePlan, ...]:
    """Take the lines of a plan over and over under new names."""
    return tuple(
        replace(each, line=replace(each.line, line_id=f"L{number:04}", rma_number=f"R{number:04}"))
        for number in range(count)
        for each in (plan.lines[number % len(plan.lines)],)
    )
