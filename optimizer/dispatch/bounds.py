"""What an answer to an option problem is, how good it is known to be, and when to stop."""

from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter

from optimizer.dispatch.options.horizon import Ints

LEVELS = ("missed", "tardiness", "cost")
"""Levels in order. Source: dispatch.md, "Objective"."""


class SolverError(RuntimeError):
    """The solver ended in a way that is neither an optimum nor a limit."""


@dataclass(frozen=True, slots=True)
class LevelBound:
    """A lower bound of one level, and whether the answer reaches it."""

    bound: float
    proved: bool


NOTHING_PROVED = LevelBound(0.0, proved=False)
"""What is known of a level that time did not reach: values are never below zero."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How many lines take each option of the whole problem, and a bound for each level."""

    taken: Ints
    bounds: tuple[LevelBound, ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """An instant of the performance counter [seconds] at which solving ends; None: no limit."""

    at: float | None = None

    @classmethod
    def after(cls, seconds: float | None) -> "Deadline":
        """So many seconds from now."""
        return cls(None if seconds is None else perf_counter() + seconds)

    @property
    def left(self) -> timedelta | None:
        """Time that is left, never below zero."""
        return None if self.at is None else timedelta(seconds=max(0.0, self.at - perf_counter()))

    @property
    def is_over(self) -> bool:
        """Whether no time is left."""
        return self.at is not None and perf_counter() >= self.at
