"""Rows of a table as a CSV file, which a spreadsheet opens without computing anything."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from optimizer.files.whole import WriteError, write_text
from rma_service.usecases.refusals import FaultyInput

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""First characters by which a spreadsheet takes a text for a formula. Source: ASVS 5.0, 1.2.10."""


def write_rows(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write a table whole, or say in a sentence why it could not be written.

    Raises
    ------
    FaultyInput
        When the system refuses.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    try:
        write_text(text.getvalue(), path)
    except WriteError as fault:
        raise FaultyInput([str(fault)]) from fault


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
