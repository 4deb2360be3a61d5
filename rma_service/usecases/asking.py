"""What a person asks of files, and where the answer goes; light, so that it loads fast."""

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rma_service.usecases.refusals import FaultyInput

YEARS = (2010, 2090)
"""First and last year that can be asked about. Source: instants of tables, docs/files.md."""

TODAY = "the network as it is"
"""Name of the base when a scenario is compared with no other one."""

DEMO_AT = "2026-11-23T09:00:00Z"
"""The instant that the demonstration files are written for."""


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
    problem: Path | None = None

    @property
    def all(self) -> tuple[Path | None, ...]:
        """Every place, asked for or not."""
        return (self.json, self.csv, self.html, self.geojson, self.problem)


def require_writable(
    answers: Sequence[Path | None], question: Question, *scenarios: Path | None
) -> None:
    """Refuse a place where an answer cannot go, before any work is done.

    Raises
    ------
    FaultyInput
        With a sentence for every such place.
    """
    places = [path for path in answers if path is not None]
    asked_from = {_place(path) for path in (question.requests, *scenarios) if path is not None}
    obstacles = (
        (path, _obstacle(path) or _clash(path, places[:index], question, asked_from))
        for index, path in enumerate(places)
    )
    sentences = [f"{path} cannot be written: {why}." for path, why in obstacles if why]
    if sentences:
        raise FaultyInput(sentences)


def require_writable_answer(answer: Path, policies_dir: Path, *sources: Path) -> None:
    """Refuse a file that cannot take the answer, or from which what is asked is read.

    Raises
    ------
    FaultyInput
        With a sentence that says why.
    """
    require_writable_file(answer, *sources)
    why = _clash_with_policies(_place(answer), policies_dir)
    if why:
        raise FaultyInput([f"{answer} cannot be written: {why}."])


def require_writable_file(answer: Path, *sources: Path) -> None:
    """Refuse a file that cannot take the answer, or from which what is asked is read.

    Raises
    ------
    FaultyInput
        With a sentence that says why.
    """
    place = _place(answer)
    why = _obstacle(answer)
    if not why and place in map(_place, sources) and place.is_file():
        why = "the question is read from it"
    if why:
        raise FaultyInput([f"{answer} cannot be written: {why}."])


def _place(path: Path) -> Path:
    """Where a path leads; a link in a circle leads to itself."""
    return Path(os.path.realpath(path))


def _clash(
    path: Path, others: Sequence[Path], question: Question, asked_from: Collection[Path]
) -> str:
    """Say what a file would overwrite that is still needed; nothing when there is nothing."""
    place = _place(path)
    if place.exists() and not place.is_file():
        return ""  # a device takes everything
    if place in map(_place, others):
        return "it is named twice; give every answer a file of its own"
    if place in asked_from:
        return "the question is read from it"
    if place.parent == _place(question.network_dir) and place.suffix.lower() == ".csv":
        folder = question.network_dir
        return f"every CSV file in {folder} is read as a table; choose another folder"
    return _clash_with_policies(place, question.policies_dir)


def _clash_with_policies(place: Path, policies_dir: Path) -> str:
    if place.parent == _place(policies_dir) and place.suffix == ".yaml":
        return f"every YAML file in {policies_dir} is read as a policy"
    return ""


def _obstacle(path: Path) -> str:
    """Say what stands in the way of a file; nothing when nothing does."""
    try:
        return _obstacle_itself(path) or _obstacle_of_folder(path)
    except OSError as fault:
        return fault.strerror or str(fault)


def _obstacle_itself(path: Path) -> str:
    if path.is_dir():
        return "it is a folder; name a file"
    if path.is_symlink() and not path.exists():
        return "it is a link that leads nowhere"
    return "you may not change it" if path.exists() and not os.access(path, os.W_OK) else ""


def _obstacle_of_folder(path: Path) -> str:
    if path.exists() and not path.is_file():
        return ""  # a device or a pipe is written to, not replaced
    folder = _place(path).parent
    if not folder.is_dir():
        return f"the folder {folder} does not exist"
    may = os.access(folder, os.W_OK)
    return "" if may else f"you may not write into the folder {folder}"
