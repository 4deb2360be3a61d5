"""Long lists come in pages: a cursor stands behind the last row that was seen.

A cursor is opaque and bound to the list, its filters and the person, so that one taken from
elsewhere is refused and not misread. Whoever makes up one of their own gains nothing: a list is
always cut to what its reader may see, and every part of a cursor is read as what it must be.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, Field
from starlette.responses import Response

from rma_service.api.body import is_plain
from rma_service.api.door import Call, answer, answered
from rma_service.api.models import Strict
from rma_service.api.problems import Problem

PAGE_LIMIT = 200
"""Rows of a page at most. Source: docs/api.md, "What a request must say"."""

LARGEST = 2**31 - 1
"""Largest whole number that the record can hold."""

T = TypeVar("T")


class Page(Strict):
    """Which part of a list is asked for."""

    limit: Annotated[
        int, Field(ge=1, le=PAGE_LIMIT, strict=False, description="Rows of a page at most.")
    ] = 50
    after: Annotated[
        str | None,
        Field(max_length=500, description="The cursor of the header Link, as it was given."),
    ] = None

    def filters(self) -> dict[str, str]:
        """Everything in the query but the page itself."""
        shown = self.model_dump(exclude={"limit", "after"}, exclude_none=True, mode="json")
        return {name: str(value) for name, value in shown.items()}


def position(call: Call, page: Page, *kinds: Callable[[str], object]) -> tuple[Any, ...] | None:
    """Give the key of the row behind which a page starts, part by part; None: the first page.

    Raises
    ------
    Problem
        When the cursor was not given for this list.
    """
    if page.after is None:
        return None
    mark, *key = _parts(page.after)
    found = _read(key, kinds) if mark == _mark(call, page, key) else None
    if found is None:
        wrong = {"parameter": "after", "in": "query", "detail": "Take the cursor from Link."}
        detail = "The cursor was not given for this list, its filters and this person."
        raise Problem("invalid-request", detail, [wrong])
    return found


def _read(key: Sequence[str], kinds: Sequence[Callable[[str], object]]) -> tuple[Any, ...] | None:
    try:
        return tuple(kind(part) for kind, part in zip(kinds, key, strict=True))
    except ValueError:
        return None


def number_part(text: str) -> int:
    """Read a number that the record can hold."""
    number = int(text)
    if not 0 <= number <= LARGEST:
        raise ValueError(text)
    return number


def instant_part(text: str) -> datetime:
    """Read an instant with its zone."""
    at = datetime.fromisoformat(text)
    if at.utcoffset() is None:
        raise ValueError(text)
    return at


def text_part(text: str) -> str:
    """Read a text that both databases can compare with."""
    if not is_plain(text):
        raise ValueError(text)
    return text


def _parts(cursor: str) -> list[str]:
    """Give mark and key of a cursor; of a text that is none, something that no mark equals."""
    try:
        parts = json.loads(urlsafe_b64decode(cursor.encode("ascii")))
    except ValueError:
        return [""]
    known = isinstance(parts, list) and len(parts) > 0
    return parts if known and all(isinstance(part, str) for part in parts) else [""]


def paged(
    call: Call,
    page: Page,
    rows: Sequence[T],
    key: Callable[[T], Sequence[str]],
    body: Callable[[Sequence[T]], BaseModel],
) -> Response:
    """Answer with a page, out of one row more than fits if there is one.

    The header Link tells where the next page is.
    """
    shown = rows[: page.limit]
    response = answered(call, answer(body(shown)))
    if len(rows) > page.limit:
        response.headers["Link"] = _next(call, page, list(key(shown[-1])))
    return response


def _next(call: Call, page: Page, key: list[str]) -> str:
    text = json.dumps([_mark(call, page, key), *key])
    cursor = urlsafe_b64encode(text.encode()).decode()
    query = urlencode({**page.filters(), "limit": page.limit, "after": cursor})
    return f'<{call.request.url.path}?{query}>; rel="next"'


def _mark(call: Call, page: Page, key: list[str]) -> str:
    bound = [call.request.state.route, call.principal.principal_id, page.filters(), key]
    return sha256(json.dumps(bound, sort_keys=True).encode()).hexdigest()[:16]
