"""What is sent and shown of plans and jobs."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from optimizer.whatif.compare import LineChange
from rma_service.api.models import Instant, Line, Shown, Strict, example
from rma_service.domain.plan_record import PinWish, WishList
from rma_service.usecases.plans import Difference

MOST_WISHES = 10_000
"""Pins, exclusions or kept lines of one request."""


class PinWanted(Strict):
    """The depot and courier service that a line shall take."""

    depot_id: Line
    service_id: Line
    part_number: Line | None = None
    departs_at: Instant | None = None

    def value(self) -> PinWish:
        """The pin as the use case takes it."""
        return PinWish(self.depot_id, self.service_id, self.part_number, self.departs_at)


class WishesWish(Strict):
    """What planners want of the next plan; all of it anew, nothing is taken over."""

    model_config = example(
        pins={"RMA2611-0000001-01": {"depot_id": "FRA1", "service_id": "FRA1-CAR"}},
        excluded_depots=["AMS1"],
        excluded_services=[],
        keep=[],
    )

    pins: Annotated[
        dict[Line, PinWanted],
        Field(
            default_factory=dict,
            max_length=MOST_WISHES,
            description="By line_id.",
            json_schema_extra={"additionalProperties": False, "propertyNames": {"maxLength": 200}},
        ),
    ]
    excluded_depots: Annotated[list[Line], Field(default_factory=list, max_length=MOST_WISHES)]
    excluded_services: Annotated[list[Line], Field(default_factory=list, max_length=MOST_WISHES)]
    keep: Annotated[
        list[Line],
        Field(
            default_factory=list,
            max_length=MOST_WISHES,
            description="Lines that go as the former plan sends them.",
        ),
    ]

    def value(self) -> WishList:
        """The wishes as the use case takes them."""
        return WishList(
            {line_id: pin.value() for line_id, pin in self.pins.items()},
            frozenset(self.excluded_depots),
            frozenset(self.excluded_services),
            frozenset(self.keep),
        )


class ShownPin(Shown):
    """The way to which a line is pinned."""

    depot_id: str
    service_id: str
    part_number: str | None
    departs_at: datetime | None


class ShownWishes(Shown):
    """What planners wanted of a plan."""

    pins: dict[str, ShownPin]
    excluded_depots: list[str]
    excluded_services: list[str]
    keep: list[str]
    again_of: int | None


class ShownPlanRecord(Shown):
    """A plan without its lines. The base is the plan that was approved when it was made."""

    plan_version: int
    base_version: int | None
    network_version: int | None
    status: str
    input_hash: str
    wishes: ShownWishes
    degraded: bool
    created_by: str
    created_at: datetime
    approved_by: str | None
    approved_at: datetime | None


class ShownPlan(Shown):
    """A plan; its document has the shape of the file plan.json."""

    record: ShownPlanRecord
    document: dict[str, object]


class ShownPlans(Shown):
    """A page of plans."""

    items: list[ShownPlanRecord]


class ShownChange(Shown):
    """One line whose answer differs."""

    line_id: str
    rma_number: str
    before: str
    after: str
    reason: str
    moved: Annotated[list[str], Field(description="What the courier sees of the change.")]

    @classmethod
    def of(cls, each: LineChange) -> "ShownChange":
        """Show a change."""
        return cls(
            line_id=each.line_id,
            rma_number=each.rma_number,
            before=each.before.value,
            after=each.after.value,
            reason=each.reason,
            moved=list(each.moved),
        )


class ShownDifference(Shown):
    """What another plan changes: guarantees lost and gained, other changes, money."""

    base_version: int
    other_version: int
    lost: list[ShownChange]
    gained: list[ShownChange]
    changed: list[ShownChange]
    courier_cents_before: int
    courier_cents_after: int
    only_in_base: int
    only_in_other: int

    @classmethod
    def of(cls, difference: Difference) -> "ShownDifference":
        """Show a difference."""
        comparison = difference.comparison
        return cls(
            base_version=difference.base.plan_version,
            other_version=difference.other.plan_version,
            lost=[ShownChange.of(each) for each in comparison.lost],
            gained=[ShownChange.of(each) for each in comparison.gained],
            changed=[ShownChange.of(each) for each in comparison.changed],
            courier_cents_before=comparison.courier_cents_before,
            courier_cents_after=comparison.courier_cents_after,
            only_in_base=difference.only_in_base,
            only_in_other=difference.only_in_other,
        )


class ShownJob(Shown):
    """A job: due, running, done with a result, failed or canceled with the reason."""

    job_id: str
    kind: str
    state: str
    attempt: int
    stage: Annotated[str | None, Field(description="What its worker does, while it is running.")]
    steps_done: int | None
    steps: int | None
    share: Annotated[
        float | None, Field(ge=0, le=1, description="How much of all its stages is done.")
    ]
    result: dict[str, object] | None
    error: str | None
    created_by: str
    created_at: datetime
    finished_at: datetime | None
