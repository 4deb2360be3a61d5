"""The description of the API: what the framework sees, with what the guard does to every route."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from rma_service.api.door import ETAG
from rma_service.api.examples import ANSWERS
from rma_service.api.problems import KINDS, MEDIA_TYPE, is_page
from rma_service.domain.access import ACCESS, ANYONE, Who

INTRODUCTION = (
    "Sign in for a session, or send an API key as `Authorization: Bearer`. Every refusal is a "
    "problem document (RFC 9457) whose `type` leads to its description. Writing routes need an "
    "Idempotency-Key: a request that is repeated under its key is answered, not done again."
)

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "trace_id"],
    "properties": {
        "type": {"type": "string", "description": "Address of the kind of problem."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What stands in the way, as a sentence."},
        "trace_id": {"type": "string", "description": "The request in the logs."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "Where in the body."},
                    "parameter": {"type": "string", "description": "Name of a parameter."},
                    "in": {"type": "string", "enum": ["query", "path", "header", "cookie"]},
                    "detail": {"type": "string"},
                },
            },
        },
        "conflicts": {"type": "array", "items": {"type": "string"}},
    },
    "examples": [
        {
            "type": "/v1/problems/invalid-request",
            "title": KINDS["invalid-request"].title,
            "status": 422,
            "detail": "1 thing is wrong.",
            "errors": [{"pointer": "/lines/0/fault_code", "detail": "Field required."}],
            "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
        }
    ],
}

SCHEMES = {
    "apiKey": {"type": "http", "scheme": "bearer", "description": "An API key."},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sid",
        "description": "The cookie of a session, over https `__Host-sid`. Writing requests also "
        "carry the session's X-CSRF-Token and come from the service's own origin.",
    },
}

REFUSALS = {
    "4XX": "Refused, with a problem document.",
    "5XX": "Failed, with a problem document.",
}


def describe(app: FastAPI, title: str, version: str) -> dict[str, Any]:
    """Describe the routes of the API; pages are for people and have no description."""
    routes = [route for route in app.routes if not is_page(getattr(route, "path", "/"))]
    document = get_openapi(
        title=title,
        version=version,
        description=INTRODUCTION,
        routes=routes,
        openapi_version="3.1.0",
    )
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = PROBLEM
    for name, shown in ANSWERS.items():
        schemas[name]["examples"] = [shown]
    components["securitySchemes"] = SCHEMES
    for method, template, operation in _operations(document):
        _complete(operation, ACCESS[method, template])
    return document


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for template, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), template, operation


def _complete(operation: dict[str, Any], who: Who) -> None:
    """Add who may, and how the route refuses."""
    responses = operation["responses"]
    responses.pop("422", None)
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for status, description in REFUSALS.items():
        responses[status] = {"description": description, "content": {MEDIA_TYPE: schema}}
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == "if-match":  # without it: 428, which the framework cannot know
            parameter |= {
                "required": True,
                "schema": {"type": "string", "pattern": f"^{ETAG.pattern}$"},
            }
    if who != ANYONE:
        operation["security"] = [{"apiKey": []}, {"session": []}]
        roles = ", ".join(sorted(role for role in who if role is not None))
        operation["description"] = f"{operation.get('description', '')}\n\nRoles: {roles}.".strip()
