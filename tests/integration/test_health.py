"""Health, figures and jobs as people and machines see them, on both databases."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from rma_service.db import jobs
from rma_service.db import tables as t
from rma_service.domain.job import Job
from rma_service.domain.plan_record import WishList
from rma_service.usecases.dispatch import start_plan
from rma_service.usecases.health import health_of
from rma_service.usecases.holding import LEASE, Hold, Overtaken
from rma_service.usecases.presence import SILENCE, Presence
from tests.cast import Service
from tests.small_record import ANA, fill, opened, planned, shelf

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def filled(service: Service, tmp_path: Path) -> Service:
    service.clock.forward(hours=1)  # the hour of the small record
    fill(service.database, tmp_path / "tiny")
    opened(service.database, clock=service.clock)
    return service


def asked(service: Service) -> Job:
    return start_plan(service.database, service.clock, ANA, WishList())


def at_work(service: Service, *step: str) -> Job:
    """A worker that holds the job that is due, and told a step of it."""
    presence = Presence.here(service.clock())
    with service.database.write() as tx:
        job = jobs.claim_job(tx, service.clock(), LEASE)
        assert job is not None
        presence.show(tx, service.clock(), job.job_id)
        if step:
            jobs.renew_job(tx, job, service.clock() + LEASE, (step[0], int(step[1]), int(step[2])))
    return job


def figures(service: Service) -> dict[str, float]:
    """What Prometheus reads of the record."""
    text = service.signed_in("ada").get("/metrics").text
    found = re.findall(r"^(rma_(?:jobs|open|workers|job|plan)\S*) (\S+)$", text, re.MULTILINE)
    return {name: float(value) for name, value in found}


def test_figures_count_jobs_workers_lines_and_the_age_of_the_newest_plan(filled: Service) -> None:
    before = figures(filled)
    assert before['rma_jobs{state="due"}'] == before["rma_workers"] == 0
    assert before['rma_open_lines{verdict="guaranteed"}'] == 1
    assert before['rma_open_lines{verdict="not_told"}'] == 0
    assert "rma_plan_age_seconds" not in before
    planned(filled.database, filled.clock)
    asked(filled)
    filled.clock.forward(minutes=2)
    after = figures(filled)
    assert after['rma_jobs{state="due"}'] == 1
    assert after["rma_job_wait_seconds"] == after["rma_plan_age_seconds"] == 120
    at_work(filled)
    working = figures(filled)
    assert (working['rma_jobs{state="running"}'], working["rma_workers"]) == (1, 1)
    assert working["rma_job_wait_seconds"] == 0


def test_no_figure_names_a_partner_or_a_site(filled: Service) -> None:
    text = filled.signed_in("ada").get("/metrics").text
    assert "rma_open_lines" in text
    assert re.search(r"PA0|S1|Mainz|carol", text) is None


def test_every_figure_is_told_on_the_page_about_operating(filled: Service) -> None:
    text = filled.signed_in("ada").get("/metrics").text
    names = re.findall(
        r"^# TYPE (\w+?)(?:_total)? (?:gauge|counter|histogram)$", text, re.MULTILINE
    )
    told = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    # prometheus-client adds when each counter and histogram began.
    ours = [name for name in names if not name.endswith("_created")]
    assert len(ours) > 6
    assert [name for name in ours if f"`{name}" not in told] == []


def test_a_worker_that_is_silent_for_longer_than_a_minute_is_not_counted(filled: Service) -> None:
    asked(filled)
    at_work(filled)
    assert health_of(filled.database, filled.clock).figures.workers == 1
    filled.clock.at += SILENCE + timedelta(seconds=1)
    assert health_of(filled.database, filled.clock).figures.workers == 0


def test_the_page_of_health_says_who_works_on_what_and_what_was_given_up(filled: Service) -> None:
    ana = filled.signed_in("ana")
    asked(filled)
    quiet = ana.get("/health").text
    assert "Not everything is in order." in quiet
    assert "none was seen in the last minute: nobody makes plans" in quiet
    assert "movements explain every shelf and every reservation" in quiet
    assert "version 1, imported just now" in quiet
    assert "1 guaranteed" in quiet
    assert "Mon 23 Nov, 10:00 UTC on this server" in quiet
    job = at_work(filled, "solve", "1", "2")
    busy = ana.get("/health").text
    assert "Everything is in order." in busy
    # Three stages of six are behind it and half of the fourth: 3.5 / 6, rounded down.
    assert "Plan: choosing the best ways of all lines together, 58.3 %" in busy
    with filled.database.write() as tx:
        jobs.park_job(tx, job, "It was struck by <lightning>.", filled.clock())
    assert "It was struck by &lt;lightning&gt;." in ana.get("/health").text


def test_the_page_of_health_names_a_shelf_that_no_movement_explains(filled: Service) -> None:
    on_hand, _ = shelf(filled.database)
    change = t.stock.update().where(t.stock.c.depot_id == "FRA1", t.stock.c.part_number == "DIMM")
    with filled.database.write() as tx:
        tx.execute(change.values(on_hand=on_hand + 7))
    page = filled.signed_in("ana").get("/health").text
    with filled.database.write() as tx:
        tx.execute(change.values(on_hand=on_hand))
    assert "Stock on hand of DIMM at FRA1 differs from its movements by 7." in page
    assert "Not everything is in order." in page


def test_the_page_of_a_job_shows_its_stage_and_tells_only_a_new_one(filled: Service) -> None:
    ana, job = filled.signed_in("ana"), asked(filled)
    waiting = ana.get(f"/jobs/{job.job_id}").text
    assert "Waiting; no worker was seen in the last minute" in waiting
    assert "value=" not in re.search(r"<progress[^>]*>", waiting).group(0)
    at_work(filled, "solve", "1", "2")
    page = ana.get(f"/jobs/{job.job_id}").text
    assert '<progress aria-labelledby="job-title" max="100" value="58">58 %</progress>' in page
    assert '<span id="job-stage">Choosing the best ways of all lines together</span>' in page
    assert f'hx-get="/jobs/{job.job_id}?seen=solve"' in page
    # What is asked again carries the stage along: the same one is no news, another one is.
    again = ana.get(f"/jobs/{job.job_id}?seen=solve", HX_Request="true").text
    assert "hx-swap-oob" not in again
    news = ana.get(f"/jobs/{job.job_id}?seen=options", HX_Request="true").text
    assert '<span id="job-stage" hx-swap-oob="true">' in news


def test_a_job_shows_how_far_it_is_through_the_api(filled: Service) -> None:
    ana, job = filled.program_of("ana"), asked(filled)
    waiting = ana.get(f"/v1/jobs/{job.job_id}").json()
    assert (waiting["state"], waiting["stage"], waiting["share"]) == ("due", None, None)
    at_work(filled, "options", "3", "4")
    running = ana.get(f"/v1/jobs/{job.job_id}").json()
    assert (running["stage"], running["steps_done"], running["steps"]) == ("options", 3, 4)
    # Two stages of six are behind it, and three quarters of the third.
    assert running["share"] == pytest.approx(2.75 / 6)


def test_a_job_is_called_off_and_its_worker_keeps_nothing(filled: Service) -> None:
    ana = filled.program_of("ana")
    asked(filled)
    job = at_work(filled)
    answer = ana.post(f"/v1/jobs/{job.job_id}/cancellation")
    assert (answer.status_code, answer.json()["state"]) == (200, "canceled")
    assert answer.json()["error"] == "Ana called it off."
    hold = Hold(filled.database, filled.clock, job, Presence.here(filled.clock()))
    hold.look()
    with pytest.raises(Overtaken):
        hold.hear("solve", 1, 2)
    with filled.database.write() as tx:
        assert not jobs.finish_job(tx, job, {"plan_version": 1}, filled.clock())
    assert "Ana called it off." in filled.signed_in("ben").get(f"/jobs/{job.job_id}").text


def test_a_job_that_has_ended_is_not_called_off(filled: Service) -> None:
    ana, page = filled.program_of("ana"), filled.signed_in("ana")
    asked(filled)
    job = at_work(filled)
    with filled.database.write() as tx:
        jobs.park_job(tx, job, "It was struck by lightning.", filled.clock())
    answer = ana.post(f"/v1/jobs/{job.job_id}/cancellation")
    assert answer.status_code == 409
    assert answer.json()["detail"] == "The job has ended already: it is failed."
    sent = page.post(f"/jobs/{job.job_id}/cancel", {})
    assert (sent.status_code, sent.headers["location"]) == (303, f"/jobs/{job.job_id}")
    assert "It was struck by lightning." in page.get(f"/jobs/{job.job_id}").text
    assert ana.post("/v1/jobs/J-none/cancellation").status_code == 404


def test_only_planners_are_offered_to_call_a_job_off(filled: Service) -> None:
    job = asked(filled)
    offered = f'action="/jobs/{job.job_id}/cancel"'
    assert offered in filled.signed_in("ben").get(f"/jobs/{job.job_id}").text
    ada = filled.signed_in("ada")
    assert offered not in ada.get(f"/jobs/{job.job_id}").text
    assert ada.post(f"/jobs/{job.job_id}/cancel", {}).status_code == 403
