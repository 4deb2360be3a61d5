"""What every writing route of the API asks for: a key of its own, and of RMAs the version read.

The routes come from the application, as in the matrix: a new one is asked the same.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Response

from rma_service.api.guard import rows_of
from rma_service.domain.access import ACCESS, may
from rma_service.usecases.first_people import CAST
from tests.cast import Service, problem
from tests.matrix import Seeds, seeds_in
from tests.matrix_bodies import body_of, query_of

HARMLESS = {"/v1/session", "/v1/rmas:preflight"}
"""To sign in and out is nothing that could be done twice, and to check a request writes nothing."""

OF_RMA = "/v1/rmas/{rma_number}/"


@pytest.fixture
def seeds(service: Service, tmp_path: Path) -> Seeds:
    """Give a service with something of everybody in it."""
    return seeds_in(service, tmp_path / "tiny")


def answers(seeds: Seeds, beneath: str, **headers: str) -> Iterator[tuple[str, Response]]:
    """Answers of writing routes to somebody who may ask them, each with its route."""
    for method, template in sorted(
        {row for route in seeds.service.app.routes for row in rows_of(route)}
    ):
        if method in {"GET", "HEAD"} or not template.startswith(beneath) or template in HARMLESS:
            continue
        asker = next(each for each in CAST if may(each, ACCESS[method, template])).name
        path = next(iter(seeds.variants(template, asker).values()))
        body = body_of(method, template, asker.casefold())
        client = seeds.service.signed_in(asker.casefold())
        before = seeds.service.stored()
        answer = client.send(method, path + query_of(template), body, **headers)
        assert seeds.service.stored() == before, f"{method} {template} has stored something"
        yield f"{method} {template}", answer


def test_a_request_without_a_key_is_refused_by_every_writing_route(seeds: Seeds) -> None:
    said = {
        route: problem(answer)
        for route, answer in answers(seeds, "/v1/", Idempotency_Key="", If_Match='"v1"')
    }
    assert len(said) >= 18
    assert said == dict.fromkeys(said, "idempotency-key-missing")


def test_an_rma_is_changed_by_nobody_who_has_not_said_what_they_read(seeds: Seeds) -> None:
    said = {route: problem(answer) for route, answer in answers(seeds, OF_RMA, If_Match="")}
    assert len(said) >= 8
    assert said == dict.fromkeys(said, "version-missing")


def test_an_rma_is_changed_by_nobody_who_has_read_another_version(seeds: Seeds) -> None:
    said = {route: problem(answer) for route, answer in answers(seeds, OF_RMA, If_Match='"v9"')}
    # The line is not on hold, so that its fault tag cannot be completed whatever was read.
    assert said.pop("PATCH /v1/rmas/{rma_number}/lines/{line_id}") == "illegal-move"
    assert said == dict.fromkeys(said, "stale-version")
