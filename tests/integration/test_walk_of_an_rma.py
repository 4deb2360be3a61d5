"""The walk of one RMA in the README is true: one request takes these steps in this order."""

from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from rma_service.usecases.running import run_due_job
from tests.cast import Service
from tests.small_record import WISH, fill
from tests.walks import ROOT, Step, entered, steps_not_taken_from, walk_of

TAKEN_UP_BY_A_WORKER = ["rma_service/usecases/running.py"]


@pytest.fixture
def walk() -> list[Step]:
    """Give the rows of the README."""
    return walk_of(ROOT / "README.md", "The walk of one RMA")


def test_every_step_is_a_file_with_its_number(walk: list[Step]) -> None:
    assert [step.number for step in walk] == list(range(1, len(walk) + 1))
    assert len(walk) >= 12
    assert [step.file for step in walk if not (ROOT / step.file).is_file()] == []


def test_every_step_is_reached_from_where_the_table_says(
    service: Service, walk: list[Step]
) -> None:
    assert steps_not_taken_from(walk) == []
    doors = {
        (f"{method} {route.path}", route.endpoint.__module__)
        for route in service.app.routes
        if isinstance(route, APIRoute)
        for method in route.methods
    }
    assert {(step.route, step.module) for step in walk if step.route} <= doors
    assert [s.file for s in walk if s.origin is None and not s.route] == TAKEN_UP_BY_A_WORKER


def test_an_rma_takes_the_steps_in_the_order_of_the_table(
    service: Service, walk: list[Step], tmp_path: Path
) -> None:
    fill(service.database, tmp_path / "tiny")
    carol, ana = service.signed_in("carol"), service.signed_in("ana")
    with entered(walk) as order:
        rma = carol.post("/v1/rmas", WISH).json()
        job = ana.post("/v1/plans", {}).json()
        run_due_job(service.database, service.clock)
        version = ana.get(f"/v1/jobs/{job['job_id']}").json()["result"]["plan_version"]
        assert ana.post(f"/v1/plans/{version}/approval").status_code == 200
        rma = ana.get(f"/v1/rmas/{rma['rma_number']}").json()
        line = f"/v1/rmas/{rma['rma_number']}/lines/{rma['lines'][0]['line_id']}"
        handed = ana.post(f"{line}/hand-over", If_Match=f'"v{rma["version"]}"')
        assert handed.status_code == 200, handed.text
    assert order == [step.number for step in walk if step.name]
