"""Bodies are read whole and looked at before anything else sees them.

What later parsers would let pass is refused here: names that stand twice in an object, numbers
that are none, text that one of the two databases cannot store.
"""

import json
import re
from asyncio import timeout
from collections.abc import Iterable

from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive

from rma_service.api.problems import Problem

BODY_LIMIT_BYTES = 1_000_000
BODY_SECONDS = 30.0
"""How long a body may take to arrive [s]."""

DEPTH_LIMIT = 20
"""Levels of objects and lists in a JSON body. Source: docs/api.md, "What a request must say"."""

DIGITS_LIMIT = 100
"""Digits of a whole number; no field of ours has so many."""

_UNUSABLE = re.compile("[\x00\ud800-\udfff]")
FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 4_000
"""Fields of one form: a hundred fault tags, or the pins of a large plan."""


async def read_body(request: Request, receive: Receive, seconds: float = BODY_SECONDS) -> bytes:
    """Read a body to its end, or refuse it as soon as it is too large or too slow.

    Raises
    ------
    ClientDisconnect
        When whoever sends it went away before its end: half a body is none.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:DIGITS_LIMIT]) > BODY_LIMIT_BYTES:
        raise _too_large()
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem("unsupported-media-type", "A body is read as it is, without an encoding.")
    try:
        async with timeout(seconds):
            return await _whole(receive)
    except TimeoutError as fault:
        raise Problem("body-too-slow", f"A body arrives within {seconds:g} seconds.") from fault


async def _whole(receive: Receive) -> bytes:
    chunks, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > BODY_LIMIT_BYTES:
            raise _too_large()
        chunks.append(chunk)
        more = message.get("more_body", False)
    return b"".join(chunks)


def _too_large() -> Problem:
    return Problem("body-too-large", f"A body has at most {BODY_LIMIT_BYTES:,} bytes.")


def again(body: bytes, receive: Receive) -> Receive:
    """Give a body that was read once more, then what comes after it."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def require_json(media_type: str, body: bytes) -> None:
    """Refuse a body that is no JSON, or JSON that does not say one thing only."""
    _require_type(media_type, "application/json")
    try:
        value = json.loads(
            body.decode(),
            object_pairs_hook=_single_names,
            parse_int=_whole_number,
            parse_constant=_no_number,
        )
    except RecursionError as fault:
        raise _too_deep() from fault
    except UnicodeDecodeError as fault:
        raise Problem("malformed-body", "The body is no UTF-8.") from fault
    except json.JSONDecodeError as fault:
        where = f"line {fault.lineno}, column {fault.colno}"
        raise Problem("malformed-body", f"The body is no JSON: {fault.msg}, {where}.") from fault
    except ValueError as fault:
        raise Problem("malformed-body", f"The body is no JSON: {fault}.") from fault
    _require_plain(value)


def require_form(media_type: str) -> None:
    """Refuse a body that is no form of ours; no page sends files."""
    _require_type(media_type, FORM)


async def form_field(request: Request, name: str) -> str:
    """Give one field of a form, and refuse a form with text that cannot be stored."""
    async with request.form(max_fields=MOST_FIELDS) as form:
        texts = [(key, str(value)) for key, value in form.multi_items()]
    if not all(is_plain(part) for pair in texts for part in pair):
        raise Problem("unusable-text", "A field of the form contains the character U+0000.")
    return next((value for key, value in texts if key == name), "")


def _require_type(media_type: str, wanted: str) -> None:
    if media_type.partition(";")[0].strip().lower() != wanted:
        raise Problem("unsupported-media-type", f"This route reads {wanted}.")


def _single_names(pairs: list[tuple[str, object]]) -> dict[str, object]:
    known: dict[str, object] = {}
    for name, value in pairs:
        if name in known:
            raise ValueError(f"the name {name[:50]!a} stands twice in one object")
        known[name] = value
    return known


def _whole_number(digits: str) -> int:
    if len(digits) > DIGITS_LIMIT:
        raise ValueError(f"a whole number has more than {DIGITS_LIMIT} digits")
    return int(digits)


def _no_number(word: str) -> object:
    raise ValueError(f"{word} is no number in JSON")


def _require_plain(value: object) -> None:
    """Look at every text of a body, level by level."""
    level: list[object] = [value]
    for _ in range(DEPTH_LIMIT + 1):
        if any(isinstance(each, str) and not is_plain(each) for each in level):
            raise Problem(
                "unusable-text", "A text contains the character U+0000 or half a surrogate pair."
            )
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return
    raise _too_deep()


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else ()


def is_plain(text: str) -> bool:
    """Whether both databases can store a text."""
    return _UNUSABLE.search(text) is None


def _too_deep() -> Problem:
    return Problem("malformed-body", f"The body has more than {DEPTH_LIMIT} levels.")
