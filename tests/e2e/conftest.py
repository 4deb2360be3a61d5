"""A browser that talks to nobody, and the page of a plan opened from disk."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from rma_service.web.plan_page import plan_page
from tests.e2e.serving import Served, fill, serving
from tests.review_plan import review_network, review_plan

FLAGS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
"""Chromium without graphics card, updates and calls home."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the machine's own chromium; without one, skip, or fail where CI is set."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        reason = "There is no chromium on this machine: apt-get install chromium."
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=[*FLAGS, *sandbox])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open an empty page that shares nothing with that of another test."""
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        context.set_default_timeout(10_000)
        yield context.new_page()


@dataclass(slots=True)
class Witness:
    """What the browser did while a test ran."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture
def witness(page: Page) -> Witness:
    """Watch requests, console and errors of the page."""
    seen = Witness()
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("console", lambda message: seen.complaints.append(message.text))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    return seen


@pytest.fixture(scope="session")
def filled_database(tmp_path_factory: pytest.TempPathFactory, demo_directory: Path) -> Path:
    """Make one database with the demonstration, to be copied for each file of tests."""
    path = tmp_path_factory.mktemp("template") / "rma.db"
    fill(path, demo_directory)
    return path


@pytest.fixture(scope="module")
def served(filled_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the demonstration on a free port; tests of one file share what they do to it."""
    with serving(filled_database, tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture(scope="session")
def plan_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page of the plan that shows every verdict."""
    path = tmp_path_factory.mktemp("page") / "plan.html"
    path.write_text(plan_page(review_plan(), review_network()), encoding="utf-8")
    return path


@pytest.fixture
def opened(page: Page, witness: Witness, plan_file: Path) -> Page:  # noqa: ARG001 - watches first
    """Open the page as a double click does."""
    page.emulate_media(reduced_motion="reduce")
    page.goto(plan_file.as_uri())
    return page
