"""What is told to the clocks of an RMA, and what is shown of its targets."""

from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field

from rma_service.api.models import Instant, Line, Shown, Strict, example
from rma_service.domain.rma_request import ClockNews, NewPriority
from rma_service.policies.documents import trace_document
from rma_service.policies.telling import trace_sentences
from rma_service.usecases.target_states import StateOfTarget
from rma_service.usecases.targets import OldTarget, RmaTarget

MOST_EVENTS = 1_000_000_000


def _whole(value: object) -> object:
    """A number without a fraction is whole, however JSON writes it."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


class ClockWish(Strict):
    """An entry of the clock log: an event by the name that the policy gives it."""

    model_config = example(
        event="accepted_at",
        value="2026-11-23T09:12:00Z",
        why="The support desk took the call.",
    )

    event: Line
    value: Annotated[
        Line | int | bool | None,
        BeforeValidator(_whole),
        Field(
            description="An instant with its zone, a day, a number, true or false, a word; `pause` "
            "or `resume` where a clock stands still; null withdraws what was told."
        ),
    ]
    why: Line
    at: Annotated[
        Instant | None,
        Field(description="When it became so, unless the value says it. Without: now."),
    ] = None
    line_id: Annotated[Line | None, Field(description="Without: all lines.")] = None
    corrects: Annotated[
        int | None,
        Field(
            ge=1,
            le=MOST_EVENTS,
            description="Sequence of the pause or resumption in whose place this one stands.",
        ),
    ] = None

    def news(self) -> ClockNews:
        """The entry as the use case takes it."""
        return ClockNews(self.event, self.value, self.why, self.at, self.line_id, self.corrects)


class PriorityWish(Strict):
    """The priority that an RMA has from now on."""

    model_config = example(priority="P1", why="The second module failed too.")

    priority: Line
    why: Line

    def wanted(self) -> NewPriority:
        """The priority as the use case takes it."""
        return NewPriority(self.priority, self.why)


class ShownOldTarget(Shown):
    """What a target was before an event of the log changed it."""

    values: dict[str, object]
    owed: bool
    clause: str
    until: Annotated[datetime, Field(description="When the change was recorded.")]
    changed_by: Annotated[int, Field(description="Sequence of the event that changed it.")]
    kind: Annotated[str, Field(description="Kind of that event.")]
    why: str


class ShownTargetOfRma(Shown):
    """One target; without a line it is one of the RMA as a whole."""

    line_id: str | None
    contract_id: str
    target: Annotated[str, Field(description="As the policy calls it.")]
    purpose: Annotated[str | None, Field(description="What it is for, such as `replacement`.")]
    state: StateOfTarget
    values: Annotated[
        dict[str, object], Field(description="As `rma conform deadlines` writes them.")
    ]
    owed: bool
    not_owed_reason: str | None
    clause: str
    quote: str
    differs: Annotated[
        str | None, Field(description="Why the rules of now do not show how it came about.")
    ]
    derivation: Annotated[
        dict[str, object] | None, Field(description="What was counted and skipped, as data.")
    ]
    derivation_text: Annotated[list[str], Field(description="The same, in sentences.")]
    history: list[ShownOldTarget]


class ShownTargets(Shown):
    """Targets of an RMA: those of the whole RMA, then those of its lines."""

    rma_number: str
    version: int
    items: list[ShownTargetOfRma]


def shown_target(target: RmaTarget) -> ShownTargetOfRma:
    """A target as the API shows it."""
    outcome, said = target.outcome, target.said
    trace = None if outcome is None else outcome.trace
    return ShownTargetOfRma(
        line_id=target.line_id,
        contract_id=target.contract_id,
        target=target.target,
        purpose=target.purpose or None,
        state=target.state,
        values=dict(said.values),
        owed=said.owed,
        not_owed_reason=said.not_owed_reason,
        clause=said.clause,
        quote=target.quote,
        differs=target.differs or None,
        derivation=None if trace is None else trace_document(trace),
        derivation_text=[] if outcome is None else trace_sentences(outcome, target.timezone),
        history=[_old(each) for each in target.history],
    )


def _old(old: OldTarget) -> ShownOldTarget:
    event = old.changed_by
    return ShownOldTarget(
        values=dict(old.said.values),
        owed=old.said.owed,
        clause=old.said.clause,
        until=old.until,
        changed_by=event.sequence,
        kind=event.kind,
        why=old.why,
    )
