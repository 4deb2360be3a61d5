"""What a request says before its body must be plain, and must say one thing only.

Where a header or a parameter stands twice, two programs in a row may each believe another one.
"""

from collections import Counter
from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote_to_bytes

from starlette.types import Scope

from rma_service.api.problems import Problem, is_page

NUL = "\x00"

SINGLE = frozenset(
    {
        "authorization",
        "content-encoding",
        "content-length",
        "content-type",
        "idempotency-key",
        "if-match",
        "origin",
        "sec-fetch-site",
        "transfer-encoding",
        "x-csrf-token",
    }
)
"""Headers on which something hangs; each stands once."""


def require_plain_request(scope: Scope) -> None:
    """Refuse an address that names the character U+0000, and what stands twice."""
    if NUL in scope["path"] or b"\x00" in unquote_to_bytes(scope["query_string"]):
        raise Problem("unusable-text", "The address contains the character U+0000.")
    names = [name.decode("latin-1").lower() for name, _ in scope["headers"]]
    for name in _twice(name for name in names if name in SINGLE):
        raise Problem("ambiguous-request", f"The header {name} stands more than once.")
    if {"content-length", "transfer-encoding"} <= set(names):
        raise Problem("ambiguous-request", "The request says in two ways how long its body is.")
    if not is_page(scope["path"]):
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        for name in _twice(name for name, _ in query):
            raise Problem(
                "ambiguous-request", f"The parameter {name[:50]!a} stands more than once."
            )


def _twice(names: Iterable[str]) -> list[str]:
    """Give the names that stand more than once, each of them once."""
    return [name for name, times in Counter(names).items() if times > 1]
