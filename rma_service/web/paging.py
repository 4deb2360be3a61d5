"""Addresses of lists: the next page from behind a row, and the same rows as a file."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from rma_service.domain.errors import Refused


def marked(*place: object) -> str:
    """A place in a list as a word of an address."""
    told = [each.isoformat() if isinstance(each, datetime) else each for each in place]
    return urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


def unmarked(word: str, *kinds: type) -> tuple[object, ...] | None:
    """A place that `marked` made; None when the word is empty.

    Raises
    ------
    Refused
        When it is no place in this list.
    """
    if not word:
        return None
    try:
        told = json.loads(urlsafe_b64decode(word + "=" * (-len(word) % 4)))
        return tuple(_read(value, kind) for value, kind in zip(told, kinds, strict=True))
    except (ValueError, TypeError) as fault:
        raise Refused(["This is no page of the list: begin again."]) from fault


def address(path: str, words: Mapping[str, str]) -> str:
    """An address with those words that are not empty."""
    said = urlencode({key: value for key, value in words.items() if value})
    return f"{path}?{said}" if said else path


def _read(value: object, kind: type) -> object:
    if kind is datetime:
        at = datetime.fromisoformat(str(value))
        if at.utcoffset() is None:
            raise ValueError(value)
        return at
    if type(value) is not kind:
        raise ValueError(value)
    return value
