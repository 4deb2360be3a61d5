"""A terminal that keeps what it shows."""

from io import StringIO
from typing import Any

from rich.console import Console


def terminal(width: int, **changes: Any) -> Console:
    """A terminal of some width that keeps what it shows."""
    settings: dict[str, Any] = {"force_terminal": True, "color_system": "standard"}
    return Console(file=StringIO(), width=width, **{**settings, **changes})


def text_of(console: Console) -> str:
    """What the console has shown."""
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()
