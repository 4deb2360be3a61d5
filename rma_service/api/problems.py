"""Every problem that the API answers with: one row each, described in docs/api.md.

A problem document follows RFC 9457. Its `type` leads to `/v1/problems/{slug}`, where the row is
shown; `trace_id` is the one in the logs.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from rma_service.domain import errors

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A kind of refusal: its name in addresses, HTTP status, title, and what to do about it."""

    slug: str
    status: int
    title: str
    advice: str

    @property
    def uri(self) -> str:
        """Address that identifies the kind and describes it."""
        return f"/v1/problems/{self.slug}"


KINDS: Mapping[str, ProblemKind] = {
    row.slug: row
    for row in (
        ProblemKind(
            "unusable-text",
            400,
            "The text cannot be stored",
            "Leave out the character U+0000 and halves of surrogate pairs.",
        ),
        ProblemKind(
            "malformed-body",
            400,
            "The body cannot be read",
            "Send JSON in UTF-8: every name once in an object, at most 20 levels deep.",
        ),
        ProblemKind(
            "ambiguous-request",
            400,
            "The request says one thing twice",
            "Send each header and each parameter once, and one length of the body.",
        ),
        ProblemKind(
            "idempotency-key-missing",
            400,
            "The request has no usable Idempotency-Key",
            "Send a fresh key of 1 to 255 visible ASCII characters with every new request.",
        ),
        ProblemKind(
            "not-signed-in",
            401,
            "Nobody is signed in",
            "Sign in, or send a valid API key as Authorization: Bearer.",
        ),
        ProblemKind(
            "sign-in-refused",
            401,
            "Name and password do not belong together",
            "Try again; ten failures within fifteen minutes close the account for a while.",
        ),
        ProblemKind(
            "not-allowed",
            403,
            "Your role does not include this",
            "Ask somebody whose role does; docs/api.md lists the roles of every route.",
        ),
        ProblemKind(
            "cross-site",
            403,
            "The request did not come from a page of this service",
            "Send it from the page itself, with its CSRF token; programs use an API key.",
        ),
        ProblemKind(
            "not-found",
            404,
            "There is nothing here",
            "Check the address; what belongs to another partner is not found either.",
        ),
        ProblemKind(
            "method-not-allowed",
            405,
            "The address does not know this method",
            "Use a method of the header Allow.",
        ),
        ProblemKind(
            "body-too-slow",
            408,
            "The body did not arrive in time",
            "Repeat the request with the same Idempotency-Key over a better connection.",
        ),
        ProblemKind(
            "illegal-move",
            409,
            "The line cannot make this move now",
            "Read its state again; the detail says which moves are open.",
        ),
        ProblemKind(
            "conflicts",
            409,
            "The world has moved on",
            "Read the list of conflicts, plan again, and approve the new plan.",
        ),
        ProblemKind(
            "secret-shown-once",
            409,
            "The secret was shown when it was made",
            "Revoke the key of the first request and make another one with a new Idempotency-Key.",
        ),
        ProblemKind(
            "stale-version",
            412,
            "Somebody changed this since you read it",
            "Read it again and send its new ETag as If-Match.",
        ),
        ProblemKind(
            "body-too-large",
            413,
            "The body is too large",
            "Send at most 1 MB at a time.",
        ),
        ProblemKind(
            "unsupported-media-type",
            415,
            "The body is of a kind that is not read here",
            "Send JSON as Content-Type: application/json.",
        ),
        ProblemKind(
            "invalid-request",
            422,
            "The request does not fit its description",
            "Correct what the errors point at.",
        ),
        ProblemKind(
            "refused",
            422,
            "The record refuses what was sent",
            "The errors say which facts contradict each other.",
        ),
        ProblemKind(
            "idempotency-key-reused",
            422,
            "The Idempotency-Key belongs to another request",
            "Take a new key for a new request; repeat a request unchanged.",
        ),
        ProblemKind(
            "version-missing",
            428,
            "The request does not say which version it changes",
            "Send the ETag that you read as If-Match.",
        ),
        ProblemKind(
            "locked-out",
            429,
            "Too many sign-ins failed",
            "Wait as long as Retry-After says.",
        ),
        ProblemKind(
            "internal",
            500,
            "The service failed",
            "Repeat the request with the same Idempotency-Key; report the trace_id if it stays.",
        ),
        ProblemKind(
            "not-ready",
            503,
            "The service is not ready",
            "Run `rma migrate` where the revision differs; else look after the database.",
        ),
        ProblemKind(
            "busy",
            503,
            "The service cannot do this now",
            "Repeat the request with the same Idempotency-Key after Retry-After.",
        ),
    )
}

KIND_OF_ERROR: Mapping[type[errors.DomainError], str] = {
    errors.NotFound: "not-found",
    errors.Refused: "refused",
    errors.IllegalMove: "illegal-move",
    errors.StaleVersion: "stale-version",
    errors.Conflicts: "conflicts",
    errors.KeyReused: "idempotency-key-reused",
    errors.SecretShownOnce: "secret-shown-once",
    errors.NotSignedIn: "not-signed-in",
    errors.SignInRefused: "sign-in-refused",
    errors.NotAllowed: "not-allowed",
    errors.LockedOut: "locked-out",
    errors.Busy: "busy",
}

KIND_OF_STATUS: Mapping[int, str] = {
    400: "malformed-body",
    404: "not-found",
    405: "method-not-allowed",
    413: "body-too-large",
    415: "unsupported-media-type",
}
"""What the framework refuses by itself."""

SERVICE_UNAVAILABLE = 503
LATER = {"Retry-After": "1"}
"""How long to wait before a service that cannot answer now is asked again [s]."""

NOTHING_HERE = "There is nothing at this address, or nothing that you may see."
"""The same words for what does not exist and what belongs to somebody else."""


class Problem(Exception):  # noqa: N818 - a refusal at the door, not a fault of the program
    """A request is refused before any use case sees it."""

    def __init__(self, slug: str, detail: str, faults: Sequence[Mapping[str, str]] = ()) -> None:
        """Name the kind, the sentence, and where the faults are."""
        super().__init__(detail)
        self.kind = KINDS[slug]
        self.detail = detail
        self.faults = tuple(faults)


def is_page(path: str) -> bool:
    """Whether an address belongs to a page, for people, and not to the API, for programs."""
    return not path.startswith("/v1/") and path not in {"/livez", "/readyz", "/metrics"}


def wants_page(request: Request) -> bool:
    """Whether a refusal is best shown as a page."""
    asks = "text/html" in request.headers.get("accept", "") or "hx-request" in request.headers
    return asks and is_page(request.scope["path"])


def problem_response(
    request: Request,
    slug: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    **extensions: object,
) -> Response:
    """Give a problem document as an answer; extensions without content are left out."""
    kind = KINDS[slug]
    carried = {**(LATER if kind.status == SERVICE_UNAVAILABLE else {}), **(headers or {})}
    error_page = request.app.state.error_page
    if error_page is not None and wants_page(request):
        page: Response = error_page(request, kind.status, kind.title, detail)
        page.headers.update(carried)
        return page
    document = {
        "type": kind.uri,
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        **{name: value for name, value in extensions.items() if value},
        "trace_id": request.scope.get("state", {}).get("trace_id", ""),
    }
    return Response(json.dumps(document), kind.status, carried, MEDIA_TYPE)
