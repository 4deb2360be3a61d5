"""Seconds until each page is ready: `python benchmarks/page_seconds.py http://127.0.0.1:8000`.

The service must run with the demonstration (`make run`). A browser opens each page as the person
who works with it. Told are the medians of several visits with assets in the cache, as they are
after the first page of a day. Printed as a table for docs/pages.md.
"""

import shutil
import sys
from collections.abc import Iterable
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

VISITS = 5

PAGES = (
    ("carol", "Cases", "/cases"),
    ("carol", "New RMA", "/cases/new"),
    ("carol", "One case", "{case}"),
    ("carol", "Promise", "{case}/promise"),
    ("ana", "Dispatch board", "/board"),
    ("ana", "Plan review", "/plans/1"),
    ("ben", "What if", "/what-if"),
    ("ben", "Network", "/network"),
    ("ben", "Stock", "/stock"),
    ("ben", "Health", "/health"),
)
"""Who opens which page."""

TIMES = """() => new Promise(done => {
  new PerformanceObserver(list => {
    const page = performance.getEntriesByType('navigation')[0];
    const drawn = list.getEntries().at(-1).startTime;
    done([page.responseEnd, page.domContentLoadedEventEnd, drawn, page.loadEventEnd]);
  }).observe({type: 'largest-contentful-paint', buffered: true});
})"""
"""Milliseconds from the start of the navigation: answer, document ready, largest paint, load."""


def table(address: str) -> Iterable[str]:
    """Lines of the table, page by page."""
    yield "| page | answer [s] | document ready [s] | largest paint [s] | loaded [s] |"
    yield "|---|---:|---:|---:|---:|"
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        people = {name: signed_in(browser, address, name) for name, _, _ in PAGES}
        case = people["carol"].locator(".row-link").first.get_attribute("href") or ""
        for name, word, path in PAGES:
            times = seconds(people[name], address + path.format(case=case))
            yield f"| {word} | " + " | ".join(f"{each:.2f}" for each in times) + " |"
        browser.close()


def seconds(page: Page, address: str) -> list[float]:
    """Medians of several visits after a first one that is not counted [s]."""
    page.goto(address)
    visits = []
    for _ in range(VISITS):
        page.goto(address, wait_until="load")
        visits.append(page.evaluate(TIMES))
    return [median(each) / 1000 for each in zip(*visits, strict=True)]


def signed_in(browser: Browser, address: str, name: str) -> Page:
    """Sign somebody of the demonstration in."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{address}/sign-in?next=/cases")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(f"demo-{name}")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()
    return page


if __name__ == "__main__":
    for line in table(sys.argv[1]):
        sys.stdout.write(f"{line}\n")
