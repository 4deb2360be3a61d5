"""Files that are written whole or not at all."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


class WriteError(OSError):
    """A file that could not be written, said in a sentence."""

    def __str__(self) -> str:
        return f"{self.filename} could not be written: {self.strerror}."


def json_text(document: Mapping[str, object]) -> str:
    """A document as the text of its JSON file, with stable order and layout."""
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def write_text(text: str, path: Path) -> None:
    """Write a file in UTF-8 at once: it holds the new text, or what it held before.

    Raises
    ------
    WriteError
        When the directory is missing, full or closed to us.
    """
    write_bytes(text.encode(), path)


def write_bytes(content: bytes, path: Path) -> None:
    """Write a file at once: it holds the new content, or what it held before.

    Raises
    ------
    WriteError
        When the directory is missing, full or closed to us.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)  # a device or a pipe is written to, never replaced
        else:
            _replace(Path(os.path.realpath(path)), content)
    except OSError as error:
        reason = error.strerror or "the system gives no reason"
        raise WriteError(error.errno, reason, str(path)) from error


def _replace(place: Path, content: bytes) -> None:
    """Put the content in place once all of it is written; whatever happens, no rest stays."""
    temporary = place.with_name(f".{place.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(place)
    finally:
        with suppress(OSError):
            temporary.unlink()
