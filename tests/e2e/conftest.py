"""A browser that talks to nobody, and the page of a plan opened from disk."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from rma_service.web.plan_page import plan_page
from tests.review_plan import review_network, review_plan

QUIET = ["--disable-component-update", "--disable-sync", "--no-first-run"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Keep chromium from calling home."""
    flags = [*browser_type_launch_args["args"], *QUIET]
    return {**browser_type_launch_args, "args": flags}


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
