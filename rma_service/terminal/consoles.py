"""Where output goes: a terminal gets its width and colors, a pipe gets plain lines."""

import os
import sys

from rich.console import Console

PLAIN_WIDTH = 240
"""Columns of output that nobody sees on a terminal, unless COLUMNS says otherwise."""


def output_console() -> Console:
    """Console of the answer."""
    piped = not sys.stdout.isatty() and "COLUMNS" not in os.environ
    return Console(width=PLAIN_WIDTH if piped else None, highlight=False, markup=False, emoji=False)


def error_console() -> Console:
    """Console of progress and refusals."""
    return Console(stderr=True, highlight=False, markup=False, emoji=False)
