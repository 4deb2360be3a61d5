"""What a person reads of a page, without a browser."""

import re
from html import unescape

from httpx2 import Response

HTML = "text/html,application/xhtml+xml"
"""What a browser accepts."""


def text_of(answer: Response) -> str:
    """Words of a page in one line, without blanks before a comma or a full stop."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", " ", answer.text, flags=re.DOTALL)
    words = re.sub(r"\s+", " ", unescape(body))
    return re.sub(r" ([,.)])", r"\1", words)


def field(answer: Response, name: str) -> str:
    """The field of a form, as it is written."""
    found = re.search(rf"<input[^>]*\sname=\"{name}\"[^>]*>", answer.text)
    assert found, f"There is no field {name}."
    return found.group()
