"""What the checker says: violations, and how far two honest computations may lie apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

Faults = Iterator[tuple[str, str]]
"""Codes of violations with their sentences; whoever asked knows the line."""

INSTANT_TOLERANCE = timedelta(seconds=1)
"""Two geodesics of different libraries differ by less than this on any drive."""

MINUTE_TOLERANCE = INSTANT_TOLERANCE / timedelta(minutes=1)
"""The tolerance of instants, for spans given in minutes. [minutes]"""


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule that a plan breaks: where, a code, and a sentence with both numbers."""

    line_id: str | None
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Everything the checker found, and the levels of the plan as it computes them."""

    violations: tuple[Violation, ...]
    levels: Mapping[str, int]


BOUND_TOLERANCE = 0.5
"""Values of levels are whole numbers; the bound of a solver counts to the nearest one."""


def same_instant(claimed: datetime, derived: datetime | None) -> bool:
    """Whether two instants agree within the tolerance; no instant agrees with none."""
    return derived is not None and abs(claimed - derived) <= INSTANT_TOLERANCE


def said(at: datetime | None) -> str:
    """Write an instant as people and machines read it, or that there is none."""
    return "none" if at is None else at.isoformat()
