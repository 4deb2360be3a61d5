"""Ask the command line about a few lines of the demonstration network."""

import csv
from collections.abc import Sequence
from pathlib import Path

from typer.testing import CliRunner, Result

from rma_service.cli import app

AT = "2026-11-23T09:00:00Z"


def rma(*arguments: str | Path) -> Result:
    """Run a command; its standard output and standard error are kept apart."""
    return CliRunner().invoke(app, [str(each) for each in arguments])


def requests_of(demo: Path, rma_numbers: Sequence[str], into: Path) -> Path:
    """Write the lines of some RMAs to a file of requests of their own."""
    with (demo / "requests.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    chosen = [row for row in rows if row["rma_number"] in rma_numbers]
    assert chosen
    with into.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(chosen[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(chosen)
    return into
