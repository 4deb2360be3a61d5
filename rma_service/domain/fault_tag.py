"""The fault tag: the form that travels with one faulty unit, and where it contradicts itself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from rma_service.domain.refusal import Refusal
from rma_service.domain.relocation import Relocation


@dataclass(frozen=True, slots=True)
class FaultTag:
    """What a partner wrote about one faulty unit."""

    site_id: str
    platform: str
    part_number: str
    part_category: str
    fault_code: str
    observed_at: datetime
    requested_at: datetime
    data_removed: str


@dataclass(frozen=True, slots=True)
class TagFacts:
    """What the record knows about the same unit.

    `parts_of_platform` are the parts built into one unit, `categories_of_fault` the part
    categories for which the fault code may be used. `moved` is the move by which the equipment
    left the site of the tag for good; None: it did not.
    """

    units_installed: int
    parts_of_platform: Collection[str]
    categories_of_fault: Collection[str]
    retention_service: bool
    moved: Relocation | None = None


def fault_tag_refusal(tag: FaultTag, facts: TagFacts) -> Refusal | None:
    """Refuse a tag that contradicts itself or the record; None: it does not.

    Source: product.md, "The fault tag".
    """
    if tag.data_removed == "retained" and not facts.retention_service:
        return Refusal(
            "retention", "The part is retained, but the contract has no retention service."
        )
    contradiction = _contradiction(tag, facts)
    return None if contradiction is None else Refusal("fault_tag", contradiction)


def _contradiction(tag: FaultTag, facts: TagFacts) -> str | None:
    if tag.observed_at > tag.requested_at:
        return "The fault was observed after the replacement was requested."
    if facts.moved is not None:
        move = facts.moved
        return (
            f"The {tag.platform} of contract {move.contract_id} stands at {move.to_site_id} "
            f"since {move.relocated_on}, not at {tag.site_id}."
        )
    if facts.units_installed == 0:
        return f"Site {tag.site_id} has no {tag.platform} installed."
    if tag.part_number not in facts.parts_of_platform:
        return f"Part {tag.part_number} is not built into a {tag.platform}."
    if tag.part_category not in facts.categories_of_fault:
        return (
            f"Fault code {tag.fault_code} is not used for a part of category {tag.part_category}."
        )
    return None
