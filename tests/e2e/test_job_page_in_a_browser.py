"""The page of a job that is under way: a bar that moves, and words only when there is news."""

from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from rma_service.db import jobs
from rma_service.domain.job import Job
from rma_service.domain.plan_record import WishList
from rma_service.usecases.dispatch import start_plan
from rma_service.usecases.first_people import CAST
from tests.e2e.barriers import require_no_barrier
from tests.e2e.serving import Served, sign_in

COUNT_NEWS = """status => {
    window.news = 0;
    new MutationObserver(() => { window.news += 1; }).observe(
        status, { childList: true, subtree: true, characterData: true });
}"""
"""Count how often the region changes that is read aloud."""


@pytest.fixture
def job(served: Served) -> Job:
    """A job that somebody holds for an hour, so that the worker of the server leaves it alone."""
    ana = next(each for each in CAST if each.name == "Ana")
    at = served.clock()
    later = at + timedelta(hours=1)
    asked = start_plan(served.database, lambda: later, ana, WishList())
    job_id = f"{asked.job_id}-held"
    held = replace(asked, job_id=job_id, state="running", attempt=1, lease_until=later)
    with served.database.write() as tx:
        jobs.cancel_job(tx, asked.job_id, "It is not needed.", at)
        jobs.insert_job(tx, held)
    return held


def tell(served: Served, job: Job, *step: object) -> None:
    stage, done, steps = step
    lease = served.clock() + timedelta(hours=1)
    with served.database.write() as tx:
        assert jobs.renew_job(tx, job, lease, (str(stage), int(str(done)), int(str(steps))))


def test_the_bar_moves_with_the_job_and_only_a_new_stage_is_read_aloud(
    page: Page, served: Served, job: Job
) -> None:
    sign_in(page, served, "ana")
    tell(served, job, "options", 0, 4)
    page.goto(f"{served.address}/jobs/{job.job_id}")
    bar, status = page.get_by_role("progressbar", name="How far it is"), page.get_by_role("status")
    expect(status).to_have_text("Finding every way to serve each line")
    status.evaluate(COUNT_NEWS)
    # Two stages of six are behind it: 33.3 %; with half of the third, 41.7 %, both rounded down.
    expect(bar).to_have_attribute("value", "33")
    tell(served, job, "options", 2, 4)
    expect(bar).to_have_attribute("value", "41")
    with page.expect_response(lambda answer: "seen=options" in answer.url):
        pass
    assert page.evaluate("window.news") == 0
    tell(served, job, "solve", 0, 4)
    expect(status).to_have_text("Choosing the best ways of all lines together")
    expect(bar).to_have_attribute("value", "50")
    assert page.evaluate("window.news") == 1
    require_no_barrier(page)
    page.get_by_role("button", name="Call it off").click()
    expect(page.get_by_text("Ana called it off.")).to_be_visible()


def test_a_page_that_looks_at_a_job_shows_by_itself_that_it_was_given_up(
    page: Page, served: Served, job: Job
) -> None:
    sign_in(page, served, "ana")
    page.goto(f"{served.address}/jobs/{job.job_id}")
    expect(page.get_by_role("progressbar")).to_be_visible()
    with served.database.write() as tx:
        jobs.park_job(tx, job, "It was struck by lightning.", served.clock())
    expect(page.get_by_text("It was struck by lightning.")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(0)
