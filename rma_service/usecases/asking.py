"""What a person asks of files, and where the answer goes; light, so that it loads fast."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rma_service.usecases.refusals import FaultyInput


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: which requests of which network, at what instant, under which policies.

    Without a file of requests, the one of the directory counts. The time limit is in seconds.
    """

    network_dir: Path
    requests: Path | None
    at: datetime
    policies_dir: Path
    limit_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class PlanFiles:
    """Where a plan goes; None is nowhere."""

    json: Path | None = None
    csv: Path | None = None
    html: Path | None = None
    geojson: Path | None = None


def require_writable(paths: Sequence[Path | None]) -> None:
    """Refuse a place where no file can be, before any work is done.

    Raises
    ------
    FaultyInput
        With a sentence for every such place.
    """
    obstacles = {path: _obstacle(path) for path in paths if path is not None}
    sentences = [f"{path} cannot be written: {why}." for path, why in obstacles.items() if why]
    if sentences:
        raise FaultyInput(sentences)


def _obstacle(path: Path) -> str:
    """Say what stands in the way of a file; nothing when nothing does."""
    try:
        if not path.parent.is_dir():
            return f"the folder {path.parent} does not exist"
        return "it is a folder; name a file" if path.is_dir() else ""
    except OSError as fault:
        return fault.strerror or str(fault)
