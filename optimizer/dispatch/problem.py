"""What is asked and what is answered: lines with targets in, a plan with verdicts out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from optimizer.dispatch.wishes import Wishes, require_kits_pinned_alike, require_known
from optimizer.network import Network, require
from optimizer.numbers import require_numbers

REASON_CODES = (
    "stock",
    "scope",
    "landmass",
    "customs",
    "radius",
    "piece_weight",
    "dimensions",
    "girth",
    "shipment_weight",
    "dangerous_goods",
    "export_licence",
    "two_person",
    "tail_lift_or_dock",
    "depot_closed",
    "operating_hours",
    "no_flight",
    "vehicle",
    "excluded",
    "pinned",
    "receiving_hours",
    "late",
)
"""The tests a way to serve a line must pass, in order; the first failure is the reason."""

TEN_DAYS_QUARTER_HOURS = 10 * 24 * 4
"""An unassigned line counts as this late. Source: dispatch.md, objective. [quarter-hours]"""


class Verdict(StrEnum):
    """What may be said of a line; see dispatch.md for the order in which the words are tried."""

    GUARANTEED = "guaranteed"
    AT_RISK = "at_risk"
    IMPOSSIBLE_ALONE = "impossible_alone"
    IMPOSSIBLE_TOGETHER = "impossible_together"
    NOT_PROVED = "not_proved"
    EXCLUDED_BY_CLAUSE = "excluded_by_clause"


def _require_aware(name: str, at: datetime) -> None:
    require(at.utcoffset() is not None, f"{name} needs a time zone, {at.isoformat()} has none.")


@dataclass(frozen=True, slots=True)
class Target:
    """A deadline that a policy sets for one line, with what a miss and each quarter-hour weigh."""

    kind: Literal["arrive_by", "ship_by"]
    due_at: datetime
    owed: bool
    clause: str
    confidence: float
    miss_weight: int
    late_weight: int
    not_owed_reason: str | None = None

    def __post_init__(self) -> None:
        """Refuse a target without zone, or with weights and confidence that cannot be."""
        _require_aware("The due instant", self.due_at)
        require(0 < self.confidence < 1, f"Confidence {self.confidence} is not between 0 and 1.")
        require(
            min(self.miss_weight, self.late_weight) >= 0, "Weights of a target cannot be negative."
        )
        require(self.late_weight > 0, "A target needs a weight for each quarter-hour late.")
        require_numbers(self)


@dataclass(frozen=True, slots=True)
class Line:
    """One faulty unit that waits for one replacement; lines that ship together form a kit.

    `told_at` is the planned arrival that its partner was told, None before anything was: a later
    one is a moved promise.
    """

    line_id: str
    rma_number: str
    partner_id: str
    site_id: str
    part_number: str
    released_at: datetime
    ship_together: bool
    target: Target
    told_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse a release, or what was told, without zone."""
        _require_aware("The release", self.released_at)
        if self.told_at is not None:
            _require_aware("The arrival that was told", self.told_at)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A line that is not planned: rejected by a rule of business, or on hold for its form."""

    rma_number: str
    line_id: str
    partner_id: str
    state: Literal["rejected", "on_hold"]
    sentence: str
    clause: str


@dataclass(frozen=True, slots=True)
class DispatchProblem:
    """The open lines of one instant, the network that may serve them, and what planners wish."""

    network: Network
    lines: tuple[Line, ...]
    now: datetime
    set_aside: tuple[SetAside, ...] = ()
    wishes: Wishes = field(default_factory=Wishes)

    def __post_init__(self) -> None:
        """Refuse unknown places and parts, two lines of one name, and wishes that cannot be."""
        _require_aware("The instant of the plan", self.now)
        ids = [line.line_id for line in self.lines]
        require(len(ids) == len(set(ids)), "Two lines have the same line_id.")
        for line in self.lines:
            known = line.site_id in self.network.sites and line.part_number in self.network.parts
            require(known, f"Line {line.line_id} names a site or part that the network lacks.")
        asked = {line.line_id: line.part_number for line in self.lines}
        kits = {line.line_id: line.rma_number for line in self.lines if line.ship_together}
        require_known(self.wishes, self.network, asked)
        require_kits_pinned_alike(self.wishes, kits)


@dataclass(frozen=True, slots=True)
class Option:
    """One way to serve one line; instants are exact, files round them up to the second."""

    depot_id: str
    part_number: str
    service_id: str
    ready_at: datetime
    departs_at: datetime
    planned_arrival_at: datetime
    median_arrival_at: datetime
    on_time_probability: float
    margin_minutes: float
    cost_cents: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another way that the plan leaves free, and what it would change [minutes, cents]."""

    option: Option
    arrives_later_minutes: float
    costs_more_cents: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a verdict is what it is: a code, where it holds, and the numbers in words."""

    code: str
    detail: str
    depot_id: str | None = None
    service_id: str | None = None


RelaxationKind = Literal[
    "unit", "release", "vehicle", "service_limit", "depot_hours", "site_hours", "median"
]


LeftOut = Literal["would_lose", "relaxations"]


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One thing that, were it different, would let the line be met; proved by a solve of its own.

    `amount` is by kind: minutes earlier (release), kilograms (service_limit), slots (vehicle), else
    None; `from_at` the start of the first slot (vehicle) or the hour from which a depot or site
    would have to be open.
    `plan_costs_more_cents` compares the whole plan with and without it; below zero it is cheaper.

    Source: dispatch.md, "Verdicts are proved, not guessed".
    """

    kind: RelaxationKind
    sentence: str
    plan_costs_more_cents: int
    depot_id: str | None = None
    service_id: str | None = None
    part_number: str | None = None
    from_at: datetime | None = None
    amount: float | None = None


@dataclass(frozen=True, slots=True)
class LinePlan:
    """The answer for one line. `would_lose` names lines that lose if this one is met.

    `left_out` names what was not worked out, for want of time or of solves: an empty tuple there
    says nothing.
    """

    line: Line
    verdict: Verdict
    outlook: Verdict | None
    sentence: str
    reasons: tuple[Reason, ...]
    option: Option | None
    alternatives: tuple[Alternative, ...] = ()
    would_lose: tuple[str, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the objective: value, lower bound, and whether they were proved equal."""

    name: str
    value: int
    bound: float
    proved: bool


@dataclass(frozen=True, slots=True)
class Load:
    """What a plan asks of one depot and service; vehicles_peak is the most out at once."""

    depot_id: str
    service_id: str
    lines: int
    weight_kg: float
    vehicles_peak: int


@dataclass(frozen=True, slots=True)
class DispatchPlan:
    """The answer to a dispatch problem. `seconds` is the only part that differs between runs.

    `degraded` says why the plan is no better than first come, first served; None: it is. `steps`
    counts the steps of the solver that ended before its time did, so that as many of them give
    the same plan again; None: it went to the end.
    """

    now: datetime
    lines: tuple[LinePlan, ...]
    set_aside: tuple[SetAside, ...]
    levels: tuple[Level, ...]
    loads: tuple[Load, ...]
    scarcity_cents: int
    input_hash: str
    versions: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    degraded: str | None = None
    steps: int | None = None

    @property
    def proved(self) -> bool:
        """True when every level is proved optimal."""
        return all(level.proved for level in self.levels)

    @property
    def courier_cents(self) -> int:
        """Cost of couriers and substitutes; the price of last units is left out [cents]."""
        cost = sum(level.value for level in self.levels if level.name == "cost")
        return cost - self.scarcity_cents
