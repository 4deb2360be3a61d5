"""A whole walk, with failures in it, and no secret in logs, problems, figures or traces."""

import json
from io import StringIO
from pathlib import Path

from httpx2 import Response

from rma_service.usecases.running import run_due_job
from tests.cast import Client, Service
from tests.integration.test_api_frame import breaking, json_logs
from tests.small_record import WISH, fill

__all__ = ["json_logs"]

WRONG = "Tr0ub4dor-and-3"


def secrets_of(client: Client) -> list[str]:
    """What only this browser may know."""
    return [client.http.cookies["sid"], client.headers["X-CSRF-Token"]]


def failing(carol: Client, ana: Client, key: str) -> list[Response]:
    """Requests that are refused, each with a secret somewhere in it."""
    token, csrf = secrets_of(ana)
    return [
        ana.service.client().sign_in("ana", WRONG),
        ana.service.client().get("/v1/me", Authorization=f"Bearer {key[:-1]}x"),
        ana.service.client().get(f"/v1/rmas/{key}?after={token}", Authorization=f"Basic {key}"),
        carol.get(f"/v1/rmas/{key}"),
        carol.post("/v1/rmas", WISH | {"site_id": [token], "of": key}),
        carol.post("/v1/api-keys", f'{{"label": "{csrf}"'.encode()),
        ana.post("/v1/api-keys", {"label": WRONG}, X_CSRF_Token=csrf[:-1] + "x"),
        ana.get(f"/cases/{token}", Accept="text/html"),
        ana.send("BREW", f"/v1/{key}"),
        breaking(ana.service, RuntimeError(f"{key} {token} {WRONG}")).get("/v1/me"),
    ]


def walked(service: Service, carol: Client, ana: Client) -> None:
    """Open an RMA, plan it, approve it and send it."""
    rma = carol.post("/v1/rmas", WISH).json()
    job = ana.post("/v1/plans", {}).json()
    run_due_job(service.database, service.clock)
    version = ana.get(f"/v1/jobs/{job['job_id']}").json()["result"]["plan_version"]
    assert ana.post(f"/v1/plans/{version}/approval").status_code == 200
    rma = ana.get(f"/v1/rmas/{rma['rma_number']}").json()
    path = f"/v1/rmas/{rma['rma_number']}/lines/{rma['lines'][0]['line_id']}/hand-over"
    assert ana.post(path, If_Match=f'"v{rma["version"]}"').status_code == 200
    assert ana.get(f"/cases/{rma['rma_number']}", Accept="text/html").status_code == 200


def test_no_secret_of_a_walk_is_logged_or_told(
    service: Service, tmp_path: Path, json_logs: StringIO
) -> None:
    fill(service.database, tmp_path / "tiny")
    carol, ana = service.signed_in("carol"), service.signed_in("ana")
    program = service.program_of("ana")
    key = program.headers["Authorization"].removeprefix("Bearer ")
    walked(service, carol, program)
    refused = failing(carol, ana, key)
    assert [answer.status_code for answer in refused if answer.status_code < 400] == []
    figures = program.get("/metrics").text
    logged = json_logs.getvalue()
    hidden = [WRONG, "carol-knows", "ana-knows", key, key[:-1], *secrets_of(carol)]
    hidden += secrets_of(ana)
    told = {"the log": logged, "the figures": figures}
    told |= {f"answer {number}": each.text for number, each in enumerate(refused)}
    found = [
        f"{where}: {secret}" for secret in hidden for where, text in told.items() if secret in text
    ]
    # The page of a case that is not there has the CSRF token of its own reader in its forms.
    own = {f"answer 7: {ana.headers['X-CSRF-Token']}"}
    assert [each for each in found if each not in own] == []
    lines = [json.loads(line) for line in logged.splitlines()]
    answered = [line for line in lines if line["event"] == "answered"]
    fields = {"trace_id", "principal", "route", "status", "milliseconds", "method", "at"}
    assert all(fields <= line.keys() for line in answered)
    assert {"U-ANA", "U-CAROL", None} <= {line["principal"] for line in answered}
