"""What one long piece of work is doing, and how long each stage of it took."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter

Progress = Callable[[str, int, int], None]
"""Told at every step: stage, steps done, steps in all."""


def no_progress(stage: str, done: int, steps: int) -> None:
    """Tell nobody."""


class Stages:
    """Stage by stage: tells the progress and keeps the seconds. Not for several threads."""

    def __init__(self, progress: Progress = no_progress) -> None:
        """Start with no stage."""
        self.progress = progress
        self._seconds: dict[str, float] = {}

    @property
    def seconds(self) -> Mapping[str, float]:
        """Seconds of every stage in the order in which they began [s]."""
        return dict(self._seconds)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage; one that comes again is added up."""
        self.progress(name, 0, 1)
        before = perf_counter()
        self._seconds.setdefault(name, 0.0)
        yield
        self._seconds[name] += perf_counter() - before
        self.progress(name, 1, 1)

    def add(self, seconds: Mapping[str, float]) -> None:
        """Add seconds that somebody else measured."""
        for name, spent in seconds.items():
            self._seconds[name] = self._seconds.get(name, 0.0) + spent
