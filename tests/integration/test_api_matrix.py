"""Every route, every person, every kind of id: who may, who may not, and what nobody learns.

The routes come from the application, the roles from the table of access, so that a new route is
in the matrix as soon as it has a row.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Response

from rma_service.api.guard import rows_of
from rma_service.api.problems import is_page
from rma_service.domain.access import ACCESS, may
from rma_service.usecases.first_people import CAST
from tests.cast import Client, Service, problem
from tests.matrix import CANARY, Seeds, seeds_in
from tests.matrix_bodies import body_of, query_of

PRINCIPALS = {each.name: each for each in CAST}
ASKERS = ("nobody", "Carol", "Dan", "Ana", "Ben", "Ada", "a revoked key")
REFUSED = {401, 403, 404, 405}


@pytest.fixture
def seeds(service: Service, tmp_path: Path) -> Seeds:
    """Give a service with something of everybody in it."""
    return seeds_in(service, tmp_path / "tiny")


def client_of(service: Service, asker: str) -> Client:
    """Somebody who asks, with what they have."""
    if asker == "nobody":
        return service.client()
    if asker == "a revoked key":
        program = service.program_of("ana")
        for item in program.get("/v1/api-keys?limit=200").json()["items"]:
            if item["label"] == "test":
                program.send("DELETE", f"/v1/api-keys/{item['key_id']}")
        return program
    return service.signed_in(asker.casefold())


def rows(service: Service) -> list[tuple[str, str]]:
    """Every row of the application; reading comes first, and ending one's session last."""
    found = {row for route in service.app.routes for row in rows_of(route)}
    last = {("DELETE", "/v1/session"), ("POST", "/sign-out"), ("DELETE", "/v1/api-keys/{key_id}")}
    return sorted(found, key=lambda row: (row in last, row[0] != "GET", row))


def ask(client: Client, method: str, template: str, path: str, asker: str) -> Response:
    """Ask for a route with a body that fits and the first version of whatever it is."""
    body = None if method == "GET" else body_of(method, template, asker.casefold())
    answer = client.send(method, path + query_of(template), body, If_Match='"v1"')
    if template in {"/v1/session", "/sign-out", "/sign-in"}:
        client.http.cookies.clear()
        if asker in PRINCIPALS:
            client.sign_in(asker.casefold())
    return answer


def told(answer: Response) -> tuple[str, list[tuple[str, str]]]:
    """What an answer says in body and headers, without its trace id."""
    trace_id = answer.headers["x-request-id"]
    headers = sorted((name, value.replace(trace_id, "")) for name, value in answer.headers.items())
    return answer.text.replace(trace_id, ""), headers


def faults(seeds: Seeds, asker: str) -> Iterator[str]:
    """Everything that is not as it must be for one asker."""
    client, principal = client_of(seeds.service, asker), PRINCIPALS.get(asker)
    for method, template in rows(seeds.service):
        allowed = may(principal, ACCESS[method, template])
        answers = {
            kind: ask(client, method, template, path, asker)
            for kind, path in seeds.variants(template, asker).items()
        }
        for kind, answer in answers.items():
            fault = fault_of(template, kind, answer, allowed=allowed, known=principal is not None)
            if fault is None and allowed and kind not in {"own", "plain"}:
                same = told(answer) == told(answers["random"])
                fault = None if same else "is not told like a random id"
            if fault is None and asker == "Carol" and CANARY in answer.text:
                fault = "shows what is Dan's"
            if fault is not None:
                yield f"{asker}: {method} {template} ({kind}): {answer.status_code} {fault}"


def fault_of(
    template: str, kind: str, answer: Response, *, allowed: bool, known: bool
) -> str | None:
    """Say what is wrong with the status of one cell."""
    status = answer.status_code
    if status >= 500:
        return "must never be"
    if allowed and kind in {"own", "plain"}:
        return "refuses somebody who may" if status in REFUSED | {422} else None
    if allowed:
        return None if status == 404 else "must be 404"
    if known:
        return None if status == 403 else "must be 403"
    if is_page(template):
        sent = status == 303 and answer.headers["location"].startswith("/sign-in?")
        return None if sent else "must lead to the sign-in page"
    return None if (status, problem(answer)) == (401, "not-signed-in") else "must be 401"


def test_every_cell_of_routes_people_and_ids_is_as_the_table_says(
    seeds: Seeds, figures: list[str]
) -> None:
    cells = sum(
        len(seeds.variants(template, asker))
        for asker in ASKERS
        for _, template in rows(seeds.service)
    )
    figures.append(f"{cells} cells of routes, people and ids on {seeds.service.database.dialect}")
    found = [fault for asker in ASKERS for fault in faults(seeds, asker)]
    assert not found, "\n".join(found)


def test_every_row_of_the_table_belongs_to_a_route(service: Service) -> None:
    assert ACCESS.keys() - set(rows(service)) == set()
