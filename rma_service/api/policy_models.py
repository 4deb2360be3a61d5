"""What is shown of policies, and of targets that wait for a confirmation."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, JsonValue, StringConstraints

from rma_service.api.models import Shown, Strict, example
from rma_service.api.rma_models import ShownTarget
from rma_service.domain.rma import State
from rma_service.usecases.confirming import Confirmed
from rma_service.usecases.target_changes import Changes, NotDerived, TargetChange

Digest = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class EditionShown(Shown):
    """One edition of a policy, by what tells it from the others."""

    version: str
    effective_from: date
    running_contracts: Annotated[
        Literal["follow", "keep"],
        Field(description="What contracts do that began under it when a later edition comes."),
    ]
    digest: Annotated[str, Field(description="Marks what the file says.")]


class PolicyShown(Shown):
    """A policy with its editions, the newest first."""

    name: str
    document: str
    editions: list[EditionShown]


class PoliciesShown(Shown):
    """Policies that you may read."""

    items: list[PolicyShown]


class ParameterShown(Shown):
    """A place where the document can be read in several ways, and how we read it."""

    name: str
    type: str
    default: JsonValue
    alternatives: list[JsonValue]
    clause: str
    why: str


class PolicyTargetShown(Shown):
    """One target, and its rule as the policy file writes it. No levels or priorities: all."""

    target: str
    service_levels: list[str]
    priorities: list[str]
    clause: str
    quote: str
    rule: dict[str, JsonValue]


class ExclusionShown(Shown):
    """One reason for which a deadline is computed but not owed."""

    targets: list[str]
    clause: str
    quote: str
    rule: dict[str, JsonValue]


class WholeEditionShown(EditionShown):
    """Everything that one edition says."""

    parameters: list[ParameterShown]
    targets: list[PolicyTargetShown]
    exclusions: list[ExclusionShown]


class OwnReadingsShown(Shown):
    """A contract that reads parameters of its policy otherwise."""

    contract_id: str
    partner_id: str
    params: dict[str, JsonValue]


class WholePolicyShown(Shown):
    """A policy with everything that its editions say, and contracts that read it otherwise."""

    name: str
    document: str
    editions: list[WholeEditionShown]
    contracts: list[OwnReadingsShown]


class TargetChangeShown(Shown):
    """A target as it stands, and as it would be derived now."""

    partner_id: str
    rma_number: str
    line_id: str
    state: State
    direction: Literal["earlier", "later", "same"]
    before: ShownTarget
    after: ShownTarget
    why: list[str]

    @classmethod
    def of(cls, change: TargetChange) -> "TargetChangeShown":
        """Show a change."""
        line = change.line
        return cls.model_validate(
            {
                "partner_id": line.partner_id,
                "rma_number": line.rma_number,
                "line_id": line.line_id,
                "state": line.state,
                "direction": change.direction,
                "before": change.before,
                "after": change.after,
                "why": list(change.why),
            }
        )


class NotDerivedShown(Shown):
    """A target that cannot be derived now; it stays as it is."""

    partner_id: str
    rma_number: str
    line_id: str
    due_at: datetime | None
    sentence: str

    @classmethod
    def of(cls, left: NotDerived) -> "NotDerivedShown":
        """Show a target that is left alone."""
        line = left.line
        return cls(
            partner_id=line.partner_id,
            rma_number=line.rma_number,
            line_id=line.line_id,
            due_at=None if line.terms is None else line.terms.due_at,
            sentence=left.sentence,
        )


class ChangesShown(Shown):
    """What waits for a confirmation, which names the digest of this list."""

    digest: str
    moving: list[TargetChangeShown]
    restamped: Annotated[
        int, Field(description="Targets that stay, and will only rest on new versions.")
    ]
    not_derived: list[NotDerivedShown]

    @classmethod
    def of(cls, changes: Changes) -> "ChangesShown":
        """Show a list."""
        return cls(
            digest=changes.digest,
            moving=[TargetChangeShown.of(each) for each in changes.moving],
            restamped=len(changes.restamped),
            not_derived=[NotDerivedShown.of(each) for each in changes.not_derived],
        )


class ReadDigest(Strict):
    """The list that was read."""

    model_config = example(
        digest="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )

    digest: Digest


class ConfirmedShown(Shown):
    """How many targets moved, how many rest on new versions only, how many were left alone."""

    moved: int
    restamped: int
    left: int

    @classmethod
    def of(cls, done: Confirmed) -> "ConfirmedShown":
        """Show what was done."""
        return cls.model_validate(done)
