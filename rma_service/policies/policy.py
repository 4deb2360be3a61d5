"""A loaded policy: what a policy file says, checked and with its expressions ready to run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from optimizer.calendars import BusinessDays
from rma_service.domain.batch import BatchGuard
from rma_service.domain.refusal import Rule
from rma_service.policies.case import Case
from rma_service.policies.expressions import Calendar, Day, Instant, Test
from rma_service.policies.run import Run
from rma_service.policies.values import Event, Parameter, Reading


@dataclass(frozen=True, slots=True)
class When:
    """The service levels and priorities to which an entry applies; None: all."""

    service_levels: frozenset[str] | None
    priorities: frozenset[str] | None

    def fits(self, case: Case) -> bool:
        """Whether the entry applies to a case."""
        return self._fits(self.service_levels, case.service_level) and self._fits(
            self.priorities, case.priority
        )

    @staticmethod
    def _fits(allowed: frozenset[str] | None, word: str | None) -> bool:
        return allowed is None or word in allowed


@dataclass(frozen=True, slots=True)
class Branch:
    """One way a target may be due; without a test it always holds."""

    test: Test | None
    kind: Literal["arrive_by", "ship_by"]
    ship_date: Day | None
    due_date: Day | None
    due_at: Instant


@dataclass(frozen=True, slots=True)
class TargetRule:
    """One target of the document for some levels and priorities; the first branch that holds."""

    target: str
    when: When
    clause: str
    quote: str
    received_at: Instant
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """When the deadline of some targets is computed but not owed."""

    targets: frozenset[str]
    test: Test
    clause: str
    quote: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Weights:
    """What a target weighs in a dispatch plan: per miss and per started quarter-hour late."""

    miss_weight: int
    late_weight: int


@dataclass(frozen=True, slots=True)
class OwedWeights:
    """Weights of an owed target, and the probability at which it must be met [share]."""

    when: When
    confidence: float
    weights: Weights


@dataclass(frozen=True, slots=True)
class Aftercare:
    """What follows a replacement: days of its warranty, business days of the way back."""

    warranty_days: int
    warranty_clause: str
    return_business_days: int
    return_clause: str
    waived_clause: str


@dataclass(frozen=True, slots=True)
class Policy:
    """One edition of a support policy, ready to judge cases.

    `running_contracts` says whether contracts that began under it follow later editions, or keep
    it. `source` is the file as it was read and `digest` marks it; the newest edition carries the
    `earlier` ones, the oldest first.
    """

    name: str
    document: str
    version: str
    service_levels: frozenset[str]
    priorities: frozenset[str]
    events: Mapping[str, Event]
    parameters: Mapping[str, Parameter]
    targets: tuple[TargetRule, ...]
    exclusions: tuple[Exclusion, ...]
    batch_guard: BatchGuard
    guard_calendar: Calendar
    owed: tuple[OwedWeights, ...]
    not_owed: Weights
    aftercare: Aftercare
    return_calendar: Calendar
    refusals: Mapping[Rule, str]
    effective_from: date = date.min
    running_contracts: Literal["follow", "keep"] = "follow"
    source: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""
    earlier: "tuple[Policy, ...]" = ()

    @property
    def editions(self) -> "tuple[Policy, ...]":
        """Every edition, the oldest first."""
        return (*self.earlier, self)

    def default_readings(self) -> dict[str, Reading]:
        """Reading of every parameter unless a case says otherwise."""
        return {name: parameter.default for name, parameter in self.parameters.items()}

    def guard_days(self, case: Case) -> BusinessDays:
        """Business days by which the batch guard counts at the place of a case."""
        return self.guard_calendar(Run(case, {}, self.default_readings()))

    def return_days(self, case: Case) -> BusinessDays:
        """Business days by which a defective part must be back, at the place of a case."""
        return self.return_calendar(Run(case, {}, self.default_readings()))
