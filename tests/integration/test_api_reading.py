"""Lists of the API and what-if: what is shown to whom, page by page, as the pages show it."""

from pathlib import Path

import pytest

from optimizer.dispatch.bounded import solved
from optimizer.executors import Hear
from rma_service.db.engine import Database
from rma_service.domain.job import Job
from rma_service.usecases.asking_what_if import answer_what_if
from rma_service.usecases.running import Clock, Keep, run_due_job
from tests.cast import Client, Service, problem
from tests.integration.test_api_lists import next_of
from tests.matrix_bodies import SCENARIO
from tests.small_record import CAROL, DAN, fill, opened, request, tag


@pytest.fixture
def filled(service: Service, tmp_path: Path) -> Service:
    """Three lines of Carol's, one of Dan's, four free memory modules at Frankfurt."""
    service.clock.forward(hours=1)  # the hour of the small record
    fill(service.database, tmp_path / "tiny", free=4)
    for number in (1, 2, 3):
        new = request(tag(product_serial=f"S1-P1-000{number}"))
        opened(service.database, new, service.clock, CAROL)
        service.clock.forward(minutes=1)
    of_dan = request(tag(product_serial="S3-P1-0001"), site_id="S3")
    opened(service.database, of_dan, service.clock, DAN)
    return service


def everything(client: Client, path: str, name: str) -> list[object]:
    """One field of every row of a list that is read two rows at a time."""
    found: list[object] = []
    path = f"{path}{'&' if '?' in path else '?'}limit=2"
    while path:
        answer = client.get(path)
        assert answer.status_code == 200, answer.text
        found += [item[name] for item in answer.json()["items"]]
        path = next_of(answer.headers["link"]) if "link" in answer.headers else ""
    return found


def test_lines_are_those_that_a_reader_may_see_newest_first(filled: Service) -> None:
    carol, ana = filled.signed_in("carol"), filled.signed_in("ana")
    own = carol.get("/v1/lines").json()["items"]
    assert [line["opened_at"] for line in own] == [
        "2026-11-23T10:02:00Z",
        "2026-11-23T10:01:00Z",
        "2026-11-23T10:00:00Z",
    ]
    assert {line["partner_id"] for line in own} == {"PA01"}
    paged = everything(ana, "/v1/lines", "line_id")
    assert len(paged) == len(set(paged)) == 4
    assert paged[1:] == [line["line_id"] for line in own]  # Dan's is the newest


def test_lines_are_filtered(filled: Service) -> None:
    ana = filled.signed_in("ana")
    assert len(everything(ana, "/v1/lines?state=open", "line_id")) == 4
    verdicts = everything(ana, "/v1/lines", "verdict")
    guaranteed = everything(ana, "/v1/lines?verdict=guaranteed", "verdict")
    assert guaranteed == [verdict for verdict in verdicts if verdict == "guaranteed"] != []
    assert everything(ana, "/v1/lines?state=closed", "line_id") == []
    assert len(everything(ana, "/v1/lines?search=Mainz", "line_id")) == 4
    assert everything(ana, "/v1/lines?search=%25", "line_id") == []  # no joker
    answer = ana.get("/v1/lines?state=nowhere")
    assert (answer.status_code, problem(answer)) == (422, "invalid-request")


def test_the_queue_has_what_is_due_first_and_counts_its_ranks(filled: Service) -> None:
    ana = filled.signed_in("ana")
    queue = ana.get("/v1/queue").json()
    due = [line["due_at"] for line in queue["items"]]
    assert due == sorted(due)
    assert queue["counts"] == {"4": 4}  # open, guaranteed, not yet due
    assert everything(ana, "/v1/queue", "line_id") == [row["line_id"] for row in queue["items"]]
    assert everything(ana, "/v1/queue?rank=0", "line_id") == []
    filled.clock.forward(hours=6)  # past the four hours of P1
    assert set(everything(ana, "/v1/queue?rank=0", "rank")) == {0}


def test_stock_and_depots_tell_the_same_units(filled: Service) -> None:
    ana = filled.signed_in("ana")
    (frankfurt,) = [
        each for each in ana.get("/v1/depots").json()["items"] if each["depot_id"] == "FRA1"
    ]
    shelves = ana.get("/v1/stock?depot_id=FRA1").json()["items"]
    assert sum(shelf["on_hand"] for shelf in shelves) == frankfurt["on_hand"]
    (memory,) = ana.get("/v1/stock?depot_id=FRA1&search=DIMM").json()["items"]
    assert (memory["on_hand"], memory["reserved"]) == (4, 0)
    paged = everything(ana, "/v1/stock", "part_number")
    assert paged == sorted(map(str, paged))
    assert len(paged) == len(ana.get("/v1/stock?limit=200").json()["items"])


def test_choices_are_of_the_own_company(filled: Service) -> None:
    of_carol = filled.signed_in("carol").get("/v1/choices").json()
    assert [site["site_id"] for site in of_carol["sites"]] == ["S2", "S1"]  # Basel, Mainz
    assert "DIMM" in [part["code"] for part in of_carol["parts"]]
    assert "MEM" in [fault["code"] for fault in of_carol["fault_codes"]]
    assert of_carol["priorities"][0] == {"code": "P1", "words": "P1, the service is down"}
    assert [each["code"] for each in of_carol["priorities"]] == ["P1", "P2", "P3", "P4"]
    of_dan = filled.signed_in("dan").get("/v1/choices").json()
    assert [site["site_id"] for site in of_dan["sites"]] == ["S3", "S4"]


def answered(database: Database, clock: Clock, job: Job, _hear: Hear) -> Keep:
    """Answer a question here, as a child process takes seconds to begin."""
    answer = answer_what_if(database, clock, job, solved)
    return lambda _: answer


def test_a_question_is_asked_and_answered(filled: Service) -> None:
    ben = filled.signed_in("ben")
    ready = ben.get("/v1/what-if").json()["items"]
    assert len(ready) > 3
    asked = ben.post("/v1/what-if", {"scenario": SCENARIO})
    assert asked.status_code == 202
    assert asked.headers["location"] == f"/v1/jobs/{asked.json()['job_id']}"
    waiting = ben.get(f"/v1/what-if/{asked.json()['job_id']}")
    assert problem(waiting) == "not-found"
    run_due_job(filled.database, filled.clock, {"what_if": answered})
    answer = ben.get(f"/v1/what-if/{asked.json()['job_id']}").json()
    assert (answer["title"], answer["why"]) == ("Without ZRH1?", "Rent.")
    assert answer["lost"] == answer["gained"] == []  # everything comes from Frankfurt
    assert answer["courier_cents_before"] == answer["courier_cents_after"]


def test_what_a_change_takes_away_is_told_by_line(filled: Service) -> None:
    ben, without = filled.signed_in("ben"), SCENARIO.replace("ZRH1", "FRA1")
    asked = ben.post("/v1/what-if", {"scenario": without}).json()
    run_due_job(filled.database, filled.clock, {"what_if": answered})
    answer = ben.get(f"/v1/what-if/{asked['job_id']}").json()
    lines = {row["line_id"] for row in ben.get("/v1/queue").json()["items"]}
    lost = {row["line_id"] for row in answer["lost"]}
    assert lost  # everything comes from Frankfurt, and one of these lines has a guarantee
    assert lost <= lines
    assert answer["gained"] == []
    assert answer["courier_cents_after"] < answer["courier_cents_before"]


@pytest.mark.parametrize(
    "scenario", ["no TOML", 'title = "x"\nwhy = "y"\n[[depots.close]]\ndepot = "NOWHERE"\n']
)
def test_a_question_that_does_not_fit_is_refused(filled: Service, scenario: str) -> None:
    ben = filled.signed_in("ben")
    before = filled.stored()
    answer = ben.post("/v1/what-if", {"scenario": scenario})
    assert (answer.status_code, problem(answer)) == (422, "refused")
    assert filled.stored() == before
