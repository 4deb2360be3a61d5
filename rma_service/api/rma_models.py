"""What is sent and shown of RMAs."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from rma_service.api.models import Day, Instant, Line, Shown, Strict, Words, example
from rma_service.domain.rma import State
from rma_service.domain.rma_request import Completion, NewLine, NewRma
from rma_service.usecases.fulfillment import Shipment
from rma_service.usecases.intake import MOST_LINES

DataRemoved = Literal["yes", "no", "retained"]


class FaultyUnit(Strict):
    """A fault tag: one faulty unit that wants one replacement."""

    platform: Line
    part_number: Line
    product_serial: Annotated[Line | None, Field(description="May follow with an open form.")] = (
        None
    )
    fault_code: Line
    fault_observed_at: Instant
    data_removed: DataRemoved
    contract_id: Annotated[
        Line | None, Field(description="Without: that of the platform at the site.")
    ] = None
    faulty_serial: Line | None = None
    symptom: Words = ""
    initial_warranty_ends_on: Day | None = None
    form_complete: Annotated[
        bool, Field(description="False keeps the line on hold until its tag is completed.")
    ] = True

    def value(self) -> NewLine:
        """The tag as the use case takes it."""
        serial = self.product_serial or ""
        return NewLine(**(self.model_dump() | {"product_serial": serial}))


class RmaWish(Strict):
    """An RMA to open."""

    model_config = example(
        site_id="S0001",
        priority="P2",
        lines=[
            {
                "platform": "P2288V6",
                "part_number": "CP-6330",
                "product_serial": "S0001-P2288V6-0001",
                "fault_code": "CPU-MCE",
                "fault_observed_at": "2026-11-23T08:10:00Z",
                "data_removed": "yes",
                "faulty_serial": "F1",
                "symptom": "Machine checks since last night.",
            }
        ],
    )

    site_id: Line
    priority: Line
    lines: Annotated[list[FaultyUnit], Field(min_length=1, max_length=MOST_LINES)]
    ship_together: Annotated[bool, Field(description="True makes the lines one kit.")] = False
    partner_id: Annotated[
        Line | None, Field(description="Staff name it; a partner is its own.")
    ] = None

    def value(self) -> NewRma:
        """The request as the use case takes it."""
        tags = tuple(unit.value() for unit in self.lines)
        return NewRma(self.site_id, self.priority, tags, self.ship_together, self.partner_id)


class ChangedTag(Strict):
    """What was missing on a fault tag; what is left out stays as it is."""

    model_config = example(product_serial="S0001-P2288V6-0001", faulty_serial="F1")

    product_serial: Line | None = None
    data_removed: DataRemoved | None = None
    faulty_serial: Line | None = None
    symptom: Words | None = None

    def value(self) -> Completion:
        """The completion as the use case takes it."""
        return Completion(**self.model_dump())


class Why(Strict):
    """Why somebody does this."""

    model_config = example(why="The part was found in the rack.")

    why: Line


class ShippedUnit(Strict):
    """The unit that leaves, and its tracking number."""

    model_config = example(serial="N4711", tracking_number="T-2026-0001")

    serial: Line
    tracking_number: Line

    def value(self) -> Shipment:
        """The shipment as the use case takes it."""
        return Shipment(self.serial, self.tracking_number)


class Arrival(Strict):
    """When the replacement arrived."""

    model_config = example(delivered_at="2026-11-23T13:40:00Z")

    delivered_at: Instant


class ReturnedUnit(Strict):
    """The part that came back."""

    model_config = example(serial="F1")

    serial: Line


class ShownReport(Shown):
    """What was reported of the faulty unit."""

    contract_id: str
    site_id: str
    platform: str
    product_serial: str
    part_number: str
    faulty_serial: str | None
    priority: str
    requested_at: datetime
    form_completed_at: datetime | None
    fault_observed_at: datetime
    fault_code: str
    data_removed: str
    ship_together: bool
    symptom: str
    initial_warranty_ends_on: date | None


class ShownTarget(Shown):
    """The target that the policy sets."""

    received_at: datetime
    target_kind: str
    due_at: datetime
    owed: bool
    clause: str
    confidence: float
    not_owed_reason: str | None
    policy_version: str
    rules_digest: str
    holidays_version: str
    tzdata_version: str


class ShownReason(Shown):
    """Why a verdict is what it is."""

    code: str
    detail: str
    depot_id: str | None
    service_id: str | None


class ShownPromise(Shown):
    """What the partner is told; `before_planning` looks at this RMA alone."""

    promised_at: datetime
    basis: Literal["before_planning", "plan"]
    verdict: str
    outlook: str | None
    sentence: str
    clause: str
    owed: bool
    due_at: datetime
    arrival_at: datetime | None
    probability: float | None
    reasons: list[ShownReason]


class ShownRoute(Shown):
    """How the approved plan serves the line."""

    plan_version: int
    depot_id: str
    replacement_part_number: str
    service_id: str
    departs_at: datetime
    planned_arrival_at: datetime


class ShownProgress(Shown):
    """What has happened since the approval."""

    handed_over_at: datetime | None
    shipped_at: datetime | None
    shipped_serial: str | None
    tracking_number: str | None
    delivered_at: datetime | None
    warranty_ends_on: date | None
    return_due_at: datetime | None
    return_waived: bool | None
    return_chargeable_from_at: Annotated[
        datetime | None, Field(description="From then on fees may be charged for the part.")
    ]
    return_cost_bearer: Annotated[
        str | None, Field(description="Who pays the way back, in a word of the policy.")
    ]
    returned_at: datetime | None
    returned_serial: str | None
    closed_at: datetime | None


class ShownLine(Shown):
    """One line of an RMA."""

    line_id: str
    state: State
    state_sentence: str | None
    state_clause: str | None
    reported: ShownReport
    target: Annotated[ShownTarget | None, Field(validation_alias="terms")]
    promise: ShownPromise | None
    route: ShownRoute | None
    progress: ShownProgress


class ShownRma(Shown):
    """An RMA with its lines."""

    partner_id: str
    rma_number: str
    state: State
    opened_at: datetime
    opened_by: str
    version: int
    lines: list[ShownLine]


class ShownRmas(Shown):
    """A page of RMAs."""

    items: list[ShownRma]


class ShownEvent(Shown):
    """One event; its hash covers everything in it and the hash before it."""

    sequence: int
    line_id: str | None
    at: Annotated[datetime, Field(description="When it was recorded.")]
    happened_at: Annotated[datetime, Field(description="When it happened.")]
    actor: str
    kind: str
    data: dict[str, object]
    previous_hash: str
    hash: str


class Events(Shown):
    """Events of an RMA; `broken_at` names the first one that does not fit the chain."""

    items: list[ShownEvent]
    broken_at: int | None
