"""What the record keeps of an RMA: values only, each named like the column that holds it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from rma_service.domain.rma import State, state_of_rma


@dataclass(frozen=True, slots=True)
class Reported:
    """What a partner reported of one faulty unit. The symptom is told in words."""

    contract_id: str
    site_id: str
    platform: str
    product_serial: str
    part_number: str
    faulty_serial: str | None
    priority: str
    requested_at: datetime
    part_deemed_necessary_at: datetime
    form_completed_at: datetime | None
    fault_observed_at: datetime
    fault_code: str
    data_removed: str
    ship_together: bool
    symptom: str = ""
    initial_warranty_ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """The target of a line as it was derived, and the versions of what it was derived by.

    `rules_digest` marks the text of the policy with the readings of the contract.
    """

    received_at: datetime
    target_kind: str
    due_at: datetime
    owed: bool
    clause: str
    confidence: float
    miss_weight: int
    late_weight: int
    not_owed_reason: str | None
    policy_version: str
    rules_digest: str
    holidays_version: str
    tzdata_version: str

    @property
    def derived_by(self) -> tuple[str, str, str, str]:
        """Everything beside the facts that the target rests on."""
        return self.policy_version, self.rules_digest, self.holidays_version, self.tzdata_version


@dataclass(frozen=True, slots=True)
class Promise:
    """What the partner is told: by the line alone before planning, or by an approved plan.

    `probability` is that of being on time [share]; a reason is a mapping of texts.
    """

    promised_at: datetime
    basis: str
    verdict: str
    outlook: str | None
    sentence: str
    clause: str
    owed: bool
    due_at: datetime
    arrival_at: datetime | None
    probability: float | None
    reasons: Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Route:
    """How an approved plan serves a line."""

    plan_version: int
    depot_id: str
    replacement_part_number: str
    service_id: str
    departs_at: datetime
    planned_arrival_at: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """What has happened to a line since it was approved.

    From `return_chargeable_from_at` on fees may be charged for a part that is not back.
    """

    handed_over_at: datetime | None = None
    shipped_at: datetime | None = None
    shipped_serial: str | None = None
    tracking_number: str | None = None
    delivered_at: datetime | None = None
    warranty_ends_on: date | None = None
    return_due_at: datetime | None = None
    return_waived: bool | None = None
    return_chargeable_from_at: datetime | None = None
    return_cost_bearer: str | None = None
    returned_at: datetime | None = None
    returned_serial: str | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RmaLine:
    """One faulty unit with its replacement. The sentence says why the line is in its state.

    `clock` is what its clock log amounts to, by the names of its policy, as JSON tells it.
    """

    partner_id: str
    rma_number: str
    line_id: str
    reported: Reported
    state: State
    state_sentence: str | None = None
    state_clause: str | None = None
    terms: Terms | None = None
    promise: Promise | None = None
    route: Route | None = None
    progress: Progress = field(default_factory=Progress)
    clock: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rma:
    """One authorized case with its lines; the version counts its events."""

    partner_id: str
    rma_number: str
    opened_at: datetime
    opened_by: str
    version: int
    lines: tuple[RmaLine, ...]

    @property
    def state(self) -> State:
        """Word for the whole RMA."""
        return state_of_rma([line.state for line in self.lines])
