"""What an answer to an option problem is, how good it is known to be, and when to stop."""

from dataclasses import dataclass, field
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
    """How many lines take each option of the whole problem, and a bound for each level.

    `steps` counts the steps of the solver that ended before its time did; None: it went to the
    end.
    """

    taken: Ints
    bounds: tuple[LevelBound, ...]
    steps: int | None = None


class OutOfTimeError(Exception):
    """Time, or the number of steps, ended before a step did; until then `bound` was known."""

    def __init__(self, bound: int = 0) -> None:
        super().__init__()
        self.bound = bound


@dataclass(slots=True)
class Deadline:
    """When solving ends: at an instant of the performance counter [seconds], or after some steps.

    A step is one call of a solver. One that its time interrupts is thrown away, so that as many
    steps without a clock give the same answer. None: no limit. `seconds` says how long the steps of
    each kind took.
    """

    at: float | None = None
    most_steps: int | None = None
    steps: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    _begun: tuple[str, float] = ("", 0.0)

    @classmethod
    def after(cls, seconds: float | None) -> "Deadline":
        """So many seconds from now."""
        return cls(None if seconds is None else perf_counter() + seconds)

    @classmethod
    def of_steps(cls, most_steps: int | None) -> "Deadline":
        """After so many steps, whatever time they take."""
        return cls(most_steps=most_steps)

    @property
    def left(self) -> timedelta | None:
        """Time that is left, never below zero."""
        return None if self.at is None else timedelta(seconds=max(0.0, self.at - perf_counter()))

    @property
    def is_over(self) -> bool:
        """Whether no time, or no step, is left."""
        if self.most_steps is not None and self.steps >= self.most_steps:
            return True
        return self.at is not None and perf_counter() >= self.at

    def begin_step(self, kind: str) -> None:
        """Begin a step.

        Raises
        ------
        OutOfTimeError
            When none may begin any more.
        """
        if self.is_over:
            raise OutOfTimeError
        self._begun = (kind, perf_counter())

    def end_step(self) -> None:
        """Count a step that came to its end."""
        kind, since = self._begun
        self.seconds[kind] = self.seconds.get(kind, 0.0) + perf_counter() - since
        self.steps += 1
