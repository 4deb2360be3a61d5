"""Lists as CSV files, which spreadsheets open without running anything."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from starlette.responses import Response

from rma_service.wording import moment

RISKY = ("=", "+", "-", "@", "\t", "\r")
"""First characters by which a spreadsheet takes a text for a formula. Source: ASVS 5.0, 1.2.10."""

MOST_ROWS = 10_000
"""Rows of one file; a longer list is filtered first."""


def sheet(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Rows as a file to download; a text that looks like a formula begins with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_cell(each) for each in row] for row in rows)
    return Response(
        text.getvalue(),
        media_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return moment(value, "UTC").machine
    if isinstance(value, str) and value.startswith(RISKY):
        return f"'{value}"
    return value
