"""The walk of one RMA through the doors of the API, and what the doors refuse."""

from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from rma_service.usecases.running import run_due_job
from tests.cast import Client, Service, problem
from tests.small_record import WISH, fill


@pytest.fixture
def filled(service: Service, tmp_path: Path) -> Service:
    fill(service.database, tmp_path / "tiny")
    return service


def posted(answer: Response, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    body: dict[str, Any] = answer.json()
    return body


def step(client: Client, rma: dict[str, Any], name: str, body: object = None) -> dict[str, Any]:
    """Take the next step of the first line, at the version that was read last."""
    (line,) = rma["lines"]
    path = f"/v1/rmas/{rma['rma_number']}/lines/{line['line_id']}/{name}"
    return posted(client.post(path, body, If_Match=f'"v{rma["version"]}"'))


def test_an_rma_walks_through_the_api_from_request_to_closure(filled: Service) -> None:
    carol, ana = filled.signed_in("carol"), filled.signed_in("ana")
    answer = carol.post("/v1/rmas", WISH)
    rma = posted(answer, 201)
    (line,) = rma["lines"]
    assert answer.headers["Location"] == f"/v1/rmas/{rma['rma_number']}"
    assert answer.headers["ETag"] == f'"v{rma["version"]}"'
    promise = line["promise"]
    assert (promise["verdict"], promise["basis"]) == ("guaranteed", "before_planning")
    assert promise["arrival_at"] < promise["due_at"]
    assert line["target"]["clause"] == "Co-Care 2.4, Premier P1/P2"

    job = posted(ana.post("/v1/plans", {}), 202)
    run_due_job(filled.database, filled.clock)
    done = posted(ana.get(f"/v1/jobs/{job['job_id']}"))
    assert done["state"] == "done", done["error"]
    version = done["result"]["plan_version"]
    plan = posted(ana.get(f"/v1/plans/{version}"))
    assert plan["document"]["lines"][0]["verdict"] == "guaranteed"
    assert ana.get(f"/v1/plans/{version}/problem").content[:2] == b"PK"
    approved = posted(ana.post(f"/v1/plans/{version}/approval"))
    assert approved["status"] == "approved"

    rma = posted(carol.get(f"/v1/rmas/{rma['rma_number']}"))
    assert rma["state"] == "reserved"
    rma = step(ana, rma, "hand-over")
    rma = step(ana, rma, "shipment", {"serial": "N1", "tracking_number": "T1"})
    filled.clock.forward(hours=2)
    rma = step(ana, rma, "delivery", {"delivered_at": filled.clock().isoformat()})
    assert rma["lines"][0]["progress"]["warranty_ends_on"] == "2027-02-21"
    rma = step(ana, rma, "return", {"serial": "F1"})
    rma = step(ana, rma, "closure")
    assert rma["state"] == "closed"
    events = posted(carol.get(f"/v1/rmas/{rma['rma_number']}/events"))
    assert len(events["items"]) == rma["version"]
    assert events["broken_at"] is None


def test_plans_are_compared_and_asked_for_again(filled: Service) -> None:
    ana, carol = filled.signed_in("ana"), filled.signed_in("carol")
    posted(carol.post("/v1/rmas", WISH), 201)
    posted(ana.post("/v1/plans", {}), 202)
    run_due_job(filled.database, filled.clock)
    posted(ana.post("/v1/plans/1/again", {"excluded_depots": ["FRA1"]}), 202)
    run_due_job(filled.database, filled.clock)
    difference = posted(ana.get("/v1/plans/1/difference?to=2"))
    assert [each["before"] for each in difference["lost"]] == ["guaranteed"]
    listed = posted(ana.get("/v1/plans"))
    assert [each["plan_version"] for each in listed["items"]] == [2, 1]
    assert listed["items"][0]["wishes"]["again_of"] == 1
    posted(ana.post("/v1/plans/2/approval"))
    refused = ana.post("/v1/plans/1/approval")
    assert (refused.status_code, problem(refused)) == (409, "conflicts")


def test_stock_that_moved_is_told_as_conflicts(filled: Service, tmp_path: Path) -> None:
    ana, carol = filled.signed_in("ana"), filled.signed_in("carol")
    rma = posted(carol.post("/v1/rmas", WISH), 201)
    posted(ana.post("/v1/plans", {}), 202)
    run_due_job(filled.database, filled.clock)
    fill(filled.database, tmp_path / "less", free=0)
    refused = ana.post("/v1/plans/1/approval")
    assert (refused.status_code, problem(refused)) == (409, "conflicts")
    assert refused.json()["conflicts"] == [
        f"Line {rma['lines'][0]['line_id']}: no unit of DIMM is free at FRA1 any more."
    ]
    assert posted(ana.get("/v1/plans/1"))["record"]["status"] == "proposed"


def test_a_repeated_request_opens_one_rma(filled: Service) -> None:
    carol = filled.signed_in("carol")
    first = carol.post("/v1/rmas", WISH, Idempotency_Key="one")
    again = carol.post("/v1/rmas", WISH, Idempotency_Key="one")
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["ETag"] == first.headers["ETag"]
    assert len(posted(carol.get("/v1/rmas"))["items"]) == 1


def test_a_stale_a_wrong_and_a_missing_version_are_refused(filled: Service) -> None:
    carol = filled.signed_in("carol")
    rma = posted(carol.post("/v1/rmas", WISH), 201)
    path, why = f"/v1/rmas/{rma['rma_number']}/cancellation", {"why": "Found one."}
    assert carol.post(path, why).status_code == 428
    assert carol.post(path, why, If_Match='"v1"').status_code == 412
    assert posted(carol.post(path, why, If_Match=f'"v{rma["version"]}"'))["state"] == "canceled"
    again = carol.post(path, why, If_Match=f'"v{rma["version"] + 1}"')
    assert (again.status_code, problem(again)) == (409, "illegal-move")


def test_an_incomplete_tag_is_completed_through_the_api(filled: Service) -> None:
    carol = filled.signed_in("carol")
    (tag,) = WISH["lines"]
    open_tag = {key: value for key, value in tag.items() if key != "product_serial"}
    wish = WISH | {"lines": [open_tag | {"form_complete": False}]}
    rma = posted(carol.post("/v1/rmas", wish), 201)
    (line,) = rma["lines"]
    assert (line["state"], line["promise"]) == ("on_hold", None)
    path = f"/v1/rmas/{rma['rma_number']}/lines/{line['line_id']}"
    version = f'"v{rma["version"]}"'
    lacking = carol.send("PATCH", path, {}, If_Match=version)
    assert (lacking.status_code, problem(lacking)) == (422, "refused")
    rma = posted(carol.send("PATCH", path, {"product_serial": "S1-P1-0002"}, If_Match=version))
    assert rma["lines"][0]["promise"]["verdict"] == "guaranteed"


def test_another_partner_sees_nothing_of_it(filled: Service) -> None:
    rma = posted(filled.signed_in("carol").post("/v1/rmas", WISH), 201)
    dan = filled.signed_in("dan")
    bodies = []
    for number in (rma["rma_number"], "RMA2611-NOTHING"):
        answer = dan.get(f"/v1/rmas/{number}")
        assert (answer.status_code, problem(answer)) == (404, "not-found")
        bodies.append({k: v for k, v in answer.json().items() if k not in ("trace_id", "instance")})
    assert bodies[0] == bodies[1]
    assert posted(dan.get("/v1/rmas"))["items"] == []
    assert dan.post("/v1/plans", {}).status_code == 403


BAD: dict[str, dict[str, Any]] = {
    "an unknown field": {"state": "closed"},
    "no lines": {"lines": []},
    "text for truth": {"ship_together": "yes"},
    "an instant without zone": {
        "lines": [dict(WISH["lines"][0], fault_observed_at="2026-11-23T08:30:00")]
    },
    "an unknown site": {"site_id": "S9"},
    "a site of another partner": {"site_id": "S3"},
    "a fault of long ago": {
        "lines": [dict(WISH["lines"][0], fault_observed_at="0001-01-01T00:00:00Z")]
    },
}


def test_a_bad_request_is_refused_and_nothing_is_stored(filled: Service) -> None:
    carol = filled.signed_in("carol")
    for name, changes in BAD.items():
        refused = carol.post("/v1/rmas", WISH | changes)
        assert refused.status_code == 422, (name, refused.text)
        assert problem(refused) in ("invalid-request", "refused")
    assert filled.stored()["rma"] == 0
