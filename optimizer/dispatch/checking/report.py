"""What the checker says: violations, and how far two honest computations may lie apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from optimizer.network import require

Faults = Iterator[tuple[str, str]]
"""Codes of violations with their sentences; whoever asked knows the line."""

INSTANT_TOLERANCE = timedelta(seconds=1)
"""Two geodesics of different libraries differ by less than this on any drive."""

MINUTE_TOLERANCE = INSTANT_TOLERANCE / timedelta(minutes=1)
"""The tolerance of instants, for spans given in minutes. [minutes]"""


CODES = (
    *("line_missing", "line_invented", "line_twice", "line_changed", "set_aside", "now"),
    *("kit", "unknown", "not_utc", "far_instant", "part"),
    *("scope", "landmass", "customs", "radius", "piece_weight", "dimensions", "girth"),
    *("shipment_weight", "dangerous_goods", "export_licence", "two_person"),
    *("tail_lift_or_dock", "no_flight"),
    *("ready", "departs_before_ready", "departure", "operating_hours", "depot_closed"),
    *("planned_arrival", "median_arrival", "receiving_hours", "probability", "margin", "late"),
    *("cost", "scarcity", "stock", "stock_before_receipt", "vehicle", "load"),
    *("level_names", "level_value", "level_bound", "level_proof", "degraded"),
    *("verdict", "would_lose", "left_out", "relaxation", "reason", "reason_number"),
    *("alternative_count", "alternative_repeated", "alternative_order", "alternative_better"),
    *("alternative_difference", "excluded", "pinned"),
)
"""What may be wrong with a plan; of an alternative also what may be wrong with a way taken."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule that a plan breaks: where, a code, and a sentence with both numbers."""

    line_id: str | None
    code: str
    detail: str

    def __post_init__(self) -> None:
        """Refuse a code that no list of faults can hold."""
        known = {self.code, self.code.removeprefix("alternative_")} & set(CODES)
        require(bool(known), f"No violation is called {self.code}.")


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
