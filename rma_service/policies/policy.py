"""A loaded policy: what a policy file says, checked and with its expressions ready to run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from optimizer.calendars import BusinessDays, business_days
from optimizer.network import require
from rma_service.domain.batch import BatchGuard
from rma_service.domain.refusal import Rule
from rma_service.policies.case import BadCaseError, Case
from rma_service.policies.readings import Parameter, Reading
from rma_service.policies.run import Find, Function, Instant, Place, Run, Test
from rma_service.policies.values import BadValueError, Event

_MOST_PLACES = 4096
"""Places that are kept ready; a whole record has a few hundred."""

_LETTERS = 2
"""Of a country. Source: ISO 3166-1 alpha-2."""

Asked = tuple[str, str | None, str | None]
"""Target, service level and priority, by which the entry of a target is found."""


@dataclass(frozen=True, slots=True)
class When:
    """The service levels and priorities to which an entry applies; None: all."""

    service_levels: frozenset[str] | None
    priorities: frozenset[str] | None

    def fits(self, service_level: str | None, priority: str | None) -> bool:
        """Whether the entry applies to a level and a priority."""
        return self._fits(self.service_levels, service_level) and self._fits(
            self.priorities, priority
        )

    @staticmethod
    def _fits(allowed: frozenset[str] | None, word: str | None) -> bool:
        return allowed is None or word in allowed


@dataclass(frozen=True, slots=True)
class Branch:
    """One way a target may come out; without a test it always holds.

    `keys` are worked out in their order; `clause`, `quote` and `stop` are the branch's own or
    those of the target.
    """

    test: Test | None
    keys: tuple[tuple[str, Function], ...]
    shown: tuple[tuple[str, Function], ...]
    clause: str
    quote: str
    stop: str | None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """When what some targets promise is computed but not owed."""

    targets: frozenset[str]
    test: Test
    clause: str
    quote: str
    sentence: str
    register: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetRule:
    """One target of the document for some levels and priorities; the first branch that holds.

    `coverage` is what a reader is told of it, `needs` the events without which it cannot be
    judged, `stop` the event that ends its clock, `pauses` the one whose spans halt it, `events`
    all that it looks at.
    """

    target: str
    when: When
    clause: str
    quote: str
    register: tuple[str, ...]
    coverage: str | None
    needs: tuple[str, ...]
    start: Instant | None
    stop: str | None
    pauses: str | None
    guarantee: bool
    branches: tuple[Branch, ...]
    exclusions: tuple[Exclusion, ...]
    events: frozenset[str]


@dataclass(frozen=True, slots=True)
class NotComputable:
    """A rule of the document from which no deadline can be computed, and why."""

    rule: str
    clause: str
    why: str


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
class Policy:
    """One edition of a support policy, ready to judge cases.

    `rules` are the entries of targets by target, level and priority, `readings` those of every
    parameter and `defaults` of every event unless a case says otherwise. `batch_guard` and
    `guard_calendar` are there or not together. `running_contracts` says whether contracts that
    began under it follow later editions, or keep it, `priority_meanings` what each priority is in
    a few words, the first one first, where the document says so. `source` is the file as it was
    read and `digest` marks it; the newest edition carries the `earlier` ones, the oldest first.
    """

    name: str
    document: str
    version: str
    service_levels: frozenset[str]
    priorities: frozenset[str]
    events: Mapping[str, Event]
    order: tuple[tuple[str, str], ...]
    parameters: Mapping[str, Parameter]
    targets: tuple[TargetRule, ...]
    rules: Mapping[Asked, TargetRule]
    exclusions: tuple[Exclusion, ...]
    batch_guard: BatchGuard | None
    guard_calendar: Find[BusinessDays] | None
    owed: tuple[OwedWeights, ...]
    not_owed: Weights
    refusals: Mapping[Rule, str]
    uses: Mapping[str, str]
    not_computable: tuple[NotComputable, ...]
    readings: Mapping[str, Reading]
    defaults: dict[str, Any]
    effective_from: date = date.min
    running_contracts: Literal["follow", "keep"] = "follow"
    priority_meanings: Mapping[str, str] = field(default_factory=dict)
    source: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""
    earlier: "tuple[Policy, ...]" = ()
    places: dict[object, Place] = field(default_factory=dict, compare=False, repr=False)

    @property
    def editions(self) -> "tuple[Policy, ...]":
        """Every edition, the oldest first."""
        return (*self.earlier, self)

    def place(self, case: Case) -> Place:
        """Where a case is judged and by which readings; made once and then kept.

        Raises
        ------
        BadCaseError
            When there is no such place or no such reading.
        """
        params = repr(sorted(case.params.items(), key=str)) if case.params else ""
        key = (case.country, case.subdivision, case.timezone, params)
        try:
            return self.places[key]
        except (KeyError, TypeError):
            place = self.new_place(case)
        if len(self.places) >= _MOST_PLACES:
            self.places.clear()
        self.places[key] = place
        return place

    def new_place(self, case: Case) -> Place:
        """Where a case is judged, with nothing looked up yet.

        Raises
        ------
        BadCaseError
            When there is no such place or no such reading.
        """
        readings = self._readings(case.params)
        try:
            _refuse_other_than_words(case)
            business_days(case.country, case.subdivision, case.timezone)
        except ValueError as unknown:
            raise BadCaseError("unknown_place", str(unknown)) from unknown
        return Place(case.country, case.subdivision, case.timezone, readings)

    def guard_days(self, case: Case) -> BusinessDays:
        """Business days by which the batch guard counts at the place of a case."""
        assert self.guard_calendar is not None  # noqa: S101 - asked only where there is a guard
        return self.guard_calendar(Run(case, self.place(case), {}, None))

    def _readings(self, params: Mapping[str, object]) -> Mapping[str, Reading]:
        readings = dict(self.readings)
        for name, raw in params.items():
            if name not in self.parameters:
                problem = f"{self.document} has no parameter {name!r}."
                raise BadCaseError("bad_parameter", problem, str(name))
            try:
                readings[name] = self.parameters[name].read(raw)
            except BadValueError as bad:
                raise BadCaseError("bad_parameter", f"{name}: {bad}", name) from bad
        return readings


def _refuse_other_than_words(case: Case) -> None:
    """Refuse what cannot be a country, a subdivision or a zone, before it is looked up."""
    country, subdivision = case.country, case.subdivision
    is_code = isinstance(country, str) and country.isascii() and country.isupper()
    require(is_code and len(country) == _LETTERS, f"{country!r} is no country such as 'DE'.")
    for word in (case.timezone, *(() if subdivision is None else (subdivision,))):
        require(isinstance(word, str), f"{word!r} names no place.")
