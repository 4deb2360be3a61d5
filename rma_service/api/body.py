"""Bodies are read whole and looked at before anything else sees them.

What later parsers would let pass is refused here: names that stand twice in an object, numbers
that are none, text that one of the two databases cannot store.
"""

import json
from collections.abc import Iterable
from urllib.parse import unquote_to_bytes

from starlette.requests import Request
from starlette.types import Message, Receive, Scope

from rma_service.api.problems import Problem

BODY_LIMIT_BYTES = 1_000_000
DEPTH_LIMIT = 20
"""Levels of objects and lists in a JSON body. Source: reliability.md 2, row 4."""

NUL = "\x00"


async def read_body(receive: Receive) -> bytes:
    """Read a body to its end, or refuse it as soon as it is too large."""
    chunks, size, more = [], 0, True
    while more:
        message = await receive()
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > BODY_LIMIT_BYTES:
            raise Problem("body-too-large", f"A body has at most {BODY_LIMIT_BYTES:,} bytes.")
        chunks.append(chunk)
        more = message.get("more_body", False)
    return b"".join(chunks)


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
    if media_type.partition(";")[0].strip().lower() != "application/json":
        raise Problem("unsupported-media-type", "This route reads application/json.")
    try:
        value = json.loads(
            body.decode(), object_pairs_hook=_single_names, parse_constant=_no_number
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


def require_plain_address(scope: Scope) -> None:
    """Refuse an address that names the character U+0000."""
    if NUL in scope["path"] or b"\x00" in unquote_to_bytes(scope["query_string"]):
        raise Problem("unusable-text", "The address contains the character U+0000.")


async def form_field(request: Request, name: str) -> str:
    """Give one field of a form, and refuse a form with text that cannot be stored."""
    async with request.form(max_files=20, max_fields=4_000) as form:
        texts = [(key, value) for key, value in form.multi_items() if isinstance(value, str)]
        if any(NUL in part for pair in texts for part in pair):
            raise Problem("unusable-text", "A field of the form contains the character U+0000.")
        return next((value for key, value in texts if key == name), "")


def _single_names(pairs: list[tuple[str, object]]) -> dict[str, object]:
    known = dict(pairs)
    if len(known) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the name {twice!a} stands twice in one object")
    return known


def _no_number(word: str) -> object:
    raise ValueError(f"{word} is no number in JSON")


def _require_plain(value: object) -> None:
    """Look at every text of a body, level by level."""
    level: list[object] = [value]
    for _ in range(DEPTH_LIMIT + 1):
        if any(isinstance(each, str) and not _is_plain(each) for each in level):
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


def _is_plain(text: str) -> bool:
    return NUL not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def _too_deep() -> Problem:
    return Problem("malformed-body", f"The body has more than {DEPTH_LIMIT} levels.")
