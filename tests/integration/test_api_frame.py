"""What every answer carries, what is counted, and what is logged - and what is not."""

import json
import logging
import re
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from rma_service.api.frame import HEADERS
from rma_service.api.guard import Guard
from rma_service.api.logs import AsData, log_as_json
from rma_service.db.engine import DatabaseUnavailableError
from rma_service.domain.access import ANYONE
from tests.cast import Client, Service, problem

PATHS = ("/livez", "/readyz", "/v1/me", "/v1/nothing", "/v1/api-keys/%00", "/v1/problems/busy")
MESSAGE = "what-the-error-says"


def breaking(service: Service, fault: Exception) -> Client:
    """Let the route of /v1/me fail with an error, and give somebody who asks for it."""

    async def broken(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise fault

    for route in service.app.routes:
        if isinstance(route, Route) and route.path == "/v1/me":
            route.app = Guard(broken, "/v1/me", {"GET": ANYONE})
    return service.signed_in("ana")


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_headers_of_security(standing_service: Service, path: str) -> None:
    answer = standing_service.client().get(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])
    assert "strict-transport-security" not in answer.headers  # not over http


def test_a_trace_id_of_the_right_form_is_taken_over(standing_service: Service) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    answer = standing_service.client().get("/v1/me", traceparent=f"00-{trace}-00f067aa0ba902b7-01")
    assert answer.json()["trace_id"] == trace


@pytest.mark.parametrize(
    "header", [f"00-{'0' * 32}-00f067aa0ba902b7-01", "rubbish", f"00-{'A' * 32}-{'1' * 16}-01"]
)
def test_any_other_trace_id_is_replaced(standing_service: Service, header: str) -> None:
    answer = standing_service.client().get("/v1/me", traceparent=header)
    assert answer.json()["trace_id"] not in header


def test_a_ready_service_says_what_it_stands_on(standing_service: Service) -> None:
    ready = standing_service.client().get("/readyz").json()
    assert ready["ready"]
    assert ready["revision"] == ready["wanted_revision"]
    assert ready["database"] == standing_service.database.dialect
    assert (ready["library"] or "").startswith("SQLite") == (ready["database"] == "sqlite")


def test_a_database_of_another_release_is_not_ready(service: Service) -> None:
    with service.database.write() as tx:
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = 'old'")
    answer = service.client().get("/readyz")
    assert (answer.status_code, problem(answer)) == (503, "not-ready")
    assert answer.headers["retry-after"] == "1"
    assert service.client().get("/livez").status_code == 200


def test_what_breaks_inside_is_told_and_logged_without_its_message(service: Service) -> None:
    client = breaking(service, RuntimeError(MESSAGE))
    with structlog.testing.capture_logs() as logs:
        answer = client.get("/v1/me")
    assert (answer.status_code, problem(answer)) == (500, "internal")
    failed = next(line for line in logs if line["event"] == "failed")
    assert (failed["error"], failed["trace_id"]) == ("RuntimeError", answer.json()["trace_id"])
    assert failed["where"][-1].endswith("broken")
    assert MESSAGE not in answer.text + str(logs)


def test_a_database_that_does_not_answer_is_told_with_when_to_try_again(service: Service) -> None:
    client = breaking(service, DatabaseUnavailableError(MESSAGE))
    answer = client.get("/v1/me")
    assert (answer.status_code, problem(answer)) == (503, "busy")
    assert answer.headers["retry-after"] == "1"
    assert MESSAGE not in answer.text


def test_requests_are_counted_by_template_and_by_methods_that_exist(service: Service) -> None:
    client = service.signed_in("ana")
    for path in ("/v1/api-keys/one", "/v1/api-keys/two", "/one-two-three"):
        client.get(path)
    client.send("BREW", "/v1/api-keys")
    figures = client.get("/metrics").text
    row = 'rma_http_requests_total{method="GET",route="/v1/api-keys/{key_id}",status="404"} 2.0'
    assert row in figures
    assert 'method="GET",route="unknown",status="404"} 1.0' in figures
    assert 'method="other",route="unknown",status="405"} 1.0' in figures
    assert "one-two-three" not in figures


def test_figures_are_for_staff(service: Service) -> None:
    answer = service.signed_in("carol").get("/metrics")
    assert (answer.status_code, problem(answer)) == (403, "not-allowed")


def test_no_secret_is_logged(service: Service) -> None:
    with structlog.testing.capture_logs() as logs:
        client = service.client()
        client.sign_in("ana", "a-wrong-password")
        client.sign_in("ana")
        text = client.post("/v1/api-keys", {"label": "a-label"}).json()["text"]
        client.get("/v1/api-keys?after=a-cursor", Authorization=f"Bearer {text}")
        client.get("/v1/nothing/a-path")
    told = json.dumps(logs)
    secrets = [client.http.cookies["sid"], client.headers["X-CSRF-Token"], text, "ana-knows"]
    sent = ["a-wrong-password", "a-label", "a-cursor", "a-path"]
    assert [word for word in secrets + sent if word in told] == []
    assert [line["status"] for line in logs] == [401, 201, 201, 422, 404]
    assert logs[2]["principal"] == "U-ANA"
    assert logs[2]["route"] == "/v1/api-keys"


@pytest.fixture
def json_logs() -> Iterator[StringIO]:
    """Log as a server does, for a while, and give what is logged."""
    before, stream = structlog.get_config(), StringIO()
    log_as_json(stream)
    yield stream
    structlog.configure(**before)
    for handler in [each for each in logging.root.handlers if isinstance(each, AsData)]:
        logging.root.removeHandler(handler)


def test_a_log_line_is_one_json_object(json_logs: StringIO) -> None:
    structlog.get_logger().info("answered", route="a\nb")
    (line,) = json_logs.getvalue().splitlines()
    assert json.loads(line)["route"] == "a\nb"
    assert json.loads(line)["level"] == "info"


def test_what_a_library_logs_is_one_json_object_without_the_words_of_an_error(
    json_logs: StringIO,
) -> None:
    log_as_json(json_logs)  # a second time: still one line
    try:
        int(MESSAGE)
    except ValueError:
        logging.getLogger("library").exception("It broke.\nThe values: %s", MESSAGE)
    (line,) = json_logs.getvalue().splitlines()
    said = json.loads(line)
    assert (said["logger"], said["message"], said["level"]) == ("library", "It broke.", "error")
    assert said["where"][0].endswith("without_the_words_of_an_error")
    assert MESSAGE not in line


def test_no_secret_is_stored(service: Service) -> None:
    client = service.signed_in("ana")
    text = client.post("/v1/api-keys", {"label": "one"}).json()["text"]
    with service.database.read() as tx:
        rows = [
            tuple(row)
            for table in ("user_account", "session", "api_key", "idempotency", "account_event")
            for row in tx.exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608 - names from above
        ]
    stored = repr(rows)
    secret = text.split("_")[3]
    assert "U-ANA" in stored
    hidden = (client.http.cookies["sid"], client.headers["X-CSRF-Token"], secret, "ana-knows")
    assert [word for word in hidden if word in stored] == []
