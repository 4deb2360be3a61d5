"""The description of the API is true: schemathesis asks for everything in it, every check on.

A few hundred cases for each role; a longer run takes RMA_CONTRACT_EXAMPLES, the examples for each
operation. What the description cannot say is said here, and checked here instead.
"""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import structlog
from schemathesis import CheckContext, HookContext, Response
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import NonFatalError, ScenarioFinished

from rma_service.api.guard import KEY
from tests.cast import Service
from tests.matrix import seeds_in

EXAMPLES = int(os.environ.get("RMA_CONTRACT_EXAMPLES", "3"))
SEED = 20261123

REFUSALS = {
    # A version may be stale, and the record may refuse what fits its description: see `explained`.
    "positive_data_acceptance": ["2xx", "3xx", 401, 403, 404, 409, 412, 422, 429],
    # Whatever is refused first, a wrong request is refused.
    "negative_data_rejection": ["4xx"],
    # If-Match that is not there: 428.
    "missing_required_header": ["4xx"],
}
UNSAYABLE = {"Input should be a valid integer."}
"""To JSON Schema 7.0 is a whole number; here it is none."""

_fresh = count(1)


@schemathesis.hook
def before_call(_context: HookContext, case: Any, _kwargs: dict[str, object]) -> None:  # noqa: ANN401 - of what kind a case is, only schemathesis knows
    """Give each request a key of its own; one that is wrong on purpose stays wrong."""
    given = (case.headers or {}).get("idempotency-key")
    if isinstance(given, str) and KEY.fullmatch(given):
        case.headers["idempotency-key"] = f"fresh-{next(_fresh)}"


@schemathesis.check
def explained(_context: CheckContext, response: Response, case: Any) -> None:  # noqa: ANN401 - of what kind a case is, only schemathesis knows
    """What fits the description is unprocessable to the record only, or by its cursor."""
    fits = case.meta is not None and case.meta.generation.mode.is_positive
    if response.status_code != 422 or not fits:
        return
    document = response.json()
    faults = document.get("errors", [])
    cursor = [fault.get("parameter") for fault in faults] == ["after"]
    unsayable = {fault["detail"] for fault in faults} == UNSAYABLE
    assert document["type"] == "/v1/problems/refused" or cursor or unsayable, document


def config_for(authorization: str) -> SchemathesisConfig:
    """Ask as somebody, with every check on."""
    return SchemathesisConfig.from_dict(
        {
            "seed": SEED,
            "headers": {"Authorization": authorization},
            "checks": {
                name: {"expected-statuses": statuses} for name, statuses in REFUSALS.items()
            },
            "generation": {"max-examples": EXAMPLES, "database": "none"},
        }
    )


def asked(service: Service, name: str) -> Iterator[tuple[int, list[str]]]:
    """Number of cases and sentences about failures, one scenario after the other."""
    config = config_for(service.program_of(name).headers["Authorization"])
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", service.app, config=config)
    for event in from_schema(schema).execute():
        if isinstance(event, NonFatalError):
            yield 0, [str(event.info)]
        if isinstance(event, ScenarioFinished):
            recorder = event.recorder
            failures = [
                f"{recorder.label}: {check.failure_info.failure.message}\n"
                f"{check.failure_info.code_sample}"
                for checks in recorder.checks.values()
                for check in checks
                if check.failure_info is not None
            ]
            yield len(recorder.cases), failures


@pytest.fixture
def quiet() -> Iterator[None]:
    """Drop the log lines of a thousand requests."""
    before = structlog.get_config()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    yield
    structlog.configure(**before)


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("name", ["carol", "ana"])
def test_the_api_is_as_it_is_described(
    service: Service, tmp_path: Path, name: str, figures: list[str]
) -> None:
    seeds_in(service, tmp_path / "tiny")
    results = list(asked(service, name))
    cases = sum(number for number, _ in results)
    figures.append(f"{cases} cases of schemathesis as {name} on {service.database.dialect}")
    failures = [failure for _, failures in results for failure in failures]
    assert not failures, "\n\n".join(failures[:5])
    assert cases > 500
